import { expect, test } from "vitest";
import { drive } from "../../src/explore/drive.ts";
import type { Progress } from "../../src/explore/observer.ts";

const progress: Progress = {
  ...{ distinct: 1, generated: 1, depth: 0, waiting: 0, milliseconds: 0, bytes: 0 },
};

test("a search ends, and lets its threads go, when a listener to its progress throws", async () => {
  let isOver = false;
  function* search(): Generator<Progress, string> {
    try {
      yield progress;
      return "found";
    } finally {
      isOver = true;
    }
  }
  const onProgress = (): void => {
    throw new Error("the terminal is gone");
  };
  await expect(drive(search(), { onProgress })).rejects.toThrow("the terminal is gone");
  expect(isOver).toBe(true);
  expect(await drive(search(), {})).toBe("found");
});
