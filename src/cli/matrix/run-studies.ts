/** Runs studies with a pool of processes, and tells how far they are. */
import { availableParallelism } from "node:os";
import {
  type CheckOptions,
  checkStudy,
  defaultEngine,
  type ExploreAll,
  type Sizes,
  type StudyResult,
} from "../../index.ts";
import type { StudyFault, StudyReport } from "../../report/matrix-report.ts";
import type { ErrorReport, Failure } from "../../report/report.ts";
import { errorReport } from "../error-report.ts";
import { memoryLimits } from "../memory-limits.ts";
import { type EngineFlags, engineOptions, type SearchFlags, searchOptions } from "../options.ts";
import { type Host, lookOfFile } from "../terminal.ts";
import type { ChosenStudy } from "./choose-cells.ts";
import { type ExplorerPool, exploredOf, explorerPool } from "./explorer-pool.ts";
import { type MatrixProgress, matrixProgress } from "./matrix-progress.ts";

export interface RunFlags extends SearchFlags, Pick<EngineFlags, "engine" | "workers"> {}

export interface StudyRunner {
  /** Runs a study, with other sizes if they are given. */
  run(chosen: ChosenStudy, sizes: Sizes): Promise<StudyReport>;
  /** Errors that no call waited for, as failures of no file. */
  strays(): readonly Failure[];
  close(): void;
}

/** Processes are started when they are needed, and end with `close`. */
export function studyRunner(flags: RunFlags, host: Host, signal: AbortSignal): StudyRunner {
  const most = flags.workers ?? availableParallelism();
  const pool = explorerPool({ size: most, cwd: host.cwd, signal });
  const progress = matrixProgress(host.stderr);
  return {
    run: async (chosen, sizes) => {
      const faults = new Map<string, ErrorReport>();
      const explore = exploreWith(pool, { chosen, flags, most, progress, faults });
      const result = await checkStudy(chosen.study, { sizes, only: chosen.only }, explore);
      progress.clear();
      return {
        file: chosen.file,
        result,
        faults: faultsOf(result, faults, host),
      };
    },
    strays: () => pool.strays.map((error) => ({ file: undefined, machine: undefined, error })),
    close: () => {
      progress.clear();
      pool.close();
    },
  };
}

interface Exploring {
  readonly chosen: ChosenStudy;
  readonly flags: RunFlags;
  readonly most: number;
  readonly progress: MatrixProgress;
  /** By protocol and environment. */
  readonly faults: Map<string, ErrorReport>;
}

function exploreWith(
  pool: ExplorerPool,
  { chosen, flags, most, progress, faults }: Exploring,
): ExploreAll {
  return (explorations) => {
    const made = explorations.filter(({ machine }) => machine !== undefined).length;
    const processes = Math.max(Math.min(most, made), 1);
    progress.begin(chosen.study.name, made);
    const options = optionsFor(flags, {
      processes,
      threads: Math.max(Math.floor(most / processes), 1),
    });
    return Promise.all(
      explorations.map(async ({ machine, protocol, environment, sizes, properties }) => {
        if (machine === undefined) return {};
        const name = `${protocol}/${environment}`;
        const arrived = await pool.explore(
          { file: chosen.path, protocol, environment, sizes, options: { ...options, properties } },
          (seen) => progress.update(name, seen),
        );
        progress.done(name);
        if (arrived.error !== undefined) faults.set(name, arrived.error);
        return exploredOf(arrived);
      }),
    );
  };
}

/** What one of several processes may use. */
function optionsFor(
  flags: RunFlags,
  { processes, threads }: { readonly processes: number; readonly threads: number },
): CheckOptions {
  const { maxMemory, maxHeap } = memoryLimits(flags.maxMemory, flags.engine ?? defaultEngine);
  const isCompiled = flags.engine !== "reference";
  return {
    ...searchOptions(flags),
    ...engineOptions({ ...(flags.engine === undefined ? {} : { engine: flags.engine }) }),
    ...(isCompiled && flags.search !== "dfs" ? { workers: threads } : {}),
    maxMemory: Math.max(Math.floor(maxMemory / processes), 1),
    maxHeap,
  };
}

/** The faults in the order of the explorations, and those of machines that could not be made, in this very process. */
function faultsOf(
  { explorations }: StudyResult,
  arrived: ReadonlyMap<string, ErrorReport>,
  { cwd, env }: Host,
): readonly StudyFault[] {
  return explorations.flatMap(({ protocol, environment, error }) => {
    const known = arrived.get(`${protocol}/${environment}`);
    if (known !== undefined) return [{ protocol, environment, error: known }];
    if (error === undefined) return [];
    return [{ protocol, environment, error: errorReport(error, cwd, lookOfFile(env)) }];
  });
}

/** Whether an interruption has left something open. */
export function isCutShort(reports: readonly StudyReport[]): boolean {
  return reports.some(({ result }) =>
    result.explorations.some(
      (exploration) =>
        exploration.result?.outcome === "interrupted" ||
        (exploration.result === undefined && exploration.error === undefined),
    ),
  );
}
