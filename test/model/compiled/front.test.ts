/**
 * The compiler's front end against the reference engine: in every reachable state of the shipped specs, every guard, effect
 * and predicate of the program does what the author's function does.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Machine } from "everystate";
import { expect, test } from "vitest";
import { compileMachine } from "../../../src/model/compiled/compile-machine.ts";
import type { Layout } from "../../../src/model/compiled/layout.ts";
import { makeLayout } from "../../../src/model/compiled/make-layout.ts";
import { packState, readSlot } from "../../../src/model/compiled/pack.ts";
import { referenceModel } from "../../../src/model/reference/reference-model.ts";
import { interpret } from "./interpret.ts";

const specs = fileURLToPath(new URL("../../../specs", import.meta.url));
const files = readdirSync(specs, { recursive: true, encoding: "utf8" }).filter((f) =>
  f.endsWith(".machine.ts"),
);

function slotsOf(layout: Layout, raw: unknown): number[] {
  const words = new Int32Array(layout.words);
  packState(layout, raw, words, 0);
  return layout.slots.map((slot) => readSlot(slot, words, 0));
}

test.each(files)("%s", async (file) => {
  const exports: Record<string, unknown> = await import(join(specs, file));
  for (const machine of Object.values(exports).filter(isMachine)) compare(machine);
});

function isMachine(value: unknown): value is Machine {
  return typeof value === "object" && value !== null && "everystate" in value;
}

function compare(machine: Machine): void {
  const layout = makeLayout(machine.state);
  if ("unpackable" in layout) throw new Error(layout.unpackable);
  const model = referenceModel(machine);
  const { instances, questions } = model.parts;
  const program = compileMachine(model.parts, layout);
  const why: string[] = [];
  program.instances.forEach((one, i) => {
    if (one.kind === "fallback")
      why.push(
        `${instances[i]?.label}: ${one.why.what} @${one.why.file?.split("/").pop()}:${one.why.offset}`,
      );
  });
  program.predicates.forEach((one, i) => {
    if (one.kind === "fallback")
      why.push(`${questions.predicates[i]?.who}: ${one.why.what} @${one.why.offset}`);
  });
  program.stepPredicates.forEach((one, i) => {
    if (one.kind === "fallback")
      why.push(`${questions.stepPredicates[i]?.who}: ${one.why.what} @${one.why.offset}`);
  });
  expect([...new Set(why)]).toEqual([]);
  const seen = new Set(model.initialStates());
  for (const code of seen) {
    const raw = model.read(code);
    const slots = slotsOf(layout, raw);
    const steps = new Map<number, string>();
    model.successors(code, (next, instance) => {
      steps.set(instance, next);
      if (seen.size < 2000) seen.add(next);
    });
    program.instances.forEach((one, i) => {
      if (one.kind === "fallback") return;
      const enabled = interpret(one.guard, [slots]);
      const next = steps.get(i);
      expect(enabled, `${instances[i]?.label} in ${JSON.stringify(raw)}`).toBe(next !== undefined);
      if (next === undefined) return;
      const changed = [...slots];
      expect(interpret(one.effect, [changed])).not.toBe("fault");
      const words = new Int32Array(layout.words);
      packState(layout, model.read(next), words, 0);
      // Slots of variants share bits: compare what is packed.
      const expected = slotsOf(layout, model.read(next));
      expect(changed.length, instances[i]?.label).toBe(expected.length);
      expect(normal(layout, changed), `${instances[i]?.label} from ${JSON.stringify(raw)}`).toEqual(
        normal(layout, expected),
      );
      program.stepPredicates.forEach((step, p) => {
        const own =
          step.kind === "byInstance"
            ? step.cases.find(({ instances: of }) => of.includes(i))?.compiled
            : step;
        if (own?.kind !== "compiled") return;
        expect(interpret(own.procedure, [slots, expected])).toBe(
          model.stepHolds(p, { before: code, after: next, instance: i }),
        );
      });
    });
    program.predicates.forEach((one, p) => {
      if (one.kind === "compiled")
        expect(interpret(one.procedure, [slots])).toBe(model.holds(p, code));
    });
    if (program.final?.kind === "compiled")
      expect(interpret(program.final.procedure, [slots])).toBe(model.isFinal(code));
  }
}

/** Slots as words: where slots share bits, whatever is there counts once. */
function normal(layout: Layout, slots: readonly number[]): readonly number[] {
  const words = new Array<number>(layout.words).fill(0);
  for (const slot of layout.slots) {
    words[slot.word] = ((words[slot.word] ?? 0) | ((slots[slot.id] ?? 0) << slot.shift)) >>> 0;
  }
  return words;
}
