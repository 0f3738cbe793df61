/** Checks a counterexample or witness with the oracle's own means: every step is possible, and the whole shows what it should. */
import type { Trace } from "../../src/index.ts";
import { plain } from "../../src/value/plain.ts";
import { FORMULAS, holdsOn } from "../temporal/lasso-word.ts";
import { type Instance, keyOf, type Oracle, type PlainState, type PropertyPart } from "./oracle.ts";

/** What is wrong with a trace that is claimed to decide the part; undefined when nothing is. */
export function flawIn(trace: Trace, part: PropertyPart, oracle: Oracle): string | undefined {
  const walked = walk(trace, oracle);
  if (typeof walked === "string") return walked;
  const { loopAfter } = trace;
  if (loopAfter !== undefined) {
    const flaw = loopFlaw(walked, loopAfter, oracle);
    if (flaw !== undefined) return flaw;
  }
  return decides(walked, { part, loopAfter, oracle }) ? undefined : "the trace shows nothing";
}

interface Walked {
  readonly states: readonly PlainState[];
  readonly taken: readonly (Instance | undefined)[];
}

/** Follows the steps on the oracle's own states. */
function walk({ start, steps }: Trace, oracle: Oracle): Walked | string {
  const first = oracle.initial.find((state) => keyOf(state) === keyOf(plain(start)));
  if (first === undefined) return "the trace does not start in an initial state";
  const states = [first];
  const taken: (Instance | undefined)[] = [];
  for (const [i, { action, args, label, state }] of steps.entries()) {
    const here = states.at(-1) as PlainState;
    const instance = oracle.instances.find(
      (one) => one.action === action && keyOf(one.args) === keyOf(plain(args)),
    );
    const next =
      action === undefined ? standingStill(here, oracle) : instance && taking(instance, here);
    if (next === undefined) return `step ${i + 1}, ${label || "standing still"}, is not possible`;
    if (keyOf(next) !== keyOf(plain(state))) return `step ${i + 1} does not lead to its state`;
    if (action !== undefined && label !== instance?.label) return `step ${i + 1} has a wrong label`;
    states.push(next);
    taken.push(instance);
  }
  return { states, taken };
}

function taking(instance: Instance, state: PlainState): PlainState | undefined {
  return instance.isEnabled(state) ? instance.next(state) : undefined;
}

function standingStill(state: PlainState, { random, instances }: Oracle): PlainState | undefined {
  const isStuck = instances.every((instance) => !instance.isEnabled(state));
  const allowed = random.stuttering === "tla" || (random.stuttering === "progress" && isStuck);
  return allowed ? state : undefined;
}

function loopFlaw({ states, taken }: Walked, after: number, oracle: Oracle): string | undefined {
  if (after >= taken.length) return "the loop has no steps";
  if (keyOf(states[after]) !== keyOf(states.at(-1))) return "the loop is not closed";
  const loop = states.slice(after, -1);
  const changing = (instance: Instance, state: PlainState): boolean =>
    instance.isEnabled(state) && keyOf(instance.next(state)) !== keyOf(state);
  for (const { kind, label, instances } of oracle.fairness) {
    const members = instances.map((i) => oracle.instances[i] as Instance);
    const isTaken = taken
      .slice(after)
      .some((by, i) => by && members.includes(by) && changing(by, states[after + i] as PlainState));
    const enabled = loop.map((state) => members.some((member) => changing(member, state)));
    const isOwed = kind === "weak" ? !enabled.includes(false) : enabled.includes(true);
    if (isOwed && !isTaken) return `the loop is not fair to ${label}`;
  }
  return undefined;
}

function decides(
  { states, taken }: Walked,
  about: {
    readonly part: PropertyPart;
    readonly loopAfter: number | undefined;
    readonly oracle: Oracle;
  },
): boolean {
  const { part, loopAfter, oracle } = about;
  const [p = () => false, q = () => false] = part.holds;
  const last = states.at(-1) as PlainState;
  if (part.form in FORMULAS) {
    const formula = FORMULAS[part.form as keyof typeof FORMULAS];
    if (loopAfter === undefined) {
      const isLost = states.every((state, i) => !q(state) && p(state) === i < states.length - 1);
      return part.form === "until" && isLost;
    }
    const word = states.slice(0, -1);
    const column = (holds: (state: unknown) => boolean): Uint8Array =>
      Uint8Array.from(word, (state) => (holds(state) ? 1 : 0));
    const positions = [...word.keys()];
    const asked = { states: positions, loopAt: loopAfter, p: column(p), q: column(q) };
    return !holdsOn(asked, formula);
  }
  if (loopAfter !== undefined) return false;
  switch (part.form) {
    case "always":
      return !p(last);
    case "never":
    case "reachable":
      return p(last);
    case "step":
      return taken.length > 0 && !p(states.at(-2), last, taken.at(-1));
    default:
      return oracle.instances.every((one) => !one.isEnabled(last)) && !oracle.isFinal(last);
  }
}
