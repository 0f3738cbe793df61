/** Spec text as a tree whose parts know what they are, so that a spec that fails can be made smaller part by part. */

export interface Tree {
  /** Parts of one type can stand for each other. */
  readonly type: string;
  readonly parts: readonly (string | Tree)[];
  /** Between the parts, each of which can be left out; undefined where all parts are needed. */
  readonly separator?: string;
}

export function tree(type: string, ...parts: readonly (string | Tree)[]): Tree {
  return { type, parts };
}

export function list(type: string, separator: string, parts: readonly (string | Tree)[]): Tree {
  return { type, parts, separator };
}

export function textOf(node: Tree | string): string {
  if (typeof node === "string") return node;
  return node.parts.map(textOf).join(node.separator ?? "");
}

/** What can stand for any part of a type. */
const simplest: Readonly<Record<string, readonly string[]>> = {
  bool: ["true", "false"],
  num: ["0", "1", "2"],
  stmt: [""],
};

/** Trees that are a little smaller, the smallest first. */
function* smaller(node: Tree): Generator<Tree> {
  const own = textOf(node);
  for (const text of simplest[node.type] ?? []) {
    if (text.length < own.length) yield tree(node.type, text);
  }
  if (node.separator !== undefined) {
    for (let size = node.parts.length; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at + size <= node.parts.length; at += size) {
        yield { ...node, parts: node.parts.toSpliced(at, size) };
      }
    }
  }
  for (const inside of descendants(node)) {
    if (inside.type === node.type && textOf(inside) !== own) yield inside;
  }
  for (const [i, part] of node.parts.entries()) {
    if (typeof part === "string") continue;
    for (const one of smaller(part)) yield { ...node, parts: node.parts.with(i, one) };
  }
}

function* descendants(node: Tree): Generator<Tree> {
  for (const part of node.parts) {
    if (typeof part === "string") continue;
    yield part;
    yield* descendants(part);
  }
}

/** A small tree that still fails, found by trying at most so many. */
export async function shrink(
  node: Tree,
  fails: (candidate: Tree) => Promise<boolean>,
  most = 3000,
): Promise<Tree> {
  const tried = new Set<string>();
  let found = node;
  for (let tries = 0; ; ) {
    const before = found;
    for (const candidate of smaller(found)) {
      const text = textOf(candidate);
      if (tried.has(text)) continue;
      tried.add(text);
      if (tries++ >= most) return found;
      if (await fails(candidate)) {
        found = candidate;
        break;
      }
    }
    if (found === before) return found;
  }
}
