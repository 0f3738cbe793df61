import { describe, expect, it } from "vitest";
import type { StateGraph } from "../../src/explore/state-graph.ts";
import type { FairnessConstraint } from "../../src/model/fairness.ts";
import type { Lasso } from "../../src/temporal/lasso.ts";
import type { LivenessAnswer, LivenessQuestion } from "../../src/temporal/liveness.ts";
import type { Stuttering } from "../../src/temporal/stuttering.ts";
import { judgeLiveness } from "./at-once.ts";
import { type Edge, graphOf, only, strong, weak } from "./graph-builder.ts";

interface Assumptions {
  readonly fairness?: readonly FairnessConstraint[];
  readonly stuttering?: Stuttering;
}

function judge(
  graph: StateGraph,
  question: LivenessQuestion,
  { fairness = [], stuttering = "progress" }: Assumptions = {},
): LivenessAnswer {
  return judgeLiveness(graph, question, { fairness, stuttering });
}

function lassoOf(answer: LivenessAnswer): Lasso {
  if (!answer.violated || !("lasso" in answer)) throw new Error("there is no lasso");
  return answer.lasso;
}

const HOLDS = { violated: false, vacuous: false };

describe("fairness", () => {
  // Two processes share a lock: 0 free, 1 held by the other process (instances 0 and 1), 2 held by this one (instance 2).
  const lock = graphOf({
    states: 3,
    edges: [
      [0, 0, 1],
      [1, 1, 0],
      [0, 2, 2],
    ],
  });
  const getsTheLock = { form: "eventually", p: only(lock, 2) } as const;

  it("lets a process starve under weak fairness, as its action is disabled again and again", () => {
    const { stem, loop } = lassoOf(judge(lock, getsTheLock, { fairness: [weak(2)] }));
    expect(stem).toEqual([]);
    expect(loop).toEqual([
      { from: 0, instance: 0, to: 1 },
      { from: 1, instance: 1, to: 0 },
    ]);
  });

  it("serves the process under strong fairness, as its action is enabled again and again", () => {
    expect(judge(lock, getsTheLock, { fairness: [strong(2)] })).toEqual(HOLDS);
  });

  it("serves the process by weak fairness of a set with the other action no more than without", () => {
    expect(judge(lock, getsTheLock, { fairness: [weak(0, 2)] }).violated).toBe(true);
  });

  it("is not discharged by an action that changes nothing", () => {
    const graph = graphOf({
      states: 2,
      edges: [
        [0, 0, 0],
        [0, 0, 1],
      ],
    });
    const leaves = { form: "eventually", p: only(graph, 1) } as const;
    expect(judge(graph, leaves).violated).toBe(true);
    expect(judge(graph, leaves, { fairness: [weak(0)] })).toEqual(HOLDS);
  });

  it("does not demand an action that would change nothing", () => {
    const graph = graphOf({ states: 1, edges: [[0, 0, 0]] });
    const question = { form: "eventually", p: only(graph) } as const;
    expect(judge(graph, question, { fairness: [strong(0)] }).violated).toBe(true);
  });

  it("deletes states for one strong constraint and then judges the others on what remains", () => {
    // 0 ⇄ 1 ⇄ 2 with the exits 1 → 3 (instance 4) and 0 → 3 (instance 5). Without 1 nothing remains of the cycle.
    const graph = graphOf({
      states: 4,
      edges: [
        [0, 0, 1],
        [1, 1, 0],
        [1, 2, 2],
        [2, 3, 1],
        [1, 4, 3],
        [0, 5, 3],
      ],
    });
    const exits = { form: "eventually", p: only(graph, 3) } as const;
    expect(judge(graph, exits, { fairness: [strong(4)] })).toEqual(HOLDS);
    const { loop } = lassoOf(judge(graph, exits, { fairness: [strong(5)] }));
    expect(loop.map(({ from }) => from)).toEqual([1, 2]);
  });

  it("sees exits from the region as enabled, not only steps inside it", () => {
    const graph = graphOf({
      states: 3,
      edges: [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 2],
        [1, 1, 2],
      ],
    });
    const exits = { form: "eventually", p: only(graph, 2) } as const;
    expect(judge(graph, exits, { fairness: [weak(1)] })).toEqual(HOLDS);
  });

  it("takes more constraints than a word has bits", () => {
    // A ring of 100 states with an exit from state 70: each step is an instance with a constraint of its own.
    const ring = Array.from({ length: 100 }, (_, s): Edge => [s, s, (s + 1) % 100]);
    const graph = graphOf({ states: 101, edges: [...ring, [70, 100, 100]] });
    const steps = ring.map(([, instance]) => weak(instance));
    const exits = { form: "eventually", p: only(graph, 100) } as const;
    const { loop } = lassoOf(judge(graph, exits, { fairness: [...steps, weak(100)] }));
    expect(loop.length).toBe(100);
    expect(judge(graph, exits, { fairness: [...steps, strong(100)] })).toEqual(HOLDS);
  });

  it("visits what each of forty weak constraints asks for", () => {
    // A star: from the centre 0 to each of 40 leaves and back; constraint i is about going to leaf i.
    const edges = Array.from({ length: 40 }, (_, i): Edge[] => [
      [0, i, i + 1],
      [i + 1, 40, 0],
    ]);
    const graph = graphOf({ states: 41, edges: edges.flat() });
    const goes = (kind: typeof weak) => Array.from({ length: 40 }, (_, i) => kind(i));
    const question = { form: "eventually", p: only(graph) } as const;
    // Any leaf disables all of them; under strong fairness every leaf has its turn.
    expect(lassoOf(judge(graph, question, { fairness: goes(weak) })).loop.length).toBe(2);
    expect(lassoOf(judge(graph, question, { fairness: goes(strong) })).loop.length).toBe(80);
  });
});

