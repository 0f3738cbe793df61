/**
 * The counterexamples of a study as files to be read and quoted: one for each protocol, in it every counterexample once, under
 * a heading that names the cells that it shows. Of those to one property that end alike (in a state or step that violates it, with
 * nothing more to happen, or with the same actions for ever) the shortest is shown, and of the others a line says where they are
 * found; so every violated cell is named, and the whole stays small enough to be kept. The same study gives the same texts.
 */
import type { CellResult, StudyResult } from "../check-study.ts";
import { sizesFor } from "../study/plan-study.ts";
import type { Trace } from "../trace/trace.ts";
import { judgedProperty } from "./cell-trace.ts";
import { displayWidth } from "./display-width.ts";
import { flow, words } from "./flow.ts";
import { kernelText } from "./kernel-report.ts";
import { sizesText } from "./matrix-table.ts";

/** Columns of a mail. */
const width = 79;

/** Begins the first line of every file of traces, and of no other file. */
export const signature = "Counterexamples to protocol";

/** A counterexample, and all cells of one property that it shows. */
interface Shown {
  readonly text: string;
  readonly trace: Trace;
  /** In the order of the study. */
  readonly environments: readonly string[];
}

/**
 * The texts by the names of their files, `<protocol>.txt`; a protocol without a violated cell has none.
 * @param studyFile the name of the file of the study, for commands that show what is not written out
 */
export function protocolTraces(
  result: StudyResult,
  studyFile: string,
): ReadonlyMap<string, string> {
  const texts = Object.keys(result.study.protocols).flatMap((protocol) => {
    const cells = result.cells.filter((cell) => cell.protocol === protocol);
    const text = protocolText(protocol, cells, { result, studyFile });
    return text === undefined ? [] : [[`${protocol}.txt`, text] as const];
  });
  return new Map(texts);
}

interface About {
  readonly result: StudyResult;
  readonly studyFile: string;
}

function protocolText(
  protocol: string,
  cells: readonly CellResult[],
  { result, studyFile }: About,
): string | undefined {
  const { study, sizes } = result;
  const sections = Object.keys(study.properties).flatMap((property) => {
    const asked = cells.filter((cell) => cell.property === property);
    const title = study.properties[property]?.title ?? "";
    return propertySection({ protocol, property, title }, shownBy(asked, result));
  });
  if (sections.length === 0) return undefined;
  const violated = cells.filter(isViolated);
  const environments = Object.entries(study.environments).filter(([name]) =>
    violated.some((cell) => cell.environment === name),
  );
  const names = Math.max(...environments.map(([name]) => displayWidth(name)));
  const { title = "", source = "" } = study.protocols[protocol] ?? {};
  const lines = [
    ...paragraph(`${signature} ${protocol} of study ${study.name}: ${title} (${source})`),
    ...paragraph(`Sizes: ${sizesText(sizesFor(study, protocol, sizes))}.`),
    "",
    "Every violated cell is named: a counterexample is written out once, under its",
    "property and the environments that have it. Others that end alike are shown by",
    `  everystate matrix ${studyFile} --reporter kernel --cell <cell>`,
    "",
    ...environments.flatMap(([name, setting]) =>
      flow(words(setting.title), {
        width,
        first: [{ text: `  ${name.padEnd(names)}  ` }],
        rest: [{ text: " ".repeat(names + 4) }],
      }),
    ),
  ];
  return [`${lines.join("\n")}\n`, ...sections].join("\n\n");
}

/** The text of everything that is known about one property. */
function propertySection(
  { protocol, property, title }: Record<"protocol" | "property" | "title", string>,
  shown: readonly Shown[],
): readonly string[] {
  const byEnding = new Map<string, [Shown, ...Shown[]]>();
  for (const one of shown) {
    const alike = byEnding.get(endingOf(one.trace));
    if (alike === undefined) byEnding.set(endingOf(one.trace), [one]);
    else alike.push(one);
  }
  return [...byEnding.values()].map(([shortest, ...others]) => {
    const heading = paragraph(`${property} ${title}: ${shortest.environments.join(", ")}`);
    const underline = "-".repeat(Math.max(...heading.map(displayWidth)));
    const elsewhere = others.flatMap(({ trace, environments: [first = "", ...more] }) => {
      const also = more.length === 0 ? "" : ` (the same: ${more.join(", ")})`;
      return paragraph(`${stepsOf(trace)} steps: ${protocol}/${first}/${property}${also}`, "  ");
    });
    const last = elsewhere.length === 0 ? [] : ["", "others end alike:", ...elsewhere];
    return `${[...heading, underline, "", shortest.text.trimEnd(), ...last].join("\n")}\n`;
  });
}

/** The counterexamples of cells of one property, each once, the shortest first. */
function shownBy(cells: readonly CellResult[], result: StudyResult): readonly Shown[] {
  const byText = new Map<string, Shown & { readonly environments: string[] }>();
  for (const cell of cells) {
    const property = judgedProperty(cell, result);
    if (property?.verdict.status !== "violated") continue;
    const text = kernelText(property) ?? "";
    const known = byText.get(text);
    if (known !== undefined) known.environments.push(cell.environment);
    else {
      const trace = property.verdict.counterexample;
      byText.set(text, { text, trace, environments: [cell.environment] });
    }
  }
  return [...byText.values()].toSorted((a, b) => stepsOf(a.trace) - stepsOf(b.trace));
}

function isViolated({ finding }: CellResult): boolean {
  return finding.kind === "judged" && finding.verdict.status === "violated";
}

function stepsOf({ steps }: Trace): number {
  return steps.filter(({ action }) => action !== undefined).length;
}

/** The same for behaviours that end alike: in a state or step, with nothing more to happen, or with the same actions for ever. */
function endingOf({ steps, loopAfter }: Trace): string {
  if (loopAfter === undefined) return "ends";
  const repeated = steps.slice(loopAfter).flatMap(({ action }) => action ?? []);
  return ["repeats", ...new Set(repeated.toSorted())].join(" ");
}

function paragraph(text: string, indent = ""): readonly string[] {
  return flow(words(text), {
    width,
    first: [{ text: indent }],
    rest: [{ text: `${indent}  ` }],
  });
}
