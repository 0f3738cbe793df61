/**
 * Random small machines. A machine is made as the text of a spec and compiled with the public API, so what fast-check
 * prints after shrinking can be pasted into a file; its guards, effects and predicates are kept as texts as well, for the
 * oracle, which compiles and runs them on data of its own.
 *
 * Every effect stays in its domain and every function is pure: such a machine is never ill-formed.
 */
import fc from "fast-check";
import * as everystate from "../../src/index.ts";
import type { Machine } from "../../src/spec/machine.ts";
import { boundedCounter, type FieldKind, fieldKinds } from "./field-kinds.ts";

export type Parameter = "p" | "k" | "w" | "q" | "lx" | "rx";

/** The parameters that a text may use: the domain that each ranges over, and its elements. */
export const parameters: Readonly<
  Record<Parameter, { readonly domain: string; readonly elements: readonly (string | number)[] }>
> = {
  p: { domain: "page", elements: ["page0", "page1"] },
  k: { domain: "range(0, 1)", elements: [0, 1] },
  w: { domain: "app", elements: ["app0", "app1"] },
  q: { domain: "slot", elements: ["slot0", "slot1", "slot2"] },
  lx: { domain: 'oneOf("x", "x, y")', elements: ["x", "x, y"] },
  rx: { domain: 'oneOf("z", "y, z")', elements: ["z", "y, z"] },
};

export interface RandomAction {
  readonly name: string;
  readonly for: readonly Parameter[];
  /** Undefined for an action that is always possible. */
  readonly when: string | undefined;
  /** Statements, one after the other. */
  readonly then: readonly string[];
  readonly fair:
    | undefined
    | { readonly kind: "weak" | "strong"; readonly told: readonly Parameter[] };
}

export type Form =
  | "always"
  | "never"
  | "reachable"
  | "step"
  | "eventually"
  | "alwaysEventually"
  | "eventuallyAlways"
  | "leadsTo"
  | "until";

export interface RandomProperty {
  readonly name: string;
  readonly forEach: readonly Parameter[];
  readonly form: Form;
  /** Of one state `s`; for `step` of `before`, `after` and `taken`. The second only of `leadsTo` and `until`. */
  readonly predicates: readonly string[];
}

