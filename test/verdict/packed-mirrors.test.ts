/** Machines that tell symmetric elements apart in functions that are compiled: both engines see in which states. */
import {
  always,
  forEach,
  index,
  leadsTo,
  type Machine,
  machine,
  mapOf,
  range,
  step,
  symmetric,
} from "everystate";
import { describe, expect, test } from "vitest";
import { drive, surroundings } from "../../src/explore/drive.ts";
import { compiledMachine } from "../../src/model/compiled/compiled-machine.ts";
import { type ReferenceModel, referenceModel } from "../../src/model/reference/reference-model.ts";
import { factTables } from "../../src/symmetry/make-fact-tables.ts";
import { testedAcrossOrbits } from "../../src/symmetry/orbit-test.ts";
import { type Group, groupOf } from "../../src/symmetry/permutation.ts";
import { nextSampled, type SymmetryTest, symmetryTest } from "../../src/symmetry/symmetry-test.ts";
import { searchCompiled } from "../../src/verdict/compiled-search.ts";
import { type PackedMirrors, packedMirrors } from "../../src/verdict/packed-mirrors.ts";
import { planCheck } from "../../src/verdict/plan.ts";
import type { Search } from "../../src/verdict/search.ts";
import { likenessesOf, packInto, someStates } from "../symmetry/likenesses.ts";

const app = symmetric("app", 3);
const state = { phase: mapOf(app, range(0, 2)) };
const init = { phase: app.each(0) };
type App = (typeof app.elements)[number];

interface State {
  readonly phase: Record<App, number>;
}
const advance = {
  for: { app },
  when: (s: State, { app }: { app: App }) => s.phase[app] < 2,
  then: (s: State, { app }: { app: App }) => {
    s.phase[app]++;
  },
};

const start = { name: "phases", state, init };

/** Pairs of what the engines say, each once. */
function kindsOf(spec: Machine): readonly string[] {
  const likenesses = likenessesOf(referenceModel(spec));
  expect(likenesses?.length).toBeGreaterThan(10);
  return [...new Set(likenesses)].sort();
}

describe("what is asked of one element by name makes states different from their images", () => {
  const machines: Readonly<Record<string, Machine>> = {
    "in a guard": machine({
      ...start,
      actions: {
        advance: {
          ...advance,
          when: (s, { app }) => s.phase[app] < 2 && (app !== "app1" || s.phase.app0 === 0),
        },
      },
    }),
    "in an effect": machine({
      ...start,
      actions: {
        advance: {
          ...advance,
          then: (s, { app }) => {
            s.phase[app] = app === "app0" ? 2 : s.phase[app] + 1;
          },
        },
      },
    }),
    "in a property": machine({
      ...start,
      actions: { advance },
      properties: { first: always((s) => s.phase.app0 < 2) },
    }),
    "in a property of steps": machine({
      ...start,
      actions: { advance },
      properties: { first: step((_, after) => after.phase.app0 < 2) },
    }),
    "in the final states": machine({
      ...start,
      actions: { advance },
      final: (s) => s.phase.app0 === 2,
    }),
    "in the bounds": machine({ ...start, actions: { advance }, within: (s) => s.phase.app0 < 2 }),
  };
  for (const [where, spec] of Object.entries(machines)) {
    test(where, () => {
      expect(kindsOf(spec)).toEqual(["alike, alike", "different, different"]);
    });
  }
});

test("what fails in the image alone is left to the reference engine", () => {
  const failing = machine({
    ...start,
    actions: {
      advance: {
        ...advance,
        then: (s, { app }) => {
          s.phase[app] += app === "app0" ? 2 : 1; // from 1 to 3
        },
      },
    },
  });
  const pairs = new Set(likenessesOf(referenceModel(failing)));
  expect(pairs.has("different, unknown")).toBe(true);
  expect(pairs.has("different, alike")).toBe(false);
});

test("steps are compared only of states that were expanded", () => {
  const spec = machine({
    ...start,
    actions: { advance: { ...advance, when: (s, { app }) => s.phase[app] < 1 && app !== "app1" } },
  });
  const model = referenceModel(spec);
  const { compare, words } = mirrorsOf(model, { isReduced: false });
  const [state = ""] = model.initialStates();
  expect(compare(0, words(state), true)).toBe("different");
  expect(compare(0, words(state), false)).toBe("alike");
});

