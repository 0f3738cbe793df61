/** Finds the machines, or the study, among what a file exports: machines, and arrays of machines, under any name. */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { Machine, Study } from "../index.ts";
import type { SpecModule } from "./load/load-spec.ts";

/**
 * The machines of a spec, by the names of their exports; those of an array in its order. A machine that is exported
 * twice counts once.
 * @throws CheckerError kind `load`: `no-machine`, and `duplicate-name` for different machines of one name
 */
export function machinesOf({ exports }: SpecModule): readonly Machine[] {
  const machines = new Set<Machine>();
  for (const exported of Object.values(exports)) {
    for (const value of Array.isArray(exported) ? exported : [exported]) {
      if (isMachine(value)) machines.add(value);
    }
  }
  if (machines.size === 0) throw noMachine(Object.entries(exports));
  const names = new Set<string>();
  for (const { name } of machines) {
    if (names.has(name)) throw duplicateName(name);
    names.add(name);
  }
  return [...machines];
}

/** Recognised by its mark and not by its class: a spec may have been built with a second copy of the package. */
function isMachine(value: unknown): value is Machine {
  return typeof value === "object" && value !== null && "everystate" in value
    ? value.everystate === "machine"
    : false;
}

/** Whether a file exports a study. */
export function hasStudy({ exports }: SpecModule): boolean {
  return Object.values(exports).some(isStudy);
}

/**
 * The study of a file.
 * @throws CheckerError kind `load`: `no-study`, and `duplicate-name` for several
 */
export function studyOf({ exports }: SpecModule): Study {
  const [study, another] = new Set(Object.values(exports).filter(isStudy));
  if (study === undefined) throw noStudy();
  if (another === undefined) return study;
  throw new CheckerError({
    kind: "load",
    code: "duplicate-name",
    message: `the file exports two studies, "${study.name}" and "${another.name}"`,
    hint: "give each a file of its own: its expectations stand in a file beside it",
  });
}

function isStudy(value: unknown): value is Study {
  return typeof value === "object" && value !== null && "everystate" in value
    ? value.everystate === "study"
    : false;
}

function noStudy(): CheckerError {
  return new CheckerError({
    kind: "load",
    code: "no-study",
    message: "the file exports no study",
    hint: "write export default study({ … })",
  });
}

function noMachine(exported: readonly (readonly [string, unknown])[]): CheckerError {
  if (exported.some(([, value]) => isStudy(value))) {
    return new CheckerError({
      kind: "load",
      code: "no-machine",
      message: "the file exports a study, and no machine",
      hint: "everystate matrix runs studies",
    });
  }
  const maker = exported.find(([, value]) => typeof value === "function")?.[0];
  return new CheckerError({
    kind: "load",
    code: "no-machine",
    message: "the file exports no machine",
    hint:
      maker === undefined
        ? "write export default machine({ … })"
        : `"${maker}" is a function: call it and export the machine, as in export default ${maker === "default" ? "machineOf" : maker}(…)`,
  });
}

function duplicateName(name: string): CheckerError {
  return new CheckerError({
    kind: "load",
    code: "duplicate-name",
    message: `the file exports two machines called "${name}"`,
    hint: "give one of them another name: reports and -t tell the machines of a file apart by their names",
  });
}
