/**
 * How much memory a check may use. V8 ends the process when its heap is full, and every answer is lost with it; so a
 * check stops before that, and says what it knows.
 *
 * A check looks at the memory of the whole process. What of it lies beside the heap when the command starts (Node itself)
 * is granted on top; what is allocated beside the heap later counts, so a check may stop a little early, and not late.
 */
import type { CheckerError } from "../diagnostics/checker-error.ts";
import { usageError } from "./error-report.ts";

/** Bytes, as Node tells them at the start of the command. */
export interface NodeMemory {
  /** What V8 lets its heap grow to. */
  readonly heapLimit: number;
  /** The heap as it is. */
  readonly heap: number;
  /** The memory of the process. */
  readonly process: number;
}

/** V8's limit takes in the nursery for new objects, which does not help when the rest of the heap is full. */
const nursery = 48 * 2 ** 20;

/** The rest is left free for the next growth of a table, and for the judging after a search. */
const share = 0.85;

/**
 * Megabytes (2^20 bytes) for `maxMemory`.
 * @throws CheckerError kind `usage` for more than the heap can hold
 */
export function memoryLimit(asked: number | undefined, memory: NodeMemory): number {
  const beside = Math.max(memory.process - memory.heap, 0);
  if (asked === undefined) {
    const old = Math.max(memory.heapLimit - nursery, memory.heap);
    return Math.floor((share * old + beside) / 2 ** 20);
  }
  const most = Math.floor((memory.heapLimit + beside) / 2 ** 20);
  if (asked > most) throw tooMuch(asked, most);
  return asked;
}

function tooMuch(asked: number, most: number): CheckerError {
  return usageError(
    `--max-memory ${asked} is more than this process can use: Node would run out of heap at ${most} MB`,
    `run it with NODE_OPTIONS=--max-old-space-size=${Math.ceil(asked / share)}`,
  );
}
