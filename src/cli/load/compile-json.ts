/**
 * Turns a JSON file that a spec imports into a module, or says what is wrong with it and where: a mistake of syntax, or a
 * name that occurs twice in one object, of which `JSON.parse` would keep the last without a word. Pure.
 */
import { type CompiledSpec, compileJavaScript } from "./compile-spec.ts";
import type { SourceFile } from "./source-position.ts";

/** Stands before the text, in its first line, so that lines stay lines. */
const prefix = "export default ";

/** A module whose default export is the data. */
export function compileJson({ file, text }: SourceFile): CompiledSpec {
  const compiled = compileJavaScript({ file, text: prefix + text });
  if (compiled.kind === "problem") return { kind: "problem", problem: inJson(compiled.problem) };
  try {
    JSON.parse(text);
  } catch (error) {
    const message = `is no JSON: ${error instanceof Error ? error.message : String(error)}`;
    const hint =
      "names and texts stand in double quotes; there are no comments, and no comma after the last item";
    return { kind: "problem", problem: { code: "spec-syntax-error", message, hint } };
  }
  return compiled;
}

type Problem = Extract<CompiledSpec, { kind: "problem" }>["problem"];

/** The problem with its position in the JSON text. */
function inJson(problem: Problem): Problem {
  const { location } = problem;
  if (location === undefined || location.line > 1) return problem;
  const column = Math.max(location.column - prefix.length, 1);
  return { ...problem, location: { ...location, column } };
}
