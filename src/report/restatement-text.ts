/** What `--update` changes, cell by cell: `spin/leaving/L1: holds → violated`. */
import { nameOfCell } from "../study/plan-study.ts";
import type { Restatement } from "../study/restate.ts";
import { describeExpectation } from "../verdict/expectation.ts";

/** Lines; `file` is where the expectations stand. */
export function restatementText(changes: readonly Restatement[], file: string): string {
  if (changes.length === 0) return `${file}: every verdict is as it was\n`;
  const lines = changes.map(({ cell, before, after }) => {
    const was = before === undefined ? "not stated" : describeExpectation(before);
    return `  ${nameOfCell(cell)}: ${was} → ${describeExpectation(after)}\n`;
  });
  return `${file}: ${changes.length === 1 ? "1 verdict" : `${changes.length} verdicts`} rewritten\n${lines.join("")}`;
}
