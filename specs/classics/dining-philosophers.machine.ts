/**
 * Dining philosophers: `n` philosophers around a table, a fork between each two, two forks needed to eat.
 *
 * Source: Dijkstra, "Hierarchical Ordering of Sequential Processes" (1971).
 * Parameters: philosophers; the order in which forks are taken; the fairness of taking a fork. Taking one fork is one
 * step; both are put back in one step.
 * Expected:
 * - everyone takes the left fork first: deadlock, when each holds one fork;
 * - one philosopher takes the right fork first: no deadlock, whatever the fairness;
 * - then every hungry philosopher eats if taking a fork is strongly fair, and may starve if it is only weakly fair: the
 *   neighbour takes and returns the fork for ever, so that it is never free for good.
 */
import { always, forEach, index, leadsTo, machine, mapOf, oneOf, optional } from "everystate";

export interface DiningOptions {
  readonly philosophers?: number;
  readonly order: "left first" | "one takes right first";
  readonly takeFork: "weak" | "strong";
}

export function diningPhilosophers({ philosophers = 3, order, takeFork }: DiningOptions) {
  // Typed as if there were 3, so that every key is known to exist. A fork is named after the philosopher to whose left it lies.
  const philosopher = index("philosopher", philosophers as 3);
  type Philosopher = (typeof philosopher.elements)[number];

  const left = (p: Philosopher): Philosopher => p;
  const right = (p: Philosopher): Philosopher => philosopher.next(p);
  const takesRightFirst = (p: Philosopher): boolean =>
    order === "one takes right first" && philosopher.position(p) === 0;
  const firstFork = (p: Philosopher): Philosopher => (takesRightFirst(p) ? right(p) : left(p));
  const secondFork = (p: Philosopher): Philosopher => (takesRightFirst(p) ? left(p) : right(p));

  const starving = takeFork === "weak" || order === "left first";
  return machine({
    name: `dining philosophers, ${order}, forks ${takeFork}ly fair`,
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
        fair: takeFork,
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
        fair: takeFork,
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
      everyHungryPhilosopherEats: starving ? "violated" : "holds",
    },
  });
}

export const everyoneTakesLeftFirst = diningPhilosophers({
  order: "left first",
  takeFork: "strong",
});
export const oneTakesRightFirst = diningPhilosophers({
  order: "one takes right first",
  takeFork: "strong",
});
export const oneTakesRightFirstWeakly = diningPhilosophers({
  order: "one takes right first",
  takeFork: "weak",
});
