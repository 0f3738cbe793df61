/** Random statements of effects: most keep the state in its domains, some do not. */
import { booleanOf } from "./conditions.ts";
import {
  bool,
  type Dom,
  type DomOf,
  type Fields,
  isScalar,
  literalsOf,
  number,
  range,
  typeOf,
} from "./domains.ts";
import {
  argumentsOf,
  expressionOf,
  isMakeable,
  namedDomain,
  numberOf,
  numberWithin,
  predicateOf,
} from "./expressions.ts";
import { type Made, mixedStatement } from "./mixed-statements.ts";
import {
  constantNamed,
  innerName,
  type Maker,
  type Path,
  pathTo,
  type Scope,
  type Variable,
  withInner,
  withVariables,
} from "./scope.ts";
import { list, type Tree, tree } from "./tree.ts";

export function statementsOf(
  maker: Maker,
  scope: Scope,
  { most, depth }: { readonly most: number; readonly depth: number },
): Tree {
  const statements: Tree[] = [];
  let here = scope;
  for (let i = 1 + maker.dice.below(most); i > 0; i--) {
    const made = statementOf(maker, here, depth);
    statements.push(made.statement);
    here = made.scope;
  }
  return list("statements", " ", statements);
}

function statementOf(maker: Maker, scope: Scope, depth: number): Made {
  const { dice } = maker;
  const simple = (statement: Tree): Made => ({ statement, scope });
  if (depth <= 0) return simple(change(maker, scope, depth));
  return dice.weighted<Made>([
    [10, () => simple(change(maker, scope, depth))],
    [3, () => simple(conditional(maker, scope, depth))],
    [2.5, () => simple(loop(maker, scope, depth))],
    [1, () => simple(switching(maker, scope, depth))],
    [2.5, () => alias(maker, scope, depth)],
    [1, () => counter(maker, scope, depth)],
    [1, () => exchange(maker, scope)],
    [1, () => takenHead(maker, scope, depth)],
    [0.6, () => simple(tree("stmt", "if (", booleanOf(maker, scope, depth - 1), ") return;"))],
    [0.8, () => simple(helperCall(maker, scope, depth))],
    [0.7, () => localFunction(maker, scope, depth)],
    [1.2, () => oneOfTwo(maker, scope, depth)],
    [0.8, () => takenApart(maker, scope, depth)],
    [0.8, () => held(maker, scope, depth)],
    [0.8, () => simple(foundPart(maker, scope, depth))],
    [2.5, () => mixedStatement(maker, scope, depth)],
  ]);
}

function blockOf(maker: Maker, scope: Scope, depth: number): Tree {
  return tree("stmt", "{ ", statementsOf(maker, scope, { most: 2, depth: depth - 1 }), " }");
}

function conditional(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const narrowed = narrowing(maker, scope);
  if (narrowed !== undefined && dice.chance(0.5)) {
    return tree("stmt", "if (", narrowed.test, ") ", blockOf(maker, narrowed.inside, depth));
  }
  const test = booleanOf(maker, scope, depth - 1);
  const one = blockOf(maker, scope, depth);
  if (dice.chance(0.5)) return tree("stmt", "if (", test, ") ", one);
  return tree("stmt", "if (", test, ") ", one, " else ", blockOf(maker, scope, depth));
}

/** A test under which something risky can be named. */
function narrowing(
  maker: Maker,
  scope: Scope,
): { readonly test: Tree; readonly inside: Scope } | undefined {
  const path = pathTo(maker, scope, ({ dom }) => ["optional", "union", "list"].includes(dom.kind));
  if (path === undefined) return undefined;
  const { text, dom } = path;
  switch (dom.kind) {
    case "optional": {
      const inner: Variable = { ...path, dom: dom.of };
      return { test: tree("bool", text, " !== null"), inside: withVariables(scope, inner) };
    }
    case "union": {
      const tag = maker.dice.pick(Object.keys(dom.variants));
      const inner = partsOf(path, dom.variants[tag] as Fields);
      return {
        test: tree("bool", text, `.tag === "${tag}"`),
        inside: withVariables(scope, ...inner),
      };
    }
    case "list": {
      const head: Variable = {
        ...path,
        text: tree(typeOf(dom.element), text, "[0]"),
        dom: dom.element,
      };
      return { test: tree("bool", text, ".length > 0"), inside: withVariables(scope, head) };
    }
    default:
      return undefined;
  }
}

