/**
 * How many columns of text each thread of a trace gets: all of them the same where everything fits that way; else a thread that
 * has little to say gives what it does not need to the others. Long names of functions have room where there is some; they are
 * never broken, and stand out into the next lane, which is empty in that line.
 */
import { displayWidth } from "./display-width.ts";

export interface LaneOptions {
  /** Columns for all lanes together, without those between them. */
  readonly room: number;
  /** A lane that has more to say than fits is never made narrower than this. */
  readonly narrowest: number;
}

/** The columns of every lane; `lanes` holds the texts of each, its name first. */
export function laneWidths(
  lanes: readonly (readonly string[])[],
  { room, narrowest }: LaneOptions,
): readonly number[] {
  const equal = Math.floor(room / Math.max(lanes.length, 1));
  const wanted = lanes.map((texts) => widest(texts));
  if (wanted.every((width) => width <= equal)) return lanes.map(() => equal);
  const enough = (texts: readonly string[], longestWord: number, i: number): number => {
    const width = Math.max(displayWidth(texts[0] ?? ""), narrowest, longestWord);
    return Math.min(wanted[i] ?? width, width);
  };
  const withWholeWords = lanes.map((texts, i) =>
    enough(texts, widest(texts.slice(1).flatMap((text) => text.split(" "))), i),
  );
  const least = lanes.map((texts, i) => enough(texts, 0, i));
  return shared(withWholeWords, wanted, room) ?? shared(least, wanted, room) ?? least;
}

/** The room, shared so that the narrowest lane that could use more is as wide as possible; undefined where it does not do. */
function shared(
  least: readonly number[],
  wanted: readonly number[],
  room: number,
): readonly number[] | undefined {
  const levels = Array.from({ length: room + 1 }, (_, i) => room - i);
  return levels
    .map((level) => least.map((width, i) => Math.min(Math.max(level, width), wanted[i] ?? level)))
    .find((widths) => sum(widths) <= room);
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map(displayWidth), 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