export interface RandomInit {
  /** The parameters that the state is chosen by; undefined for a single state. */
  readonly choose: readonly Parameter[] | undefined;
  /** A combination with this property is left out. */
  readonly unless: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

export interface RandomMachine {
  readonly fields: Readonly<Record<string, FieldKind>>;
  readonly init: readonly RandomInit[];
  readonly actions: readonly RandomAction[];
  readonly properties: readonly RandomProperty[];
  readonly final: string | undefined;
  readonly deadlock: boolean;
  readonly within: string | undefined;
  readonly stuttering: "progress" | "tla" | "none";
  /** The spec as a person would write it. */
  readonly text: string;
  readonly machine: Machine;
}

/** Picks a text: which one, and a number that its constants are taken from. */
type Pick = readonly [which: number, variation: number];
const pick: fc.Arbitrary<Pick> = fc.tuple(fc.nat(500), fc.nat(500));

const condition = fc.record({
  first: pick,
  second: fc.option(pick, { freq: 2 }),
  joined: fc.constantFrom("&&", "||", "&& !"),
});
type Condition = typeof condition extends fc.Arbitrary<infer T> ? T : never;

const forms: readonly Form[] = [
  ...(["always", "never", "reachable", "step", "eventually", "leadsTo"] as const),
  ...(["alwaysEventually", "eventuallyAlways", "until"] as const),
];

const anyAction = fc.record({
  for: fc.constantFrom<Parameter[][]>(
    ...([
      [],
      [],
      ["p"],
      ["k"],
      ["w"],
      ["q"],
      ["p", "k"],
      ["w", "p"],
      ["lx", "rx"],
    ] as Parameter[][]),
  ),
  when: fc.option(condition, { freq: 2 }),
  then: fc.array(pick, { minLength: 1, maxLength: 2 }),
  fair: fc.constantFrom("none", "none", "weak", "strong", "weak of fewer", "strong of fewer"),
});

/** Names of the fields, actions and properties: usual ones, and those that every object of JavaScript has. */
const someNames = fc.constantFrom(
  ...Array<Names>(3).fill({
    fields: ["a", "b", "c"],
    actions: ["act0", "act1", "act2", "act3"],
    properties: ["property0", "property1", "property2", "property3", "property4"],
  }),
  {
    fields: ["constructor", "hasOwnProperty", "toString"],
    actions: ["toString", "valueOf", "constructor", "isPrototypeOf"],
    properties: ["valueOf", "constructor", "toString", "toLocaleString", "hasOwnProperty"],
  },
);
interface Names {
  readonly fields: readonly string[];
  readonly actions: readonly string[];
  readonly properties: readonly string[];
}

const anyProperty = fc.record({
  forEach: fc.constantFrom<Parameter[][]>([], [], [], ["p"], ["w"], ["q"], ["p", "w"]),
  form: fc.constantFrom(...forms),
  p: condition,
  q: condition,
  ofAction: fc.option(fc.nat(3)),
});

const anyInit = fc.record({
  choose: fc.option(fc.constantFrom<Parameter[][]>(["k"], ["p"], ["w", "k"], ["k", "p"])),
  leavesOut: fc.boolean(),
  values: fc.array(fc.nat(20), { minLength: 3, maxLength: 3 }),
});

export const randomMachine: fc.Arbitrary<RandomMachine> = fc
  .record({
    kinds: fc.array(fc.nat(fieldKinds.length - 1), { minLength: 1, maxLength: 3, size: "max" }),
    init: fc.array(anyInit, { minLength: 1, maxLength: 2 }),
    actions: fc.array(anyAction, { minLength: 1, maxLength: 4, size: "max" }),
    properties: fc.array(anyProperty, { minLength: 1, maxLength: 5, size: "max" }),
    ending: fc.constantFrom("deadlock", "deadlock", "final", "anywhere"),
    final: condition,
    within: fc.oneof(
      { weight: 6, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: condition },
      { weight: 1, arbitrary: fc.constant("counter" as const) },
    ),
    names: someNames,
    stuttering: fc.constantFrom(
      "progress" as const,
      "progress" as const,
      "tla" as const,
      "none" as const,
    ),
  })
  .map((choices) => {
    const { names } = choices;
    const kinds = choices.kinds.map((kind) => fieldKinds[kind] as FieldKind);
    const isCounting = choices.within === "counter";
    if (isCounting) kinds[0] = boundedCounter;
    const fields = Object.fromEntries(kinds.map((kind, i) => [names.fields[i] as string, kind]));
    const within = isCounting
      ? `s.${names.fields[0]} < 3` // at most two updates lead to 4
      : choices.within && testOf(fields, choices.within as Condition, { at: "s", known: [] });
    const described = {
      fields,
      init: choices.init.map((init) => initOf(fields, init)),
      actions: choices.actions.map((action, i) =>
        actionOf(fields, action, names.actions[i] as string),
      ),
      properties: choices.properties.map((property, i) =>
        propertyOf(fields, property, {
          name: names.properties[i] as string,
          actions: names.actions,
        }),
      ),
      final:
        choices.ending === "final"
          ? testOf(fields, choices.final, { at: "s", known: [] })
          : undefined,
      deadlock: choices.ending !== "anywhere",
      within,
      stuttering: choices.stuttering,
    };
    const text = textOf(described);
    const machine = compile(text);
    return { ...described, text, machine, [fc.toStringMethod]: () => `\n${text}\n` };
  });

/** Runs a text with the public API in scope. */
export function compile(text: string): Machine {
  const run = new Function(...Object.keys(everystate), text);
  return run(...Object.values(everystate)) as Machine;
}

type Described = Omit<RandomMachine, "text" | "machine">;
type Fields = Described["fields"];

/** Where a text stands: what the state is called there, and the parameters that are known. */
interface Scope {
  readonly at: string;
  readonly known: readonly Parameter[];
}

/** A text uses a parameter when its name stands in it as a word. */
function isKnown(text: string, known: readonly Parameter[]): boolean {
  return (Object.keys(parameters) as Parameter[]).every(
    (name) => known.includes(name) || !new RegExp(`(?<![.\\w])${name}\\b`).test(text),
  );
}

function pickFrom(texts: readonly string[], [which]: Pick, known: readonly Parameter[]): string {
  const usable = texts.filter((text) => isKnown(text, known));
  return usable[which % usable.length] as string; // every kind has texts without parameters
}

function oneTest(fields: Fields, picked: Pick, { at, known }: Scope): string {
  const texts = Object.entries(fields).flatMap(([name, kind]) =>
    kind.tests(`${at}.${name}`, picked[1]),
  );
  return pickFrom(texts, picked, known);
}

function testOf(fields: Fields, { first, second, joined }: Condition, scope: Scope): string {
  const one = oneTest(fields, first, scope);
  if (second === null) return one;
  const other = oneTest(fields, second, scope);
  return `(${one}) ${joined}(${other})`;
}

function actionOf(
  fields: Fields,
  action: typeof anyAction extends fc.Arbitrary<infer T> ? T : never,
  name: string,
): RandomAction {
  const known = action.for;
  const updates = action.then.map((picked) => {
    const texts = Object.entries(fields).flatMap(([name, kind]) =>
      kind.updates(`s.${name}`, picked[1]),
    );
    return pickFrom(texts, picked, known);
  });
  const [kind] = action.fair.split(" ") as ["none" | "weak" | "strong"];
  const told = action.fair.endsWith("fewer") ? known.slice(1) : known;
  return {
    name,
    for: known,
    when: action.when === null ? undefined : testOf(fields, action.when, { at: "s", known }),
    then: updates,
    fair: kind === "none" ? undefined : { kind, told },
  };
}

function propertyOf(
  fields: Fields,
  property: typeof anyProperty extends fc.Arbitrary<infer T> ? T : never,
  { name, actions }: { readonly name: string; readonly actions: readonly string[] },
): RandomProperty {
  const { forEach: known, form, p, q, ofAction } = property;
  const predicates = (): string[] => {
    if (form === "leadsTo" || form === "until") {
      return [testOf(fields, p, { at: "s", known }), testOf(fields, q, { at: "s", known })];
    }
    if (form !== "step") return [testOf(fields, p, { at: "s", known })];
    const before = testOf(fields, p, { at: "before", known });
    const after = testOf(fields, q, { at: "after", known });
    const by = ofAction === null ? "" : `taken.action !== "${actions[ofAction]}" || `;
    return [`${by}!(${before}) || ${after}`];
  };
  return { name, forEach: known, form, predicates: predicates() };
}

function initOf(
  fields: Fields,
  { choose, leavesOut, values }: typeof anyInit extends fc.Arbitrary<infer T> ? T : never,
): RandomInit {
  const known = choose ?? [];
  const texts = Object.entries(fields).map(([name, kind], i) => {
    const value = values[i] as number;
    return [name, pickFrom(kind.inits, [value, value], known)] as const;
  });
  const unless = leavesOut && known.includes("k") ? "k === 1" : undefined;
  return { choose: choose ?? undefined, unless, fields: Object.fromEntries(texts) };
}

function textOf(described: Described): string {
  const { fields, init, actions, properties, final, deadlock, within, stuttering } = described;
  const domains = Object.entries(fields).map(([name, kind]) => `    ${name}: ${kind.domain},`);
  return [
    'const page = index("page", 2), slot = index("slot", 3), app = symmetric("app", 2);',
    "return machine({",
    '  name: "random",',
    "  state: {",
    ...domains,
    "  },",
    `  init: [${init.map(initText).join(", ")}],`,
    "  actions: {",
    ...actions.map(actionText),
    "  },",
    "  properties: {",
    ...properties.map(propertyText),
    "  },",
    ...(final === undefined ? [] : [`  final: (s) => ${final},`]),
    ...(deadlock ? [] : ["  deadlock: false,"]),
    ...(within === undefined ? [] : [`  within: (s) => ${within},`]),
    `  stuttering: "${stuttering}",`,
    "});",
  ].join("\n");
}

function initText({ choose, unless, fields }: RandomInit): string {
  const state = `{ ${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ")} }`;
  if (choose === undefined) return state;
  const left = unless === undefined ? "" : `${unless} ? undefined : `;
  return `choose(${domainsText(choose)}, ({ ${choose.join(", ")} }) => (${left}${state}))`;
}

function domainsText(names: readonly Parameter[]): string {
  return `{ ${names.map((name) => `${name}: ${parameters[name].domain}`).join(", ")} }`;
}

function actionText(action: RandomAction): string {
  const args = action.for.length === 0 ? "(s)" : `(s, { ${action.for.join(", ")} })`;
  const parts = [
    ...(action.for.length === 0 ? [] : [`for: ${domainsText(action.for)}`]),
    ...(action.when === undefined ? [] : [`when: ${args} => ${action.when}`]),
    `then: ${args} => { ${action.then.join("; ")} }`,
    ...(action.fair === undefined ? [] : [`fair: ${fairText(action)}`]),
  ];
  return `    ${action.name}: { ${parts.join(", ")} },`;
}

function fairText({ fair, for: known }: RandomAction): string {
  if (fair === undefined) return "";
  if (fair.told.length === known.length) return `"${fair.kind}"`;
  return `{ ${fair.kind}: ${JSON.stringify(fair.told)} }`;
}

function propertyText({ name, forEach, form, predicates }: RandomProperty): string {
  const head = form === "step" ? "(before, after, taken)" : "(s)";
  const asked = `${form}(${predicates.map((predicate) => `${head} => ${predicate}`).join(", ")})`;
  const whole = forEach.reduceRight(
    (inner, parameter) => `forEach(${parameters[parameter].domain}, (${parameter}) => ${inner})`,
    asked,
  );
  return `    ${name}: ${whole},`;
}
