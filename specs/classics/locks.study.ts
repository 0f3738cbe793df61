/**
 * Locks, compared: which of them excludes, and which lets everybody in who wants to get in, if processes leave the critical
 * section again, and if one may stay for ever.
 */
import { study } from "everystate";
import { testAndSet, testThenSet, ticketLock } from "./locks.ts";
import expected from "./locks.verdicts.json" with { type: "json" };

export default study({
  name: "locks",
  sizes: { processes: 2 },
  environments: {
    leaving: { title: "who is inside leaves in the end", leaves: true },
    staying: { title: "who is inside may stay for ever", leaves: false },
  },
  protocols: {
    racy: { title: "test, then set", source: "folklore", machine: testThenSet },
    spin: { title: "test and set", source: "folklore", machine: testAndSet },
    ticket: {
      title: "ticket lock",
      source: "Mellor-Crummey and Scott (1991)",
      machine: ticketLock,
    },
  },
  properties: {
    S1: { title: "at most one is inside", name: "exclusion" },
    S2: { title: "first come, first served", name: "firstCome" },
    L1: { title: "who wants to get in gets in", name: "entry" },
    Q1: { title: "somebody can get in", name: "everInside" },
  },
  expected,
});
