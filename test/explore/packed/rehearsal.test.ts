import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { twoPhaseCommit as commitMachine } from "../../../specs/classics/two-phase-commit.machine.ts";
import type { PackedInput } from "../../../src/explore/packed/packed-exploration.ts";
import { type Rehearsal, rehearsalOf, rehearse } from "../../../src/explore/packed/rehearsal.ts";
import { compiledMachine } from "../../../src/model/compiled/compiled-machine.ts";
import { evaluateModule, generateModule } from "../../../src/model/compiled/generate.ts";
import type {
  GeneratedModule,
  Host,
  PackedQuestion,
} from "../../../src/model/compiled/generated-module.ts";
import { referenceModel } from "../../../src/model/reference/reference-model.ts";
import { packedReduction } from "../../../src/symmetry/packed-reduction.ts";
import { reductionOf } from "../../../src/symmetry/reduction.ts";
import { type How, packedInput, quiet } from "./compare.ts";
import { hostOf, type Interpreted } from "./interpret.ts";
import { twoPhaseCommit, withOneDead } from "./programs.ts";
import { randomProgram } from "./random-programs.ts";

const questions: readonly PackedQuestion[] = [
  { kind: "state", predicate: 0, wanted: 0 },
  { kind: "state", predicate: 1, wanted: 1 },
  { kind: "step", predicate: 0 },
  { kind: "deadlock" },
];

function moduleOf(
  { program, layout, questions, columns }: PackedInput,
  { host, isWindowed }: { readonly host: Host; readonly isWindowed: boolean },
): GeneratedModule {
  const source = generateModule(program, layout, {
    ...{ questions, columns, steps: [], names: {}, isWindowed, reducedBy: undefined },
  });
  return evaluateModule(source, host);
}

function rehearsalFor(input: PackedInput): Rehearsal {
  const rehearsal = rehearsalOf(input);
  if (rehearsal === undefined) throw new Error("there is nothing to rehearse");
  return rehearsal;
}

/** All states of it but those with the ghost. */
const all32: How = {
  initial: Array.from({ length: 32 }, (_, x) => [x, 0]),
  questions: [{ kind: "deadlock" }],
};

describe("a rehearsal", () => {
  test("leaves what a module has found, what failed and what it has cut as they were", () => {
    let changes = 0;
    const property = fc.property(
      fc.boolean().chain(randomProgram),
      fc.boolean(),
      fc.infiniteStream(fc.integer({ min: -1, max: 900 })),
      ({ example, initial }, isWindowed, numbers) => {
        const input = packedInput(example, { initial, questions, columns: [2, 1] });
        const module = moduleOf(input, { host: hostOf(example), isWindowed });
        const noted = [module.found, module.fault, module.cut];
        for (const all of noted) for (const i of all.keys()) all[i] = numbers.next().value;
        const before = noted.map(String);
        const watched: GeneratedModule = {
          ...module,
          expand: (...given) => {
            const count = module.expand(...given);
            if (noted.some((all, i) => String(all) !== before[i])) changes++;
            expect(given[2].length).toBeGreaterThanOrEqual(count * (example.layout.words + 1));
            return count;
          },
        };
        rehearse(watched, rehearsalFor(input));
        expect(noted.map(String)).toEqual(before);
      },
    );
    fc.assert(property, { numRuns: Number(process.env["RUNS"] ?? 150), seed: 3 });
    expect(changes).toBeGreaterThan(1000);
  });

  test("takes all steps and asks everything in every state, whatever was found before", () => {
    const example = twoPhaseCommit(3);
    const how: How = { initial: [], questions: questions.slice(0, 2), columns: [2] };
    const interpreting = hostOf(example);
    const seen = new Map<string, number[]>();
    const see = (what: string): void => {
      seen.set(what, [...(seen.get(what) ?? []), ...interpreting.before]);
    };
    const host: Host = {
      ...interpreting,
      successor: (instance) => {
        see(`instance ${instance}`);
        return 0;
      },
      predicate: (predicate) => {
        see(`predicate ${predicate}`);
        return predicate === 0 ? 0 : 1; // what is looked for
      },
    };
    const fallbacks: Interpreted = {
      ...{ instances: [0, 4], predicates: [0, 1, 2], stepPredicates: [] },
    };
    const { states } = rehearsalFor(packedInput(example, how));
    for (const isWindowed of [false, true]) {
      seen.clear();
      const input = packedInput(example, { ...how, fallbacks });
      const module = moduleOf(input, { host, isWindowed });
      module.found.fill(7);
      module.rebase?.(7000);
      rehearse(module, rehearsalFor(packedInput(example, how)));
      expect([...seen.keys()].sort()).toEqual([
        ...["instance 0", "instance 4", "predicate 0", "predicate 1", "predicate 2"],
      ]);
      for (const words of seen.values()) expect(words).toEqual([...states]);
    }
  });

  test.each([0, 1, 2, 31])("hides no deadlock, be it in the first state: %i", (dead) => {
    const example = withOneDead(dead);
    const input = packedInput(example, all32);
    for (const isWindowed of [false, true]) {
      const module = moduleOf(input, { host: hostOf(example), isWindowed });
      rehearse(module, rehearsalFor(input));
      module.expand(input.initial, Int32Array.of(0, 32), new Int32Array(500), new Int32Array(2));
      expect([...module.found]).toEqual([dead, -1]);
    }
  });
});

