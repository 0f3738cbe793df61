/** Checks in a host that refuses memory: for each large request in turn, that one and all after it, or that one alone. */
import {
  always,
  alwaysEventually,
  type CheckOptions,
  check,
  leadsTo,
  machine,
  never,
  range,
} from "everystate";
import { describe, expect, test } from "vitest";

/** Two hands of a clock; behaviours go round for ever, and fairness makes both hands move. */
const hands = machine({
  name: "hands",
  state: { x: range(0, 19), y: range(0, 19) },
  init: { x: 0, y: 0 },
  actions: {
    short: {
      fair: "strong",
      when: (s) => s.y % 2 === 0 || s.x !== 10,
      then: (s) => {
        s.x = (s.x + 1) % 20;
      },
    },
    long: {
      fair: "weak",
      then: (s) => {
        s.y = (s.y + 1) % 20;
      },
    },
  },
  properties: {
    small: always((s) => s.x < 20),
    never: never((s) => s.x === 19 && s.y === 19),
    again: alwaysEventually((s) => s.x === 0),
    noon: alwaysEventually((s) => s.x === s.y),
    leads: leadsTo(
      (s) => s.x === 7,
      (s) => s.x === 15,
    ),
  },
  expect: { never: "violated", noon: "violated" },
});

/** Elements from which on a request is a large one: no table of the host's own is. */
const large = 390;

interface Refusal {
  /** The first request that is refused, from 1. */
  readonly from: number;
  readonly only: boolean;
}

/** Runs something while the host refuses memory; answers also how many large requests there were. */
async function refusing<Result>(
  { from, only }: Refusal,
  run: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly requests: number }> {
  let requests = 0;
  const refuse = (said: string, elements: unknown): void => {
    if (typeof elements !== "number" || elements < large) return;
    requests++;
    if (only ? requests === from : requests >= from) throw new RangeError(said);
  };
  const guarded = <Made extends new (...args: never[]) => object>(
    made: Made,
    bytes: number,
  ): Made =>
    new Proxy(made, {
      construct: (target, args) => {
        refuse("Array buffer allocation failed", (args[0] as number) / bytes);
        return Reflect.construct(target, args);
      },
    });
  const before = { Int32Array, Uint8Array, SharedArrayBuffer };
  Object.assign(globalThis, {
    Int32Array: guarded(Int32Array, 1),
    Uint8Array: guarded(Uint8Array, 1),
    SharedArrayBuffer: guarded(SharedArrayBuffer, 4),
  });
  try {
    const result = await run();
    return { result, requests };
  } finally {
    Object.assign(globalThis, before);
  }
}

const ways: readonly CheckOptions[] = [
  { engine: "compiled" },
  { engine: "compiled", search: "dfs" },
  { engine: "compiled", fingerprints: true, properties: ["small", "never"] },
  { engine: "reference" },
];

describe.each(ways)("a check that gets no more memory, %j,", (options) => {
  test.each([false, true])("says unknown and never fails; once only: %s", async (only) => {
    const whole = await check(hands, options);
    const statuses = new Set<string>();
    for (let from = 1; ; from += Math.ceil(from / 12)) {
      const { result, requests } = await refusing({ from, only }, () => check(hands, options));
      if (requests < from) break; // nothing was refused
      let unknown = 0;
      for (const [i, { name, verdict }] of result.properties.entries()) {
        const expected = whole.properties[i]?.verdict.status;
        if (verdict.status === "unknown") {
          expect(verdict.because).toMatch(/^memory limit/);
          unknown++;
        } else expect([name, verdict.status]).toEqual([name, expected]);
      }
      expect(result.properties.length).toBe(whole.properties.length);
      expect(result.outcome).toBe(unknown > 0 ? "inconclusive" : whole.outcome);
      if (unknown > 0) expect(result.ending.because).toBe("memory limit");
      statuses.add(`${unknown} unknown`);
    }
    const all = whole.properties.length;
    expect(statuses).toContain(`${all} unknown`);
    if (options.properties === undefined)
      expect(statuses).toContain(only ? "1 unknown" : "3 unknown");
  });
});
