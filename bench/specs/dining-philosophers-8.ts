import { diningPhilosophers } from "../../specs/classics/dining-philosophers.machine.ts";

export const subject = diningPhilosophers({
  philosophers: 8,
  order: "one takes right first",
  takeFirst: "strong",
  takeSecond: "strong",
});
