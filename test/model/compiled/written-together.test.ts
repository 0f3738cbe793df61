/** What the same steps write lies in the same words, where that takes no more of them. */
import { choose, type Machine, machine, mapOf, oneOf, range, symmetric } from "everystate";
import { describe, expect, it } from "vitest";
import {
  type CompiledMachine,
  compiledMachine,
} from "../../../src/model/compiled/compiled-machine.ts";
import { assignedWords } from "../../../src/model/compiled/generate-procedure.ts";
import { makeLayout } from "../../../src/model/compiled/make-layout.ts";
import { writtenTogether } from "../../../src/model/compiled/written-together.ts";
import { referenceModel } from "../../../src/model/reference/reference-model.ts";

const rm = symmetric("rm", 9);

/** Every process has two fields, which lie in two maps: in the order of declaration they would be in different words. */
const pairs = machine({
  name: "pairs",
  state: { left: mapOf(rm, range(0, 7)), right: mapOf(rm, oneOf("a", "b", "c", "d", "e")) },
  init: { left: rm.each(0), right: rm.each("a") },
  actions: {
    move: {
      for: { p: rm },
      then: (s, { p }) => {
        s.left[p] = (s.left[p] + 1) % 8;
        s.right[p] = s.left[p] === 0 ? "a" : "b";
      },
    },
  },
  properties: {},
});

function made(from: Machine): CompiledMachine {
  const compiled = compiledMachine(referenceModel(from));
  if ("notPackable" in compiled) throw new Error(compiled.notPackable);
  return compiled;
}

function wordsWritten({ program }: CompiledMachine, layout: CompiledMachine["layout"]): number[] {
  return program.instances.map((instance) =>
    instance.kind === "compiled" ? assignedWords(instance.effect.body, layout.slots).size : -1,
  );
}

describe("a compiled machine", () => {
  it("has what one step writes in one word", () => {
    const compiled = made(pairs);
    const declared = makeLayout(pairs.state);
    if ("unpackable" in declared) throw new Error(declared.unpackable);
    expect(wordsWritten(compiled, declared)).toContain(2);
    expect(wordsWritten(compiled, compiled.layout)).toEqual(Array.from({ length: 9 }, () => 1));
    expect(compiled.layout.words).toBe(declared.words);
  });

  it("numbers its slots as they are declared, wherever they lie", () => {
    const declared = makeLayout(pairs.state);
    if ("unpackable" in declared) throw new Error(declared.unpackable);
    const named = ({ slots }: typeof declared): unknown =>
      slots.map(({ id, name, size }) => ({ id, name, size }));
    expect(named(made(pairs).layout)).toEqual(named(declared));
  });
});

describe("slots that are written together", () => {
  it("are those of the most steps first, then the fewest", () => {
    const counted = machine({
      name: "counted",
      state: { a: range(0, 1), b: range(0, 1), c: range(0, 1), d: range(0, 1) },
      init: choose({ x: range(0, 1) }, ({ x }) => ({ a: x, b: 0, c: 0, d: 0 })),
      actions: {
        all: { then: (s) => Object.assign(s, { a: 0 }) && undefined },
        three: {
          then: (s) => {
            s.a = 0;
            if (s.b === 0) s.c = 1;
            for (const x of [0, 1]) if (s.d === x) s.d = 0;
          },
        },
        alone: {
          then: (s) => {
            s.a = 1;
          },
        },
        two: {
          then: (s) => {
            [s.c, s.d] = [s.d, s.c];
          },
        },
        often: {
          for: { by: range(0, 1) },
          then: (s, { by }) => {
            s.a = by;
            s.b = by;
            s.c = by;
            s.d = by;
          },
        },
      },
      properties: {},
    });
    const { program, layout } = made(counted);
    expect(program.instances[0]?.kind).toBe("fallback");
    expect(writtenTogether(program, layout)).toEqual([
      ["a", "b", "c", "d"],
      ["c", "d"],
      ["a", "c", "d"],
    ]);
  });
});
