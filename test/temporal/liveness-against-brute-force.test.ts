import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Lasso, LassoStep } from "../../src/temporal/lasso.ts";
import type { DirectQuestion, LivenessAnswer } from "../../src/temporal/liveness.ts";
import { isFairLoop, judgeLiveness } from "./at-once.ts";
import {
  isFair,
  leastLassoSize,
  recurrentSets,
  simplePaths,
  someFairBehaviourBreaks,
  stepsOf,
} from "./brute-force.ts";
import type { Edge } from "./graph-builder.ts";
import { FORMULAS, holdsOn } from "./lasso-word.ts";
import { type RandomQuestion, randomQuestion } from "./random-question.ts";

// FUZZ_RUNS=20000 in the night; with FUZZ_SEED another part of the space.
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 3000);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const timeout = 60_000 + numRuns * 40;

const FORMS = Object.keys(FORMULAS) as DirectQuestion["form"][];

function judge(question: RandomQuestion, form: DirectQuestion["form"], exactNodes?: number) {
  const { graph, fairness, stuttering, p, q } = question;
  const options = { fairness, stuttering, ...(exactNodes === undefined ? {} : { exactNodes }) };
  return judgeLiveness(graph, { form, p, q }, options);
}

function forAllQuestions(check: (question: RandomQuestion) => void): void {
  fc.assert(fc.property(randomQuestion, check), { numRuns, seed });
}

/** The lengths of paths that break `until` after finitely many steps. */
function badPrefixLengths(question: RandomQuestion): number[] {
  const { p, q } = question;
  return simplePaths(question)
    .filter((path) => path.every((s, i) => q[s] === 0 && (p[s] === 1) === i < path.length - 1))
    .map((path) => path.length - 1);
}

function expectPath(question: RandomQuestion, start: number, steps: readonly LassoStep[]): void {
  const real = stepsOf(question).map(String);
  expect(start).toBeLessThan(question.graph.initialCount);
  let here = start;
  for (const { from, instance, to } of steps) {
    expect(from).toBe(here);
    expect(real).toContain(String([from, instance, to]));
    here = to;
  }
}

function expectCounterexample(
  question: RandomQuestion,
  form: DirectQuestion["form"],
  { start, stem, loop }: Lasso,
): void {
  const { graph, fairness, p, q } = question;
  expectPath(question, start, [...stem, ...loop]);
  expect(loop.length).toBeGreaterThan(0);
  expect(loop.at(-1)?.to).toBe(loop[0]?.from);
  const states = [...stem, ...loop].map(({ from }) => from);
  const steps = loop.map(({ from, instance, to }): Edge => [from, instance, to]);
  expect(isFair(graph, { states: loop.map(({ from }) => from), steps }, fairness)).toBe(true);
  expect(holdsOn({ states, loopAt: stem.length, p, q }, FORMULAS[form])).toBe(false);
}

function lassoIn(answer: LivenessAnswer): Lasso | undefined {
  return answer.violated && "lasso" in answer ? answer.lasso : undefined;
}

