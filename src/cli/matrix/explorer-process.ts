/**
 * A process that explores machines of studies for the command, one after the other. It makes each machine again from its study:
 * functions cannot be sent. It ends with the command, and leaves Ctrl-C to it.
 */
import { check } from "../../index.ts";
import { machineOf } from "../../study/plan-study.ts";
import { toPortable } from "../../value/portable.ts";
import { errorReport } from "../error-report.ts";
import { loadSpec } from "../load/load-spec.ts";
import { studyOf } from "../machines-of.ts";
import { listenForStrayErrors } from "../stray-errors.ts";
import { lookOfFile } from "../terminal.ts";
import type { Answer, Errand, Stop } from "./explorer-messages.ts";

/** Milliseconds between two messages about progress. */
const pace = 200;

let stopping = new AbortController();

let cwd = process.cwd();
const reportOf = (error: unknown) => errorReport(error, cwd, lookOfFile(process.env));

listenForStrayErrors(({ error }) => answer({ kind: "stray", error: reportOf(error) }));
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
process.on("message", (message: Errand | Stop) => {
  if (message.kind === "stop") stopping.abort();
  else void explore(message);
});

async function explore(errand: Errand): Promise<void> {
  cwd = errand.cwd;
  stopping = new AbortController();
  try {
    const study = studyOf(await loadSpec(errand.file));
    const machine = machineOf(study, errand);
    if (machine === undefined) throw new Error("a protocol has a machine, and then has none");
    let told = 0;
    const result = await check(machine, errand.options, {
      signal: stopping.signal,
      onProgress: (progress) => {
        if (progress.milliseconds - told < pace) return;
        told = progress.milliseconds;
        answer({ kind: "progress", progress });
      },
    });
    await new Promise((resume) => setImmediate(resume)); // rejections that nobody handles are known by then
    const { fault } = result;
    const error = fault && reportOf(fault.error);
    const sent = { ...result, fault: fault && { ...fault, error: undefined } };
    answer({ kind: "result", result: toPortable(sent), error });
  } catch (error) {
    answer({ kind: "error", error: reportOf(error) });
  }
}

function answer(message: Answer): void {
  process.send?.(message);
}
