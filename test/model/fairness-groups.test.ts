/** Instances are one for fairness when their arguments are, not when they look alike. */
import { check, eventually, leadsTo, machine, oneOf, range, setOf } from "everystate";
import { expect, test } from "vitest";

/** Two instances that are both written `set(a, b, c)`: one may go on for ever, the other is owed. */
const alike = (fair: "weak" | { weak: ("p" | "q")[] }) =>
  machine({
    name: "alike",
    state: { x: range(0, 1), y: range(0, 1) },
    init: { x: 0, y: 0 },
    actions: {
      set: {
        for: { p: oneOf("a", "a, b"), q: oneOf("c", "b, c") },
        fair,
        when: (s, { p, q }) =>
          (p === "a, b" && q === "c") || (p === "a" && q === "b, c" && s.y === 0),
        then: (s, { p }) => {
          if (p === "a") s.y = 1;
          else s.x = 1 - s.x;
        },
      },
    },
    properties: { owed: eventually((s) => s.y === 1) },
  });

test.each(["weak", { weak: ["p", "q"] }, { weak: ["p"] }] as const)(
  "instances that are written alike are owed each on its own: %j",
  async (fair) => {
    const { properties } = await check(alike(fair as "weak"));
    expect(properties[0]?.verdict.status).toBe("holds");
  },
);

test("instances that agree on what is told apart are one", async () => {
  const { properties } = await check(alike({ weak: [] }));
  expect(properties[0]?.verdict.status).toBe("violated");
});

test("structured arguments are told apart by value", async () => {
  const sets = machine({
    name: "sets",
    state: { n: range(0, 3), done: range(0, 1) },
    init: { n: 0, done: 0 },
    actions: {
      count: {
        then: (s) => {
          s.n = (s.n + 1) % 4;
        },
      },
      take: {
        for: { some: setOf(range(0, 1)) },
        fair: "weak",
        when: (s, { some }) => some.size < 2 || s.done === 0,
        then: (s, { some }) => {
          if (some.size === 2) s.done = 1;
          else s.n = (s.n + 1) % 4;
        },
      },
    },
    properties: {
      done: leadsTo(
        (s) => s.n === 0,
        (s) => s.done === 1,
      ),
    },
  });
  expect((await check(sets)).properties[0]?.verdict.status).toBe("holds");
});
