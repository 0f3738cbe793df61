/**
 * The words of any state after a search. A store of fingerprints has dropped them: then the way from an initial state to
 * the state is walked again, and on it every successor is known by its id.
 */
import { type Place, parentOf, type Run, standingFor } from "./packed-run.ts";

export interface StateReader {
  /** Copies the words of a state. */
  words(state: number, into: Int32Array): void;
  /** The first instance that leads from the parent of a state to it, −1 for an initial state. */
  instanceInto(state: number): number;
}

export function stateReader(run: Run): StateReader {
  return run.input.fingerprints ? rebuildingReader(run) : logReader(run);
}

function logReader(run: Run): StateReader {
  const { store, module, pair, candidates, instances, stride } = run;
  const { words } = store;
  const wanted = new Int32Array(words);
  const parentWords = new Int32Array(words);
  /** Whether a candidate is the wanted state, or in its orbit. */
  const isWanted = (found: number): boolean => {
    const { candidates: from, at } = standingFor(run, { candidates, at: found });
    let word = 0;
    while (word < words && from[at * stride + word] === wanted[word]) word++;
    return word === words;
  };
  return {
    words: (state, into) => store.copyWords(state, into),
    instanceInto: (state) => {
      const parent = parentOf(run, state);
      if (parent < 0) return -1;
      store.copyWords(state, wanted);
      store.copyWords(parent, parentWords);
      pair.fill(0);
      const count = module.transitions(parentWords, pair, candidates, instances);
      for (let at = 0; at < count; at++) if (isWanted(at)) return instances[at] as number;
      return -1;
    },
  };
}

/** A step that was found again. */
interface Step {
  readonly words: Int32Array;
  readonly instance: number;
}

function rebuildingReader(run: Run): StateReader {
  const { store, module, pair, candidates, instances, stride, input } = run;
  const { words } = store;
  /** The last state that was asked for, and those on the way to it. */
  let known = new Map<number, Int32Array>();

  /** The words of a candidate, or of that which stands for its orbit, if these are those of the state. */
  const wordsIf = (state: number, found: Place): Int32Array | undefined => {
    const { candidates: from, at } = standingFor(run, found);
    return store.find(from, at) === state
      ? from.slice(at * stride, at * stride + words)
      : undefined;
  };

  /** The first step from a state that leads to another. */
  const stepTo = (from: Int32Array, state: number): Step => {
    module.rebase?.(0);
    pair.fill(0);
    const count = module.transitions(from, pair, candidates, instances);
    for (let at = 0; at < count; at++) {
      const own = wordsIf(state, { candidates, at });
      if (own !== undefined) return { words: own, instance: instances[at] as number };
    }
    return { words: from, instance: -1 }; // the spec is no function of its state: replaying it shows that
  };

  const initialWords = (state: number): Int32Array => {
    for (let at = 0; at < input.initial.length; at += words) {
      const own = Int32Array.of(...input.initial.subarray(at, at + words), -1);
      const known = wordsIf(state, { candidates: own, at: 0 });
      if (known !== undefined) return known;
    }
    return new Int32Array(words);
  };

  const wordsOf = (state: number): Int32Array => {
    const way: number[] = [];
    let start = state;
    for (; !known.has(start) && parentOf(run, start) >= 0; start = parentOf(run, start)) {
      way.push(start);
    }
    const met = new Map<number, Int32Array>();
    let here = known.get(start) ?? initialWords(start);
    met.set(start, here);
    for (const next of way.reverse()) {
      here = stepTo(here, next).words;
      met.set(next, here);
    }
    known = way.length > 0 || known.size === 0 ? new Map([...met]) : known;
    return here;
  };

  return {
    words: (state, into) => into.set(wordsOf(state)),
    instanceInto: (state) => {
      const parent = parentOf(run, state);
      return parent < 0 ? -1 : stepTo(wordsOf(parent), state).instance;
    },
  };
}
