/** Every entry of docs/limitations.md, as behaviour. A test that fails here is good news: then the entry has to go. */
import { readFileSync } from "node:fs";
import { always, check, index, machine, part, range, record, symmetric, until } from "everystate";
import { expect, test } from "vitest";

const app = symmetric("app", 3);

test("known limitation: a clock that was captured earlier still answers", async () => {
  const { now } = Date;
  const ageless = machine({
    name: "captured clock",
    state: { late: range(0, 1) },
    init: { late: 0 },
    actions: {
      look: {
        then: (s) => {
          s.late = now() > 0 ? 1 : 0;
        },
      },
    },
  });
  expect((await check(ageless)).outcome).toBe("passed");
});

test("known limitation: a captured variable that changes rarely may go unnoticed", async () => {
  let calls = 0;
  const drifting = machine({
    name: "drifting",
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      drift: {
        then: (s) => {
          calls++;
          s.n = calls > 1000 ? 1 : 0;
        },
      },
    },
    properties: { still: always((s) => s.n === 0) },
  });
  expect((await check(drifting)).outcome).toBe("passed");
});

test("known limitation: an order among symmetric elements that makes no difference in any sampled state passes", async () => {
  const harmless = machine({
    name: "harmless order",
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      pair: {
        for: { a: app, b: app },
        when: (_, { a, b }) => a <= b || b <= a,
        then: (s) => {
          s.n = 1;
        },
      },
    },
  });
  expect((await check(harmless)).outcome).toBe("passed");
});

test("known limitation: === compares structured values by identity", async () => {
  const point = record({ x: range(0, 1) });
  const twins = machine({
    name: "twins",
    state: { a: point, b: point },
    init: { a: { x: 0 }, b: { x: 0 } },
    actions: { rest: { then: () => {} } },
    properties: { equal: always((s) => s.a === s.b) },
    expect: { equal: "violated" },
  });
  expect((await check(twins)).outcome).toBe("passed");
});

test("known limitation: < compares the elements of an index domain by their names", () => {
  const level = index("level", ["low", "mid", "high"]);
  const [mid, high] = [level.at(1), level.at(2)];
  expect(high < mid).toBe(true); // as text
  expect(level.position(high)).toBeGreaterThan(level.position(mid));
  const many = index("node", 12).elements;
  expect([...many].sort()).toEqual(many);
});

test("known limitation: an action written out in a machine replaces that of a part", () => {
  const counting = part({
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      count: {
        then: (s) => {
          s.n = 1;
        },
      },
    },
  });
  const replaced = machine({
    name: "replaced",
    state: counting.state,
    init: { n: 0 },
    actions: { ...counting.actions, count: { then: () => {} } },
  });
  expect(replaced.actions["count"]).not.toBe(counting.actions.count);
});

test("known limitation: until can be violated by a path that no infinite behaviour continues", async () => {
  const dying = machine({
    name: "dying",
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      die: {
        when: (s) => s.n === 0,
        then: (s) => {
          s.n = 1;
        },
      },
    },
    properties: {
      alive: until(
        (s) => s.n === 0,
        () => false,
      ),
    },
    stuttering: "none",
    deadlock: false,
    expect: { alive: "violated" },
  });
  expect((await check(dying)).outcome).toBe("passed");
});

test("known limitation: time and memory are looked at every 256 states", async () => {
  const small = machine({
    name: "small",
    state: { n: range(0, 100) },
    init: { n: 0 },
    actions: {
      count: {
        when: (s) => s.n < 100,
        then: (s) => {
          s.n++;
        },
      },
    },
    deadlock: false,
  });
  const { ending } = await check(small, { timeout: 1e-9 });
  expect(ending).toEqual({ because: "complete" });
});

test("every known limitation is described, and every described one has a test", () => {
  const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
  const described = [...read("../docs/limitations.md").matchAll(/^- \*\*(.+?)\*\*/gms)];
  const tested = [...read("./limitations.test.ts").matchAll(/^test\("known limitation: (.+?)"/gm)];
  const plain = (text = "") => text.replaceAll("`", "").replace(/\s+/g, " ").replace(/\.$/, "");
  const names = described.map((match) => plain(match[1]));
  expect(names.map((name) => name.toLowerCase())).toEqual(
    tested.map((match) => plain(match[1]).toLowerCase()),
  );
});
