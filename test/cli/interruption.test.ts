import { expect, test } from "vitest";
import { listenForInterruption } from "../../src/cli/interruption.ts";

test("the first Ctrl-C asks to stop, the second finds the system's own handling again", () => {
  const before = process.listenerCount("SIGINT");
  const { signal, release } = listenForInterruption();
  expect(process.listenerCount("SIGINT")).toBe(before + 1);
  process.emit("SIGINT");
  expect(signal.aborted).toBe(true);
  expect(process.listenerCount("SIGINT")).toBe(before);
  release();
});

test("after a command nobody listens any more", () => {
  const before = process.listenerCount("SIGINT");
  listenForInterruption().release();
  expect(process.listenerCount("SIGINT")).toBe(before);
});
