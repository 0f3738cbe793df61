/** A thread that says it is ready and then fails: the first by an error, others by ending. */
import { workerData } from "node:worker_threads";

const { round } = workerData;
const phase = 0;
const ready = 4;
const before = Atomics.load(round.control, phase);
Atomics.add(round.control, ready, 1);
Atomics.wait(round.control, phase, before);
if (workerData.number === 1) throw new Error("the thread is out of order");
process.exit(3);
