import { describe, expect, it } from "vitest";
import {
  always,
  bagOf,
  bool,
  choose,
  forEach,
  index,
  listOf,
  mapOf,
  oneOf,
  optional,
  range,
  record,
  setOf,
  symmetric,
  union,
} from "../../src/index.ts";
import {
  type Loose,
  type LooseDefinition,
  looseMachine,
  mistakeIn,
  refusal,
} from "../support/loose-machine.ts";

const lamp = { state: { on: bool() }, init: { on: false }, actions: {} };
const flip = {
  then: (s: Loose) => {
    s.on = !s.on;
  },
};

function defining(more: LooseDefinition) {
  const { code, message, hint } = refusal(() => looseMachine({ ...lamp, ...more }));
  return { code, message, hint };
}

describe("a machine with a wrong definition is refused when it is defined", () => {
  it("names an unknown key of the machine and the one that was meant", () => {
    expect(defining({ propertys: {} })).toEqual({
      code: "unknown-name",
      message: 'machine "mistaken" names "propertys", which is unknown',
      hint: 'did you mean "properties"?',
    });
  });

  it("names an unknown key of an action and the one that was meant", () => {
    expect(defining({ actions: { flip: { ...flip, wen: () => true } } })).toEqual({
      code: "unknown-name",
      message: 'action "flip" names "wen", which is unknown',
      hint: 'did you mean "when"?',
    });
  });

  it.each([
    ["no name", { name: undefined }, "bad-machine"],
    ["a blank name", { name: " " }, "bad-machine"],
    ["no state", { state: undefined }, "bad-machine"],
    ["an empty state", { state: {} }, "empty-domain"],
    ["a state that is no domain", { state: { on: "bool" } }, "bad-domain"],
    ["a state with a constructor that was not called", { state: { on: bool } }, "bad-domain"],
    ["no actions", { actions: undefined }, "bad-machine"],
    ["an action that is a bare function", { actions: { flip: flip.then } }, "bad-machine"],
    ["an action without effect", { actions: { flip: {} } }, "bad-action"],
    ["a guard that is no function", { actions: { flip: { ...flip, when: true } } }, "bad-machine"],
    [
      "a parameter that is no domain",
      { actions: { f: { ...flip, for: { p: [1, 2] } } } },
      "bad-domain",
    ],
    [
      "fairness of an unknown kind",
      { actions: { flip: { ...flip, fair: "very" } } },
      "bad-machine",
    ],
    [
      "weak and strong fairness",
      { actions: { f: { ...flip, fair: { weak: [], strong: [] } } } },
      "bad-action",
    ],
    [
      "fairness over a parameter it has not",
      { actions: { f: { ...flip, fair: { weak: ["p"] } } } },
      "unknown-name",
    ],
    [
      "a property called deadlock",
      { properties: { deadlock: always(() => true) } },
      "duplicate-name",
    ],
    ["a property that is a bare predicate", { properties: { p: () => true } }, "bad-property"],
    [
      "a property without predicate",
      { properties: { p: always(undefined as Loose) } },
      "bad-property",
    ],
    [
      "forEach over no domain",
      { properties: { p: forEach([1] as Loose, () => always(() => true)) } },
      "bad-domain",
    ],
    ["an expectation of an unknown property", { expect: { p: "holds" } }, "unknown-name"],
    ["an unknown expectation", { expect: { deadlock: "fine" } }, "bad-machine"],
    [
      "a violation by an unknown action",
      { expect: { deadlock: { violated: "flip" } } },
      "unknown-name",
    ],
    ["final states and deadlock: false", { final: () => true, deadlock: false }, "bad-machine"],
    ["deadlock: true", { deadlock: "yes" }, "bad-machine"],
    ["an unknown stuttering", { stuttering: "sometimes" }, "bad-machine"],
    ["final that is no function", { final: true }, "bad-machine"],
    ["within that is no function", { within: 3 }, "bad-machine"],
  ])("refuses %s", (_what, more, code) => {
    expect(defining(more as LooseDefinition).code).toBe(code);
  });

  it("refuses an expectation of deadlock where there is no such property", () => {
    const { code, message } = defining({ deadlock: false, expect: { deadlock: "holds" } });
    expect(code).toBe("unknown-name");
    expect(message).toContain("deadlock");
  });

  it("refuses two domains of one name", () => {
    const state = { a: symmetric("page", 2), b: setOf(symmetric("page", 3)) };
    expect(defining({ state }).message).toBe('two domains are called "page"');
    const parameter = { for: { p: index("page", 2) }, then: () => {} };
    const { code } = defining({ state: { a: symmetric("page", 2) }, actions: { a: parameter } });
    expect(code).toBe("duplicate-name");
  });

  it("refuses a choice over something that is no domain, or a second one of its name", () => {
    const over = (a: Loose) => defining({ init: [choose({ a }, () => ({ on: true }))] }).code;
    expect(over([true, false])).toBe("bad-domain");
    expect(over(setOf("page" as Loose))).toBe("bad-domain");
    const init = choose({ a: index("page", 3) }, () => ({ on: "page0" }));
    expect(defining({ state: { on: index("page", 2) }, init }).code).toBe("duplicate-name");
  });

  it("accepts one domain made twice with the same elements", () => {
    const state = { a: symmetric("page", 2), b: symmetric("page", 2) };
    looseMachine({ ...lamp, state, init: { a: "page0", b: "page1" } });
  });
});

