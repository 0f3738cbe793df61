/** From the paths on the command line to the studies. One that cannot be loaded takes no other down with it. */
import type { Study } from "../../index.ts";
import { shownPath } from "../error-report.ts";
import { discoverSpecs } from "../load/discover-specs.ts";
import { loadSpec } from "../load/load-spec.ts";
import type { Mishap } from "../load-machines.ts";
import { studyOf } from "../machines-of.ts";

/** A study and where it comes from. */
export interface StudySubject {
  /** As it is shown. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly study: Study;
}

/**
 * Loads the studies that the paths stand for, in their order.
 * @throws CheckerError kind `usage` for a path that leads to none
 */
export async function loadStudies(
  paths: readonly string[],
  cwd: string,
): Promise<{ readonly subjects: readonly StudySubject[]; readonly mishaps: readonly Mishap[] }> {
  const subjects: StudySubject[] = [];
  const mishaps: Mishap[] = [];
  for (const path of discoverSpecs(paths, cwd, "study")) {
    const file = shownPath(path, cwd);
    try {
      subjects.push({ file, path, study: studyOf(await loadSpec(path)) });
    } catch (error) {
      mishaps.push({ file, machine: undefined, error });
    }
  }
  return { subjects, mishaps };
}
