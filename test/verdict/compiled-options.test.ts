import { availableParallelism } from "node:os";
import {
  always,
  type CheckOptions,
  check,
  eventually,
  machine,
  range,
  setOf,
  step,
} from "everystate";
import { afterEach, describe, expect, it, vi } from "vitest";
import { referenceModel } from "../../src/model/reference/reference-model.ts";
import { planCheck } from "../../src/verdict/plan.ts";

const counter = machine({
  name: "counter",
  state: { n: range(0, 3) },
  init: { n: 0 },
  actions: {
    count: {
      when: (s) => s.n < 3,
      then: (s) => {
        s.n++;
      },
    },
  },
  properties: {
    small: always((s) => s.n < 9),
    up: step((before, after) => before.n < after.n),
    ends: eventually((s) => s.n === 3),
  },
  deadlock: false,
});

/** Its set is too large for a mask. */
const notPackable = machine({
  name: "not packable",
  state: { seen: setOf(range(0, 2000)) },
  init: { seen: [] },
  actions: {},
  deadlock: false,
});

const planned = (options: CheckOptions) => planCheck(referenceModel(counter), options);
const refused = (of: typeof counter | typeof notPackable, options: CheckOptions) =>
  check(of, options).catch((error: unknown) => error);
const safety = { properties: ["small", "up"] } as const;

describe("workers", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it("are one for every core unless a number is given", () => {
    expect(planned({ engine: "auto" }).workers).toBe(Math.min(availableParallelism(), 64));
    expect(planned({ engine: "auto", workers: 3 }).workers).toBe(3);
  });

  it("are no more than 64 on a host with more cores", () => {
    const getBuiltinModule = () => ({ availableParallelism: () => 200 });
    vi.stubGlobal("process", { ...process, getBuiltinModule });
    expect(planned({ engine: "auto" }).workers).toBe(64);
  });

  it("are one where the host does not tell of its cores", () => {
    vi.stubGlobal("process", undefined);
    expect(planned({ engine: "auto" }).workers).toBe(1);
  });

  it("are one where one thread explores, and may be asked for there", () => {
    const withFingerprints = { engine: "auto", fingerprints: true, ...safety } as const;
    const alone = [{ engine: "reference" }, { engine: "auto", search: "dfs" }] as const;
    for (const how of [...alone, withFingerprints]) {
      expect(planned(how).workers).toBe(1);
      expect(planned({ ...how, workers: 1 }).workers).toBe(1);
    }
  });

  it.each<[CheckOptions, string, string]>([
    [{ workers: 2, engine: "reference" }, "2 workers would be ignored", "the engine auto"],
    [{ workers: 2, engine: "auto", search: "dfs" }, "depth-first search", "the search bfs"],
    [
      { workers: 2, engine: "auto", fingerprints: true, ...safety },
      "2 workers would be ignored: a search with fingerprints has one thread",
      "leave workers out",
    ],
    [{ workers: 0, engine: "auto" }, "workers cannot be 0", "a whole number from 1 to 64"],
    [{ workers: 65, engine: "auto" }, "workers cannot be 65", "a whole number from 1 to 64"],
    [{ workers: 1.5, engine: "reference" }, "workers cannot be 1.5", "a whole number from 1 to 64"],
  ])("%j is refused", async (options, message, hint) => {
    expect(await refused(counter, options)).toMatchObject({
      ...{ kind: "usage", code: "bad-option" },
      ...{ message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
    });
  });

  it("are an upper bound for auto: a machine that does not compile has one", async () => {
    const result = await check(notPackable, { engine: "auto", workers: 2 });
    expect([result.engine, result.workers]).toEqual(["reference", 1]);
  });
});

describe("fingerprints", () => {
  it("are taken for safety, breadth-first, by the compiled engine", async () => {
    expect(planned({ engine: "auto", fingerprints: true, ...safety }).fingerprints).toBe(true);
    expect(planned({ engine: "auto", fingerprints: false }).fingerprints).toBe(false);
    expect(planned({}).fingerprints).toBe(false);
    const result = await check(counter, { engine: "auto", fingerprints: true, ...safety });
    expect([result.engine, result.outcome]).toEqual(["compiled", "passed"]);
  });

  it("take the compiled engine even if no action compiles", async () => {
    const { pow } = { pow: Object.assign((n: number) => n ** 2, {}) };
    const strange = machine({
      name: "strange",
      state: { n: range(0, 3) },
      init: { n: 0 },
      actions: { one: { when: (s) => s.n === 0, then: (s) => void Reflect.set(s, "n", pow(1)) } },
      deadlock: false,
    });
    expect((await check(strange, { engine: "auto" })).engine).toBe("reference");
    expect((await check(strange, { engine: "auto", fingerprints: true })).engine).toBe("compiled");
  });

  it.each<[CheckOptions, string, string]>([
    [{ engine: "reference", ...safety }, "the reference engine has no", "the engine auto"],
    [{ engine: "auto", search: "dfs", ...safety }, "depth-first search has no", "the search bfs"],
    [{ engine: "auto" }, 'with fingerprints: "ends" needs whole states', "leave fingerprints out"],
    [{ engine: "auto", fingerprints: "yes" } as never, 'cannot be "yes"', "true or false"],
  ])("with %j are refused", async (options, message, hint) => {
    expect(await refused(counter, { fingerprints: true, ...options })).toMatchObject({
      ...{ kind: "usage", code: "bad-option" },
      ...{ message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
    });
  });

  it("are refused for a machine that auto would leave to the reference engine", async () => {
    expect(await refused(notPackable, { engine: "auto", fingerprints: true })).toMatchObject({
      ...{ kind: "usage", hint: "leave fingerprints out" },
      message: expect.stringContaining('the compiled engine cannot take "not packable"'),
    });
  });
});
