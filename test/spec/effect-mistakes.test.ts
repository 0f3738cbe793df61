import { describe, expect, it } from "vitest";
import {
  always,
  bagOf,
  bool,
  check,
  index,
  listOf,
  mapOf,
  oneOf,
  optional,
  range,
  record,
  setOf,
  step,
  union,
} from "../../src/index.ts";
import { type Loose, looseMachine, mistakeIn, stateAfter } from "../support/loose-machine.ts";

const page = index("page", 2);
const state = {
  done: bool(),
  n: range(0, 3),
  mode: oneOf("idle", "busy"),
  at: mapOf(page, bool()),
  seen: setOf(page),
  queue: listOf(range(0, 3), 2),
  rec: record({ x: bool(), list: listOf(bool(), 2) }),
  recs: listOf(record({ v: range(0, 1) }), 2),
  msg: union({ none: {}, some: { n: range(0, 1) }, other: { m: bool() } }),
  maybe: optional(record({ y: bool() })),
  net: bagOf(bool(), 1),
};
const init = {
  done: false,
  n: 3,
  mode: "idle",
  at: page.each(false),
  seen: [],
  queue: [1, 2],
  rec: { x: false, list: [] },
  recs: [{ v: 0 }],
  msg: { tag: "some", n: 1 },
  maybe: null,
  net: [true],
};

/** The machine of the state above whose only action, after a harmless one, has the given effect. */
function withEffect(then: (s: Loose) => Loose) {
  const begin = {
    when: (s: Loose) => !s.done,
    then: (s: Loose) => {
      s.done = true;
    },
  };
  const properties = { fine: always(() => true), steps: step(() => true) };
  const wrong = { when: (s: Loose) => s.done, then };
  return { state, init, actions: { begin, wrong }, properties };
}

