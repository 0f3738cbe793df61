/** What a thread of a search runs: it becomes a member, and works on phases until it is told to stop. */
import { bug } from "../../../diagnostics/bug.ts";
import { evaluateModule } from "../../../model/compiled/generate.ts";
import type { Host } from "../../../model/compiled/generated-module.ts";
import { evaluateStore } from "../../../store/store-text.ts";
import { moduleHost } from "../module-host.ts";
import { rehearse } from "../rehearsal.ts";
import type { Enlistment, ShardBuffers, StoreBuffers } from "./crew.ts";
import {
  beginPhase,
  endPhase,
  newMember,
  type ShardView,
  type StoreView,
  workOn,
} from "./member.ts";
import { practise } from "./practice.ts";
import { type Phase, patience, phases, shardBegin, shardSlot, slot } from "./round-memory.ts";
import { nodeThreads } from "./threads.ts";

const { parentPort, receiveMessageOnPort, workerData } =
  nodeThreads() ?? bug("a search thread runs where there are no threads");
const { round, text, source, facts, shape, number, known, rehearsal } = workerData as Enlistment;
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

let buffers: StoreBuffers | undefined;
let received = 0;

/** The newest memory of the store. */
function latestBuffers(): StoreBuffers {
  const port = parentPort ?? bug("a search thread was not started as one");
  for (; received < Atomics.load(control, slot.buffers); received++) {
    const sent = receiveMessageOnPort(port) ?? bug("memory was announced and not sent");
    buffers = sent.message as StoreBuffers;
  }
  return buffers ?? bug("a phase began before there was a store");
}

function currentView(): StoreView {
  const { order, starts, shards, columns } = latestBuffers();
  const ranks = control[slot.ranks] as number;
  const views = shards.map(viewOfShard);
  return {
    shards: views,
    logs: views.map(({ log }) => log),
    order: new Uint8Array(order, 0, ranks),
    starts: new Int32Array(starts, 0, control[slot.starts] as number),
    columns: columns.map((column) => new Uint8Array(column, 0, ranks)),
  };
}

function viewOfShard({ log, parents, table }: ShardBuffers, shard: number): ShardView {
  const numberOf = (which: number): number => control[shardBegin(shard) + which] as number;
  const bits = numberOf(shardSlot.bits);
  const slots = text.direct ? table.byteLength / 4 : 2 ** bits;
  return {
    log: new Int32Array(log, 0, numberOf(shardSlot.logStates) * shape.words),
    parents: new Uint8Array(parents, 0, numberOf(shardSlot.parentStates)),
    table: { entries: new Int32Array(table, 0, slots), bits, idBits: numberOf(shardSlot.idBits) },
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
  ...{ number, shape, round, known },
  module: evaluateModule(source, moduleHost(noHost, facts)),
  functions: evaluateStore(text),
});
if (rehearsal !== undefined) rehearse(member.module, rehearsal);
if (!text.direct) practise(member, known);
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
