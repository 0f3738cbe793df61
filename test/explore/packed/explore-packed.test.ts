import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tuning } from "../../../src/explore/packed/packed-exploration.ts";
import type { Enlistment } from "../../../src/explore/packed/parallel/crew.ts";
import type { PackedQuestion } from "../../../src/model/compiled/generated-module.ts";
import type { BoolExpr } from "../../../src/model/compiled/ir.ts";
import {
  awaited,
  type How,
  outcomeOf,
  packedExploration,
  packedOutcome,
  packedSearch,
  quiet,
  referenceOutcome,
} from "./compare.ts";
import { pretending as pretended } from "./pretending.ts";
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

const all: readonly PackedQuestion[] = [
  { kind: "state", predicate: 0, wanted: 0 },
  { kind: "step", predicate: 0 },
  { kind: "state", predicate: 1, wanted: 1 },
  { kind: "deadlock" },
  { kind: "step", predicate: 1 },
];

const tunings: readonly Tuning[] = [
  { batch: 1, initialCapacity: 4 },
  { batch: 5, initialCapacity: 4 },
  { hashBits: 4, initialCapacity: 8 },
  { hashBits: 0, initialCapacity: 4 },
  { batch: 64, store: "index", initialCapacity: 4 },
  { hashBits: 4, store: "index", initialCapacity: 4 },
  {},
];

/** Several from one of the first states on, in chunks of a size. */
function pretending(seed: number, chunk: number): Tuning {
  return pretended(seed, { parallelFrom: 1 + (seed % 3), chunk, batch: 2, initialCapacity: 4 });
}

/** Lets the host do what it has to. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A counter in the given words, up to a size, that starts again. */
function counter(size: number, spread: number, words: number): Example {
  const layout = layoutOf([size, ...Array<number>(words - 1).fill(2)], spread);
  const next = counting(0, size - 1);
  const again = instance(is(slot(0), size - 1), set(0, num(0)));
  const program = {
    instances: [next, again],
    predicates: [compiled(not(is(slot(0), size - 2)))],
    stepPredicates: [],
    final: undefined,
    within: undefined,
  };
  return { program, layout };
}

describe("two-phase commit", () => {
  test.each([
    [2, 56, 154, 7],
    [3, 288, 1146, 10],
    [4, 1568, 8258, 13],
    [5, 8832, 58146, 16],
    [6, 50816, 402306, 19],
    [7, 296448, 2744706, 22],
  ])("with %i resource managers has the published counts", (n, distinct, generated, depth) => {
    const example = twoPhaseCommit(n);
    const zero = Array<number>(n + 4).fill(0);
    const found = packedExploration(example, {
      initial: [zero],
      questions: [
        { kind: "state", predicate: 0, wanted: 0 },
        { kind: "state", predicate: 1, wanted: 1 },
        { kind: "deadlock" },
      ],
    });
    expect([found.distinct, found.generated, found.depth]).toEqual([distinct, generated, depth]);
    expect(found.ending).toEqual({ because: "complete" });
    expect(found.findings.map((finding) => finding !== undefined)).toEqual([false, true, false]);
  });

  test.each(["bfs", "dfs"] as const)("is explored by %s as by the reference search", (search) => {
    const example = twoPhaseCommit(3);
    for (const tuning of tunings) {
      const how: How = {
        ...{ initial: [Array<number>(7).fill(0)], columns: [1, 0], search, tuning },
        questions: all.filter(({ kind }) => kind !== "step"),
      };
      expect(packedOutcome(example, how)).toEqual(referenceOutcome(example, how));
    }
  });

  test.each(["bfs", "dfs"] as const)(
    "stops at each limit as %s of the reference does",
    (search) => {
      const example = twoPhaseCommit(2);
      const initial = [Array<number>(6).fill(0)];
      const limits = [
        ...Array.from({ length: 58 }, (_, states) => ({ states })),
        ...Array.from({ length: 9 }, (_, depth) => ({ depth })),
        ...Array.from({ length: 20 }, (_, states) => ({ states: 3 * states, depth: 4 })),
      ];
      for (const limit of limits) {
        const how: How = { initial, search, limits: limit, tuning: { batch: 4 } };
        expect(packedOutcome(example, how)).toEqual(referenceOutcome(example, how));
      }
    },
  );
});

