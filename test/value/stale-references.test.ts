/** A change through a reference either has the effect that it has in JavaScript, or is refused. It is never lost. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CheckerError } from "../../src/diagnostics/checker-error.ts";
import { bool, check, listOf, mapOf, oneOf, plain, range, record, setOf } from "../../src/index.ts";
import { admit } from "../../src/model/reference/admit.ts";
import { draft } from "../../src/model/reference/draft.ts";
import { placeOf } from "../../src/model/reference/place.ts";
import { type Loose, looseMachine, stateAfter } from "../support/loose-machine.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 300);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);

interface Item {
  x: number;
  inner: { y: number };
}

const item = record({ x: range(0, 99), inner: record({ y: range(0, 99) }) });
const max = 6;

describe("references into a list, against JavaScript's own", () => {
  const position = fc.nat(max - 1);
  const op = fc.record({
    what: fc.constantFrom(
      ...["hold", "hold", "hold inner", "change", "change", "change", "shift", "pop", "reverse"],
      ...["sort", "remove", "insert", "swap", "rebuild", "put back", "assign to itself"],
    ),
    i: position,
    n: fc.nat(99),
  });

  it("are refused exactly where a change would be lost", () => {
    const property = fc.property(fc.array(op, { maxLength: 14 }), (ops) => {
      const place = placeOf("s", { writable: true, who: () => "the test" });
      const schema = record({ list: listOf(item, max) });
      const start = [0, 1, 2].map((x) => ({ x, inner: { y: x } }));
      const raw = admit(schema, { list: start }, place);
      const ours = draft(schema, raw, place) as { list: Item[] };
      const theirs = { list: structuredClone(start) as Item[] };
      /** A reference of each world: an item, or the record inside one. */
      const held: { ours: Item; theirs: Item; isInner: boolean; isMoved: boolean }[] = [];

      for (const { what, i, n } of ops) {
        const one = held[i % Math.max(1, held.length)];
        if (what === "change" && one !== undefined) {
          const change = (at: Item): void => {
            if (one.isInner) at.inner.y = n;
            else at.x = n;
          };
          const before = JSON.stringify(plain(raw));
          const isRefused = refuses(() => change(one.ours));
          const isThere = theirs.list.includes(one.theirs);
          expect(isRefused && !isThere && !one.isMoved).toBe(false); // what was taken out is free
          if (isRefused) expect(JSON.stringify(plain(raw))).toBe(before);
          else change(one.theirs);
        } else if (what === "put back" && one !== undefined && !one.isInner) {
          const isFree = !one.isMoved && !theirs.list.includes(one.theirs);
          if (theirs.list.length === max || !isFree) continue;
          ours.list.push(one.ours);
          theirs.list.push(one.theirs);
          for (const other of held) if (other.theirs === one.theirs) other.isMoved = true;
        } else if (what.startsWith("hold") && theirs.list[i] !== undefined) {
          const isInner = what === "hold inner";
          const [mine, its] = [ours.list[i] as Item, theirs.list[i] as Item];
          if (isInner) void mine.inner.y;
          held.push({ ours: mine, theirs: its, isInner, isMoved: false });
        } else {
          for (const { list } of [ours, theirs]) rearrange(list, { what, i, n });
          if (what === "rebuild") {
            ours.list = ours.list.filter((_, at) => at !== i);
            theirs.list = theirs.list.filter((_, at) => at !== i);
          }
          if (what === "assign to itself") ours.list = [...ours.list];
          for (const other of held) {
            if (what !== "pop" && theirs.list.includes(other.theirs)) other.isMoved = true;
          }
        }
        expect(plain(ours.list)).toEqual(theirs.list);
      }
    });
    fc.assert(property, { numRuns, seed });
  });
});

function rearrange(
  list: Item[],
  { what, i, n }: { readonly what: string; readonly i: number; readonly n: number },
): void {
  const last = list.length - 1;
  if (what === "shift") list.shift();
  if (what === "pop") list.pop();
  if (what === "reverse") list.reverse();
  if (what === "sort") list.sort((a, b) => ((a.x * 7 + n) % 5) - ((b.x * 7 + n) % 5) || a.x - b.x);
  if (what === "remove") list.splice(i, 1);
  if (what === "insert" && last + 1 < max) list.splice(i, 0, { x: n, inner: { y: n } });
  if (what === "swap" && last > 0) {
    [list[0], list[last]] = [list[last] as Item, list[0] as Item];
  }
}

function refuses(change: () => unknown): boolean {
  try {
    change();
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(CheckerError);
    expect((error as CheckerError).code).toBe("stale-reference");
    return true;
  }
}

