/** The report of `--reporter kernel`: every counterexample in the form of a mail, and a line about what could not be judged. */
import type { CheckResult, PropertyResult } from "../check.ts";
import { kernelTrace } from "./kernel-trace.ts";
import { counted } from "./numbers.ts";
import type { Report } from "./report.ts";
import { verdictText } from "./verdict-text.ts";

/** The text; ends with a line break. */
export function kernelReport({ runs, failures }: Report): string {
  const traces = runs.flatMap(({ result }) =>
    result.properties.flatMap((property) => kernelText(property, result.machine) ?? []),
  );
  const open = runs.flatMap(({ result }) => openQuestions(result));
  const errors = failures.map(({ error }) => `not checked: ${error.code}: ${error.message}\n`);
  const summary = `${counted(traces.length, "counterexample")} in ${counted(runs.length, "machine")}\n`;
  const lines = [...open, ...errors, summary].join("");
  return [...traces, lines].join("\n");
}

/** The counterexample to a property; undefined where there is none. `about` names what has the property, in a heading. */
export function kernelText(property: PropertyResult, about?: string): string | undefined {
  const { verdict, name } = property;
  if (verdict.status !== "violated") return undefined;
  const whose = verdict.of === "" ? name : `${name} for ${verdict.of}`;
  return kernelTrace(verdict.counterexample, {
    ...(about === undefined ? {} : { heading: `${about}: ${whose}` }),
    consequence: consequenceOf(property, whose),
  });
}

function consequenceOf({ kind, says }: PropertyResult, whose: string): string {
  return says ?? (kind === "deadlock" ? "nothing can happen any more" : `${whose} is violated`);
}

function openQuestions({ machine, properties, fault }: CheckResult): readonly string[] {
  if (fault !== undefined) return [`${machine}: ill-formed: ${fault.error.message}\n`];
  return properties
    .filter(({ verdict }) => verdict.status === "unknown")
    .map((property) => `${machine}: ${property.name} ${verdictText(property)}\n`);
}