describe("a wrong effect is an answer that leads to it, never a verdict", () => {
  it.each<[string, (s: Loose) => Loose, string, RegExp]>([
    [
      "counts beyond a range",
      (s) => s.n++,
      "value-out-of-domain",
      /^s\.n = 4 is outside its domain/,
    ],
    [
      "counts below a range",
      (s) => {
        s.n -= 4;
      },
      "value-out-of-domain",
      /s\.n = -1/,
    ],
    [
      "stores a fraction",
      (s) => {
        s.n /= 2;
      },
      "value-out-of-domain",
      /s\.n = 1\.5/,
    ],
    [
      "stores no number",
      (s) => {
        s.n = Number.NaN;
      },
      "value-out-of-domain",
      /s\.n = NaN/,
    ],
    [
      "stores undefined",
      (s) => {
        s.n = undefined;
      },
      "value-out-of-domain",
      /s\.n = undefined/,
    ],
    [
      "stores null where nothing is optional",
      (s) => {
        s.n = null;
      },
      "value-out-of-domain",
      /s\.n/,
    ],
    [
      "stores a number as text",
      (s) => {
        s.n = "1";
      },
      "value-out-of-domain",
      /s\.n/,
    ],
    [
      "stores a function",
      (s) => {
        s.n = () => 1;
      },
      "value-out-of-domain",
      /s\.n = a function/,
    ],
    [
      "misspells a value",
      (s) => {
        s.mode = "bussy";
      },
      "value-out-of-domain",
      /s\.mode = bussy/,
    ],
    [
      "misspells a field",
      (s) => {
        s.mod = "busy";
      },
      "unknown-field",
      /s\.mod, which does not exist/,
    ],
    [
      "misspells a nested field",
      (s) => {
        s.rec.z = true;
      },
      "unknown-field",
      /s\.rec\.z/,
    ],
    [
      "uses a wrong key of a map",
      (s) => {
        s.at["page9"] = true;
      },
      "unknown-field",
      /s\.at\[page9\]/,
    ],
    ["deletes a field", (s) => delete s.n, "unknown-field", /removes s\.n/],
    ["deletes a key of a map", (s) => delete s.at.page0, "unknown-field", /removes s\.at\[page0\]/],
    [
      "defines a property",
      (s) => Object.defineProperty(s, "n", { value: 1 }),
      "unknown-field",
      /s\.n/,
    ],
    [
      "adds a stranger to a set",
      (s) => s.seen.add("page9"),
      "value-out-of-domain",
      /an element of s\.seen = page9/,
    ],
    ["asks a set about a stranger", (s) => s.seen.delete("page9"), "value-out-of-domain", /page9/],
    [
      "lets a list grow too long",
      (s) => s.queue.push(0),
      "value-out-of-domain",
      /s\.queue would hold more than 2/,
    ],
    [
      "puts in front of a full list",
      (s) => s.queue.unshift(0),
      "value-out-of-domain",
      /more than 2/,
    ],
    [
      "assigns a list that is too long",
      (s) => {
        s.queue = [0, 0, 0];
      },
      "value-out-of-domain",
      /s\.queue = \[0, 0, 0\]/,
    ],
    [
      "pushes what is not of the list",
      (s) => {
        s.queue.length = 0;
        s.queue.push(9);
      },
      "value-out-of-domain",
      /s\.queue\[0\] = 9/,
    ],
    [
      "stores what stands beyond the end",
      (s) => {
        s.n = s.queue[2];
      },
      "value-out-of-domain",
      /s\.n = undefined/,
    ],
    [
      "leaves a gap in a list",
      (s) => {
        s.queue.length = 0;
        s.queue[1] = 1;
      },
      "value-out-of-domain",
      /no value at position 0/,
    ],
    [
      "makes a list longer by its length",
      (s) => {
        s.queue.length = 3;
      },
      "value-out-of-domain",
      /s\.queue/,
    ],
    [
      "deletes an element of a list",
      (s) => delete s.queue[0],
      "value-out-of-domain",
      /no value at position 0/,
    ],
    [
      "writes a property of a list",
      (s) => {
        s.queue.first = 1;
      },
      "unknown-field",
      /s\.queue\[first\]/,
    ],
    [
      "writes a property of a set",
      (s) => {
        s.seen.owner = 7;
      },
      "unknown-field",
      /s\.seen\.owner/,
    ],
    [
      "replaces a method of a set",
      (s) => {
        s.seen.has = () => true;
      },
      "spec-threw",
      /has/,
    ],
    [
      "asks a bag for its length",
      (s) => {
        s.n = s.net.length;
      },
      "unknown-field",
      /s\.net\.length/,
    ],
    [
      "catches what an assignment says",
      (s) => {
        try {
          s.n++;
        } catch {}
      },
      "value-out-of-domain",
      /s\.n = 4/,
    ],
    [
      "catches what an unknown field says",
      (s) => {
        try {
          s.nn = 1;
        } catch {
          s.n = 0;
        }
      },
      "unknown-field",
      /s\.nn/,
    ],
    [
      "throws another error instead",
      (s) => {
        try {
          s.n++;
        } catch {
          throw new Error("never mind");
        }
      },
      "value-out-of-domain",
      /s\.n = 4/,
    ],
    [
      "reads before the start of a list",
      (s) => {
        s.n = s.queue[-1];
      },
      "unknown-field",
      /s\.queue\[-1\]/,
    ],
    [
      "overfills a bag",
      (s) => s.net.add(true),
      "value-out-of-domain",
      /s\.net would hold more than 1/,
    ],
    [
      "assigns a record with a field missing",
      (s) => {
        s.rec = { x: true };
      },
      "value-out-of-domain",
      /lacks a value for "list"/,
    ],
    [
      "assigns a record with a field too many",
      (s) => {
        s.rec = { x: true, list: [], z: 1 };
      },
      "unknown-field",
      /no field "z"/,
    ],
    [
      "assigns a number to a record",
      (s) => {
        s.rec = 1;
      },
      "value-out-of-domain",
      /s\.rec = 1/,
    ],
    [
      "assigns a tag alone",
      (s) => {
        s.msg.tag = "none";
      },
      "value-out-of-domain",
      /assigns s\.msg\.tag alone/,
    ],
    [
      "assigns a variant with the fields of another",
      (s) => {
        s.msg = { tag: "other", n: 1 };
      },
      "unknown-field",
      /no field "n"/,
    ],
    [
      "assigns a variant without its fields",
      (s) => {
        s.msg = { tag: "other" };
      },
      "value-out-of-domain",
      /lacks a value for "m"/,
    ],
    [
      "assigns an unknown variant",
      (s) => {
        s.msg = { tag: "nope" };
      },
      "value-out-of-domain",
      /s\.msg/,
    ],
    [
      "writes the field of another variant",
      (s) => {
        s.msg.m = true;
      },
      "unknown-field",
      /s\.msg\.m/,
    ],
    [
      "reads the field of another variant",
      (s) => {
        s.done = s.msg.m;
      },
      "unknown-field",
      /s\.msg\.m/,
    ],
    [
      "writes into nothing",
      (s) => {
        s.maybe.y = true;
      },
      "spec-threw",
      /effect of wrong threw/,
    ],
    [
      "throws",
      () => {
        throw new Error("out of order");
      },
      "spec-threw",
      /effect of wrong threw: out of order/,
    ],
    [
      "throws what is no error",
      () => {
        throw "a text";
      },
      "spec-threw",
      /a text/,
    ],
    ["waits", async () => {}, "effect-returned", /effect of wrong returns a promise/],
    [
      "waits and then fails",
      async () => {
        await null;
        throw new Error("later");
      },
      "effect-returned",
      /a promise/,
    ],
    [
      "waits and then writes nonsense",
      async (s) => {
        await null;
        s.n = 9;
      },
      "effect-returned",
      /a promise/,
    ],
    ["returns a new state", (s) => ({ ...s, n: 0 }), "effect-returned", /returns an object/],
    ["returns the changes", () => ({ n: 0 }), "effect-returned", /returns an object/],
  ])("an effect that %s", async (_what, effect, code, message) => {
    for (const search of ["bfs", "dfs"] as const) {
      const mistake = await mistakeIn(withEffect(effect), { search });
      expect(mistake.code).toBe(code);
      expect(mistake.message).toMatch(message);
      expect(mistake.hint).not.toBe("");
      expect(mistake.steps).toEqual(["begin"]);
      expect(mistake.step).toBe("wrong");
    }
    await new Promise((resume) => setTimeout(resume, 0)); // a promise that fails later must not be left to the host
  });

  it("names the parameters of the instance that failed", async () => {
    const wrong = {
      for: { p: page, by: range(1, 2) },
      then: (s: Loose, { p, by }: Loose) => {
        if (p === "page1") s.n += by;
      },
    };
    const mistake = await mistakeIn({ state, init: { ...init, n: 2 }, actions: { wrong } });
    expect(mistake.step).toBe("wrong(page1, 2)");
  });

  it("proposes the field that was meant", async () => {
    const { hint } = await mistakeIn(
      withEffect((s) => {
        s.quene = [];
      }),
    );
    expect(hint).toBe('did you mean "queue"?');
  });

  it("says what the domain is", async () => {
    expect((await mistakeIn(withEffect((s) => s.n++))).hint).toContain("range(0, 3)");
    expect(
      (
        await mistakeIn(
          withEffect((s) => {
            s.mode = 1;
          }),
        )
      ).hint,
    ).toContain("one of idle, busy");
  });

  it.each<[string, (s: Loose, args: Loose) => Loose, RegExp]>([
    [
      "a parameter",
      (_s, args) => {
        args.p = { v: 0 };
      },
      /modifies/,
    ],
    [
      "a field of a parameter",
      (_s, { p }) => {
        p.v = 0;
      },
      /modifies/,
    ],
    [
      "a member of a set",
      (s) => {
        for (const member of s.set) member.v = 0;
      },
      /modifies an element of s\.set/,
    ],
  ])("an effect that changes %s", async (_what, then, message) => {
    const rec = record({ v: range(0, 1) });
    const wrong = { for: { p: rec }, then };
    const mistake = await mistakeIn({
      state: { set: setOf(rec) },
      init: { set: [{ v: 1 }] },
      actions: { wrong },
    });
    expect(mistake.code).toBe("state-modified");
    expect(mistake.message).toMatch(message);
  });
});

