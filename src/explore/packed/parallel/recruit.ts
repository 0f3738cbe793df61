/** When and with whom a search goes on with several threads. */
import { bug } from "../../../diagnostics/bug.ts";
import { evaluateModule } from "../../../model/compiled/generate.ts";
import type { GeneratedModule } from "../../../model/compiled/generated-module.ts";
import { OutOfMemory } from "../../../store/packed-memory.ts";
import { log2 } from "../../../store/store-table.ts";
import { evaluateStore, type StoreTextOptions } from "../../../store/store-text.ts";
import { compilesWholly } from "../compiles-wholly.ts";
import { moduleHost } from "../module-host.ts";
import type { PackedInput } from "../packed-exploration.ts";
import type { Run } from "../packed-run.ts";
import { statesInBlock } from "../parent-blocks.ts";
import {
  type Crew,
  type Enlistment,
  NoThread,
  pretendedCrew,
  threadCrew,
  threadModule,
} from "./crew.ts";
import { type Member, newMember, type StoreView } from "./member.ts";
import { type RoundMemory, type RoundShape, roundMemory, slot } from "./round-memory.ts";
import { announceMemory, buffersOf, type Team, viewOfStore } from "./team.ts";
import { nodeThreads } from "./threads.ts";

/** What more threads are worth being started for: a twentieth of a second of work, and levels that can be divided. */
const many = { states: 2 ** 16, waiting: 2 ** 12 };

export interface Recruiting {
  /**
   * The team, once there is one: threads are started when there are many states, so many of them waiting in this level, and
   * join when all are ready.
   */
  team(waiting: number): Team | undefined;
  /** Whether threads were started that are not ready yet. */
  isForming(): boolean;
  /** Threads that took part or were started to. */
  workers(): number;
  /** Ends the threads. */
  dismiss(): void;
}

export function recruiting(run: Run): Recruiting {
  const { input, store } = run;
  let members = mostMembers(input);
  const from = input.tuning?.parallelFrom;
  const least = from === undefined ? many : { states: from, waiting: 0 };
  let recruits: Recruits | undefined;
  let team: Team | undefined;
  return {
    team: (waiting) => {
      if (team !== undefined || members === 1) return team;
      if (store.size() < least.states || waiting < least.waiting) return undefined;
      recruits ??= ifPossible(() => recruit(run, members));
      if (recruits === undefined) {
        members = 1;
        return undefined;
      }
      const failure = recruits.crew?.failure();
      if (failure !== undefined) throw failure;
      if (recruits.crew?.isReady() ?? true) team = formTeam(run, recruits);
      return team;
    },
    isForming: () => recruits !== undefined && team === undefined,
    workers: () => (recruits === undefined ? 1 : members),
    dismiss: () => recruits?.crew?.dismiss(),
  };
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

/** What is made ready while the search still goes on alone. */
interface Recruits {
  readonly shape: RoundShape;
  readonly round: RoundMemory;
  readonly text: StoreTextOptions;
  /** Undefined if the other members are only pretended. */
  readonly crew: Crew | undefined;
}

function recruit(run: Run, members: number): Recruits {
  const shape = shapeFor(run, members);
  const round = roundMemory(shape);
  const { text, log, parents } = run.store.parts();
  const divided = { ...text, shardBits: log2(shape.shards) };
  if (run.input.tuning?.chance !== undefined) {
    return { shape, round, text: divided, crew: undefined };
  }
  round.control[slot.logStates] = Math.floor(log.view().length / shape.words);
  round.control[slot.parentStates] = 0;
  const buffers = buffersOf({ log, parents, tables: [] }, run);
  const enlistments = Array.from(
    { length: members - 1 },
    (_, i): Enlistment => ({
      ...{ number: i + 1, shape, round, text: divided, source: run.source, buffers },
      facts: run.input.reduction?.tables,
    }),
  );
  const threads = nodeThreads() ?? bug("there are no threads to recruit");
  return {
    shape,
    round,
    text: divided,
    crew: threadCrew(threads, enlistments, run.input.tuning?.thread ?? threadModule()),
  };
}

/** Candidates of a member in a round: few enough for the cache of a processor core, but some chunks at least. */
const commonArena = 2 ** 16;
/** Chunks that a member takes at once, where that takes no more room than for so many candidates. */
const most = { run: 16, candidates: 2 ** 17 };

function shapeFor({ input, batch }: Run, members: number): RoundShape {
  const { layout, program, questions, tuning } = input;
  const instances = Math.max(1, program.instances.length);
  const chunk = tuning?.chunk ?? statesInBlock;
  const shards = 2 ** Math.ceil(Math.log2(members));
  const ofChunk = chunk * instances;
  const run = Math.max(1, Math.min(most.run, Math.floor(most.candidates / ofChunk)));
  const arena = tuning?.arena ?? commonArena;
  return {
    ...{ words: layout.words, instances, questions: questions.length, members, batch, chunk },
    ...{ shards, run, arena },
    section: Math.ceil(arena / shards) + run * ofChunk + 1,
    mostChunks: 2 ** 12,
  };
}

function formTeam(run: Run, { shape, round, text, crew }: Recruits): Team {
  const store = run.store.divide(text.shardBits);
  const view = (): StoreView => viewOfStore({ store, run });
  const member = (number: number, module: GeneratedModule): Member =>
    newMember({ number, shape, round, module, functions: evaluateStore(text), view: view() });
  const pretended = (): Crew => {
    const others = Array.from({ length: shape.members - 1 }, (_, i) =>
      member(
        i + 1,
        evaluateModule(run.source, moduleHost(run.input.host, run.input.reduction?.tables)),
      ),
    );
    return pretendedCrew(others, run.input.tuning?.chance ?? bug("nothing to pretend by"), view);
  };
  const leader = member(0, run.module);
  const team: Team = {
    ...{ run, shape, round, store, leader, known: undefined, candidates: undefined },
    crew: crew ?? pretended(),
  };
  announceMemory(team);
  return team;
}
