import { describe, expect, test } from "vitest";
import { progressLine, progressText } from "../../src/cli/progress-line.ts";

function progressAt(milliseconds: number) {
  const bytes = 95 * 2 ** 20;
  return { distinct: 24_690, generated: 50_000, depth: 17, waiting: 120, milliseconds, bytes };
}

/** A stream that keeps what is written to it. */
function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { written, stream: { isTTY, columns: 80, write: (text: string) => written.push(text) } };
}

describe("the progress line", () => {
  test("tells states, rate, depth, queue, memory and time", () => {
    expect(progressText("mutex", progressAt(1234), 80)).toBe(
      "mutex: 24,690 states, 20,008/s, depth 17, 120 waiting, 95 MB, 1.23 s",
    );
  });

  test("is cut to one line of the terminal", () => {
    expect(progressText("mutex", progressAt(1234), 20)).toBe("mutex: 24,690 state…");
  });

  test("appears after half a second, is rewritten in place, and is gone afterwards", () => {
    const { stream, written } = recorder(true);
    const line = progressLine(stream);
    for (const at of [100, 499, 500, 550, 620]) line.update("mutex", progressAt(at));
    expect(written).toHaveLength(2);
    line.clear();
    line.clear();
    expect(written).toHaveLength(3);
    for (const text of written) expect(text.startsWith("\r\u001B[2K")).toBe(true);
    expect(written.at(-1)).toBe("\r\u001B[2K");
  });

  test("is drawn again for the next machine, whose time starts at zero", () => {
    const { stream, written } = recorder(true);
    const line = progressLine(stream);
    line.update("first", progressAt(9000));
    line.clear();
    line.update("second", progressAt(600));
    expect(written.at(-1)).toContain("second: ");
  });

  test("is for terminals only", () => {
    const { stream, written } = recorder(false);
    const line = progressLine(stream);
    line.update("mutex", progressAt(5000));
    line.clear();
    expect(written).toEqual([]);
  });
});
