/*
 * German's cache coherence protocol for N nodes: the transition system of specs/classics/german.machine.ts.
 *
 * One process whose every option is one d_step, so that the states between are states of the protocol. "states, stored"
 * is the number of distinct states plus one: there are two initial states, and SPIN has one, from which the first step
 * chooses the data in memory. Sets of nodes are bit masks. The last option checks the invariant: it can be taken where
 * the invariant is false, and then fails.
 */
#include "each.pml"

#define NONE 0 /* no command, no data */
#define SHARED 1
#define EXCLUSIVE 2
#define INVALIDATE 3
#define ACKNOWLEDGE 1
#define BIT(i) (1 << i)

byte cache[N];       /* invalid is NONE */
byte cacheData[N];   /* 1 or 2 */
byte request[N];
byte fromHome[N];    /* a grant, or INVALIDATE */
byte fromHomeData[N];
byte toHome[N];
byte toHomeData[N];
short toInvalidate;
short sharers;
bit exclusiveGranted;
byte command;
byte client = N;
byte memory;
byte latest;

#define IS_EXCLUSIVE(i) + (cache[i] == EXCLUSIVE)
#define IS_VALID(i) + (cache[i] != NONE)
#define IS_STALE(i) || (cache[i] != NONE && cacheData[i] != latest)
#define CONTROL ((0 EACH(IS_EXCLUSIVE)) == 0 || (0 EACH(IS_VALID)) == 1)
#define DATA ((exclusiveGranted || memory == latest) && !(0 EACH(IS_STALE)))

#define STEPS(i) \
  :: d_step { cache[i] == EXCLUSIVE -> cacheData[i] = 1; latest = 1 } \
  :: d_step { cache[i] == EXCLUSIVE -> cacheData[i] = 2; latest = 2 } \
  :: d_step { request[i] == NONE && cache[i] == NONE -> request[i] = SHARED } \
  :: d_step { request[i] == NONE && cache[i] != EXCLUSIVE -> request[i] = EXCLUSIVE } \
  :: d_step { command == NONE && request[i] == SHARED -> \
       command = SHARED; client = i; request[i] = NONE; toInvalidate = sharers } \
  :: d_step { command == NONE && request[i] == EXCLUSIVE -> \
       command = EXCLUSIVE; client = i; request[i] = NONE; toInvalidate = sharers } \
  :: d_step { fromHome[i] == NONE && (toInvalidate & BIT(i)) \
         && (command == EXCLUSIVE || (command == SHARED && exclusiveGranted)) -> \
       fromHome[i] = INVALIDATE; toInvalidate = toInvalidate & ~BIT(i) } \
  :: d_step { fromHome[i] == INVALIDATE && toHome[i] == NONE -> \
       fromHome[i] = NONE; toHome[i] = ACKNOWLEDGE; \
       toHomeData[i] = (cache[i] == EXCLUSIVE -> cacheData[i] : toHomeData[i]); \
       cache[i] = NONE; cacheData[i] = NONE } \
  :: d_step { toHome[i] == ACKNOWLEDGE && command != NONE -> \
       toHome[i] = NONE; sharers = sharers & ~BIT(i); \
       if \
       :: exclusiveGranted -> exclusiveGranted = 0; memory = toHomeData[i]; toHomeData[i] = NONE \
       :: else \
       fi } \
  :: d_step { command == SHARED && client == i && fromHome[i] == NONE && !exclusiveGranted -> \
       fromHome[i] = SHARED; fromHomeData[i] = memory; sharers = sharers | BIT(i); \
       command = NONE; client = N } \
  :: d_step { command == EXCLUSIVE && client == i && fromHome[i] == NONE && !exclusiveGranted && sharers == 0 -> \
       fromHome[i] = EXCLUSIVE; fromHomeData[i] = memory; sharers = BIT(i); exclusiveGranted = 1; \
       command = NONE; client = N } \
  :: d_step { fromHome[i] == SHARED -> \
       cache[i] = SHARED; cacheData[i] = fromHomeData[i]; fromHome[i] = NONE; fromHomeData[i] = NONE } \
  :: d_step { fromHome[i] == EXCLUSIVE -> \
       cache[i] = EXCLUSIVE; cacheData[i] = fromHomeData[i]; fromHome[i] = NONE; fromHomeData[i] = NONE }

active proctype german() {
  if
  :: d_step { memory = 1; latest = 1 }
  :: d_step { memory = 2; latest = 2 }
  fi;
  do
  EACH(STEPS)
  :: d_step { !(CONTROL && DATA) -> assert(false) }
  od
}