describe("a domain that cannot be used is refused when it is made", () => {
  it.each<[string, () => unknown, string]>([
    ["range with its bounds exchanged", () => range(2, 1), "empty-domain"],
    ["range of fractions", () => range(0, 0.5), "bad-domain"],
    ["range without end", () => range(0, Number.POSITIVE_INFINITY), "bad-domain"],
    ["range that is far too large", () => range(0, 1e9), "bad-domain"],
    ["oneOf nothing", () => oneOf(), "empty-domain"],
    ["oneOf with a repetition", () => oneOf("a", "b", "a"), "duplicate-name"],
    ["oneOf with a number and its text", () => oneOf(1, "1"), "duplicate-name"],
    ["no identities", () => symmetric("page", 0), "empty-domain"],
    ["no names", () => index("page", []), "empty-domain"],
    ["a negative number of identities", () => symmetric("page", -1), "bad-domain"],
    ["half an identity", () => index("page", 1.5), "bad-domain"],
    ["a repeated name", () => symmetric("page", ["a", "a"]), "duplicate-name"],
    ["union of nothing", () => union({}), "empty-domain"],
    ["variant with a field called tag", () => union({ a: { tag: bool() } }), "bad-domain"],
    ["list without room", () => listOf(bool(), 0), "bad-domain"],
    ["list of unknown size", () => listOf(bool(), undefined as Loose), "bad-domain"],
    ["bag without room", () => bagOf(bool(), 0), "bad-domain"],
    ["bag without end", () => bagOf(bool(), Number.POSITIVE_INFINITY), "bad-domain"],
  ])("refuses a %s", (_what, make, code) => {
    expect(refusal(make).code).toBe(code);
  });

  it("refuses a position between the elements of an index", () => {
    const place = index("place", 3);
    expect(refusal(() => place.at(0.5)).code).toBe("bad-domain");
    expect(refusal(() => place.position("nowhere" as Loose)).message).toContain("place");
    expect([place.at(-1), place.at(3), place.next("place2")]).toEqual([
      "place2",
      "place0",
      "place0",
    ]);
  });
});

