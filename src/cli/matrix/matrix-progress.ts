/** One line on the terminal that tells how far the explorations of a study are, and how long the rest may take. */
import type { Progress } from "../../index.ts";
import { visible } from "../../report/display-width.ts";
import { count, duration } from "../../report/numbers.ts";
import { columnsOf, type Stream } from "../terminal.ts";

export interface MatrixProgress {
  /** A study with so many machines begins. */
  begin(study: string, machines: number): void;
  update(machine: string, progress: Progress): void;
  done(machine: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** Nothing is drawn before, in milliseconds. */
const patience = 500;
/** Milliseconds between two pictures. */
const pace = 100;
const erase = "\r\u001B[2K";

/** Draws on terminals only. */
export function matrixProgress(
  stream: Stream,
  now: () => number = () => performance.now(),
): MatrixProgress {
  let study = "";
  let machines = 0;
  let finished = 0;
  let started = 0;
  let drawn = Number.NEGATIVE_INFINITY;
  let isShown = false;
  const running = new Map<string, number>();
  const draw = (): void => {
    const time = now();
    if (stream.isTTY !== true || time - started < patience || time - drawn < pace) return;
    drawn = time;
    isShown = true;
    const text = progressText({
      study,
      machines,
      finished,
      running,
      seconds: (time - started) / 1000,
    });
    const width = columnsOf(stream) - 1;
    stream.write(`${erase}${text.length <= width ? text : `${text.slice(0, width - 1)}…`}`);
  };
  return {
    begin: (name, many) => {
      study = name;
      machines = many;
      finished = 0;
      started = now();
      running.clear();
    },
    update: (machine, { distinct }) => {
      running.set(machine, distinct);
      draw();
    },
    done: (machine) => {
      running.delete(machine);
      finished += 1;
      draw();
    },
    clear: () => {
      if (isShown) stream.write(erase);
      isShown = false;
    },
  };
}

interface Standing {
  readonly study: string;
  readonly machines: number;
  readonly finished: number;
  /** The states of the machines that are being explored and take long. */
  readonly running: ReadonlyMap<string, number>;
  readonly seconds: number;
}

/** `pinned pages: 12 of 40 machines, about 8 s left; b/never 1,200,000 states`. The rest is taken to be like what is done. */
export function progressText({ study, machines, finished, running, seconds }: Standing): string {
  const rest = finished === 0 ? undefined : (seconds / finished) * (machines - finished);
  const left = rest === undefined || rest === 0 ? "" : `, about ${duration(rest)} left`;
  const now = [...running].map(([name, states]) => `${visible(name)} ${count(states)} states`);
  const details = now.length === 0 ? "" : `; ${now.join(", ")}`;
  return `${visible(study)}: ${finished} of ${machines} machines${left}${details}`;
}