function partsOf({ text, state }: Path, fields: Fields): readonly Variable[] {
  return Object.entries(fields).map(([field, dom]) => ({
    text: tree(typeOf(dom), text, `.${field}`),
    dom,
    state,
    assignable: state,
  }));
}

function loop(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const name = innerName(maker);
  const body = (dom: Dom, { state = false, isLoop = true } = {}): Tree => {
    const one: Variable = { ...constantNamed(name, dom), state };
    const inside = withInner(scope, one);
    const leaving =
      isLoop && dice.chance(0.25)
        ? [
            tree(
              "stmt",
              "if (",
              booleanOf(maker, inside, 1),
              `) ${dice.pick(["break", "continue"])};`,
            ),
            " ",
          ]
        : [];
    const statements = statementsOf(maker, inside, { most: 2, depth: depth - 1 });
    return tree("stmt", "{ ", ...leaving, statements, " }");
  };
  const through = pathTo(maker, scope, ({ dom }) => ["set", "list", "bag"].includes(dom.kind));
  const over = dice.pick(["page", "node", "app"]);
  return dice.weighted<Tree>([
    [3, () => tree("stmt", `for (const ${name} of ${over}) `, body(namedDomain(over)))],
    [
      through === undefined ? 0 : 3,
      () => {
        const { text, dom, state } = through as Path & { dom: DomOf<"set" | "list"> }; // asked for
        const copied = dice.chance(0.3) ? ["[...", text, "]"] : [text];
        const isPart = dom.kind === "list" && state;
        return tree(
          "stmt",
          `for (const ${name} of `,
          ...copied,
          ") ",
          body(dom.element, { state: isPart }),
        );
      },
    ],
    [
      1,
      () =>
        tree(
          "stmt",
          `for (let ${name} = 0; ${name} < `,
          bound(maker, scope, depth),
          `; ${name}++) `,
          body(number),
        ),
    ],
    [
      1,
      () =>
        tree(
          "stmt",
          `${over}.elements.forEach((${name}) => `,
          body(namedDomain(over), { isLoop: false }),
          ");",
        ),
    ],
    [0.5, () => tree("stmt", `for (const ${name} of [2, 0, 1]) `, body(number))],
  ]);
}

function bound(maker: Maker, scope: Scope, depth: number): Tree {
  if (maker.dice.chance(0.6)) return tree("num", maker.dice.pick(["2", "3"]));
  return numberWithin(maker, scope, { dom: range(0, 3) as DomOf<"range">, depth: depth - 1 });
}

function switching(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const subject = pathTo(
    maker,
    scope,
    ({ dom }) => dom.kind === "union" || (isScalar(dom) && literalsOf(dom).length > 1),
  );
  if (subject === undefined) return change(maker, scope, depth);
  const { text, dom } = subject;
  const labels =
    dom.kind === "union" ? Object.keys(dom.variants).map((tag) => `"${tag}"`) : literalsOf(dom);
  const cases = labels.slice(0, 3).map((label, i) => {
    const inside =
      dom.kind === "union"
        ? withVariables(scope, ...partsOf(subject, Object.values(dom.variants)[i] as Fields))
        : scope;
    const body = statementsOf(maker, dice.chance(0.8) ? inside : scope, {
      most: 2,
      depth: depth - 1,
    });
    return tree("case", `case ${label}: { `, body, dice.chance(0.75) ? " break; }" : " }");
  });
  const last = dice.chance(0.5) ? [tree("case", "default: ", blockOf(maker, scope, depth))] : [];
  const on = dom.kind === "union" ? [text, ".tag"] : [text];
  return tree("stmt", "switch (", ...on, ") { ", list("cases", " ", [...cases, ...last]), " }");
}

