/** What the command line knows about the place where it runs: colours and width are decided here and passed on as data. */
import picocolors from "picocolors";

/** The part of a stream that the command line uses. */
export interface Stream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** From now on the command goes on when nobody reads the stream any more. */
  readonly outlive?: () => void;
}

/** The process around a command. */
export interface Host {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reports, and nothing else. */
  readonly stdout: Stream;
  /** Progress and errors. */
  readonly stderr: Stream;
  /** The version of everystate. */
  readonly version: string;
}

/** How text for one destination looks. */
export interface Look {
  readonly colors: ReturnType<typeof picocolors.createColors>;
  /** Columns of a line. */
  readonly width: number;
}

const defaultWidth = 80;
/** In less than this nothing can be read; a terminal that claims less gets lines that it has to break itself. */
const narrowest = 40;

/** The look of what is printed to a stream. `asked` is what the caller said with --color or --no-color. */
export function lookOf(stream: Stream, env: Host["env"], asked: boolean | undefined): Look {
  return {
    colors: picocolors.createColors(asked ?? hasColors(stream, env)),
    width: Math.max(columnsIn(env) ?? columnsOf(stream), narrowest),
  };
}

/** Columns of a terminal. Some pseudo-terminals claim to have none. */
export function columnsOf({ columns }: Stream): number {
  return columns === undefined || columns <= 0 ? defaultWidth : columns;
}

/** The look of a file: the same wherever it is written. */
export function lookOfFile(env: Host["env"]): Look {
  const width = Math.max(columnsIn(env) ?? defaultWidth, narrowest);
  return { colors: picocolors.createColors(false), width };
}

/** NO_COLOR (no-color.org) before FORCE_COLOR; otherwise colours are for terminals that know them. */
function hasColors(stream: Stream, env: Host["env"]): boolean {
  const force = env["FORCE_COLOR"];
  if (env["NO_COLOR"]) return false;
  if (force === "0" || force === "false") return false;
  if (force !== undefined) return true;
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

function columnsIn(env: Host["env"]): number | undefined {
  const columns = Number(env["COLUMNS"]);
  return Number.isSafeInteger(columns) && columns > 0 ? columns : undefined;
}
