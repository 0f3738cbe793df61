/** Random expressions of a domain: well typed, as far as values that may leave their domain are. */
import { booleanOf } from "./conditions.ts";
import {
  type Dom,
  type DomOf,
  type Fields,
  isScalar,
  literalsOf,
  number,
  optional,
  range,
  typeOf,
} from "./domains.ts";
import {
  constantNamed,
  innerName,
  isExpressible,
  type Maker,
  pathOf,
  pathsIn,
  pathTo,
  type Scope,
  withInner,
  withVariables,
} from "./scope.ts";
import { list, type Tree, tree } from "./tree.ts";

/** An expression; `depth` bounds its nesting. */
export function expressionOf(maker: Maker, scope: Scope, dom: Dom, depth: number): Tree {
  const { dice } = maker;
  if (dom.kind === "bool") return booleanOf(maker, scope, depth);
  const type = typeOf(dom);
  if (dice.chance(depth <= 0 ? 0.45 : 0.3)) {
    const path = pathOf(maker, scope, dom);
    if (path !== undefined) return path.text;
  }
  const again = (): Tree => expressionOf(maker, scope, dom, depth - 1);
  if (depth > 0 && dice.chance(0.12)) {
    return tree(type, "(", booleanOf(maker, scope, depth - 1), " ? ", again(), " : ", again(), ")");
  }
  const helpers = scope.helpers.filter(({ result }) => result?.text === dom.text);
  if (depth > 0 && helpers.length > 0 && dice.chance(0.2)) {
    const helper = dice.pick(helpers);
    return tree(type, helper.name, "(", argumentsOf(maker, scope, helper.parameters, depth), ")");
  }
  switch (dom.kind) {
    case "range":
      return numberOf(maker, scope, { dom, depth });
    case "oneOf":
    case "index":
    case "symmetric":
      return elementOf(maker, scope, { dom, depth });
    case "optional":
      return optionalOf(maker, scope, { dom, depth });
    default:
      return compoundOf(maker, scope, { dom, depth });
  }
}

export function argumentsOf(
  maker: Maker,
  scope: Scope,
  parameters: readonly Dom[],
  depth: number,
): Tree {
  const values = parameters.map((dom) => expressionOf(maker, scope, dom, depth - 1));
  return tree("arguments", ...values.flatMap((one, i) => (i === 0 ? [one] : [", ", one])));
}

interface Wanted<D extends Dom = Dom> {
  readonly dom: D;
  readonly depth: number;
}

function literal({ dice }: Maker, dom: Dom): Tree {
  const literals = literalsOf(dom);
  const text = dice.pick(literals);
  return tree(typeOf(dom), text.startsWith("-") ? `(${text})` : text);
}

/** A number, from a domain or computed; it may be any. */
export function numberOf(maker: Maker, scope: Scope, { dom, depth }: Wanted): Tree {
  const { dice } = maker;
  const leaf = (): Tree => literal(maker, dom);
  if (depth <= 0) return leaf();
  const one = (): Tree =>
    expressionOf(maker, scope, number.text === dom.text ? smallNumber : dom, depth - 1);
  const two = (texts: readonly [string, string, string]): Tree =>
    tree("num", texts[0], one(), texts[1], one(), texts[2]);
  return dice.weighted<Tree>([
    [4, leaf],
    [4, () => two(["(", dice.pick([" + ", " - ", " - ", " * "]), ")"])],
    [2, () => tree("num", "(", one(), ` % ${dice.pick(["2", "3", "4"])})`)],
    [
      1,
      () =>
        two(["(", dice.pick([" & ", " | ", " ^ ", " % ", " << ", " >> ", " >>> ", " ** "]), ")"]),
    ],
    [1, () => tree("num", "(-", one(), ")")],
    [1, () => two([`Math.${dice.pick(["min", "max"])}(`, ", ", ")"])],
    [1, () => tree("num", `Math.${dice.pick(["abs", "sign"])}(`, one(), ")")],
    [
      1,
      () => tree("num", `Math.${dice.pick(["floor", "ceil", "trunc", "round"])}(`, one(), " / 2)"),
    ],
    [0.3, () => two([`Math.${dice.pick(["floor", "abs"])}(`, " / ", ")"])],
    [0.3, () => two(["(", " / ", ")"])],
    [3, () => sizeOf(maker, scope, depth) ?? leaf()],
    [1, () => tree("num", "limits[", one(), dice.pick(["]", " & 1]", " & 1]"]))],
    [1, () => positionOf(maker, scope, depth) ?? leaf()],
    [1, () => without(maker, scope, { dom, depth }) ?? leaf()],
    [0.5, () => tree("num", "(", booleanOf(maker, scope, depth - 1), " ? 1 : 0)")],
  ]);
}

