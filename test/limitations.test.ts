/** Every entry of docs/limitations.md, as behaviour. A test that fails here is good news: then the entry has to go. */

import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  always,
  alwaysEventually,
  check,
  eventually,
  forEach,
  index,
  listOf,
  ltl,
  machine,
  part,
  planSearch,
  range,
  reachable,
  record,
  step,
  symmetric,
  until,
} from "everystate";
import { expect, test } from "vitest";
import { bitsFor, newTable } from "../src/store/store-table.ts";

const app = symmetric("app", 3);

interface Counting {
  readonly to: number;
  readonly isFinal: (n: number) => boolean;
  readonly isSeen: (n: number) => boolean;
}

/** Counts to a number and ends there. */
function counting({ to, isFinal, isSeen }: Counting) {
  return machine({
    name: "counting",
    state: { n: range(0, to) },
    init: { n: 0 },
    actions: {
      count: {
        when: (s) => s.n < to,
        then: (s) => {
          s.n++;
        },
      },
    },
    final: (s) => isFinal(s.n),
    properties: { seen: always((s) => isSeen(s.n)) },
  });
}

test("known limitation: a clock that was captured earlier still answers", async () => {
  const { now } = Date;
  const ageless = machine({
    name: "captured clock",
    state: { late: range(0, 1) },
    init: { late: 0 },
    actions: {
      look: {
        then: (s) => {
          s.late = now() > 0 ? 1 : 0;
        },
      },
    },
  });
  expect((await check(ageless)).outcome).toBe("passed");
});

test("known limitation: a random source that was imported still answers", async () => {
  const rolling = machine({
    name: "imported chance",
    state: { late: range(0, 1) },
    init: { late: 0 },
    actions: {
      roll: {
        then: (s) => {
          s.late = randomInt(1000) >= 0 ? 1 : 0;
        },
      },
    },
  });
  expect((await check(rolling)).outcome).toBe("passed");
});

test("known limitation: a captured variable that changes rarely may go unnoticed", async () => {
  let calls = 0;
  const drifting = machine({
    name: "drifting",
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      drift: {
        then: (s) => {
          calls++;
          s.n = calls > 1000 ? 1 : 0;
        },
      },
    },
    properties: { still: always((s) => s.n === 0) },
  });
  expect((await check(drifting)).outcome).toBe("passed");
});

test("known limitation: guards and predicates are asked twice in a sample of the states only", async () => {
  const asked = new Map<number, number>();
  const long = machine({
    name: "long",
    state: { n: range(0, 400) },
    init: { n: 0 },
    deadlock: false,
    actions: {
      count: {
        when: (s) => {
          asked.set(s.n, (asked.get(s.n) ?? 0) + 1);
          return s.n < 400;
        },
        then: (s) => {
          s.n++;
        },
      },
    },
  });
  expect((await check(long)).outcome).toBe("passed");
  expect([asked.get(200), asked.get(300)]).toEqual([2, 1]);
});

test("known limitation: the machine's environment is read freely", async () => {
  const dependent = machine({
    name: "dependent",
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      look: {
        then: (s) => {
          s.n = process.env["PATH"] === undefined ? 0 : 1;
        },
      },
    },
  });
  expect((await check(dependent)).outcome).toBe("passed");
});

const isOrdered = (_: unknown, { a, b }: { readonly a: string; readonly b: string }): boolean =>
  a <= b || b <= a;

test("known limitation: an order among symmetric elements that makes no difference in any sampled state passes", async () => {
  const harmless = machine({
    name: "harmless order",
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      pair: {
        for: { a: app, b: app },
        // Read through a bound function, which the examination of the text does not follow.
        when: isOrdered.bind(undefined),
        then: (s) => {
          s.n = 1;
        },
      },
    },
  });
  expect((await check(harmless)).outcome).toBe("passed");
});

test("known limitation: what is against the rules is refused even where it makes no difference", async () => {
  const ordered = machine({
    name: "ordered pairs",
    state: { n: range(0, 1) },
    init: { n: 0 },
    deadlock: false,
    actions: {
      pair: {
        for: { a: app, b: app },
        when: (_, { a, b }) => a < b || b < a,
        then: (s) => {
          s.n = 1;
        },
      },
    },
  });
  expect((await check(ordered)).fault?.error.code).toBe("not-symmetric");
});

