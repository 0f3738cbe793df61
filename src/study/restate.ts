/**
 * The expectations of a study after a review: verdicts as the checker found them, everything else as people wrote it. A
 * source that says otherwise is kept in `sourceSays`, so that the table shows where the checker and the sources disagree.
 */
import type { ExpectedByEnvironment, ExpectedCell, StatedVerdict, Study } from "../spec/study.ts";
import { expectationFor, expectationOf, type Finding, isOwn, type Standing } from "./judge-cell.ts";
import { type Cell, nameOfCell } from "./plan-study.ts";

/** A cell, and what was found out about it. */
export interface Found extends Cell {
  readonly finding: Finding;
  readonly standing: Standing;
}

/** What `restated` changes about a cell. */
export interface Restatement {
  readonly cell: Cell;
  readonly before: StatedVerdict | undefined;
  readonly after: StatedVerdict;
}

/** The differences between what is expected and what was found, in the order of the cells. */
export function restatements(study: Study, found: readonly Found[]): readonly Restatement[] {
  return found.flatMap(({ finding, standing, protocol, environment, property }) => {
    const cell = { protocol, environment, property };
    if (standing !== "differs" && standing !== "not stated") return [];
    const before = expectationOf(study, cell)?.verdict;
    const after =
      finding.kind === "judged" ? expectationFor(finding.verdict, before) : "not applicable";
    return after === undefined ? [] : [{ cell, before, after }];
  });
}

/** The expectations with the restatements made, in the order of the study. */
export function restated(study: Study, changes: readonly Restatement[]): Study["expected"] {
  const changed = new Map(changes.map((change) => [nameOfCell(change.cell), change.after]));
  const environments = Object.keys(study.environments);
  const of = (protocol: string, property: string): ExpectedByEnvironment => {
    const cells = environments.map((environment) => ({ protocol, environment, property }));
    const mine = cells.filter((cell) => changed.has(nameOfCell(cell)));
    const old = study.expected[protocol]?.[property] ?? {};
    if (mine.length === 0) return inOrder(old, environments);
    const shared = cells.filter((cell) => !isOwn(study, cell));
    const verdicts = shared.map((cell) => changed.get(nameOfCell(cell)));
    const all = new Set(verdicts.map((verdict) => JSON.stringify(verdict)));
    const forAll = shared.length > 1 && all.size === 1 ? verdicts[0] : undefined;
    const result: Record<string, ExpectedCell> = { ...old };
    if (forAll !== undefined) result["*"] = restatedCell(old["*"], forAll);
    for (const cell of mine) {
      if (forAll !== undefined && shared.includes(cell)) continue;
      const verdict = changed.get(nameOfCell(cell)) as StatedVerdict; // of a cell that has changed
      result[cell.environment] = restatedCell(expectationOf(study, cell), verdict);
    }
    return inOrder(result, environments);
  };
  return nested(Object.keys(study.protocols), (protocol) =>
    nested(Object.keys(study.properties), (property) => of(protocol, property)),
  );
}

function restatedCell(old: ExpectedCell | undefined, verdict: StatedVerdict): ExpectedCell {
  if (old === undefined) return { verdict, basis: "computed" };
  const { basis, source, note } = old;
  const said = basis === "computed" ? undefined : (old.sourceSays ?? old.verdict);
  const agrees = said === undefined || statusOf(said) === statusOf(verdict);
  return {
    verdict,
    basis,
    ...(source === undefined ? {} : { source }),
    ...(agrees ? {} : { sourceSays: said }),
    ...(note === undefined ? {} : { note }),
  };
}

/** A source that says "violated" is not wrong about another action. */
function statusOf(verdict: StatedVerdict): string {
  return typeof verdict === "string" ? verdict : "violated";
}

function inOrder(
  cells: ExpectedByEnvironment,
  environments: readonly string[],
): ExpectedByEnvironment {
  const order = ["*", ...environments];
  return Object.fromEntries(
    order.flatMap((environment) => {
      const cell = cells[environment];
      return cell === undefined ? [] : [[environment, cell] as const];
    }),
  );
}

/** An entry for every key that has something in it. */
function nested<T extends object>(
  keys: readonly string[],
  entryOf: (key: string) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    keys
      .map((key) => [key, entryOf(key)] as const)
      .filter(([, value]) => Object.keys(value).length > 0),
  );
}
