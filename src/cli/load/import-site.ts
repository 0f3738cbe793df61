/**
 * Finds where a file imports something. Node names the importing file of a module that it cannot find but not the place
 * in it, and the place is what an editor opens.
 */
import { parseSync } from "oxc-parser";
import type { SourceLocation } from "../../diagnostics/checker-error.ts";
import { locationAt, type SourceFile } from "./source-position.ts";

/** What is imported: everything from a module, or one export of it. */
export interface Import {
  /** The specifier as it is written in the file. */
  readonly specifier: string;
  readonly exportName?: string;
}

/** The specifier's string, or the name within the braces when `exportName` is given; undefined if it is not found. */
export function importSite(source: SourceFile, wanted: Import): SourceLocation | undefined {
  const { module } = parseSync(source.file, source.text, { sourceType: "module" });
  for (const statement of module.staticImports) {
    if (statement.moduleRequest.value !== wanted.specifier) continue;
    const offset = offsetOf(wanted, statement.moduleRequest.start, statement.entries);
    if (offset !== undefined) return locationAt(source, offset);
  }
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest?.value !== wanted.specifier) continue;
      const offset = offsetOf(wanted, entry.moduleRequest.start, [entry]);
      if (offset !== undefined) return locationAt(source, offset);
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const written = source.text.slice(moduleRequest.start, moduleRequest.end);
    // The text of the argument, which is a quoted string in all but computed imports.
    if (written.slice(1, -1) === wanted.specifier) return locationAt(source, moduleRequest.start);
  }
  return undefined;
}

interface ImportedName {
  readonly kind: string;
  readonly name: string | null;
  readonly start: number | null;
}

function offsetOf(
  { exportName }: Import,
  moduleStart: number,
  entries: readonly { readonly importName: ImportedName }[],
): number | undefined {
  if (exportName === undefined) return moduleStart;
  for (const { importName } of entries) {
    if (importName.name === exportName && importName.start !== null) return importName.start;
    if (importName.kind === "Default" && exportName === "default") {
      return importName.start ?? moduleStart;
    }
  }
  return undefined;
}
