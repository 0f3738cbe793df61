/** The trace of a cell in the form of a mail, and the traces of a study as files. */
import type { CellResult, StudyResult } from "../check-study.ts";
import { machineNameOf, nameOfCell } from "../study/plan-study.ts";
import { kernelText } from "./kernel-report.ts";

/** The counterexample of a cell; undefined where it has none. */
export function cellTrace(cell: CellResult, { study }: StudyResult): string | undefined {
  const name = machineNameOf(study, cell.property);
  const property = cell.exploration?.result?.properties.find((one) => one.name === name);
  const title = study.protocols[cell.protocol]?.title ?? cell.protocol;
  return property && kernelText(property, `${title} (${nameOfCell(cell)})`);
}

/**
 * The counterexamples of all violated cells, by the names of their files: `protocol/property.environment.txt`. Cells whose
 * traces are the very same, because they share a machine, have a file each. The same study gives the same texts.
 */
export function tracesOf(result: StudyResult): ReadonlyMap<string, string> {
  return new Map(
    result.cells.flatMap((cell) => {
      const text = cellTrace(cell, result);
      const file = `${cell.protocol}/${cell.property}.${cell.environment}.txt`;
      return text === undefined ? [] : [[file, text] as const];
    }),
  );
}
