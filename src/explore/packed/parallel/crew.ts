/**
 * The other members of a search by several threads, as the first one, which leads, sees them. In a phase all members do
 * what there is to do, and the phase is over when all have finished.
 */
import { bug } from "../../../diagnostics/bug.ts";
import type { StoreTextOptions } from "../../../store/state-pen.ts";
import type { FactTables } from "../../../symmetry/fact-tables.ts";
import type { Rehearsal } from "../rehearsal.ts";
import { beginPhase, endPhase, type Member, type StoreView, workOn } from "./member.ts";
import {
  type Phase,
  patience,
  phases,
  type RoundMemory,
  type RoundShape,
  slot,
} from "./round-memory.ts";
import type { NodeThreads, NodeWorker } from "./threads.ts";

/** The memory of the store as it can be given to a thread. */
export interface StoreBuffers {
  readonly order: SharedArrayBuffer;
  readonly starts: SharedArrayBuffer;
  readonly shards: readonly ShardBuffers[];
  readonly columns: readonly SharedArrayBuffer[];
}

export interface ShardBuffers {
  readonly log: SharedArrayBuffer;
  readonly parents: SharedArrayBuffer;
  readonly table: SharedArrayBuffer;
}

/** All that a thread needs to become a member. */
export interface Enlistment {
  readonly number: number;
  readonly shape: RoundShape;
  readonly round: RoundMemory;
  readonly text: StoreTextOptions;
  /** The text of the generated module. */
  readonly source: string;
  /** Of a search that explores orbits. */
  readonly facts: FactTables | undefined;
  /** The words of a state that the store has. */
  readonly known: Int32Array;
  readonly rehearsal: Rehearsal | undefined;
}

export interface Crew {
  /** Whether all are ready. */
  isReady(): boolean;
  /** Tells where the memory of the store is now. */
  send(buffers: StoreBuffers): void;
  /** Makes the others begin a phase. */
  begin(phase: Phase): void;
  /** Whether all others have finished. Waits a little if not, so that the host can report a thread that is gone. */
  isDone(): boolean;
  /** What went wrong with a thread. */
  failure(): unknown;
  dismiss(): void;
}

/** The module that threads run. It has the form in which this one is run: tests run the source. */
export function threadModule(): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./thread.${extension}`, import.meta.url);
}

/** The host starts no more threads. */
export class NoThread extends Error {
  override readonly name = "NoThread";
}

/**
 * Threads of the host.
 * @throws NoThread if it does not start all of them: then those that it started end.
 */
export function threadCrew(
  { Worker }: NodeThreads,
  enlistments: readonly Enlistment[],
  file: URL,
): Crew {
  const control = enlistments[0]?.round.control ?? bug("a crew of nobody");
  let failure: unknown;
  let dismissed = false;
  const dismiss = (): void => {
    dismissed = true;
    Atomics.store(control, slot.kind, phases.indexOf("stop"));
    Atomics.add(control, slot.phase, 1);
    Atomics.notify(control, slot.phase);
  };
  const start = (workerData: Enlistment): NodeWorker => {
    try {
      return new Worker(file, { workerData });
    } catch (cause) {
      if ((cause as { readonly code?: unknown }).code !== "ERR_WORKER_INIT_FAILED") throw cause;
      dismiss();
      throw new NoThread("the host starts no more threads", { cause });
    }
  };
  const threads = enlistments.map((enlistment) => {
    const thread = start(enlistment);
    thread.on("error", (error) => {
      failure ??= error;
    });
    thread.on("exit", (code) => {
      if (!dismissed) failure ??= new Error(`a thread of the search ended with code ${code}`);
    });
    thread.unref();
    return thread;
  });
  return {
    isReady: () => Atomics.load(control, slot.ready) === threads.length,
    send: (buffers) => {
      for (const thread of threads) thread.postMessage(buffers);
      Atomics.add(control, slot.buffers, 1);
    },
    begin: (phase) => {
      Atomics.store(control, slot.busy, threads.length);
      Atomics.store(control, slot.kind, phases.indexOf(phase));
      Atomics.add(control, slot.phase, 1);
      Atomics.notify(control, slot.phase);
    },
    isDone: () => waitUntilIdle(control),
    failure: () => failure,
    dismiss,
  };
}

/** Members of this very thread that work in turns of chance: tests see many orders of events without any threads. */
export function pretendedCrew(
  members: readonly Member[],
  chance: () => number,
  view: () => StoreView,
): Crew {
  return {
    isReady: () => true,
    send: () => {},
    begin: (phase) => {
      const working = [...members];
      for (const member of members) beginPhase(member, phase, view());
      while (working.length > 0) {
        const at = Math.floor(chance() * working.length);
        const isTired = chance() < 0.1; // the leader does the rest
        if (isTired || !workOn(working[at] as Member, phase)) working.splice(at, 1);
      }
      for (const member of members) endPhase(member);
    },
    isDone: () => true,
    failure: () => undefined,
    dismiss: () => {},
  };
}

/** Milliseconds of sleep before the host is given a turn. */
const sleep = 20;

function waitUntilIdle(control: Int32Array): boolean {
  for (let turn = 0; turn < patience; turn++) {
    if (Atomics.load(control, slot.busy) === 0) return true;
  }
  const busy = Atomics.load(control, slot.busy);
  if (busy !== 0) Atomics.wait(control, slot.busy, busy, sleep);
  return Atomics.load(control, slot.busy) === 0;
}
