import { twoPhaseCommit } from "../../specs/classics/two-phase-commit.machine.ts";

export const subject = twoPhaseCommit(10);
