/** Runs a search in its host: gives it a clock and a memory gauge, reports progress, and lets the host do other work. */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { Limits, Surroundings } from "./limits.ts";
import type { Progress } from "./observer.ts";

/** How a search runs, beside what it searches. */
export interface RunEnvironment {
  /** Called now and then during the search. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the search; what was found by then is reported, the rest is unknown. */
  readonly signal?: AbortSignal;
}

// Taken once: while the author's code runs, the global clock refuses to answer.
const now = performance.now.bind(performance);

/** Milliseconds of searching between two pauses in which timers and signals of the host are served. */
const pauseEvery = 50;

/** Runs a search to its end, pausing so that the host stays responsive. */
export async function drive<Result>(
  search: Generator<Progress, Result>,
  { onProgress }: RunEnvironment,
): Promise<Result> {
  let paused = now();
  try {
    for (;;) {
      const step = search.next();
      if (step.done) return step.value;
      onProgress?.(step.value);
      if (now() - paused < pauseEvery) continue;
      await new Promise<void>((resume) => setImmediate(resume));
      paused = now();
    }
  } finally {
    search.return(undefined as never); // when `onProgress` throws; nobody sees the value
  }
}

/** What Node and its kin tell of their memory. */
interface MemoryUsage {
  (): { readonly heapUsed: number };
  rss(): number;
}

/**
 * The clock, memory and interruption of this host.
 * @throws CheckerError kind `usage` when memory is to be limited and the host does not tell how much is in use.
 */
export function surroundings(
  { signal }: RunEnvironment,
  { bytes, heapBytes }: Limits,
): Surroundings {
  const { process } = globalThis as { process?: { memoryUsage?: MemoryUsage } };
  const memory = process?.memoryUsage;
  if (memory === undefined && (bytes !== undefined || heapBytes !== undefined)) {
    const option = bytes === undefined ? "maxHeap" : "maxMemory";
    throw new CheckerError({
      kind: "usage",
      code: "bad-option",
      message: `${option} cannot be honoured: this host does not tell how much memory is in use`,
      hint: "leave it out, or limit the states",
    });
  }
  return {
    clock: now,
    memory: () => memory?.rss() ?? 0,
    heap: () => memory?.().heapUsed ?? 0,
    interrupted: () => signal?.aborted === true,
  };
}
