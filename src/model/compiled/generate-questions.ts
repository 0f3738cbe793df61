/** The text of everything that judges states and steps: predicates, bounds, questions, columns. */
import {
  boolExpr,
  indented,
  localsText,
  type Scope,
  statementLines,
} from "./generate-procedure.ts";
import {
  type Generation,
  type PackedQuestion,
  successorWordsOf,
  wordsOf,
} from "./generated-module.ts";
import type { Compiled, CompiledSteps, StepCase } from "./ir.ts";

export function questionLines(generation: Generation): readonly string[] {
  return [
    ...predicateFunctions(generation),
    ...judgeStep(generation),
    ...stepHolds(generation),
    ...deadlock(generation),
    ...inside(generation),
    ...visit(generation),
  ];
}

// ── Predicates as functions: 0, 1, or 2 for a failure ───────────────────────────────────────────────────────────────

function predicateFunctions(generation: Generation): readonly string[] {
  const { program, options, before, after } = generation;
  const used = new Set(options.columns);
  const steps = new Set(options.steps);
  for (const question of options.questions) {
    if (question.kind === "state") used.add(question.predicate);
    if (question.kind === "step") steps.add(question.predicate);
  }
  const both = [...before, ...after];
  const asksDeadlock = options.questions.some(({ kind }) => kind === "deadlock");
  const { names } = options;
  const define = (
    name: string,
    about: Omit<Definition, "generation" | "name">,
  ): readonly string[] => predicateFunction({ generation, name, ...about });
  return [
    ...[...used].flatMap((p) =>
      define(`predicate${p}`, {
        compiled: program.predicates[p] as Compiled,
        title: names?.predicates?.[p],
        parameters: before,
        call: `host.predicate(${p})`,
      }),
    ),
    ...[...steps].flatMap((p) =>
      define(`stepPredicate${p}`, {
        compiled: program.stepPredicates[p] as CompiledSteps,
        title: names?.stepPredicates?.[p],
        parameters: [...both, "instance"],
        call: `host.stepPredicate(${p}, instance)`,
      }),
    ),
    ...(program.final === undefined || !asksDeadlock
      ? []
      : define("final", {
          compiled: program.final,
          title: undefined,
          parameters: before,
          call: "host.final()",
        })),
    ...(program.within === undefined
      ? []
      : define("within", {
          compiled: program.within,
          title: undefined,
          parameters: before,
          call: "host.within()",
        })),
  ];
}

interface Definition {
  readonly generation: Generation;
  readonly name: string;
  readonly compiled: CompiledSteps;
  readonly title: string | undefined;
  readonly parameters: readonly string[];
  /** How the host is asked. */
  readonly call: string;
}

function predicateFunction(definition: Definition): readonly string[] {
  const { name, compiled, title, parameters } = definition;
  const body =
    compiled.kind === "byInstance"
      ? stepLines(definition, compiled.cases)
      : answerLines(definition, compiled);
  return [
    ...(title === undefined ? [] : [`/* ${title.replaceAll("*/", "* /")} */`]),
    `function ${name}(${parameters.join(", ")}) {`,
    ...indented(body),
    "}",
    "",
  ];
}

/** Which step was taken decides what is asked. */
function stepLines(definition: Definition, cases: readonly StepCase[]): readonly string[] {
  return [
    "switch (instance) {",
    ...cases.flatMap(({ instances, compiled }) => [
      `  ${instances.map((instance) => `case ${instance}:`).join(" ")} {`,
      ...indented(indented(answerLines(definition, compiled))),
      "  }",
    ]),
    "}",
  ];
}

function answerLines(definition: Definition, compiled: Compiled): readonly string[] {
  const { generation, parameters, call } = definition;
  const { before, after, layout, tables } = generation;
  if (compiled.kind === "fallback") {
    return [
      ...before.map((word, i) => `before[${i}] = ${word};`),
      ...(parameters.length > before.length
        ? after.map((word, i) => `after[${i}] = ${word};`)
        : []),
      `return ${call};`,
    ];
  }
  const scope: Scope = {
    ...{ slots: layout.slots, words: [before, after], tables },
    ...{ locals: "g", fault: "return 2;" },
  };
  return [
    localsText(compiled.procedure, scope),
    ...statementLines(compiled.procedure.body, scope),
    `return ${boolExpr(compiled.procedure.answer, scope)} ? 1 : 0;`,
  ].filter((line) => line !== "");
}

// ── Steps and deadlocks ─────────────────────────────────────────────────────────────────────────────────────────────

type Numbered<Kind> = {
  readonly number: number;
  readonly question: PackedQuestion & { readonly kind: Kind };
};