describe("stuttering", () => {
  const chain = graphOf({
    states: 3,
    edges: [
      [0, 0, 1],
      [1, 0, 2],
    ],
  });
  const arrives = { form: "eventually", p: only(chain, 2) } as const;

  it("stops only in a deadlock by default", () => {
    expect(judge(chain, arrives)).toEqual(HOLDS);
    const never = { form: "eventually", p: only(chain) } as const;
    const { stem, loop } = lassoOf(judge(chain, never));
    expect(stem.length).toBe(2);
    expect(loop).toEqual([{ from: 2, instance: -1, to: 2 }]);
  });

  it("stops anywhere in the mode of TLA+, unless fairness forbids it", () => {
    const { stem, loop } = lassoOf(judge(chain, arrives, { stuttering: "tla" }));
    expect(stem).toEqual([]);
    expect(loop).toEqual([{ from: 0, instance: -1, to: 0 }]);
    expect(judge(chain, arrives, { stuttering: "tla", fairness: [weak(0)] })).toEqual(HOLDS);
  });

  it("has no infinite behaviour to judge where nothing may stand still and all paths end", () => {
    const never = { form: "eventually", p: only(chain) } as const;
    expect(judge(chain, never, { stuttering: "none" })).toEqual({ violated: false, vacuous: true });
  });

  it("does not let a behaviour stop where only the search stopped", () => {
    const partial = graphOf({ states: 2, edges: [[0, 0, 1]], unexpanded: [1] });
    const question = { form: "eventually", p: only(partial) } as const;
    for (const stuttering of ["progress", "none"] as const) {
      expect(judge(partial, question, { stuttering })).toEqual(HOLDS);
    }
    const { loop } = lassoOf(judge(partial, question, { stuttering: "tla" }));
    expect(loop).toEqual([{ from: 0, instance: -1, to: 0 }]);
  });

  it("ignores the stored transitions of a state that is not expanded", () => {
    const partial = graphOf({
      states: 2,
      edges: [
        [0, 0, 1],
        [1, 0, 0],
      ],
      unexpanded: [1],
    });
    expect(judge(partial, { form: "eventually", p: only(partial) })).toEqual(HOLDS);
  });
});

