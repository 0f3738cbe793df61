import { describe, expect, it } from "vitest";
import {
  always,
  alwaysEventually,
  bool,
  CheckerError,
  type CheckOptions,
  type CheckResult,
  check,
  choose,
  eventually,
  eventuallyAlways,
  forEach,
  index,
  leadsTo,
  machine,
  mapOf,
  never,
  oneOf,
  range,
  reachable,
  step,
  until,
} from "../src/index.ts";

/** Counts from 0 to 9 and stops. */
const counter = machine({
  name: "counter",
  state: { n: range(0, 9) },
  init: { n: 0 },
  actions: {
    count: {
      when: (s) => s.n < 9,
      then: (s) => {
        s.n++;
      },
    },
  },
  properties: {
    small: always((s) => s.n < 5),
    noTen: never((s) => s.n === 10),
    up: step((before, after) => after.n > before.n),
    four: reachable((s) => s.n === 4),
    ten: reachable((s) => s.n > 9),
    ends: eventually((s) => s.n === 9),
    nothing: leadsTo(
      (s) => s.n > 9,
      (s) => s.n === 0,
    ),
  },
  final: (s) => s.n === 9,
  expect: { small: { violated: "count" }, ten: "unreachable", nothing: "vacuous" },
});

function statuses({ properties }: CheckResult): Record<string, string> {
  return Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict.status]));
}

function verdictOf({ properties }: CheckResult, name: string) {
  const found = properties.find((property) => property.name === name);
  if (found === undefined) throw new Error(`no property ${name}`);
  return found.verdict;
}

describe("check", () => {
  it("answers every property, with evidence, in the order of declaration", async () => {
    const result = await check(counter);
    expect(statuses(result)).toEqual({
      small: "violated",
      noTen: "holds",
      up: "holds",
      four: "reachable",
      ten: "unreachable",
      ends: "holds",
      nothing: "vacuous",
      deadlock: "holds",
    });
    expect(result.properties.map(({ met }) => met)).not.toContain(false);
    expect([result.outcome, result.ending]).toEqual(["passed", { because: "complete" }]);
    expect(result.stats).toMatchObject({ distinct: 10, generated: 10, depth: 9 });
    const small = verdictOf(result, "small");
    const four = verdictOf(result, "four");
    expect(small.status === "violated" && small.counterexample.steps.at(-1)?.state).toEqual({
      n: 5,
    });
    expect(four.status === "reachable" && four.witness.steps.length).toBe(4);
  });

  it("judges the named properties only", async () => {
    const result = await check(counter, { properties: ["up", "noTen"] });
    expect(result.properties.map(({ name }) => name)).toEqual(["noTen", "up"]);
  });

  it("gives the same result every time, but for the seconds", async () => {
    for (const search of ["bfs", "dfs"] as const) {
      const [one, two] = [await check(counter, { search }), await check(counter, { search })];
      const timeless = (result: CheckResult) => ({
        ...result,
        stats: { ...result.stats, seconds: 0 },
      });
      expect(timeless(one)).toEqual(timeless(two));
    }
  });

  it.each<[string, CheckOptions, string]>([
    ["an unknown option", { maxState: 3 } as never, 'did you mean "maxStates"?'],
    ["an unknown property", { properties: ["smal"] }, 'did you mean "small"?'],
    ["no states", { maxStates: 0 }, "whole number from 1 on"],
    ["half a state", { maxStates: 1.5 }, "whole number"],
    ["a negative depth", { maxDepth: -1 }, "whole number from 0 on"],
    ["no time", { timeout: 0 }, "positive"],
    ["endless memory", { maxMemory: Number.POSITIVE_INFINITY }, "positive"],
    ["an unknown search", { search: "random" } as never, "bfs, dfs"],
    ["an unknown stuttering", { stuttering: "some" } as never, "progress, tla, none"],
  ])("refuses %s", async (_what, options, hint) => {
    const refused = await check(counter, options).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CheckerError);
    expect(refused).toMatchObject({ kind: "usage", hint: expect.stringContaining(hint) });
  });

  it("names the actions that are never enabled, when the search was complete", async () => {
    const idle = machine({
      name: "idle",
      state: { on: bool() },
      init: { on: false },
      actions: {
        never: { for: { p: range(0, 2) }, when: (s) => s.on, then: () => {} },
        stay: { then: () => {} },
      },
    });
    expect((await check(idle)).neverEnabled).toEqual(["never"]);
  });
});

