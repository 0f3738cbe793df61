/**
 * What running a study comes to: one exploration for every machine, and the cells that each answers. Machines are made here,
 * and nothing else runs.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import type { Machine } from "../spec/machine.ts";
import type { Sizes, Study, StudyEnvironment } from "../spec/study.ts";

/** The name of a cell. */
export interface Cell {
  readonly protocol: string;
  readonly environment: string;
  readonly property: string;
}

/** A machine to explore, and the cells that it answers. */
export interface PlannedExploration {
  /** The first protocol and environment that have the machine: from them it can be made again elsewhere. */
  readonly protocol: string;
  readonly environment: string;
  readonly sizes: Sizes;
  /** Undefined when making it failed. */
  readonly machine: Machine | undefined;
  /** What making it threw. */
  readonly error: unknown;
  /** What the machine calls the properties that are asked for, without repetition. */
  readonly properties: readonly string[];
  readonly cells: readonly Cell[];
}

export interface StudyPlan {
  readonly explorations: readonly PlannedExploration[];
  /** Cells without a machine, or whose machine has no such property. */
  readonly empty: readonly Cell[];
}

/** What is asked of a study. */
export interface StudyQuestion {
  /** In place of the sizes of the study and of its protocols. */
  readonly sizes?: Sizes;
  /** Which cells are asked for; all when left out. */
  readonly only?: (cell: Cell) => boolean;
}

/** `protocol/environment/property`. */
export function nameOfCell({ protocol, environment, property }: Cell): string {
  return `${protocol}/${environment}/${property}`;
}

/** All cells in the order of the table: protocols, in each its environments, in each the properties. */
export function cellsOf(study: Study): readonly Cell[] {
  return Object.keys(study.protocols).flatMap((protocol) =>
    Object.keys(study.environments).flatMap((environment) =>
      Object.keys(study.properties).map((property) => ({ protocol, environment, property })),
    ),
  );
}

/** What the machines of the study call a property. */
export function machineNameOf(study: Study, property: string): string {
  return study.properties[property]?.name ?? property;
}

/** The sizes of a protocol: what is asked for, else its own, else those of the study. */
export function sizesFor(study: Study, protocol: string, asked: Sizes = {}): Sizes {
  return { ...study.sizes, ...study.protocols[protocol]?.sizes, ...asked } as Sizes; // no size is undefined
}

/**
 * @throws CheckerError kind `usage` for a size that the study does not have, kind `spec` for a property that none of its
 * machines has
 */
export function planStudy(
  study: Study,
  { sizes, only = () => true }: StudyQuestion = {},
): StudyPlan {
  const unknown = Object.keys(sizes ?? {}).find((name) => !Object.hasOwn(study.sizes, name));
  if (unknown !== undefined) throw unknownSize(unknown, study);
  const asked = cellsOf(study).filter(only);
  const explorations = new Map<unknown, PlannedExploration & { readonly cells: Cell[] }>();
  const empty: Cell[] = [];
  for (const group of groups(asked)) {
    const [{ protocol, environment }] = group;
    const made = make(study, { protocol, environment, sizes: sizesFor(study, protocol, sizes) });
    const answered = group.filter(
      (cell) =>
        made.machine === undefined ||
        hasProperty(made.machine, machineNameOf(study, cell.property)),
    );
    if ("nothing" in made) {
      empty.push(...group);
      continue;
    }
    empty.push(...group.filter((cell) => !answered.includes(cell)));
    if (answered.length === 0) continue;
    const key = made.machine ?? made;
    const known = explorations.get(key);
    const names = answered.map(({ property }) => machineNameOf(study, property));
    const properties = [...new Set([...(known?.properties ?? []), ...names])];
    const cells = [...(known?.cells ?? []), ...answered];
    explorations.set(key, { ...(known ?? { ...made }), properties, cells });
  }
  refuseUnheardOf(study, { asked, empty });
  return { explorations: [...explorations.values()], empty };
}

type Made = Pick<PlannedExploration, "protocol" | "environment" | "sizes" | "machine" | "error"> & {
  readonly nothing?: true;
};

