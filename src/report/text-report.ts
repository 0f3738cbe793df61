/**
 * The report for people. Each machine is a block of its own, so that it can be printed as soon as it has been checked:
 * first what was found out about every property, then the behaviours that show it, then numbers.
 */
import type { CheckResult, PropertyResult } from "../check.ts";
import type { Trace } from "../trace/trace.ts";
import { whyUnknown } from "../verdict/verdict.ts";
import { visible } from "./display-width.ts";
import { divergenceText } from "./divergence-text.ts";
import { draw, flow, type Item, type Span, type Style, widthOf, words } from "./flow.ts";
import { count, counted, duration, rate } from "./numbers.ts";
import type { Failure, Report, Run } from "./report.ts";
import type { ReportColors, TextOptions } from "./text-style.ts";
import { traceText } from "./trace-text.ts";
import { type Standing, standingOf, verdictText } from "./verdict-text.ts";

/** Names of properties longer than this push their verdict to the right. */
const longestName = 40;

/** The whole report; ends with a line break. */
export function textReport(report: Report, options: TextOptions): string {
  const runs = report.runs.map((run) => textRun(run, options));
  const failures = report.failures.map((failure) => textFailure(failure, options));
  return [...failures, ...runs, textSummary(report, options)].join("");
}

/** The block of one machine; ends with an empty line. */
export function textRun(run: Run, options: TextOptions): string {
  const { result } = run;
  const traces = result.properties.flatMap((property) => evidence(property, options));
  const numbers = statistics(result, options);
  const lines = [
    ...title(run.file, result.machine, options),
    ...propertyLines(result, options),
    ...faultLines(run, options),
    ...traces,
    ...((traces.length > 0 || result.fault !== undefined) && numbers.length > 0 ? [""] : []),
    ...numbers,
    ...notes(result, options),
  ];
  return `${lines.join("\n")}\n\n`;
}

/** The block of something that could not be checked; ends with an empty line. */
export function textFailure(
  { file, machine, error }: Failure,
  options: Pick<TextOptions, "colors" | "width">,
): string {
  const heading = file === undefined ? [] : title(file, machine, options);
  return `${[...heading, error.text].join("\n")}\n\n`;
}

/** The last block: what did not go well, if that is not in sight any more, and totals. */
export function textSummary(report: Report, options: TextOptions): string {
  const { runs, failures, notStarted } = report;
  const { colors } = options;
  const outcomes = tally(runs.map(({ result }) => result.outcome));
  const standings = tally(runs.flatMap(({ result }) => result.properties.map(standingOf)));
  const states = runs.reduce((sum, { result }) => sum + result.stats.distinct, 0);
  const machines: readonly Item[] = [
    ...share(outcomes.get("passed"), "passed", colors.green),
    ...share(outcomes.get("failed"), "failed", colors.red),
    ...share(outcomes.get("ill-formed"), "ill-formed", colors.red),
    ...share(outcomes.get("inconclusive"), "inconclusive", colors.yellow),
    ...share(outcomes.get("interrupted"), "interrupted", colors.yellow),
    ...share(notStarted.length, "not started", colors.yellow),
  ];
  const properties: readonly Item[] = [
    ...share(standings.get("met"), "met", colors.green),
    ...share(standings.get("not met"), "not met", colors.red),
    ...share(standings.get("unknown"), "unknown", colors.yellow),
  ];
  const rows: readonly Row[] = [
    { name: "Errors", items: share(failures.length, "not checked", colors.red) },
    { name: "Machines", items: machines },
    { name: "Properties", items: properties },
    { name: "States", items: states === 0 ? [] : [[{ text: `${count(states)} distinct` }]] },
    { name: "Time", items: [[{ text: duration(report.seconds) }]] },
  ];
  const lines = rows.filter(({ items }) => items.length > 0).map((row) => summaryRow(row, options));
  return `${[...recapitulation(report, options), ...lines.flat()].join("\n")}\n`;
}

interface Row {
  readonly name: string;
  readonly items: readonly Item[];
}

function summaryRow({ name, items }: Row, { colors, width }: TextOptions): readonly string[] {
  const first = [{ text: name.padEnd(12), style: colors.dim }];
  return flow(enumerated(items), { width, first, rest: [{ text: " ".repeat(12) }] });
}

function share(howMany: number | undefined, what: string, style: Style): readonly Item[] {
  if (howMany === undefined || howMany === 0) return [];
  return [[{ text: `${count(howMany)} ${what}`, style }]];
}

