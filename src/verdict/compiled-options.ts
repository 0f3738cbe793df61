/**
 * The options that only the compiled engine can honour: several threads, and fingerprints in place of states. Given where
 * they would be ignored they are refused, because a caller would take the answer for what it is not.
 */
import { availableCores } from "../explore/available-cores.ts";
import type { ModelProperty } from "../model/model.ts";
import type { EngineChoice } from "./engine-choice.ts";
import { badOption, whole, yesOrNo } from "./option-values.ts";
import { isLiveness } from "./predicate-columns.ts";

/** What is known of a check when these options are looked at. */
export interface Chosen {
  readonly engine: EngineChoice;
  readonly search: "bfs" | "dfs";
  readonly properties: readonly ModelProperty[];
}

/** More threads than that would wait for memory, and for each other. */
const mostWorkers = 64;

/** What decides how many threads there can be. */
export interface HowMany extends Pick<Chosen, "engine" | "search"> {
  readonly fingerprints: boolean;
}

/**
 * The most threads that a search may use. With the engine `auto` a machine may still be explored by the reference engine, on
 * one thread.
 */
export function workersOf(how: HowMany, asked: number | undefined): number {
  const workers = whole("workers", asked, { least: 1, most: mostWorkers });
  const alone = whyAlone(how);
  if (alone === undefined) return workers ?? Math.min(availableCores(), mostWorkers);
  if (workers === undefined || workers === 1) return 1;
  throw badOption(`${workers} workers would be ignored: ${alone.why}`, alone.instead);
}

interface Alone {
  readonly why: string;
  readonly instead: string;
}

/** Why a search has one thread. */
function whyAlone({ engine, search, fingerprints }: HowMany): Alone | undefined {
  if (engine === "reference") {
    return {
      why: "the reference engine explores on one thread",
      instead: "use the engine auto, or leave workers out",
    };
  }
  if (search === "dfs") {
    return {
      why: "depth-first search explores on one thread",
      instead: "use the search bfs, or leave workers out",
    };
  }
  if (fingerprints) {
    return {
      why: "a search with fingerprints has one thread",
      instead: "leave workers out, or fingerprints",
    };
  }
  return undefined;
}

/** Whether states are told apart by fingerprints. */
export function fingerprintsOf(
  { engine, search, properties }: Chosen,
  asked: boolean | undefined,
): boolean {
  if (!yesOrNo("fingerprints", asked)) return false;
  if (engine === "reference") {
    throw badOption(
      "the reference engine has no fingerprints: it compares whole states",
      "use the engine auto, or leave fingerprints out",
    );
  }
  if (search === "dfs") {
    throw badOption(
      "depth-first search has no fingerprints: it needs whole states",
      "use the search bfs, or leave fingerprints out",
    );
  }
  const live = properties.filter(({ parts }) => parts.some(({ question }) => isLiveness(question)));
  if (live.length > 0) {
    const names = live.map(({ name }) => `"${name}"`).join(", ");
    throw badOption(
      `liveness cannot be judged with fingerprints: ${names} ${live.length === 1 ? "needs" : "need"} whole states`,
      "leave fingerprints out, or choose properties without liveness",
    );
  }
  return true;
}
