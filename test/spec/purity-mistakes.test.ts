import { afterEach, describe, expect, it, vi } from "vitest";
import {
  always,
  bool,
  check,
  eventually,
  index,
  listOf,
  mapOf,
  oneOf,
  range,
  record,
  setOf,
  step,
} from "../../src/index.ts";
import {
  type Loose,
  type LooseDefinition,
  looseMachine,
  mistakeIn,
} from "../support/loose-machine.ts";

const page = index("page", 2);
const rec = record({ v: range(0, 1) });
const state = {
  n: range(0, 3),
  set: setOf(page),
  recs: setOf(rec),
  queue: listOf(range(0, 3), 3),
  empty: listOf(range(0, 3), 3),
  at: mapOf(page, rec),
};
const init = {
  n: 0,
  set: ["page0"],
  recs: [{ v: 0 }],
  queue: [2, 1],
  empty: [],
  at: page.each({ v: 0 }),
};
const count = {
  when: (s: Loose) => s.n < 3,
  then: (s: Loose) => {
    s.n++;
  },
};

/** Machines in which a function that reads the state does something, in the third state. */
function readers(act: (s: Loose) => Loose): Record<string, LooseDefinition> {
  const late = (answer: boolean) => (s: Loose) => {
    if (s.n === 2) act(s);
    return answer;
  };
  const base = { state, init, actions: { count } };
  const other = { when: late(false), then: () => {} };
  const afterStep = (before: Loose, after: Loose) => late(true)(before.n === 1 ? after : { n: 0 });
  return {
    guard: { ...base, actions: { count, other } },
    always: { ...base, properties: { p: always(late(true)) } },
    eventually: { ...base, properties: { p: eventually(late(true)) } },
    step: { ...base, properties: { p: step(afterStep) } },
    final: { ...base, actions: { count: { ...count, when: (s) => s.n < 2 } }, final: late(true) },
    within: { ...base, within: late(true) },
  };
}
const whoReads = Object.keys(readers(() => {}));

describe("a function that should only read is caught when it writes", () => {
  const writes: [string, (s: Loose) => Loose, RegExp][] = [
    [
      "assigns a field",
      (s) => {
        s.n = 0;
      },
      /modifies s\.n$/,
    ],
    [
      "assigns a nested field",
      (s) => {
        s.at.page0.v = 1;
      },
      /modifies s\.at\[page0\]\.v/,
    ],
    [
      "adds a field",
      (s) => {
        s.more = 1;
      },
      /modifies s\.more/,
    ],
    ["deletes a field", (s) => delete s.at.page1, /modifies s\.at\[page1\]/],
    ["defines a property", (s) => Object.defineProperty(s, "n", { value: 1 }), /modifies s\.n/],
    ["adds to a set", (s) => s.set.add("page1"), /modifies s\.set/],
    ["adds what is there already", (s) => s.set.add("page0"), /modifies s\.set/],
    ["removes from a set", (s) => s.set.delete("page0"), /modifies s\.set/],
    ["clears a set", (s) => s.set.clear(), /modifies s\.set/],
    [
      "changes a member of a set",
      (s) => {
        for (const one of s.recs) one.v = 1;
      },
      /modifies an element of s\.recs/,
    ],
    ["pushes", (s) => s.queue.push(1), /modifies s\.queue/],
    ["pushes into an empty list", (s) => s.empty.push(1), /modifies s\.empty/],
    ["pops from an empty list", (s) => s.empty.pop(), /modifies s\.empty/],
    ["sorts in place", (s) => s.queue.sort(), /modifies s\.queue/],
    ["reverses in place", (s) => s.queue.reverse(), /modifies s\.queue/],
    [
      "cuts a list",
      (s) => {
        s.queue.length = 0;
      },
      /modifies s\.queue/,
    ],
  ];

  it.each(whoReads.flatMap((who) => writes.map((write) => [who, ...write] as const)))(
    "%s %s",
    async (who, _what, act, message) => {
      const mistake = await mistakeIn(readers(act)[who] as LooseDefinition);
      expect(mistake.code).toBe("state-modified");
      expect(mistake.message).toMatch(message);
      expect(mistake.steps?.length).toBe(who === "step" ? 1 : 2);
      expect(mistake.step).toBe(who === "guard" ? "other" : undefined);
    },
  );

  it("and says who it was", async () => {
    const by = readers((s) => s.set.clear());
    expect((await mistakeIn(by["guard"] as LooseDefinition)).message).toMatch(
      /^the guard of other/,
    );
    expect((await mistakeIn(by["always"] as LooseDefinition)).message).toMatch(/^property "p"/);
    expect((await mistakeIn(by["final"] as LooseDefinition)).message).toMatch(/^final/);
  });

  it("while copies may be changed freely", async () => {
    const free = readers((s) => {
      s.queue.toSorted();
      [...s.queue].reverse();
      s.queue.filter(() => true).push(9);
      s.set.union(["page1"]).delete("page0");
      ({ ...s.at }).page0 = 3;
    });
    for (const who of whoReads) {
      const { fault } = await check(looseMachine(free[who] as LooseDefinition));
      expect(fault).toBeUndefined();
    }
  });
});

