import {
  always,
  bool,
  type CheckOptions,
  type CheckResult,
  check,
  forEach,
  ltl,
  machine,
  oneOf,
  planSearch,
  range,
  setOf,
  symmetric,
} from "everystate";
import { describe, expect, it } from "vitest";
import { looseMachine, mistakeIn, refusal } from "../support/loose-machine.ts";

const engines = ["reference", "compiled"] as const;

function verdictOf({ properties }: CheckResult, name: string) {
  const found = properties.find((property) => property.name === name);
  if (found === undefined) throw new Error(`no property ${name}`);
  return found.verdict;
}

function statuses({ properties }: CheckResult): Record<string, string> {
  return Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict.status]));
}

/** The labels of a counterexample, with "│" where its loop begins. */
function labels(result: CheckResult, name: string): string {
  const verdict = verdictOf(result, name);
  if (verdict.status !== "violated") throw new Error(`${name} ${verdict.status}`);
  const { steps, loopAfter } = verdict.counterexample;
  const all = steps.map(({ label }) => label || "·");
  return [...all.slice(0, loopAfter), "│", ...all.slice(loopAfter)].join(" ");
}

/** A light that is asked for, and comes on at the next step; a step that changes nothing can be between. */
const light = machine({
  name: "light",
  state: { light: oneOf("off", "asked", "on") },
  init: { light: "off" },
  actions: {
    ask: {
      when: (s) => s.light === "off",
      then: (s) => {
        s.light = "asked";
      },
    },
    answer: {
      fair: "weak",
      when: (s) => s.light === "asked",
      then: (s) => {
        s.light = "on";
      },
    },
    rest: { when: (s) => s.light === "on", then: () => {} },
    wait: { when: (s) => s.light !== "on", then: () => {} },
  },
  properties: {
    answered: ltl(({ always, implies, eventually }) =>
      always(
        implies(
          (s) => s.light === "asked",
          eventually((s) => s.light === "on"),
        ),
      ),
    ),
    atOnce: ltl(({ always, implies, next }) =>
      always(
        implies(
          (s) => s.light === "asked",
          next((s) => s.light === "on"),
        ),
      ),
    ),
    atOnceByAnswer: ltl(({ always, implies, next, step }) =>
      always(
        implies(
          step((_before, _after, taken) => taken.is("answer")),
          next((s) => s.light === "on"),
        ),
      ),
    ),
    waitsBeforeAsking: ltl(({ weakUntil, step }) =>
      weakUntil(
        step((before, after) => before.light === after.light),
        step((_before, _after, taken) => taken.is("ask")),
      ),
    ),
    neverWaits: ltl(({ always, not, step }) =>
      always(not(step((_b, _a, taken) => taken.is("wait")))),
    ),
    restsInTheEnd: ltl(({ implies, eventually, always, step }) =>
      implies(
        eventually((s) => s.light === "on"),
        eventually(always(step((_b, _a, t) => t.is("rest")))),
      ),
    ),
  },
  expect: { atOnce: "violated", neverWaits: "violated" },
});

