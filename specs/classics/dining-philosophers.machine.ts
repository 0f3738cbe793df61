/**
 * Dining philosophers: `n` philosophers around a table, a fork between each two, two forks needed to eat.
 *
 * Source: Dijkstra, "Hierarchical Ordering of Sequential Processes" (1971).
 * Parameters: philosophers; the order in which forks are taken; the fairness of taking the first fork, and the second.
 * Taking a fork is one step; both are put back in one step.
 * Expected, for 3 philosophers 45 distinct states, or 42 without the deadlock:
 * - everyone takes the left fork first: deadlock, when each holds one fork;
 * - one philosopher takes the right fork first: no deadlock, whatever the fairness;
 * - then every hungry philosopher eats if taking either fork is strongly fair. If taking the first, or with more than two
 *   philosophers the second, is only weakly fair, one may starve: a neighbour takes and returns that fork for ever, so that
 *   it is never free for good.
 */
import { always, forEach, index, leadsTo, machine, mapOf, oneOf, optional } from "everystate";

export interface DiningOptions {
  readonly philosophers?: number;
  readonly order: "left first" | "one takes right first";
  readonly takeFirst: "weak" | "strong";
  readonly takeSecond: "weak" | "strong";
}

export function diningPhilosophers({
  philosophers = 3,
  order,
  takeFirst,
  takeSecond,
}: DiningOptions) {
  // A fork is named after the philosopher on its right.
  const philosopher = index("philosopher", philosophers);
  type Philosopher = (typeof philosopher.elements)[number];

  const left = (p: Philosopher): Philosopher => p;
  const right = (p: Philosopher): Philosopher => philosopher.next(p);
  const takesRightFirst = (p: Philosopher): boolean =>
    order === "one takes right first" && philosopher.position(p) === 0;
  const firstFork = (p: Philosopher): Philosopher => (takesRightFirst(p) ? right(p) : left(p));
  const secondFork = (p: Philosopher): Philosopher => (takesRightFirst(p) ? left(p) : right(p));

  const neighboursAlternate = takeFirst === "weak" || (takeSecond === "weak" && philosophers > 2);
  const someoneStarves = order === "left first" || neighboursAlternate;
  return machine({
    name: `dining philosophers, ${order}, forks taken with ${takeFirst}, ${takeSecond} fairness`,
    state: {
      is: mapOf(philosopher, oneOf("thinking", "hungry", "holding one fork", "eating")),
      heldBy: mapOf(philosopher, optional(philosopher)),
    },
    init: { is: philosopher.each("thinking"), heldBy: philosopher.each(null) },
    actions: {
      getHungry: {
        for: { philosopher },
        when: (s, { philosopher }) => s.is[philosopher] === "thinking",
        then: (s, { philosopher }) => {
          s.is[philosopher] = "hungry";
        },
        actor: ({ philosopher }) => philosopher,
      },
      takeFirst: {
        for: { philosopher },
        fair: takeFirst,
        when: (s, { philosopher }) =>
          s.is[philosopher] === "hungry" && s.heldBy[firstFork(philosopher)] === null,
        then: (s, { philosopher }) => {
          s.heldBy[firstFork(philosopher)] = philosopher;
          s.is[philosopher] = "holding one fork";
        },
        actor: ({ philosopher }) => philosopher,
      },
      takeSecond: {
        for: { philosopher },
        fair: takeSecond,
        when: (s, { philosopher }) =>
          s.is[philosopher] === "holding one fork" && s.heldBy[secondFork(philosopher)] === null,
        then: (s, { philosopher }) => {
          s.heldBy[secondFork(philosopher)] = philosopher;
          s.is[philosopher] = "eating";
        },
        actor: ({ philosopher }) => philosopher,
      },
      putDown: {
        for: { philosopher },
        fair: "weak",
        when: (s, { philosopher }) => s.is[philosopher] === "eating",
        then: (s, { philosopher }) => {
          s.heldBy[left(philosopher)] = null;
          s.heldBy[right(philosopher)] = null;
          s.is[philosopher] = "thinking";
        },
        actor: ({ philosopher }) => philosopher,
      },
    },
    properties: {
      neighboursDoNotEatTogether: always((s) =>
        philosopher.every((p) => s.is[p] !== "eating" || s.is[right(p)] !== "eating"),
      ),
      everyHungryPhilosopherEats: forEach(philosopher, (p) =>
        leadsTo(
          (s) => s.is[p] === "hungry",
          (s) => s.is[p] === "eating",
        ),
      ),
    },
    expect: {
      deadlock: order === "left first" ? { violated: "takeFirst" } : "holds",
      everyHungryPhilosopherEats: someoneStarves ? "violated" : "holds",
    },
  });
}

export const everyoneTakesLeftFirst = diningPhilosophers({
  order: "left first",
  takeFirst: "strong",
  takeSecond: "strong",
});
export const oneTakesRightFirst = diningPhilosophers({
  order: "one takes right first",
  takeFirst: "strong",
  takeSecond: "strong",
});
export const oneTakesRightFirstWeakly = diningPhilosophers({
  order: "one takes right first",
  takeFirst: "weak",
  takeSecond: "weak",
});