test("depth-first search finds short cuts under a depth limit", () => {
  const up = (by: number) =>
    instance({ op: "<", a: slot(0), b: num(40 - by) }, set(0, { op: "+", a: slot(0), b: num(by) }));
  const example: Example = {
    layout: layoutOf([40, 2]),
    program: {
      ...{ instances: [up(1), up(5), up(7)], predicates: [], stepPredicates: [] },
      ...{ final: undefined, within: compiled(not(is(slot(0), 23))) },
    },
  };
  for (let depth = 0; depth < 12; depth++) {
    for (const initial of [
      [[0, 0]],
      [
        [0, 0],
        [9, 0],
      ],
      [
        [9, 0],
        [0, 0],
        [1, 1],
      ],
    ]) {
      const how: How = {
        ...{
          initial,
          search: "dfs",
          limits: { depth },
          questions: [{ kind: "deadlock" }],
        },
      };
      expect(packedOutcome(example, how)).toEqual(referenceOutcome(example, how));
    }
  }
});

describe("several threads", () => {
  const how: How = {
    initial: [Array<number>(10).fill(0)],
    questions: [
      { kind: "state", predicate: 0, wanted: 0 },
      { kind: "state", predicate: 1, wanted: 1 },
      { kind: "deadlock" },
    ],
    columns: [1],
  };
  const example = twoPhaseCommit(6);
  const expected = packedOutcome(example, how);

  test.each([1, 2, 3, 7])("find what one finds: %i, with real threads", async (workers) => {
    const tuning: Tuning = { parallelFrom: 1000, waitsForThreads: true };
    const found = await awaited(packedSearch(example, { ...how, workers, tuning }));
    expect(outcomeOf(example, how, found)).toEqual(expected);
    expect(found.workers).toBe(workers);
  });

  test.each([2, 3])(
    "tell what they see of states: their values, and which are outside the bounds: %i",
    async (workers) => {
      const small = (number: number, below: number): BoolExpr => ({
        ...{ op: "<", a: slot(number), b: num(below) },
      });
      const counters: Example = {
        layout: layoutOf([40, 40, 40]),
        program: {
          instances: [0, 1, 2].map((number) => counting(number, 39)),
          predicates: [compiled(small(0, 20)), compiled(and(not(small(0, 15)), not(small(2, 15))))],
          ...{ stepPredicates: [], final: undefined, within: compiled(small(1, 30)) },
        },
      };
      const asked: How = {
        initial: [[0, 0, 0]],
        questions: [{ kind: "state", predicate: 1, wanted: 1 }],
        columns: [0],
      };
      const alone = packedOutcome(counters, asked);
      const tuning: Tuning = { parallelFrom: 100, chunk: 8, waitsForThreads: true };
      const found = await awaited(packedSearch(counters, { ...asked, workers, tuning }));
      expect(outcomeOf(counters, asked, found)).toEqual(alone);
      expect(found.workers).toBe(workers);
      expect(found.cut).toBe(40 * 40);
    },
  );

  test("share the first round where they are ready for it", async () => {
    const tuning: Tuning = { parallelFrom: 1000, chunk: 8, waitsForThreads: true };
    const found = await awaited(packedSearch(example, { ...how, workers: 3, tuning }));
    expect(outcomeOf(example, how, found)).toEqual(expected);
  });

  test.each([2, 3, 8])("find what one finds: %i, that only pretend, in any order", (workers) => {
    for (let seed = 0; seed < 2; seed++) {
      for (const hashBits of [32, 8]) {
        const tuning = { ...pretending(seed, 8), batch: 5, hashBits };
        const found = packedExploration(example, { ...how, workers, tuning });
        expect(outcomeOf(example, how, found)).toEqual(expected);
        expect(found.workers).toBe(workers);
      }
    }
  });

  test("leave a store in which one finds what they added: no state lies beyond the last level", () => {
    const small = twoPhaseCommit(4);
    const all: How = { ...how, initial: [Array<number>(8).fill(0)], limits: { depth: 13 } };
    const expected = packedOutcome(small, all);
    expect(expected.ending).toBe('{"because":"complete"}');
    for (const store of ["index", undefined] as const) {
      const tuning = { ...pretending(1, 8), store };
      expect(packedOutcome(small, { ...all, workers: 3, tuning })).toEqual(expected);
    }
  });

  test.each([
    [2, "the thread is out of order"],
    [3, /out of order|a thread of the search ended with code 3/],
  ])("that fail are an error of the search: %i", async (workers, message) => {
    const thread = new URL("./crashing-thread.js", import.meta.url);
    const tuning: Tuning = { parallelFrom: 1000, waitsForThreads: true, thread };
    const search = awaited(packedSearch(example, { ...how, workers, tuning }));
    await expect(search).rejects.toThrow(message);
  });

  test("that fail before they are ready are an error of the search", async () => {
    const thread = new URL("data:text/javascript,throw new Error('not to be started')");
    const tuning: Tuning = { parallelFrom: 1000, waitsForThreads: true, thread };
    const search = awaited(packedSearch(example, { ...how, workers: 2, tuning }));
    await expect(search).rejects.toThrow("not to be started");
  });

  test("that end too early without an error are one of the search", async () => {
    const thread = new URL("data:text/javascript,process.exit(3)");
    const tuning: Tuning = { parallelFrom: 1000, waitsForThreads: true, thread };
    const search = awaited(packedSearch(example, { ...how, workers: 2, tuning }));
    await expect(search).rejects.toThrow("a thread of the search ended with code 3");
  });

  test("that cannot be started for a reason of ours are an error of the search", async () => {
    const host = process.getBuiltinModule;
    class Broken {
      constructor() {
        throw new TypeError("no such option");
      }
    }
    try {
      const threads = { ...host("node:worker_threads"), Worker: Broken };
      Object.assign(process, { getBuiltinModule: () => threads });
      const tuning: Tuning = { parallelFrom: 1000 };
      const search = awaited(packedSearch(example, { ...how, workers: 2, tuning }));
      await expect(search).rejects.toThrow("no such option");
    } finally {
      Object.assign(process, { getBuiltinModule: host });
    }
  });

  test("find the same states where nothing is asked about them", () => {
    const nothing = { initial: how.initial };
    const expected = packedOutcome(example, nothing);
    const tuning = { ...pretending(7, 8), batch: 5 };
    const found = packedExploration(example, { ...nothing, workers: 3, tuning });
    expect(outcomeOf(example, nothing, found)).toEqual(expected);
    expect(found.workers).toBe(3);
  });

  test("are none where no level is wide enough for two", () => {
    const tuning = pretending(7, 8);
    const { program, layout } = twoPhaseCommit(1);
    const few: How = { initial: [Array<number>(5).fill(0)], workers: 3, tuning };
    expect(packedExploration({ program, layout }, few).workers).toBe(1);
  });

  /** How all threads end that are started while the search runs. */
  async function endsOfThreads(run: (started: () => boolean) => Promise<unknown>) {
    const ends: Promise<unknown[]>[] = [];
    const onWorker = (thread: Worker): void => {
      ends.push(once(thread, "exit"));
    };
    process.on("worker", onWorker);
    await run(() => ends.length > 0);
    await turn();
    process.off("worker", onWorker);
    return (await Promise.all(ends)).flat();
  }

  test.each([
    ["before they are ready", {}],
    ["when they have done their part", { waitsForThreads: true }],
  ])("end with the search, %s", async (_, waiting: Tuning) => {
    const tuning = { parallelFrom: 50_000, ...waiting };
    const search = packedSearch(example, { ...how, workers: 3, tuning });
    expect(await endsOfThreads(() => awaited(search))).toEqual([0, 0]);
  });

  test("end with a search that is given up", async () => {
    const tuning = { parallelFrom: 1000, waitsForThreads: true };
    const search = packedSearch(example, { ...how, workers: 3, tuning });
    const ends = await endsOfThreads(async (started) => {
      while (!started()) {
        search.next();
        await turn();
      }
      search.return(undefined as never); // who gives up wants no answer
    });
    expect(ends).toEqual([0, 0]);
  });

  test("do each phase once, however often they are woken", async () => {
    const host = process.getBuiltinModule;
    const threads = host("node:worker_threads");
    const waker =
      'const { workerData } = require("node:worker_threads"); for (;;) Atomics.notify(workerData, 0);';
    const wakers: Worker[] = [];
    class Watched extends threads.Worker {
      constructor(file: URL, options: { readonly workerData: Pick<Enlistment, "round"> }) {
        super(file, options);
        const { control } = options.workerData.round;
        wakers.push(new threads.Worker(waker, { eval: true, workerData: control, execArgv: [] }));
      }
    }
    try {
      Object.assign(process, { getBuiltinModule: () => ({ ...threads, Worker: Watched }) });
      const tuning: Tuning = { parallelFrom: 1000, waitsForThreads: true };
      const found = await awaited(packedSearch(example, { ...how, workers: 2, tuning }));
      expect(outcomeOf(example, how, found)).toEqual(expected);
    } finally {
      Object.assign(process, { getBuiltinModule: host });
      await Promise.all(wakers.map((one) => one.terminate()));
    }
  });

  test("of which the host refuses one are not used, and end", async () => {
    const host = process.getBuiltinModule;
    const threads = host("node:worker_threads");
    let started = 0;
    class Scarce extends threads.Worker {
      constructor(file: URL, options: object) {
        if (started++ > 0) {
          throw Object.assign(new Error("EAGAIN"), { code: "ERR_WORKER_INIT_FAILED" });
        }
        super(file, options);
      }
    }
    try {
      Object.assign(process, { getBuiltinModule: () => ({ ...threads, Worker: Scarce }) });
      const tuning: Tuning = { parallelFrom: 1000, waitsForThreads: true };
      const search = packedSearch(example, { ...how, workers: 4, tuning });
      const ends = await endsOfThreads(async () => {
        const found = await awaited(search);
        expect(found.workers).toBe(1);
        expect(outcomeOf(example, how, found)).toEqual(expected);
      });
      expect([started, ...ends]).toEqual([2, 0]);
    } finally {
      Object.assign(process, { getBuiltinModule: host });
    }
  });

  test("are not started for few states", () => {
    expect(
      packedExploration(twoPhaseCommit(2), {
        ...how,
        initial: [Array<number>(6).fill(0)],
        workers: 4,
      }).workers,
    ).toBe(1);
  });
});