describe("what an effect may do", () => {
  const afterwards = (effect: (s: Loose) => Loose) => stateAfter({ state, init }, effect);

  it("stores 0 for −0, which is the same state", async () => {
    const toggle = {
      then: (s: Loose) => {
        s.n = -s.n;
      },
    };
    const result = await check(
      looseMachine({ state: { n: range(-1, 1) }, init: { n: 0 }, actions: { toggle } }),
    );
    expect(result.stats.distinct).toBe(1);
    const changed = await afterwards((s) => {
      s.n = -0;
    });
    expect(Object.is(changed.n, 0)).toBe(true);
    const readBack = await afterwards((s) => {
      s.n = -0;
      s.done = Object.is(s.n, 0);
    });
    expect(readBack.done).toBe(true);
  });

  it("returns something by the way, as `s.n--` does", async () => {
    expect((await afterwards((s) => s.n--)).n).toBe(2);
    expect((await afterwards((s) => s.queue.pop())).queue).toEqual([1]);
    expect((await afterwards((s) => s.seen.add("page0"))).seen.has("page0")).toBe(true);
    const changedAndReturned = await afterwards((s) => {
      s.n = 0;
      return s;
    });
    expect(changedAndReturned.n).toBe(0);
  });

  it("treats a list as the array that it looks like", async () => {
    const queue = async (effect: (q: Loose) => Loose) =>
      (await afterwards((s) => effect(s.queue))).queue;
    expect(await queue((q) => q.shift())).toEqual([2]);
    expect(await queue((q) => q.splice(0, 1, 3))).toEqual([3, 2]);
    expect(await queue((q) => q.splice(0))).toEqual([]);
    expect(await queue((q) => q.reverse())).toEqual([2, 1]);
    expect(await queue((q) => q.sort((a: number, b: number) => b - a))).toEqual([2, 1]);
    expect(await queue((q) => q.fill(0))).toEqual([0, 0]);
    expect(
      await queue((q) => {
        q.length = 1;
      }),
    ).toEqual([1]);
    expect(
      await queue((q) => {
        q[q.length - 1] = 3;
      }),
    ).toEqual([1, 3]);
    expect(
      await queue((q) => {
        q.pop();
        q.unshift(0);
      }),
    ).toEqual([0, 1]);
    expect(
      await queue((q) => {
        q.shift();
        q[q.length] = 3;
      }),
    ).toEqual([2, 3]);
    expect(
      await queue((q) => {
        delete q[1];
        q.length = 1;
      }),
    ).toEqual([1]);
    expect(
      (
        await afterwards((s) => {
          s.queue = s.queue.filter((n: number) => n > 1);
        })
      ).queue,
    ).toEqual([2]);
    expect(
      (
        await afterwards((s) => {
          s.queue = [...s.queue.slice(1), s.queue.at(0)];
        })
      ).queue,
    ).toEqual([2, 1]);
    expect(
      (
        await afterwards((s) => {
          s.n = s.queue.findIndex((n: number) => n === 2);
        })
      ).n,
    ).toBe(1);
  });

  it("reads undefined beyond the end of a list, as of an array", async () => {
    expect(
      (
        await afterwards((s) => {
          if (s.queue[2] === undefined) s.n = 0;
        })
      ).n,
    ).toBe(0);
  });

  it("changes a record inside a list in place", async () => {
    expect(
      (
        await afterwards((s) => {
          s.recs[0].v = 1;
        })
      ).recs,
    ).toEqual([{ v: 1 }]);
    expect(
      (
        await afterwards((s) => {
          for (const rec of s.recs) rec.v = 1;
        })
      ).recs,
    ).toEqual([{ v: 1 }]);
  });

  it("assigns a whole variant and whole collections", async () => {
    const changed = await afterwards((s) => {
      s.msg = { tag: "other", m: true };
      s.seen = page.filter((p) => p === "page1");
      s.net = [false];
      s.maybe = { y: true };
      s.maybe.y = false;
      s.at = page.each((p) => p === "page0");
    });
    expect(changed.msg).toEqual({ tag: "other", m: true });
    expect([...changed.seen]).toEqual(["page1"]);
    expect([...changed.net]).toEqual([false]);
    expect(changed.maybe).toEqual({ y: false });
    expect(changed.at).toEqual({ page0: true, page1: false });
  });
});