test("known limitation: === compares structured values by identity", async () => {
  const point = record({ x: range(0, 1) });
  const twins = machine({
    name: "twins",
    state: { a: point, b: point },
    init: { a: { x: 0 }, b: { x: 0 } },
    actions: { rest: { then: () => {} } },
    properties: { equal: always((s) => s.a === s.b) },
    expect: { equal: "violated" },
  });
  expect((await check(twins)).outcome).toBe("passed");
});

test("known limitation: < compares the elements of an index domain by their names", () => {
  const level = index("level", ["low", "mid", "high"]);
  const [mid, high] = [level.at(1), level.at(2)];
  expect(high < mid).toBe(true); // as text
  expect(level.position(high)).toBeGreaterThan(level.position(mid));
  const many = index("node", 12).elements;
  expect([...many].sort()).toEqual(many);
});

test("known limitation: a reference to a value that was moved still reads the old value", async () => {
  const point = record({ x: range(0, 3) });
  const moving = machine({
    name: "moving",
    state: { q: listOf(point, 2), seen: range(0, 3) },
    init: { q: [{ x: 0 }, { x: 1 }], seen: 3 },
    deadlock: false,
    actions: {
      move: {
        when: (s) => s.seen === 3,
        then: (s) => {
          const head = s.q[0] as { x: number };
          s.q.reverse();
          (s.q[1] as { x: number }).x = 2; // the same one, for JavaScript
          s.seen = head.x;
        },
      },
    },
    properties: { old: reachable((s) => s.seen === 0) },
  });
  expect((await check(moving)).outcome).toBe("passed");
});

test("known limitation: specs are loaded without type checking", async () => {
  const mistyped = machine({
    name: "mistyped",
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      flip: {
        then: (s) => {
          s.n = 1 - s.n;
        },
      },
    },
    properties: {
      never: step((_before, _after, taken) => taken.action !== "flop"),
      // @ts-expect-error a number is no name
      same: always((s) => s.n !== "one"),
    },
  });
  expect((await check(mistyped)).outcome).toBe("passed");
});

test("known limitation: an action written out in a machine replaces that of a part", () => {
  const counting = part({
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      count: {
        then: (s) => {
          s.n = 1;
        },
      },
    },
  });
  const replaced = machine({
    name: "replaced",
    state: counting.state,
    init: { n: 0 },
    actions: { ...counting.actions, count: { then: () => {} } },
  });
  expect(replaced.actions["count"]).not.toBe(counting.actions.count);
});

test("known limitation: until can be violated by a path that no infinite behaviour continues", async () => {
  const dying = machine({
    name: "dying",
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      die: {
        when: (s) => s.n === 0,
        then: (s) => {
          s.n = 1;
        },
      },
    },
    properties: {
      alive: until(
        (s) => s.n === 0,
        () => false,
      ),
    },
    stuttering: "none",
    deadlock: false,
    expect: { alive: "violated" },
  });
  expect((await check(dying)).outcome).toBe("passed");
});

test("known limitation: a step predicate of a formula is asked only where the formula depends on it", async () => {
  let asked = 0;
  const fails = (): boolean => {
    asked++;
    throw new Error("no");
  };
  const small = counting({ to: 3, isFinal: () => true, isSeen: () => true });
  const formula = ltl<{ n: number }>(({ or, step }) => or((s) => s.n === 0, step(fails)));
  const { outcome } = await check({ ...small, properties: { formula } });
  expect([outcome, asked]).toEqual(["passed", 0]);
});

test("known limitation: a function that falls back runs with the speed of the reference engine", async () => {
  const asked = new Set<number>();
  const counter = counting({ to: 300, isFinal: () => true, isSeen: (n) => asked.add(n).size > 0 });
  const { engine, outcome } = await check(counter);
  expect([engine, outcome]).toEqual(["compiled", "passed"]);
  expect(asked.size).toBe(301);
});

test("known limitation: a state of more than 64 words is explored by the reference engine", async () => {
  const wide = (length: number) =>
    machine({
      name: "wide",
      state: { all: listOf(range(0, 999_999), length), n: range(0, 1) },
      init: { all: [], n: 0 },
      actions: {
        flip: {
          then: (s) => {
            s.n = 1 - s.n;
          },
        },
      },
    });
  expect((await check(wide(64))).engine).toBe("compiled");
  expect((await check(wide(65))).engine).toBe("reference");
});

test("known limitation: several threads take part only in breadth-first search", async () => {
  const small = counting({ to: 3, isFinal: () => true, isSeen: () => true });
  const refused = "would be ignored";
  await expect(check(small, { workers: 2, search: "dfs" })).rejects.toThrow(refused);
  await expect(check(small, { workers: 2, fingerprints: true })).rejects.toThrow(refused);
  await expect(check(small, { workers: 2, engine: "reference" })).rejects.toThrow(refused);
});

