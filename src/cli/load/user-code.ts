/**
 * Tells the author's files from ours. Errors are reported at the first line that the author can change, hooks compile
 * only what the author wrote, and the specifier `everystate` always means this very installation: all three need to know
 * where this package lies. Works in the compiled tree (`dist/cli/load`) and in the sources (`src/cli/load`) alike.
 */
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** `.js` in the compiled package, `.ts` when the sources run as they are; relative imports are rewritten, URLs are not. */
const OWN_EXTENSION: string = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

/** The directory of package.json, with a separator at the end. */
const PACKAGE_ROOT: string = fileURLToPath(new URL("../../../", import.meta.url));

/** The module that the specifier `everystate` stands for. */
export const ENTRY_URL: string = new URL(`../../index${OWN_EXTENSION}`, import.meta.url).href;

/** The module with the customisation hooks, for a thread of its own. */
export const HOOKS_URL: string = new URL(`./spec-hooks${OWN_EXTENSION}`, import.meta.url).href;

/**
 * Whether the author can change this file (absolute path): it is neither in this package's `src` or `dist` nor in a
 * `node_modules`. The specs shipped with this package are examples to edit, so they count as the author's even where the
 * package itself is installed in a `node_modules`.
 */
export function isUserCode(file: string): boolean {
  if (!file.startsWith(PACKAGE_ROOT)) return !isInNodeModules(file);
  const inPackage = file.slice(PACKAGE_ROOT.length);
  const top = inPackage.split(sep, 1)[0];
  return top !== "src" && top !== "dist" && !isInNodeModules(inPackage);
}

/** Whether this file is one of our sources and they run as they are, so that they need compiling like a spec. */
export function isOwnSource(file: string): boolean {
  return OWN_EXTENSION === ".ts" && file.startsWith(join(PACKAGE_ROOT, "src", sep));
}

function isInNodeModules(file: string): boolean {
  return file.split(/[\\/]/).includes("node_modules");
}
