/** Machines with one function of interest, loaded from text as the command line does. */
import { compileSpec } from "../../../src/cli/load/compile-spec.ts";
import type { Machine } from "../../../src/index.ts";
import * as everystate from "../../../src/index.ts";

export interface Parts {
  readonly guard?: string;
  readonly effect?: string;
  /** Of the state. */
  readonly property?: string;
  readonly init?: string;
  /** Before the machine. */
  readonly before?: string;
  /** How many applications there are. */
  readonly apps?: number | readonly string[];
  /** In place of `deadlock: false`. */
  readonly more?: string;
  /** Further properties, with their names. */
  readonly properties?: string;
}

/** The text of a machine about applications that are interchangeable. */
export function specText(parts: Parts): string {
  const { guard = "true", effect = "", property = "true", before = "", apps = 3 } = parts;
  const fields =
    "holder: null, waiting: [], queue: [], net: [], n: 0, role: app.each('idle'), next: app.each(null)";
  return `
const app = symmetric("app", ${JSON.stringify(apps)});
const message = record({ from: app, to: optional(app), kind: oneOf("ask", "reply") });
${before}
export const spec = machine({
  name: "apps",
  state: {
    holder: optional(app), waiting: setOf(app), queue: listOf(app, 3), net: setOf(message), n: range(0, 2),
    role: mapOf(app, oneOf("idle", "busy")), next: mapOf(app, optional(app)),
  },
  init: ${parts.init ?? `{ ${fields} }`},
  ${parts.more ?? "deadlock: false,"}
  actions: {
    act: {
      for: { app },
      when: (s, { app: me }) => ${guard},
      then: (s, { app: me }) => { ${effect} },
    },
  },
  properties: { asked: always((s) => ${property}), ${parts.properties ?? ""} },
});`;
}

export function load(text: string): Machine {
  const names = Object.keys(everystate);
  const bound = `const { ${names.join(", ")} } = everystate;\n${text}`;
  const compiled = compileSpec({ file: "/apps.machine.ts", text: bound });
  if (compiled.kind === "problem") throw new Error(compiled.problem.message);
  const body = compiled.code.replaceAll(/^export const /gm, "const ");
  const run = new Function("everystate", `"use strict";\n${body}\nreturn spec;`);
  return run(everystate) as Machine; // of the text above
}
