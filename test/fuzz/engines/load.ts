/** Loads the text of a spec as the command line does: transformed by the loader, so that its functions know their source. */
import { compileSpec } from "../../../src/cli/load/compile-spec.ts";
import type { Machine } from "../../../src/index.ts";
import * as everystate from "../../../src/index.ts";
import { namedDomains } from "./domains.ts";
import { libraryNames } from "./spec-text.ts";

/** The text as a file that the command line can check. */
export function asFile(text: string): string {
  return `import { ${libraryNames.join(", ")} } from "everystate";\n${namedDomains(text)}${text}`;
}

/** The machine that the text exports as `random`. */
export function load(text: string): Machine {
  const bound = `const { ${libraryNames.join(", ")} } = everystate;\n${namedDomains(text)}${text}`;
  const compiled = compileSpec({ file: "/random.machine.ts", text: bound });
  if (compiled.kind === "problem") throw new Error(compiled.problem.message);
  const body = compiled.code.replaceAll(/^export const /gm, "const ");
  const run = new Function("everystate", `"use strict";\n${body}\nreturn random;`);
  return run(everystate) as Machine;
}