describe("a limit", () => {
  const limits: [CheckOptions, string, string][] = [
    [{ maxStates: 3 }, "state limit", "state limit of 3"],
    [{ maxDepth: 2 }, "depth limit", "depth limit of 2"],
  ];

  it.each(limits)("%j leaves unknown what was not found", async (options, because, reason) => {
    for (const search of ["bfs", "dfs"] as const) {
      const result = await check(counter, { ...options, search });
      expect(result.ending.because).toBe(because);
      expect(new Set(Object.values(statuses(result)))).toEqual(new Set(["unknown"]));
      expect(verdictOf(result, "small")).toEqual({ status: "unknown", because: reason });
      expect(result.outcome).toBe("inconclusive");
      expect(result.stats).toMatchObject({ distinct: 3, generated: 3, depth: 2 });
      expect(result.neverEnabled).toEqual([]);
    }
  });

  it("does not take back what was found before it", async () => {
    const result = await check(counter, { maxStates: 6 });
    expect(statuses(result)).toMatchObject({
      small: "violated",
      four: "reachable",
      noTen: "unknown",
    });
    expect(result.outcome).toBe("inconclusive");
  });

  it("that is just enough does not matter", async () => {
    expect((await check(counter, { maxStates: 10, maxDepth: 9 })).outcome).toBe("passed");
    expect((await check(counter, { maxStates: 9 })).outcome).toBe("inconclusive");
    expect((await check(counter, { maxDepth: 8 })).outcome).toBe("inconclusive");
  });

  const large = machine({
    name: "large",
    state: { a: range(0, 99), b: range(0, 99) },
    init: { a: 0, b: 0 },
    actions: {
      a: {
        then: (s) => {
          s.a = (s.a + 1) % 100;
        },
      },
      b: {
        then: (s) => {
          s.b = (s.b + 1) % 100;
        },
      },
    },
    properties: { returns: alwaysEventually((s) => s.a === 0) },
  });

  it("of time or memory ends the search", async () => {
    for (const options of [{ timeout: 1e-9 }, { maxMemory: 1 }]) {
      const result = await check(large, options);
      expect(["time limit", "memory limit"]).toContain(result.ending.because);
      expect(verdictOf(result, "deadlock").status).toBe("unknown");
      expect(result.stats.distinct).toBeLessThan(10_000);
    }
  });

  it("from outside ends the search and keeps what was counted", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const result = await check(
      large,
      { engine: "reference" },
      {
        signal: stop.signal,
        onProgress: ({ distinct }) => {
          seen.push(distinct);
          if (seen.length === 2) stop.abort();
        },
      },
    );
    expect([result.outcome, result.ending]).toEqual(["interrupted", { because: "interrupted" }]);
    expect(seen.length).toBe(3);
    expect(result.stats.distinct).toBe(seen.at(-1));
    expect(verdictOf(result, "deadlock")).toEqual({ status: "unknown", because: "interrupted" });
  });

  it.each(["reference", "compiled"] as const)(
    "from outside ends the judging of liveness too, under the engine %s",
    async (engine) => {
      const stop = new AbortController();
      const ring = machine({
        name: "ring",
        state: { n: range(0, 999) },
        init: { n: 0 },
        actions: {
          count: {
            then: (s) => {
              s.n = (s.n + 1) % 1000;
            },
          },
        },
        properties: {
          small: always((s) => {
            if (s.n === 999) stop.abort(); // after the last look around of the search
            return s.n < 1000;
          }),
          again: alwaysEventually((s) => s.n === 0),
        },
      });
      const result = await check(ring, { engine }, { signal: stop.signal });
      expect([result.outcome, result.ending]).toEqual(["interrupted", { because: "interrupted" }]);
      expect(statuses(result)).toMatchObject({ small: "holds", deadlock: "holds" });
      expect(verdictOf(result, "again")).toEqual({ status: "unknown", because: "interrupted" });
    },
  );
});