describe("a wrong initial state is an answer, not a verdict", () => {
  const page = index("page", 2);
  const state = {
    n: range(0, 3),
    mode: oneOf("idle", "busy"),
    at: mapOf(page, bool()),
    seen: setOf(page),
    queue: listOf(bool(), 1),
    rec: record({ x: bool() }),
    msg: union({ none: {}, some: { n: range(0, 1) } }),
    maybe: optional(page),
    net: bagOf(bool(), 1),
  };
  const init = {
    n: 0,
    mode: "idle",
    at: page.each(false),
    seen: [],
    queue: [],
    rec: { x: false },
    msg: { tag: "none" },
    maybe: null,
    net: [],
  };

  it.each<[string, object, string, RegExp]>([
    ["a number outside its range", { n: 4 }, "value-out-of-domain", /^init\.n = 4 is outside/],
    ["a fraction", { n: 0.5 }, "value-out-of-domain", /init\.n = 0\.5/],
    ["no number", { n: Number.NaN }, "value-out-of-domain", /init\.n = NaN/],
    ["undefined", { n: undefined }, "value-out-of-domain", /init\.n = undefined/],
    ["null for a value that is not optional", { n: null }, "value-out-of-domain", /init\.n/],
    ["a digit", { n: "0" }, "value-out-of-domain", /init\.n/],
    ["an unknown name", { mode: "bizy" }, "value-out-of-domain", /init\.mode = bizy/],
    ["an unknown field", { nn: 0 }, "unknown-field", /init has no field "nn"/],
    [
      "a map without a key",
      { at: { page0: true } },
      "value-out-of-domain",
      /lacks a value for "page1"/,
    ],
    [
      "a map with a key too many",
      { at: { ...page.each(true), page2: true } },
      "unknown-field",
      /page2/,
    ],
    ["a list for a map", { at: [true, true] }, "value-out-of-domain", /init\.at/],
    [
      "a set with a stranger",
      { seen: ["page2"] },
      "value-out-of-domain",
      /element of init\.seen = page2/,
    ],
    ["a text for a set", { seen: "page0" }, "value-out-of-domain", /init\.seen/],
    ["a list that is too long", { queue: [true, true] }, "value-out-of-domain", /init\.queue/],
    [
      "a list with a hole",
      { queue: new Array(1) },
      "value-out-of-domain",
      /init\.queue\[0\] = undefined/,
    ],
    ["a set for a list", { queue: new Set([true]) }, "value-out-of-domain", /init\.queue/],
    [
      "a record with a field too many",
      { rec: { x: true, y: 1 } },
      "unknown-field",
      /init\.rec has no field "y"/,
    ],
    ["an empty record", { rec: {} }, "value-out-of-domain", /init\.rec lacks a value for "x"/],
    ["an unknown variant", { msg: { tag: "other" } }, "value-out-of-domain", /init\.msg/],
    [
      "a variant with another's field",
      { msg: { tag: "none", n: 0 } },
      "unknown-field",
      /no field "n"/,
    ],
    [
      "a variant without its field",
      { msg: { tag: "some" } },
      "value-out-of-domain",
      /lacks a value for "n"/,
    ],
    [
      "a bag that is too full",
      { net: [true, true] },
      "value-out-of-domain",
      /init\.net would hold more than 1/,
    ],
  ])("reports %s", async (_what, wrong, code, message) => {
    const mistake = await mistakeIn({ state, init: { ...init, ...wrong } });
    expect(mistake.code).toBe(code);
    expect(mistake.message).toMatch(message);
    expect(mistake.hint).toMatch(/^it is /);
    expect(mistake.steps).toBeUndefined();
  });

  it("reports a field without a value", async () => {
    const { n: _, ...rest } = init;
    const { message } = await mistakeIn({ state, init: rest });
    expect(message).toBe('init lacks a value for "n"');
  });

  it("reports init that is missing altogether", async () => {
    expect((await mistakeIn({ state })).code).toBe("value-out-of-domain");
  });

  it("reports that there is no initial state", async () => {
    expect((await mistakeIn({ ...lamp, init: [] })).code).toBe("no-initial-state");
    const none = choose({ on: bool() }, () => undefined);
    expect((await mistakeIn({ ...lamp, init: none })).code).toBe("no-initial-state");
  });

  it("reports a choice that throws, reads an unknown name, or gives a wrong value", async () => {
    const by = (init: (args: Loose) => Loose) =>
      mistakeIn({ ...lamp, init: choose({ a: bool() }, init) });
    const throwing = await by(() => {
      throw new TypeError("no such thing");
    });
    expect(throwing).toMatchObject({
      code: "spec-threw",
      message: expect.stringContaining("no such thing"),
    });
    expect(await by((args) => ({ on: args.b }))).toMatchObject({ code: "unknown-field" });
    expect(await by(() => ({ on: 1 }))).toMatchObject({ code: "value-out-of-domain" });
    expect(await by(() => ({ on: Math.random() < 1 }))).toMatchObject({ code: "impure" });
  });
});

describe("texts about actions", () => {
  it("reports an actor or doc function that throws or reads an unknown parameter", async () => {
    const about = (more: object) =>
      mistakeIn({ ...lamp, actions: { flip: { ...flip, for: { p: bool() }, ...more } } });
    const throwing = () => {
      throw new Error("whoever");
    };
    expect(await about({ actor: throwing })).toMatchObject({ code: "spec-threw" });
    expect(await about({ doc: throwing })).toMatchObject({ code: "spec-threw" });
    expect(await about({ actor: (args: Loose) => args.q })).toMatchObject({
      code: "unknown-field",
      hint: expect.stringContaining("p"),
    });
  });
});
