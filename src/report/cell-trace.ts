/** The trace of a cell in the form of a mail. */
import type { PropertyResult } from "../check.ts";
import type { CellResult, StudyResult } from "../check-study.ts";
import { machineNameOf, nameOfCell } from "../study/plan-study.ts";
import { kernelText } from "./kernel-report.ts";

/** The counterexample of a cell; undefined where it has none. */
export function cellTrace(cell: CellResult, result: StudyResult): string | undefined {
  const property = judgedProperty(cell, result);
  const title = result.study.protocols[cell.protocol]?.title ?? cell.protocol;
  return property && kernelText(property, `${title} (${nameOfCell(cell)})`);
}

/** The counterexamples of all violated cells, each with its name, in the order of the table. */
export function cellTraces(result: StudyResult): readonly string[] {
  return result.cells.flatMap((cell) => cellTrace(cell, result) ?? []);
}

/** What its exploration found out about the property of a cell; undefined where there is nothing. */
export function judgedProperty(
  { property, exploration }: CellResult,
  { study }: StudyResult,
): PropertyResult | undefined {
  const name = machineNameOf(study, property);
  return exploration?.result?.properties.find((one) => one.name === name);
}