const smallNumber: Dom = range(0, 2);

/** A number from lo to hi, whatever is computed. */
export function numberWithin(
  maker: Maker,
  scope: Scope,
  { dom, depth }: Wanted<DomOf<"range">>,
): Tree {
  const { lo, hi } = dom;
  const { dice } = maker;
  const any = (): Tree => numberOf(maker, scope, { dom, depth });
  return dice.weighted<Tree>([
    [3, () => literal(maker, dom)],
    [2, () => tree("num", `Math.min(${hi}, Math.max(${lo}, `, any(), "))")],
    [2, () => tree("num", `(Math.abs(`, any(), `) % ${hi - lo + 1}${lo === 0 ? "" : ` + ${lo}`})`)],
  ]);
}

/** How many there are of something. */
function sizeOf(maker: Maker, scope: Scope, depth: number): Tree | undefined {
  const { dice } = maker;
  const path = pathTo(maker, scope, ({ dom }) => ["set", "list", "bag"].includes(dom.kind));
  const counting = (elements: Tree | string, element: Dom, how: string): Tree =>
    tree(
      "num",
      elements,
      `.${how}(`,
      predicateOf(maker, scope, element, depth),
      ")",
      how === "filter" ? ".length" : "",
    );
  if (path === undefined) {
    const over = dice.pick(["page", "node", "app"]);
    return counting(over, namedDomain(over), dice.pick(["count", "filter"]));
  }
  const { text, dom } = path;
  switch (dom.kind) {
    case "set":
      return dice.weighted<Tree>([
        [3, () => tree("num", text, ".size")],
        [2, () => counting(text, dom.element, dice.pick(["count", "filter"]))],
        [1, () => tree("num", setOperation(maker, scope, dom, depth), ".size")],
        [1, () => tree("num", "[...", text, "].length")],
      ]);
    case "list":
      return dice.chance(0.6)
        ? tree("num", text, ".length")
        : counting(text, dom.element, "filter");
    case "bag":
      return dice.chance(0.5) || !isMakeable(maker, scope, dom.element)
        ? tree("num", text, ".size")
        : tree("num", text, ".count(", expressionOf(maker, scope, dom.element, depth - 1), ")");
    default:
      return undefined;
  }
}

export function namedDomain(name: string): Dom {
  if (name === "app") return { kind: "symmetric", text: "app" };
  const literals = (name === "page" ? [0, 1] : [0, 1, 2]).map((i) => `"${name}${i}"`);
  return { kind: "index", text: name, literals };
}

function positionOf(maker: Maker, scope: Scope, depth: number): Tree | undefined {
  const dom = namedDomain(maker.dice.pick(["page", "node"]));
  return tree("num", `${dom.text}.position(`, expressionOf(maker, scope, dom, depth - 1), ")");
}

/** `o ?? value`. */
function without(maker: Maker, scope: Scope, { dom, depth }: Wanted): Tree | undefined {
  const path = pathOf(maker, scope, optional(dom));
  if (path === undefined) return undefined;
  return tree(typeOf(dom), "(", path.text, " ?? ", expressionOf(maker, scope, dom, depth - 1), ")");
}

/** A function from an element to a boolean. */
export function predicateOf(maker: Maker, scope: Scope, element: Dom, depth: number): Tree {
  const { dice } = maker;
  const name = innerName(maker);
  const inside = withInner(scope, constantNamed(name, element));
  if (dice.chance(0.1) && element.kind === "record")
    return destructuring(maker, scope, element, depth);
  const body = booleanOf(maker, inside, depth - 1);
  if (dice.chance(0.15)) {
    const test = booleanOf(maker, inside, depth - 1);
    return tree(
      "function",
      `(${name}) => { if (`,
      test,
      ") return ",
      booleanOf(maker, inside, 0),
      "; return ",
      body,
      "; }",
    );
  }
  return tree("function", `(${name}) => `, body);
}

