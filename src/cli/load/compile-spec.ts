/**
 * Turns one module of the author into JavaScript with a source map inside, or says what is wrong with it and where. All
 * of TypeScript is accepted, enums and namespaces included, on every version of Node; types are removed and not checked.
 * To the functions is attached where they are written (`function-sources.ts`). Pure: reads and writes no file.
 */
import { pathToFileURL } from "node:url";
import { type OxcError, type ParseResult, parseSync } from "oxc-parser";
import { transformSync } from "oxc-transform";
import type { LoadProblem } from "./carried-problem.ts";
import { denseMappings } from "./dense-source-map.ts";
import { findDuplicateName } from "./duplicate-names.ts";
import { attachSources, type TextWithSources } from "./function-sources.ts";
import { mappingsToOriginal, originalOffset, ownMappings, withUnmappedLine } from "./insertions.ts";
import { fromByteOffset, locationAt, type SourceFile } from "./source-position.ts";

export type CompiledSpec =
  | { readonly kind: "compiled"; readonly code: string }
  | { readonly kind: "problem"; readonly problem: LoadProblem };

export interface CompileOptions {
  /** Whether to attach to the functions where they are written; so unless given. */
  readonly functionSources?: boolean;
}

/** What the compiler says, without its position. */
type Complaint = Pick<OxcError, "message" | "helpMessage">;

/** JavaScript (an ES module) for a TypeScript file; the map embeds the source, so that it stays right if the file changes. */
export function compileSpec(
  source: SourceFile,
  { functionSources = true }: CompileOptions = {},
): CompiledSpec {
  const parsed = parse(source);
  const problem = problemIn(source, parsed);
  if (problem !== undefined) return { kind: "problem", problem };
  const attached = functionSources ? attachSources(source, parsed.program) : undefined;
  const edited = attached?.edited;
  const text = edited?.text ?? source.text;
  const { code, map, errors } = transformSync(source.file, text, {
    lang: "ts",
    sourceType: "module",
    target: "esnext",
    sourcemap: true,
  });
  // Its warnings tell of TypeScript that it compiles to something else than TypeScript would: an error, to a checker.
  const [error] = errors;
  if (error !== undefined || map === undefined) {
    // Unlike the parser, the transformer counts bytes.
    const offset = fromByteOffset(text, error?.labels[0]?.start ?? 0);
    const complaint = error ?? { message: "cannot be compiled", helpMessage: null };
    const original = edited === undefined ? offset : originalOffset(edited, offset);
    return { kind: "problem", problem: syntaxError(source, original, complaint) };
  }
  const dense = denseMappings(map, text, code);
  const mappings = edited === undefined ? dense : mappingsToOriginal(dense, edited);
  return {
    kind: "compiled",
    code: withMap({ code, mappings, names: map.names }, source, attached),
  };
}

/**
 * The same for a JavaScript module, which keeps its text but for what is attached. One that says what it was compiled from
 * is only checked: its author wrote something else.
 */
export function compileJavaScript(source: SourceFile): CompiledSpec {
  const parsed = parse(source);
  const problem = problemIn(source, parsed);
  if (problem !== undefined) return { kind: "problem", problem };
  const isCompiled = /^\/\/[#@] *sourceMappingURL=/m.test(source.text);
  const attached = isCompiled ? undefined : attachSources(source, parsed.program);
  if (attached === undefined) return { kind: "compiled", code: source.text };
  const { text } = attached.edited;
  const mappings = ownMappings(attached.edited);
  return { kind: "compiled", code: withMap({ code: text, mappings, names: [] }, source, attached) };
}

interface MappedCode {
  readonly code: string;
  readonly mappings: string;
  readonly names: readonly string[];
}

/** The code, the helper of what is attached, and the map as a comment. */
function withMap(
  { code, mappings, names }: MappedCode,
  source: SourceFile,
  attached: TextWithSources | undefined,
): string {
  const sourceMap = {
    version: 3,
    sources: [pathToFileURL(source.file).href],
    sourcesContent: [source.text],
    names,
    mappings: attached === undefined ? mappings : withUnmappedLine(mappings, code),
  };
  const inline = Buffer.from(JSON.stringify(sourceMap)).toString("base64");
  const comment = `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${inline}`;
  const lines = [code, ...(attached === undefined ? [] : [attached.helper]), comment, ""];
  return lines.join("\n");
}

/** What is wrong with a TypeScript or JavaScript module, by its extension: its syntax, or a name that occurs twice in an object. */
function problemIn(source: SourceFile, parsed: ParseResult): LoadProblem | undefined {
  return findSyntaxError(source, parsed) ?? findDuplicate(source, parsed);
}

function parse({ file, text }: SourceFile): ParseResult {
  return parseSync(file, text, { sourceType: "module", showSemanticErrors: true });
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
