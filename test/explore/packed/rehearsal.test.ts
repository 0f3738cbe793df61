import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { twoPhaseCommit as commitMachine } from "../../../specs/classics/two-phase-commit.machine.ts";
import type { PackedInput, Tuning } from "../../../src/explore/packed/packed-exploration.ts";
import type { Run } from "../../../src/explore/packed/packed-run.ts";
import {
  type Rehearsal,
  rehearsalOf,
  rehearse,
  rehearsesNow,
} from "../../../src/explore/packed/rehearsal.ts";
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
import {
  awaited,
  type How,
  outcomeOf,
  packedExploration,
  packedInput,
  packedOutcome,
  packedSearch,
  quiet,
  referenceOutcome,
} from "./compare.ts";
import { hostOf, type Interpreted } from "./interpret.ts";
import { pretending } from "./pretending.ts";
import {
  and,
  answering,
  compiled,
  counting,
  type Example,
  instance,
  is,
  layoutOf,
  not,
  num,
  set,
  slot,
  twoPhaseCommit,
  yes,
} from "./programs.ts";
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

/** Rests only where a ghost is, which is nowhere in a search; of the 32 others one has no step at all. */
function withOneDead(dead: number): Example {
  const rest = instance(is(slot(1), 1));
  const goOn = instance(
    and(is(slot(1), 0), not(is(slot(0), dead))),
    set(0, { op: "&", a: { op: "+", a: slot(0), b: num(1) }, b: num(31) }),
  );
  const nothing = { predicates: [], stepPredicates: [], final: undefined, within: undefined };
  return { layout: layoutOf([32, 2]), program: { instances: [rest, goOn], ...nothing } };
}

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

  test("asks everything in every state, whatever was found before", () => {
    const example = twoPhaseCommit(3);
    const how: How = { initial: [], questions: questions.slice(0, 2), columns: [2] };
    const asked = [0, 0, 0];
    const host: Host = {
      ...hostOf(example),
      predicate: (predicate) => {
        asked[predicate] = (asked[predicate] as number) + 1;
        return predicate === 0 ? 0 : 1; // what is looked for
      },
    };
    const fallbacks: Interpreted = { instances: [], predicates: [0, 1, 2], stepPredicates: [] };
    const module = moduleOf(packedInput(example, { ...how, fallbacks }), {
      ...{ host, isWindowed: false },
    });
    module.found.fill(7);
    const rehearsal = rehearsalFor(packedInput(example, how));
    rehearse(module, rehearsal);
    const states = rehearsal.states.length / rehearsal.words;
    expect(asked).toEqual([states, states, states]);
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

describe("a search rehearses", () => {
  /** The example, and how often the tree of its layout was read since: once for each state of chance. */
  function watched({ program, layout }: Example) {
    let reads = 0;
    const example: Example = {
      program,
      layout: {
        ...layout,
        get root() {
          reads++;
          return layout.root;
        },
      },
    };
    return { example, reads: () => reads };
  }

  function readsOf(how: Partial<How>): number {
    const { example, reads } = watched(twoPhaseCommit(3));
    packedExploration(example, { initial: [Array<number>(7).fill(0)], ...how });
    return reads();
  }

  test("once, if it has so many states", () => {
    expect(readsOf({ tuning: { rehearsesFrom: 1 } })).toBe(128);
    expect(readsOf({ tuning: { rehearsesFrom: 200, batch: 3 } })).toBe(128);
    expect(readsOf({ tuning: { rehearsesFrom: 289 } })).toBe(0); // it has 288
  });

  test("not if it is small, unless told", () => {
    expect(readsOf({})).toBe(0);
    const now = (states: number): boolean =>
      rehearsesNow({ input: {}, store: { size: () => states } } as unknown as Run);
    expect([2047, 2048].map(now)).toEqual([false, true]);
  });
});

describe("a search that rehearses", () => {
  const never: Tuning = { rehearsesFrom: Number.POSITIVE_INFINITY };

  const cases = fc.record({
    tuning: fc.oneof(
      fc.constantFrom<Tuning>({}, { batch: 1, initialCapacity: 4 }, { batch: 3, store: "index" }),
      fc.nat().map((seed) => pretending(seed, { chunk: 2, batch: 2, initialCapacity: 4 })),
    ),
    rehearsesFrom: fc.constantFrom(1, 1, 2, 5),
    workers: fc.constantFrom(1, 2, 3),
    limits: fc.oneof(
      fc.constant({}),
      fc.record({ states: fc.nat(40) }),
      fc.record({ depth: fc.nat(6) }),
    ),
    columns: fc.constantFrom([], [2], [1, 2]),
    questions: fc.subarray([...questions]),
    fingerprints: fc.constantFrom(false, false, true),
  });

  test.each([
    ["without faults", false],
    ["with faults", true],
  ])("finds what one finds that does not: random programs %s", (_, faults) => {
    const property = fc.property(randomProgram(faults), cases, ({ example, initial }, rest) => {
      const { tuning, rehearsesFrom, columns, fingerprints } = rest;
      const how: How = { ...rest, initial, columns: fingerprints ? [] : columns };
      const expected = packedOutcome(example, { ...how, tuning: { ...tuning, ...never } });
      const found = packedOutcome(example, { ...how, tuning: { ...tuning, rehearsesFrom } });
      expect(found).toEqual(expected);
      if (!fingerprints) expect(found).toEqual(referenceOutcome(example, how));
    });
    fc.assert(property, {
      ...{ numRuns: Number(process.env["RUNS"] ?? 200), seed: Number(process.env["SEED"] ?? 11) },
    });
  });

  /**
   * A square that is walked through without a ghost. Where it is, which no step leads to, everything goes wrong: a guard and a
   * predicate fail, steps change nothing, nothing holds that is asked.
   */
  function haunted(size: number): Example {
    const ghost = is(slot(2), 1);
    const alive = (number: number) =>
      instance(
        and(not(ghost), not(is(slot(number), size - 1))),
        set(number, { op: "+", a: slot(number), b: num(1) }),
      );
    const failing = (when: typeof ghost) =>
      answering(yes, [{ do: "if", if: when, then: [{ do: "fault" }], else: [] }]);
    const low = (number: number) => ({ op: "<", a: slot(number), b: num(size / 2) }) as const;
    return {
      layout: layoutOf([size, size, 2]),
      program: {
        instances: [
          alive(0),
          { kind: "compiled", guard: failing(and(ghost, low(0))), effect: answering(yes) },
          alive(1),
          instance(ghost),
        ],
        predicates: [
          compiled(not(ghost)),
          compiled(ghost),
          compiled(not(is(slot(1), 5))),
          { kind: "compiled", procedure: failing(and(ghost, low(1))) },
        ],
        stepPredicates: [compiled(not(ghost))],
        final: undefined,
        within: compiled(
          and(not(and(ghost, low(0), low(1))), not(and(is(slot(0), 20), is(slot(1), 20)))),
        ),
      },
    };
  }

  const house = haunted(40);
  const visit: How = {
    initial: [[0, 0, 0]],
    questions: [...questions, { kind: "state", predicate: 3, wanted: 0 }],
    columns: [2, 3],
  };
  const seen = packedOutcome(house, { ...visit, tuning: never });

  test("finds nothing of what it rehearsed: there is no ghost where one walks", () => {
    expect(seen).toEqual(referenceOutcome(house, visit));
    expect(seen.fault).toBe(undefined);
    for (const rehearsesFrom of [1, 2, 500]) {
      expect(packedOutcome(house, { ...visit, tuning: { rehearsesFrom } })).toEqual(seen);
      for (let seed = 0; seed < 3; seed++) {
        const tuning = { ...pretending(seed), rehearsesFrom };
        expect(packedOutcome(house, { ...visit, workers: 3, tuning })).toEqual(seen);
      }
    }
  });

  test.each([2, 3])("finds it with %i real threads, which rehearse too", async (workers) => {
    for (const rehearsesFrom of [1, 100]) {
      const tuning: Tuning = {
        ...{ rehearsesFrom, parallelFrom: 1, chunk: 4, waitsForThreads: true },
      };
      const found = await awaited(packedSearch(house, { ...visit, workers, tuning }));
      expect(outcomeOf(house, visit, found)).toEqual(seen);
      expect(found.workers).toBe(workers);
    }
  });

  test.each([0, 1, 2, 31])("finds the deadlock of state %i", async (dead) => {
    const example = withOneDead(dead);
    const expected = referenceOutcome(example, all32);
    expect(expected.findings).toEqual([`${dead} by undefined`]);
    for (const batch of [1, 3, 64]) {
      const tuning: Tuning = { rehearsesFrom: 1, batch };
      expect(packedOutcome(example, { ...all32, tuning })).toEqual(expected);
    }
    const tuning: Tuning = { parallelFrom: 1, waitsForThreads: true, chunk: 1 };
    const found = await awaited(packedSearch(example, { ...all32, workers: 2, tuning }));
    expect(found.workers).toBe(2);
    expect(outcomeOf(example, all32, found)).toEqual(expected);
  });

  test("knows where the states begin of which it still has the words", () => {
    const example: Example = {
      layout: layoutOf([20_000, 2]),
      program: {
        ...{ instances: [counting(0, 19_999)], predicates: [compiled(not(is(slot(0), 15_000)))] },
        ...{ stepPredicates: [], final: undefined, within: undefined },
      },
    };
    const outcome = (rehearsesFrom: number): unknown => {
      const found = packedExploration(example, {
        ...{ initial: [[0, 0]], questions: [questions[0] as PackedQuestion, { kind: "deadlock" }] },
        ...{ fingerprints: true, tuning: { rehearsesFrom } },
      });
      const { distinct, generated, depth, findings } = found;
      return { distinct, generated, depth, findings };
    };
    const expected = outcome(Number.POSITIVE_INFINITY);
    expect(expected).toMatchObject({ distinct: 20_000, findings: [{ state: 15_000 }, {}] });
    for (const rehearsesFrom of [1, 5000, 10_000]) expect(outcome(rehearsesFrom)).toEqual(expected);
  });
});
