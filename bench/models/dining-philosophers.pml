/*
 * Dining philosophers, one of whom takes the right fork first: the transition system of
 * specs/classics/dining-philosophers.machine.ts.
 *
 * One process whose every option is one d_step, so that the states between are states of the table and "states, stored"
 * is the number of distinct states. The last option checks the invariant: it can be taken where the invariant is false,
 * and then fails.
 */
#include "each.pml"

#define THINKING 0
#define HUNGRY 1
#define HOLDING 2
#define EATING 3
#define NOBODY N

#define RIGHT(i) ((i + 1) % N)
#define FIRST(i) (i == 0 -> RIGHT(i) : i)
#define SECOND(i) (i == 0 -> i : RIGHT(i))

byte is[N];
byte heldBy[N] = NOBODY;

#define EATS_BESIDE(i) || (is[i] == EATING && is[RIGHT(i)] == EATING)

#define STEPS(i) \
  :: d_step { is[i] == THINKING -> is[i] = HUNGRY } \
  :: d_step { is[i] == HUNGRY && heldBy[FIRST(i)] == NOBODY -> heldBy[FIRST(i)] = i; is[i] = HOLDING } \
  :: d_step { is[i] == HOLDING && heldBy[SECOND(i)] == NOBODY -> heldBy[SECOND(i)] = i; is[i] = EATING } \
  :: d_step { is[i] == EATING -> heldBy[i] = NOBODY; heldBy[RIGHT(i)] = NOBODY; is[i] = THINKING }

active proctype table() {
  do
  EACH(STEPS)
  :: d_step { 0 EACH(EATS_BESIDE) -> assert(false) }
  od
}
