/**
 * How much memory a check may use. There are two ways to run out, and with each every answer is lost: V8 ends the process
 * when its heap is full, and the system ends it when the memory of the machine is. So a check stops before, and says what it
 * knows.
 *
 * The reference engine keeps its states on the heap, which V8 does not let grow as large as the machine. The compiled engine
 * keeps them beside it. Both limits are set for either, because functions that do not compile run on the heap.
 */
import { freemem, platform, totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";
import type { CheckerError } from "../diagnostics/checker-error.ts";
import type { EngineChoice } from "../index.ts";
import { usageError } from "./error-report.ts";

/** Bytes, as the host tells them at the start of the command. */
export interface HostMemory {
  /** What V8 lets its heap grow to. */
  readonly heapLimit: number;
  /** The heap as it is. */
  readonly heap: number;
  /** The memory of the process. */
  readonly process: number;
  /** What the process could get besides. */
  readonly available: number;
  /** What the machine has, or the container grants. */
  readonly total: number;
}

/** Megabytes (2^20 bytes), as options of a check. */
export interface MemoryLimits {
  readonly maxMemory: number;
  readonly maxHeap: number;
}

/** V8's limit takes in the nursery for new objects, which does not help when the rest of the heap is full. */
const nursery = 48 * 2 ** 20;

/** The rest is left free for the next growth of a table, for the judging after a search, and for other programs. */
const share = 0.85;

/**
 * The limits for a check by this engine.
 * @throws CheckerError kind `usage` for more than there is
 */
export function memoryLimits(
  asked: number | undefined,
  engine: EngineChoice,
  memory: HostMemory = hostMemory(),
): MemoryLimits {
  const maxHeap = megabytes(share * Math.max(memory.heapLimit - nursery, memory.heap));
  const available = Math.min(memory.total, memory.process + memory.available);
  if (asked === undefined) return { maxMemory: megabytes(share * available), maxHeap };
  const beside = megabytes(Math.max(memory.process - memory.heap, 0));
  if (engine === "reference" && asked > maxHeap + beside)
    throw moreThanHeap(asked, maxHeap + beside);
  if (asked > megabytes(memory.total)) throw moreThanMachine(asked, megabytes(memory.total));
  return { maxMemory: asked, maxHeap };
}

function hostMemory(): HostMemory {
  const { heapTotal, rss } = process.memoryUsage();
  // Zero or absurdly large where nothing is constrained.
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return {
    heapLimit: getHeapStatistics().heap_size_limit,
    heap: heapTotal,
    process: rss,
    available: availableMemory(),
    total: Math.min(totalmem(), constrained),
  };
}

/** macOS does not count as free what it would give at once, such as the cache of files: no limit can be made from that. */
function availableMemory(): number {
  if (platform() === "darwin") return Number.POSITIVE_INFINITY;
  return Math.min(freemem(), process.availableMemory());
}

function megabytes(bytes: number): number {
  return Math.floor(bytes / 2 ** 20);
}

function moreThanHeap(asked: number, most: number): CheckerError {
  return usageError(
    `--max-memory ${asked} is more than the reference engine can use: it would fill Node's heap at ${most} MB`,
    `run it with NODE_OPTIONS=--max-old-space-size=${Math.ceil(asked / share)}, or with --engine auto, which needs less`,
  );
}

function moreThanMachine(asked: number, most: number): CheckerError {
  return usageError(
    `--max-memory ${asked} is more than there is: ${most} MB`,
    "leave it out: then the limit is 85 % of what is available",
  );
}
