/**
 * For specs that Vite or Vitest loads and not `everystate check`: attaches to their functions where they are written, as
 * the command's own loader does. Types are left for Vite to remove.
 *
 *     import { everystate } from "everystate/vite";
 *     export default { plugins: [everystate()] };
 */
import { parseSync } from "oxc-parser";
import { attachSources } from "../cli/load/function-sources.ts";
import { ownMappings, withUnmappedLine } from "../cli/load/insertions.ts";

export interface EverystateOptions {
  /**
   * Modules to treat as specs although they do not import "everystate" themselves, such as functions that specs share.
   * Tested against the absolute path, with forward slashes; unless given, files called `*.machine.*` and all files below
   * a folder `specs`.
   */
  readonly include?: RegExp | readonly RegExp[];
}

/** A plugin for Vite, described without its types, which nobody else needs. */
export interface EverystatePlugin {
  readonly name: string;
  readonly enforce: "pre";
  readonly transform: (code: string, id: string) => TransformedModule | undefined;
}

export interface TransformedModule {
  readonly code: string;
  readonly map: SourceMap;
}

/** A source map of version 3. */
export interface SourceMap {
  version: number;
  sources: string[];
  sourcesContent: string[];
  names: string[];
  mappings: string;
}

const DEFAULT_INCLUDE: readonly RegExp[] = [/\.machine\.m?[jt]s$/, /\/specs\//];

/**
 * Concerns the modules of TypeScript and JavaScript outside `node_modules` that import "everystate" or are included. What
 * it takes for their text is what Vite hands it: list it before plugins that change specs before Vite does.
 */
export function everystate({
  include = DEFAULT_INCLUDE,
}: EverystateOptions = {}): EverystatePlugin {
  const patterns = [include].flat();
  return {
    name: "everystate",
    enforce: "pre",
    transform(code, id) {
      const file = fileOf(id);
      if (file === undefined) return undefined;
      const isIncluded = patterns.some((pattern) => file.search(pattern) !== -1);
      if (!isIncluded && !code.includes("everystate")) return undefined;
      const parsed = parseSync(file, code, { sourceType: "module" });
      // What is wrong with it, Vite says itself.
      if (parsed.errors.length > 0) return undefined;
      const importsUs = parsed.module.staticImports.some(
        ({ moduleRequest }) => moduleRequest.value === "everystate",
      );
      return isIncluded || importsUs ? transformed({ file, text: code }, parsed) : undefined;
    },
  };
}

/** The path of a module that the plugin can concern; undefined for all others. */
function fileOf(id: string): string | undefined {
  const [path = "", query = ""] = id.split("?", 2);
  // Vite's own queries change what a module is, but for its time and version.
  if (query.split("&").some((part) => part !== "" && !/^[tv]=/.test(part))) return undefined;
  const isModule = /\.m?[jt]s$/.test(path) && !/\.d\.m?ts$/.test(path);
  if (!isModule || path.includes("\0")) return undefined;
  return /[\\/]node_modules[\\/]/.test(path) ? undefined : path.replaceAll("\\", "/");
}

function transformed(
  source: Parameters<typeof attachSources>[0],
  { program }: ReturnType<typeof parseSync>,
): TransformedModule | undefined {
  const attached = attachSources(source, program);
  if (attached === undefined) return undefined;
  const { edited, helper } = attached;
  const map: SourceMap = {
    version: 3,
    sources: [source.file],
    sourcesContent: [source.text],
    names: [],
    mappings: withUnmappedLine(ownMappings(edited), edited.text),
  };
  return { code: `${edited.text}\n${helper}\n`, map };
}
