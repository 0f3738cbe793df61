/**
 * Die Hard: measure four gallons with a jug of three, a jug of five and a fountain.
 *
 * Source: the puzzle of the film "Die Hard with a Vengeance" (1995) as a specification, DieHard.tla in tlaplus/Examples.
 * Parameters: none.
 * Expected: 16 distinct states; 97 generated, because all six actions are possible in every state, even when they change
 * nothing: 1 + 16 × 6. That four gallons cannot be had is violated, and the counterexample, six steps long, is the
 * solution of the puzzle.
 */
import { machine, never, range } from "everystate";

const smallSize = 3;
const bigSize = 5;

export const dieHard = machine({
  name: "die hard",
  state: { small: range(0, smallSize), big: range(0, bigSize) },
  init: { small: 0, big: 0 },
  actions: {
    fillSmall: {
      then: (s) => {
        s.small = smallSize;
      },
    },
    fillBig: {
      then: (s) => {
        s.big = bigSize;
      },
    },
    emptySmall: {
      then: (s) => {
        s.small = 0;
      },
    },
    emptyBig: {
      then: (s) => {
        s.big = 0;
      },
    },
    pourSmallIntoBig: {
      then: (s) => {
        const poured = Math.min(s.small, bigSize - s.big);
        s.small -= poured;
        s.big += poured;
      },
    },
    pourBigIntoSmall: {
      then: (s) => {
        const poured = Math.min(s.big, smallSize - s.small);
        s.big -= poured;
        s.small += poured;
      },
    },
  },
  properties: {
    fourGallonsAreOutOfReach: never((s) => s.big === 4),
  },
  expect: { fourGallonsAreOutOfReach: "violated" },
});
