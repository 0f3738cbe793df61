/**
 * Executes a behaviour again, step by step, on the model itself: the last word on every counterexample and witness before
 * anybody sees it. Nothing that a search stored is believed but the initial state and the names of the steps; the
 * fairness of a loop is computed afresh, from the enabled actions of its states.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { FairnessConstraint } from "../model/fairness.ts";
import { type Model, SpecFault } from "../model/model.ts";
import type { Stuttering } from "../spec/machine.ts";
import type { Path } from "./trace.ts";

/** A behaviour that a search claims: the initial state, the action instances (−1 stands still), where the loop begins. */
export interface Claim<Code> {
  readonly start: Code;
  readonly instances: readonly number[];
  readonly loopAfter: number | undefined;
}

/** What a replay is judged by. */
export interface ReplayRules {
  readonly stuttering: Stuttering;
}

/**
 * The path that the claim describes.
 * @throws SpecFault `not-deterministic` when the machine does not repeat it: then its functions do not depend on the state
 *   and their parameters alone.
 */
export function replay<Code>(
  model: Model<Code>,
  claim: Claim<Code>,
  rules: ReplayRules,
): Path<Code> {
  if (!model.initialStates().includes(claim.start))
    throw notRepeated("the initial state", undefined);
  const codes = [claim.start];
  for (const instance of claim.instances) {
    const from = codes.at(-1) as Code; // never empty
    codes.push(instance === -1 ? standStill(model, from, rules) : take(model, from, instance));
  }
  const path = { codes, instances: claim.instances, loopAfter: claim.loopAfter };
  if (claim.loopAfter !== undefined) confirmLoop(model, path, claim.loopAfter);
  return path;
}

function take<Code>(model: Model<Code>, from: Code, instance: number): Code {
  const taken = stepsFrom(model, from).find((step) => step.instance === instance);
  if (taken === undefined) throw notRepeated(`step ${model.instances[instance]?.label}`, instance);
  return taken.next;
}

function standStill<Code>(model: Model<Code>, state: Code, { stuttering }: ReplayRules): Code {
  const stuck = stepsFrom(model, state).length === 0;
  if (stuttering === "tla" || (stuttering === "progress" && stuck)) return state;
  throw notRepeated("standing still", undefined);
}

function confirmLoop<Code>(model: Model<Code>, path: Path<Code>, loopAfter: number): void {
  const isLoop = loopAfter >= 0 && loopAfter < path.instances.length;
  if (!isLoop || path.codes[loopAfter] !== path.codes.at(-1)) {
    throw notRepeated("the loop", undefined);
  }
  const enabled = path.codes.slice(loopAfter, -1).map(
    (code) =>
      new Set(
        stepsFrom(model, code)
          .filter((s) => s.next !== code)
          .map((s) => s.instance),
      ),
  );
  const taken = new Set(
    path.instances.filter((_, i) => i >= loopAfter && path.codes[i] !== path.codes[i + 1]),
  );
  const unfair = model.fairness.find((constraint) => !isFair(constraint, { enabled, taken }));
  if (unfair !== undefined)
    throw notRepeated(`the loop under ${unfair.kind} fairness of ${unfair.label}`, undefined);
}

function isFair(
  { kind, instances }: FairnessConstraint,
  loop: { readonly enabled: readonly ReadonlySet<number>[]; readonly taken: ReadonlySet<number> },
): boolean {
  if (instances.some((instance) => loop.taken.has(instance))) return true;
  const isEnabled = (state: ReadonlySet<number>): boolean => instances.some((i) => state.has(i));
  return kind === "weak" ? !loop.enabled.every(isEnabled) : !loop.enabled.some(isEnabled);
}

function stepsFrom<Code>(
  model: Model<Code>,
  state: Code,
): readonly { readonly next: Code; readonly instance: number }[] {
  const steps: { readonly next: Code; readonly instance: number }[] = [];
  model.successors(state, (next, instance) => {
    steps.push({ next, instance });
  });
  return steps;
}

/** @returns the fault for a behaviour that was seen once and cannot be repeated. */
export function notRepeated(what: string, instance: number | undefined): SpecFault {
  const error = new CheckerError({
    kind: "spec",
    code: "not-deterministic",
    message: `${what} of a counterexample could not be repeated`,
    hint: "a guard, effect or property depends on something besides the state and its parameters",
  });
  return new SpecFault(error, instance);
}
