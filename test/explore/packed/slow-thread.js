/** A thread that does nothing, and takes its time for it. */
import { workerData } from "node:worker_threads";

const { control } = workerData.round;
const slot = { phase: 0, kind: 1, busy: 3, ready: 4 };
const stop = 4;
Atomics.add(control, slot.ready, 1);
for (let phase = 0; ; ) {
  Atomics.wait(control, slot.phase, phase);
  phase = Atomics.load(control, slot.phase);
  if (Atomics.load(control, slot.kind) === stop) break;
  Atomics.wait(control, slot.ready, Atomics.load(control, slot.ready), 50);
  Atomics.sub(control, slot.busy, 1);
}
