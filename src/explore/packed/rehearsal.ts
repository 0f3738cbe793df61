/**
 * Lets a generated module run on states of chance before a search gets large. The host's compiler makes machine code for what
 * it has seen a function do; where it meets something else, the function is interpreted again until it is compiled anew,
 * which takes as long as a hundred thousand states. Some steps are first taken among the last states of a search.
 *
 * Nothing of this is seen in a result: what the module noted is taken back.
 */
import { dice, writeChanceState } from "../../model/compiled/chance-state.ts";
import type { GeneratedModule } from "../../model/compiled/generated-module.ts";
import { compilesWholly } from "./compiles-wholly.ts";
import type { PackedInput } from "./packed-exploration.ts";
import type { Run } from "./packed-run.ts";

/** States of a rehearsal: they take a few milliseconds, and in most specs every step is taken in some of them. */
const count = 128;

/** A search of so many states is going to take longer than a rehearsal. */
const large = 2 ** 11;

/** What a module is to be run on; can be given to a thread. */
export interface Rehearsal {
  /** The words of states, one after the other. */
  readonly states: Int32Array;
  readonly words: number;
  readonly instances: number;
  /** Predicates that the module keeps for every state. */
  readonly columns: number;
}

/** Undefined where a module needs others to run: the author's code, or what finds the states that stand for orbits. */
export function rehearsalOf(input: PackedInput): Rehearsal | undefined {
  const { program, layout, columns, reduction } = input;
  if (reduction !== undefined || !compilesWholly(program, input)) return undefined;
  const { words } = layout;
  const states = new Int32Array(count * words);
  const roll = dice();
  for (let at = 0; at < states.length; at += words) {
    writeChanceState(layout, roll, states.subarray(at));
  }
  return { states, words, instances: program.instances.length, columns: columns.length };
}

/** Whether it is time to rehearse: once in a search, when it has so many states. */
export function rehearsesNow({ input, store }: Run): boolean {
  return store.size() >= (input.tuning?.rehearsesFrom ?? large);
}

/** Expands and judges the states, all of them as state 0. The module must be told again where its window begins. */
export function rehearse(module: GeneratedModule, rehearsal: Rehearsal): void {
  const { states, words, instances, columns } = rehearsal;
  const { found, fault, cut } = module;
  const noted = [found, fault, cut].map((numbers) => [numbers, numbers.slice()] as const);
  const state = new Int32Array(words);
  const range = Int32Array.of(0, 1);
  const out = new Int32Array((instances + 1) * (words + 1));
  const taken = new Int32Array(instances);
  const values = Array.from({ length: columns }, () => new Uint8Array(1));
  module.rebase?.(0);
  for (let at = 0; at < states.length; at += words) {
    state.set(states.subarray(at, at + words));
    found.fill(-1);
    module.visit(state, range, values);
    module.expand(state, range, out, taken);
  }
  for (const [numbers, before] of noted) numbers.set(before);
}
