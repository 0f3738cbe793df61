/** What is measured: transition systems of known size, each modelled for every tool. */

/** A family of transition systems, one for each n. */
export interface System {
  /** The name of its files in bench/models, and of those in bench/specs with `-n` behind it. */
  readonly id: string;
  readonly title: string;
  readonly initialStates: number;
  /** The properties of the spec that the models of the peers have too. */
  readonly invariants: readonly string[];
}

export type Size = "small" | "full";

/** One transition system. */
export interface Case {
  readonly system: System;
  readonly n: number;
  readonly size: Size;
  /** Whether one state is explored for each orbit: then these are the states that are counted. */
  readonly symmetry: "on" | "off";
  readonly states: number;
  /** Without initial states. */
  readonly transitions: number;
  /** A bound on the depth of SPIN's depth-first search, which reserves memory for so many steps. */
  readonly spinDepth: number;
}

const twoPhaseCommit: System = {
  id: "two-phase-commit",
  title: "two-phase commit",
  initialStates: 1,
  invariants: ["consistent"],
};

const peterson: System = {
  id: "peterson",
  title: "n-Peterson",
  initialStates: 1,
  invariants: ["mutualExclusion"],
};

const german: System = {
  id: "german",
  title: "German's protocol",
  initialStates: 2,
  invariants: ["control", "data"],
};

const diningPhilosophers: System = {
  id: "dining-philosophers",
  title: "dining philosophers",
  initialStates: 1,
  invariants: ["neighboursDoNotEatTogether"],
};

/** Everything that can be measured. A small case is within reach of an engine of ten thousand states a second. */
export const cases: readonly Case[] = [
  of(twoPhaseCommit, 3, "small", 288, 1145, 1000),
  of(twoPhaseCommit, 6, "small", 50_816, 402_305, 1000),
  of(twoPhaseCommit, 7, "full", 296_448, 2_744_705, 1000),
  of(twoPhaseCommit, 8, "full", 1_745_408, 18_507_777, 1000),
  of(twoPhaseCommit, 9, "full", 10_340_352, 123_558_401, 1000),
  of(peterson, 4, "small", 22_281, 89_124, 10_000),
  of(peterson, 5, "full", 628_868, 3_144_340, 100_000),
  of(peterson, 6, "full", 17_704_917, 106_229_502, 1_500_000),
  of(german, 3, "small", 58_104, 235_872, 10_000),
  of(german, 4, "full", 1_105_434, 5_922_288, 20_000),
  of(german, 5, "full", 22_031_028, 147_274_200, 50_000),
  of(diningPhilosophers, 8, "small", 24_126, 158_929, 30_000),
  of(diningPhilosophers, 10, "full", 306_030, 2_521_253, 400_000),
  of(diningPhilosophers, 12, "full", 3_881_886, 38_390_713, 4_000_000),
  orbitsOf(twoPhaseCommit, 6, "small", 553, 4327),
  orbitsOf(twoPhaseCommit, 9, "full", 2232, 26_315),
  orbitsOf(peterson, 5, "small", 6770, 33_850),
  orbitsOf(peterson, 7, "full", 163_298, 1_143_086),
  orbitsOf(german, 3, "small", 5235, 21_289),
  orbitsOf(german, 5, "full", 131_112, 876_780),
];

export function caseId({ system, n, symmetry }: Case): string {
  return `${system.id}-${n}${symmetry === "on" ? "-orbits" : ""}`;
}

function of(
  system: System,
  n: number,
  size: Size,
  states: number,
  transitions: number,
  spinDepth: number,
): Case {
  return { system, n, size, symmetry: "off", states, transitions, spinDepth };
}

function orbitsOf(
  system: System,
  n: number,
  size: Size,
  states: number,
  transitions: number,
): Case {
  return { system, n, size, symmetry: "on", states, transitions, spinDepth: 0 };
}
