/** Random specs as text, on which both engines have to agree. */
import * as everystate from "../../../src/index.ts";
import { booleanOf } from "./conditions.ts";
import { diceOf } from "./dice.ts";
import {
  app,
  bool,
  type Dom,
  type DomOf,
  type Fields,
  fieldsText,
  node,
  number,
  page,
  randomDomain,
  range,
} from "./domains.ts";
import { expressionOf, isMakeable } from "./expressions.ts";
import {
  constantNamed,
  type Helper,
  type Maker,
  pathTo,
  type Scope,
  type Variable,
  withVariables,
} from "./scope.ts";
import { statementsOf } from "./statements.ts";
import { list, type Tree, tree } from "./tree.ts";

/** Names of the library that specs use. */
export const libraryNames = Object.keys(everystate).filter(
  (name) => /^[a-z]/.test(name) && name !== "check",
);

const parameters: { readonly [name: string]: Dom } = {
  p: page,
  q: node,
  w: app,
  k: range(0, 1),
  f: bool,
};

/** The text of a module that exports one machine, without its import. */
export function randomSpec(seed: number): Tree {
  const dice = diceOf(seed);
  let names = 0;
  const maker: Maker = { dice, fresh: () => `x${names++}` };
  const fields: Fields = Object.fromEntries(
    ["a", "b", "c", "d"].slice(0, 1 + dice.below(4)).map((name) => [name, randomDomain(dice, 2)]),
  );
  const root: Dom = { kind: "record", fields, text: "state" };
  const constants: Scope = {
    variables: [constantNamed("flag", bool), constantNamed("limits[1]", number)],
    helpers: [],
  };
  const helpers = helpersOf(maker, constants, [...Object.values(fields), root]);
  const scope: Scope = { ...constants, helpers: helpers.map(({ helper }) => helper) };
  const isWrapped = dice.chance(0.2);
  const definition = tree("machine", ...definitionOf(maker, scope, { fields, root }));
  return tree(
    "module",
    // Symmetric elements are used as such; mostly they are just named elements, so that nothing else is tested.
    dice.chance(0.65) ? 'const app = index("app", 2);\n' : "",
    `const limits = [1, 3, 2], flag = ${dice.chance(0.5)};\n`,
    list(
      "helpers",
      "\n",
      helpers.map(({ text }) => text),
    ),
    ...(isWrapped
      ? [
          `\nfunction made(limits, flag) {\n  return machine(`,
          definition,
          `);\n}\nexport const random = made([0, 2, 1], ${dice.chance(0.5)});\n`,
        ]
      : ["\nexport const random = machine(", definition, ");\n"]),
  );
}

interface Written {
  readonly helper: Helper;
  readonly text: Tree;
}

function helpersOf(maker: Maker, scope: Scope, doms: readonly Dom[]): readonly Written[] {
  const { dice } = maker;
  return Array.from({ length: dice.below(4) }, (_, i): Written => {
    const name = `help${i}`;
    const on = dice.pick([...doms, page, node, app, range(0, 3)]);
    const isChange = dice.chance(0.35);
    const target: Variable = { ...constantNamed("t", on), state: isChange };
    const parametersOf = [on, ...(dice.chance(0.5) ? [number] : [])];
    const inside = withVariables(
      scope,
      target,
      ...(parametersOf.length > 1 ? [constantNamed("n", number)] : []),
    );
    const head = parametersOf.length > 1 ? "(t, n)" : "(t)";
    if (isChange) {
      const body = statementsOf(maker, inside, { most: 2, depth: 2 });
      return {
        helper: { name, parameters: parametersOf, result: undefined },
        text: tree("helper", `function ${name}${head} { `, body, " }"),
      };
    }
    const result = dice.chance(0.6) ? bool : on;
    const body = expressionOf(maker, inside, result, 2);
    const early = dice.chance(0.4)
      ? [
          tree(
            "stmt",
            "if (",
            booleanOf(maker, inside, 1),
            ") return ",
            expressionOf(maker, inside, result, 1),
            ";",
          ),
          " ",
        ]
      : [];
    const helper = { name, parameters: parametersOf, result };
    if (dice.chance(0.25)) return { helper, text: madeByFactory(maker, inside, { helper, head }) };
    const text =
      early.length === 0 && dice.chance(0.5)
        ? tree("helper", `const ${name} = ${head} => (`, body, ");")
        : tree("helper", `function ${name}${head} { `, ...early, "return ", body, "; }");
    return { helper, text };
  });
}