describe("judgeLiveness against enumeration of all behaviours", () => {
  it.each(FORMS)("agrees on the verdict of %s", { timeout }, (form) => {
    forAllQuestions((question) => {
      const answer = judge(question, form);
      const hasBadPrefix = form === "until" && badPrefixLengths(question).length > 0;
      const violated = hasBadPrefix || someFairBehaviourBreaks(question, FORMULAS[form]);
      expect(answer.violated).toBe(violated);
      expect(answer.violated && "prefix" in answer).toBe(hasBadPrefix);
    });
  });

  it.each(FORMS)("gives a real, fair and smallest lasso for %s", { timeout }, (form) => {
    forAllQuestions((question) => {
      const lasso = lassoIn(judge(question, form));
      if (lasso === undefined) return;
      expectCounterexample(question, form, lasso);
      const least = leastLassoSize(question, form);
      expect(lasso.stem.length + lasso.loop.length).toBe(least);
    });
  });

  it.each(FORMS)(
    "gives a real and fair lasso for %s where the exact search is too large",
    {
      timeout,
    },
    (form) => {
      forAllQuestions((question) => {
        const lasso = lassoIn(judge(question, form, 0));
        if (lasso === undefined) return;
        expectCounterexample(question, form, lasso);
        const size = lasso.stem.length + lasso.loop.length;
        const least = leastLassoSize(question, form);
        // With nothing to visit every cycle will do, and the greedy search begins with the shortest.
        if (question.fairness.length === 0 && form !== "eventuallyAlways") expect(size).toBe(least);
        // Each of n debts costs at most a way there, and n + 1 ways join them; no way is longer than the graph.
        const debts = question.fairness.length + 1;
        expect(size).toBeLessThanOrEqual(least + (2 * debts + 1) * question.graph.stateCount);
      });
    },
  );

  it("breaks until with a shortest real prefix when there is one", { timeout }, () => {
    forAllQuestions((question) => {
      const answer = judge(question, "until");
      if (!answer.violated || "lasso" in answer) return;
      const { start, prefix } = answer;
      expectPath(question, start, prefix);
      const states = [start, ...prefix.map(({ to }) => to)];
      expect(states.map((s) => question.q[s])).toEqual(states.map(() => 0));
      expect(states.map((s) => question.p[s])).toEqual(
        states.map((_, i) => (i < states.length - 1 ? 1 : 0)),
      );
      expect(prefix.length).toBe(Math.min(...badPrefixLengths(question)));
    });
  });

  it.each(FORMS)("says of %s when it holds of nothing", { timeout }, (form) => {
    forAllQuestions((question) => {
      const answer = judge(question, form);
      if (answer.violated) return;
      const { graph, p, stuttering } = question;
      const nothingAsked = form === "leadsTo" && !p.includes(1);
      const noBehaviour =
        stuttering === "none" &&
        !graph.expanded.includes(0) &&
        recurrentSets(question).length === 0;
      expect(answer.vacuous).toBe(nothingAsked || noBehaviour);
    });
  });

  it("has a fair behaviour in every complete graph with virtual steps", { timeout }, () => {
    forAllQuestions((question) => {
      if (question.stuttering === "none" || question.graph.expanded.includes(0)) return;
      expect(recurrentSets(question).length).toBeGreaterThan(0);
    });
  });
});

describe("isFairLoop against the definition", () => {
  it("agrees on random walks, real or not", { timeout }, () => {
    const walks = fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -1, max: 4 })), { maxLength: 6 });
    const judged = fc.property(randomQuestion, walks, fc.boolean(), (question, walk, fromGraph) => {
      const { graph, fairness, stuttering } = question;
      const real = stepsOf(question);
      const steps = fromGraph ? walkIn(real, walk) : closedWalk(walk);
      const loop = steps.map(([from, instance, to]) => ({ from, instance, to }));
      const states = loop.map(({ from }) => from);
      const isReal = steps.every((step) => real.some((other) => String(other) === String(step)));
      const isClosed = steps.length > 0 && steps.at(-1)?.[2] === states[0];
      const expected = isReal && isClosed && isFair(graph, { states, steps }, fairness);
      expect(isFairLoop(graph, loop, fairness, stuttering)).toBe(expected);
    });
    fc.assert(judged, { numRuns: numRuns * 4, seed });
  });
});

function closedWalk(walk: readonly (readonly [number, number])[]): Edge[] {
  return walk.map(([from, by], i) => [from, by, walk[(i + 1) % walk.length]?.[0] as number]);
}

/** Follows real steps, chosen by the numbers; closed now and then. */
function walkIn(real: readonly Edge[], walk: readonly (readonly [number, number])[]): Edge[] {
  const steps: Edge[] = [];
  let here = real[0]?.[0];
  for (const [choice] of walk) {
    const own = real.filter(([from]) => from === here);
    const step = own[choice % Math.max(own.length, 1)];
    if (step === undefined) break;
    steps.push(step);
    here = step[2];
  }
  return steps;
}
