import { describe, expect, it } from "vitest";
import type { Trace, Verdict } from "../../src/index.ts";
import type { Expectation } from "../../src/spec/machine.ts";
import { describeExpectation, meets } from "../../src/verdict/expectation.ts";
import { whyUnknown } from "../../src/verdict/verdict.ts";

function trace(actions: readonly (string | undefined)[], loopAfter?: number): Trace {
  const steps = actions.map((action) => ({
    ...{ action, label: action ?? "", args: {}, actor: undefined, doc: undefined },
    ...{ state: {}, changes: [] },
  }));
  return { start: {}, steps, loopAfter };
}

const verdicts: Record<Verdict["status"], Verdict> = {
  holds: { status: "holds" },
  "holds within bounds": { status: "holds within bounds", cut: 1 },
  violated: { status: "violated", counterexample: trace(["lock", "free"]), of: "" },
  reachable: { status: "reachable", witness: trace(["lock"]) },
  unreachable: { status: "unreachable", of: "" },
  vacuous: { status: "vacuous", because: "nothing happens" },
  unknown: { status: "unknown", because: "interrupted" },
};

describe("an expectation", () => {
  const words = [
    ...([
      "holds",
      "holds within bounds",
      "violated",
      "reachable",
      "unreachable",
      "vacuous",
    ] as const),
  ];

  it.each(words)(
    "%s is met by that verdict only, and a bounded pass by a full one too",
    (expected) => {
      const meeting = Object.values(verdicts).filter((verdict) => meets(verdict, expected));
      expect(meeting.map(({ status }) => status)).toEqual(
        expected === "holds within bounds" ? ["holds", "holds within bounds"] : [expected],
      );
    },
  );

  it.each<[string, Trace, string, boolean]>([
    ["the last step", trace(["lock", "free"]), "free", true],
    ["an earlier step", trace(["lock", "free"]), "lock", false],
    ["no step at all", trace([]), "free", false],
    ["a step of the loop", trace(["lock", "free", "take"], 1), "free", true],
    ["the other step of the loop", trace(["lock", "free", "take"], 1), "take", true],
    ["a step before a loop with steps", trace(["lock", "free"], 1), "lock", false],
    ["the last step before everything stands still", trace(["lock", undefined], 1), "lock", true],
    ["a step long before everything stands still", trace(["a", "b", undefined], 2), "a", false],
    ["standing still from the start", trace([undefined], 0), "lock", false],
  ])("of a violation by an action looks at %s", (_what, counterexample, action, met) => {
    expect(meets({ status: "violated", counterexample, of: "" }, { violated: action })).toBe(met);
  });

  it("of a violation by an action is met by nothing else", () => {
    const { violated: _, ...others } = verdicts;
    for (const verdict of Object.values(others))
      expect(meets(verdict, { violated: "free" })).toBe(false);
  });

  it("can be put into words", () => {
    const expectations: Expectation[] = ["holds", { violated: "free" }];
    expect(expectations.map(describeExpectation)).toEqual(["holds", "violated by free"]);
  });
});

describe("the reason why a verdict is unknown", () => {
  it.each<[Parameters<typeof whyUnknown>[0], string]>([
    [{ because: "interrupted" }, "interrupted"],
    [{ because: "fault" }, "the spec is ill-formed"],
    [{ because: "state limit", limit: 12_345 }, "state limit of 12,345"],
    [{ because: "depth limit", limit: 7 }, "depth limit of 7"],
    [{ because: "time limit", limit: 1500 }, "time limit of 1.5 s"],
    [{ because: "memory limit", limit: 3 * 2 ** 20 }, "memory limit of 3 MB"],
  ])("%j is %s", (ending, text) => {
    expect(whyUnknown(ending)).toBe(text);
  });
});
