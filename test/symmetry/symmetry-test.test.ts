import {
  always,
  bool,
  check,
  choose,
  forEach,
  index,
  type Machine,
  machine,
  mapOf,
  never,
  oneOf,
  optional,
  range,
  reachable,
  setOf,
  step,
  symmetric,
} from "everystate";
import { expect, test } from "vitest";

const app = symmetric("app", 3);

/** A function whose text cannot be read, so that only its behaviour can tell. */
function opaque<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R {
  return fn.bind(undefined) as (...args: A) => R; // of the same type
}

async function faultOf(asymmetric: Machine): Promise<string | undefined> {
  const result = await check(asymmetric);
  expect(result.fault?.error.code ?? "none").toMatch(/not-symmetric|none/);
  expect(result.outcome).toBe(result.fault === undefined ? "passed" : "ill-formed");
  return result.fault?.error.message;
}

const state = { holder: optional(app), waiting: setOf(app) };
const init = { holder: null, waiting: [] };
const ask = {
  for: { app },
  when: (s: { holder: string | null }) => s.holder === null,
  then: (
    s: { waiting: { add(app: string): unknown } },
    { app }: { app: "app0" | "app1" | "app2" },
  ) => {
    s.waiting.add(app);
  },
};

test("a guard that orders elements is refused, with the permutation and both states", async () => {
  const message = await faultOf(
    machine({
      name: "ordered",
      state: { first: optional(app) },
      init: { first: null },
      actions: {
        overtake: {
          for: { app },
          when: opaque((s, { app }) => s.first === null || s.first < app),
          then: (s, { app }) => {
            s.first = app;
          },
        },
      },
      deadlock: false,
    }),
  );
  expect(message).toContain('"app" is declared symmetric');
  expect(message).toContain("app0 → app1");
  expect(message).toContain("overtake(app1)");
});

test("taking the first of a set is refused", async () => {
  const message = await faultOf(
    machine({
      name: "first served",
      state,
      init,
      actions: {
        ask,
        serve: {
          when: (s) => s.holder === null && s.waiting.size > 0,
          then: opaque((s) => {
            const [first] = s.waiting;
            s.holder = first ?? null;
          }),
        },
      },
      deadlock: false,
    }),
  );
  expect(message).toContain("serve");
});

test("naming an element in a property is refused", async () => {
  const message = await faultOf(
    machine({
      name: "named",
      state,
      init,
      actions: { ask },
      properties: { notTheFirst: always(opaque((s) => !s.waiting.has("app0"))) },
      expect: { notTheFirst: "violated" },
    }),
  );
  expect(message).toContain('property "notTheFirst" answers differently');
});

test("naming an element in a step property is refused", async () => {
  const message = await faultOf(
    machine({
      name: "named step",
      state,
      init,
      actions: { ask },
      properties: { others: step(opaque((_, __, taken) => taken.args["app"] !== "app2")) },
      expect: { others: "violated" },
    }),
  );
  expect(message).toContain('property "others" answers differently');
});

test("an initial state that tells elements apart is refused", async () => {
  const message = await faultOf(
    machine({
      name: "privileged",
      state: { role: mapOf(app, oneOf("leader", "follower")) },
      init: { role: { app0: "leader", app1: "follower", app2: "follower" } },
      actions: { rest: { then: () => {} } },
    }),
  );
  expect(message).toContain("the mirror image of an initial state is none");
});

test("initial states that are alike up to names are accepted", async () => {
  const all = { app0: "follower", app1: "follower", app2: "follower" } as const;
  const symmetricStart = machine({
    name: "some leader",
    state: { role: mapOf(app, oneOf("leader", "follower")) },
    init: app.elements.map((leader) => ({ role: { ...all, [leader]: "leader" as const } })),
    actions: { rest: { then: () => {} } },
  });
  expect(await faultOf(symmetricStart)).toBeUndefined();
});