describe.each(["bfs", "dfs"] as const)("a machine for %s", (search) => {
  const { layout, program } = counter(5, 0, 1);
  test.each([
    ["without initial states", program, []],
    ["without actions", { ...program, instances: [] }, [[3], [0], [3]]],
    ["without either", { ...program, instances: [] }, []],
  ] as const)("%s is explored like others", (_, machine, initial) => {
    const some = search === "bfs" ? { ...pretending(1, 1), parallelFrom: 0 } : {};
    for (const tuning of [...tunings, some]) {
      const how: How = {
        ...{ initial, search, tuning, workers: 2, columns: [0] },
        questions: [{ kind: "state", predicate: 0, wanted: 0 }, { kind: "deadlock" }],
      };
      const example: Example = { layout, program: machine };
      expect(packedOutcome(example, how)).toEqual(referenceOutcome(example, how));
    }
  });
});

describe("words", () => {
  test("have nothing but the slots in them", () => {
    const example = counter(5, 0, 1);
    const words = new Int32Array(1);
    packedExploration(example, { initial: [[0]] }).words(0, words);
    expect(words).toEqual(Int32Array.of(0));
  });

  test.each([1, 2, 3, 4, 5])("%i of them: a counter of 3000 states grows its store", (words) => {
    const example = counter(3000, words === 1 ? 0 : 1, words);
    expect(example.layout.words).toBe(words);
    for (const tuning of tunings) {
      if (tuning.hashBits === 0) continue; // quadratic
      const found = packedExploration(example, {
        initial: [[7, ...Array<number>(words - 1).fill(0)]],
        questions: [{ kind: "state", predicate: 0, wanted: 0 }],
        tuning,
      });
      expect([found.distinct, found.generated, found.depth]).toEqual([3000, 3001, 2999]);
      expect(found.findings).toEqual([{ state: 2991, instance: undefined }]);
      expect(found.instanceInto(2993)).toBe(1); // from 2999 back to 0
      expect(found.parent(2999)).toBe(2998);
    }
  });

  test.each([1, 2, 3])(
    "%i of them, every bit in use: the state of zeros is one like others",
    (words) => {
      const layout = layoutOf(Array<number>(2 * words).fill(2 ** 16));
      expect([layout.words, layout.bits]).toEqual([words, 32 * words]);
      const last = 2 * words - 1;
      const down = instance(
        not(is(slot(last), 0)),
        set(last, { op: "-", a: slot(last), b: num(1) }),
      );
      const up = instance(is(slot(last), 0), set(last, num(2 ** 16 - 1)));
      const example: Example = {
        layout,
        program: {
          ...{ instances: [down, up], predicates: [], stepPredicates: [] },
          ...{ final: undefined, within: compiled(not(is(slot(last), 2 ** 16 - 5))) },
        },
      };
      const how: How = { initial: [[...Array<number>(last).fill(0), 3]] };
      expect(packedOutcome(example, how)).toEqual(referenceOutcome(example, how));
    },
  );
});

