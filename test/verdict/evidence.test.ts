import { describe, expect, it } from "vitest";
import type { Question } from "../../src/model/model.ts";
import type { Path } from "../../src/trace/trace.ts";
import { shows } from "../../src/verdict/evidence.ts";
import { tableModel } from "../support/table-model.ts";

// State 5 is p (predicate 0), state 6 is q (predicate 1), state 7 is both; state 9 is stuck, state 8 stuck and final.
const model = tableModel({
  steps: [0, 1, 5, 6, 7].map((state) => [state, 0, state] as const),
  predicates: [
    [5, 7],
    [6, 7],
  ],
  goodSteps: ["0-1"],
  final: [8],
});

function path(codes: readonly number[], loopAfter?: number): Path<number> {
  return { codes, instances: codes.slice(1).map(() => 0), loopAfter };
}

function answers(question: Question, paths: readonly (readonly [number[], number?])[]): boolean[] {
  return paths.map(([codes, loopAfter]) => shows(model, path(codes, loopAfter), question));
}

describe("a path is evidence only if it shows what it is claimed to show", () => {
  it("always: the last state is without p", () => {
    expect(answers({ kind: "always", p: 0 }, [[[5, 0]], [[0, 5]], [[0]], [[5]]])).toEqual([
      ...[true, false, true, false],
    ]);
  });

  it.each(["never", "reachable"] as const)("%s: the last state has p", (kind) => {
    expect(answers({ kind, p: 0 }, [[[5, 0]], [[0, 5]], [[0]], [[5]]])).toEqual([
      ...[false, true, false, true],
    ]);
  });

  it("deadlock: nothing is possible in the last state, and it is not final", () => {
    expect(answers({ kind: "deadlock" }, [[[0, 9]], [[0, 8]], [[0]]])).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("step: the last step is bad", () => {
    expect(answers({ kind: "step", holds: 0 }, [[[0, 1]], [[1, 0]], [[1, 0, 1]], [[0]]])).toEqual([
      ...[false, true, false, false],
    ]);
  });

  it("eventually: a loop, and p nowhere", () => {
    const question = { kind: "eventually", p: 0 } as const;
    expect(
      answers(question, [
        [[0, 1, 0], 0],
        [[5, 1, 0, 1], 1],
        [[0, 5, 0], 0],
      ]),
    ).toEqual([...[true, false, false]]);
    expect(answers(question, [[[0, 1]], [[0]]])).toEqual([false, false]); // p may come later
  });

  it("alwaysEventually: a loop without p", () => {
    const question = { kind: "alwaysEventually", p: 0 } as const;
    expect(answers(question, [[[5, 0, 1, 0], 1], [[0, 5, 0], 0], [[0, 1]]])).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("eventuallyAlways: a loop with a state without p", () => {
    const question = { kind: "eventuallyAlways", p: 0 } as const;
    expect(answers(question, [[[5, 0, 5], 0], [[0, 5, 5], 1], [[5, 0]]])).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("leadsTo: after some p there is no q, for ever", () => {
    const question = { kind: "leadsTo", p: 0, q: 1 } as const;
    expect(
      answers(question, [
        [[5, 0, 0], 1],
        [[0, 5, 0], 0],
        [[6, 5, 0, 0], 2],
      ]),
    ).toEqual([...[true, true, true]]);
    expect(
      answers(question, [
        [[5, 6, 0, 0], 2],
        [[5, 0, 6, 0], 1],
        [[7, 0, 0], 1],
        [[0, 0], 0],
      ]),
    ).toEqual([...[false, false, false, false]]);
    expect(answers(question, [[[5, 0]]])).toEqual([false]); // q may come later
  });

  it("until: p ends before q comes, or q never comes", () => {
    const question = { kind: "until", p: 0, q: 1 } as const;
    expect(answers(question, [[[5, 5, 0]], [[0]], [[5, 5], 0]])).toEqual([true, true, true]);
    expect(answers(question, [[[5, 6]], [[5, 5]], [[5, 6, 0]], [[0, 5]], [[7]]])).toEqual([
      ...[false, false, false, false, false],
    ]);
  });

  it("ltl: a loop, and the formula is false of the behaviour", () => {
    const p = { op: "atom", atom: { on: "state", predicate: 0 } } as const;
    const good = { op: "atom", atom: { on: "step", predicate: 0 } } as const;
    const next = { kind: "ltl", formula: { op: "next", of: p } } as const;
    expect(answers(next, [[[0, 1, 0], 0], [[0, 5, 5], 1], [[0, 0], 0], [[0, 1]]])).toEqual([
      ...[true, false, true, false],
    ]);
    const goodAtOnce = { kind: "ltl", formula: good } as const;
    expect(answers(goodAtOnce, [[[0, 1, 0], 0], [[1, 0, 1], 0], [[0, 1]]])).toEqual([
      ...[false, true, false],
    ]);
    const still = { codes: [0, 0], instances: [-1], loopAfter: 0 };
    const bad = { op: "not", of: good } as const;
    expect(shows(model, still, { kind: "ltl", formula: good })).toBe(true);
    expect(shows(model, still, { kind: "ltl", formula: bad })).toBe(false);
  });
});
