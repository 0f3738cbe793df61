/** The traces of a study as they are written to files, read again: which cell is shown where, and with which text. */
import { readdirSync, readFileSync } from "node:fs";

/** What a file says about a cell. */
export interface WrittenCell {
  readonly steps: number;
  /** The counterexample, where it is written out. */
  readonly text: string | undefined;
}

const ending = "\n\nothers end alike:\n";

/** The cells that the files of a directory show, by name. */
export function writtenCells(directory: URL): ReadonlyMap<string, WrittenCell> {
  const cells = new Map<string, WrittenCell>();
  const add = (name: string, cell: WrittenCell): void => {
    if (cells.has(name)) throw new Error(`${name} is shown twice`);
    cells.set(name, cell);
  };
  for (const file of readdirSync(directory)) {
    const protocol = file.replace(/\.txt$/, "");
    const [, ...sections] = readFileSync(new URL(file, directory), "utf8")
      .trimEnd()
      .split("\n\n\n");
    for (const section of sections) {
      const [, heading = "", body = ""] = /^([\s\S]*?)\n-+\n\n([\s\S]*)$/.exec(section) ?? [];
      const [text = "", others = ""] = body.split(ending);
      const [, property, environments = ""] = /^(\S+) [\s\S]*?: ([\w, \n]+)$/.exec(heading) ?? [];
      for (const environment of environments.split(/,\s+/)) {
        const cell = { steps: stepsIn(text), text: `${text}\n` };
        add(`${protocol}/${environment}/${property}`, cell);
      }
      for (const [, steps, first = "", , more] of others.matchAll(
        /^ +(\d+) steps: (\S+)(\s+\(the\s+same:\s+([^)]*)\))?$/gm,
      )) {
        const [, firstEnvironment] = first.split("/");
        for (const environment of [firstEnvironment, ...(more?.split(/,\s+/) ?? [])]) {
          add(`${protocol}/${environment}/${property}`, { steps: Number(steps), text: undefined });
        }
      }
    }
  }
  return cells;
}

/** The number of the last step of a trace. */
export function stepsIn(trace: string): number {
  return Math.max(
    ...[...trace.matchAll(/^ *(\d+) [ |] /gm)].map(([, number]) => Number(number)),
    0,
  );
}
