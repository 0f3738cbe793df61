/**
 * Random machines that treat the elements of their symmetric domains alike, as texts of specs: no text names an element or
 * takes the first of some.
 */
import fc from "fast-check";
import type { Machine } from "../../src/spec/machine.ts";
import { compile } from "./random-machine.ts";

/** Parameters: x and y are of the first symmetric domain, z is of the second. */
type Parameter = "x" | "y" | "z";

const domainOf: Readonly<Record<Parameter, string>> = { x: "app", y: "app", z: "page" };

interface Field {
  readonly domain: string;
  readonly inits: readonly string[];
  readonly tests: (v: number) => readonly string[];
  readonly updates: (v: number) => readonly string[];
}

const fields: Readonly<Record<string, Field>> = {
  phase: {
    domain: "mapOf(app, range(0, 2))",
    inits: ["app.each(0)", "app.each(1)"],
    tests: (v) => [
      ...[`s.phase[x] === ${v % 3}`, `s.phase[x] !== ${v % 3}`, `s.phase[y] === ${v % 3}`],
      `app.elements.some((e) => s.phase[e] === ${v % 3})`,
    ],
    updates: (v) => [
      ...[`s.phase[x] = (s.phase[x] + 1) % 3`, `s.phase[x] = ${v % 3}`, `s.phase[y] = ${v % 3}`],
      `for (const e of app.elements) if (s.phase[e] === ${v % 3}) s.phase[e] = 0`,
    ],
  },
  owner: {
    domain: "optional(app)",
    inits: ["null", "x"],
    tests: () => ["s.owner === x", "s.owner !== x", "s.owner === null"],
    updates: () => ["s.owner = x", "s.owner = y", "s.owner = null"],
  },
  marks: {
    domain: "setOf(app)",
    inits: ["[]", "[x]"],
    tests: (v) => [
      "s.marks.has(x)",
      "!s.marks.has(x)",
      "s.marks.has(y)",
      `s.marks.size > ${v % 2}`,
    ],
    updates: () => ["s.marks.add(x)", "s.marks.delete(x)", "s.marks.delete(y)", "s.marks = []"],
  },
  home: {
    domain: "mapOf(page, optional(app))",
    inits: ["page.each(null)", "page.each(x)"],
    tests: () => [
      ...["s.home[z] === x", "s.home[z] === null", "s.home[z] !== x"],
      "page.elements.some((e) => s.home[e] === null)",
    ],
    updates: () => [
      ...["s.home[z] = x", "s.home[z] = null"],
      "for (const e of page.elements) s.home[e] = null",
    ],
  },
  pins: {
    domain: "mapOf(app, setOf(page))",
    inits: ["app.each([])", "app.each([])"],
    tests: (v) => [
      ...["s.pins[x].has(z)", "!s.pins[x].has(z)", "s.pins[y].has(z)", `s.pins[x].size > ${v % 2}`],
      "app.elements.every((e) => s.pins[e].size === 0)",
    ],
    updates: () => [
      ...["s.pins[x].add(z)", "s.pins[x].delete(z)", "s.pins[y].delete(z)", "s.pins[x] = []"],
      "for (const e of app.elements) s.pins[e] = []",
    ],
  },
  flag: {
    domain: "range(0, 1)",
    inits: ["0", "0"],
    tests: (v) => [`s.flag === ${v % 2}`],
    updates: (v) => ["s.flag = 1 - s.flag", `s.flag = ${v % 2}`],
  },
};

type Pick = readonly [which: number, variation: number];
const pick: fc.Arbitrary<Pick> = fc.tuple(fc.nat(100), fc.nat(5));

const parameters = fc.constantFrom<(readonly Parameter[])[]>(
  ...([[], ["x"], ["x"], ["x"], ["x", "y"], ["z"], ["x", "z"]] as const),
);

const anyAction = fc.record({
  for: parameters,
  when: fc.array(pick, { maxLength: 2 }),
  then: fc.array(pick, { minLength: 1, maxLength: 2 }),
  fair: fc.constantFrom("", "weak", "weak", "strong", "strong", "weak fewer", "strong fewer"),
});

const anyProperty = fc.record({
  forEach: fc.constantFrom<(readonly Parameter[])[]>(
    ...([[], ["x"], ["x"], ["x", "y"], ["x", "y"], ["z"], ["x", "z"]] as const),
  ),
  form: fc.constantFrom(
    ...(["always", "reachable", "eventually", "eventually", "alwaysEventually"] as const),
    ...(["eventuallyAlways", "leadsTo", "leadsTo", "until", "ltl", "ltl", "ltl"] as const),
  ),
  p: fc.array(pick, { minLength: 1, maxLength: 2 }),
  q: fc.array(pick, { minLength: 1, maxLength: 2 }),
  formula: fc.nat(100),
});

/** Formulas over two predicates, and of the steps of an element where one is known. */
function formulaOf(number: number, [p, q]: readonly [string, string], known: readonly Parameter[]) {
  const step = known.includes("x")
    ? "step((before, after, taken) => taken.args.x === x)"
    : 'step((before, after, taken) => taken.is("act0"))';
  const formulas = [
    `eventually(and(${p}, always(not(${q}))))`,
    `implies(always(eventually(${p})), always(eventually(${q})))`,
    `always(implies(${p}, until(${p}, ${q})))`,
    `always(implies(${step}, eventually(${p})))`,
    `implies(always(eventually(${step})), eventually(${q}))`,
    `or(eventually(always(${p})), always(eventually(${q})))`,
    `always(implies(${p}, weakUntil(not(${step}), ${q})))`,
    `weakUntil(${p}, ${step})`,
  ];
  return formulas[number % formulas.length];
}