describe("the forms", () => {
  // 0 → 1 ⇄ 2, a tail into a cycle of two.
  const tailed = graphOf({
    states: 3,
    edges: [
      [0, 0, 1],
      [1, 1, 2],
      [2, 2, 1],
    ],
  });

  it("tells once from again and again and from for ever", () => {
    const first = only(tailed, 0);
    expect(judge(tailed, { form: "eventually", p: first })).toEqual(HOLDS);
    expect(judge(tailed, { form: "alwaysEventually", p: first }).violated).toBe(true);
    const second = only(tailed, 2);
    expect(judge(tailed, { form: "alwaysEventually", p: second })).toEqual(HOLDS);
    expect(judge(tailed, { form: "eventuallyAlways", p: second }).violated).toBe(true);
    const cycle = only(tailed, 1, 2);
    expect(judge(tailed, { form: "eventuallyAlways", p: cycle })).toEqual(HOLDS);
  });

  it("judges states, not the component they lie in: two one-way cycles do not make a forbidden one", () => {
    // 0 ⇄ 1 ⇄ 2 with p in 1: the component holds states without p, but no cycle of such states.
    const graph = graphOf({
      states: 3,
      edges: [
        [0, 0, 1],
        [1, 1, 2],
        [2, 2, 1],
        [1, 3, 0],
      ],
    });
    expect(judge(graph, { form: "alwaysEventually", p: only(graph, 1) })).toEqual(HOLDS);
    expect(judge(graph, { form: "alwaysEventually", p: only(graph, 0) }).violated).toBe(true);
  });

  it("shows the unanswered request on the stem of a broken leadsTo", () => {
    const graph = graphOf({
      states: 5,
      edges: [
        [0, 0, 1],
        [1, 0, 2],
        [2, 0, 3],
        [2, 1, 4],
        [3, 0, 2],
      ],
    });
    const question = { form: "leadsTo", p: only(graph, 1), q: only(graph, 4) } as const;
    const { stem, loop } = lassoOf(judge(graph, question));
    expect(stem.map(({ to }) => to)).toEqual([1, 2]);
    expect(loop.map(({ to }) => to)).toEqual([3, 2]);
    expect(judge(graph, question, { fairness: [strong(1)] })).toEqual(HOLDS);
  });

  it("keeps leadsTo where the request is answered at once", () => {
    const question = { form: "leadsTo", p: only(tailed, 2), q: only(tailed, 2) } as const;
    expect(judge(tailed, question)).toEqual(HOLDS);
  });

  it("calls leadsTo vacuous when nothing is ever asked", () => {
    const question = { form: "leadsTo", p: only(tailed), q: only(tailed) } as const;
    expect(judge(tailed, question)).toEqual({ violated: false, vacuous: true });
  });

  it("breaks until by a finite path rather than by a lasso", () => {
    const graph = graphOf({
      states: 3,
      initial: 2,
      edges: [
        [0, 0, 0],
        [1, 0, 2],
      ],
    });
    const question = { form: "until", p: only(graph, 0, 1), q: only(graph) } as const;
    expect(judge(graph, question)).toEqual({
      violated: true,
      start: 1,
      prefix: [{ from: 1, instance: 0, to: 2 }],
    });
  });

  it("breaks until in an initial state with neither predicate", () => {
    const question = { form: "until", p: only(tailed, 1), q: only(tailed, 2) } as const;
    expect(judge(tailed, question)).toEqual({ violated: true, start: 0, prefix: [] });
  });

  it("breaks until where q is waited for and never comes", () => {
    const question = { form: "until", p: only(tailed, 0, 1, 2), q: only(tailed) } as const;
    expect(lassoOf(judge(tailed, question)).loop.length).toBe(2);
    const fulfilled = { form: "until", p: only(tailed, 0), q: only(tailed, 1) } as const;
    expect(judge(tailed, fulfilled)).toEqual(HOLDS);
  });
});

