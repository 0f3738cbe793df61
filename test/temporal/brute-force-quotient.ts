/**
 * The quotient of a small symmetric system by all of its permutations, made in the most arbitrary way that is allowed: any
 * state may stand for its orbit, and any permutation that fits may be on a transition.
 */
import type { Quotient, StateSpace } from "../../src/explore/state-space.ts";
import type { Tracking } from "../../src/temporal/tracked-space.ts";
import { keyOf, type State, type System, stateImage } from "./symmetric-system.ts";

export interface BruteForceQuotient {
  readonly space: StateSpace;
  /** The states that stand for their orbits, by number. */
  readonly states: readonly State[];
  readonly quotient: Quotient;
}

interface Row {
  readonly target: number;
  readonly instance: number;
  readonly permutation: number;
}

export function quotientOf(system: System): BruteForceQuotient {
  const { group, initial, isWithin, instances, step, shape } = system;
  const pick = chooser(shape.salt);
  const orbits = new Map<string, number>();
  const states: State[] = [];
  const orbitOf = (state: State): number => {
    const key = group.map((images) => keyOf(stateImage(images, state))).toSorted()[0] as string;
    const known = orbits.get(key);
    if (known !== undefined) return known;
    orbits.set(key, states.length);
    states.push(stateImage(pick(group), state));
    return states.length - 1;
  };
  for (const state of initial) orbitOf(state);
  const initialCount = states.length;
  const parents: number[] = states.map(() => -1);
  const rows: Row[][] = [];
  for (const [source, state] of states.entries()) {
    const own: Row[] = [];
    rows.push(own);
    if (!isWithin(state)) continue;
    for (let instance = 0; instance < instances.length; instance++) {
      const next = step(state, instance);
      if (next === undefined) continue;
      const target = orbitOf(next);
      if (target === parents.length) parents.push(source);
      const fitting = [...group.keys()].filter(
        (g) => keyOf(stateImage(group[g] as Uint8Array, next)) === keyOf(states[target] as State),
      );
      const isIdle = keyOf(next) === keyOf(state);
      own.push({ target, instance, permutation: isIdle ? 0 : pick(fitting) });
    }
  }
  const numbers = new Map(instances.map(({ action, args }, i) => [`${action} ${args.join()}`, i]));
  const quotient: Quotient = {
    images: (permutation) => group[permutation] as Uint8Array,
    instanceImage: (instance, images) => {
      const { action, args } = instances[instance] as { action: number; args: readonly number[] };
      return numbers.get(`${action} ${args.map((e) => images[e]).join()}`) as number;
    },
    stateImage: (state, images) => keyOf(stateImage(images, states[state] as State)),
  };
  const space: StateSpace = {
    stateCount: states.length,
    initialCount,
    instanceCount: instances.length,
    parents: shape.salt % 2 === 0 ? Int32Array.from(parents) : undefined,
    isExpanded: (state) => isWithin(states[state] as State),
    region: (members) => ({
      batch: 3,
      stepHolds: () => 0,
      read: (list, first, end) => {
        const read = [...list.subarray(first, end)].map(
          (member) => rows[members[member] as number] as readonly Row[],
        );
        const all = read.flat();
        let count = 0;
        return {
          ends: Int32Array.from(read, (own) => (count += own.length)),
          targets: Int32Array.from(all, ({ target }) => members.indexOf(target)),
          instances: Int32Array.from(all, ({ instance }) => instance),
          permutations: Int32Array.from(all, ({ permutation }) => permutation),
        };
      },
    }),
    quotient,
  };
  return { space, states, quotient };
}

/** One of several, another each time. */
function chooser(salt: number): <T>(all: readonly T[]) => T {
  let x = salt + 1;
  return (all) => {
    x = (Math.imul(x, 48271) + 11) >>> 0;
    return all[(x >>> 8) % all.length] as never;
  };
}

/** The parts of the property that permutations make of each other, and how they do. */
export function partOrbits({ parts, group }: System): readonly PartOrbit[] {
  const seen = new Set<string>();
  return parts.flatMap((part) => {
    if (seen.has(part.join())) return [];
    const orbit = new Map(
      group.map((images) => {
        const image = part.map((e) => images[e] as number);
        return [image.join(), image] as const;
      }),
    );
    for (const key of orbit.keys()) seen.add(key);
    const members = [...orbit.values()];
    const positions = new Map([...orbit.keys()].map((key, i) => [key, i]));
    return {
      members,
      tracking: {
        positions: members.length,
        stepPredicate: (_position, predicate) => predicate,
        image: (position, images) =>
          positions.get((members[position] as number[]).map((e) => images[e]).join()) as number,
      },
    };
  });
}

export interface PartOrbit {
  readonly members: readonly (readonly number[])[];
  readonly tracking: Tracking;
}
