/**
 * Random statements in which evaluation and change are mixed: values that are held while what they came from is replaced,
 * functions with effects where a value is expected, functions that outlive their variables, loops that count.
 */
import { booleanOf } from "./conditions.ts";
import { type Dom, type DomOf, isScalar, number, range } from "./domains.ts";
import { expressionOf, isMakeable, numberOf, predicateOf } from "./expressions.ts";
import {
  constantNamed,
  type Maker,
  type Path,
  pathTo,
  type Scope,
  type Variable,
  withInner,
  withVariables,
} from "./scope.ts";
import { change, statementsOf } from "./statements.ts";
import { type Tree, tree } from "./tree.ts";

export interface Made {
  readonly statement: Tree;
  /** What the statements that follow can name. */
  readonly scope: Scope;
}

export function mixedStatement(maker: Maker, scope: Scope, depth: number): Made {
  const { dice } = maker;
  const simple = (statement: Tree): Made => ({ statement, scope });
  return dice.weighted<Made>([
    [2, () => simple(assignedByFunction(maker, scope, depth))],
    [2, () => askedBefore(maker, scope, depth)],
    [2, () => simple(forEachOf(maker, scope, depth))],
    [1.5, () => functionThatLives(maker, scope, depth)],
    [1, () => functionThatIsReplaced(maker, scope, depth)],
    [1, () => simple(counting(maker, scope, depth))],
    [1, () => simple(toItself(maker, scope))],
    [1, () => withDefaults(maker, scope, depth)],
    [1, () => simple(compound(maker, scope))],
    [1, () => simple(choosing(maker, scope, depth))],
    [1, () => imagesOf(maker, scope, depth)],
    [0.5, () => simple(inTheMiddle(maker, scope, depth))],
    [1.5, () => simple(throughEntries(maker, scope, depth))],
  ]);
}

const isNumber = ({ state, assignable, dom }: Path): boolean =>
  state && assignable && dom.kind === "range";

function isPart({ state, dom }: Path): boolean {
  return state && !isScalar(dom);
}

function nothing(maker: Maker, scope: Scope, depth: number): Made {
  return { statement: change(maker, scope, depth), scope };
}

function numberIn(maker: Maker, scope: Scope, dom: Dom): Tree {
  return numberOf(maker, scope, { dom, depth: 1 });
}

/** `s.r.x = f()`, where `f` changes something and answers a number. */
function assignedByFunction(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const path = pathTo(maker, scope, isNumber);
  if (path === undefined) return change(maker, scope, depth);
  const name = maker.fresh();
  const { lo } = path.dom as DomOf<"range">;
  const body = tree("stmt", change(maker, scope, depth), ` return ${Math.max(lo, 0)};`);
  const use = dice.pick([" = ", " = ", " += ", " ||= "]);
  return tree("stmt", `{ const ${name} = () => { `, body, " }; ", path.text, use, `${name}(); }`);
}

/** What was asked before a change is what it was. */
function askedBefore(maker: Maker, scope: Scope, depth: number): Made {
  const name = maker.fresh();
  const question = booleanOf(maker, scope, depth);
  const statement = tree("stmt", `const ${name} = `, question, "; ", change(maker, scope, depth));
  const answer = constantNamed(name, { kind: "bool", text: "bools" });
  return { statement, scope: withVariables(scope, answer) };
}

/** A method with a function that has effects, through a list, a copy of it, or an array of parts. */
function forEachOf(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const [name, at] = [maker.fresh(), maker.fresh()];
  const listed = pathTo(maker, scope, ({ state, dom }) => state && dom.kind === "list");
  const part = pathTo(maker, scope, isPart);
  const other =
    part && pathTo(maker, scope, (one) => isPart(one) && one.dom.text === part.dom.text);
  const over = (through: readonly (string | Tree)[], dom: Dom, state: boolean): Tree => {
    const inside = withInner(
      scope,
      { ...constantNamed(name, dom), state },
      constantNamed(at, number),
    );
    const body = statementsOf(maker, inside, { most: 2, depth: depth - 1 });
    return tree("stmt", ...through, `.forEach((${name}, ${at}) => { `, body, " });");
  };
  if (listed?.dom.kind === "list" && dice.chance(0.6)) {
    const { element } = listed.dom;
    const isOther = !isScalar(element);
    const through = dice.pick<readonly (string | Tree)[]>([
      [listed.text],
      ["[...", listed.text, "]"],
      [listed.text, ".filter(", predicateOf(maker, scope, element, 1), ")"],
    ]);
    return over(through, element, isOther);
  }
  if (part === undefined || other === undefined) return change(maker, scope, depth);
  return over(["[", part.text, ", ", other.text, "]"], part.dom, true);
}

