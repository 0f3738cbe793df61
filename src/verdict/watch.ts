/**
 * Looks at time, memory and interruption while properties are judged, as the search did before: judging liveness can take
 * longer than the search. What ended the search is not looked at again, so that what was explored by then is judged.
 */
import { saysOutOfMemory } from "../diagnostics/out-of-memory.ts";
import type { Ending, Limits, Surroundings } from "../explore/limits.ts";
import type { Progress } from "../explore/observer.ts";

export interface Watch {
  /** Set once; judging stops as soon as it is. */
  readonly ending: () => Stop | undefined;
  /** Looks around if it is time to. */
  readonly look: () => Progress | undefined;
  /** Notes that one judgement found no memory to go on. Others may need less, and are not stopped. */
  readonly ranOut: () => Stop;
  /** How a judgement ended for which there was no memory, if there was one. */
  readonly shortage: () => Stop | undefined;
}

/** Why judging stopped. */
export type Stop = Exclude<Ending, { because: "complete" }>;

export interface WatchOptions {
  readonly limits: Limits;
  readonly surroundings: Surroundings;
  /** When the check of the machine began, by the clock. */
  readonly started: number;
  readonly search: Pick<Progress, "distinct" | "generated" | "depth"> & { readonly ending: Ending };
}

/** Milliseconds between two looks: reading the memory of a process takes some ten microseconds. */
const lookEvery = 20;

export function startWatch({ limits, surroundings, started, search }: WatchOptions): Watch {
  const { distinct, generated, depth } = search;
  let lastLook = surroundings.clock();
  let ending: Stop | undefined;
  let shortage: Stop | undefined;
  const isNew = ({ because }: Stop): boolean => because !== search.ending.because;
  const isInterrupted = (): boolean =>
    isNew({ because: "interrupted" }) && surroundings.interrupted();
  const reached = (stop: Stop, isReached: boolean): void => {
    if (isReached && isNew(stop)) ending ??= stop;
  };
  return {
    ending: () => ending,
    shortage: () => shortage,
    ranOut: () => {
      shortage ??= { because: "memory limit", limit: surroundings.memory() };
      return shortage;
    },
    look: () => {
      const now = surroundings.clock();
      if (now - lastLook < lookEvery && !isInterrupted()) return undefined;
      lastLook = now;
      const milliseconds = now - started;
      const bytes = surroundings.memory();
      const {
        milliseconds: time = Number.POSITIVE_INFINITY,
        bytes: most = Number.POSITIVE_INFINITY,
        heapBytes: heap = Number.POSITIVE_INFINITY,
      } = limits;
      reached({ because: "interrupted" }, isInterrupted());
      reached({ because: "time limit", limit: time }, milliseconds > time);
      reached({ because: "memory limit", limit: most }, bytes > most);
      reached({ because: "memory limit", limit: heap }, surroundings.heap() > heap);
      return { distinct, generated, depth, waiting: 0, milliseconds, bytes };
    },
  };
}

/** What came of a judgement, or why it was not made to the end. */
export type Watched<Result> = { readonly result: Result } | { readonly stopped: Stop };

/** Runs a judgement under the watch. */
export function* watched<Result>(
  judging: Generator<void, Result>,
  watch: Watch,
): Generator<Progress, Watched<Result>> {
  for (;;) {
    const stopped = watch.ending();
    if (stopped !== undefined) return { stopped };
    const step = nextOf(judging, watch);
    if ("stopped" in step) return step;
    if (step.done) return { result: step.value };
    const progress = watch.look();
    if (progress !== undefined) yield progress;
  }
}

function nextOf<Result>(
  judging: Generator<void, Result>,
  watch: Watch,
): IteratorResult<void, Result> | { readonly stopped: Stop } {
  try {
    return judging.next();
  } catch (error) {
    if (!saysOutOfMemory(error)) throw error;
    return { stopped: watch.ranOut() };
  }
}