/** A function that another has made, with what that one was given; it leaves a loop with an answer. */
function madeByFactory(
  maker: Maker,
  scope: Scope,
  { helper, head }: { readonly helper: Helper; readonly head: string },
): Tree {
  const { dice } = maker;
  const { name, result = bool } = helper;
  const over = dice.pick([page, node]);
  const inside = withVariables(scope, constantNamed("k", number), constantNamed("on", bool));
  const round = withVariables(inside, constantNamed("each", over));
  const answer = (among: Scope): Tree => expressionOf(maker, among, result, 1);
  return tree(
    "helper",
    `const make_${name} = (k, on) => ${head} => { `,
    `if (on) for (const each of ${over.text}) if (`,
    booleanOf(maker, round, 1),
    ") return ",
    answer(round),
    "; return ",
    answer(inside),
    `; };\nconst ${name} = make_${name}(${dice.below(3)}, ${dice.chance(0.7)});`,
  );
}

interface Schema {
  readonly fields: Fields;
  readonly root: Dom;
}

function definitionOf(maker: Maker, scope: Scope, schema: Schema): readonly (string | Tree)[] {
  const { dice } = maker;
  const { fields, root } = schema;
  const view = withVariables(scope, constantNamed("s", root));
  const actions = Array.from({ length: 2 + dice.below(4) }, (_, i) =>
    actionOf(maker, scope, { root, name: `act${i}` }),
  );
  const properties = Array.from({ length: 1 + dice.below(4) }, (_, i) =>
    propertyOf(maker, scope, { root, name: `property${i}` }),
  );
  const predicate = (): Tree => tree("function", "(s) => ", booleanOf(maker, view, 2));
  const ending: readonly (string | Tree)[] = dice.weighted<readonly (string | Tree)[]>([
    [3, () => []],
    [1, () => ["  final: ", predicate(), ",\n"]],
    [2, () => ["  deadlock: false,\n"]],
  ]);
  const within = dice.chance(0.12) ? ["  within: ", predicate(), ",\n"] : [];
  const stuttering = dice.pick(["progress", "progress", "tla", "none"]);
  return [
    `{\n  name: "random",\n  state: `,
    fieldsTree(fields),
    ",\n  init: ",
    initOf(maker, scope, schema),
    ",\n  actions: {\n",
    list("actions", "", actions),
    "  },\n  properties: {\n",
    list("properties", "", properties),
    "  },\n",
    list("rest", "", [
      tree("entry", ...ending),
      tree("entry", ...within),
      `  stuttering: "${stuttering}",\n`,
    ]),
    "}",
  ];
}

function fieldsTree(fields: Fields): Tree {
  const all = Object.entries(fields).map(([name, of]) => `${name}: ${of.text}`);
  return tree("schema", "{ ", list("fields", ", ", all), " }");
}

/** Values that do not depend on a state; symmetric elements come out of a choice. */
function initOf(maker: Maker, scope: Scope, { fields }: Schema): Tree {
  const { dice } = maker;
  const needsApp = Object.values(fields).some(
    (dom) => !isMakeable(maker, { ...scope, variables: [] }, dom),
  );
  const one = (among: Scope): Tree => {
    const entries = Object.entries(fields).map(([name, dom]) =>
      tree("entry", `${name}: `, inputOf(maker, among, dom)),
    );
    return tree("initial", "{ ", list("entries", ", ", entries), " }");
  };
  const plain: Scope = { variables: [], helpers: [] };
  const several = (): Tree[] => Array.from({ length: 1 + dice.below(4) }, () => one(plain));
  if (!needsApp && dice.chance(0.6))
    return tree("init", "[", list("initials", ", ", several()), "]");
  const inside = withVariables(
    plain,
    constantNamed("w", app),
    constantNamed("k", range(0, 1)),
    constantNamed("f", bool),
  );
  const head = "choose({ w: app, k: from0to1, f: bools }, ({ w, k, f }) => (";
  return tree("initial", head, one(inside), "))");
}

function inputOf(maker: Maker, scope: Scope, dom: Dom): Tree {
  return expressionOf(maker, scope, dom, 1);
}

function actionOf(
  maker: Maker,
  scope: Scope,
  { root, name }: { readonly root: Dom; readonly name: string },
): Tree {
  const { dice } = maker;
  const known = ["p", "q", "w", "k", "f"].filter(() => dice.chance(0.18));
  const given = known.map((one) => constantNamed(one, parameters[one] as Dom));
  const head = known.length === 0 ? "(s)" : `(s, { ${known.join(", ")} })`;
  const view = withVariables(scope, constantNamed("s", root), ...given);
  const state: Variable = { ...constantNamed("s", root), state: true };
  const draft = withVariables(scope, ...given, state);
  const domains = fieldsText(Object.fromEntries(known.map((one) => [one, parameters[one] as Dom])));
  const fair = dice.weighted([
    [4, () => ""],
    [1, () => 'fair: "weak", '],
    [1, () => 'fair: "strong", '],
  ]);
  const isShort = dice.chance(0.08);
  const effect = isShort
    ? shortEffect(maker, draft, head)
    : tree(
        "effect",
        `then: ${head} => { `,
        statementsOf(maker, draft, { most: 3, depth: 3 }),
        " },\n",
      );
  return tree(
    "action",
    `    ${name}: { `,
    known.length === 0 ? "" : `for: ${domains}, `,
    list("entries", "", [
      fair,
      tree(
        "entry",
        ...(dice.chance(0.4)
          ? [`when: ${head} => `, booleanOf(maker, view, dice.below(4)), ", "]
          : []),
      ),
    ]),
    effect,
    "    },\n",
  );
}

