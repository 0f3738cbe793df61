/** Evidence that a person can read: a behaviour of the machine, from an initial state on, step by step. */
import type { Model } from "../model/model.ts";
import { type Change, difference } from "../value/difference.ts";

/** A state as data: records and maps are objects, lists arrays, sets and bags have `has` and can be iterated. Frozen. */
export type StateValue = Readonly<Record<string, unknown>>;

/** One step of a trace. */
export interface TraceStep {
  /** `pin(app0, page1)`; for a step that stands still, the empty string. */
  readonly label: string;
  /** The action; undefined where the machine stands still. */
  readonly action: string | undefined;
  readonly args: Readonly<Record<string, unknown>>;
  readonly actor: string | undefined;
  readonly doc: string | undefined;
  /** The state after the step. */
  readonly state: StateValue;
  /** What the step changed, field by field. */
  readonly changes: readonly Change[];
}

export interface Trace {
  readonly start: StateValue;
  readonly steps: readonly TraceStep[];
  /** For an infinite behaviour, how many steps come before the loop; the steps from there on repeat for ever. */
  readonly loopAfter: number | undefined;
}

/** A behaviour in terms of a model: codes[0] is initial, instances[i] leads from codes[i] to codes[i + 1], −1 stands still. */
export interface Path<Code> {
  readonly codes: readonly Code[];
  readonly instances: readonly number[];
  readonly loopAfter: number | undefined;
}

/** Makes a path readable. */
export function traceOf<Code>(model: Model<Code>, path: Path<Code>): Trace {
  const states = path.codes.map((code) => model.read(code));
  const steps = path.instances.map((instance, i): TraceStep => {
    const state = states[i + 1] as StateValue; // a path has one more state than steps
    const changes = difference(states[i], state);
    const by = model.instances[instance];
    if (by === undefined) {
      const nobody = { label: "", action: undefined, args: {}, actor: undefined, doc: undefined };
      return { ...nobody, state, changes };
    }
    const { label, action, args, actor, doc } = by;
    return { label, action, args, actor, doc, state, changes };
  });
  return { start: states[0] as StateValue, steps, loopAfter: path.loopAfter };
}