function destructuring(
  maker: Maker,
  scope: Scope,
  { fields }: DomOf<"record">,
  depth: number,
): Tree {
  const names = Object.keys(fields).map((field) => [field, maker.fresh()] as const);
  const inside = withVariables(
    scope,
    ...names.map(([field, name]) => constantNamed(name, fields[field] as Dom)),
  );
  const pattern = names.map(([field, name]) => `${field}: ${name}`).join(", ");
  return tree("function", `({ ${pattern} }) => `, booleanOf(maker, inside, depth - 1));
}

/** An element of an enumeration or of identities. */
function elementOf(maker: Maker, scope: Scope, { dom, depth }: Wanted): Tree {
  const { dice } = maker;
  const type = typeOf(dom);
  if (dom.kind === "symmetric") {
    const path = pathTo(maker, scope, (one) => one.dom.text === dom.text);
    if (path !== undefined) return path.text;
    const any = pathsIn(maker, scope).find((one) => one.dom.text === dom.text);
    return any?.text ?? tree(type, "app.elements[0]"); // not symmetric: such a machine is left out
  }
  const leaf = (): Tree => literal(maker, dom);
  if (depth <= 0) return leaf();
  const one = (): Tree => expressionOf(maker, scope, dom, depth - 1);
  const isIndex = dom.kind === "index";
  const literals = literalsOf(dom);
  return dice.weighted<Tree>([
    [4, leaf],
    [
      isIndex ? 4 : 0,
      () => tree(type, `${dom.text}.${dice.pick(["next", "previous"])}(`, one(), ")"),
    ],
    [
      isIndex ? 2 : 0,
      () => tree(type, `${dom.text}.at(`, expressionOf(maker, scope, smallNumber, depth - 1), ")"),
    ],
    [1, () => without(maker, scope, { dom, depth }) ?? leaf()],
    [
      1,
      () =>
        tree(
          type,
          `(${dom.text}.find(`,
          predicateOf(maker, scope, dom, depth),
          ") ?? ",
          leaf(),
          ")",
        ),
    ],
    [
      1,
      () =>
        tree(type, "[", one(), ", ", one(), "][", booleanOf(maker, scope, depth - 1), " ? 1 : 0]"),
    ],
    [
      1,
      () =>
        tree(
          type,
          `({ ${literals.map((l) => `[${l}]: ${dice.pick(literals)}`).join(", ")} })[`,
          one(),
          "]",
        ),
    ],
    [1, () => chosenFrom(maker, scope, { dom, depth }) ?? leaf()],
  ]);
}

/** One of a set or list of the state, or something else. */
function chosenFrom(maker: Maker, scope: Scope, { dom, depth }: Wanted): Tree | undefined {
  const path = pathTo(
    maker,
    scope,
    (one) =>
      (one.dom.kind === "set" || one.dom.kind === "list") && one.dom.element.text === dom.text,
  );
  if (path === undefined) return undefined;
  const how =
    path.dom.kind === "list" && maker.dice.chance(0.5)
      ? `.at(${maker.dice.pick(["0", "-1", "1"])})`
      : tree("found", ".find(", predicateOf(maker, scope, dom, depth), ")");
  return tree(typeOf(dom), "(", path.text, how, " ?? ", expressionOf(maker, scope, dom, 0), ")");
}

function optionalOf(maker: Maker, scope: Scope, { dom, depth }: Wanted<DomOf<"optional">>): Tree {
  const { dice } = maker;
  const type = typeOf(dom);
  if (!isMakeable(maker, scope, dom.of)) return tree(type, "null");
  return dice.weighted<Tree>([
    [2, () => tree(type, "null")],
    [3, () => tree(type, expressionOf(maker, scope, dom.of, depth - 1))],
    [
      isScalar(dom.of) && dom.of.kind !== "symmetric" && dom.of.kind !== "range" ? 1 : 0,
      () =>
        tree(type, `(${dom.of.text}.find(`, predicateOf(maker, scope, dom.of, depth), ") ?? null)"),
    ],
  ]);
}

