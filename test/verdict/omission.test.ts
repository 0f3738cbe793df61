import { always, machine, never, range, reachable, step } from "everystate";
import { describe, expect, it } from "vitest";
import { referenceModel } from "../../src/model/reference/reference-model.ts";
import { omissionOf } from "../../src/verdict/compiled-search.ts";
import { meets } from "../../src/verdict/expectation.ts";
import { judgeOf } from "../../src/verdict/judge.ts";
import { planCheck } from "../../src/verdict/plan.ts";
import { searchReference } from "../../src/verdict/reference-search.ts";
import { startWatch } from "../../src/verdict/watch.ts";
import { drain, quiet } from "../explore/packed/compare.ts";

const properties = {
  holds: always<{ n: number }>((s) => s.n >= 0),
  violated: never<{ n: number }>((s) => s.n === 1),
  reachable: reachable<{ n: number }>((s) => s.n === 1),
  unreachable: reachable<{ n: number }>((s) => s.n === 3),
  steps: step<{ n: number }>((before, after) => before.n <= after.n),
};

/** Counts to `last`, with bounds that end at `bound`. */
function counting(last: number, bound: number) {
  return machine({
    name: "counting",
    state: { n: range(0, 2) },
    init: { n: 0 },
    actions: {
      count: {
        when: (s) => s.n < last,
        then: (s) => {
          s.n++;
        },
      },
    },
    within: (s) => s.n <= bound,
    properties,
    deadlock: false,
  });
}

/** The verdicts of a search that told states apart by fingerprints. */
function verdicts(of: ReturnType<typeof counting>, omission: number | undefined) {
  const model = referenceModel(of);
  const plan = planCheck(model, {});
  const observer = {};
  const search = drain(searchReference(model, { plan, surroundings: quiet, observer }));
  const { limits, stuttering } = plan;
  const around = { limits, surroundings: quiet, started: 0, search: search.exploration };
  const watch = startWatch(around);
  const judge = judgeOf({
    model,
    search: { ...search, omission },
    stuttering,
    formulas: new Map(),
    watch,
  });
  return Object.fromEntries(
    plan.properties.map((property) => [property.name, drain(judge.property(property))]),
  );
}

describe("the probability that a state was missed", () => {
  it("is part of every verdict that says that there is nothing else", () => {
    const omission = 1e-9;
    const found = verdicts(counting(2, 2), omission);
    expect(found["holds"]).toEqual({ status: "holds", omission });
    expect(found["unreachable"]).toMatchObject({ status: "unreachable", omission });
    expect(verdicts(counting(2, 1), omission)["holds"]).toEqual({
      ...{ status: "holds within bounds", cut: 1, omission },
    });
    expect(verdicts(counting(0, 2), omission)["steps"]).toMatchObject({
      ...{ status: "vacuous", omission },
    });
  });

  it("is no part of a verdict that has its evidence, or says that nothing is known", () => {
    const found = { ...verdicts(counting(2, 2), 1e-9) };
    expect(found["violated"]).toMatchObject({ status: "violated" });
    expect(found["reachable"]).toMatchObject({ status: "reachable" });
    const open = verdicts(counting(2, 1), 1e-9)["unreachable"];
    expect(open).toMatchObject({ status: "unknown" });
    for (const verdict of [found["violated"], found["reachable"], open]) {
      expect(verdict).not.toHaveProperty("omission");
    }
  });

  it("is absent where whole states were compared", () => {
    for (const verdict of Object.values(verdicts(counting(2, 2), undefined))) {
      expect(verdict).not.toHaveProperty("omission");
    }
  });

  it("is 2^-64 for each comparison that could have been wrong, and never more than 1", () => {
    expect([0, 1, 2 ** 40, 2 ** 65].map(omissionOf)).toEqual([0, 2 ** -64, 2 ** -24, 1]);
  });

  it("does not keep a verdict from being the expected one", () => {
    expect(meets({ status: "holds", omission: 0.5 }, "holds")).toBe(true);
    expect(meets({ status: "unreachable", of: "", omission: 0.5 }, "unreachable")).toBe(true);
  });
});
