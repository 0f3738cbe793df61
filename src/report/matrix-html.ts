/**
 * The table of studies as one HTML file that needs nothing else: no script, no font, no picture. A cell leads to what is known
 * about it: finding, expectation, source, numbers, and the trace of a violation.
 */
import type { CellResult, StudyResult } from "../check-study.ts";
import { expectationOf } from "../study/judge-cell.ts";
import { nameOfCell, sizesFor } from "../study/plan-study.ts";
import { describeExpectation } from "../verdict/expectation.ts";
import { cellTrace } from "./cell-trace.ts";
import type { MatrixReport, StudyReport } from "./matrix-report.ts";
import {
  cellText,
  environmentsText,
  findingText,
  isOdd,
  legendFor,
  matrixTable,
  sizesOf,
  sizesText,
  standingText,
} from "./matrix-table.ts";
import { count, duration } from "./numbers.ts";

const style = `
:root { color-scheme: light dark; --line: #8886; --held: #2a7d4622; --violated: #c0392b22; --odd: #c0392b; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; background: Canvas; }
td.cell { text-align: center; font-variant-numeric: tabular-nums; }
td.cell a { color: inherit; text-decoration: none; display: block; }
td.good { background: var(--held); }
td.bad { background: var(--violated); }
td.odd { outline: 3px solid var(--odd); outline-offset: -3px; font-weight: bold; }
th code { display: block; font-weight: bold; } tbody th { font-weight: normal; min-width: 12rem; }
.scroll { overflow-x: auto; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); font-size: 13px; }
details { margin: .5rem 0; } summary { cursor: pointer; } :target { outline: 2px solid var(--odd); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; } dd { margin: 0; } small { opacity: .75; }
`;

/** A whole document; ends with a line break. */
export function matrixHtml(report: MatrixReport): string {
  const title = report.studies.map(({ result }) => result.study.name).join(", ");
  const notes = [
    ...(report.interrupted
      ? ["<p><strong>Interrupted: the tables are not complete.</strong></p>"]
      : []),
    ...report.failures.map(
      ({ file, error }) => `<pre>${text(`${file ?? ""}\n${error.text}`)}</pre>`,
    ),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(title === "" ? "everystate matrix" : title)}</title>
<style>${style}</style>
</head>
<body>
${[...notes, ...report.studies.map(studyHtml)].join("\n")}
<footer><small>everystate ${text(report.version)}, ${text(duration(report.seconds))}</small></footer>
</body>
</html>
`;
}

function studyHtml({ file, result, faults }: StudyReport, number: number): string {
  const { study, cells } = result;
  const { columns, rows } = matrixTable(result);
  const anchors = new Map(
    cells.map((cell) => [nameOfCell(cell), `s${number}-${nameOfCell(cell)}`]),
  );
  const heads = columns.map(
    (name) => `<th title="${text(study.properties[name]?.title ?? "")}">${text(name)}</th>`,
  );
  const body = rows.map(({ protocol, environments, cells }, i) => {
    const isFirst = rows[i - 1]?.protocol !== protocol;
    const span = rows.filter((row) => row.protocol === protocol).length;
    const { title = "", source = "" } = study.protocols[protocol] ?? {};
    const head = `<th rowspan="${span}"><code>${text(protocol)}</code>${text(title)}<br><small>${text(source)}</small></th>`;
    const shown = cells.map((cell) => (cell === undefined ? "<td></td>" : cellHtml(cell, anchors)));
    return `<tr>${isFirst ? head : ""}<td>${text(environmentsText(result, environments))}</td>${shown.join("")}</tr>`;
  });
  return `<h1>${text(study.name)}</h1>
<p>${text(file)} · ${text(sizesOf(result))}</p>
<div class="scroll"><table>
<thead><tr><th>protocol</th><th>environment</th>${heads.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table></div>
<p>${legendFor(result)
    .map(([symbol, meaning]) => `<strong>${text(symbol)}</strong> ${text(meaning)}`)
    .join(" · ")}</p>
<h2>Properties</h2>
<dl>${columns.map((name) => `<dt>${text(name)}</dt><dd>${text(study.properties[name]?.title ?? "")}</dd>`).join("")}</dl>
<h2>Environments</h2>
<dl>${Object.entries(study.environments)
    .map(([name, { title }]) => `<dt>${text(name)}</dt><dd>${text(title)}</dd>`)
    .join("")}</dl>
${faults.map(({ protocol, environment, error }) => `<h3>${text(`${protocol}/${environment}`)}</h3><pre>${text(error.text)}</pre>`).join("\n")}
<h2>Cells</h2>
${cells.map((cell) => detailsHtml(cell, result, anchors)).join("\n")}`;
}

function cellHtml(cell: CellResult, anchors: ReadonlyMap<string, string>): string {
  const classes = ["cell", toneOf(cell), isOdd(cell.standing) ? "odd" : ""].filter(
    (name) => name !== "",
  );
  const link = `<a href="#${text(anchors.get(nameOfCell(cell)) ?? "")}" title="${text(nameOfCell(cell))}: ${text(findingText(cell))}">${text(cellText(cell))}</a>`;
  return `<td class="${classes.join(" ")}">${cell.finding.kind === "not applicable" ? text(cellText(cell)) : link}</td>`;
}

function toneOf({ finding }: CellResult): string {
  if (finding.kind !== "judged") return "";
  const { status } = finding.verdict;
  if (status === "holds" || status === "reachable") return "good";
  return status === "violated" || status === "unreachable" ? "bad" : "";
}

/** What a link leads to is inside: then browsers open what is closed around it. */
function detailsHtml(
  cell: CellResult,
  result: StudyResult,
  anchors: ReadonlyMap<string, string>,
): string {
  if (cell.finding.kind === "not applicable" && !isOdd(cell.standing)) return "";
  const name = nameOfCell(cell);
  const expected = expectationOf(result.study, cell);
  const stats = cell.exploration?.result?.stats;
  const entries: readonly (readonly [string, string | undefined])[] = [
    ["found", findingText(cell)],
    ["expected", expected && describeExpectation(expected.verdict)],
    [
      "basis",
      expected && [expected.basis, expected.source].filter((part) => part !== undefined).join(": "),
    ],
    ["the source says", expected?.sourceSays && describeExpectation(expected.sourceSays)],
    ["note", expected?.note],
    ["sizes", sizesText(sizesFor(result.study, cell.protocol, result.sizes))],
    [
      "states",
      stats &&
        `${count(stats.distinct)} distinct, ${count(stats.generated)} generated, depth ${count(stats.depth)}`,
    ],
  ];
  const list = entries
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `<dt>${text(key)}</dt><dd>${text(value ?? "")}</dd>`);
  const trace = cellTrace(cell, result);
  const odd = isOdd(cell.standing)
    ? ` <strong>${text(standingText(result, cell) || cell.standing)}</strong>`
    : "";
  return `<details${isOdd(cell.standing) ? " open" : ""}><summary>${text(name)}: ${text(findingText(cell))}${odd}</summary>
<dl id="${text(anchors.get(name) ?? "")}">${list.join("")}</dl>${trace === undefined ? "" : `\n<pre>${text(trace)}</pre>`}
</details>`;
}

/** Text that is no markup, in elements and in quoted attributes. */
function text(raw: string): string {
  return raw.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
