/** Values that have travelled as data show, compare and read like those that were sent. */
import {
  bagOf,
  check,
  machine,
  mapOf,
  plain,
  reachable,
  record,
  setOf,
  show,
  symmetric,
  type Trace,
} from "everystate";
import { expect, test } from "vitest";
import { fromPortable, toPortable } from "../../src/value/portable.ts";

const page = symmetric("page", 3);
const travels = machine({
  name: "travels",
  state: {
    pins: mapOf(page, setOf(page)),
    queue: bagOf(record({ page, pins: setOf(page) }), 3),
  },
  init: { pins: page.each([]), queue: [] },
  actions: {
    pin: {
      for: { page },
      then: (s, { page: p }) => {
        s.pins[p].add(p);
        if (s.queue.size < 3) s.queue.add({ page: p, pins: s.pins[p] });
      },
    },
  },
  properties: {
    full: reachable(
      (s) =>
        s.queue.size === 3 &&
        page.some((p) => s.queue.count({ page: p, pins: [p] as never }) === 2),
    ),
  },
});

async function witness(): Promise<Trace> {
  const { properties } = await check(travels);
  const verdict = properties[0]?.verdict;
  if (verdict?.status !== "reachable") throw new Error("there is no witness");
  return verdict.witness;
}

test("a trace is shown as before, and is the same JSON", async () => {
  const trace = await witness();
  const arrived = fromPortable(structuredClone(toPortable(trace))) as Trace;
  expect(plain(arrived.start)).toEqual(plain(trace.start));
  for (const [i, step] of trace.steps.entries()) {
    const there = arrived.steps[i];
    expect(show(there?.state)).toBe(show(step.state));
    expect(plain(there?.state)).toEqual(plain(step.state));
    expect(there?.changes.map(({ before, after }) => [show(before), show(after)])).toEqual(
      step.changes.map(({ before, after }) => [show(before), show(after)]),
    );
  }
  expect(show(arrived.steps.at(-1)?.state)).toContain("×2");
});

test("what has arrived can be asked, and not changed", async () => {
  const trace = await witness();
  const arrived = fromPortable(toPortable(trace)) as Trace;
  const pins = arrived.steps.at(-1)?.state["pins"] as Readonly<Record<string, Set<string>>>;
  const pinned = Object.entries(pins).filter(([, set]) => set.size > 0);
  expect(pinned.every(([name, set]) => set.has(name) && !set.has("nobody"))).toBe(true);
  expect(() => pinned[0]?.[1].add("page0")).toThrow("cannot be changed");
});
