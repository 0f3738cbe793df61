/**
 * Turns one TypeScript file of the author into JavaScript with a source map inside, or says what is wrong with it and
 * where. All of TypeScript is accepted, enums and namespaces included, on every version of Node; types are removed and
 * not checked. Pure: reads and writes no file.
 */
import { pathToFileURL } from "node:url";
import { type OxcError, type ParseResult, parseSync } from "oxc-parser";
import { transformSync } from "oxc-transform";
import type { LoadProblem } from "./carried-problem.ts";
import { denseMappings } from "./dense-source-map.ts";
import { findDuplicateName } from "./duplicate-names.ts";
import { fromByteOffset, locationAt, type SourceFile } from "./source-position.ts";

export type CompiledSpec =
  | { readonly kind: "compiled"; readonly code: string }
  | { readonly kind: "problem"; readonly problem: LoadProblem };

/** What the compiler says, without its position. */
type Complaint = Pick<OxcError, "message" | "helpMessage">;

/** JavaScript (an ES module) for a TypeScript file; the map embeds the source, so that it stays right if the file changes. */
export function compileSpec(source: SourceFile): CompiledSpec {
  const problem = findProblem(source);
  if (problem !== undefined) return { kind: "problem", problem };
  const { code, map, errors } = transformSync(source.file, source.text, {
    lang: "ts",
    sourceType: "module",
    target: "esnext",
    sourcemap: true,
  });
  // Its warnings tell of TypeScript that it compiles to something else than TypeScript would: an error, to a checker.
  const [error] = errors;
  if (error !== undefined || map === undefined) {
    // Unlike the parser, the transformer counts bytes.
    const offset = fromByteOffset(source.text, error?.labels[0]?.start ?? 0);
    const complaint = error ?? { message: "cannot be compiled", helpMessage: null };
    return { kind: "problem", problem: syntaxError(source, offset, complaint) };
  }
  const sourceMap = {
    version: 3,
    sources: [pathToFileURL(source.file).href],
    sourcesContent: [source.text],
    names: map.names,
    mappings: denseMappings(map, source.text, code),
  };
  const inline = Buffer.from(JSON.stringify(sourceMap)).toString("base64");
  const comment = `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${inline}`;
  return { kind: "compiled", code: `${code}\n${comment}\n` };
}

/** What is wrong with a TypeScript or JavaScript module, by its extension: its syntax, or a name that occurs twice in an object. */
export function findProblem(source: SourceFile): LoadProblem | undefined {
  const parsed = parseSync(source.file, source.text, {
    sourceType: "module",
    showSemanticErrors: true,
  });
  return findSyntaxError(source, parsed) ?? findDuplicate(source, parsed);
}

function findSyntaxError(source: SourceFile, parsed: ParseResult): LoadProblem | undefined {
  // The enum of severities is declared only, so there is no value to compare with.
  const error = parsed.errors.find(({ severity }) => String(severity) === "Error");
  if (error === undefined) return undefined;
  // Of a redeclaration the second label is the culprit; elsewhere the first is.
  const culprit = error.labels.find(({ message }) => /redeclared/.test(message ?? ""));
  const offset = (culprit ?? error.labels[0])?.start ?? 0;
  return syntaxError(source, offset, error);
}

/** A compiler complains where it cannot go on, which may be after the mistake. */
const whereToLook =
  "this is where the compiler could not go on: the mistake is here or just before";

function syntaxError(
  source: SourceFile,
  offset: number,
  { message, helpMessage }: Complaint,
): LoadProblem {
  return {
    code: "spec-syntax-error",
    message: withoutFullStop(message),
    hint: helpMessage === null ? whereToLook : withoutFullStop(helpMessage),
    location: locationAt(source, offset),
  };
}

function findDuplicate(source: SourceFile, parsed: ParseResult): LoadProblem | undefined {
  const duplicate = findDuplicateName(parsed.program);
  if (duplicate === undefined) return undefined;
  const { line } = locationAt(source, duplicate.first);
  return {
    code: "duplicate-name",
    message: `"${duplicate.name}" occurs twice in one object, first on line ${line}; only the last would count`,
    hint: "rename one of the two, or remove it",
    location: locationAt(source, duplicate.second),
  };
}

function withoutFullStop(sentence: string): string {
  return sentence.replace(/\.$/, "");
}