describe.each(engines)("formulas, judged by the %s engine", (engine) => {
  it("speak of every step, those that change nothing included", async () => {
    const result = await check(light, { engine });
    expect(statuses(result)).toEqual({
      answered: "holds",
      atOnce: "violated",
      atOnceByAnswer: "holds",
      waitsBeforeAsking: "holds",
      neverWaits: "violated",
      restsInTheEnd: "holds",
      deadlock: "holds",
    });
    expect(labels(result, "atOnce")).toBe("ask wait answer │ rest");
    expect(labels(result, "neverWaits")).toBe("│ wait");
    expect(result.outcome).toBe("passed");
    expect(result.properties.map(({ kind }) => kind)).toEqual([
      ...Array(6).fill("ltl"),
      "deadlock",
    ]);
  });

  it("find no step that is taken where a behaviour stands still, and the same state next", async () => {
    const once = machine({
      name: "once",
      state: { done: bool() },
      init: { done: false },
      actions: {
        act: {
          when: (s) => !s.done,
          then: (s) => {
            s.done = true;
          },
        },
      },
      properties: {
        stays: ltl(({ always, implies, next }) =>
          always(
            implies(
              (s) => s.done,
              next((s) => s.done),
            ),
          ),
        ),
        allSteps: ltl(({ always, step }) => always(step(() => true))),
        noOther: ltl(({ always, not, step }) => always(not(step((_b, after) => !after.done)))),
        standsStill: ltl(({ eventually, always, not, step }) =>
          eventually(always(not(step(() => true)))),
        ),
        two: ltl(({ next, step }) => next(step(() => true))),
      },
      deadlock: false,
    });
    const result = await check(once, { engine });
    expect(statuses(result)).toEqual({
      stays: "holds",
      allSteps: "violated",
      noOther: "holds",
      standsStill: "holds",
      two: "violated",
    });
    expect(labels(result, "allSteps")).toBe("act │ ·");
    const stopped = await check(once, { engine, stuttering: "none" });
    expect(new Set(Object.values(statuses(stopped)))).toEqual(new Set(["vacuous"]));
    expect(verdictOf(stopped, "allSteps")).toMatchObject({
      because: "there is no infinite behaviour",
    });
  });

  it("are about every element of a domain, and keep the elements of a symmetric one alike", async () => {
    const app = symmetric("app", 2);
    const turns = machine({
      name: "turns",
      state: { turn: app },
      init: [{ turn: "app0" }, { turn: "app1" }],
      actions: {
        pass: {
          fair: "weak",
          for: { app },
          when: (s, { app: next }) => s.turn !== next,
          then: (s, { app: next }) => {
            s.turn = next;
          },
        },
        keep: { then: () => {} },
      },
      properties: {
        again: forEach(app, (a) =>
          ltl(({ always, eventually }) => always(eventually((s) => s.turn === a))),
        ),
        handsOn: forEach(app, (a) =>
          ltl(({ always, implies, next }) =>
            always(
              implies(
                (s) => s.turn === a,
                next((s) => s.turn !== a),
              ),
            ),
          ),
        ),
        taken: forEach(app, (a) =>
          ltl(({ always, eventually, step }) =>
            always(
              eventually(step((_b, _a, taken) => taken.is("pass") && taken.args["app"] === a)),
            ),
          ),
        ),
      },
      expect: { handsOn: "violated" },
    });
    const result = await check(turns, { engine });
    expect(result.fault).toBeUndefined();
    expect(statuses(result)).toEqual({
      again: "holds",
      handsOn: "violated",
      taken: "holds",
      deadlock: "holds",
    });
    expect(verdictOf(result, "handsOn")).toMatchObject({ of: "app0" });
  });

  it("find a fair loop by instances that no state that stands for its orbit enables", async () => {
    const app = symmetric("app", 2);
    const marks = machine({
      name: "marks",
      state: { marks: setOf(app) },
      init: { marks: [] },
      actions: {
        mark: {
          fair: "weak",
          for: { app },
          then: (s, { app: marked }) => {
            s.marks.add(marked);
          },
        },
        clear: {
          fair: "strong",
          for: { app },
          when: (s, { app: other }) => s.marks.size > 0 && !s.marks.has(other),
          then: (s) => {
            s.marks.clear();
          },
        },
      },
      properties: {
        both: ltl(({ implies, always, eventually }) =>
          implies(
            always(eventually((s) => s.marks.size > 0)),
            always(eventually((s) => s.marks.size > 1)),
          ),
        ),
      },
      expect: { both: "violated" },
    });
    const all = await check(marks, { engine, symmetry: "off" });
    const reduced = await check(marks, { engine, symmetry: "on" });
    expect(all.stats.distinct).toBe(4);
    expect(reduced.stats.distinct).toBe(3);
    for (const result of [all, reduced]) {
      expect(statuses(result)).toMatchObject({ both: "violated" });
      expect(labels(result, "both")).toBe("│ mark(app0) clear(app1) mark(app1) clear(app0)");
    }
  });

  it("tell a premise that never holds", async () => {
    const still = machine({
      name: "still",
      state: { n: range(0, 1) },
      init: { n: 0 },
      actions: { rest: { then: () => {} } },
      properties: {
        nothing: ltl(({ always, implies, next, and, not }) =>
          always(
            implies(
              and(
                (s) => s.n === 1,
                not((s) => s.n === 0),
              ),
              next((s) => s.n === 0),
            ),
          ),
        ),
        something: ltl(({ always, implies, next, or }) =>
          always(
            implies(
              or(
                (s) => s.n === 1,
                (s) => s.n === 0,
              ),
              next((s) => s.n === 0),
            ),
          ),
        ),
      },
    });
    const result = await check(still, { engine });
    expect(verdictOf(result, "nothing")).toEqual({
      status: "vacuous",
      because: "the premise of the formula never holds",
    });
    expect(verdictOf(result, "something")).toEqual({ status: "holds" });
  });

  it("are unknown where a limit or a bound cut the search, unless they are violated", async () => {
    const counting = (within?: (s: { readonly n: number }) => boolean) =>
      machine({
        name: "counting",
        state: { n: range(0, 50) },
        init: { n: 0 },
        actions: {
          count: {
            when: (s) => s.n < 50,
            then: (s) => {
              s.n++;
            },
          },
          wait: { then: () => {} },
        },
        properties: {
          up: ltl(({ always, not, step }) =>
            always(not(step((before, after) => after.n < before.n))),
          ),
          moves: ltl(({ always, step }) => always(step((before, after) => after.n > before.n))),
        },
        ...(within === undefined ? {} : { within }),
      });
    const answers = async (
      options: CheckOptions,
      within?: (s: { readonly n: number }) => boolean,
    ) => statuses(await check(counting(within), { ...options, engine }));
    const open = { up: "unknown", moves: "violated" };
    expect(await answers({ maxStates: 10 })).toMatchObject(open);
    expect(await answers({ maxDepth: 5 })).toMatchObject(open);
    expect(await answers({}, (s) => s.n < 10)).toMatchObject(open);
    expect(await answers({})).toMatchObject({ up: "holds", moves: "violated" });
  });

  it("need fairness where something has to happen", async () => {
    const door = (fair: "weak" | "strong" | undefined) =>
      machine({
        name: "door",
        state: { open: bool(), through: bool() },
        init: { open: false, through: false },
        actions: {
          open: {
            fair: "weak",
            when: (s) => !s.open,
            then: (s) => {
              s.open = true;
            },
          },
          close: {
            fair: "weak",
            when: (s) => s.open,
            then: (s) => {
              s.open = false;
            },
          },
          go: {
            ...(fair === undefined ? {} : { fair }),
            when: (s) => s.open && !s.through,
            then: (s) => {
              s.through = true;
            },
          },
        },
        properties: {
          goes: ltl(({ eventually, step }) => eventually(step((_b, _a, taken) => taken.is("go")))),
        },
        expect: { goes: fair === "strong" ? "holds" : "violated" },
      });
    for (const fair of [undefined, "weak", "strong"] as const) {
      expect((await check(door(fair), { engine })).outcome).toBe("passed");
    }
  });

  it("report a step predicate that fails, with the way to it", async () => {
    const { code, steps, result } = await mistakeIn(
      {
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
          before: always((s: { n: number }) => s.n < 4),
          fails: ltl(({ always, step }) =>
            always(
              step((before: { n: number }) => {
                if (before.n === 2) throw new Error("no");
                return true;
              }),
            ),
          ),
        },
        deadlock: false,
      },
      { engine },
    );
    expect([code, steps]).toEqual(["spec-threw", ["count", "count"]]);
    expect(result.ending).toEqual({ because: "fault" });
  });
});