/** Whether the generator can write a value of the domain here. */
export function isMakeable(maker: Maker, scope: Scope, dom: Dom): boolean {
  switch (dom.kind) {
    case "symmetric":
      return isExpressible(maker, scope, dom);
    case "record":
      return Object.values(dom.fields).every((of) => isMakeable(maker, scope, of));
    case "union":
      return Object.values(dom.variants).some((fields) => areMakeable(maker, scope, fields));
    case "map":
      return isMakeable(maker, scope, dom.value);
    default:
      return true;
  }
}

function areMakeable(maker: Maker, scope: Scope, fields: Fields): boolean {
  return Object.values(fields).every((of) => isMakeable(maker, scope, of));
}

type Compound = Exclude<
  Dom,
  DomOf<"bool" | "range" | "oneOf" | "index" | "symmetric" | "optional">
>;

function compoundOf(maker: Maker, scope: Scope, { dom, depth }: Wanted<Compound>): Tree {
  const { dice } = maker;
  const type = typeOf(dom);
  switch (dom.kind) {
    case "record": {
      const path = pathOf(maker, scope, dom);
      const field = dice.pick(Object.keys(dom.fields));
      if (path === undefined || dice.chance(0.6))
        return tree(type, "{ ", fieldsOf(maker, scope, dom.fields, depth), " }");
      const changed = expressionOf(maker, scope, dom.fields[field] as Dom, depth - 1);
      return tree(type, "{ ...", path.text, `, ${field}: `, changed, " }");
    }
    case "union": {
      const tags = Object.keys(dom.variants);
      const makeable = tags.filter((one) => areMakeable(maker, scope, dom.variants[one] as Fields));
      const tag = dice.pick(makeable.length === 0 ? tags : makeable);
      const fields = dom.variants[tag] as Fields;
      const rest =
        Object.keys(fields).length === 0 ? [] : [", ", fieldsOf(maker, scope, fields, depth)];
      return tree(type, `{ tag: "${tag}"`, ...rest, " }");
    }
    case "map":
      return mapValue(maker, scope, { dom, depth });
    case "set":
      return setValue(maker, scope, { dom, depth });
    case "list":
      return listValue(maker, scope, { dom, depth });
    default:
      if (dice.chance(0.8) || !isMakeable(maker, scope, dom.element)) return tree(type, "[]");
      return tree(type, "[", expressionOf(maker, scope, dom.element, depth - 1), "]");
  }
}

function fieldsOf(maker: Maker, scope: Scope, fields: Fields, depth: number): Tree {
  const parts = Object.entries(fields).map(([name, of]) =>
    tree("field", `${name}: `, expressionOf(maker, scope, of, depth - 1)),
  );
  const ordered = maker.dice.chance(0.3) ? parts.toReversed() : parts;
  return tree("fields", ...ordered.flatMap((part, i) => (i === 0 ? [part] : [", ", part])));
}

function mapValue(maker: Maker, scope: Scope, { dom, depth }: Wanted<DomOf<"map">>): Tree {
  const { dice } = maker;
  const type = typeOf(dom);
  const keys = literalsOf(dom.key);
  const path = pathOf(maker, scope, dom);
  if (path !== undefined && keys.length > 0 && dice.chance(0.2)) {
    const value = expressionOf(maker, scope, dom.value, depth - 1);
    return tree(type, "{ ...", path.text, `, [${dice.pick(keys)}]: `, value, " }");
  }
  if (keys.length > 0 && dice.chance(0.5)) {
    const parts = keys.flatMap((key, i) => [
      `${i === 0 ? "" : ", "}[${key}]: `,
      expressionOf(maker, scope, dom.value, depth - 1),
    ]);
    return tree(type, "{ ", ...parts, " }");
  }
  // `each` with a value that depends on the state is left to the reference engine, which is fine, but not often.
  if (dom.value.kind === "bool" && dice.chance(0.8))
    return tree(type, `${dom.key.text}.each(${dice.chance(0.5)})`);
  const constants: Scope = { ...scope, variables: [] };
  const where = dice.chance(0.9) && isMakeable(maker, constants, dom.value) ? constants : scope;
  return tree(type, `${dom.key.text}.each(`, expressionOf(maker, where, dom.value, 0), ")");
}

