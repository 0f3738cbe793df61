/** The text of one action instance, in either form: guard, effect on copies of the words, and what becomes of the successor. */
import {
  assignedWords,
  boolExpr,
  indented,
  localsText,
  type Scope,
  statementLines,
} from "./generate-procedure.ts";
import type { ExpansionForm, Generation } from "./generated-module.ts";
import type { CompiledInstance, Procedure } from "./ir.ts";

export function instanceLines(
  generation: Generation,
  instance: number,
  form: ExpansionForm,
): readonly string[] {
  const name = generation.options.names?.instances?.[instance];
  const compiled = generation.program.instances[instance] as CompiledInstance;
  const title = `// ${instance}${name === undefined ? "" : `: ${name.replaceAll(/\s+/g, " ")}`}`;
  const about = { generation, instance, form };
  return compiled.kind === "compiled"
    ? [title, ...compiledLines(about, compiled)]
    : [title, ...fallbackLines(about)];
}

interface About {
  readonly generation: Generation;
  readonly instance: number;
  readonly form: ExpansionForm;
}

function compiledLines(
  about: About,
  { guard, effect }: { readonly guard: Procedure; readonly effect: Procedure },
): readonly string[] {
  const { generation, instance } = about;
  const { before, after, layout, tables } = generation;
  const assigned = assignedWords(effect.body, layout.slots);
  const current = before.map((name, word) => (assigned.has(word) ? (after[word] as string) : name));
  const common = {
    slots: layout.slots,
    fault: `return failed(1, ${instance}, ${instance}, rank);`,
    tables,
  };
  const guarding: Scope = { ...common, words: [before, before], locals: "g" };
  const effecting: Scope = { ...common, words: [current, current], locals: "e" };
  const copies = [...assigned].map((word) => `${after[word]} = ${before[word]}`);
  const inner = [
    ...(copies.length === 0 ? [] : [`let ${copies.join(", ")};`]),
    ...nonEmpty(localsText(effect, effecting)),
    ...statementLines(effect.body, effecting),
    ...successorLines(about, current),
  ];
  const condition = boolExpr(guard.answer, guarding);
  const test = [`if (${condition}) {`, ...indented(inner), "}"];
  const preparation = [
    ...nonEmpty(localsText(guard, guarding)),
    ...statementLines(guard.body, guarding),
  ];
  return preparation.length === 0 ? test : ["{", ...indented([...preparation, ...test]), "}"];
}

function fallbackLines(about: About): readonly string[] {
  const { generation, instance } = about;
  const { before, after } = generation;
  const words = after.map((name, word) => `${name} = after[${word}]`);
  return [
    "{",
    ...before.map((name, word) => `  before[${word}] = ${name};`),
    `  const answer = host.successor(${instance});`,
    `  if (answer === 2) return failed(1, ${instance}, ${instance}, rank);`,
    "  if (answer === 1) {",
    `    const ${words.join(", ")};`,
    ...indented(indented(successorLines(about, after))),
    "  }",
    "}",
  ];
}

/** Counts the transition and puts the successor among the candidates. `successor` names its words. */
function successorLines(about: About, successor: readonly string[]): readonly string[] {
  const { generation, instance, form } = about;
  const { before, layout, options } = generation;
  const stride = layout.words + 1;
  if (form === "transitions") {
    return [
      `instances[n] = ${instance};`,
      ...successor.map((name, word) => `out[n * ${stride} + ${word}] = ${name};`),
      `out[n * ${stride} + ${layout.words}] = rank;`,
      "n++;",
    ];
  }
  const asksSteps = options.questions.some(({ kind }) => kind === "step");
  const asksDeadlock = options.questions.some(({ kind }) => kind === "deadlock");
  const changed = successor.map((name, word) => [name, before[word] as string] as const);
  const differences = changed.filter(([name, was]) => name !== was);
  const emission = [
    ...successor.map((name, word) => `out[n${word === 0 ? "" : ` + ${word}`}] = ${name};`),
    `out[n + ${layout.words}] = rank;`,
    ...(options.reducedBy !== undefined ? ["canonicalise(out, n);"] : []),
    `n += ${stride};`,
  ];
  return [
    `taken[${instance}]++;`,
    ...(asksSteps
      ? [
          `if (judgeStep(${[...before, ...successor].join(", ")}, rank, ${instance}) < 0) return -1;`,
        ]
      : []),
    ...(differences.length === 0
      ? []
      : [
          `if (${differences.map(([name, was]) => `${name} !== ${was}`).join(" || ")}) {`,
          ...indented(emission),
          "}",
        ]),
    ...(asksDeadlock
      ? [differences.length === 0 ? "stuttered = rank;" : "else stuttered = rank;"]
      : []),
  ];
}

function nonEmpty(line: string): readonly string[] {
  return line === "" ? [] : [line];
}
