/** What a random text can name where it stands: the state, parameters, locals, functions; and the paths into them. */
import type { Dice } from "./dice.ts";
import { app, type Dom, literalsOf, typeOf } from "./domains.ts";
import { type Tree, textOf, tree } from "./tree.ts";

export interface Variable {
  readonly text: Tree;
  readonly dom: Dom;
  /** Part of the state in an effect: its parts can be assigned. */
  readonly state: boolean;
  /** It can be assigned itself. */
  readonly assignable: boolean;
}

/** A function of the module, or a local one. */
export interface Helper {
  readonly name: string;
  readonly parameters: readonly Dom[];
  /** Undefined for one that changes what it is given. */
  readonly result: Dom | undefined;
}

export interface Scope {
  readonly variables: readonly Variable[];
  readonly helpers: readonly Helper[];
}

/** What all parts of the generator share. */
export interface Maker {
  readonly dice: Dice;
  /** A name that was not used before. */
  readonly fresh: () => string;
}

export function constantNamed(name: string, dom: Dom): Variable {
  return { text: tree(typeOf(dom), name), dom, state: false, assignable: false };
}

export function withVariables(scope: Scope, ...added: readonly Variable[]): Scope {
  return { ...scope, variables: [...scope.variables, ...added] };
}

/** A name for a parameter or the variable of a loop: now and then one that hides another. */
export function innerName(maker: Maker): string {
  return maker.dice.chance(0.15) ? maker.dice.pick(["e", "n", "t"]) : maker.fresh();
}

/** Adds variables that may hide others of the same name. */
export function withInner(scope: Scope, ...added: readonly Variable[]): Scope {
  const hidden = added.map(({ text }) => new RegExp(`\\b${textOf(text)}\\b`));
  const visible = scope.variables.filter(
    ({ text }) => !hidden.some((pattern) => pattern.test(textOf(text))),
  );
  return { ...scope, variables: [...visible, ...added] };
}

/** A way to a part of a variable. */
export interface Path extends Variable {
  /** Whether it may lead nowhere: through null, an absent variant, beyond the end of a list. */
  readonly risky: boolean;
}

/** All ways into the variables of a scope that are at most so long. */
export function pathsIn(maker: Maker, scope: Scope, longest = 3): readonly Path[] {
  return scope.variables.flatMap((one) => below(maker, scope, { ...one, risky: false }, longest));
}

function below(maker: Maker, scope: Scope, path: Path, longest: number): readonly Path[] {
  if (longest === 0) return [path];
  const { dom, text, state, risky } = path;
  const { dice } = maker;
  const part = (suffix: readonly (string | Tree)[], of: Dom, isRisky = risky): readonly Path[] =>
    below(
      maker,
      scope,
      {
        text: tree(typeOf(of), text, ...suffix),
        dom: of,
        state,
        assignable: state,
        risky: isRisky,
      },
      longest - 1,
    );
  switch (dom.kind) {
    case "record":
      return [path, ...Object.entries(dom.fields).flatMap(([f, of]) => part([`.${f}`], of))];
    case "union":
      return [
        path,
        ...Object.values(dom.variants).flatMap((fields) =>
          Object.entries(fields).flatMap(([f, of]) => part([`.${f}`], of, true)),
        ),
      ];
    case "map": {
      const keys = keysOf(maker, scope, dom.key);
      return keys.length === 0
        ? [path]
        : [path, ...part([dice.pick(keys)], dom.value), ...part([dice.pick(keys)], dom.value)];
    }
    case "list": {
      const at = dice.pick(["[0]", "[0]", `[${dice.below(dom.max)}]`, "[1]"]);
      return [path, ...part([at], dom.element, true)];
    }
    case "optional":
      // Under an optional there is the same path again: it may be null.
      return [path, ...below(maker, scope, { ...path, dom: dom.of, risky: true }, longest - 1)];
    default:
      return [path];
  }
}

/** Keys as suffixes: `.page0`, `[p]`, `[s.cur]`. */
function keysOf({ dice }: Maker, scope: Scope, key: Dom): readonly Tree[] {
  const literals = literalsOf(key).map((literal) =>
    tree(
      "key",
      dice.chance(0.5) && literal.startsWith('"') ? `.${literal.slice(1, -1)}` : `[${literal}]`,
    ),
  );
  const named = scope.variables.flatMap(({ text, dom }) => {
    if (dom.text === key.text) return [tree("key", "[", text, "]")];
    if (dom.kind !== "record") return [];
    return Object.entries(dom.fields).flatMap(([field, of]) =>
      of.text === key.text ? [tree("key", "[", text, `.${field}]`)] : [],
    );
  });
  return [...literals, ...named, ...named];
}

/** A path to a value of the domain, if there is one; the risky ones seldom. */
export function pathTo(
  maker: Maker,
  scope: Scope,
  wanted: (path: Path) => boolean,
): Path | undefined {
  const { dice } = maker;
  const all = pathsIn(maker, scope).filter(wanted);
  const safe = all.filter(({ risky }) => !risky);
  const from = safe.length === 0 || dice.chance(0.08) ? all : safe;
  if (from.length === 0 || (safe.length === 0 && dice.chance(0.7))) return undefined;
  return dice.pick(from);
}

/** A path to exactly this domain. */
export function pathOf(maker: Maker, scope: Scope, dom: Dom): Path | undefined {
  return pathTo(maker, scope, (path) =>
    dom.kind === "range" ? path.dom.kind === "range" : path.dom.text === dom.text,
  );
}

/** Whether a value of the domain can be written down here: symmetric elements have no names. */
export function isExpressible(maker: Maker, scope: Scope, dom: Dom): boolean {
  if (dom.kind !== "symmetric") return true;
  return pathsIn(maker, scope, 2).some((path) => path.dom.text === app.text && !path.risky);
}
