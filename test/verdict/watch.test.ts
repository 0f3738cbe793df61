import { describe, expect, it } from "vitest";
import type { Ending, Limits } from "../../src/explore/limits.ts";
import { startWatch, watched } from "../../src/verdict/watch.ts";

/** A host in which every look at the clock takes 10 milliseconds, and every look at the memory a megabyte, 1,000 bytes at the heap. */
function host(interruptedFrom = Number.POSITIVE_INFINITY) {
  let time = 0;
  let bytes = 0;
  let heap = 0;
  return {
    clock: () => (time += 10),
    memory: () => (bytes += 2 ** 20),
    heap: () => (heap += 1000),
    interrupted: () => time >= interruptedFrom,
  };
}

function judged(limits: Limits, interruptedFrom?: number, ended: Ending = { because: "complete" }) {
  const watch = startWatch({
    limits,
    surroundings: host(interruptedFrom),
    started: 0,
    search: { distinct: 3, generated: 4, depth: 2, ending: ended },
  });
  let steps = 0;
  const judging = (function* (): Generator<void, string> {
    for (; steps < 1000; steps++) yield;
    return "answer";
  })();
  const seen = [];
  const run = watched(judging, watch);
  for (;;) {
    const step = run.next();
    if (step.done) {
      const answer = "result" in step.value ? step.value.result : undefined;
      return { answer, ending: watch.ending(), seen, steps };
    }
    seen.push(step.value);
  }
}

describe("judging under a watch", () => {
  it("goes on to its end without limits, and tells of its progress now and then", () => {
    const { answer, ending, seen, steps } = judged({});
    expect([answer, ending, steps]).toEqual(["answer", undefined, 1000]);
    expect(seen.length).toBeGreaterThan(100);
    expect(seen.length).toBeLessThan(1000);
    expect(seen[0]).toMatchObject({ distinct: 3, generated: 4, depth: 2, waiting: 0 });
  });

  it("stops at a limit of time or memory, or when it is interrupted", () => {
    const inTime = judged({ milliseconds: 500 });
    expect(inTime.answer).toBe(undefined);
    expect(inTime.ending).toEqual({ because: "time limit", limit: 500 });
    expect(inTime.steps).toBeLessThan(60);
    const inMemory = judged({ bytes: 5 * 2 ** 20 });
    expect(inMemory.ending).toEqual({ because: "memory limit", limit: 5 * 2 ** 20 });
    const onHeap = judged({ bytes: 2 ** 40, heapBytes: 5000 });
    expect(onHeap.ending).toEqual({ because: "memory limit", limit: 5000 });
    const stopped = judged({}, 300);
    expect(stopped.ending).toEqual({ because: "interrupted" });
    expect(stopped.steps).toBeLessThan(40);
  });

  it("does not stop for what ended the search already, but for other limits", () => {
    const ended: Ending = { because: "time limit", limit: 5 };
    expect(judged({ milliseconds: 5 }, undefined, ended).answer).toBe("answer");
    expect(judged({ milliseconds: 5 }, 300, ended).ending).toEqual({ because: "interrupted" });
    expect(judged({}, 0, { because: "interrupted" }).answer).toBe("answer");
  });
});
