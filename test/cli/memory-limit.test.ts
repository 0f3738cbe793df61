import { describe, expect, test } from "vitest";
import { memoryLimit } from "../../src/cli/memory-limit.ts";

const megabyte = 2 ** 20;
/** 1,000 MB of heap beside the nursery of 48 MB; 60 MB of the process are not heap. */
const memory = { heapLimit: 1048 * megabyte, heap: 20 * megabyte, process: 80 * megabyte };

describe("the memory limit", () => {
  test("is 85 % of the heap, and what the process needs beside it, unless one is asked for", () => {
    expect(memoryLimit(undefined, memory)).toBe(850 + 60);
  });

  test("is what is asked for if the heap can hold it", () => {
    expect(memoryLimit(500, memory)).toBe(500);
  });

  test("is refused, with a way out, if the heap cannot hold it", () => {
    expect(() => memoryLimit(1200, memory)).toThrow(
      "--max-memory 1200 is more than this process can use: Node would run out of heap at 1108 MB",
    );
  });
});