describe("bounds", () => {
  /** Counts without end, in one direction or back, but for the bounds. */
  const bounded = (within: number) =>
    machine({
      name: "bounded",
      state: { n: range(0, 9) },
      init: { n: 0 },
      actions: {
        up: {
          then: (s) => {
            s.n = Math.min(s.n + 1, 9);
          },
        },
        down: {
          then: (s) => {
            s.n = Math.max(s.n - 1, 0);
          },
        },
      },
      properties: {
        small: always((s) => s.n < 9),
        low: always((s) => s.n < 3),
        high: reachable((s) => s.n === 8),
        low2: reachable((s) => s.n === 2),
        alwaysBack: alwaysEventually((s) => s.n === 0),
        grows: step((before, after) => Math.abs(after.n - before.n) <= 1),
        someDay: eventually((s) => s.n >= 0),
      },
      within: (s) => s.n < within,
      expect: { low: "violated", high: "unreachable", alwaysBack: "violated" },
    });

  it("that cut something weaken what holds, and leave open what more states could show", async () => {
    const result = await check(bounded(4));
    expect(statuses(result)).toEqual({
      small: "holds within bounds",
      low: "violated",
      high: "unknown",
      low2: "reachable",
      alwaysBack: "violated",
      grows: "holds within bounds",
      someDay: "unknown",
      deadlock: "holds within bounds",
    });
    expect(verdictOf(result, "small")).toEqual({ status: "holds within bounds", cut: 1 });
    expect(result.stats.distinct).toBe(5); // the state just outside is judged, and not explored
    expect(result.outcome).toBe("inconclusive");
  });

  it("that cut nothing weaken nothing", async () => {
    const result = await check(bounded(10));
    expect(statuses(result)).toMatchObject({ small: "violated", grows: "holds", someDay: "holds" });
    expect(result.properties.find(({ name }) => name === "grows")?.met).toBe(true);
  });

  it("judge an initial state outside, and do not leave it", async () => {
    const result = await check(bounded(0));
    expect(result.stats).toMatchObject({ distinct: 1, generated: 1 });
    expect(verdictOf(result, "deadlock")).toEqual({ status: "holds within bounds", cut: 1 });
  });
});

describe("deadlock", () => {
  const stopping = (more: object) =>
    machine({
      name: "stopping",
      state: { n: range(0, 2) },
      init: { n: 0 },
      actions: {
        count: {
          when: (s) => s.n < 2,
          then: (s) => {
            s.n++;
          },
        },
      },
      ...more,
    });

  it("is a state in which nothing is enabled, reached by a shortest path", async () => {
    const verdict = verdictOf(await check(stopping({})), "deadlock");
    expect(verdict.status === "violated" && verdict.counterexample.steps.length).toBe(2);
  });

  it("is none in a final state, and nowhere when stopping is allowed", async () => {
    expect((await check(stopping({ final: (s: { n: number }) => s.n === 2 }))).outcome).toBe(
      "passed",
    );
    expect((await check(stopping({ final: (s: { n: number }) => s.n === 1 }))).outcome).toBe(
      "failed",
    );
    const anywhere = await check(stopping({ deadlock: false }));
    expect([anywhere.outcome, anywhere.properties]).toEqual(["passed", []]);
  });

  it("is none where a step changes nothing", async () => {
    const spinning = machine({
      name: "spinning",
      state: { n: range(0, 0) },
      init: { n: 0 },
      actions: { spin: { then: () => {} } },
    });
    expect((await check(spinning)).outcome).toBe("passed");
  });
});

