/** Which cells of the studies are asked for: one by its name, those that match a pattern, or all. */

import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import { type Cell, CheckerError, cellsOf, nameOfCell } from "../../index.ts";
import { usageError } from "../error-report.ts";
import type { StudySubject } from "./load-studies.ts";

/** A study, and which of its cells to run. */
export interface ChosenStudy extends StudySubject {
  readonly only: (cell: Cell) => boolean;
}

export interface CellChoice {
  readonly cell?: string;
  readonly testNamePattern?: RegExp;
}

/** @throws CheckerError kind `usage` when nothing is asked for */
export function chooseCells(
  subjects: readonly StudySubject[],
  { cell: name, testNamePattern: pattern }: CellChoice,
): readonly ChosenStudy[] {
  if (name !== undefined && pattern !== undefined) {
    throw usageError("-t would be ignored: --cell names a cell", "leave one out");
  }
  if (name === undefined && pattern === undefined) {
    return subjects.map((subject) => ({ ...subject, only: () => true }));
  }
  const chosen = subjects.flatMap((subject): readonly ChosenStudy[] => {
    const only = (cell: Cell): boolean =>
      name === undefined
        ? pattern?.test(`${subject.study.name}/${nameOfCell(cell)}`) === true
        : nameOfCell(cell) === name;
    return cellsOf(subject.study).some(only) ? [{ ...subject, only }] : [];
  });
  if (chosen.length > 0 || subjects.length === 0) return chosen;
  const names = subjects.flatMap(({ study }) => cellsOf(study).map(nameOfCell));
  throw new CheckerError({
    kind: "usage",
    code: "nothing-matches",
    message:
      name === undefined
        ? `no cell matches -t ${JSON.stringify(pattern?.source)}`
        : `there is no cell ${JSON.stringify(name)}`,
    hint: hintFor(name, names),
  });
}

function hintFor(name: string | undefined, names: readonly string[]): string {
  const meant = name === undefined ? undefined : didYouMean(name, names);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return name === undefined
    ? `the pattern is looked for in "study/protocol/environment/property", such as "${names[0]}"`
    : `cells are called protocol/environment/property, such as "${names[0]}"`;
}