test("a machine that only compares elements for equality is accepted", async () => {
  const fair = machine({
    name: "any served",
    state,
    init,
    actions: {
      ask,
      serve: {
        for: { app },
        when: (s, { app }) => s.holder === null && s.waiting.has(app),
        then: (s, { app }) => {
          s.holder = app;
          s.waiting.delete(app);
        },
      },
    },
    deadlock: false,
  });
  expect(await faultOf(fair)).toBeUndefined();
});

test("elements of an index domain may be ordered and named", async () => {
  const rank = index("rank", 3);
  const climbing = machine({
    name: "climbing",
    state: { at: rank },
    init: { at: "rank0" },
    actions: {
      climb: {
        when: (s) => s.at < "rank2",
        then: (s) => {
          s.at = rank.next(s.at);
        },
      },
    },
    deadlock: false,
  });
  expect(await faultOf(climbing)).toBeUndefined();
});

/** Counts to two within its bounds; its effect makes no sense beyond. */
const bounded = (search: "bfs" | "dfs") =>
  check(
    machine({
      name: "bounded",
      state: { n: range(0, 3), who: optional(app) },
      init: { n: 0, who: null },
      within: (s) => s.n < 3,
      deadlock: false,
      actions: {
        count: {
          for: { app },
          then: (s, { app }) => {
            s.n++;
            s.who = app;
          },
        },
      },
      properties: { small: always((s) => s.n <= 3) },
    }),
    { search },
  );

test.each(["bfs", "dfs"] as const)(
  "nothing is expanded outside the bounds under %s",
  async (search) => {
    const { fault, outcome, properties } = await bounded(search);
    expect(fault).toBeUndefined();
    expect(outcome).toBe("passed");
    expect(properties[0]?.verdict.status).toBe("holds within bounds");
  },
);

test.each([
  ["bfs", { maxDepth: 2 }],
  ["dfs", { maxDepth: 2 }],
  ["bfs", { maxStates: 3 }],
  ["dfs", { maxStates: 3 }],
] as const)("no effect runs in a state that %s does not expand under %j", async (search, limit) => {
  const states = (marked: boolean) => {
    const expanded = new Set<number>();
    const counting = machine({
      name: "counting",
      state: { n: range(0, 9), ...(marked ? { who: optional(app) } : {}) },
      init: { n: 0, ...(marked ? { who: null } : {}) } as { n: number },
      deadlock: false,
      actions: {
        count: {
          then: (s) => {
            expanded.add(s.n);
            s.n++;
          },
        },
      },
    });
    return check(counting, { search, ...limit }).then(() => [...expanded]);
  };
  expect(await states(true)).toEqual(await states(false));
});

const flag = { state: { on: bool() }, deadlock: false as const, actions: {} };

test("a choice that names an element is refused, though no state holds one", async () => {
  const message = await faultOf(
    machine({
      ...flag,
      name: "named in a choice",
      init: choose(
        { app },
        opaque(({ app }) => ({ on: app === "app0" })),
      ),
    }),
  );
  expect(message).toContain("choose(app0) and its mirror image choose(app1)");
});

test("a choice that leaves out an element is refused", async () => {
  const message = await faultOf(
    machine({
      ...flag,
      name: "left out",
      init: [
        { on: true },
        choose(
          { app },
          opaque(({ app }) => (app === "app2" ? undefined : { on: false })),
        ),
      ],
    }),
  );
  expect(message).toContain("choose(app2)");
});

test("a property that names an element is refused, though no state holds one", async () => {
  const message = await faultOf(
    machine({
      ...flag,
      name: "named in forEach",
      init: { on: false },
      properties: { fair: forEach(app, (x) => never(opaque((s) => s.on === (x === "app1")))) },
    }),
  );
  expect(message).toContain('property "fair" answers differently');
});

test("choices and properties that treat elements alike are not refused", async () => {
  const alike = machine({
    name: "alike",
    state: { first: app, on: bool() },
    deadlock: false,
    actions: {},
    init: choose({ a: app, b: app }, ({ a, b }) => (a === b ? undefined : { first: a, on: true })),
    properties: { each: forEach(app, (x) => reachable((s) => s.first === x)) },
  });
  expect(await faultOf(alike)).toBeUndefined();
});