describe("random programs", () => {
  const cases = fc.record({
    search: fc.constantFrom("bfs", "dfs"),
    tuning: fc.oneof(
      fc.constantFrom(...tunings),
      fc.tuple(fc.nat(), fc.constantFrom(1, 2, 8)).map(([seed, chunk]) => pretending(seed, chunk)),
    ),
    rehearsesFrom: fc.constantFrom(undefined, 1, 4),
    workers: fc.constantFrom(1, 2, 3, 5),
    limits: fc.oneof(
      fc.constant({}),
      fc.record({ states: fc.nat(40) }),
      fc.record({ depth: fc.nat(6) }),
      fc.record({ states: fc.nat(40), depth: fc.nat(6) }),
    ),
    columns: fc.constantFrom([], [2], [1, 2]),
    questions: fc.subarray([...all]),
    // a program with a fallback is explored by one
    fallbacks: fc.oneof(
      fc.constant({ instances: [], predicates: [], stepPredicates: [] }),
      fc.record({
        instances: fc.subarray([0, 1, 2, 3, 4, 5, 6]),
        predicates: fc.subarray([0, 1, 2]),
        stepPredicates: fc.subarray([0, 1]),
      }),
    ),
  });

  test.each([
    ["without faults", false],
    ["with faults", true],
  ])("%s are explored as by the reference search", (_, faults) => {
    fc.assert(
      fc.property(randomProgram(faults), cases, ({ example, initial }, rest) => {
        const { tuning, rehearsesFrom } = rest;
        const how: How = { ...rest, initial, tuning: { ...tuning, rehearsesFrom } };
        expect(packedOutcome(example, how)).toEqual(referenceOutcome(example, how));
      }),
      { numRuns: Number(process.env["RUNS"] ?? 150), seed: Number(process.env["SEED"] ?? 7) },
    );
  });
});

