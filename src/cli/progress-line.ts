/** One line on the terminal that tells how a long search goes, rewritten in place and gone when the report comes. */
import type { Progress } from "../index.ts";
import { visible } from "../report/display-width.ts";
import { count, duration, megabytes, rate } from "../report/numbers.ts";
import { columnsOf, type Stream } from "./terminal.ts";

export interface ProgressLine {
  update(machine: string, progress: Progress): void;
  /** Takes the line away. */
  clear(): void;
}

/** A search shorter than this needs no progress, in milliseconds. */
const patience = 500;
/** Milliseconds between two pictures. */
const pace = 100;

const erase = "\r\u001B[2K";

/** Draws on terminals only. */
export function progressLine(stream: Stream): ProgressLine {
  let isShown = false;
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update: (machine, progress) => {
      const { milliseconds } = progress;
      // The clock of a search starts at zero, so a new machine is drawn although it is "earlier".
      const isDue = milliseconds - drawn >= pace || milliseconds < drawn;
      if (stream.isTTY !== true || milliseconds < patience || !isDue) return;
      drawn = milliseconds;
      isShown = true;
      stream.write(`${erase}${progressText(machine, progress, columnsOf(stream) - 1)}`);
    },
    clear: () => {
      if (isShown) stream.write(erase);
      isShown = false;
    },
  };
}

/** `peterson: 12,345 states, 20,000/s, depth 17, 120 waiting, 95 MB, 1.23 s`, cut to the width. */
export function progressText(machine: string, progress: Progress, width: number): string {
  const { distinct, depth, waiting, bytes, milliseconds } = progress;
  const seconds = milliseconds / 1000;
  const perSecond = rate(distinct, seconds);
  const parts = [
    `${visible(machine)}: ${count(distinct)} states`,
    ...(perSecond === undefined ? [] : [`${perSecond}/s`]),
    `depth ${count(depth)}`,
    `${count(waiting)} waiting`,
    megabytes(bytes),
    duration(seconds),
  ];
  const text = parts.join(", ");
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