/** A name for a part of the state, or for what it was. */
function alias(maker: Maker, scope: Scope, depth: number): Made {
  const { dice } = maker;
  const path = pathTo(
    maker,
    scope,
    ({ dom, state }) => state && (!isScalar(dom) || dice.chance(0.2)),
  );
  const name = maker.fresh();
  if (path === undefined || dice.chance(0.2)) {
    const dom = path?.dom ?? number;
    const value = isMakeable(maker, scope, dom)
      ? expressionOf(maker, scope, dom, depth)
      : undefined;
    if (value === undefined) return { statement: change(maker, scope, depth), scope };
    const statement = tree("stmt", `const ${name} = `, value, ";");
    // Made by the author: what it holds cannot be assigned by the compiler, but read.
    return { statement, scope: withVariables(scope, constantNamed(name, readable(dom))) };
  }
  const { text, dom, state } = path;
  const statement = tree("stmt", `const ${name} = `, text, ";");
  const known: Variable = { text: tree(typeOf(dom), name), dom, state, assignable: false };
  return { statement, scope: withVariables(scope, known) };
}

/** What an author's own value has of a domain: an array is no set. */
function readable(dom: Dom): Dom {
  return ["set", "bag"].includes(dom.kind) ? number : dom;
}

/** A name for one part of the state or another. */
function oneOfTwo(maker: Maker, scope: Scope, depth: number): Made {
  const { dice } = maker;
  const isPart = ({ dom, state }: Path): boolean => state && !isScalar(dom);
  const one = pathTo(maker, scope, isPart);
  const two = pathTo(maker, scope, (path) => isPart(path) && path.dom.text === one?.dom.text);
  if (one === undefined || two === undefined) {
    return { statement: change(maker, scope, depth), scope };
  }
  const name = maker.fresh();
  const { dom } = one;
  const known: Variable = { text: tree(typeOf(dom), name), dom, state: true, assignable: false };
  const test = booleanOf(maker, scope, 1);
  const statement = dice.chance(0.6)
    ? tree("stmt", `const ${name} = `, test, " ? ", one.text, " : ", two.text, ";")
    : tree("stmt", `let ${name} = `, one.text, "; if (", test, `) ${name} = `, two.text, ";");
  return { statement, scope: withVariables(scope, known) };
}

/** `const { u, v } = s.rec`, `const [first] = s.q`. */
function takenApart(maker: Maker, scope: Scope, depth: number): Made {
  const path = pathTo(maker, scope, ({ dom }) => dom.kind === "record" || dom.kind === "list");
  const name = maker.fresh();
  if (path?.dom.kind === "record") {
    const named = Object.entries(path.dom.fields).map(
      ([field, dom], i) => [field, `${name}_${i}`, dom] as const,
    );
    const pattern = named.map(([field, own]) => `${field}: ${own}`).join(", ");
    const parts = named.map(([, own, dom]) => ({
      ...constantNamed(own, dom),
      state: path.state && !isScalar(dom),
    }));
    const statement = tree("stmt", `const { ${pattern} } = `, path.text, ";");
    return { statement, scope: withVariables(scope, ...parts) };
  }
  if (path?.dom.kind !== "list") return { statement: change(maker, scope, depth), scope };
  const { element } = path.dom;
  const first: Variable = {
    ...constantNamed(name, element),
    state: path.state && !isScalar(element),
  };
  const inside = withVariables(scope, first);
  const body = tree("stmt", `const [${name}] = `, path.text, "; ", change(maker, inside, depth));
  return { statement: tree("stmt", "if (", path.text, ".length > 0) { ", body, " }"), scope };
}

