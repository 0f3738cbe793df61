/**
 * From the paths on the command line to the machines to check. A file that cannot be loaded takes no other down with it:
 * what is wrong with it is kept, and everything else goes on.
 */
import type { Machine } from "../index.ts";
import { shownPath } from "./error-report.ts";
import { discoverSpecs } from "./load/discover-specs.ts";
import { loadSpec } from "./load/load-spec.ts";
import { machinesOf } from "./machines-of.ts";

/** A machine and where it comes from. */
export interface Subject {
  readonly file: string;
  readonly machine: Machine;
}

/** Something that could not be done, with the error as it was thrown. */
export interface Mishap {
  readonly file: string | undefined;
  readonly machine: string | undefined;
  readonly error: unknown;
}

export interface Loaded {
  readonly subjects: readonly Subject[];
  readonly mishaps: readonly Mishap[];
}

/**
 * Loads all specs that the paths stand for, in their order.
 * @throws CheckerError kind `usage` for a path that leads to no spec
 */
export async function loadMachines(
  paths: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<Loaded> {
  const subjects: Subject[] = [];
  const mishaps: Mishap[] = [];
  for (const path of discoverSpecs(paths, cwd)) {
    if (signal?.aborted) break;
    const file = shownPath(path, cwd);
    try {
      const spec = await loadSpec(path);
      subjects.push(...machinesOf(spec).map((machine) => ({ file, machine })));
    } catch (error) {
      mishaps.push({ file, machine: undefined, error });
    }
  }
  return { subjects, mishaps };
}
