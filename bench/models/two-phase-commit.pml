/*
 * Two-phase commit with N resource managers: the transition system of specs/classics/two-phase-commit.machine.ts.
 *
 * One process whose every option is one d_step, so that the states between are states of the protocol and "states,
 * stored" is the number of distinct states. Sets of resource managers are bit masks. The last option checks the
 * invariant: it can be taken where the invariant is false, and then fails.
 */
#include "each.pml"

#define WORKING 0
#define PREPARED 1
#define COMMITTED 2
#define ABORTED 3
#define INIT 0
#define ALL ((1 << N) - 1)

byte rm[N];
byte tm;
short tmPrepared;
short msgPrepared;
bit msgCommit;
bit msgAbort;

#define IS_COMMITTED(i) || rm[i] == COMMITTED
#define IS_ABORTED(i) || rm[i] == ABORTED
#define CONSISTENT !((0 EACH(IS_COMMITTED)) && (0 EACH(IS_ABORTED)))

#define STEPS(i) \
  :: d_step { tm == INIT && (msgPrepared & (1 << i)) -> tmPrepared = tmPrepared | (1 << i) } \
  :: d_step { rm[i] == WORKING -> rm[i] = PREPARED; msgPrepared = msgPrepared | (1 << i) } \
  :: d_step { rm[i] == WORKING -> rm[i] = ABORTED } \
  :: d_step { msgCommit -> rm[i] = COMMITTED } \
  :: d_step { msgAbort -> rm[i] = ABORTED }

active proctype twoPhaseCommit() {
  do
  :: d_step { tm == INIT && tmPrepared == ALL -> tm = COMMITTED; msgCommit = 1 }
  :: d_step { tm == INIT -> tm = ABORTED; msgAbort = 1 }
  EACH(STEPS)
  :: d_step { !(CONSISTENT) -> assert(false) }
  od
}
