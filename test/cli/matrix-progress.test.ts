import { expect, test } from "vitest";
import { matrixProgress, progressText } from "../../src/cli/matrix/matrix-progress.ts";

test("the line tells how many machines are done, how long the rest may take, and what takes long", () => {
  const running = new Map([["b/never", 1_200_000]]);
  const so = { study: "pinned pages", machines: 40, running, seconds: 12 };
  expect(progressText({ ...so, finished: 12 })).toBe(
    "pinned pages: 12 of 40 machines, about 28.0 s left; b/never 1,200,000 states",
  );
  expect(progressText({ ...so, finished: 0, running: new Map() })).toBe(
    "pinned pages: 0 of 40 machines",
  );
});

test("the line is drawn on terminals only, not at once, and taken away", () => {
  let now = 0;
  const drawn: string[] = [];
  const stream = { isTTY: true, columns: 40, write: (text: string) => drawn.push(text) };
  const progress = matrixProgress(stream, () => now);
  progress.begin("s", 2);
  now = 400;
  progress.done("a");
  expect(drawn).toEqual([]);
  now = 600;
  progress.update("b", {
    distinct: 5,
    generated: 0,
    depth: 0,
    waiting: 0,
    milliseconds: 0,
    bytes: 0,
  });
  progress.clear();
  expect(drawn).toEqual(["\r\u001B[2Ks: 1 of 2 machines, about 0.60 s left;…", "\r\u001B[2K"]);
  const silent = matrixProgress({ ...stream, isTTY: false }, () => now + 5000);
  silent.done("a");
  expect(drawn).toHaveLength(2);
});
