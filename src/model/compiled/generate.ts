/**
 * Turns a program over a packed layout into the source text of one JavaScript module: what a search calls for every state.
 *
 * Every action instance is straight-line code over local variables, at one place of its own: its guard, its effect on
 * copies of the words, a comparison with the state itself, and the successor is written into an array. V8 compiles and
 * optimises functions of limited size only, so instances are divided among functions of a moderate length.
 *
 * The text is the body of a function whose parameter is the host. Two forms of each instance are written: `expand` for the
 * common case, which leaves out steps that change nothing, and `transitions` for when every transition is wanted together
 * with its instance.
 */
import { instanceLines } from "./generate-instance.ts";
import { indented, lookupTables } from "./generate-procedure.ts";
import { questionLines } from "./generate-questions.ts";
import { sortingLines } from "./generate-sorting.ts";
import {
  type ExpansionForm,
  type GeneratedModule,
  type GenerateOptions,
  type Generation,
  type Host,
  wordsOf,
} from "./generated-module.ts";
import type { Program } from "./ir.ts";
import type { Layout } from "./layout.ts";

/** The source of a module, for `evaluateModule`. */
export function generateModule(program: Program, layout: Layout, options: GenerateOptions): string {
  const numbers = Array.from({ length: layout.words }, (_, word) => word);
  const generation: Generation = {
    program,
    layout,
    options,
    tables: lookupTables(),
    before: numbers.map((word) => `w${word}`),
    after: numbers.map((word) => `v${word}`),
  };
  const body = [
    ...questionLines(generation),
    ...expansion(generation, "expand"),
    ...expansion(generation, "transitions"),
  ];
  return [
    '"use strict";',
    ...prelude,
    ...reductionLines(generation),
    `const found = new Int32Array(${2 * options.questions.length}).fill(-1);`,
    generation.tables.text(),
    ...(options.isWindowed ? rebasing : []),
    ...body,
    `return { ${options.isWindowed ? "rebase, " : ""}expand, transitions, step, stepHolds, deadlock, visit, inside, visits, found, fault, cut };`,
    "",
  ].join("\n");
}

/** Makes the text run. */
export function evaluateModule(source: string, host: Host): GeneratedModule {
  const factory = new Function("host", source) as (host: Host) => GeneratedModule;
  return factory(host);
}

const prelude: readonly string[] = [
  "const { before, after } = host;",
  "const fault = new Int32Array(4);",
  "const cut = new Int32Array(1);",
  "/** The last state with a step that changes nothing, of those that are being expanded. */",
  "let stuttered = -1;",
  "",
  "function failed(kind, number, instance, rank) {",
  "  fault[0] = kind;",
  "  fault[1] = number;",
  "  fault[2] = instance;",
  "  fault[3] = rank;",
  "  return -1;",
  "}",
  "",
  "function popCount(x) {",
  "  x = x - ((x >>> 1) & 0x55555555);",
  "  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);",
  "  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;",
  "}",
  "",
  "function lowestBit(x) {",
  "  return 31 - Math.clz32(x & -x);",
  "}",
  "",
];

function reductionLines({ options, layout }: Generation): readonly string[] {
  const { reducedBy } = options;
  if (reducedBy === undefined) return [];
  return reducedBy === "host"
    ? ["const { canonicalise } = host;", ""]
    : sortingLines(reducedBy, layout.words);
}

const rebasing: readonly string[] = [
  "/** The state that the log begins with. */",
  "let base = 0;",
  "",
  "function rebase(state) {",
  "  base = state;",
  "}",
  "",
];

/** Characters of text in one function: V8 does not optimise beyond 60 kB of bytecode, and takes long before that. */
const charactersInFunction = 24_000;

function expansion(generation: Generation, form: ExpansionForm): readonly string[] {
  const counts = form === "expand" ? "taken" : "instances";
  const parameters = [...generation.before, "rank", "n", "out", counts].join(", ");
  const groups = groupsOf(generation, form);
  const functions = groups.flatMap((lines, group) => [
    `function ${form}${group}(${parameters}) {`,
    ...indented(lines),
    "  return n;",
    "}",
    "",
  ]);
  const calls = groups.flatMap((_, group) => [
    `n = ${form}${group}(${parameters});`,
    "if (n < 0) return n;",
  ]);
  const loop = form === "expand" ? manyStates : oneState;
  return [...functions, ...loop(generation, calls)];
}

/** The instances, in functions of a moderate length. */
function groupsOf(generation: Generation, form: ExpansionForm): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let characters = Number.POSITIVE_INFINITY;
  for (let instance = 0; instance < generation.program.instances.length; instance++) {
    const lines = instanceLines(generation, instance, form);
    const length = lines.reduce((sum, line) => sum + line.length, 0);
    if (characters + length > charactersInFunction) {
      groups.push([]);
      characters = 0;
    }
    groups.at(-1)?.push(...lines);
    characters += length;
  }
  return groups;
}

function manyStates(generation: Generation, calls: readonly string[]): readonly string[] {
  const { program, options, layout, before } = generation;
  const asksDeadlock = options.questions.some(({ kind }) => kind === "deadlock");
  return [
    "function expand(log, range, out, taken) {",
    "  const end = range[1];",
    "  let n = 0;",
    // A number stands for another state where the log is another: of practice, of a rehearsal.
    ...(asksDeadlock ? ["  stuttered = -1;"] : []),
    "  for (let rank = range[0]; rank < end; rank++) {",
    `    ${wordsOf(generation, "rank")}`,
    ...(program.within === undefined
      ? []
      : [`    if (within(${before.join(", ")}) !== 1) continue;`]),
    ...(asksDeadlock ? ["    const start = n;"] : []),
    ...indented(indented(calls)),
    ...(asksDeadlock
      ? ["    if (n === start && stuttered !== rank && deadlock(log, rank) < 0) return -1;"]
      : []),
    "  }",
    `  return n / ${layout.words + 1};`,
    "}",
    "",
  ];
}

function oneState(generation: Generation, calls: readonly string[]): readonly string[] {
  return [
    "function transitions(log, place, out, instances) {",
    "  const rank = place[0];",
    "  let n = place[1];",
    `  ${wordsOf(generation, "rank")}`,
    ...indented(calls),
    "  return n;",
    "}",
    "",
  ];
}