test("known limitation: several threads take part only where everything that is asked compiles", async () => {
  const seen = new Set<number>();
  const large = counting({ to: 70_000, isFinal: (n) => seen.add(n).size > 0, isSeen: () => true });
  const { stats, workers, outcome } = await check(large, { workers: 2 });
  expect(stats.distinct).toBeGreaterThan(2 ** 16); // enough for several threads
  expect([workers, outcome]).toEqual([1, "passed"]);
  expect([...seen]).toEqual([70_000]); // one function, in one state
});

test("known limitation: fingerprints are for safety only, breadth-first, on one thread", async () => {
  const small = counting({ to: 3, isFinal: () => true, isSeen: () => true });
  const live = { ...small, properties: { end: eventually(() => true) } };
  const options = { fingerprints: true };
  await expect(check(live, options)).rejects.toThrow("liveness cannot be judged");
  await expect(check(small, { ...options, search: "dfs" })).rejects.toThrow("no fingerprints");
  expect(planSearch(small, options).workers).toBe(1);
});

test("known limitation: fingerprints can miss a state", async () => {
  const small = counting({ to: 3, isFinal: () => true, isSeen: () => true });
  const { omission, properties } = await check(small, { fingerprints: true });
  expect(omission).toBe(10 / 2 ** 64);
  expect(properties[0]?.verdict).toEqual({ status: "holds", omission });
});

test("known limitation: there are at most 2^31 states", () => {
  const full = { ...newTable(2, 1), bits: 31, idBits: 31 };
  const most = Math.floor(0.8 * 2 ** 31);
  expect(bitsFor(full, most)).toBe(31);
  expect(() => bitsFor(full, most + 1)).toThrow("too many states");
});

test("known limitation: every state is kept in memory", () => {
  const small = counting({ to: 3, isFinal: () => true, isSeen: () => true });
  expect(planSearch(small, { search: "dfs" }).memory?.identity).toBe(4);
  expect(planSearch(small, { fingerprints: true }).memory?.identity).toBe(8);
});

test("known limitation: a predicate of a liveness property takes a byte for every state", () => {
  const small = counting({ to: 3, isFinal: () => true, isSeen: () => true });
  const live = {
    ...small,
    properties: {
      each: forEach(range(0, 3), (n) => eventually((s: { readonly n: number }) => s.n === n)),
    },
  };
  expect(planSearch(small).memory?.predicates).toBe(0);
  expect(planSearch(live).memory?.predicates).toBe(4);
});

test("known limitation: time and memory are looked at every 256 states", async () => {
  const small = machine({
    name: "small",
    state: { n: range(0, 100) },
    init: { n: 0 },
    actions: {
      count: {
        when: (s) => s.n < 100,
        then: (s) => {
          s.n++;
        },
      },
    },
    deadlock: false,
  });
  const { ending } = await check(small, { timeout: 1e-9 });
  expect(ending).toEqual({ because: "complete" });
});

test("known limitation: a limit that ended the search is not looked at again while liveness is judged", async () => {
  const stop = new AbortController();
  stop.abort();
  const stopped = machine({
    name: "stopped",
    state: { n: range(0, 999) },
    init: { n: 0 },
    actions: {
      count: {
        then: (s) => {
          s.n = (s.n + 1) % 1000;
        },
      },
      rest: { when: (s) => s.n === 100, then: () => {} },
    },
    properties: { again: alwaysEventually((s) => s.n === 0) },
  });
  const { ending, properties } = await check(stopped, {}, { signal: stop.signal });
  expect(ending).toEqual({ because: "interrupted" });
  expect(properties[0]?.verdict.status).toBe("violated");
});

test("every known limitation is described, and every described one has a test", () => {
  const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
  const described = [...read("../docs/limitations.md").matchAll(/^- \*\*(.+?)\*\*/gms)];
  const tested = [...read("./limitations.test.ts").matchAll(/^test\("known limitation: (.+?)"/gm)];
  const plain = (text = "") => text.replaceAll("`", "").replace(/\s+/g, " ").replace(/\.$/, "");
  const names = described.map((match) => plain(match[1]));
  expect(names.map((name) => name.toLowerCase())).toEqual(
    tested.map((match) => plain(match[1]).toLowerCase()),
  );
});
