/**
 * Teaches Node to load specs: how a specifier in a spec is resolved, and how TypeScript becomes JavaScript. Node from
 * 23.6 on removes types by itself, but not enums and not in a `node_modules`, and it replaces no specifiers; so these
 * hooks decide for every version, and Node's own never sees a file of TypeScript.
 *
 * Where Node can run hooks in the same thread (`registerHooks`, 22.15 and 23.5), it does; on older versions they run in a
 * thread of their own, for which this module is loaded a second time and its exports `resolve` and `load` are called.
 */
import { readFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { attachProblem, type LoadProblem, problemError } from "./carried-problem.ts";
import { compileJson } from "./compile-json.ts";
import { type CompiledSpec, compileJavaScript, compileSpec } from "./compile-spec.ts";
import { importSite } from "./import-site.ts";
import { pathKind, similarPath } from "./path-kind.ts";
import { withoutByteOrderMark } from "./source-position.ts";
import { ENTRY_URL, HOOKS_URL, isOwnSource, isUserCode } from "./user-code.ts";

/** What stands for a specifier without its extension, in this order. */
const EXTENSIONS = [".ts", ".mts", ".js"];
/** Compiled names as TypeScript has its authors write them, and what they are compiled from. */
const COMPILED_FROM: Readonly<Record<string, string>> = { ".js": ".ts", ".mjs": ".mts" };

/** The codes of Node's errors that mean: there is no such module. */
const NOT_FOUND: ReadonlySet<unknown> = new Set([
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
  "ERR_PACKAGE_IMPORT_NOT_DEFINED",
  "ERR_UNKNOWN_BUILTIN_MODULE",
  "ERR_INVALID_MODULE_SPECIFIER",
]);

interface ResolveContext {
  readonly parentURL?: string | undefined;
}

interface Loaded {
  readonly format: string | null | undefined;
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | null | undefined;
  readonly shortCircuit?: boolean;
}

type Next<Context, Result> = (name: string, context: Context) => Result;

/** Hooks that answer at once; the declarations of Node 20 do not know `registerHooks`. */
interface SynchronousHooks {
  readonly resolve: <C extends ResolveContext, R>(
    specifier: string,
    context: C,
    next: Next<C, R>,
  ) => R;
  readonly load: <C>(url: string, context: C, next: Next<C, Loaded>) => Loaded;
}

let isInstalled = false;

/** Installs the hooks for all modules loaded from now on; further calls do nothing. */
export function installSpecHooks(): void {
  if (isInstalled) return;
  isInstalled = true;
  // Absent from the declarations of Node 20, present at run time from 22.15 on.
  const { registerHooks } = nodeModule as { registerHooks?: (hooks: SynchronousHooks) => unknown };
  if (registerHooks !== undefined) registerHooks({ resolve: resolveAtOnce, load: loadAtOnce });
  // A thread of its own cannot run our sources. They run as they are in a test runner only, which loads TypeScript itself.
  else if (HOOKS_URL.endsWith(".js")) nodeModule.register(HOOKS_URL);
}

/** The `resolve` hook of a thread of its own. */
export async function resolve<C extends ResolveContext, R>(
  specifier: string,
  context: C,
  next: Next<C, Promise<R>>,
): Promise<R> {
  try {
    return await next(rewrite(specifier, context.parentURL), context);
  } catch (error) {
    throw explained(error, specifier, context);
  }
}

/** The `load` hook of a thread of its own. */
export async function load<C>(
  url: string,
  context: C,
  next: Next<C, Promise<Loaded>>,
): Promise<Loaded> {
  return loadCompiled(url) ?? inspected(url, await next(url, context));
}

function resolveAtOnce<C extends ResolveContext, R>(
  specifier: string,
  context: C,
  next: Next<C, R>,
): R {
  try {
    return next(rewrite(specifier, context.parentURL), context);
  } catch (error) {
    throw explained(error, specifier, context);
  }
}

function loadAtOnce<C>(url: string, context: C, next: Next<C, Loaded>): Loaded {
  return loadCompiled(url) ?? inspected(url, next(url, context));
}

/** The specifier to resolve in place of the one that is written. */
function rewrite(specifier: string, parentUrl: string | undefined): string {
  if (specifier === "everystate") return ENTRY_URL;
  const importer = pathOf(parentUrl);
  if (
    importer === undefined ||
    !isUserCode(importer) ||
    !/^\.{0,2}\/|^\.{1,2}$|^file:/.test(specifier)
  ) {
    return specifier;
  }
  const target = pathOf(new URL(specifier, parentUrl).href);
  if (target === undefined || isFile(target)) return specifier;
  const found = alternatives(target).find(isFile);
  return found === undefined ? specifier : pathToFileURL(found).href;
}

/** The files that a path may mean when there is no file of exactly this name. */
function alternatives(path: string): readonly string[] {
  const extension = extname(path);
  const compiledFrom = COMPILED_FROM[extension];
  const withExtension = EXTENSIONS.map((added) => path + added);
  const inDirectory = EXTENSIONS.map((added) => join(path, `index${added}`));
  const original =
    compiledFrom === undefined ? [] : [path.slice(0, -extension.length) + compiledFrom];
  return [...original, ...withExtension, ...inDirectory];
}

/** The compiled module for a file of TypeScript that is the author's or ours, or of JSON that is the author's; else undefined. */
function loadCompiled(url: string): Loaded | undefined {
  const file = pathOf(url);
  if (file === undefined) return undefined;
  if (file.endsWith(".json") && isUserCode(file)) return loadJson(file);
  if (!/\.m?ts$/.test(file)) return undefined;
  const functionSources = isUserCode(file);
  if (!functionSources && !isOwnSource(file)) return undefined;
  const compiled = compileSpec({ file, text: readSource(file) }, { functionSources });
  return { format: "module", source: codeOf(compiled), shortCircuit: true };
}

/**
 * JSON of the author's becomes a module, too: a name that occurs twice in it is found, mistakes are shown where they are,
 * and no version of Node warns of an experimental feature.
 */
function loadJson(file: string): Loaded {
  const compiled = compileJson({ file, text: readSource(file) });
  return { format: "module", source: codeOf(compiled), shortCircuit: true };
}

/** Passes a module on that Node has read; one of JavaScript by the author is compiled, too. */
function inspected(url: string, loaded: Loaded): Loaded {
  const file = pathOf(url);
  const { source } = loaded;
  if (loaded.format !== "module" || file === undefined || !isUserCode(file)) return loaded;
  if (source === null || source === undefined) return loaded;
  const text = typeof source === "string" ? source : new TextDecoder().decode(source);
  return {
    ...loaded,
    source: codeOf(compileJavaScript({ file, text: withoutByteOrderMark(text) })),
  };
}

function codeOf(compiled: CompiledSpec): string {
  if (compiled.kind === "problem") throw problemError(compiled.problem);
  return compiled.code;
}

function readSource(file: string): string {
  try {
    return withoutByteOrderMark(readFileSync(file, "utf8"));
  } catch (error) {
    const message = `cannot read ${file}`;
    throw error instanceof Error
      ? attachProblem(error, { code: "spec-not-found", message, hint: error.message })
      : problemError({ code: "spec-not-found", message });
  }
}

/** The error of a failed resolution, with the problem attached when it is a module that does not exist. */
function explained(error: unknown, specifier: string, { parentURL }: ResolveContext): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  const importer = pathOf(parentURL);
  if (!NOT_FOUND.has(code) || importer === undefined) return error;
  return attachProblem(error, importProblem(specifier, importer));
}

function importProblem(specifier: string, importer: string): LoadProblem {
  return {
    code: "import-not-found",
    message: `cannot find "${specifier}", which ${basename(importer)} imports`,
    hint: hintFor(specifier, importer),
    location: isFile(importer)
      ? importSite({ file: importer, text: readSource(importer) }, { specifier })
      : undefined,
  };
}

function hintFor(specifier: string, importer: string): string | undefined {
  if (/^(?:node:|#|\/|file:)/.test(specifier)) return undefined;
  if (specifier.startsWith(".")) {
    const similar = similarPath(join(dirname(importer), specifier));
    const name = basename(specifier);
    return similar === undefined
      ? undefined
      : `did you mean "${specifier.slice(0, specifier.length - name.length)}${basename(similar)}"?`;
  }
  const [first = specifier, second] = specifier.split("/");
  return `is the package ${first.startsWith("@") ? `${first}/${second}` : first} installed?`;
}

/** The path of a `file:` URL without query and fragment; undefined for any other URL. */
function pathOf(url: string | undefined): string | undefined {
  return url?.startsWith("file:") === true ? fileURLToPath(url) : undefined;
}

function isFile(path: string): boolean {
  return pathKind(path) === "file";
}