describe("the choice of the lasso", () => {
  it("prefers a longer stem to a short loop over a long loop at once", () => {
    // A ring of ten through the initial state, and an exit to a self-loop two steps on.
    const ring = Array.from({ length: 10 }, (_, s): Edge => [s, 0, (s + 1) % 10]);
    const graph = graphOf({ states: 11, edges: [...ring, [1, 1, 10], [10, 0, 10]] });
    const { stem, loop } = lassoOf(judge(graph, { form: "eventually", p: only(graph) }));
    expect([stem.length, loop.length]).toEqual([2, 1]);
  });

  it("prefers the shorter of two stems that make lassos of one length", () => {
    // 0 ⇄ 1 at once, or one step on to stand in 2 for ever: two steps either way.
    const graph = graphOf({
      states: 3,
      edges: [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 2],
        [2, 1, 2],
      ],
    });
    const { stem, loop } = lassoOf(judge(graph, { form: "eventually", p: only(graph) }));
    expect([stem.length, loop.length]).toEqual([0, 2]);
  });

  describe("where the exact search is too large", () => {
    const loopOf = (graph: StateGraph, fairness: readonly FairnessConstraint[]) => {
      const question = { form: "eventually", p: only(graph) } as const;
      const options = { fairness, stuttering: "progress", exactNodes: 0 } as const;
      return lassoOf(judgeLiveness(graph, question, options)).loop.map(({ to }) => to);
    };

    it("takes a shortest cycle that is fair though another state pays nearer in order", () => {
      // 0 → 1 → 2 → 3 → 0 and 0 ⇄ 4; instance 0 is enabled in 0 only.
      const graph = graphOf({
        states: 5,
        edges: [
          [0, 0, 1],
          [1, 1, 2],
          [2, 1, 3],
          [3, 1, 0],
          [0, 2, 4],
          [4, 3, 0],
        ],
      });
      expect(loopOf(graph, [weak(0)])).toEqual([4, 0]);
    });

    it("drops a leg whose debt a later one pays as well", () => {
      // The nearest way to pay the first constraint is 0 → 1; the way to pay the second, 0 → 2, leads on to both.
      const graph = graphOf({
        states: 4,
        edges: [
          [0, 0, 1],
          [1, 9, 0],
          [0, 6, 2],
          [2, 5, 3],
          [3, 9, 0],
        ],
      });
      expect(loopOf(graph, [strong(0, 5), strong(6)])).toEqual([2, 3, 0]);
    });
  });

  it("is the same for the same question", () => {
    const ring = Array.from({ length: 50 }, (_, s): Edge => [s, s % 3, (s * 7 + 1) % 50]);
    const graph = graphOf({ states: 50, edges: [...ring, [3, 4, 40], [40, 4, 3]] });
    const question = { form: "alwaysEventually", p: only(graph, 20) } as const;
    const assumptions = { stuttering: "tla", fairness: [weak(0), strong(1)] } as const;
    expect(judge(graph, question, assumptions)).toEqual(judge(graph, question, assumptions));
  });
});

describe("large graphs", () => {
  const SIZE = 200_000;
  // A few tenths of a second on an idle machine; anything quadratic takes minutes.
  const MOST_MS = 5_000;
  const forward = Array.from({ length: SIZE - 1 }, (_, s): Edge => [s, s % 3, s + 1]);
  const fairness = [weak(0), weak(1), strong(2)];

  it("follows a chain of 200,000 states to its end", { timeout: 30_000 }, () => {
    const chain = graphOf({ states: SIZE, edges: forward });
    const begin = performance.now();
    const never = { form: "eventually", p: only(chain) } as const;
    expect(lassoOf(judge(chain, never, { fairness })).stem.length).toBe(SIZE - 1);
    expect(performance.now() - begin).toBeLessThan(MOST_MS);
  });

  it("goes round a ring of 200,000 states", { timeout: 30_000 }, () => {
    const ring = graphOf({ states: SIZE, edges: [...forward, [SIZE - 1, 1, 0]] });
    const begin = performance.now();
    const never = { form: "alwaysEventually", p: only(ring) } as const;
    expect(lassoOf(judge(ring, never, { fairness })).loop.length).toBe(SIZE);
    const except = { form: "alwaysEventually", p: only(ring, 7) } as const;
    expect(judge(ring, except, { fairness })).toEqual(HOLDS);
    expect(performance.now() - begin).toBeLessThan(MOST_MS);
  });

  it("tries a bounded number of 200,000 places to stand still", { timeout: 30_000 }, () => {
    const chain = graphOf({ states: SIZE, edges: forward });
    const begin = performance.now();
    const arrives = { form: "eventually", p: only(chain, SIZE - 1) } as const;
    expect(lassoOf(judge(chain, arrives, { stuttering: "tla" })).stem).toEqual([]);
    expect(performance.now() - begin).toBeLessThan(MOST_MS);
  });
});
