import { describe, expect, it } from "vitest";
import {
  always,
  eventually,
  forEach,
  index,
  leadsTo,
  listOf,
  mapOf,
  never,
  oneOf,
  optional,
  range,
  record,
  setOf,
  step,
  union,
  until,
} from "../../src/index.ts";
import { type Loose, type LooseDefinition, mistakeIn } from "../support/loose-machine.ts";

const page = index("page", 2);
const state = {
  n: range(0, 2),
  owner: mapOf(page, oneOf("file", "free")),
  rec: record({ inner: record({ value: range(0, 1) }) }),
  msg: union({ none: {}, some: { amount: range(0, 1) } }),
  queue: listOf(record({ value: range(0, 1) }), 2),
  set: setOf(record({ value: range(0, 1) })),
  maybe: optional(record({ value: range(0, 1) })),
};
const init = {
  n: 0,
  owner: page.each("file"),
  rec: { inner: { value: 0 } },
  msg: { tag: "none" },
  queue: [{ value: 0 }],
  set: [{ value: 0 }],
  maybe: null,
};
const count = {
  when: (s: Loose) => s.n < 2,
  then: (s: Loose) => {
    s.n++;
  },
};

/** Machines that read something in a function of each kind, once the state is the second. */
function readers(read: (s: Loose) => Loose): Record<string, LooseDefinition> {
  const late = (s: Loose) => s.n !== 1 || read(s) !== "impossible";
  const base = { state, init, actions: { count } };
  const asking = (property: Loose) => ({ ...base, properties: { p: property } });
  return {
    guard: { ...base, actions: { count, other: { when: late, then: () => {} } } },
    effect: { ...base, actions: { count, other: { then: (s) => void late(s) } } },
    always: asking(always(late)),
    never: asking(never((s: Loose) => !late(s))),
    eventually: asking(eventually(late)),
    leadsTo: asking(leadsTo(() => true, late)),
    until: asking(until(late, () => false)),
    step: asking(step((before: Loose) => late(before))),
    forEach: asking(forEach(page, () => always(late))),
    within: { ...base, within: late },
  };
}

describe("reading what does not exist is an error, not undefined", () => {
  const mistakes: [string, (s: Loose) => Loose, string, RegExp, RegExp][] = [
    ["a field", (s) => s.m, "unknown-field", /uses s\.m, which does not exist/, /record/],
    ["a misspelt field", (s) => s.ownre, "unknown-field", /s\.ownre/, /did you mean "owner"\?/],
    [
      "a misspelt nested field",
      (s) => s.rec.inner.valu,
      "unknown-field",
      /s\.rec\.inner\.valu/,
      /"value"/,
    ],
    [
      "a key of a map",
      (s) => s.owner["page7"],
      "unknown-field",
      /s\.owner\[page7\]/,
      /did you mean "page[01]"/,
    ],
    [
      "the field of another variant",
      (s) => s.msg.amount,
      "unknown-field",
      /s\.msg\.amount/,
      /none, some/,
    ],
    [
      "a field of a listed record",
      (s) => s.queue[0].values,
      "unknown-field",
      /s\.queue\[0\]\.values/,
      /"value"/,
    ],
    [
      "a method that arrays do not have",
      (s) => s.queue.peek,
      "unknown-field",
      /s\.queue\[peek\]/,
      /list/,
    ],
    [
      "a field of a set's member",
      (s) => s.set.every((one: Loose) => one.valeu === 0),
      "unknown-field",
      /valeu/,
      /"value"/,
    ],
    ["a field of null", (s) => s.maybe.value, "spec-threw", /threw/, /total/],
    ["a field beyond the end of a list", (s) => s.queue[1].value, "spec-threw", /threw/, /total/],
    ["a stranger in a set", (s) => s.set.has({ value: 5 }), "value-out-of-domain", /= 5/, /range/],
    [
      "a set as if it were an object",
      (s) => s.set.nothing,
      "unknown-field",
      /s\.set\.nothing/,
      /it is a set of/,
    ],
    ["the length of a set", (s) => s.set.length === 0, "unknown-field", /s\.set\.length/, /"size"/],
    ["the size of a list", (s) => s.queue.size === 0, "unknown-field", /\[size\]/, /"length"/],
    [
      "the length of a set that was computed",
      (s) => s.set.union([]).length === 0,
      "unknown-field",
      /length/,
      /"size"/,
    ],
  ];
  const whoReads = Object.keys(readers(() => {}));

  it.each(whoReads.flatMap((who) => mistakes.map((mistake) => [who, ...mistake] as const)))(
    "in %s: %s",
    async (who, _what, read, code, message, hint) => {
      const mistake = await mistakeIn(readers(read)[who] as LooseDefinition);
      expect(mistake.code).toBe(code);
      expect(mistake.message).toMatch(message);
      expect(mistake.hint).toMatch(hint);
      expect(mistake.steps).toEqual(["count"]);
      const isAction = who === "guard" || who === "effect";
      expect(mistake.step).toBe(isAction ? "other" : undefined);
    },
  );

  it.each<[string, (s: Loose, args: Loose) => Loose]>([
    ["a misspelt parameter", (_s, args) => args.pgae === "page0"],
    ["a parameter that is destructured", (_s, { pages }) => pages === "page0"],
    ["a field of a parameter", (_s, { rec }) => rec.valeu === 0],
  ])("of the parameters: %s", async (_what, read) => {
    const parameters = { page, rec: record({ value: range(0, 1) }) };
    const guard = { for: parameters, when: read, then: () => {} };
    const effect = { for: parameters, then: (s: Loose, args: Loose) => void read(s, args) };
    for (const go of [guard, effect]) {
      const mistake = await mistakeIn({ state, init, actions: { go } });
      expect(mistake.code).toBe("unknown-field");
      expect(mistake.hint).toMatch(/did you mean "(page|value)"\?/);
      expect(mistake.step).toBe("go(page0, {value: 0})");
    }
  });

  it("says what the value is in which the name is missing, whatever the field was before", async () => {
    const { message } = await mistakeIn({
      state: {
        u: union({ a: { n: record({ v: range(0, 1) }) }, b: { n: mapOf(page, range(0, 1)) } }),
      },
      init: { u: { tag: "a", n: { v: 0 } } },
      actions: {
        turn: { then: (s) => Object.assign(s, { u: { tag: "b", n: page.each(0) } }) && undefined },
      },
      properties: { wrong: always((s: Loose) => s.u.n.v === 0) },
    });
    expect(message).toContain("s.u.n[v]");
  });

  it("names the function that throws", async () => {
    const boom = () => {
      throw new RangeError("too far");
    };
    const base = { state, init, actions: { count } };
    const by = async (more: object) => {
      const { code, message } = await mistakeIn({ ...base, ...more });
      return [code, message];
    };
    const thrown = (who: string) => ["spec-threw", `${who} threw: too far`];
    expect(await by({ actions: { go: { when: boom, then: () => {} } } })).toEqual(
      thrown("the guard of go"),
    );
    expect(await by({ properties: { p: always(boom) } })).toEqual(thrown('property "p"'));
    expect(await by({ properties: { p: forEach(page, () => always(boom)) } })).toEqual(
      thrown('property "p" for page0'),
    );
    expect(await by({ within: boom })).toEqual(thrown("within"));
    expect(await by({ final: boom })).toEqual(thrown("final"));
  });

  it("reports a forEach that does not return a property", async () => {
    const properties = { p: forEach(page, (() => true) as Loose) };
    expect((await mistakeIn({ state, init, actions: { count }, properties })).code).toBe(
      "bad-property",
    );
  });
});