/** Something to assign to a set: a set, what set algebra gives, or an array. */
function setValue(maker: Maker, scope: Scope, { dom, depth }: Wanted<DomOf<"set">>): Tree {
  const { dice } = maker;
  const type = typeOf(dom);
  const { element } = dom;
  const isListed = isScalar(element) && element.kind !== "bool";
  return dice.weighted<Tree>([
    [3, () => tree(type, arrayOf(maker, scope, element, { depth, most: 2 }))],
    [
      depth > 0 && pathOf(maker, scope, dom) !== undefined ? 3 : 0,
      () => tree(type, setOperation(maker, scope, dom, depth)),
    ],
    [
      isListed && depth > 0 ? 2 : 0,
      () => tree(type, `${element.text}.filter(`, predicateOf(maker, scope, element, depth), ")"),
    ],
    [
      pathOf(maker, scope, dom) !== undefined && depth > 0 ? 1 : 0,
      () =>
        tree(
          type,
          pathText(maker, scope, dom),
          ".filter(",
          predicateOf(maker, scope, element, depth),
          ")",
        ),
    ],
  ]);
}

function pathText(maker: Maker, scope: Scope, dom: Dom): Tree {
  return pathOf(maker, scope, dom)?.text ?? tree(typeOf(dom), "[]");
}

/** An array literal. */
export function arrayOf(
  maker: Maker,
  scope: Scope,
  element: Dom,
  { depth, most }: { readonly depth: number; readonly most: number },
): Tree {
  const length = isMakeable(maker, scope, element) ? maker.dice.below(most + 1) : 0;
  const items = Array.from({ length }, () => expressionOf(maker, scope, element, depth - 1));
  return tree("array", "[", list("items", ", ", items), "]");
}

/** `a.union(b)` and its kin; a set with an array's methods where there is no set. */
export function setOperation(maker: Maker, scope: Scope, dom: DomOf<"set">, depth: number): Tree {
  const { dice } = maker;
  const path = pathOf(maker, scope, dom);
  if (path === undefined) return tree("setlike", "({ size: 1 })");
  const other = (): Tree => {
    const second = dice.chance(0.6) ? pathOf(maker, scope, dom) : undefined;
    return second?.text ?? arrayOf(maker, scope, dom.element, { depth, most: 2 });
  };
  const operation = dice.pick(["union", "intersection", "difference"]);
  const first = tree("setlike", path.text, `.${operation}(`, other(), ")");
  return dice.chance(0.2) ? tree("setlike", first, ".difference(", other(), ")") : first;
}

function listValue(maker: Maker, scope: Scope, { dom, depth }: Wanted<DomOf<"list">>): Tree {
  const { dice } = maker;
  const type = typeOf(dom);
  const path = pathOf(maker, scope, dom);
  const { element } = dom;
  const most = dice.chance(0.9) ? dom.max : dom.max + 1;
  const literalList = (): Tree => tree(type, arrayOf(maker, scope, element, { depth, most }));
  if (path === undefined || depth <= 0) return literalList();
  const name = maker.fresh();
  const inside = withVariables(scope, constantNamed(name, element));
  return dice.weighted<Tree>([
    [4, literalList],
    [2, () => tree(type, path.text, ".filter(", predicateOf(maker, scope, element, depth), ")")],
    [
      2,
      () =>
        tree(
          type,
          path.text,
          `.map((${name}) => (`,
          expressionOf(maker, inside, element, depth - 1),
          "))",
        ),
    ],
    [
      isMakeable(maker, scope, element) ? 1 : 0,
      () =>
        tree(type, "[...", path.text, ", ", expressionOf(maker, scope, element, depth - 1), "]"),
    ],
    [1, () => tree(type, "[...", path.text, "]")],
    [0.5, () => tree(type, path.text, ".slice()")],
  ]);
}
