/** `--size pages=2`, and `--size pages=1..3` for a sweep. */
import type { Sizes } from "../../index.ts";
import { usageError } from "../error-report.ts";
import { badValue } from "../options.ts";

/** A size and the values that it takes. */
export interface SizeRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** More sizes than this in one sweep are most likely a mistake. */
const mostCombinations = 1000;

/** @throws CheckerError kind `usage` for a text that is none, or a size that is given twice */
export function readSize(value: string, before: readonly SizeRange[]): SizeRange {
  const [, name, from, to = from] = /^([^=]+)=(\d+)(?:\.\.(\d+))?$/.exec(value) ?? [];
  const range = { name: name ?? "", from: Number(from), to: Number(to) };
  if (name === undefined || range.from < 1 || range.to < range.from || range.to > 1e6) {
    throw badValue("--size", value, "write name=2, or name=1..3 for a sweep");
  }
  if (before.some((other) => other.name === name)) {
    throw usageError(`--size ${name} is given twice`, "leave one out");
  }
  return range;
}

/**
 * One value for each size.
 * @throws CheckerError kind `usage` for a range
 */
export function oneSize(ranges: readonly SizeRange[]): Sizes {
  const wide = ranges.find(({ from, to }) => from !== to);
  if (wide !== undefined) {
    const { name, from, to } = wide;
    throw usageError(
      `--size ${name}=${from}..${to} is a range`,
      "everystate sweep goes through the values of a range",
    );
  }
  return Object.fromEntries(ranges.map(({ name, from }) => [name, from]));
}

/**
 * Every combination, the last size varying fastest.
 * @throws CheckerError kind `usage` for too many
 */
export function allSizes(ranges: readonly SizeRange[]): readonly Sizes[] {
  let combinations: readonly Sizes[] = [{}];
  for (const { name, from, to } of ranges) {
    if (combinations.length * (to - from + 1) > mostCombinations) {
      throw usageError(`the sweep has more than ${mostCombinations} sizes`, "narrow the ranges");
    }
    const values = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    combinations = combinations.flatMap((sizes) =>
      values.map((value) => ({ ...sizes, [name]: value })),
    );
  }
  return combinations;
}
