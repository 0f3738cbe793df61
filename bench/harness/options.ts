/** The command line of the benchmark. */
import { parseArgs } from "node:util";
import { type Case, caseId, cases, type Size } from "./cases.ts";

export interface Options {
  readonly cases: readonly Case[];
  /** Ids of tools; all when undefined. */
  readonly tools: readonly string[] | undefined;
  readonly runs: number;
  readonly limitSeconds: number;
  readonly out: string | undefined;
}

export const usage = `node bench/run.js [options]

  --sizes small|full|all  which sizes (default: small)
  --only <word,word,...>  only these tools, systems (two-phase-commit) or cases (two-phase-commit-9, of any size)
  --runs <n>              measure each n times and show the median (default: 3)
  --timeout <seconds>     end a run after this time (default: 900)
  --out <file>            write the results there, as JSON
  --help
`;

/** @throws Error when a word cannot be meant */
export function parseOptions(words: readonly string[], toolIds: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      sizes: { type: "string", default: "small" },
      only: { type: "string" },
      runs: { type: "string", default: "3" },
      timeout: { type: "string", default: "900" },
      out: { type: "string" },
    },
  });
  const only = values.only?.split(",").map((word) => word.trim()) ?? [];
  const systemIds = [...new Set(cases.map(({ system }) => system.id))];
  const known = [...toolIds, ...systemIds, ...cases.map(caseId)];
  const unknown = only.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    throw new Error(`--only ${unknown}: there are ${known.join(", ")}`);
  }
  const tools = only.filter((word) => toolIds.includes(word));
  const named = only.filter((word) => !toolIds.includes(word));
  const sizes = sizesOf(values.sizes);
  return {
    cases: cases.filter(
      (subject) =>
        named.includes(caseId(subject)) ||
        (sizes.includes(subject.size) && (named.length === 0 || named.includes(subject.system.id))),
    ),
    tools: tools.length === 0 ? undefined : tools,
    runs: positive("--runs", values.runs),
    limitSeconds: positive("--timeout", values.timeout),
    out: values.out,
  };
}

function sizesOf(word: string): readonly Size[] {
  if (word === "all") return ["small", "full"];
  if (word === "small" || word === "full") return [word];
  throw new Error(`--sizes ${word}: there are small, full, all`);
}

function positive(option: string, word: string): number {
  const value = Number(word);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`${option} ${word}: give a whole number from 1`);
}