function make(
  study: Study,
  at: Pick<PlannedExploration, "protocol" | "environment" | "sizes">,
): Made {
  try {
    const machine = machineOf(study, at);
    return machine === undefined
      ? { ...at, machine, error: undefined, nothing: true }
      : { ...at, machine, error: undefined };
  } catch (error) {
    return { ...at, machine: undefined, error: ofSpec(error, at) };
  }
}

/** What the author's function threw, as an error of the spec; one that says so already, or is a bug of ours, stays. */
function ofSpec(cause: unknown, { protocol, environment }: Omit<Cell, "property">): unknown {
  const name = cause instanceof Error ? cause.name : "";
  if (["CheckerError", "BugError"].includes(name)) return cause; // by name: there may be two copies of this package
  const what = cause instanceof Error ? cause.message : String(cause);
  return new CheckerError({
    kind: "spec",
    code: "spec-threw",
    message: `protocol "${protocol}" threw while its machine for environment "${environment}" was made: ${what}`,
    hint: "return undefined where the protocol makes no sense",
    cause,
  });
}

/**
 * The machine of a protocol in an environment; undefined where there is none.
 * @throws whatever the author's function throws; CheckerError `bad-study` when it returns something else
 */
export function machineOf(
  study: Study,
  { protocol, environment, sizes }: Pick<PlannedExploration, "protocol" | "environment" | "sizes">,
): Machine | undefined {
  const definition = study.protocols[protocol];
  const surroundings = study.environments[environment] as StudyEnvironment;
  const machine: unknown = definition?.machine(surroundings as never, sizes); // what its author typed it for
  if (machine === undefined || isMachine(machine)) return machine;
  throw new CheckerError({
    kind: "spec",
    code: "bad-study",
    message: `protocol "${protocol}" has no machine in environment "${environment}": its function returned something else`,
    hint: "return machine({ … }), or undefined where the protocol makes no sense",
    about: definition?.machine,
  });
}

function isMachine(value: unknown): value is Machine {
  return (
    typeof value === "object" &&
    value !== null &&
    "everystate" in value &&
    value.everystate === "machine"
  );
}

function hasProperty(machine: Machine, name: string): boolean {
  return name === "deadlock" ? machine.deadlock : Object.hasOwn(machine.properties, name);
}

/** Cells by protocol and environment. */
function groups(cells: readonly Cell[]): readonly (readonly [Cell, ...Cell[]])[] {
  const found = new Map<string, [Cell, ...Cell[]]>();
  for (const cell of cells) {
    const key = `${cell.protocol}/${cell.environment}`;
    const group = found.get(key);
    if (group === undefined) found.set(key, [cell]);
    else group.push(cell);
  }
  return [...found.values()];
}

/** A column that is empty from top to bottom asks for something that nothing has: most likely a misspelt name. */
function refuseUnheardOf(
  study: Study,
  { asked, empty }: { readonly asked: readonly Cell[]; readonly empty: readonly Cell[] },
): void {
  const isWhole = asked.length === cellsOf(study).length;
  if (!isWhole) return;
  const inUse = new Set(asked.filter((cell) => !empty.includes(cell)).map((cell) => cell.property));
  const unused = Object.keys(study.properties).find((property) => !inUse.has(property));
  if (unused === undefined) return;
  throw new CheckerError({
    kind: "spec",
    code: "unknown-name",
    message: `no machine of study "${study.name}" has the property "${machineNameOf(study, unused)}" of column "${unused}"`,
    hint: "its name is the key of the column, or what the column says with name:",
  });
}

function unknownSize(name: string, study: Study): CheckerError {
  const known = Object.keys(study.sizes);
  const meant = didYouMean(name, known);
  return new CheckerError({
    kind: "usage",
    code: "bad-option",
    message: `study "${study.name}" has no size "${name}"`,
    hint: meant === undefined ? `its sizes: ${known.join(", ")}` : `did you mean "${meant}"?`,
  });
}