function numbered<Kind extends PackedQuestion["kind"]>(
  { options }: Generation,
  kind: Kind,
): readonly Numbered<Kind>[] {
  return options.questions.flatMap((question, number) =>
    question.kind === kind
      ? [{ number, question: question as PackedQuestion & { readonly kind: Kind } }]
      : [],
  );
}

function judgeStep(generation: Generation): readonly string[] {
  const both = [...generation.before, ...generation.after].join(", ");
  const questions = numbered(generation, "step");
  return [
    `function judgeStep(${both}, rank, instance) {`,
    ...questions.flatMap(({ number, question: { predicate } }) => [
      `  if (found[${2 * number}] < 0) {`,
      `    const answer = stepPredicate${predicate}(${both}, instance);`,
      `    if (answer === 2) return failed(3, ${predicate}, instance, rank);`,
      "    if (answer === 0) {",
      `      found[${2 * number}] = rank;`,
      `      found[${2 * number + 1}] = instance;`,
      "    }",
      "  }",
    ]),
    "  return 0;",
    "}",
    "",
    "function step(log, place, out, instance) {",
    "  const rank = place[0], at = place[1];",
    `  ${wordsOf(generation, "rank")}`,
    `  ${successorWordsOf(generation, "at")}`,
    `  return judgeStep(${both}, rank, instance);`,
    "}",
    "",
  ];
}

function stepHolds(generation: Generation): readonly string[] {
  const both = [...generation.before, ...generation.after].join(", ");
  return [
    "function stepHolds(log, place, out, asked) {",
    "  const rank = place[0], at = place[1], instance = asked.instance;",
    `  ${wordsOf(generation, "rank")}`,
    `  ${successorWordsOf(generation, "at")}`,
    "  switch (asked.predicate) {",
    ...(generation.options.steps ?? []).map(
      (predicate) => `    case ${predicate}: return stepPredicate${predicate}(${both}, instance);`,
    ),
    "  }",
    "}",
    "",
  ];
}

function deadlock(generation: Generation): readonly string[] {
  const words = generation.before.join(", ");
  const hasFinal = generation.program.final !== undefined;
  return [
    "function deadlock(log, rank) {",
    `  ${wordsOf(generation, "rank")}`,
    ...numbered(generation, "deadlock").flatMap(({ number }) => [
      `  if (found[${2 * number}] < 0) {`,
      `    const answer = ${hasFinal ? `final(${words})` : "0"};`,
      "    if (answer === 2) return failed(4, -1, -1, rank);",
      `    if (answer === 0) found[${2 * number}] = rank;`,
      "  }",
    ]),
    "  return 0;",
    "}",
    "",
  ];
}

// ── States ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function inside(generation: Generation): readonly string[] {
  const { program, before } = generation;
  return [
    "function inside(log, rank) {",
    ...(program.within === undefined
      ? ["  return true;"]
      : [`  ${wordsOf(generation, "rank")}`, `  return within(${before.join(", ")}) === 1;`]),
    "}",
    "",
  ];
}

function visit(generation: Generation): readonly string[] {
  const { program, before, options } = generation;
  const words = before.join(", ");
  const questions = numbered(generation, "state");
  const visits = program.within !== undefined || questions.length + options.columns.length > 0;
  return [
    `const visits = ${visits};`,
    "",
    "function visit(log, range, columns) {",
    "  const end = range[1];",
    ...options.columns.map((_, i) => `  const column${i} = columns[${i}];`),
    "  for (let rank = range[0]; rank < end; rank++) {",
    `    ${wordsOf(generation, "rank")}`,
    ...(program.within === undefined
      ? []
      : [
          "    {",
          `      const answer = within(${words});`,
          "      if (answer === 2) return failed(5, -1, -1, rank), rank;",
          "      if (answer === 0) cut[0]++;",
          "    }",
        ]),
    ...questions.flatMap(({ number, question: { predicate, wanted } }) => [
      `    if (found[${2 * number}] < 0) {`,
      `      const answer = predicate${predicate}(${words});`,
      `      if (answer === 2) return failed(2, ${predicate}, -1, rank), rank;`,
      `      if (answer === ${wanted}) found[${2 * number}] = rank;`,
      "    }",
    ]),
    ...options.columns.flatMap((predicate, i) => [
      "    {",
      `      const answer = predicate${predicate}(${words});`,
      `      if (answer === 2) return failed(2, ${predicate}, -1, rank), rank;`,
      `      column${i}[rank] = answer;`,
      "    }",
    ]),
    "  }",
    "  return -1;",
    "}",
    "",
  ];
}