function tally<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** With several machines, what needs attention once more: its block may have scrolled away. */
function recapitulation(report: Report, options: TextOptions): readonly string[] {
  const { colors, width } = options;
  if (report.runs.length + report.failures.length < 2) return [];
  const line = (symbol: Span, where: readonly string[], what: string): readonly string[] => {
    const path = where.map(visible).join(" > ");
    const items = [...words(`${path}:`), ...words(what)];
    return flow(items, { width, first: [symbol, { text: " " }], rest: [{ text: "    " }] });
  };
  const lines = report.failures.flatMap(({ file, machine, error }) => {
    const where = [file, machine].filter((part) => part !== undefined);
    return line({ text: "✗", style: colors.red }, where, `${error.code}: ${error.message}`);
  });
  for (const { file, result, error } of report.runs) {
    const where = [file, result.machine];
    if (error !== undefined) {
      lines.push(
        ...line({ text: "✗", style: colors.red }, where, `${error.code}: ${error.message}`),
      );
      continue;
    }
    for (const property of result.properties.filter(({ met }) => !met)) {
      const path = [...where, property.name];
      lines.push(...line(symbolOf(standingOf(property), colors), path, verdictText(property)));
    }
  }
  return lines.length === 0 ? [] : [...lines, ""];
}

function title(
  file: string,
  machine: string | undefined,
  { colors, width }: Pick<TextOptions, "colors" | "width">,
): readonly string[] {
  if (machine === undefined) return [draw([{ text: file, style: colors.bold }])];
  const items = [[{ text: machine, style: colors.bold }], [{ text: file, style: colors.dim }]];
  return flow(items, { width, first: [], rest: [{ text: "  " }], separator: { text: "  " } });
}

function symbolOf(standing: Standing, colors: ReportColors): Span {
  const symbols: Readonly<Record<Standing, Span>> = {
    met: { text: "✓", style: colors.green },
    "not met": { text: "✗", style: colors.red },
    unknown: { text: "?", style: colors.yellow },
  };
  return symbols[standing];
}

/** A line a property. Of an ill-formed machine, only what was shown before it failed. */
function propertyLines(result: CheckResult, options: TextOptions): readonly string[] {
  const known = result.properties.filter(
    ({ verdict }) => result.fault === undefined || verdict.status !== "unknown",
  );
  const widths = known.map(({ name }) => widthOf([{ text: name }]));
  const column = Math.min(longestName, Math.max(...widths, 0));
  return known.flatMap((property) => propertyLine(property, { ...options, column }));
}

function propertyLine(
  property: PropertyResult,
  { colors, width, column }: TextOptions & { readonly column: number },
): readonly string[] {
  const standing = standingOf(property);
  const styles = { met: undefined, "not met": colors.red, unknown: colors.yellow };
  const gap = " ".repeat(Math.max(column - widthOf([{ text: property.name }]), 0) + 2);
  return flow(words(verdictText(property), styles[standing]), {
    width,
    first: [
      { text: "  " },
      symbolOf(standing, colors),
      { text: " " },
      { text: property.name },
      { text: gap },
    ],
    rest: [{ text: " ".repeat(column + 6) }],
  });
}

function faultLines({ result, error }: Run, options: TextOptions): readonly string[] {
  if (result.fault === undefined) return [];
  const { trace, step, divergence } = result.fault;
  const { colors, width } = options;
  const shown = error?.text ?? `error[${result.fault.error.code}]: ${result.fault.error.message}`;
  const isSilent = result.properties.every(({ verdict }) => verdict.status === "unknown");
  const said = `the spec is ill-formed, so nothing ${isSilent ? "" : "else "}is known about its properties`;
  const lines = [
    ...flow(words(said, colors.red), {
      width,
      first: [{ text: "  " }, { text: "✗", style: colors.red }, { text: " " }],
      rest: [{ text: "    " }],
    }),
    "",
    shown,
    ...(divergence === undefined ? [] : ["", ...divergenceText(divergence, options)]),
  ];
  if (trace === undefined) return lines;
  const how = draw([{ text: "how it came to this", style: colors.bold }]);
  return [...lines, "", how, ...traceText(trace, options, { failed: step })];
}