test("a step that only an element of an ordered domain takes makes no difference", () => {
  const job = index("job", 3);
  const ordered = machine({
    ...start,
    state: { ...state, turn: mapOf(job, range(0, 1)) },
    init: { ...init, turn: job.each(0) },
    actions: {
      advance,
      take: {
        when: (s) => s.turn.job0 === 0,
        then: (s) => {
          s.turn.job0 = 1;
        },
      },
    },
  });
  expect(kindsOf(ordered)).toEqual(["alike, alike"]);
});

const unequal = machine({
  ...start,
  actions: { advance },
  properties: { first: always((s) => s.phase.app0 < 2) },
});

test("where states stand for orbits, the same members of them are looked at as by the reference engine", () => {
  const model = referenceModel(unequal);
  const alone = mirrorsOf(model, { isReduced: false });
  const { compare, words, group } = mirrorsOf(model, { isReduced: true });
  const reference = testedAcrossOrbits(symmetryTest(model), model, group);
  let onlyMembers = 0;
  for (const state of someStates(model)) {
    const packed = words(state);
    for (let id = 16; id < 3000; id = nextSampled(id + 1)) {
      const likeness = compare(id, packed, false);
      expect(likeness === "different").toBe(throws(() => reference.state(id, state)));
      if (likeness === "different" && alone.compare(id, packed, false) === "alike") onlyMembers++;
    }
  }
  expect(onlyMembers).toBeGreaterThan(10);
});

function mirrorsOf(
  model: ReferenceModel,
  { isReduced }: { readonly isReduced: boolean },
): PackedMirrors & { readonly words: (state: string) => Int32Array; readonly group: Group } {
  const compiled = compiledMachine(model);
  if ("notPackable" in compiled) throw new Error(compiled.notPackable);
  const group = groupOf(model.symmetries.domains);
  const tables = factTables(compiled.layout, group);
  const mirrors = packedMirrors(model, { compiled, group, tables, isReduced });
  if (mirrors === undefined) throw new Error("something is not compiled");
  const into = new Int32Array(compiled.layout.words);
  const words = (state: string): Int32Array => {
    packInto(compiled, model, { state, words: into });
    return into;
  };
  return { ...mirrors, words, group };
}

function throws(run: () => void): boolean {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}

/** A search without the look at the text of the functions that a check takes first. */
async function searched(spec: Machine, symmetry: SymmetryTest<string>): Promise<Search<string>> {
  const model = referenceModel(spec);
  const compiled = compiledMachine(model);
  if ("notPackable" in compiled) throw new Error(compiled.notPackable);
  const plan = planCheck(model, { symmetry: "off", workers: 1 });
  const group = groupOf(model.symmetries.domains);
  const search = searchCompiled(model, {
    ...{ compiled, plan, group, symmetry, reduction: undefined },
    surroundings: surroundings({}, plan.limits),
  });
  return drive(search, {});
}

test("a search is ill-formed where states are different, in the words of the reference engine", async () => {
  const { exploration } = await searched(unequal, symmetryTest(referenceModel(unequal)));
  expect(exploration.ending.because).toBe("fault");
  expect(exploration.fault?.fault.message).toContain('property "first" answers differently');
});

test("a search is ill-formed where steps are different", async () => {
  const spec = machine({
    ...start,
    actions: { advance: { ...advance, when: (s, { app }) => s.phase[app] < 1 && app !== "app1" } },
  });
  const { exploration } = await searched(spec, symmetryTest(referenceModel(spec)));
  expect(exploration.fault?.fault.message).toContain("advance(app0) is enabled, but in the mirror");
});

test("what is asked of some elements only is left to the reference engine", () => {
  const spec = machine({
    ...start,
    actions: { advance },
    properties: {
      odd: forEach(app, (e) =>
        e === "app0"
          ? leadsTo(
              (s) => s.phase[e] === 1,
              (s) => s.phase[e] === 2,
            )
          : always((s) => s.phase[e] < 3),
      ),
    },
  });
  expect(likenessesOf(referenceModel(spec))).toBeUndefined();
});

test("the reference engine is not asked where states are alike, and nothing is found", async () => {
  const asked: number[] = [];
  const test = { state: (id: number) => asked.push(id), expansion: (id: number) => asked.push(id) };
  const equal = machine({ ...start, actions: { advance } });
  const { exploration } = await searched(equal, test);
  expect(exploration.ending.because).toBe("complete");
  expect(asked).toEqual([]);
});

test("it is a defect if the engines disagree about what is different", async () => {
  const silent = { state: () => {}, expansion: () => {} };
  await expect(searched(unequal, silent)).rejects.toThrow("the engines disagree");
});