/** An object of the author's that holds a part of the state. */
function held(maker: Maker, scope: Scope, depth: number): Made {
  const path = pathTo(maker, scope, ({ dom, state }) => state && !isScalar(dom));
  if (path === undefined) return { statement: change(maker, scope, depth), scope };
  const name = maker.fresh();
  const { dom } = path;
  const [around, at] = maker.dice.pick([
    [["{ r: ", " }"], ".r"],
    [["[", ", 0]"], "[0]"],
    [["{ o: { r: ", " }, n: 1 }"], ".o.r"],
  ] as const);
  const statement = tree("stmt", `const ${name} = ${around[0]}`, path.text, `${around[1]};`);
  const known: Variable = {
    text: tree(typeOf(dom), name + at),
    dom,
    state: true,
    assignable: false,
  };
  return { statement, scope: withVariables(scope, known) };
}

/** An element that is looked for, and then changed. */
function foundPart(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const path = pathTo(
    maker,
    scope,
    ({ dom, state }) => state && dom.kind === "list" && !isScalar(dom.element),
  );
  if (path?.dom.kind !== "list") return change(maker, scope, depth);
  const name = maker.fresh();
  const { element } = path.dom;
  const inside = withVariables(scope, { ...constantNamed(name, element), state: true });
  const predicate = predicateOf(maker, scope, element, depth);
  const body = statementsOf(maker, inside, { most: 2, depth: depth - 1 });
  if (dice.chance(0.4)) {
    return tree(
      "stmt",
      `for (const ${name} of `,
      path.text,
      ".filter(",
      predicate,
      ")) { ",
      body,
      " }",
    );
  }
  const found = tree("stmt", `const ${name} = `, path.text, ".find(", predicate, ");");
  return tree("stmt", "{ ", found, ` if (${name} !== undefined) { `, body, " } }");
}

function counter(maker: Maker, scope: Scope, depth: number): Made {
  const { dice } = maker;
  const name = maker.fresh();
  const isBool = dice.chance(0.3);
  const start = isBool
    ? booleanOf(maker, scope, 1)
    : numberOf(maker, scope, { dom: number, depth: 1 });
  const one: Variable = {
    ...constantNamed(name, isBool ? bool : number),
    assignable: true,
  };
  const inside = withVariables(scope, one);
  const text = `let ${name} = `;
  const over = dice.pick(["page", "node"]);
  const element = maker.fresh();
  const within = withVariables(inside, constantNamed(element, namedDomain(over)));
  const update = isBool
    ? tree("stmt", `${name} = `, booleanOf(maker, within, depth - 1), ";")
    : tree(
        "stmt",
        `${name} ${dice.pick(["+=", "-=", "="])} `,
        numberOf(maker, within, { dom: number, depth: 1 }),
        ";",
      );
  const gathering = tree(
    "stmt",
    `for (const ${element} of ${over}) { if (`,
    booleanOf(maker, within, 1),
    ") ",
    update,
    " }",
  );
  return {
    statement: dice.chance(0.6)
      ? tree("stmt", text, start, "; ", gathering)
      : tree("stmt", text, start, ";"),
    scope: inside,
  };
}

/** Two parts of one domain change places. */
function exchange(maker: Maker, scope: Scope): Made {
  const { dice } = maker;
  const name = maker.fresh();
  const one = pathTo(maker, scope, ({ state, assignable }) => state && assignable);
  const two = pathTo(
    maker,
    scope,
    ({ state, assignable, dom }) => state && assignable && dom.text === one?.dom.text,
  );
  if (one === undefined || two === undefined) return { statement: change(maker, scope, 0), scope };
  if (dice.chance(0.15)) {
    return {
      statement: tree(
        "stmt",
        "[",
        one.text,
        ", ",
        two.text,
        "] = [",
        two.text,
        ", ",
        one.text,
        "];",
      ),
      scope,
    };
  }
  const statement = tree(
    "stmt",
    `const ${name} = `,
    one.text,
    "; ",
    one.text,
    " = ",
    two.text,
    "; ",
    two.text,
    ` = ${name};`,
  );
  return { statement, scope };
}

