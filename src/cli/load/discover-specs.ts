/**
 * Finds the specs to check: the files that are named, and under the directories that are named every `*.machine.ts`, or
 * `*.study.ts` where studies are sought.
 * A path that leads nowhere is an error, and so is a directory without a spec: a checker that checks nothing must not
 * look like one that found nothing wrong.
 */
import { type Dirent, readdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { CheckerError } from "../../diagnostics/checker-error.ts";
import { pathKind, similarPath } from "./path-kind.ts";

/** What is looked for in directories, by what it is called in messages. */
const NAMES: Readonly<Record<Sought, RegExp>> = { spec: /\.machine\.ts$/, study: /\.study\.ts$/ };
/** Machines are in specs; a study compares protocols. */
export type Sought = "spec" | "study";

const SKIPPED: ReadonlySet<string> = new Set(["node_modules", "dist"]);

/**
 * The specs that `paths` (relative to `cwd`, or absolute; none means `cwd`) stand for: absolute, sorted by UTF-16 units,
 * each file once even if links lead to it twice. Directories named `node_modules`, `dist` or with a leading dot are
 * skipped within a walk, but searched when they are named.
 *
 * @throws CheckerError of kind `usage`: `path-not-found`, `path-not-readable`, `no-specs-found`
 */
export function discoverSpecs(
  paths: readonly string[],
  cwd: string,
  sought: Sought | "either" = "spec",
): readonly string[] {
  const named = paths.length === 0 ? [cwd] : paths.map((path) => resolve(cwd, path));
  return withoutRepetition(named.flatMap((path) => specsAt(path, sought)));
}

function specsAt(path: string, sought: Sought | "either"): readonly string[] {
  const kind = pathKind(path);
  if (kind === "nothing") throw pathNotFound(path);
  if (kind !== "directory") return [path];
  const specs = specsUnder(path, sought === "either" ? Object.values(NAMES) : [NAMES[sought]]);
  if (specs.length > 0) return specs;
  throw new CheckerError({
    kind: "usage",
    code: "no-specs-found",
    message: `there is no ${sought === "study" ? "study" : "spec"} in ${path}`,
    hint:
      sought === "study"
        ? "studies are files named *.study.ts; any other file is run when it is named itself"
        : "specs are files named *.machine.ts; any other file is checked when it is named itself",
  });
}

/** Links are followed after all real directories, so that a file is found under its own path if it has one in the tree. */
function specsUnder(root: string, names: readonly RegExp[]): readonly string[] {
  const specs: string[] = [];
  const visited = new Set<string>();
  const directories = [root];
  const links: string[] = [];
  for (;;) {
    const directory = directories.pop() ?? links.pop();
    if (directory === undefined) return specs;
    const real = realpathSync(directory);
    if (visited.has(real)) continue;
    visited.add(real);
    for (const entry of entriesOf(directory)) {
      const path = join(directory, entry.name);
      const kind = pathKind(path);
      if (kind === "file" && names.some((name) => name.test(entry.name))) specs.push(path);
      if (kind !== "directory" || SKIPPED.has(entry.name) || entry.name.startsWith(".")) continue;
      (entry.isSymbolicLink() ? links : directories).push(path);
    }
  }
}

function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    throw new CheckerError({
      kind: "usage",
      code: "path-not-readable",
      message: `cannot read the directory ${directory}`,
      hint: "its specs would be left unchecked; make it readable, or name the specs to check",
      cause: error,
    });
  }
}

/** One path for each file: its own one if it is among them, else the first in the order of sorting. */
function withoutRepetition(paths: readonly string[]): readonly string[] {
  const chosen = new Map<string, string>();
  for (const path of [...new Set(paths)].sort()) {
    const real = realpathSync(path);
    if (path === real || !chosen.has(real)) chosen.set(real, path);
  }
  return [...chosen.values()].sort();
}

function pathNotFound(path: string): CheckerError {
  const similar = similarPath(path);
  return new CheckerError({
    kind: "usage",
    code: "path-not-found",
    message: `there is no file or directory ${path}`,
    ...(similar === undefined ? {} : { hint: `did you mean ${similar}?` }),
  });
}