/** The behaviour that shows the verdict: always when it is not the expected one, else if it is asked for. */
function evidence(property: PropertyResult, options: TextOptions): readonly string[] {
  const { verdict, name, met } = property;
  const { colors, traces } = options;
  const style = met ? colors.bold : colors.red;
  if (verdict.status === "violated" && (!met || traces !== "unexpected")) {
    const whose = verdict.of === "" ? name : `${name} for ${verdict.of}`;
    const what = { text: `counterexample to ${whose}`, style };
    return traceBlock(what, verdict.counterexample, options);
  }
  if (verdict.status === "reachable" && (!met || traces === "all")) {
    return traceBlock({ text: `witness of ${name}`, style }, verdict.witness, options);
  }
  return [];
}

function traceBlock(what: Span, trace: Trace, options: TextOptions): readonly string[] {
  const heading = flow([[what, lengthOf(trace, options)]], {
    width: options.width,
    first: [],
    rest: [{ text: "  " }],
  });
  return ["", ...heading, ...traceText(trace, options)];
}

function lengthOf({ steps, loopAfter }: Trace, { colors }: TextOptions): Span {
  const happening = steps.filter((step) => step.action !== undefined).length;
  const loop = steps.slice(loopAfter ?? steps.length).some((step) => step.action !== undefined);
  const text = `, ${counted(happening, "step")}${loop ? " with a loop" : ""}`;
  return { text, style: colors.dim };
}

function statistics(
  { stats, workers, symmetry }: CheckResult,
  { colors, width }: TextOptions,
): readonly string[] {
  if (stats.distinct === 0) return [];
  const perSecond = rate(stats.distinct, stats.seconds);
  const parts = [
    found(stats, symmetry),
    `${count(stats.generated)} generated`,
    `depth ${count(stats.depth)}`,
    duration(stats.seconds),
    ...(perSecond === undefined ? [] : [`${perSecond} states/s`]),
    ...(workers === 1 ? [] : [counted(workers, "worker")]),
    ...(symmetry?.reduced === false ? ["without symmetry reduction"] : []),
  ];
  const margin = [{ text: "  " }];
  const items = parts.map((text): Item => [{ text, style: colors.dim }]);
  return flow(enumerated(items), { width, first: margin, rest: margin });
}

/** `80 orbits standing for 288 states`, or `288 distinct states`. */
function found({ distinct }: CheckResult["stats"], symmetry: CheckResult["symmetry"]): string {
  if (symmetry?.reduced !== true) return counted(distinct, "distinct state");
  const orbits = counted(distinct, "orbit");
  return symmetry.states === undefined
    ? orbits
    : `${orbits} standing for ${counted(symmetry.states, "state")}`;
}

/** With a comma after every item but the last. */
function enumerated(items: readonly Item[]): readonly Item[] {
  return items.map((item, i) => {
    return i === items.length - 1 ? item : [...item, { text: ",", style: item.at(-1)?.style }];
  });
}

function notes(result: CheckResult, { colors, width }: TextOptions): readonly string[] {
  const lines = (text: string, label: Span): readonly string[] => {
    const first = [{ text: "  " }, label, { text: ": " }];
    return flow(words(text), { width, first, rest: [{ text: "    " }] });
  };
  return [
    ...noteTexts(result).flatMap((text) => lines(text, { text: "note", style: colors.yellow })),
    ...result.hints.flatMap(({ message }) => lines(message, { text: "hint", style: colors.cyan })),
  ];
}

function noteTexts({
  ending,
  engine,
  neverEnabled,
  omission,
  properties,
}: CheckResult): readonly string[] {
  const notes: string[] = [];
  if ("limit" in ending) {
    notes.push(`the check stopped at a limit (${whyUnknown(ending)}); it is not complete`);
  }
  if (ending.because === "memory limit") {
    notes.push(
      engine === "compiled"
        ? "more memory: --max-memory"
        : "more memory: --max-memory, and NODE_OPTIONS=--max-old-space-size=<megabytes> beyond what Node allows itself",
    );
  }
  if (ending.because === "interrupted") {
    notes.push("the check was interrupted; it is not complete");
  }
  const cut = Math.max(...properties.map(({ verdict }) => ("cut" in verdict ? verdict.cut : 0)), 0);
  if (cut > 0) {
    notes.push(
      `${counted(cut, "state")} outside the bounds of the machine ${cut === 1 ? "was" : "were"} not explored further`,
    );
  }
  if (neverEnabled.length > 0) {
    const actions = neverEnabled.map(visible).join(", ");
    const where = (omission ?? 0) > 0 ? "state that was found" : "reachable state";
    notes.push(`enabled in no ${where}: ${actions}`);
  }
  return notes;
}
