/** Names that every object of JavaScript has anyway are names like others, but for `__proto__`. */
import {
  always,
  check,
  choose,
  forEach,
  index,
  mapOf,
  oneOf,
  range,
  reachable,
  record,
  symmetric,
  union,
} from "everystate";
import { describe, expect, it, test } from "vitest";
import { type Loose, looseMachine, refusal, stateAfter } from "../support/loose-machine.ts";

const names = ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "toJSON"];

describe.each(names)("the name %s", (name) => {
  const key = oneOf(name, "other");
  const state = {
    [name]: range(0, 2),
    map: mapOf(key, range(0, 2)),
    rec: record({ [name]: range(0, 2) }),
    uni: union({ [name]: { [name]: range(0, 2) }, other: {} }),
  };
  const init = {
    [name]: 0,
    map: { [name]: 0, other: 0 },
    rec: { [name]: 0 },
    uni: { tag: "other" },
  };
  const act = {
    for: { [name]: range(1, 2) },
    when: (s: Loose, args: Loose) => s[name] === 0 && args[name] > 0,
    then: (s: Loose, args: Loose) => {
      s[name] = args[name];
      s.map[name] = args[name];
      s.rec[name] = args[name];
      s.uni = { tag: name, [name]: args[name] };
    },
  };

  it("can be that of anything", async () => {
    const odd = looseMachine({
      state,
      init,
      actions: { [name]: act },
      deadlock: false,
      properties: {
        [name]: always(
          (s: Loose) => s[name] === s.map[name] && s[name] === s.rec[name] && s.map.other === 0,
        ),
        two: reachable((s: Loose) => s.uni.tag === name && s.uni[name] === 2),
        [`${name}2`]: forEach(key, (k) => reachable((s: Loose) => s.map[k as string] >= 0)),
      },
    });
    const { outcome, properties } = await check(odd);
    expect(outcome).toBe("passed");
    expect(properties.map(({ expected }) => expected)).toEqual(["holds", "reachable", "reachable"]);
  });

  it("is unknown where nobody gave it", async () => {
    const plain = { state: { n: range(0, 1) }, init: { n: 0 } };
    const then = (s: Loose) => {
      s[name] = 1;
    };
    const { fault } = await check(looseMachine({ ...plain, actions: { wrong: { then } } }));
    expect(fault?.error).toMatchObject({ code: "unknown-field" });
    const misspelt = () => looseMachine({ ...plain, expect: { [name]: "holds" } });
    expect(refusal(misspelt).code).toBe("unknown-name");
  });
});

describe("__proto__ is refused", () => {
  const one = { state: { n: range(0, 1) }, init: { n: 0 } };
  const named = { ["__proto__"]: range(0, 1) };
  const act = { then: () => {} };
  it.each<[string, () => unknown]>([
    ["as a field", () => looseMachine({ ...one, state: named })],
    ["as a field of a record", () => looseMachine({ ...one, state: { r: record(named) } })],
    ["as a variant", () => looseMachine({ ...one, state: { u: union({ ["__proto__"]: {} }) } })],
    ["as a field of a variant", () => looseMachine({ ...one, state: { u: union({ a: named }) } })],
    [
      "as a key",
      () => looseMachine({ ...one, state: { m: mapOf(oneOf("__proto__"), range(0, 1)) } }),
    ],
    ["as an action", () => looseMachine({ ...one, actions: { ["__proto__"]: act } })],
    ["as a parameter", () => looseMachine({ ...one, actions: { act: { ...act, for: named } } })],
    [
      "as a property",
      () => looseMachine({ ...one, properties: { ["__proto__"]: always(() => true) } }),
    ],
    ["in a choice", () => looseMachine({ ...one, init: choose(named, () => ({ n: 0 })) })],
    [
      "as what a state inherits",
      () => looseMachine({ ...one, state: { __proto__: range(0, 1), n: range(0, 1) } }),
    ],
  ])("%s", (_where, define) => {
    const { code, message, hint } = refusal(define);
    expect(code).toBe("bad-machine");
    expect(`${message} ${hint}`).toContain("__proto__");
  });
});

test("a domain of forEach, nested or not, is one that the rest of the machine agrees with", async () => {
  const [two, three] = [symmetric("app", 2), symmetric("app", 3)];
  const one = { state: { at: two }, init: { at: "app0" } };
  const outer = { p: forEach(three, () => always(() => true)) };
  expect(refusal(() => looseMachine({ ...one, properties: outer })).code).toBe("duplicate-name");
  const inner = { p: forEach(range(0, 1), () => forEach(three, () => always(() => true))) };
  const { fault } = await check(looseMachine({ ...one, properties: inner }));
  expect(fault?.error.code).toBe("duplicate-name");
  const none = { p: forEach(range(0, 1), () => forEach(7 as never, () => always(() => true))) };
  expect((await check(looseMachine({ ...one, properties: none }))).fault?.error.code).toBe(
    "bad-domain",
  );
});

test("a large domain of identities is made at once", () => {
  const started = performance.now();
  expect(index("n", 60_000).size).toBe(60_000);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(refusal(() => symmetric("p", ["a", "b", "a"])).message).toContain('"a" twice');
});

test("an effect keeps what is called like a method", async () => {
  const state = { r: record({ valueOf: range(0, 3) }) };
  const after = await stateAfter({ state, init: { r: { valueOf: 1 } } }, (s) => {
    s.r.valueOf++;
  });
  expect(after.r.valueOf).toBe(2);
});
