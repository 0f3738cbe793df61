/** What the tools print, and what the benchmark reads in it. */
import { describe, expect, test } from "vitest";
import {
  disagreement,
  readEverystate,
  readLtsmin,
  readMurphi,
  readSpin,
  readStateright,
  readTlc,
} from "../../bench/harness/outputs.ts";

const spinOutput = `
Depth=      28 States=    1e+06 Transitions= 8.9e+06 Memory=   212.4	t=     0.9 R=   1e+06

(Spin Version 6.5.2 -- 6 December 2019)

Full statespace search for:
	invalid end states	- (disabled by -E flag)

State-vector 28 byte, depth reached 28, errors: 0
 10340352 states, stored
1.1321805e+08 states, matched
1.235584e+08 transitions (= stored+matched)
        0 atomic steps
`;

describe("everystate", () => {
  const run = {
    outcome: "passed",
    ending: { because: "complete" },
    stats: { distinct: 288, generated: 1146, depth: 10, seconds: 0.1 },
  };

  test("the statistics of its only run", () => {
    const output = JSON.stringify({ runs: [run] });
    expect(readEverystate(output)).toEqual({ states: 288, generated: 1146 });
  });

  test.each([
    { name: "text", output: "no JSON" },
    { name: "no run", output: JSON.stringify({ runs: [] }) },
    { name: "two runs", output: JSON.stringify({ runs: [run, run] }) },
    { name: "a violation", output: JSON.stringify({ runs: [{ ...run, outcome: "failed" }] }) },
    {
      name: "a limit",
      output: JSON.stringify({ runs: [{ ...run, ending: { because: "memory limit", limit: 1 } }] }),
    },
  ])("$name is no result", ({ output }) => {
    expect(readEverystate(output)).toBeUndefined();
  });
});

describe("SPIN", () => {
  test("states and transitions, which it rounds to eight digits", () => {
    expect(readSpin(spinOutput)).toEqual({ states: 10_340_352, generated: 123_558_400 });
  });

  test("a search that was cut off is no result", () => {
    expect(readSpin(`error: max search depth too small\n${spinOutput}`)).toBeUndefined();
  });

  test("nor is one with an error", () => {
    expect(readSpin(spinOutput.replace("errors: 0", "errors: 1"))).toBeUndefined();
  });
});

describe("Rumur and CMurphi", () => {
  test("Rumur's counts", () => {
    const output = `Status:

	No error found.

State Space Explored:

	288 states, 1145 rules fired in 0s.
`;
    expect(readMurphi(output)).toEqual({ states: 288, generated: 1145 });
  });

  test("CMurphi's counts, and not its progress", () => {
    const output = `	1000 states explored in 0.10s, with 4240 rules fired and 281 states in the queue.

Status:

	No error found.

State Space Explored:

	1568 states, 8257 rules fired in 0.10s.
`;
    expect(readMurphi(output)).toEqual({ states: 1568, generated: 8257 });
  });

  test("an error is no result", () => {
    const output = "1 error(s) found.\n\n\t288 states, 1145 rules fired in 0s.\n";
    expect(readMurphi(output)).toBeUndefined();
  });
});

test("TLC's last line, and not its progress", () => {
  const output = `Progress(5) at 2026-01-01 00:00:00: 577 states generated, 100 distinct states found, 40 states left on queue.
Model checking completed. No error has been found.
1146 states generated, 288 distinct states found, 0 states left on queue.
`;
  expect(readTlc(output)).toEqual({ states: 288, generated: 1146 });
});

describe("LTSmin", () => {
  const counts = `prom2lts-mc( 0/ 2):  
prom2lts-mc( 0/ 2): Explored 288 states 1145 transitions, fanout: 3.976
prom2lts-mc( 0/ 2): Total exploration time 0.010 sec (0.010 sec minimum, 0.010 sec on average)
`;

  test("its counts, and not its progress", () => {
    const output = `prom2lts-mc( 0/ 2): ~8 levels ~200 states ~900 transitions\n${counts}`;
    expect(readLtsmin(output)).toEqual({ states: 288, generated: 1145 });
  });

  test("an error, after which it exits with 0, is no result", () => {
    const error = "prom2lts-mc( 0/ 2): Error action 'assert' found at depth 10!\n";
    expect(readLtsmin(error + counts)).toBeUndefined();
  });
});

test("Stateright's counts", () => {
  expect(readStateright("Done. states=1146, unique=288, depth=11, sec=1")).toEqual({
    states: 288,
    generated: 1146,
  });
});

describe("disagreement", () => {
  const expected = { states: 288, generated: 1146 };

  test("none", () => {
    expect(disagreement({ states: 288, generated: 1146 }, expected)).toBeUndefined();
    expect(disagreement({ states: 288, generated: undefined }, expected)).toBeUndefined();
  });

  test("in states, in transitions", () => {
    expect(disagreement({ states: 287, generated: 1146 }, expected)).toBe(
      "287 states instead of 288",
    );
    expect(disagreement({ states: 288, generated: 1145 }, expected)).toBe(
      "1145 transitions instead of 1146",
    );
  });

  test("rounding of large numbers is none", () => {
    const large = { states: 10_340_352, generated: 123_558_402 };
    expect(disagreement({ ...large, generated: 123_558_400 }, large)).toBeUndefined();
    expect(disagreement({ ...large, generated: 123_558_300 }, large)).toBeDefined();
  });
});
