/** How lanes share a page. */
import { describe, expect, test } from "vitest";
import { laneWidths } from "../../src/report/lane-widths.ts";

const page = { room: 40, narrowest: 10 };
const text = (width: number): string =>
  "ab "
    .repeat(width)
    .slice(0, width - 1)
    .concat("c");

describe("lanes", () => {
  test("are the same where everything fits that way", () => {
    expect(
      laneWidths(
        [
          ["a", text(20)],
          ["b", "short"],
        ],
        page,
      ),
    ).toEqual([20, 20]);
  });

  test("that have little to say give what they do not need to the others", () => {
    expect(
      laneWidths(
        [
          ["thread", "short"],
          ["b", text(90)],
        ],
        page,
      ),
    ).toEqual([6, 34]);
    expect(
      laneWidths(
        [
          ["a", "short"],
          ["b", text(90)],
          ["c", text(17)],
        ],
        page,
      ),
    ).toEqual([5, 18, 17]);
  });

  test("have room for long names of functions where the others can do with less", () => {
    const name = "f".repeat(28);
    expect(
      laneWidths(
        [
          ["a", text(90)],
          ["b", `${name} ${text(20)}`],
        ],
        page,
      ),
    ).toEqual([12, 28]);
    expect(
      laneWidths(
        [
          ["a", text(90)],
          ["b", `${name}fffff ${text(20)}`],
        ],
        page,
      ),
    ).toEqual([20, 20]);
  });

  test("are never narrower than is readable, even if the page gets wider", () => {
    const many = Array.from({ length: 5 }, () => ["a", text(90)]);
    expect(laneWidths(many, page)).toEqual([10, 10, 10, 10, 10]);
  });
});
