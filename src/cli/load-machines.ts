/**
 * From the paths on the command line to the machines to check. A file that cannot be loaded takes no other down with it:
 * what is wrong with it is kept, and everything else goes on.
 */
import type { Machine, Study } from "../index.ts";
import { shownPath } from "./error-report.ts";
import { discoverSpecs } from "./load/discover-specs.ts";
import { loadSpec } from "./load/load-spec.ts";
import { hasStudy, machinesOf, studyOf } from "./machines-of.ts";

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
  /** Where studies were sought, too. */
  readonly studies: readonly { readonly file: string; readonly study: Study }[];
  readonly mishaps: readonly Mishap[];
}

/**
 * Loads all specs that the paths stand for, in their order.
 * @throws CheckerError kind `usage` for a path that leads to no spec
 */
export async function loadMachines(
  paths: readonly string[],
  cwd: string,
  { signal, sought = "spec" }: { signal?: AbortSignal; sought?: "spec" | "either" } = {},
): Promise<Loaded> {
  const subjects: Subject[] = [];
  const studies: { readonly file: string; readonly study: Study }[] = [];
  const mishaps: Mishap[] = [];
  for (const path of discoverSpecs(paths, cwd, sought)) {
    if (signal?.aborted) break;
    const file = shownPath(path, cwd);
    try {
      const spec = await loadSpec(path);
      if (sought === "either" && hasStudy(spec)) studies.push({ file, study: studyOf(spec) });
      else subjects.push(...machinesOf(spec).map((machine) => ({ file, machine })));
    } catch (error) {
      mishaps.push({ file, machine: undefined, error });
    }
  }
  return { subjects, studies, mishaps };
}