const sourcesOfFakeTime: [string, () => unknown][] = [
  ["Date.now", () => Date.now()],
  ["new Date()", () => new Date()],
  ["performance.now", () => performance.now()],
  ["Math.random", () => Math.random()],
];

describe("clocks and chance", () => {
  const sources: [string, () => unknown, RegExp][] = [
    ["Math.random", () => Math.random(), /Math\.random/],
    ["Date.now", () => Date.now(), /Date\.now/],
    ["new Date()", () => new Date(), /new Date\(\)/],
    ["Date()", () => Date(), /Date\(\)/],
    ["performance.now", () => performance.now(), /performance\.now/],
    ["crypto.randomUUID", () => crypto.randomUUID(), /crypto\.randomUUID/],
    ["crypto.getRandomValues", () => crypto.getRandomValues(new Uint8Array(1)), /getRandomValues/],
    ["process.hrtime", () => process.hrtime(), /process\.hrtime/],
    ["process.hrtime.bigint", () => process.hrtime.bigint(), /process\.hrtime/],
    ["process.uptime", () => process.uptime(), /process\.uptime/],
    ["a format of the present", () => new Intl.DateTimeFormat("en").format(), /format\(\)/],
    ["parts of the present", () => new Intl.DateTimeFormat().formatToParts(), /formatToParts\(\)/],
  ];
  const before = { Date, random: Math.random, now: performance.now, hrtime: process.hrtime };

  afterEach(() => {
    const now = { Date, random: Math.random, now: performance.now, hrtime: process.hrtime };
    expect(now).toEqual(before);
    expect(Object.keys(performance)).not.toContain("now");
    expect(Date.now()).toBeGreaterThan(0);
    expect(crypto.randomUUID()).toHaveLength(36);
    expect(process.hrtime.bigint()).toBeGreaterThan(0n);
    expect(process.uptime()).toBeGreaterThan(0);
    expect(new Intl.DateTimeFormat("en").format()).toContain("/");
  });

  it.each(whoReads.flatMap((who) => sources.map((source) => [who, ...source] as const)))(
    "%s cannot ask %s",
    async (who, _what, ask, message) => {
      const mistake = await mistakeIn(readers(ask)[who] as LooseDefinition);
      expect(mistake.code).toBe("impure");
      expect(mistake.message).toMatch(message);
    },
  );

  it.each(sources)("an effect cannot ask %s", async (_what, ask, message) => {
    const then = (s: Loose) => {
      ask();
      s.n = 1;
    };
    const mistake = await mistakeIn({ state, init, actions: { count: { then } } });
    expect([mistake.code, mistake.step]).toEqual(["impure", "count"]);
    expect(mistake.message).toMatch(message);
  });

  it("a function that catches the refusal is refused all the same", async () => {
    const then = (s: Loose) => {
      try {
        s.n = Math.random() < 2 ? 1 : 0;
      } catch {
        s.n = 3;
      }
    };
    const mistake = await mistakeIn({ state, init, actions: { count: { then } } });
    expect(mistake).toMatchObject({ code: "impure", step: "count" });
    expect(mistake.message).toContain("Math.random");
  });

  it("a date that is given is no clock", async () => {
    const format = new Intl.DateTimeFormat("en", { timeZone: "UTC", year: "numeric" });
    const when = (s: Loose) =>
      s.n < 3 &&
      new Date(0).getTime() === 0 &&
      Date.UTC(1970) === 0 &&
      format.format(0) === "1970" &&
      format.formatToParts(new Date(0))[0]?.value === "1970";
    const { outcome } = await check(
      looseMachine({ state, init, actions: { count: { ...count, when } }, deadlock: false }),
    );
    expect(outcome).toBe("passed");
  });
});

