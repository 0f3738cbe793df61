/**
 * Permutations of the constraints, numbered as they are met, so that a state remembers one in 4 bytes and composing two that
 * were composed before is a look into a table.
 *
 * A transport leads from the frame of one state to that of another: what is constraint c there is constraint forward[c] here.
 */
import { OutOfMemory } from "../diagnostics/out-of-memory.ts";
import type { ConstraintAction } from "./constraint-action.ts";

export interface Transports {
  /** By transport and constraint. Transport 0 is the identity. */
  readonly forward: readonly Int32Array[];
  /** The way back. */
  readonly backward: readonly Int32Array[];
  /** The transport through another and then along a transition with a permutation of the quotient. */
  readonly along: (permutation: number, transport: number) => number;
}

/** Pairs of transports are keys of a map: numbers below 2^52. */
export const mostTransports: number = 2 ** 26;

/** Makes the table for so many constraints. */
export function transportTable(count: number, action: ConstraintAction): Transports {
  const forward: Int32Array[] = [];
  const backward: Int32Array[] = [];
  const numbers = new Map<string, number>();
  const ofPermutation: (number | undefined)[] = [];
  const composed = new Map<number, number>();

  const numberOf = (images: Int32Array): number => {
    const key = images.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const undone = new Int32Array(count);
    for (let c = 0; c < count; c++) undone[images[c] as number] = c;
    forward.push(images);
    backward.push(undone);
    if (forward.length > mostTransports) throw new OutOfMemory("too many permutations of fairness");
    numbers.set(key, forward.length - 1);
    return forward.length - 1;
  };
  numberOf(Int32Array.from({ length: count }, (_, c) => c));

  const actionOf = (permutation: number): number => {
    const known = ofPermutation[permutation];
    if (known !== undefined) return known;
    const number = numberOf(action.underNumber(permutation));
    ofPermutation[permutation] = number;
    return number;
  };

  return {
    forward,
    backward,
    along: (permutation, transport) => {
      const step = actionOf(permutation);
      if (step === 0) return transport;
      if (transport === 0) return step;
      const key = step * mostTransports + transport;
      const known = composed.get(key);
      if (known !== undefined) return known;
      const after = forward[step] as Int32Array;
      const images = (forward[transport] as Int32Array).map((c) => after[c] as number);
      const number = numberOf(images);
      composed.set(key, number);
      return number;
    },
  };
}