describe("faults", () => {
  const layout = layoutOf([100, 4]);
  const up = counting(0, 99);
  const toss = instance(yes, set(1, { op: "%", a: { op: "+", a: slot(1), b: num(1) }, b: num(4) }));
  const at = (value: number, other: number) => and(is(slot(0), value), is(slot(1), other));
  const failing = (when: ReturnType<typeof at>) =>
    answering(yes, [{ do: "if", if: when, then: [{ do: "fault" }], else: [] }]);
  const good = { kind: "compiled", procedure: answering(yes) } as const;
  const bad = { kind: "compiled", procedure: failing(at(20, 2)) } as const;
  const plain = {
    ...{ instances: [up, toss], predicates: [good], stepPredicates: [good] },
    ...{ final: undefined, within: undefined },
  };
  const stuck = instance(not(at(20, 2)), set(1, num(2)));
  const programs: readonly (readonly [string, Example["program"], object])[] = [
    [
      "a guard",
      {
        ...plain,
        instances: [
          up,
          toss,
          { kind: "compiled", guard: failing(at(20, 2)), effect: answering(yes) },
        ],
      },
      { what: "instance", number: 2 },
    ],
    [
      "an effect",
      {
        ...plain,
        instances: [
          { kind: "compiled", guard: answering(yes), effect: failing(at(20, 2)) },
          up,
          toss,
        ],
      },
      { what: "instance", number: 0 },
    ],
    ["a predicate", { ...plain, predicates: [bad] }, { what: "predicate", number: 0 }],
    [
      "a step predicate",
      { ...plain, stepPredicates: [bad] },
      { what: "stepPredicate", number: 0, instance: 0 },
    ],
    ["the bounds", { ...plain, within: bad }, { what: "within" }],
    [
      "final",
      {
        ...plain,
        final: bad,
        instances: [counting(0, 20), stuck],
      },
      { what: "final" },
    ],
  ];

  test.each(programs)("in %s end the search where they happen", (_, program, fault) => {
    for (const search of ["bfs", "dfs"] as const) {
      for (const tuning of tunings) {
        const how: How = {
          ...{ initial: [[0, 0]], search, tuning, columns: [0] },
          questions: [
            { kind: "state", predicate: 0, wanted: 0 },
            { kind: "step", predicate: 0 },
            { kind: "deadlock" },
          ],
        };
        const example = { program, layout };
        expect(packedOutcome(example, how)).toEqual(referenceOutcome(example, how));
        expect(packedExploration(example, how).fault).toMatchObject(fault);
      }
    }
  });
});

