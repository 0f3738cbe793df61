/** Runs a program and measures it: wall time, processor time, and the peak of its resident memory. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

export interface Measurement extends Usage {
  /** Wall time. */
  readonly seconds: number;
  readonly exitCode: number | undefined;
  readonly isTimeout: boolean;
  readonly output: string;
}

/** What a program has used; undefined where it is not known. */
export interface Usage {
  /** Of all its threads, in the program and in the kernel. */
  readonly cpuSeconds: number | undefined;
  readonly peakBytes: number | undefined;
}

/** GNU time, which knows it exactly; without it the peak is read from /proc now and then, where that exists. */
const gnuTime = "/usr/bin/time";
const hasGnuTime = /GNU/.test(spawnSync(gnuTime, ["--version"], { encoding: "utf8" }).stdout ?? "");

export function memoryMethod(): string {
  return hasGnuTime ? "GNU time" : "VmHWM in /proc, read every 20 ms";
}

export function measure(command: Command, limitSeconds: number): Promise<Measurement> {
  const usageFile = join(tmpdir(), `everystate-bench-${process.pid}.usage`);
  const { program, args, cwd } = command;
  const words = hasGnuTime
    ? [gnuTime, "--quiet", "--format=%U %S %M", `--output=${usageFile}`, program, ...args]
    : [program, ...args];
  return new Promise((resolve) => {
    const started = performance.now();
    // A process group of its own, so that the limit ends the program below `time` too.
    const child = spawn(words[0] as string, words.slice(1), {
      cwd,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running = child;
    let output = "";
    let isTimeout = false;
    let polled: number | undefined;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        output += text;
      });
    }
    const limit = setTimeout(() => {
      isTimeout = true;
      endGroup(child);
    }, limitSeconds * 1000);
    const poll = hasGnuTime
      ? undefined
      : setInterval(() => {
          polled = highWaterMark(child.pid) ?? polled;
        }, 20);
    const settle = (): void => {
      clearTimeout(limit);
      clearInterval(poll);
      running = undefined;
    };
    child.on("error", (error) => {
      output += error.message; // it could not be started; `close` follows
    });
    child.on("close", (code) => {
      const seconds = (performance.now() - started) / 1000;
      settle();
      const usage =
        hasGnuTime && !isTimeout
          ? parseUsage(readFileSync(usageFile, "utf8"))
          : { cpuSeconds: undefined, peakBytes: polled };
      rmSync(usageFile, { force: true });
      resolve({ ...usage, seconds, exitCode: code ?? undefined, isTimeout, output });
    });
  });
}

let running: ChildProcess | undefined;

/** A child in a group of its own does not hear the Ctrl-C that ends this program. */
export function endWhatRuns(): void {
  if (running !== undefined) endGroup(running);
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

/** Reads what GNU time writes: seconds in the program, seconds in the kernel, kilobytes. */
export function parseUsage(text: string): Usage {
  const numbers = text.trim().split(" ").map(Number);
  const [user, system, kilobytes] = numbers;
  if (user === undefined || system === undefined || kilobytes === undefined) {
    throw new Error(`GNU time wrote: ${text}`);
  }
  return { cpuSeconds: user + system, peakBytes: kilobytes * 1024 };
}

function highWaterMark(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return kilobytes === null ? undefined : Number(kilobytes[1]) * 1024;
  } catch {
    return undefined; // no such file: no Linux, or the process has ended
  }
}