/** `const head = s.q[0]; s.q.shift();` and what is done with it. */
function takenHead(maker: Maker, scope: Scope, depth: number): Made {
  const { dice } = maker;
  const path = pathTo(maker, scope, ({ dom, state }) => state && dom.kind === "list");
  if (path?.dom.kind !== "list") return { statement: change(maker, scope, depth), scope };
  const name = maker.fresh();
  const { text } = path;
  const element = path.dom.element;
  const text2 = dice.pick(["shift", "shift", "pop"]);
  const first: readonly (string | Tree)[] = dice.chance(0.5)
    ? [`const ${name} = `, text, `.${text2}();`]
    : [
        `const ${name} = `,
        text,
        "[0]; ",
        text,
        `${dice.pick([".shift();", ".shift();", ".length = 0;", ".pop();"])}`,
      ];
  const inside = withVariables(scope, constantNamed(name, element));
  const guard = dice.chance(0.8) ? ["if (", text, ".length > 0) "] : [];
  const then = change(maker, inside, depth);
  return { statement: tree("stmt", ...guard, "{ ", ...first, " ", then, " }"), scope };
}

function helperCall(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const helpers = scope.helpers.filter(({ result }) => result === undefined);
  if (helpers.length === 0) return change(maker, scope, depth);
  const { name, parameters } = dice.pick(helpers);
  const [target, ...rest] = parameters;
  const to = pathTo(maker, scope, ({ state, dom }) => state && dom.text === target?.text);
  if (to === undefined || !rest.every((dom) => isMakeable(maker, scope, dom)))
    return change(maker, scope, depth);
  return tree("stmt", `${name}(`, to.text, ", ", argumentsOf(maker, scope, rest, 1), ");");
}

/** A function inside the effect, which sees its variables. */
function localFunction(maker: Maker, scope: Scope, depth: number): Made {
  const { dice } = maker;
  const [name, parameter] = [maker.fresh(), maker.fresh()];
  const inside = withVariables(scope, constantNamed(parameter, number));
  if (dice.chance(0.5)) {
    const body = statementsOf(maker, inside, { most: 2, depth: depth - 1 });
    const statement = tree(
      "stmt",
      `const ${name} = (${parameter}) => { `,
      body,
      ` }; ${name}(`,
      numberOf(maker, scope, { dom: number, depth: 1 }),
      ");",
    );
    return { statement, scope };
  }
  const statement = tree(
    "stmt",
    `function ${name}(${parameter}) { return `,
    booleanOf(maker, inside, depth - 1),
    "; }",
  );
  const helper = { name, parameters: [number], result: bool };
  return { statement, scope: { ...scope, helpers: [...scope.helpers, helper] } };
}

/** A statement that changes one thing. */
export function change(maker: Maker, scope: Scope, depth: number): Tree {
  const { dice } = maker;
  const path = pathTo(maker, scope, ({ state, assignable }) => state || assignable);
  if (path === undefined) return tree("stmt", ";");
  const { text, dom, assignable } = path;
  const method = methodCall(maker, scope, { path, depth });
  if (method !== undefined && (!assignable || dice.chance(0.7))) return method;
  if (!assignable || !isMakeable(maker, scope, dom)) return tree("stmt", ";");
  const assignment = (value: Tree): Tree => tree("stmt", text, " = ", value, ";");
  const isPart = path.state;
  switch (dom.kind) {
    case "range": {
      const { lo, hi } = dom;
      const any = (): Tree => numberOf(maker, scope, { dom, depth });
      return dice.weighted<Tree>([
        [5, () => assignment(numberWithin(maker, scope, { dom, depth }))],
        [isPart ? 1.2 : 3, () => assignment(any())],
        [3, () => tree("stmt", "if (", text, ` < ${hi}) `, text, "++;")],
        [0.7, () => incremented(maker, scope, path)],
        [2, () => tree("stmt", "if (", text, ` > ${lo}) `, text, " -= 1;")],
        [
          isPart ? 0.7 : 2,
          () =>
            tree("stmt", text, ` ${dice.pick(["+=", "-=", "*=", "%=", "|=", "&="])} `, any(), ";"),
        ],
        [isPart ? 0.4 : 1, () => tree("stmt", dice.pick(["++", "--"]), text, ";")],
        [1, () => tree("stmt", text, " = (", text, ` + 1) % ${hi + 1};`)],
      ]);
    }
    case "bool":
      return dice.chance(0.15)
        ? tree("stmt", text, ` ${dice.pick(["&&=", "||="])} `, booleanOf(maker, scope, depth), ";")
        : assignment(
            dice.chance(0.3) ? tree("bool", "!", text) : expressionOf(maker, scope, dom, depth),
          );
    case "optional":
      return dice.chance(0.1) && isMakeable(maker, scope, dom.of)
        ? tree("stmt", text, " ??= ", expressionOf(maker, scope, dom.of, depth), ";")
        : assignment(expressionOf(maker, scope, dom, depth));
    default:
      return assignment(expressionOf(maker, scope, dom, depth));
  }
}

