/** When and with whom a search goes on with several threads. */
import { bug } from "../../../diagnostics/bug.ts";
import { evaluateModule } from "../../../model/compiled/generate.ts";
import type { GeneratedModule } from "../../../model/compiled/generated-module.ts";
import type { DividedStore } from "../../../store/divided-store.ts";
import { OutOfMemory } from "../../../store/packed-memory.ts";
import { log2 } from "../../../store/store-table.ts";
import { compilesWholly } from "../compiles-wholly.ts";
import { moduleHost } from "../module-host.ts";
import type { PackedInput } from "../packed-exploration.ts";
import type { Run } from "../packed-run.ts";
import { statesInBlock } from "../parent-blocks.ts";
import { rehearsalOf } from "../rehearsal.ts";
import { chunksTogether, commonArena, mostChunks, shardsFor } from "../round-size.ts";
import {
  type Crew,
  type Enlistment,
  NoThread,
  pretendedCrew,
  threadCrew,
  threadModule,
} from "./crew.ts";
import { type Member, newMember } from "./member.ts";
import { type RoundShape, roundMemory } from "./round-memory.ts";
import { announceMemory, type Team, viewOfStore } from "./team.ts";
import { nodeThreads } from "./threads.ts";

/**
 * What more threads are worth being started for: they take less time to be ready than such a search may still take, and
 * levels that can be divided.
 */
const many = { states: 2 ** 13, waiting: 2 ** 11 };

export interface Recruiting {
  /**
   * The team, once there are many states, so many of them waiting in this level. Its leader does rounds alone until its other
   * threads are ready: so all its code has run before they have to wait for it.
   */
  team(waiting: number): Team | undefined;
  /** Whether threads were started that are not ready yet. */
  isForming(): boolean;
  /** Ends the threads. */
  dismiss(): void;
}

export function recruiting(run: Run): Recruiting {
  const { input, store } = run;
  const members = mostMembers(input);
  const from = input.tuning?.parallelFrom;
  const least = from === undefined ? many : { states: from, waiting: 0 };
  let team: Team | undefined;
  let isAlone = members === 1;
  return {
    team: (waiting) => {
      if (team !== undefined) return stillOf(team, store);
      if (isAlone || store.size() < least.states || waiting < least.waiting) return undefined;
      team = ifPossible(() => formTeam(run, members));
      isAlone = team === undefined;
      return team;
    },
    isForming: () => team !== undefined && !team.crew.isReady(),
    dismiss: () => team?.crew.dismiss(),
  };
}

/** The careful way of the search puts the store together again: then it goes on alone. */
function stillOf(team: Team, store: Run["store"]): Team | undefined {
  const failure = team.crew.failure();
  if (failure !== undefined) throw failure;
  return store.isDivided() ? team : undefined;
}

/** Undefined where the host gives no memory for what several share, or no threads: one can do without. */
function ifPossible<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof OutOfMemory || error instanceof NoThread) return undefined;
    throw error;
  }
}

/** One, where threads could not do everything. */
function mostMembers(input: PackedInput): number {
  const { workers, program, tuning } = input;
  if (input.fingerprints) return 1;
  const hasThreads = tuning?.chance !== undefined || nodeThreads() !== undefined;
  return hasThreads && compilesWholly(program, input) ? workers : 1;
}

/** @throws OutOfMemory, NoThread where the host does not give what it takes; the store is as it was then. */
function formTeam(run: Run, members: number): Team {
  const { input, source } = run;
  const chance = input.tuning?.chance;
  const shape = shapeFor(run, members);
  const shared = { shape, round: roundMemory(shape), known: knownState(run) };
  const others = Array.from({ length: members - 1 }, (_, i) => i + 1);
  const crew = chance === undefined ? startThreads(run, shared, others) : undefined;
  const store = divideFor(run, shape, crew);
  const member = (number: number, module: GeneratedModule): Member =>
    newMember({ ...shared, number, module, functions: store.functions });
  const pretended = (by: () => number): Crew => {
    const all = others.map((number) =>
      member(number, evaluateModule(source, moduleHost(input.host, input.reduction?.tables))),
    );
    return pretendedCrew(all, by, () => viewOfStore({ store, run }));
  };
  const team: Team = {
    ...{ run, shape, round: shared.round, store },
    ...{ known: undefined, candidates: undefined, isShared: false },
    leader: member(0, run.module),
    crew: crew ?? pretended(chance ?? bug("nobody to form a team with")),
  };
  announceMemory(team);
  return team;
}

type Shared = Pick<Enlistment, "shape" | "round" | "known">;

function startThreads(
  { input, source, store }: Run,
  shared: Shared,
  numbers: readonly number[],
): Crew {
  const threads = nodeThreads() ?? bug("there are no threads to recruit");
  const text = { ...store.text, shardBits: log2(shared.shape.shards) };
  const facts = input.reduction?.tables;
  const rehearsal = rehearsalOf(input);
  const enlistments = numbers.map(
    (number): Enlistment => ({ ...shared, number, source, text, facts, rehearsal }),
  );
  return threadCrew(threads, enlistments, input.tuning?.thread ?? threadModule());
}

function divideFor({ store }: Run, { shards }: RoundShape, crew: Crew | undefined): DividedStore {
  try {
    return store.divide(log2(shards));
  } catch (error) {
    crew?.dismiss();
    throw error;
  }
}

/** The words of some state of the store. */
function knownState({ store }: Run): Int32Array {
  const words = new Int32Array(store.words);
  store.copyWords(0, words);
  return words;
}

function shapeFor({ input, batch }: Run, members: number): RoundShape {
  const { layout, program, questions, tuning } = input;
  const instances = Math.max(1, program.instances.length);
  const chunk = tuning?.chunk ?? statesInBlock;
  const shards = shardsFor(members);
  const ofChunk = chunk * instances;
  const run = chunksTogether(ofChunk);
  const arena = tuning?.arena ?? commonArena;
  return {
    ...{ words: layout.words, instances, questions: questions.length, members, batch, chunk },
    ...{ shards, run, arena },
    section: Math.ceil(arena / shards) + run * ofChunk + 1,
    mostChunks,
  };
}
