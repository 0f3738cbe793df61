/** Random conditions. */
import {
  bool,
  type Dom,
  type DomOf,
  type Fields,
  isScalar,
  literalsOf,
  number,
  setOf,
} from "./domains.ts";
import {
  argumentsOf,
  arrayOf,
  expressionOf,
  isMakeable,
  namedDomain,
  numberOf,
  predicateOf,
  setOperation,
} from "./expressions.ts";
import {
  constantNamed,
  type Maker,
  type Path,
  pathOf,
  pathsIn,
  pathTo,
  type Scope,
  type Variable,
  withVariables,
} from "./scope.ts";
import { type Tree, tree } from "./tree.ts";

export function booleanOf(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  if (depth <= 0) return leaf(maker, scope);
  const one = (): Tree => booleanOf(maker, scope, depth - 1);
  return dice.weighted<Tree>([
    [2, () => leaf(maker, scope)],
    [6, () => aboutSomething(maker, scope, depth)],
    [2, () => comparison(maker, scope, depth)],
    [1, () => tree("bool", "!", one())],
    [2, () => tree("bool", "(", one(), dice.pick([" && ", " || "]), one(), ")")],
    [0.6, () => tree("bool", "(", one(), " ? ", one(), " : ", one(), ")")],
    [0.4, () => tree("bool", "(", one(), dice.pick([" === ", " !== "]), one(), ")")],
    [2, () => quantifier(maker, scope, depth)],
    [1.5, () => helperCall(maker, scope, depth)],
    [0.4, () => calledAtOnce(maker, scope, depth)],
    [
      0.3,
      () =>
        tree(
          "bool",
          `[${dice.pick(["0", "0, 1", "2"])}].includes(`,
          numberOf(maker, scope, { dom: number, depth: depth - 1 }),
          ")",
        ),
    ],
  ]);
}

function leaf(maker: Maker, scope: Scope): Tree {
  const { dice } = maker;
  if (dice.chance(0.4)) {
    const path = pathTo(maker, scope, ({ dom }) => dom.kind === "bool");
    if (path !== undefined) return path.text;
  }
  if (dice.chance(0.8)) {
    const path = pathTo(maker, scope, ({ dom }) => isScalar(dom) && literalsOf(dom).length > 0);
    if (path !== undefined) {
      const literal = dice.pick(literalsOf(path.dom));
      const operators =
        path.dom.kind === "range" ? ["===", "!==", "<", ">=", "<=", ">"] : ["===", "!=="];
      return tree("bool", path.text, ` ${dice.pick(operators)} ${literal}`);
    }
  }
  return tree("bool", dice.pick(["true", "false", "flag"]));
}

function comparison(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const num = (): Tree => numberOf(maker, scope, { dom: number, depth: depth - 1 });
  if (dice.chance(0.6)) {
    return tree("bool", num(), ` ${dice.pick(["<", "<=", ">", ">=", "===", "!=="])} `, num());
  }
  const path = pathTo(maker, scope, ({ dom }) => isScalar(dom) && dom.kind !== "bool");
  if (path === undefined) return tree("bool", num(), " < ", num());
  const other = expressionOf(maker, scope, path.dom, depth - 1);
  return tree("bool", path.text, dice.pick([" === ", " !== "]), other);
}

/** A question to something that is there. */
function aboutSomething(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const path = pathTo(maker, scope, () => true);
  if (path === undefined) return leaf(maker, scope);
  const { dom, text } = path;
  if (
    !isScalar(dom) &&
    dom.kind !== "optional" &&
    isMakeable(maker, scope, dom) &&
    dice.chance(0.2)
  ) {
    const other = dice.chance(0.5) ? pathOf(maker, scope, dom)?.text : undefined;
    return tree("bool", "same(", text, ", ", other ?? sameable(maker, scope, dom, depth), ")");
  }
  switch (dom.kind) {
    case "set":
      return aboutSet(maker, scope, { path, dom, depth });
    case "list":
      return aboutList(maker, scope, { path, dom, depth });
    case "bag":
      if (!isMakeable(maker, scope, dom.element)) return tree("bool", text, ".size > 0");
      return dice.chance(0.5)
        ? tree("bool", text, ".has(", expressionOf(maker, scope, dom.element, depth - 1), ")")
        : quantified(maker, scope, text, { element: dom.element, depth });
    case "union":
      return aboutUnion(maker, scope, { path, dom, depth });
    case "optional":
      return aboutOptional(maker, scope, { path, dom, depth });
    case "map":
      return aboutMap(maker, scope, { path, dom, depth });
    case "record": {
      const inside = withVariables(scope, ...parts(path, dom.fields));
      return booleanOf(maker, inside, depth - 1);
    }
    case "bool":
      return text;
    default: {
      const other = expressionOf(maker, scope, dom, depth - 1);
      return tree("bool", text, dice.pick([" === ", " !== "]), other);
    }
  }
}