describe("values are copied when they are assigned", () => {
  const pair = record({ v: range(0, 3), l: listOf(range(0, 3), 2) });
  const twin = {
    a: pair,
    b: pair,
    as: setOf(page),
    bs: setOf(page),
    la: listOf(pair, 2),
    lb: listOf(pair, 2),
  };
  const start = {
    a: { v: 0, l: [] },
    b: { v: 1, l: [1] },
    as: [],
    bs: ["page0"],
    la: [],
    lb: [{ v: 2, l: [] }],
  };

  const afterwards = (effect: (s: Loose) => Loose) =>
    stateAfter({ state: twin, init: start }, effect);

  it("so two fields never become one", async () => {
    const { a, b } = await afterwards((s) => {
      s.a = s.b;
      s.a.v = 3;
      s.b.l.push(2);
    });
    expect([a, b]).toEqual([
      { v: 3, l: [1] },
      { v: 1, l: [1, 2] },
    ]);
    const { as, bs } = await afterwards((s) => {
      s.as = s.bs;
      s.as.add("page1");
      s.bs.delete("page0");
    });
    expect([[...as], [...bs]]).toEqual([["page0", "page1"], []]);
    const lists = await afterwards((s) => {
      s.la = s.lb;
      s.la[0].v = 0;
      s.lb.push(s.lb[0]);
      s.lb[0].v = 3;
    });
    expect(lists.la).toEqual([{ v: 0, l: [] }]);
    expect(lists.lb).toEqual([
      { v: 3, l: [] },
      { v: 2, l: [] },
    ]);
  });

  it("so an object that was pushed can be changed without effect", async () => {
    const mine = { v: 0, l: [] as number[] };
    const { la } = await afterwards((s) => {
      mine.v = 1;
      s.la.push(mine);
      mine.v = 2;
      mine.l.push(1);
      mine.l.pop();
    });
    expect(la).toEqual([{ v: 1, l: [] }]);
  });

  it("so two fields can be exchanged", async () => {
    const { a, b } = await afterwards((s) => {
      [s.a, s.b] = [s.b, s.a];
    });
    expect([a.v, b.v]).toEqual([1, 0]);
  });

  it("and what an operation on sets gives is a set of its own", async () => {
    const { as, bs } = await afterwards((s) => {
      s.as = s.bs.union(["page1"]);
      s.bs = s.as.difference(["page0"]);
    });
    expect([[...as], [...bs]]).toEqual([["page0", "page1"], ["page1"]]);
  });

  it("and the order of insertion does not make a difference", async () => {
    const seen = setOf(page);
    const add = (first: string, second: string) => ({
      when: (s: Loose) => s.seen.size === 0,
      then: (s: Loose) => {
        s.seen.add(first);
        s.seen.add(second);
      },
    });
    const actions = { up: add("page0", "page1"), down: add("page1", "page0") };
    const properties = {
      inOrder: always((s: Loose) => [...s.seen].join() === [...s.seen].sort().join()),
    };
    const ordered = looseMachine({
      state: { seen },
      init: { seen: [] },
      actions,
      properties,
      deadlock: false,
    });
    const result = await check(ordered);
    expect([result.outcome, result.stats.distinct, result.stats.generated]).toEqual([
      "passed",
      2,
      3,
    ]);
  });
});
