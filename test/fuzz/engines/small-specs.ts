/** Machines with one effect or one predicate, written as text: each has to do the same on both engines, or fail likewise. */
import { expect, it } from "vitest";
import { compareEngines } from "./compare.ts";
import { load } from "./load.ts";
import { byPackedSearch, byReference } from "./state-by-state.ts";

/** The fields of the state, their initial values, and the body of the effect or predicate, which calls the state `s`. */
export type SmallSpec = readonly [what: string, state: string, init: string, body: string];

const named = `const rec = record({ x: from0to3, y: from0to3 });
const pair = record({ l: rec, r: rec });
const limits = [1, 3, 2], again = [1, 3, 2];
const odd = { page0: NaN, page1: "a" };`;

/** A machine with the given actions and properties. */
function small([, state, init]: SmallSpec, parts: string) {
  return load(`${named}
export const random = machine({
  name: "small",
  state: { ${state} },
  init: { ${init} },
  deadlock: false,
  ${parts}
});`);
}

/** A test for each effect: it runs from the initial state on, as often as it leads anywhere. */
export function effectsAreTheSame(specs: readonly SmallSpec[]): void {
  it.each(specs)("an effect: %s", async (...spec) => {
    const machine = small(
      spec,
      `actions: { go: { then: (s) => { ${spec[3]} } } }, properties: {},`,
    );
    const { reference, compiled } = await compareEngines(machine, {});
    expect(compiled).toEqual(reference);
    const how = { search: "bfs", limits: {} } as const;
    if (!JSON.stringify(reference).includes('"fault":{')) {
      expect(byPackedSearch(machine, how)).toEqual(byReference(machine, how));
    }
  });
}

/** A test for each predicate, which is asked as a guard, too. */
export function predicatesAreTheSame(specs: readonly SmallSpec[]): void {
  it.each(specs)("a predicate: %s", async (...spec) => {
    const [, , , predicate] = spec;
    const machine = small(
      spec,
      `actions: { stay: { when: (s) => ${predicate}, then: () => {} } },
  properties: { always: always((s) => ${predicate}), reachable: reachable((s) => ${predicate}) },`,
    );
    const { reference, compiled } = await compareEngines(machine, {});
    expect(compiled).toEqual(reference);
  });
}