/** A function made by another, which sees the variables of that one. */
function functionThatLives(maker: Maker, scope: Scope, depth: number): Made {
  const { dice } = maker;
  const [name, own] = [maker.fresh(), maker.fresh()];
  const path = pathTo(maker, scope, isPart);
  if (path === undefined) return nothing(maker, scope, depth);
  const inside = withVariables(scope, { ...constantNamed(own, path.dom), state: true });
  const answer = numberIn(maker, inside, number);
  const made = dice.chance(0.5)
    ? [`const ${name} = (() => { const ${own} = `, path.text, "; return () => ", answer, "; })();"]
    : [`const ${name} = ((${own}) => () => `, answer, ")(", path.text, ");"];
  const statement = tree("stmt", ...made, " ", change(maker, scope, depth));
  const called = constantNamed(name, number);
  return { statement, scope: withVariables(scope, { ...called, text: tree("num", `${name}()`) }) };
}

/** `let f = …; if (…) f = …;` and a call of it. */
function functionThatIsReplaced(maker: Maker, scope: Scope, depth: number): Made {
  const { dice } = maker;
  const [name, at] = [maker.fresh(), maker.fresh()];
  const inside = withVariables(scope, constantNamed(at, number));
  const first = [`let ${name} = () => `, numberIn(maker, scope, number), "; "];
  const then = dice.chance(0.5)
    ? [
        "if (",
        booleanOf(maker, scope, 1),
        `) ${name} = () => `,
        numberIn(maker, scope, number),
        ";",
      ]
    : [
        `for (let ${at} = 0; ${at} < 3; ${at}++) if (`,
        booleanOf(maker, inside, 1),
        `) ${name} = () => ${at};`,
      ];
  const statement = tree("stmt", ...first, ...then, " ", change(maker, scope, depth));
  const called = { ...constantNamed(name, number), text: tree("num", `${name}()`) };
  return { statement, scope: withVariables(scope, called) };
}

/** A loop that counts, with variables that its body changes. */
function counting(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const [one, two] = [maker.fresh(), maker.fresh()];
  const inside = withVariables(scope, constantNamed(one, range(0, 3)), constantNamed(two, number));
  const head = dice.pick([
    `for (let ${one} = 0, ${two} = 3; ${one} < ${two}; ${one}++, ${two}--)`,
    `for (let ${one} = 2, ${two} = 0; ${one} >= 0; ${one}--)`,
    `for (let ${one} = 0, ${two} = 1; ; ${one} += 2)`,
  ]);
  const leaving = tree("stmt", `if (${one} >= 2 || `, booleanOf(maker, inside, 1), ") break;");
  const skipping = tree("stmt", `if (${one} === 1) { ${two}++; continue; }`);
  const body = statementsOf(maker, inside, { most: 2, depth: depth - 1 });
  const between = dice.chance(0.3) ? [skipping, " "] : [];
  return tree("stmt", head, " { ", ...between, body, " ", leaving, " }");
}

/** `s.r = s.r`, also by another name: a reference to it is one afterwards. */
function toItself(maker: Maker, scope: Scope): Tree {
  const path = pathTo(maker, scope, (one) => isPart(one) && one.assignable);
  if (path === undefined) return tree("stmt", ";");
  if (maker.dice.chance(0.4)) return tree("stmt", path.text, " = ", path.text, ";");
  const name = maker.fresh();
  const { text, dom } = path;
  const alias: Variable = { ...constantNamed(name, dom), state: true };
  const after = change(maker, withVariables(scope, alias), 1);
  return tree("stmt", `{ const ${name} = `, text, "; ", text, ` = ${name}; `, after, " }");
}

/** `const [a = 1, b = 2] = s.q`, `const { u = 1 } = s.r`. */
function withDefaults(maker: Maker, scope: Scope, depth: number): Made {
  const path = pathTo(
    maker,
    scope,
    ({ dom }) => dom.kind === "list" && isMakeable(maker, scope, dom.element),
  );
  if (path?.dom.kind !== "list") return nothing(maker, scope, depth);
  const { element } = path.dom;
  const names = [maker.fresh(), maker.fresh()];
  const parts = names.flatMap((name, i) => [
    `${i === 0 ? "" : ", "}${name} = `,
    expressionOf(maker, scope, element, 1),
  ]);
  const statement = tree("stmt", "const [", ...parts, "] = ", path.text, ";");
  const made = names.map((name) => constantNamed(name, readable(element)));
  return { statement, scope: withVariables(scope, ...made) };
}