describe("a property for every element", () => {
  const slot = index("slot", 3);
  /** One slot after the other is switched on; the last one stays off. */
  const row = (property: Parameters<typeof forEach>[1]) =>
    machine({
      name: "row",
      state: { on: mapOf(slot, bool()) },
      init: { on: slot.each(false) },
      actions: {
        on: {
          for: { p: slot },
          when: (s, { p }) => p !== "slot2" && !s.on[p],
          then: (s, { p }) => {
            s.on[p] = true;
          },
          fair: "weak",
        },
      },
      properties: { p: forEach(slot, property as never) },
      deadlock: false,
    });
  type On = { on: Record<string, boolean> };
  const judged = async (property: unknown) => verdictOf(await check(row(property as never)), "p");

  it("holds when it holds for each", async () => {
    expect(await judged(() => always(() => true))).toEqual({ status: "holds" });
  });

  it("is violated for the first element that violates it", async () => {
    const off = (p: string) => always((s: On) => p === "slot0" || !s.on[p]);
    expect(await judged(off)).toMatchObject({ status: "violated", of: "slot1" });
    const comesOn = (p: string) => eventually((s: On) => s.on[p] === true);
    expect(await judged(comesOn)).toMatchObject({ status: "violated", of: "slot2" });
  });

  it("shows the shortest of the counterexamples", async () => {
    const many = (p: string) =>
      never((s: On) => s.on[p] === true && (p !== "slot0" || s.on["slot1"] === true));
    const verdict = await judged(many);
    expect(verdict).toMatchObject({ status: "violated", of: "slot1" });
    const loops = (p: string) => eventually((s: On) => p === "slot0" && s.on["slot2"] === true);
    expect(await judged(loops)).toMatchObject({ status: "violated", of: "slot0" });
  });

  it("is reachable when each has a witness, and names the one that has none", async () => {
    expect(await judged((p: string) => reachable((s: On) => !s.on[p]))).toMatchObject({
      status: "reachable",
    });
    expect(await judged((p: string) => reachable((s: On) => s.on[p] === true))).toEqual({
      status: "unreachable",
      of: "slot2",
    });
  });

  it("is vacuous only when it says nothing for any", async () => {
    const answered = (asks: (p: string, s: On) => boolean) => (p: string) =>
      leadsTo(
        (s: On) => asks(p, s),
        () => true,
      );
    expect((await judged(answered((p, s) => s.on[p] === true))).status).toBe("holds");
    expect((await judged(answered(() => false))).status).toBe("vacuous");
  });

  it("names both elements where quantifiers are nested", async () => {
    const pairs = (p: string) =>
      forEach(slot, (q: string) =>
        never((s: On) => p !== q && s.on[p] === true && s.on[q] === true),
      );
    expect(await judged(pairs)).toMatchObject({ status: "violated", of: "slot0, slot1" });
  });
});

describe("fairness and stuttering", () => {
  const lamp = (fair: "weak" | undefined, stuttering: "progress" | "tla" | "none" = "progress") =>
    machine({
      name: "lamp",
      state: { on: bool(), ticks: oneOf("tick", "tock") },
      init: choose({ t: oneOf("tick", "tock") }, ({ t }) => ({ on: false, ticks: t })),
      actions: {
        tick: {
          then: (s) => {
            s.ticks = s.ticks === "tick" ? "tock" : "tick";
          },
        },
        light: {
          when: (s) => !s.on,
          then: (s) => {
            s.on = true;
          },
          ...(fair === undefined ? {} : { fair }),
        },
      },
      properties: {
        lights: eventually((s) => s.on),
        stays: eventuallyAlways((s) => s.on),
        ticks: alwaysEventually((s) => s.ticks === "tock"),
        darkUntilLit: until(
          (s) => !s.on,
          (s) => s.on,
        ),
      },
      stuttering,
    });

  it("an action without fairness may be neglected for ever", async () => {
    const result = await check(lamp(undefined));
    expect(statuses(result)).toMatchObject({
      lights: "violated",
      stays: "violated",
      ticks: "holds",
    });
    const lights = verdictOf(result, "lights");
    expect(lights.status === "violated" && lights.counterexample.loopAfter).toBe(0);
  });

  it("a weakly fair one may not", async () => {
    const result = await check(lamp("weak"));
    expect(statuses(result)).toMatchObject({
      ...{ lights: "holds", stays: "holds", ticks: "holds", darkUntilLit: "holds" },
    });
  });

  it("a behaviour may stand still anywhere only if it is said so", async () => {
    expect(statuses(await check(lamp("weak", "tla")))).toMatchObject({
      lights: "holds",
      ticks: "violated",
    });
    expect(statuses(await check(lamp("weak"), { stuttering: "tla" }))).toMatchObject({
      ticks: "violated",
    });
    expect(statuses(await check(lamp("weak", "none")))).toMatchObject({
      lights: "holds",
      ticks: "holds",
    });
  });
});
