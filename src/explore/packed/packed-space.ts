/**
 * The states of a packed search as a state space: nothing was recorded, so the states of a region are expanded again, and
 * their successors looked up among the states of the region.
 *
 * Cost: the index of the region's states, 5 to 10 bytes for each and a copy of narrow ones, see `word-index.ts`; reading a
 * state takes what it took to explore it. Of orbits the transitions are remembered: canonical forms take longer.
 */
import { CheckerError } from "../../diagnostics/checker-error.ts";
import type { GeneratedModule } from "../../model/compiled/generated-module.ts";
import { SpecFault } from "../../model/model.ts";
import { wordIndex } from "../../store/word-index.ts";
import type { CanonicalOrder } from "../../symmetry/canonical-order.ts";
import { factsFor, readFacts, writeImage } from "../../symmetry/fact-reader.ts";
import type { FactTables } from "../../symmetry/fact-tables.ts";
import { permutationTable } from "../../symmetry/permutation-table.ts";
import { rememberedRegion } from "../remembered-region.ts";
import type { Quotient, Region, StateSpace, Transitions } from "../state-space.ts";

/** What a packed search leaves. */
export interface PackedStates {
  readonly module: GeneratedModule;
  /** The words of the states, so many for each. */
  readonly log: Int32Array;
  readonly words: number;
  readonly stateCount: number;
  readonly initialCount: number;
  readonly instanceCount: number;
  /** See `StateSpace`. */
  readonly parents: Int32Array | undefined;
  /** Whether the search took every transition of the state. */
  readonly isExpanded: (state: number) => boolean;
  /** See `Tuning`. */
  readonly hashBits: number | undefined;
  /** Set when the states stand for their orbits. */
  readonly orbits?: PackedOrbits | undefined;
}

/** The orbits that states stand for. */
export interface PackedOrbits extends Pick<Quotient, "instanceImage"> {
  readonly canonical: CanonicalOrder;
  readonly tables: FactTables;
}

/** Successors that the states of a batch may have, so that they stay in the cache of the processor. */
const mostCandidates = 2 ** 14;
const mostStates = 64;

export function packedSpace(packed: PackedStates): StateSpace {
  const { stateCount, initialCount, instanceCount, parents, module, log } = packed;
  const isExpanded = (state: number): boolean =>
    packed.isExpanded(state) && module.inside(log, state);
  const { orbits } = packed;
  if (orbits === undefined) {
    return {
      ...{ stateCount, initialCount, instanceCount, parents, isExpanded },
      region: (states) => regionOf({ ...packed, isExpanded }, states, undefined),
    };
  }
  const { instanceImage, canonical } = orbits;
  const { images, numberOf } = permutationTable(canonical.images.length);
  const reduction = { canonical, numberOf };
  return {
    ...{ stateCount, initialCount, instanceCount, parents, isExpanded },
    region: (states) =>
      rememberedRegion(regionOf({ ...packed, isExpanded }, states, reduction), states.length),
    quotient: { images, instanceImage, stateImage: imageNames(packed, orbits) },
  };
}

/** Names images of states by their words. */
function imageNames(
  { log, words }: Pick<PackedStates, "log" | "words">,
  { tables }: PackedOrbits,
): Quotient["stateImage"] {
  const facts = factsFor(tables);
  const image = new Int32Array(words);
  return (state, images) => {
    const at = state * words;
    readFacts(facts, log, at);
    writeImage(facts, { words: log, at }, { words: image, at: 0 }, images);
    return image.join();
  };
}

/** How successors become the states that stand for their orbits. */
interface Reduction {
  readonly canonical: CanonicalOrder;
  readonly numberOf: (images: Uint8Array) => number;
}

function regionOf(
  packed: PackedStates,
  states: Int32Array,
  reduction: Reduction | undefined,
): Region {
  const { module, log, words, instanceCount, isExpanded } = packed;
  const stride = words + 1;
  const batch = Math.max(1, Math.min(mostStates, Math.floor(mostCandidates / (instanceCount + 1))));
  const most = batch * instanceCount + 1;
  const index = wordIndex({ words, stride, states, log, hashBits: packed.hashBits });
  const candidates = new Int32Array(most * stride);
  const pair = new Int32Array(2);
  const changing = { at: new Int32Array(most), count: 0 };
  const found = {
    ends: new Int32Array(batch),
    targets: new Int32Array(most),
    instances: new Int32Array(most),
    permutations: reduction && new Int32Array(most),
  } satisfies Transitions;

  /** The states that were read last. */
  const sources = new Int32Array(batch);

  /** Expands a state from a place on; answers the place behind its last successor. */
  const expand = (state: number, from: number): number => {
    if (!isExpanded(state)) return from;
    pair[0] = state;
    pair[1] = from;
    const end = module.transitions(log, pair, candidates, found.instances);
    return end < 0 ? failed() : end;
  };

  /** The states that stand for the orbits of the candidates: these are still wanted. */
  const standing = reduction === undefined ? candidates : new Int32Array(most * stride);

  /** Writes the state that stands for the orbit of a candidate. */
  const reduce = (place: number): void => {
    if (reduction === undefined || found.permutations === undefined) return;
    const { canonical, numberOf } = reduction;
    canonical.find(candidates, place * stride);
    found.permutations[place] = numberOf(canonical.images);
    const at = place * stride;
    canonical.write({ words: candidates, at }, { words: standing, at });
  };

  return {
    batch,
    read: (list, first, end) => {
      const { ends, targets, permutations } = found;
      const { at } = changing;
      let count = 0;
      let changes = 0;
      for (let i = first; i < end; i++) {
        const member = list[i] as number;
        const state = states[member] as number;
        sources[i - first] = state;
        let place = count;
        count = expand(state, place);
        ends[i - first] = count;
        for (; place < count; place++) {
          let word = 0;
          while (word < words && candidates[place * stride + word] === log[state * words + word]) {
            word++;
          }
          if (word === words) {
            targets[place] = member;
            if (permutations !== undefined) permutations[place] = 0;
          } else {
            at[changes++] = place;
            if (permutations !== undefined) reduce(place);
          }
        }
      }
      changing.count = changes;
      index.locate(standing, changing, targets);
      return found;
    },
    stepHolds: (predicate, i, k) => {
      pair[0] = sources[i] as number;
      pair[1] = k;
      return module.stepHolds(log, pair, candidates, {
        predicate,
        instance: found.instances[k] as number,
      });
    },
  };
}

/** A state that was expanded during the search cannot be expanded again. */
function failed(): never {
  throw new SpecFault(
    new CheckerError({
      kind: "spec",
      code: "not-deterministic",
      message: "a step that was taken during the search fails when it is taken again",
      hint: "a guard or an effect depends on something besides the state and its parameters",
    }),
  );
}