/** The name of an element that cannot be found by reading the text of a spec. */
const unread = (): string => JSON.parse('"app0"');

describe("formulas that cannot be judged", () => {
  it("are refused with next where a behaviour may stand still anywhere", async () => {
    await expect(check(light, { stuttering: "tla" })).rejects.toThrow(
      'property "atOnce" uses next, which says nothing where a behaviour may stand still at any time',
    );
    const without = { stuttering: "tla", properties: ["answered", "neverWaits"] } as const;
    expect(statuses(await check(light, without))).toEqual({
      answered: "holds",
      neverWaits: "violated",
    });
    const { code, message } = await mistakeIn({
      state: { n: range(0, 1) },
      init: { n: 0 },
      actions: { rest: { then: () => {} } },
      properties: { p: ltl(({ next }) => next((s: { n: number }) => s.n === 0)) },
      stuttering: "tla",
    });
    expect([code, message]).toEqual([
      "bad-property",
      expect.stringContaining('property "p" uses next'),
    ]);
  });

  it("are refused when their automaton would be too large", async () => {
    const large = {
      state: { n: range(0, 40) },
      init: { n: 0 },
      actions: { rest: { then: () => {} } },
      properties: {
        p: ltl<{ n: number }>(({ or, eventually, always }) =>
          or(...Array.from({ length: 20 }, (_, i) => eventually(always((s) => s.n === i)))),
        ),
      },
    };
    const { code, message } = await mistakeIn(large);
    expect(code).toBe("formula-too-large");
    expect(message).toMatch(/^the automaton of property "p" would have more than [\d,]+ /);
    expect(refusal(() => planSearch(looseMachine(large))).code).toBe("formula-too-large");
  });

  it("are refused with fingerprints", async () => {
    await expect(check(light, { fingerprints: true })).rejects.toThrow("liveness cannot be judged");
  });

  it.each([
    ["always", () => ltl(({ always }) => always(undefined as never))],
    ["and", () => ltl(({ and }) => and(() => true, true as never))],
    ["until", () => ltl(({ until }) => until(() => true, "later" as never))],
    ["step", () => ltl(({ step }) => step(undefined as never))],
    ["ltl", () => ltl(() => undefined as never)],
  ])("are refused where %s is given something that is no formula", (word, make) => {
    const { code, message } = refusal(make);
    expect(code).toBe("bad-property");
    expect(message).toMatch(new RegExp(`^${word} in a formula was given something else`));
  });

  it("are refused where they ask other things of other elements of a symmetric domain", async () => {
    const app = symmetric("app", 2);
    const definition = {
      state: { turn: app },
      init: { turn: "app0" },
      actions: { rest: { then: () => {} } },
      properties: {
        p: forEach(app, (a) =>
          ltl<{ turn: string }>(({ eventually, always, and }) =>
            a === "app0"
              ? eventually((s) => s.turn === a)
              : and(
                  (s) => s.turn === a,
                  always((s) => s.turn !== a),
                ),
          ),
        ),
      },
    };
    const initial = [{ turn: "app0" }, { turn: "app1" }];
    const { code, message } = await mistakeIn({ ...definition, init: initial });
    expect(code).toBe("not-symmetric");
    expect(message).toContain('property "p" names one of its elements, "app0"');
  });

  it.each([
    ["a state", ltl<{ turn: string }>(({ always }) => always((s) => s.turn === unread()))],
    [
      "a step",
      ltl<{ turn: string }>(({ always, step }) => always(step((s) => s.turn === unread()))),
    ],
  ])("are refused where a predicate of %s names a symmetric element", async (_, p) => {
    const app = symmetric("app", 2);
    const { code, message } = await mistakeIn({
      state: { turn: app },
      init: [{ turn: "app0" }, { turn: "app1" }],
      actions: { rest: { then: () => {} } },
      properties: { p },
    });
    expect(code).toBe("not-symmetric");
    expect(message).toContain('property "p" answers differently');
  });

  it("are refused where a property stands for a predicate", async () => {
    const inner = ltl<{ n: number }>(({ next }) => next((s) => s.n === 0));
    const { code } = await mistakeIn({
      state: { n: range(0, 1) },
      init: { n: 0 },
      actions: { rest: { then: () => {} } },
      properties: { p: ltl(({ always }) => always(inner as never)) },
    });
    expect(code).toBe("not-a-boolean");
  });
});