describe("a host with a clock of its own", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each(sourcesOfFakeTime)("does not hand it to a spec: %s", async (_what, ask) => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    const faked = { Date, now: performance.now };
    const when = (s: Loose) => s.n < 3 && ask() !== undefined;
    const mistake = await mistakeIn({ state, init, actions: { count: { ...count, when } } });
    expect(mistake.code).toBe("impure");
    expect({ Date, now: performance.now }).toEqual(faked);
    expect(new Date(0).getTime()).toBe(0);
  });
});

describe("a function that depends on something else is caught", () => {
  const one = { state: { n: range(0, 3) }, init: { n: 0 } };
  const go = { then: () => {} };

  it("an effect that counts its calls", async () => {
    let calls = 0;
    const then = (s: Loose) => {
      s.n = calls++ % 4;
    };
    const mistake = await mistakeIn({ ...one, actions: { roll: { then } } });
    expect(mistake).toMatchObject({
      code: "not-deterministic",
      message: expect.stringContaining("the effect of roll"),
      step: "roll",
      steps: [],
    });
  });

  it("an effect that holds on to chance from before", async () => {
    const { random } = Math;
    const then = (s: Loose) => {
      s.n = Math.floor(random() * 4);
    };
    // Two runs agree in one of four states; ten different states are enough for any seed.
    const actions = Object.fromEntries([...Array(20)].map((_, i) => [`roll${i}`, { then }]));
    expect((await mistakeIn({ ...one, actions })).code).toBe("not-deterministic");
  });

  it("a guard that answers differently the second time", async () => {
    let open = false;
    const when = () => {
      open = !open;
      return open;
    };
    const mistake = await mistakeIn({ ...one, actions: { go: { when, then: () => {} } } });
    expect(mistake).toMatchObject({ code: "not-deterministic", step: "go" });
    expect(mistake.message).toContain("the guard of go");
  });

  it.each<[string, (asked: () => boolean) => LooseDefinition]>([
    ["a property", (asked) => ({ properties: { p: always(asked) } })],
    ["a property of steps", (asked) => ({ properties: { p: step(asked) }, actions: { go } })],
    ["a property of behaviours", (asked) => ({ properties: { p: eventually(asked) } })],
    ["within", (asked) => ({ within: asked })],
    ["final", (asked) => ({ final: asked })],
  ])("%s that answers differently the second time", async (_what, definition) => {
    let answer = false;
    const asked = () => {
      answer = !answer;
      return answer;
    };
    expect((await mistakeIn({ ...one, ...definition(asked) })).code).toBe("not-deterministic");
  });

  it("a property that is violated only once", async () => {
    let asked = 0;
    const properties = { p: always(() => asked++ > 0) };
    const result = await check(looseMachine({ ...one, properties }));
    expect(result.outcome).toBe("ill-formed");
    expect(result.fault?.error.code).toBe("not-deterministic");
  });
});

describe("an answer that is no boolean", () => {
  const answers: [string, Loose, RegExp][] = [
    ["undefined", undefined, /answers undefined/],
    ["a number", 1, /answers number/],
    ["null", null, /answers null/],
    ["a text", "false", /answers string/],
    ["a list", [], /answers object/],
    ["a promise", Promise.resolve(true), /answers a promise/],
  ];
  const one = { state: { on: bool(), mode: oneOf("a") }, init: { on: false, mode: "a" } };
  const flip = {
    then: (s: Loose) => {
      s.on = true;
    },
  };

  it.each(answers)("%s", async (_what, given, message) => {
    const give = () => given;
    const where: LooseDefinition[] = [
      { actions: { go: { when: give, then: () => {} } } },
      { properties: { p: always(give) } },
      { properties: { p: eventually(give) } },
      { actions: { flip }, properties: { p: step(give) } },
      { final: give },
      { within: give },
    ];
    for (const definition of where) {
      const mistake = await mistakeIn({ ...one, ...definition });
      expect(mistake.code).toBe("not-a-boolean");
      expect(mistake.message).toMatch(message);
      expect(mistake.hint).toBe("return a boolean on every path");
    }
  });

  it("a promise that fails does not end the process", async () => {
    const when = async () => {
      await null;
      throw new Error("later");
    };
    expect((await mistakeIn({ ...one, actions: { go: { when, then: () => {} } } })).code).toBe(
      "not-a-boolean",
    );
    await new Promise((resume) => setTimeout(resume, 0));
  });
});