/** `a = b++`. */
function incremented(maker: Maker, scope: Scope, path: Path): Tree {
  const other = pathTo(
    maker,
    scope,
    ({ dom, state, assignable }) => state && assignable && dom.kind === "range",
  );
  if (other?.dom.kind !== "range") return tree("stmt", ";");
  const one = maker.dice.pick([
    tree("num", other.text, "++"),
    tree("num", "++", other.text),
    tree("num", "(", other.text, " += 1)"),
  ]);
  const room = ["if (", other.text, ` < ${other.dom.hi}) `];
  return tree("stmt", ...room, path.text, " = ", one, ";");
}

/** A method that changes a set, list or bag. */
function methodCall(
  maker: Maker,
  scope: Scope,
  { path, depth }: { readonly path: Path; readonly depth: number },
): Tree | undefined {
  const { dice } = maker;
  const { dom, text, state } = path;
  if (!state || !["set", "list", "bag"].includes(dom.kind)) return undefined;
  const { element } = dom as DomOf<"set" | "list" | "bag">;
  const canMake = isMakeable(maker, scope, element);
  const value = (): Tree => expressionOf(maker, scope, element, depth);
  const call = (name: string): Tree => tree("stmt", text, `.${name}(`, value(), ");");
  if (dom.kind === "set") {
    return dice.weighted<Tree>([
      [canMake ? 4 : 0, () => call("add")],
      [canMake ? 3 : 0, () => call("delete")],
      [1, () => tree("stmt", text, ".clear();")],
      [canMake ? 1 : 0, () => tree("stmt", "if (!", text, ".delete(", value(), ")) ", call("add"))],
    ]);
  }
  const { max } = dom as DomOf<"list" | "bag">;
  const size = dom.kind === "list" ? "length" : "size";
  const room = dice.chance(0.85) ? ["if (", text, `.${size} < ${max}) `] : [];
  if (dom.kind === "bag") {
    return dice.weighted<Tree>([
      [canMake ? 4 : 0, () => tree("stmt", ...room, call("add"))],
      [canMake ? 3 : 0, () => call("delete")],
      [1, () => tree("stmt", text, ".clear();")],
    ]);
  }
  return dice.weighted<Tree>([
    [canMake ? 5 : 0, () => tree("stmt", ...room, call("push"))],
    [3, () => tree("stmt", text, ".shift();")],
    [2, () => tree("stmt", text, ".pop();")],
    [0.5, () => tree("stmt", text, ".length = 0;")],
    [canMake ? 0.3 : 0, () => tree("stmt", ...room, call("unshift"))],
    [
      canMake ? 1 : 0,
      () => tree("stmt", "if (", text, ".length > 0) ", text, "[0] = ", value(), ";"),
    ],
    [canMake ? 0.5 : 0, () => tree("stmt", ...room, text, "[", text, ".length] = ", value(), ";")],
    [canMake ? 0.3 : 0, () => tree("stmt", text, `[${dice.below(max + 1)}] = `, value(), ";")],
  ]);
}
