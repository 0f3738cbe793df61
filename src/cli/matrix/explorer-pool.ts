/**
 * Explores the machines of studies in several processes, one machine in each at a time. Processes and not threads: one that runs
 * out of memory, or is ended by a spec, takes no other down with it.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CheckOptions, CheckResult, Explored, Progress, Sizes } from "../../index.ts";
import { CheckerError } from "../../index.ts";
import type { ErrorReport } from "../../report/report.ts";
import { fromPortable } from "../../value/portable.ts";
import type { Answer, Arrived, Errand } from "./explorer-messages.ts";

export interface PoolOptions {
  /** Most processes. */
  readonly size: number;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** What is to be explored. */
export interface PoolErrand {
  readonly file: string;
  readonly protocol: string;
  readonly environment: string;
  readonly sizes: Sizes;
  readonly options: CheckOptions;
}

export interface ExplorerPool {
  /** Explores; after an interruption, what has not begun stays undone. Never rejects. */
  explore(errand: PoolErrand, onProgress: (progress: Progress) => void): Promise<Arrived>;
  /** Errors that no call waited for. */
  readonly strays: readonly ErrorReport[];
  /** Ends the processes. */
  close(): void;
}

const entry = fileURLToPath(
  new URL(`./explorer-process.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url),
);

export function explorerPool({ size, cwd, signal }: PoolOptions): ExplorerPool {
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();
  const waiting: (() => void)[] = [];
  const strays: ErrorReport[] = [];
  let busy = 0;

  const stop = (): void => {
    for (const child of all) if (child.connected) child.send({ kind: "stop" });
    for (const resume of waiting.splice(0)) resume();
  };
  signal.addEventListener("abort", stop, { once: true });

  const start = (): ChildProcess => {
    const child = fork(entry, [], { serialization: "advanced", stdio: ["ignore", 2, 2, "ipc"] });
    all.add(child);
    child.once("exit", () => all.delete(child));
    child.on("message", (answer: Answer) => {
      if (answer.kind === "stray") strays.push(answer.error);
    });
    return child;
  };
  const idleOne = (): ChildProcess | undefined => {
    const child = idle.pop();
    return child === undefined || isAlive(child) ? child : idleOne();
  };

  return {
    strays,
    explore: async (errand, onProgress) => {
      while (busy >= size && !signal.aborted)
        await new Promise<void>((resume) => waiting.push(resume));
      if (signal.aborted) return {};
      busy += 1;
      const child = idleOne() ?? start();
      try {
        return await exploredBy(child, { kind: "explore", cwd, ...errand }, onProgress);
      } finally {
        busy -= 1;
        if (isAlive(child)) idle.push(child);
        waiting.shift()?.();
      }
    },
    close: () => {
      signal.removeEventListener("abort", stop);
      for (const child of all) child.kill("SIGKILL");
    },
  };
}

function isAlive(child: ChildProcess): boolean {
  return child.connected && child.exitCode === null;
}

function exploredBy(
  child: ChildProcess,
  errand: Errand,
  onProgress: (progress: Progress) => void,
): Promise<Arrived> {
  return new Promise((resolve) => {
    const done = (arrived: Arrived): void => {
      child.off("message", listen).off("exit", ended).off("error", failed);
      resolve(arrived);
    };
    const listen = (answer: Answer): void => {
      if (answer.kind === "progress") onProgress(answer.progress);
      else if (answer.kind === "error") done({ error: answer.error });
      else if (answer.kind === "result") done(arrivedOf(answer));
    };
    const ended = (code: number | null, by: string | null): void =>
      done({
        error: crash(
          `the process that explored it ended ${by === null ? `with code ${code}` : `by ${by}`}`,
        ),
      });
    const failed = (error: Error): void => done({ error: crash(error.message) });
    child.on("message", listen).on("exit", ended).on("error", failed);
    child.send(errand);
  });
}

function arrivedOf({ result, error }: Extract<Answer, { kind: "result" }>): Arrived {
  const arrived = fromPortable(result) as CheckResult; // as the process has sent it, but for the error
  if (arrived.fault === undefined || error === undefined) return { result: arrived };
  const { kind, code, message, hint, location } = error;
  const again = new CheckerError({
    kind: kind === "bug" ? "spec" : kind,
    code: code as CheckerError["code"], // of an error of this kind
    message,
    location,
    ...(hint === undefined ? {} : { hint }),
  });
  return { result: { ...arrived, fault: { ...arrived.fault, error: again } }, error };
}

function crash(message: string): ErrorReport {
  const code = "unexpected-error";
  return {
    kind: "bug",
    code,
    message,
    hint: undefined,
    location: undefined,
    text: `error[${code}]: ${message}`,
  };
}

/** What the pipeline of studies needs to know of it. */
export function exploredOf({ result, error }: Arrived): Explored {
  if (result !== undefined) return { result };
  return error === undefined ? {} : { error };
}