describe("an effect", () => {
  const point = record({ x: range(0, 3), marks: setOf(range(0, 3)) });
  const from = {
    state: {
      q: listOf(point, 3),
      out: listOf(point, 3),
      last: point,
      seats: mapOf(oneOf("a", "b"), point),
      n: range(0, 3),
      ok: bool(),
    },
    init: {
      q: [
        { x: 0, marks: [] },
        { x: 1, marks: [] },
      ],
      out: [],
      last: { x: 0, marks: [] },
      seats: { a: { x: 0, marks: [] }, b: { x: 1, marks: [] } },
      n: 0,
      ok: false,
    },
  };
  const lost: readonly [string, (s: Loose) => unknown][] = [
    ["shift", (s) => change(s.q[1], () => s.q.shift())],
    ["reverse", (s) => change(s.q[0], () => s.q.reverse())],
    ["splice", (s) => change(s.q[1], () => s.q.splice(0, 1))],
    ["unshift", (s) => change(s.q[1], () => s.q.unshift({ x: 2, marks: [] }))],
    ["sort", (s) => change(s.q[0], () => s.q.sort((a: Loose, b: Loose) => b.x - a.x))],
    ["a set inside", (s) => add(s.q[1].marks, () => s.q.shift())],
    [
      "a new list of the old elements",
      (s) =>
        change(s.q[0], () => {
          s.q = s.q.filter(() => true);
        }),
    ],
    [
      "a swap of two entries",
      (s) =>
        change(s.seats.a, () => {
          [s.seats.a, s.seats.b] = [s.seats.b, s.seats.a];
        }),
    ],
    [
      "putting it back",
      (s) => {
        const m = s.q.shift();
        s.out.push(m);
        m.x = 3;
      },
    ],
    [
      "a set that is swapped",
      (s) =>
        add(s.seats.a.marks, () => {
          [s.seats.a.marks, s.last.marks] = [s.last.marks, s.seats.a.marks];
        }),
    ],
  ];
  it.each(lost)("is refused to change what was moved by %s", async (_what, then) => {
    const { fault } = await check(looseMachine({ ...from, actions: { then: { then } } }));
    expect(fault?.error).toMatchObject({
      code: "stale-reference",
      message: expect.stringMatching(/^the effect of then changes what was s\./),
      hint: expect.stringContaining("read it again"),
    });
  });

  function change(reference: Loose, move: () => unknown): void {
    move();
    reference.x = 3;
  }
  function add(marks: Loose, move: () => unknown): void {
    move();
    marks.add(3);
  }

  it.each<[string, (s: Loose) => unknown, (s: Loose) => unknown, unknown]>([
    [
      "shift",
      (s) => {
        const m = s.q.shift();
        m.x = 3;
        m.marks.add(2);
        s.out.push(m);
      },
      (s) => [s.out, s.q.length],
      [[{ x: 3, marks: [2] }], 1],
    ],
    [
      "pop",
      (s) => {
        const m = s.q.pop();
        m.x = 3;
        s.out.push(m);
      },
      (s) => s.out,
      [{ x: 3, marks: [] }],
    ],
    [
      "splice",
      (s) => {
        const [m] = s.q.splice(0, 1);
        m.x = 3;
        s.out.push(m);
      },
      (s) => s.out,
      [{ x: 3, marks: [] }],
    ],
    [
      "being replaced",
      (s) => {
        const m = s.last;
        s.last = s.q[1];
        m.x = 3;
        s.out.push(m);
      },
      (s) => [s.last.x, s.out[0].x],
      [1, 3],
    ],
    [
      "nothing, but copied",
      (s) => {
        const m = s.q[0];
        s.last = m;
        m.x = 3;
      },
      (s) => [s.last.x, s.q[0].x],
      [0, 3],
    ],
    [
      "being assigned to its own place",
      (s) => {
        const m = s.last;
        s.last = m;
        m.x = 3;
      },
      (s) => s.last.x,
      3,
    ],
    [
      "being looked for",
      (s) => {
        const m = s.q.shift();
        s.ok = s.out.includes(m);
        m.x = 3;
        s.out.push(m);
      },
      (s) => s.out[0].x,
      3,
    ],
  ])("changes what lost its place by %s", async (_what, effect, read, expected) => {
    const after = await stateAfter(from, (s) => void effect(s));
    expect(plain(read(after))).toEqual(expected);
  });

  it("finds what is equal in a list, as it does in a set", async () => {
    const after = await stateAfter(from, (s) => {
      s.ok = s.q.includes({ marks: [], x: 1 }) === false && s.q.includes(s.seats.b);
      s.n = s.q.indexOf(s.seats.b) + s.q.lastIndexOf(s.last) + (s.q.indexOf(s.seats.b, 2) + 1);
    });
    expect([after.ok, after.n]).toEqual([true, 1]);
  });
});
