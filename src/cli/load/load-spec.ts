/**
 * Loads a spec into this process. Everything that can go wrong on the way is the author's to repair, so every failure
 * becomes one `CheckerError` of kind `load` that says where; an error that already says so passes through.
 */
import { readFileSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { CheckerError } from "../../diagnostics/checker-error.ts";
import { isBugError, isCheckerError, problemOf } from "./carried-problem.ts";
import { importSite } from "./import-site.ts";
import { pathKind, similarPath } from "./path-kind.ts";
import { locationOf, showMoreOfStacks } from "./source-location.ts";
import { withoutByteOrderMark } from "./source-position.ts";
import { installSpecHooks } from "./spec-hooks.ts";
import { pathOfFrame } from "./stack-frames.ts";

/** A spec that has been loaded. */
export interface SpecModule {
  /** The absolute path. */
  readonly file: string;
  /** What the file exports, by name; `default` is the default export. */
  readonly exports: Readonly<Record<string, unknown>>;
}

/**
 * Imports the file, compiled if it is TypeScript. A file that was loaded before is not loaded again. From the first call
 * on, stacks in this process are longer and show positions in TypeScript.
 *
 * @throws CheckerError `spec-not-found`, `spec-syntax-error`, `duplicate-name`, `import-not-found`,
 * `unknown-spec-extension`, `spec-threw-on-load`; and whatever CheckerError or BugError is thrown at the spec's top level
 */
export async function loadSpec(file: string): Promise<SpecModule> {
  const path = resolve(file);
  requireFile(path);
  showMoreOfStacks();
  installSpecHooks();
  try {
    return { file: path, exports: await import(pathToFileURL(path).href) };
  } catch (error) {
    throw loadError(error, path);
  }
}

function requireFile(path: string): void {
  const kind = pathKind(path);
  if (kind === "file") return;
  const similar = similarPath(path);
  throw new CheckerError({
    kind: "load",
    code: "spec-not-found",
    message: kind === "nothing" ? `there is no file ${path}` : `${path} is not a file`,
    ...(similar === undefined ? {} : { hint: `did you mean ${similar}?` }),
  });
}

/** What to throw for an error that came out of the import of `path`. */
function loadError(error: unknown, path: string): unknown {
  if (isCheckerError(error) || isBugError(error)) return error;
  const problem = problemOf(error);
  if (problem !== undefined) {
    const { hint, ...rest } = problem;
    return new CheckerError({
      kind: "load",
      ...rest,
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    });
  }
  return extensionError(error, path) ?? linkError(error, path) ?? topLevelError(error, path);
}

function extensionError(error: unknown, path: string): CheckerError | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  if (error.code !== "ERR_UNKNOWN_FILE_EXTENSION") return undefined;
  return new CheckerError({
    kind: "load",
    code: "unknown-spec-extension",
    message: `${basename(path)} is, or imports, a file that is neither TypeScript nor JavaScript: ${error.message}`,
    hint: `rename it, for example to ${basename(path, extname(path))}.machine.ts`,
    cause: error,
  });
}

/**
 * Errors that V8 finds when it connects the modules: it throws a SyntaxError whose stack opens with the URL and line of
 * the importing module, which is compiled, so only the URL is of use.
 */
function linkError(error: unknown, path: string): CheckerError | undefined {
  if (!(error instanceof Error) || error.name !== "SyntaxError") return undefined;
  const missing = /^The requested module '(.+)' does not provide an export named '(.+)'$/.exec(
    error.message,
  );
  const [, specifier, exportName] = missing ?? [];
  if (specifier === undefined || exportName === undefined) return undefined;
  const importer = importerIn(error) ?? path;
  const text = withoutByteOrderMark(readFileSync(importer, "utf8"));
  return new CheckerError({
    kind: "load",
    code: "import-not-found",
    message: `"${specifier}" has no export named "${exportName}", which ${basename(importer)} imports`,
    hint: "if it is a type, write `import type` or `export type`",
    location: importSite({ file: importer, text }, { specifier, exportName }),
    cause: error,
  });
}

function importerIn({ stack }: Error): string | undefined {
  const [, url] = /^(file:.+):\d+$/.exec(stack?.split("\n", 1)[0] ?? "") ?? [];
  return url === undefined ? undefined : pathOfFrame(url);
}

function topLevelError(error: unknown, path: string): CheckerError {
  const isSyntaxError = error instanceof SyntaxError && locationOf(error) === undefined;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : inspect(error);
  return new CheckerError({
    kind: "load",
    code: isSyntaxError ? "spec-syntax-error" : "spec-threw-on-load",
    message: isSyntaxError
      ? `${basename(path)}, or a module that it imports, does not compile: ${error.message}`
      : `${basename(path)} threw while it was loaded: ${what}`,
    hint: isSyntaxError
      ? "look for a mistake in what it imports: node --check <file> says more about JavaScript"
      : "the top level of a spec runs when it is loaded; correct what throws there, or leave it out",
    location: error instanceof Error ? locationOf(error) : undefined,
    cause: error,
  });
}