/** An effect without braces: what it returns is ignored, unless it looks like a state. */
function shortEffect(maker: Maker, scope: Scope, head: string): Tree {
  const path = pathTo(maker, scope, ({ state, assignable }) => state && assignable);
  if (path === undefined || !isMakeable(maker, scope, path.dom)) {
    return tree("effect", `then: ${head} => undefined,\n`);
  }
  const value = expressionOf(maker, scope, path.dom, 1);
  return tree("effect", `then: ${head} => (`, path.text, " = ", value, "),\n");
}

/** A question to the step that was taken, before another. */
function aboutTaken({ dice }: Maker): Tree {
  const action = `act${dice.below(3)}`;
  return dice.pick([
    tree("taken", 'taken.action !== "act0" || '),
    tree("taken", '!taken.is("act0") || '),
    tree("taken", `taken.action !== "${action}" || `),
    tree("taken", `["act0", "${action}"].includes(taken.action) && `),
    tree("taken", `!["act1", "${action}"].some((name) => taken.action === name) || `),
  ]);
}

/** Arguments of the step, some of which it may not have. */
function argumentsTaken({ dice }: Maker): readonly Variable[] {
  if (dice.chance(0.7)) return [];
  const name = dice.pick(Object.keys(parameters));
  return [constantNamed(`taken.args.${name}`, parameters[name] as Dom)];
}

const forms = [
  ...(["always", "never", "reachable", "always", "never", "reachable", "step", "step"] as const),
  ...(["eventually", "leadsTo", "alwaysEventually", "eventuallyAlways", "until"] as const),
  ...(["ltl", "ltl"] as const),
];

/** Formulas over two predicates of states and one of steps. */
const formulas = [
  "words.always(words.implies($p, words.eventually(words.or($q, words.step($s)))))",
  "words.always(words.implies(words.step($s), words.next(words.weakUntil($p, $q))))",
  "words.until(words.not(words.step($s)), words.or($p, words.next($q)))",
  "words.implies(words.always(words.eventually(words.step($s))), words.release($p, $q))",
  "words.iff(words.eventually($p), words.and(words.eventually(words.step($s)), $q))",
];

function propertyOf(
  maker: Maker,
  scope: Scope,
  { root, name }: { readonly root: Dom; readonly name: string },
): Tree {
  const { dice } = maker;
  const form = dice.pick(forms);
  const over = dice.chance(0.25) ? dice.pick(["p", "q", "w"]) : undefined;
  const among =
    over === undefined ? scope : withVariables(scope, constantNamed(over, parameters[over] as Dom));
  const predicate = (): Tree =>
    tree(
      "function",
      // In parentheses: `a < b, (s) => (c) > (d)` would be a call with types.
      "(s) => (",
      booleanOf(maker, withVariables(among, constantNamed("s", root)), 3),
      ")",
    );
  const asked = (): Tree => {
    if (form === "leadsTo" || form === "until")
      return tree("property", `${form}(`, predicate(), ", ", predicate(), ")");
    if (form === "ltl") {
      const asked = new Map([
        ["$p", predicate()],
        ["$q", predicate()],
        ["$s", stepPredicate()],
      ]);
      const formula = dice.pick(formulas).split(/(\$[pqs])/);
      return tree(
        "property",
        "ltl((words) => ",
        ...formula.map((text) => asked.get(text) ?? text),
        ")",
      );
    }
    if (form !== "step") return tree("property", `${form}(`, predicate(), ")");
    return tree("property", "step(", stepPredicate(), ")");
  };
  const stepPredicate = (): Tree => {
    const inside = withVariables(
      among,
      constantNamed("before", root),
      constantNamed("after", root),
    );
    const asksTaken = dice.chance(0.4);
    const head = asksTaken ? "(before, after, taken) => " : "(before, after) => ";
    const told = asksTaken ? withVariables(inside, ...argumentsTaken(maker)) : inside;
    const by = asksTaken ? [aboutTaken(maker)] : [];
    return tree("function", head, ...by, booleanOf(maker, told, 3));
  };
  const inner = asked();
  const whole =
    over === undefined
      ? [inner]
      : [`forEach(${(parameters[over] as DomOf<"index">).text}, (${over}) => `, inner, ")"];
  return tree("entry", `    ${name}: `, ...whole, ",\n");
}