const words = "{ step, not, and, or, implies, always, eventually, until, weakUntil }";

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never;

const anyMachine = fc.record({
  apps: fc.constantFrom(2, 2, 3, 3, 3, 4),
  pages: fc.constantFrom(2, 2, 3),
  fields: fc.uniqueArray(fc.constantFrom(...Object.keys(fields)), {
    minLength: 2,
    maxLength: 3,
    size: "max",
  }),
  chosen: fc.boolean(),
  actions: fc.array(anyAction, { minLength: 2, maxLength: 4, size: "max" }),
  properties: fc.array(anyProperty, { minLength: 2, maxLength: 4, size: "max" }),
  within: fc.option(pick, { freq: 1 }),
  stuttering: fc.constantFrom("progress", "progress", "tla", "none"),
});

export interface RandomSymmetricMachine {
  readonly text: string;
  readonly machine: Machine;
  /** Groups of instances that fairness is asked of. */
  readonly constraints: number;
}

export const randomSymmetricMachine: fc.Arbitrary<RandomSymmetricMachine> = anyMachine.map(
  (drawn) => {
    const text = textOf(drawn);
    const sizes = { x: drawn.apps, y: drawn.apps, z: drawn.pages };
    const constraints = drawn.actions.reduce(
      (sum, action) =>
        sum + toldBy(action).reduce((product, name) => product * sizes[name], action.fair ? 1 : 0),
      0,
    );
    const machine = compile(text);
    return { text, machine, constraints, [fc.toStringMethod]: () => `\n${text}\n` };
  },
);

function toldBy({ for: known, fair }: Drawn<typeof anyAction>): readonly Parameter[] {
  return fair.endsWith("fewer") ? known.slice(1) : known;
}

function textOf(drawn: Drawn<typeof anyMachine>): string {
  const { apps, pages, fields: names, actions, properties, chosen, within, stuttering } = drawn;
  const own = names.map((name) => [name, fields[name] as Field] as const);
  const texts = (
    of: "tests" | "updates",
    [which, variation]: Pick,
    known: readonly Parameter[],
  ) => {
    const usable = own
      .flatMap(([, field]) => field[of](variation))
      .filter((text) => isKnown(text, known));
    return usable[which % usable.length];
  };
  const test = (picks: readonly Pick[], known: readonly Parameter[]): string =>
    picks.map((one) => texts("tests", one, known) ?? "true").join(" && ");
  const init = own.map(([name, { inits }]) => `${name}: ${inits[chosen ? 1 : 0]}`);
  return [
    `const app = symmetric("app", ${apps}), page = symmetric("page", ${pages});`,
    "return machine({",
    '  name: "random",',
    "  state: {",
    ...own.map(([name, { domain }]) => `    ${name}: ${domain},`),
    "  },",
    chosen
      ? `  init: choose({ x: app }, ({ x }) => ({ ${init.join(", ")} })),`
      : `  init: { ${init.join(", ")} },`,
    "  actions: {",
    ...actions.map((action, i) => {
      const { for: known, when, then } = action;
      const args = known.length === 0 ? "(s)" : `(s, { ${known.join(", ")} })`;
      const updates = then.map((one) => texts("updates", one, known) ?? "").join("; ");
      const told = toldBy(action);
      const [kind] = action.fair.split(" ");
      const fair =
        told.length === known.length ? `"${kind}"` : `{ ${kind}: ${JSON.stringify(told)} }`;
      return `    act${i}: { ${[
        ...(known.length === 0 ? [] : [`for: { ${domainsOf(known)} }`]),
        ...(when.length === 0 ? [] : [`when: ${args} => ${test(when, known)}`]),
        `then: ${args} => { ${updates} }`,
        ...(action.fair === "" ? [] : [`fair: ${fair}`]),
      ].join(", ")} },`;
    }),
    "  },",
    "  properties: {",
    ...properties.map(({ forEach: known, form, p, q, formula }, i) => {
      const two = form === "leadsTo" || form === "until";
      const asked = [p, ...(two ? [q] : [])].map((one) => `(s) => ${test(one, known)}`);
      const whole = known.reduceRight(
        (inner, name) => `forEach(${domainOf[name]}, (${name}) => ${inner})`,
        form === "ltl"
          ? `ltl((${words}) => ${formulaOf(formula, [`(s) => ${test(p, known)}`, `(s) => ${test(q, known)}`], known)})`
          : `${form}(${asked.join(", ")})`,
      );
      return `    property${i}: ${whole},`;
    }),
    "  },",
    ...(within === null ? [] : [`  within: (s) => ${test([within], [])},`]),
    `  stuttering: "${stuttering}",`,
    "});",
  ].join("\n");
}

function domainsOf(known: readonly Parameter[]): string {
  return known.map((name) => `${name}: ${domainOf[name]}`).join(", ");
}

/** A text uses a parameter when its name stands in it as a word. */
function isKnown(text: string, known: readonly Parameter[]): boolean {
  return (["x", "y", "z"] as const).every(
    (name) => known.includes(name) || !new RegExp(`(?<![.\\w])${name}\\b`).test(text),
  );
}
