/**
 * Finds the specs to check: the files that are named, and under the directories that are named every `*.machine.ts`.
 * A path that leads nowhere is an error, and so is a directory without a spec: a checker that checks nothing must not
 * look like one that found nothing wrong.
 */
import { type Dirent, readdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { CheckerError } from "../../diagnostics/checker-error.ts";
import { pathKind, similarPath } from "./path-kind.ts";

const SPEC_NAME = /\.machine\.ts$/;
const SKIPPED: ReadonlySet<string> = new Set(["node_modules", "dist"]);

/**
 * The specs that `paths` (relative to `cwd`, or absolute; none means `cwd`) stand for: absolute, sorted by UTF-16 units,
 * each file once even if links lead to it twice. Directories named `node_modules`, `dist` or with a leading dot are
 * skipped within a walk, but searched when they are named.
 *
 * @throws CheckerError of kind `usage`: `path-not-found`, `path-not-readable`, `no-specs-found`
 */
export function discoverSpecs(paths: readonly string[], cwd: string): readonly string[] {
  const named = paths.length === 0 ? [cwd] : paths.map((path) => resolve(cwd, path));
  return withoutRepetition(named.flatMap(specsAt));
}

function specsAt(path: string): readonly string[] {
  const kind = pathKind(path);
  if (kind === "nothing") throw pathNotFound(path);
  if (kind !== "directory") return [path];
  const specs = specsUnder(path);
  if (specs.length > 0) return specs;
  throw new CheckerError({
    kind: "usage",
    code: "no-specs-found",
    message: `there is no spec in ${path}`,
    hint: "specs are files named *.machine.ts; any other file is checked when it is named itself",
  });
}

/** Links are followed after all real directories, so that a file is found under its own path if it has one in the tree. */
function specsUnder(root: string): readonly string[] {
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
      if (kind === "file" && SPEC_NAME.test(entry.name)) specs.push(path);
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
