/**
 * Picks the name that a person most likely meant when they wrote one that does not exist. A wrong guess costs more trust
 * than no guess, so a candidate counts only when at most a third of its letters differ; ties are broken by spelling, not
 * by the order of the candidates, so that the same mistake always gets the same answer.
 */

/** Letters that may differ, as a share of the longer word: one in three. Words of one or two letters match by case only. */
const LETTERS_PER_EDIT = 3;

/**
 * The candidate nearest to `word`, or undefined when none is near enough. Upper and lower case are the same letter.
 * A candidate equal to `word` is never proposed.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const allowed = Math.floor(Math.max(word.length, candidate.length) / LETTERS_PER_EDIT);
    if (Math.abs(word.length - candidate.length) > allowed) continue;
    const edits = editDistance(wanted, candidate.toLowerCase());
    if (edits > allowed || edits > fewest) continue;
    if (edits === fewest && best !== undefined && best <= candidate) continue;
    best = candidate;
    fewest = edits;
  }
  return best;
}

/**
 * The number of letters to insert, delete, replace or swap with their neighbour to turn one word into the other
 * (optimal string alignment: no letter takes part in two edits). Costs the product of the lengths.
 */
export function editDistance(from: string, to: string): number {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: to.length + 1 }, (_, length) => length);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) {
        edits = Math.min(edits, at(beforePrevious, column - 2) + 1);
      }
      current.push(edits);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, to.length);
}

/** A cell of the table; cells outside it are never the minimum. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
