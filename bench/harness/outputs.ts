/** Reads the numbers in what the tools print. */

/** What a tool says that it has explored. */
export interface Counts {
  readonly states: number;
  /** Transitions, plus initial states where the tool counts them in; undefined if it does not say. */
  readonly generated: number | undefined;
}

/** Undefined when the text is no complete, successful report. */
export type Reader = (output: string) => Counts | undefined;

/** The report of `everystate check --reporter json` on one machine. */
export const readEverystate: Reader = (output) => {
  const report = parseJson(output) as EverystateReport | undefined;
  const [run, ...others] = report?.runs ?? [];
  if (run === undefined || others.length > 0) return undefined;
  if (run.outcome !== "passed" || run.ending.because !== "complete") return undefined;
  return { states: run.stats.distinct, generated: run.stats.generated };
};

/** The parts of everystate's report that matter here; the schema is src/report/report.schema.json. */
interface EverystateReport {
  readonly runs: readonly {
    readonly outcome: string;
    readonly ending: { readonly because: string };
    readonly stats: { readonly distinct: number; readonly generated: number };
  }[];
}

/** SPIN's pan. Numbers from 100 million are printed in powers of ten, with eight digits. */
export const readSpin: Reader = (output) => {
  if (!/errors: 0\b/.test(output) || output.includes("max search depth too small")) {
    return undefined;
  }
  const states = numberIn(output, /^\s*([\d.e+]+) states, stored$/m);
  const generated = numberIn(output, /^\s*([\d.e+]+) transitions \(= stored\+matched\)$/m);
  return states === undefined ? undefined : { states, generated };
};

/** Rumur's and CMurphi's verifiers. */
export const readMurphi: Reader = (output) => {
  if (!output.includes("No error found.")) return undefined;
  const found = /^\s*(\d+) states, (\d+) rules fired in /m.exec(output);
  if (found === null) return undefined;
  return { states: Number(found[1]), generated: Number(found[2]) };
};

export const readTlc: Reader = (output) => {
  if (!output.includes("No error has been found")) return undefined;
  const found =
    /^(\d+) states generated, (\d+) distinct states found, 0 states left on queue/m.exec(output);
  if (found === null) return undefined;
  return { states: Number(found[2]), generated: Number(found[1]) };
};

/** LTSmin's multi-core search. It exits with 0 after an error action, too. */
export const readLtsmin: Reader = (output) => {
  if (output.includes("found at depth")) return undefined;
  const found = /Explored (\d+) states (\d+) transitions/.exec(output);
  if (found === null) return undefined;
  return { states: Number(found[1]), generated: Number(found[2]) };
};

/** Stateright's `WriteReporter`. */
export const readStateright: Reader = (output) => {
  const found = /Done\. states=(\d+), unique=(\d+)/.exec(output);
  if (found === null) return undefined;
  return { states: Number(found[2]), generated: Number(found[1]) };
};

/**
 * What is wrong with the counts, or undefined. A tool that rounds its transitions to eight digits may be off in the last.
 */
export function disagreement(
  found: Counts,
  expected: { readonly states: number; readonly generated: number },
): string | undefined {
  if (found.states !== expected.states) {
    return `${found.states} states instead of ${expected.states}`;
  }
  const { generated } = found;
  const precision = expected.generated >= 1e8 ? 1e-7 : 0;
  if (
    generated !== undefined &&
    Math.abs(generated - expected.generated) > precision * expected.generated
  ) {
    return `${generated} transitions instead of ${expected.generated}`;
  }
  return undefined;
}

function numberIn(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
