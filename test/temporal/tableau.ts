/**
 * Whether some fair behaviour of a small graph makes a formula false, decided from the meaning of the words: the product of
 * the graph with all ways to say which parts of the formula are true at a position (the tableau of Lichtenstein & Pnueli,
 * POPL 1985), searched by plain reachability. Knows nothing of normal forms, automata, or the decompositions of src/temporal.
 */
import type { FormulaOver } from "../../src/spec/formula.ts";
import { partsOfFormula } from "../../src/spec/formula.ts";
import { isFair, stepsOf } from "./brute-force.ts";
import type { Edge } from "./graph-builder.ts";
import type { RandomQuestion } from "./random-question.ts";

type Part = FormulaOver<number>;

export interface TableauQuestion extends Pick<RandomQuestion, "graph" | "fairness" | "stuttering"> {
  /** Whether an atom is true of a step, or of the state that it leaves. */
  readonly isTrue: (atom: number, step: Edge) => boolean;
}

/** A step, and what is said to be true when it is taken. */
interface Node {
  readonly step: Edge;
  readonly says: ReadonlyMap<Part, boolean>;
}

const ahead = ["next", "always", "eventually", "until", "weakUntil", "release"];

export function someFairBehaviourFalsifies(question: TableauQuestion, formula: Part): boolean {
  const parts = partsOfFormula(formula);
  const nodes = stepsOf(question).flatMap((step) =>
    valuations(parts, (atom) => question.isTrue(atom, step)).map((says): Node => ({ step, says })),
  );
  const follows = nodes.map((node) =>
    nodes.flatMap((next, i) => (isFollowedBy(node, next, parts) ? [i] : [])),
  );
  const start = [...nodes.keys()].filter((i) => {
    const { step, says } = nodes[i] as Node;
    return step[0] < question.graph.initialCount && says.get(formula) === false;
  });
  const precedes = nodes.map((): number[] => []);
  for (const [i, all] of follows.entries()) for (const next of all) precedes[next]?.push(i);
  const reached = reach(start, follows, new Set(nodes.keys()));
  return hasFairCycle(reached, { nodes, follows, precedes, parts, question });
}

/** All ways to say what is true of the parts, with the atoms as they are; parts that look ahead are free. */
function valuations(
  parts: readonly Part[],
  isTrue: (atom: number) => boolean,
): ReadonlyMap<Part, boolean>[] {
  const free = parts.filter(({ op }) => ahead.includes(op));
  return [...Array(2 ** free.length).keys()].map((choice) => {
    const says = new Map<Part, boolean>(free.map((part, i) => [part, ((choice >> i) & 1) === 1]));
    const value = (part: Part): boolean => {
      const known = says.get(part) ?? now(part);
      says.set(part, known);
      return known;
    };
    const now = (part: Part): boolean => {
      switch (part.op) {
        case "atom":
          return isTrue(part.atom);
        case "not":
          return !value(part.of);
        case "and":
          return part.all.every(value);
        case "or":
          return part.all.some(value);
        case "implies":
          return !value(part.left) || value(part.right);
        case "iff":
          return value(part.left) === value(part.right);
        default:
          throw new Error("a part that looks ahead has no value");
      }
    };
    for (const part of parts) value(part);
    return says;
  });
}

function isFollowedBy(node: Node, next: Node, parts: readonly Part[]): boolean {
  if (node.step[2] !== next.step[0]) return false;
  const now = (part: Part): boolean => node.says.get(part) === true;
  const then = (part: Part): boolean => next.says.get(part) === true;
  return parts.every((part) => {
    switch (part.op) {
      case "next":
        return now(part) === then(part.of);
      case "always":
        return now(part) === (now(part.of) && then(part));
      case "eventually":
        return now(part) === (now(part.of) || then(part));
      case "until":
      case "weakUntil":
        return now(part) === (now(part.right) || (now(part.left) && then(part)));
      case "release":
        return now(part) === (now(part.right) && (now(part.left) || then(part)));
      default:
        return true;
    }
  });
}

/** Whether a node shows that what is said of a part is not put off for ever. */
function isKept(part: Part, { says }: Node): boolean {
  const value = (one: Part): boolean => says.get(one) === true;
  switch (part.op) {
    case "always":
      return value(part) || !value(part.of);
    case "eventually":
      return !value(part) || value(part.of);
    case "until":
      return !value(part) || value(part.right);
    case "weakUntil":
      return value(part) || !value(part.left);
    case "release":
      return value(part) || !value(part.right);
    default:
      return true;
  }
}

function reach(
  start: readonly number[],
  follows: readonly (readonly number[])[],
  within: ReadonlySet<number>,
): Set<number> {
  const found = new Set(start);
  for (const node of found) {
    for (const next of follows[node] as number[]) if (within.has(next)) found.add(next);
  }
  return found;
}

interface Search {
  readonly nodes: readonly Node[];
  readonly follows: readonly (readonly number[])[];
  readonly precedes: readonly (readonly number[])[];
  readonly parts: readonly Part[];
  readonly question: TableauQuestion;
}

/** Whether some cycle among the nodes is fair and puts nothing off for ever. */
function hasFairCycle(among: ReadonlySet<number>, search: Search): boolean {
  const { nodes, follows, precedes, parts, question } = search;
  const left = new Set(among);
  const beyond = (node: number, edges: readonly (readonly number[])[]): Set<number> =>
    reach(
      (edges[node] as number[]).filter((next) => left.has(next)),
      edges,
      left,
    );
  for (const node of among) {
    if (!left.has(node)) continue;
    const before = beyond(node, precedes);
    const cycle = [...beyond(node, follows)].filter((other) => before.has(other));
    left.delete(node);
    if (cycle.length === 0) continue;
    for (const other of cycle) left.delete(other);
    const own = cycle.map((one) => nodes[one] as Node);
    if (!parts.every((part) => own.some((one) => isKept(part, one)))) continue;
    const steps = own.map(({ step }) => step);
    const states = steps.map(([from]) => from);
    const broken = question.fairness.filter(
      (constraint) => !isFair(question.graph, { states, steps }, [constraint]),
    );
    if (broken.length === 0) return true;
    if (broken.some(({ kind }) => kind === "weak")) continue;
    // Without the states in which what is owed is enabled, it is not owed.
    const rest = cycle.filter((_, i) =>
      broken.every(({ instances }) =>
        isFair(question.graph, { states: [states[i] as number], steps: [] }, [
          { kind: "strong", label: "", instances },
        ]),
      ),
    );
    if (rest.length > 0 && hasFairCycle(new Set(rest), search)) return true;
  }
  return false;
}