describe("faults in a search by several", () => {
  test.each(["in a guard", "in a predicate"])("end it where they happen: %s", (where) => {
    // 200 × 200 states; the fault is in the middle of a long level
    const layout = layoutOf([200, 200]);
    const more = (number: number) => counting(number, 199);
    const here = and(is(slot(0), 77), is(slot(1), 90));
    const failing = answering(yes, [{ do: "if", if: here, then: [{ do: "fault" }], else: [] }]);
    const guard = { kind: "compiled", guard: failing, effect: answering(yes) } as const;
    const program: Example["program"] = {
      instances: where === "in a guard" ? [more(0), guard, more(1)] : [more(0), more(1)],
      predicates: [
        { kind: "compiled", procedure: where === "in a predicate" ? failing : answering(yes) },
      ],
      ...{ stepPredicates: [], final: undefined },
      within: compiled({ op: "<", a: slot(0), b: num(120) }), // some of the level are outside
    };
    const how: How = {
      initial: [[0, 0]],
      questions: [{ kind: "state", predicate: 0, wanted: 0 }, { kind: "deadlock" }],
    };
    const expected = referenceOutcome({ program, layout }, how);
    for (let seed = 0; seed < 5; seed++) {
      const tuning = pretending(seed, 4);
      expect(packedOutcome({ program, layout }, { ...how, workers: 3, tuning })).toEqual(expected);
    }
  });
});

test("of what several find in one level the first counts, and all that is outside the bounds", () => {
  // levels are the diagonals of a square; from the 20th column or row on, everything is worth reporting
  const up = (number: number) => counting(number, 39);
  const isSmall = and({ op: "<", a: slot(0), b: num(20) }, { op: "<", a: slot(1), b: num(20) });
  const program: Example["program"] = {
    instances: [up(0), up(1)],
    predicates: [compiled(isSmall)],
    stepPredicates: [compiled(isSmall)],
    final: undefined,
    within: compiled({ op: "<", a: slot(1), b: num(30) }),
  };
  const example: Example = { layout: layoutOf([40, 40]), program };
  const how: How = {
    initial: [[0, 0]],
    questions: [
      { kind: "state", predicate: 0, wanted: 0 },
      { kind: "step", predicate: 0 },
      { kind: "deadlock" },
    ],
    columns: [0],
  };
  const expected = referenceOutcome(example, how);
  expect(expected.counts.at(-1)).toBeGreaterThan(10);
  for (let seed = 0; seed < 12; seed++) {
    const tuning = pretending(seed, 2);
    const workers = 2 + (seed % 3);
    expect(packedOutcome(example, { ...how, workers, tuning })).toEqual(expected);
  }
});