/** A value that `same` can be asked about: sets and bags are compared with sets and bags only. */
function sameable(maker: Maker, scope: Scope, dom: Dom, depth: number): Tree {
  return expressionOf(maker, scope, dom, depth - 1);
}

interface About<D extends Dom> {
  readonly path: Path;
  readonly dom: D;
  readonly depth: number;
}

function parts({ text, state }: Path, fields: Fields): readonly Variable[] {
  return Object.entries(fields).map(([field, dom]) => ({
    ...constantNamed("", dom),
    text: tree(
      dom.kind === "range" ? "num" : dom.kind === "bool" ? "bool" : dom.text,
      text,
      `.${field}`,
    ),
    state,
    assignable: state,
  }));
}

function aboutSet(
  maker: Maker,
  scope: Scope,
  { path: { text }, dom, depth }: About<DomOf<"set">>,
): Tree {
  const { dice } = maker;
  const canMake = isMakeable(maker, scope, dom.element);
  const other = (): Tree =>
    (dice.chance(0.6) ? pathOf(maker, scope, dom)?.text : undefined) ??
    arrayOf(maker, scope, dom.element, { depth, most: 2 });
  return dice.weighted<Tree>([
    [
      canMake ? 4 : 0,
      () => tree("bool", text, ".has(", expressionOf(maker, scope, dom.element, depth - 1), ")"),
    ],
    [2, () => tree("bool", text, `.size ${dice.pick(["===", "<", ">"])} ${dice.below(3)}`)],
    [2, () => quantified(maker, scope, text, { element: dom.element, depth })],
    [1, () => tree("bool", text, `.${dice.pick(["isSubsetOf", "isDisjointFrom"])}(`, other(), ")")],
    [
      canMake ? 1 : 0,
      () =>
        tree(
          "bool",
          setOperation(maker, scope, setOf(dom.element) as DomOf<"set">, depth),
          ".size > 1",
        ),
    ],
    [
      1,
      () =>
        tree(
          "bool",
          text,
          ".find(",
          predicateOf(maker, scope, dom.element, depth),
          ") === undefined",
        ),
    ],
  ]);
}

function aboutList(maker: Maker, scope: Scope, { path, dom, depth }: About<DomOf<"list">>): Tree {
  const { dice } = maker;
  const { text } = path;
  const scalar = isScalar(dom.element) && isMakeable(maker, scope, dom.element);
  const element = (): Tree => expressionOf(maker, scope, dom.element, depth - 1);
  return dice.weighted<Tree>([
    [2, () => tree("bool", text, `.length ${dice.pick(["===", "<", ">"])} ${dice.below(3)}`)],
    [scalar ? 2 : 0, () => tree("bool", text, ".includes(", element(), ")")],
    [
      scalar ? 1 : 0,
      () =>
        tree(
          "bool",
          text,
          `${dice.pick([".at(-1)", ".at(0)", "[0]", "[1]", ".at(-2)"])} === `,
          element(),
        ),
    ],
    [2, () => quantified(maker, scope, text, { element: dom.element, depth })],
    [
      2,
      () => {
        const head: Variable = { ...path, text: tree("head", text, "[0]"), dom: dom.element };
        return tree(
          "bool",
          "(",
          text,
          ".length > 0 && ",
          booleanOf(maker, withVariables(scope, head), depth - 1),
          ")",
        );
      },
    ],
  ]);
}

function aboutUnion(maker: Maker, scope: Scope, { path, dom, depth }: About<DomOf<"union">>): Tree {
  const { dice } = maker;
  const { text } = path;
  const tag = dice.pick(Object.keys(dom.variants));
  const known = withVariables(scope, ...parts(path, dom.variants[tag] as Fields));
  return dice.weighted<Tree>([
    [2, () => tree("bool", text, `.tag ${dice.pick(["===", "!=="])} "${tag}"`)],
    [
      3,
      () =>
        tree("bool", "(", text, `.tag === "${tag}" && `, booleanOf(maker, known, depth - 1), ")"),
    ],
    [
      1,
      () =>
        tree("bool", "(", text, `.tag !== "${tag}" || `, booleanOf(maker, known, depth - 1), ")"),
    ],
  ]);
}

