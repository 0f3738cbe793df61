/** What a thread of a search runs: it becomes a member, and works on phases until it is told to stop. */
import { bug } from "../../../diagnostics/bug.ts";
import { evaluateModule } from "../../../model/compiled/generate.ts";
import type { Host } from "../../../model/compiled/generated-module.ts";
import { evaluateStore } from "../../../store/store-text.ts";
import { moduleHost } from "../module-host.ts";
import type { Enlistment, StoreBuffers } from "./crew.ts";
import { beginPhase, endPhase, newMember, type StoreView, workOn } from "./member.ts";
import { numbersInTable, type Phase, patience, phases, slot } from "./round-memory.ts";
import { nodeThreads } from "./threads.ts";

const { parentPort, receiveMessageOnPort, workerData } =
  nodeThreads() ?? bug("a search thread runs where there are no threads");
const { round, text, source, facts, shape, number, buffers: given } = workerData as Enlistment;
const { control } = round;

/** Only programs that compile wholly are searched by several threads. */
const noHost: Host = {
  before: new Int32Array(0),
  after: new Int32Array(0),
  successor: () => bug("a thread has no author's code"),
  predicate: () => bug("a thread has no author's code"),
  stepPredicate: () => bug("a thread has no author's code"),
  final: () => bug("a thread has no author's code"),
  within: () => bug("a thread has no author's code"),
};

let buffers = given;
let received = 0;

/** The newest memory of the store. */
function latestBuffers(): StoreBuffers {
  const port = parentPort ?? bug("a search thread was not started as one");
  for (; received < Atomics.load(control, slot.buffers); received++) {
    const sent = receiveMessageOnPort(port) ?? bug("memory was announced and not sent");
    buffers = sent.message as StoreBuffers;
  }
  return buffers;
}

function currentView(): StoreView {
  const { log, parents, tables, columns } = latestBuffers();
  const states = control[slot.parentStates] as number;
  return {
    log: new Int32Array(log, 0, (control[slot.logStates] as number) * shape.words),
    parents: new Uint8Array(parents, 0, states),
    columns: columns.map((column) => new Uint8Array(column, 0, states)),
    tables: tables.map((entries, table) => {
      const at = slot.tables + numbersInTable * table;
      const bits = control[at] as number;
      const length = text.direct ? entries.byteLength / 4 : 2 ** bits;
      const idBits = control[at + 1] as number;
      return { entries: new Int32Array(entries, 0, length), bits, idBits };
    }),
  };
}

/**
 * Waits for the phase after the given one. To be woken is not enough: who saw a phase begin and finished with it may be asleep
 * again before the leader comes to wake all for it.
 */
function awaitPhase(last: number): number {
  for (let turn = 0; ; turn++) {
    const phase = Atomics.load(control, slot.phase);
    if (phase !== last) return phase;
    if (turn >= patience) Atomics.wait(control, slot.phase, last);
  }
}

const member = newMember({
  ...{ number, shape, round, view: currentView() },
  module: evaluateModule(source, moduleHost(noHost, facts)),
  functions: evaluateStore(text),
});
let last = 0; // the phase at which all begin: one that comes late sees that the search is over
Atomics.add(control, slot.ready, 1);

for (;;) {
  last = awaitPhase(last);
  const phase = phases[Atomics.load(control, slot.kind)] as Phase;
  if (phase === "stop") break;
  beginPhase(member, phase, currentView());
  while (workOn(member, phase));
  endPhase(member);
  if (Atomics.sub(control, slot.busy, 1) === 1) Atomics.notify(control, slot.busy);
}
