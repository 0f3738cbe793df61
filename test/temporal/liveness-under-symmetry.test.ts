import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphSpace } from "../../src/explore/graph-space.ts";
import { inverse } from "../../src/symmetry/permutation.ts";
import type { LassoStep } from "../../src/temporal/lasso.ts";
import {
  type DirectQuestion,
  type LivenessAnswer,
  livenessJudge,
} from "../../src/temporal/liveness.ts";
import { instanceIn } from "../../src/temporal/real-path.ts";
import { atOnce, isFairLoop } from "./at-once.ts";
import { type PartOrbit, partOrbits, quotientOf } from "./brute-force-quotient.ts";
import { FORMULAS, holdsOn } from "./lasso-word.ts";
import { randomShape, type State, type System, stateImage, systemOf } from "./symmetric-system.ts";

// FUZZ_RUNS=20000 in the night; with FUZZ_SEED another part of the space.
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 2000);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const timeout = 120_000 + numRuns * 60;

const mostStates = 250;

function forAllSystems(check: (system: System) => void): void {
  const property = fc.property(randomShape, (shape) => {
    const system = systemOf(shape, mostStates);
    fc.pre(system !== undefined);
    check(system);
  });
  fc.assert(property, { numRuns, seed });
}

function columnOf(states: readonly State[], holds: (state: State) => boolean): Uint8Array {
  return Uint8Array.from(states, (state) => (holds(state) ? 1 : 0));
}

function questionOn(
  system: System,
  states: readonly State[],
  parts: readonly (readonly number[])[],
): DirectQuestion {
  const column = (predicate: "p" | "q"): Uint8Array =>
    Uint8Array.from(
      states.flatMap((state) => parts.map((part) => +system.holds(predicate, part, state))),
    );
  return { form: system.shape.form, p: column("p"), q: column("q") };
}

/** The answer about one part, on all the states. */
function onAllStates(system: System, part: readonly number[], exactNodes: number): LivenessAnswer {
  const { graph, fairness, shape } = system;
  const options = { fairness, stuttering: shape.stuttering, exactNodes };
  const question = questionOn(system, system.states, [part]);
  return atOnce(livenessJudge(graphSpace(graph), options).judge(question));
}

interface Options {
  readonly exactNodes: number;
  readonly unfoldLimit: number;
}

/** The answer about the parts of an orbit, on the quotient. */
function onQuotient(
  system: System,
  { members, tracking }: PartOrbit,
  options: Options,
): { readonly answer: LivenessAnswer; readonly behaviour: Behaviour | undefined } {
  const { fairness, shape, group } = system;
  const { space, states, quotient } = quotientOf(system);
  const judge = livenessJudge(space, { fairness, stuttering: shape.stuttering, ...options });
  const question = questionOn(system, states, members);
  const answer = atOnce(judge.judge(question, members.length === 1 ? undefined : tracking));
  if (!answer.violated) return { answer, behaviour: undefined };
  // a path may begin in any frame
  const frame = group[shape.salt % group.length] as Uint8Array;
  const first = "lasso" in answer ? answer.lasso.start : answer.start;
  const back = inverse(frame);
  const start = states[Math.floor(first / members.length)] as State;
  const steps = "lasso" in answer ? [...answer.lasso.stem, ...answer.lasso.loop] : answer.prefix;
  const behaviour = {
    start: stateImage(back, start),
    part: members[tracking.image(first % members.length, back)] as readonly number[],
    instances: steps.map(({ instance }) => instanceIn(quotient, instance, frame)),
    loopAfter: "lasso" in answer ? answer.lasso.stem.length : undefined,
  };
  return { answer, behaviour };
}

interface Behaviour {
  readonly start: State;
  readonly part: readonly number[];
  readonly instances: readonly number[];
  readonly loopAfter: number | undefined;
}

/** The steps of the behaviour between the numbered states of the system, all of them real. */
function replayed(system: System, { start, instances }: Behaviour): readonly LassoStep[] {
  let from = system.numberOf(start);
  expect(from).toBeLessThan(system.initial.length);
  return instances.map((instance) => {
    const state = system.states[from] as State;
    const next = instance === -1 ? state : system.step(state, instance);
    if (next === undefined) throw new Error(`step ${instance} is not enabled`);
    const step = { from, instance, to: system.numberOf(next) };
    from = step.to;
    return step;
  });
}

function expectCounterexample(system: System, behaviour: Behaviour): void {
  const { graph, fairness, shape } = system;
  const { loopAfter, part } = behaviour;
  const steps = replayed(system, behaviour);
  const column = (predicate: "p" | "q"): Uint8Array =>
    columnOf(system.states, (state) => system.holds(predicate, part, state));
  if (loopAfter === undefined) {
    const path = [system.numberOf(behaviour.start), ...steps.map(({ to }) => to)];
    expect(path.map((s) => column("q")[s])).toEqual(path.map(() => 0));
    expect(path.map((s) => column("p")[s])).toEqual(path.map((_, i) => +(i < path.length - 1)));
    return;
  }
  expect(isFairLoop(graph, steps.slice(loopAfter), fairness, shape.stuttering)).toBe(true);
  const word = { states: steps.map(({ from }) => from), loopAt: loopAfter };
  expect(holdsOn({ ...word, p: column("p"), q: column("q") }, FORMULAS[system.shape.form])).toBe(
    false,
  );
}

function verdictOf(answer: LivenessAnswer): string {
  if (answer.violated) return "lasso" in answer ? "violated" : "broken off";
  return answer.vacuous ? "vacuous" : "holds";
}

function sizeOf(answer: LivenessAnswer): number {
  if (!answer.violated) return 0;
  return "lasso" in answer
    ? answer.lasso.stem.length + answer.lasso.loop.length
    : answer.prefix.length;
}

const exactly: Options = { exactNodes: 1 << 16, unfoldLimit: 1 << 14 };

describe("liveness on quotients, against liveness on all states", () => {
  it("has the same verdicts, and real counterexamples", { timeout }, () => {
    forAllSystems((system) => {
      for (const orbit of partOrbits(system)) {
        const { answer, behaviour } = onQuotient(system, orbit, exactly);
        const [first] = orbit.members;
        const plain = onAllStates(system, first as readonly number[], exactly.exactNodes);
        expect(verdictOf(answer)).toBe(verdictOf(plain));
        if (behaviour !== undefined) expectCounterexample(system, behaviour);
      }
    });
  });

  it("has counterexamples of the same size where they are exactly shortest", { timeout }, () => {
    forAllSystems((system) => {
      if (system.states.length > 32 || system.fairness.length > 4) return;
      for (const orbit of partOrbits(system)) {
        const { answer } = onQuotient(system, orbit, exactly);
        const [first] = orbit.members;
        const plain = onAllStates(system, first as readonly number[], exactly.exactNodes);
        expect(sizeOf(answer)).toBe(sizeOf(plain));
      }
    });
  });

  it("has real counterexamples where components are too large to be unfolded", { timeout }, () => {
    forAllSystems((system) => {
      for (const orbit of partOrbits(system)) {
        const { answer, behaviour } = onQuotient(system, orbit, { ...exactly, unfoldLimit: 0 });
        const plain = onAllStates(system, orbit.members[0] as readonly number[], 1 << 16);
        expect(verdictOf(answer)).toBe(verdictOf(plain));
        if (behaviour !== undefined) expectCounterexample(system, behaviour);
      }
    });
  });
});