function aboutOptional(
  maker: Maker,
  scope: Scope,
  { path, dom, depth }: About<DomOf<"optional">>,
): Tree {
  const { dice } = maker;
  const { text } = path;
  const known = withVariables(scope, { ...path, dom: dom.of });
  const field = dom.of.kind === "record" ? dice.pick(Object.entries(dom.of.fields)) : undefined;
  return dice.weighted<Tree>([
    [2, () => tree("bool", text, dice.pick([" === null", " !== null"]))],
    [2, () => tree("bool", "(", text, " !== null && ", booleanOf(maker, known, depth - 1), ")")],
    [1, () => tree("bool", "(", text, " === null || ", booleanOf(maker, known, depth - 1), ")")],
    [
      field === undefined || !isMakeable(maker, scope, field[1]) ? 0 : 2,
      () => optionalChain(maker, scope, { text, field: field as [string, Dom], depth }),
    ],
    [dom.of.kind === "union" ? 1 : 0, () => tree("bool", text, '?.tag === "busy"')],
  ]);
}

function optionalChain(
  maker: Maker,
  scope: Scope,
  {
    text,
    field: [name, of],
    depth,
  }: { readonly text: Tree; readonly field: readonly [string, Dom]; readonly depth: number },
): Tree {
  if (of.kind === "record") {
    const [inner] = Object.entries(of.fields);
    if (inner !== undefined && isScalar(inner[1]) && isMakeable(maker, scope, inner[1])) {
      return tree(
        "bool",
        text,
        `?.${name}.${inner[0]} === `,
        expressionOf(maker, scope, inner[1], 0),
      );
    }
  }
  if (of.kind === "set") return tree("bool", "(", text, `?.${name}.size ?? 0) > 0`);
  if (!isScalar(of)) return tree("bool", text, `?.${name} !== undefined`);
  return tree("bool", text, `?.${name} === `, expressionOf(maker, scope, of, depth - 1));
}

function aboutMap(maker: Maker, scope: Scope, { path, dom, depth }: About<DomOf<"map">>): Tree {
  const { dice } = maker;
  const { text, state } = path;
  const name = maker.fresh();
  if (dice.chance(0.3)) {
    const how = dice.pick(["every", "some"]);
    return tree(
      "bool",
      "Object.values(",
      text,
      `).${how}(`,
      predicateOf(maker, scope, dom.value, depth),
      ")",
    );
  }
  const entry: Variable = {
    text: tree("entry", text, `[${name}]`),
    dom: dom.value,
    state,
    assignable: state,
  };
  const inside = withVariables(scope, constantNamed(name, dom.key), entry);
  const how = dice.pick(["every", "some"]);
  return tree(
    "bool",
    `${dom.key.text}.${how}((${name}) => `,
    booleanOf(maker, inside, depth - 1),
    ")",
  );
}

/** every, some, … over a collection. */
function quantified(
  maker: Maker,
  scope: Scope,
  over: Tree | string,
  { element, depth }: { readonly element: Dom; readonly depth: number },
): Tree {
  const predicate = predicateOf(maker, scope, element, depth);
  const how = maker.dice.pick(["every", "some", "some", "every", "filter"]);
  return tree("bool", over, `.${how}(`, predicate, how === "filter" ? ").length > 0" : ")");
}

function quantifier(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const named = dice.pick(["page", "node", "app", "app", "from0to2", "bools", "[0, 3]"]);
  const dom = ["page", "node", "app"].includes(named) ? namedDomain(named) : undefined;
  const element: Dom = dom ?? (named === "bools" ? bool : number);
  const how = named.startsWith("[")
    ? dice.pick(["every", "some"])
    : dice.pick(["every", "some", "count"]);
  const predicate = predicateOf(maker, scope, element, depth);
  return tree(
    "bool",
    `${named}.${how}(`,
    predicate,
    how === "count" ? `) ${dice.pick(["===", "<", ">"])} ${dice.below(3)}` : ")",
  );
}

function helperCall(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const helpers = scope.helpers.filter(
    ({ result, parameters }) =>
      result?.kind === "bool" && parameters.every((dom) => isMakeable(maker, scope, dom)),
  );
  if (helpers.length === 0) return leaf(maker, scope);
  const { name, parameters } = dice.pick(helpers);
  return tree("bool", `${name}(`, argumentsOf(maker, scope, parameters, depth), ")");
}

/** A function that is written where it is called. */
function calledAtOnce(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const name = maker.fresh();
  const paths = pathsIn(maker, scope).filter(({ risky }) => !risky);
  if (paths.length === 0) return leaf(maker, scope);
  const { text, dom } = dice.pick(paths);
  const inside = withVariables(scope, constantNamed(name, dom));
  return tree("bool", `((${name}) => `, booleanOf(maker, inside, depth - 1), ")(", text, ")");
}
