import { describe, expect, test } from "vitest";
import { memoryLimits } from "../../src/cli/memory-limits.ts";

const megabyte = 2 ** 20;
/** 1,000 MB of heap beside the nursery of 48 MB; 60 MB of the process are not heap; 16,000 MB could be had. */
const memory = {
  heapLimit: 1048 * megabyte,
  heap: 20 * megabyte,
  process: 80 * megabyte,
  available: 15_920 * megabyte,
  total: 20_000 * megabyte,
};

describe("the limits on memory", () => {
  test("are 85 % of what the process can get, and 85 % of the heap, unless something is asked for", () => {
    expect(memoryLimits(undefined, "auto", memory)).toEqual({ maxMemory: 13_600, maxHeap: 850 });
  });

  test("never exceed what a container grants", () => {
    const container = { ...memory, total: 2000 * megabyte };
    expect(memoryLimits(undefined, "auto", container).maxMemory).toBe(1700);
  });

  test("are what is asked for, beyond the heap too, but for the heap itself", () => {
    for (const engine of ["auto", "compiled"] as const) {
      expect(memoryLimits(18_000, engine, memory)).toEqual({ maxMemory: 18_000, maxHeap: 850 });
    }
    expect(memoryLimits(910, "reference", memory)).toEqual({ maxMemory: 910, maxHeap: 850 });
  });

  test("are refused, with a way out, if the heap of the reference engine cannot hold them", () => {
    expect(() => memoryLimits(911, "reference", memory)).toThrow(
      "--max-memory 911 is more than the reference engine can use: it would fill Node's heap at 910 MB",
    );
  });

  test("are refused if the machine does not have them", () => {
    expect(() => memoryLimits(20_001, "auto", memory)).toThrow(
      "--max-memory 20001 is more than there is: 20000 MB",
    );
  });

  test("are found out from the host", () => {
    const { maxMemory, maxHeap } = memoryLimits(undefined, "auto");
    expect(maxMemory).toBeGreaterThan(100);
    expect(maxHeap).toBeGreaterThan(100);
  });
});