test("what is found before a fault does not depend on who expands which state", () => {
  // at 150, a step is taken that is not allowed, and then a guard fails: the step is not judged
  const layout = layoutOf([300, 2]);
  const up = counting(0, 299);
  const failing = answering(yes, [
    { do: "if", if: is(slot(0), 150), then: [{ do: "fault" }], else: [] },
  ]);
  const program: Example["program"] = {
    instances: [up, { kind: "compiled", guard: failing, effect: answering(yes) }],
    predicates: [],
    stepPredicates: [compiled(not(is(slot(0), 150)))],
    ...{ final: undefined, within: undefined },
  };
  const how: How = {
    initial: Array.from({ length: 299 }, (_, value) => [value, 0]),
    questions: [{ kind: "step", predicate: 0 }],
  };
  const expected = packedExploration({ program, layout }, how);
  expect(expected.findings).toEqual([undefined]);
  for (let seed = 0; seed < 20; seed++) {
    const tuning = { ...pretending(seed, 16), arena: 1000 };
    const found = packedExploration({ program, layout }, { ...how, workers: 2, tuning });
    expect(found.findings).toEqual([undefined]);
    expect(found.fault).toEqual(expected.fault);
  }
});

test("a search that reaches a limit in a round that fails has not expanded its states", async () => {
  const layout = layoutOf([300, 2]);
  const up = counting(0, 299);
  const failing = answering(yes, [
    { do: "if", if: is(slot(0), 200), then: [{ do: "fault" }], else: [] },
  ]);
  const program: Example["program"] = {
    instances: [up, { kind: "compiled", guard: failing, effect: answering(yes) }],
    ...{ predicates: [], stepPredicates: [], final: undefined, within: undefined },
  };
  const initial = Array.from({ length: 299 }, (_, value) => [value, 0]);
  let used = 0;
  const search = packedSearch(
    { program, layout },
    {
      ...{ initial, workers: 2, limits: { bytes: 100 } },
      surroundings: { ...quiet, memory: () => used },
      tuning: {
        ...{ parallelFrom: 1, chunk: 8, waitsForThreads: true },
        thread: new URL("./slow-thread.js", import.meta.url),
      },
    },
  );
  for (;;) {
    const before = performance.now();
    const step = search.next();
    if (performance.now() - before > 10) used = 1000; // it waited for the thread in its first round
    if (!step.done) {
      await turn();
      continue;
    }
    expect(step.value.ending).toEqual({ because: "memory limit", limit: 100 });
    expect([0, 100, 298].map(step.value.space().isExpanded)).toEqual([false, false, false]);
    break;
  }
});

describe("what comes from outside", () => {
  const example = twoPhaseCommit(5);
  const initial = [Array<number>(9).fill(0)];
  test.each(["bfs", "dfs"] as const)("interrupts %s", (search) => {
    const surroundings = { ...quiet, interrupted: () => true };
    const found = packedExploration(example, { initial, search, surroundings });
    expect(found.ending).toEqual({ because: "interrupted" });
    expect(found.distinct).toBeLessThan(8832);
  });

  test.each(["bfs", "dfs"] as const)("limits time and memory of %s", (search) => {
    let now = 0;
    const surroundings = { ...quiet, clock: () => now++, memory: () => 500 };
    const how = { initial, search, surroundings };
    const late = packedExploration(example, { ...how, limits: { milliseconds: 20 } });
    expect(late.ending).toEqual({ because: "time limit", limit: 20 });
    const full = packedExploration(example, { ...how, limits: { bytes: 400 } });
    expect(full.ending).toEqual({ because: "memory limit", limit: 400 });
  });
});