describe("what is rehearsed", () => {
  const commit = twoPhaseCommit(3);
  const none: Interpreted = { instances: [], predicates: [], stepPredicates: [] };

  test.each([2, 3, 4, 5, 6, 7])("takes every step of two-phase commit with %i", (n) => {
    const example = twoPhaseCommit(n);
    const input = packedInput(example, { initial: [] });
    const { states, words, instances, columns } = rehearsalFor(input);
    expect([words, instances, columns]).toEqual([input.layout.words, 2 + 5 * n, 0]);
    const count = states.length / words;
    const taken = new Int32Array(instances);
    const out = new Int32Array(count * instances * (words + 1));
    const module = moduleOf(input, { host: hostOf(example), isWindowed: false });
    module.expand(states, Int32Array.of(0, count), out, taken);
    expect(Math.min(...taken)).toBeGreaterThan(0);
    expect(Math.max(...taken)).toBeLessThan(count);
  });

  test("is the same each time", () => {
    const input = packedInput(commit, { initial: [] });
    expect(rehearsalOf(input)).toEqual(rehearsalOf(input));
  });

  test("is nothing where a part is asked that is not compiled", () => {
    const compiledOnly: Partial<How> = { questions: [questions[0] as PackedQuestion] };
    const rehearsalWith = (fallbacks: Partial<Interpreted>, how: Partial<How> = compiledOnly) =>
      rehearsalOf(
        packedInput(commit, { initial: [], ...how, fallbacks: { ...none, ...fallbacks } }),
      );
    expect(rehearsalWith({})).toBeDefined();
    expect(rehearsalWith({ predicates: [1, 2] })).toBeDefined();
    expect(rehearsalWith({ instances: [4] })).toBeUndefined();
    expect(rehearsalWith({ predicates: [0] })).toBeUndefined();
    expect(rehearsalWith({ predicates: [2] }, { columns: [2] })).toBeUndefined();
  });

  test("is nothing in a search of orbits", () => {
    const model = referenceModel(commitMachine(3));
    const made = compiledMachine(model);
    const reduction = reductionOf(model);
    if ("notPackable" in made || reduction === undefined) throw new Error("no orbits");
    const { program, layout, host } = made;
    const input: PackedInput = {
      ...{ program, layout, host, initial: made.initial(), surroundings: quiet, limits: {} },
      ...{ questions: [], columns: [], search: "bfs", workers: 1, fingerprints: false },
    };
    expect(rehearsalOf(input)?.instances).toBe(17);
    const reduced = { ...input, reduction: packedReduction(layout, reduction.group) };
    expect(rehearsalOf(reduced)).toBeUndefined();
  });
});
