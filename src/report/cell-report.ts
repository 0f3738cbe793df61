/** One cell on a terminal: what was found out, what is expected and why, and the behaviour that shows it. */
import type { CellResult, StudyResult } from "../check-study.ts";
import { expectationOf } from "../study/judge-cell.ts";
import { machineNameOf, nameOfCell, sizesFor } from "../study/plan-study.ts";
import { describeExpectation } from "../verdict/expectation.ts";
import { flow, words } from "./flow.ts";
import type { MatrixReport } from "./matrix-report.ts";
import { findingText, sizesText } from "./matrix-table.ts";
import { textFailure, textRun } from "./text-report.ts";
import type { TextOptions } from "./text-style.ts";

type Options = Pick<TextOptions, "colors" | "width">;

/** The text; ends with a line break. */
export function cellReport({ studies, failures }: MatrixReport, options: Options): string {
  const cells = studies.flatMap(({ file, result, faults }) => [
    ...result.cells.map((cell) => cellText(cell, result, { ...options, file })),
    ...faults.map(({ error }) => `${error.text}\n`),
  ]);
  return [...failures.map((failure) => textFailure(failure, options)), ...cells].join("");
}

function cellText(
  cell: CellResult,
  result: StudyResult,
  { file, ...options }: Options & { readonly file: string },
): string {
  const { study } = result;
  const expected = expectationOf(study, cell);
  const lines: readonly (readonly [string, string | undefined])[] = [
    ["cell", nameOfCell(cell)],
    [
      "protocol",
      `${study.protocols[cell.protocol]?.title}; ${study.protocols[cell.protocol]?.source}`,
    ],
    ["environment", study.environments[cell.environment]?.title],
    ["property", study.properties[cell.property]?.title],
    ["sizes", sizesText(sizesFor(study, cell.protocol, result.sizes))],
    ["found", findingText(cell)],
    [
      "expected",
      expected === undefined ? "nothing is stated" : describeExpectation(expected.verdict),
    ],
    [
      "basis",
      expected && [expected.basis, expected.source].filter((part) => part !== undefined).join(": "),
    ],
    ["source says", expected?.sourceSays && describeExpectation(expected.sourceSays)],
    ["note", expected?.note],
  ];
  const head = lines
    .filter((line): line is readonly [string, string] => line[1] !== undefined)
    .flatMap(([name, value]) =>
      flow(words(value), {
        width: options.width,
        first: [{ text: name.padEnd(13), style: options.colors.dim }],
        rest: [{ text: " ".repeat(13) }],
      }),
    );
  const check = cell.exploration?.result;
  const name = machineNameOf(study, cell.property);
  const judged = check?.properties.find((property) => property.name === name);
  if (check === undefined || judged === undefined) return `${head.join("\n")}\n\n`;
  const verdict =
    expected === undefined || expected.verdict === "not applicable"
      ? judged.expected
      : expected.verdict;
  const property = { ...judged, expected: verdict, met: cell.standing === "met" };
  const run = {
    file,
    result: { ...check, fault: undefined, properties: [property] },
    error: undefined,
  };
  return `${head.join("\n")}\n\n${textRun(run, { ...options, traces: "all" })}`;
}
