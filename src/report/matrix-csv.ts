/** The cells of studies as comma-separated values (RFC 4180): a line for each, for spreadsheets. */
import { expectationOf } from "../study/judge-cell.ts";
import { sizesFor } from "../study/plan-study.ts";
import { describeExpectation } from "../verdict/expectation.ts";
import type { MatrixReport } from "./matrix-report.ts";
import { findingText, sizesText } from "./matrix-table.ts";

const columns = [
  ...["study", "protocol", "environment", "property", "sizes", "verdict", "finding", "steps"],
  ...["standing", "expected", "basis", "source", "sourceSays", "note"],
  ...["distinct", "generated", "depth", "seconds"],
];

/** The text, lines ended as RFC 4180 says. */
export function matrixCsv({ studies }: MatrixReport): string {
  const rows = studies.flatMap(({ result }) =>
    result.cells.map((cell) => {
      const { study, sizes } = result;
      const { finding, exploration } = cell;
      const expected = expectationOf(study, cell);
      const verdict = finding.kind === "judged" ? finding.verdict : undefined;
      const steps =
        verdict?.status === "violated"
          ? verdict.counterexample.steps.filter(({ action }) => action !== undefined).length
          : "";
      const stats = exploration?.result?.stats;
      return [
        ...[study.name, cell.protocol, cell.environment, cell.property],
        ...[sizesText(sizesFor(study, cell.protocol, sizes)), verdict?.status ?? finding.kind],
        ...[findingText(cell), steps, cell.standing],
        expected === undefined ? "" : describeExpectation(expected.verdict),
        ...[expected?.basis ?? "", expected?.source ?? ""],
        expected?.sourceSays === undefined ? "" : describeExpectation(expected.sourceSays),
        ...[expected?.note ?? "", stats?.distinct ?? "", stats?.generated ?? ""],
        ...[stats?.depth ?? "", stats?.seconds ?? ""],
      ];
    }),
  );
  return [columns, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
