import { always, check, machine, part, range } from "everystate";
import { describe, expect, test } from "vitest";

const counter = part({
  state: { n: range(0, 2) },
  init: { n: 0 },
  actions: {
    up: {
      when: (s) => s.n < 2,
      then: (s) => {
        s.n++;
      },
    },
    down: {
      when: (s) => s.n > 0,
      then: (s) => {
        s.n--;
      },
    },
  },
  properties: { small: always((s) => s.n <= 2) },
});

const lift = part({
  state: { floor: range(0, 1) },
  init: { floor: 0 },
  actions: {
    up: {
      when: (s) => s.floor === 0,
      then: (s) => {
        s.floor = 1;
      },
    },
    stay: { then: () => {} },
  },
});

describe("parts", () => {
  test("spread into a machine with a wider state keep their actions and properties", async () => {
    const { stats, properties } = await check(
      machine({
        name: "counter and lamp",
        state: { ...counter.state, lit: range(0, 1) },
        init: { ...counter.init, lit: 0 },
        actions: {
          ...counter.actions,
          light: {
            when: (s) => s.n === 2,
            then: (s) => {
              s.lit = 1;
            },
          },
        },
        properties: { ...counter.properties },
      }),
    );
    expect(stats.distinct).toBe(6);
    expect(properties.map(({ name, verdict }) => [name, verdict.status])).toEqual([
      ["small", "holds"],
      ["deadlock", "holds"],
    ]);
  });

  test("that lose an action to another part of the same name are refused", () => {
    const both = () =>
      machine({
        name: "counter and lift",
        state: { ...counter.state, ...lift.state },
        init: { ...counter.init, ...lift.init },
        actions: { ...counter.actions, ...lift.actions },
      });
    expect(both).toThrow('two parts have an action "up", and one of them is lost');
  });

  test("may be spread together when one is renamed", () => {
    const { up: rise, ...rest } = lift.actions;
    const renamed = machine({
      name: "counter and lift",
      state: { ...counter.state, ...lift.state },
      init: { ...counter.init, ...lift.init },
      actions: { ...counter.actions, ...rest, rise },
    });
    expect(Object.keys(renamed.actions)).toEqual(["up", "down", "stay", "rise"]);
  });

  test("give way to an action that the machine writes out itself", async () => {
    const { stats } = await check(
      machine({
        name: "jumping counter",
        state: counter.state,
        init: { n: 0 },
        actions: {
          ...counter.actions,
          up: {
            when: (s) => s.n === 0,
            then: (s) => {
              s.n = 2;
            },
          },
        },
      }),
    );
    expect(stats).toMatchObject({ distinct: 3, depth: 2 });
  });
});