/** What an author's own value has of a domain: an array is no set. */
function readable(dom: Dom): Dom {
  return isScalar(dom) ? dom : number;
}

function compound(maker: Maker, scope: Scope): Tree {
  const { dice } = maker;
  const path = pathTo(maker, scope, isNumber);
  if (path === undefined) return tree("stmt", ";");
  const operator = dice.pick(["||=", "&&=", "??=", "**=", "<<=", ">>=", ">>>=", "^=", "/="]);
  const value = numberIn(maker, scope, range(0, 2));
  const { lo, hi } = path.dom as DomOf<"range">;
  const rounded = ["||=", "&&=", "??="].includes(operator)
    ? [`Math.min(${hi}, Math.max(${lo}, `, value, "))"]
    : [value];
  return tree("stmt", path.text, ` ${operator} `, ...rounded, ";");
}

/** `switch (true)`, whose cases are conditions. */
function choosing(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const one = (): Tree =>
    tree(
      "case",
      "case ",
      booleanOf(maker, scope, 1),
      ": ",
      statementsOf(maker, scope, { most: 1, depth: depth - 1 }),
      dice.chance(0.7) ? " break; " : " ",
    );
  const last = dice.chance(0.5) ? [tree("case", "default: ", change(maker, scope, 0))] : [];
  const subject = dice.pick(["true", "true", "flag"]);
  return tree("stmt", `switch (${subject}) { `, one(), one(), ...last, " }");
}

/** What `map` makes of the elements that `filter` leaves, with their positions. */
function imagesOf(maker: Maker, scope: Scope, depth: number): Made {
  const path = pathTo(maker, scope, ({ dom }) => ["list", "set"].includes(dom.kind));
  if (path === undefined) return nothing(maker, scope, depth);
  const { element } = path.dom as DomOf<"list" | "set">;
  const [name, item, at] = [maker.fresh(), maker.fresh(), maker.fresh()];
  const inside = withVariables(scope, constantNamed(item, element), constantNamed(at, number));
  const image = numberIn(maker, inside, number);
  const kept = maker.dice.chance(0.6)
    ? [".filter(", predicateOf(maker, scope, element, 1), ")"]
    : [];
  const first = maker.dice.pick(["[0] ?? 0", "[1] ?? 1", ".at(-1) ?? 2"]);
  const statement = tree(
    "stmt",
    `const ${name} = `,
    ...[path.text, ...kept, `.map((${item}, ${at}) => `, image, `)${first};`],
  );
  return { statement, scope: withVariables(scope, constantNamed(name, number)) };
}

/** A change in the middle of an expression. */
function inTheMiddle(maker: Maker, scope: Scope, depth: number): Tree {
  const path = pathTo(maker, scope, isNumber);
  const other = pathTo(maker, scope, isNumber);
  if (path === undefined || other === undefined) return change(maker, scope, depth);
  const { lo } = other.dom as DomOf<"range">;
  const middle = tree("num", "(", other.text, ` = ${lo})`);
  const whole = tree("num", numberIn(maker, scope, path.dom), " + ", middle);
  const { lo: least, hi } = path.dom as DomOf<"range">;
  return tree("stmt", path.text, ` = Math.min(${hi}, Math.max(${least}, `, whole, "));");
}

/** A loop through the entries of a map, which may be replaced meanwhile. */
function throughEntries(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const path = pathTo(
    maker,
    scope,
    ({ dom }) => dom.kind === "map" && ["index", "oneOf"].includes(dom.key.kind),
  );
  if (path?.dom.kind !== "map") return change(maker, scope, depth);
  const { key, value } = path.dom;
  const [name, entry] = [maker.fresh(), maker.fresh()];
  const part: Variable = {
    ...constantNamed(entry, value),
    state: path.state && !isScalar(value),
  };
  const named = dice.chance(0.6);
  const inside = withVariables(scope, part, ...(named ? [constantNamed(name, key)] : []));
  const body = statementsOf(maker, inside, { most: 2, depth: depth - 1 });
  const head = named
    ? [`for (const [${name}, ${entry}] of Object.entries(`, path.text, "))"]
    : [`for (const ${entry} of Object.values(`, path.text, "))"];
  return tree("stmt", ...head, " { ", body, " }");
}
