/*
 * Peterson's algorithm for N processes: the transition system of specs/classics/peterson.machine.ts, and of Murphi's
 * example n_peterson.
 *
 * One process whose every option is one d_step, so that the states between are states of the algorithm and "states,
 * stored" is the number of distinct states. Waiting is a step that changes nothing, as in Murphi. The last option checks
 * the invariant: it can be taken where the invariant is false, and then fails.
 */
#include "each.pml"

#define IDLE 0
#define CLAIM 1
#define YIELD 2
#define WAIT 3
#define CRITICAL 4
#define NOBODY N

byte at[N];
byte level[N];
byte round[N];
byte last[N] = NOBODY;

#define IS_BEHIND(k) && (k == me || level[k] < round[me])
#define IS_CRITICAL(i) + (at[i] == CRITICAL)

inline awaitTurn(me) {
  if
  :: last[round[me]] != me || (1 EACH(IS_BEHIND)) ->
       round[me] = round[me] + 1;
       at[me] = (round[me] < N -> CLAIM : CRITICAL)
  :: else
  fi
}

#define STEPS(i) \
  :: d_step { at[i] == IDLE -> round[i] = 1; at[i] = CLAIM } \
  :: d_step { at[i] == CLAIM -> level[i] = round[i]; at[i] = YIELD } \
  :: d_step { at[i] == YIELD -> last[round[i]] = i; at[i] = WAIT } \
  :: d_step { at[i] == WAIT -> awaitTurn(i) } \
  :: d_step { at[i] == CRITICAL -> level[i] = 1; at[i] = IDLE }

active proctype peterson() {
  do
  EACH(STEPS)
  :: d_step { (0 EACH(IS_CRITICAL)) > 1 -> assert(false) }
  od
}
