/** A study small enough to be worked out by hand, with every kind of cell. */
import {
  always,
  leadsTo,
  type Machine,
  machine,
  range,
  reachable,
  type Stated,
  type Study,
  study,
} from "everystate";

/** What is counted, how often machines are made. */
export const made: string[] = [];

/** Counts to `top`, in steps of one, and stops there unless it may go on. */
function counter(top: number, { stops }: { readonly stops: boolean }): Machine {
  made.push(`counter ${top} ${stops}`);
  return machine({
    name: `counts to ${top}`,
    state: { n: range(0, top) },
    init: { n: 0 },
    stuttering: "tla",
    actions: {
      count: {
        ...(stops ? {} : { fair: "weak" as const }),
        when: (s) => s.n < top,
        then: (s) => {
          s.n++;
        },
        actor: "counter",
        doc: "count(): n++",
      },
    },
    deadlock: false,
    properties: {
      low: always((s) => s.n <= 2, "the counter runs over"),
      ends: leadsTo(
        (s) => s.n === 0,
        (s) => s.n === top,
      ),
      three: reachable((s) => s.n === 3),
    },
  });
}

const shared = machine({
  name: "shared",
  state: { n: range(0, 1) },
  init: { n: 0 },
  actions: { stay: { then: () => {} } },
  properties: { low: always((s) => s.n === 0) },
});

/** Cells: `tall` violates S1, `low` does not; L1 holds where nothing stops; `same` is one machine, without L1 and Q1. */
export function counters(expected?: Stated): Study {
  return study({
    name: "counters",
    sizes: { top: 2 },
    environments: {
      going: { title: "counting goes on", stops: false },
      stopping: { title: "counting may stop", stops: true },
    },
    protocols: {
      low: { title: "as far as asked", source: "test", machine: (e, { top }) => counter(top, e) },
      tall: {
        title: "three at least",
        source: "test",
        sizes: { top: 3 },
        machine: (e, { top }) => counter(top, e),
      },
      same: { title: "one machine", source: "test", machine: () => shared },
      picky: {
        title: "going only",
        source: "test",
        machine: ({ stops }, { top }) => (stops ? undefined : counter(top, { stops })),
      },
    },
    properties: {
      S1: { title: "low", name: "low" },
      L1: { title: "ends", name: "ends" },
      Q1: { title: "three", name: "three" },
    },
    ...(expected === undefined ? {} : { expected }),
  });
}

/** The verdicts, worked out by hand. */
export const right = {
  low: {
    S1: { "*": { verdict: "holds", basis: "computed" } },
    L1: {
      going: { verdict: "holds", basis: "stated", source: "test" },
      stopping: { verdict: "violated", basis: "inferred", source: "test" },
    },
    Q1: { "*": { verdict: "unreachable", basis: "computed" } },
  },
  tall: {
    S1: { "*": { verdict: { violated: "count" }, basis: "computed" } },
    L1: {
      "*": { verdict: "holds", basis: "stated", source: "test" },
      stopping: { verdict: "violated", basis: "inferred", source: "test" },
    },
    Q1: { "*": { verdict: "reachable", basis: "computed" } },
  },
  same: { S1: { "*": { verdict: "holds", basis: "computed" } } },
  picky: {
    S1: { "*": { verdict: "holds", basis: "computed" } },
    L1: { going: { verdict: "holds", basis: "computed" } },
    Q1: { going: { verdict: "unreachable", basis: "computed" } },
  },
} as const satisfies Stated;
