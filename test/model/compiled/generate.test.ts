import { describe, expect, test } from "vitest";
import { evaluateModule, generateModule } from "../../../src/model/compiled/generate.ts";
import type { Program, Statement } from "../../../src/model/compiled/ir.ts";
import { hostOf } from "../../explore/packed/interpret.ts";
import {
  add,
  and,
  compiled,
  type Example,
  has,
  instance,
  is,
  layoutOf,
  not,
  num,
  or,
  set,
  slot,
  twoPhaseCommit,
  yes,
} from "../../explore/packed/programs.ts";

const plain: Program = {
  ...{ instances: [], predicates: [], stepPredicates: [] },
  ...{ final: undefined, within: undefined },
};

function source(
  example: Example,
  options: Partial<Parameters<typeof generateModule>[2]> = {},
): string {
  return generateModule(example.program, example.layout, {
    questions: [],
    columns: [],
    ...options,
  });
}

/** The text of one instance, without indentation. */
function instanceText(sizes: readonly number[], ...parts: Parameters<typeof instance>): string {
  const program = { ...plain, instances: [instance(...parts)] };
  const text = source({ program, layout: layoutOf(sizes) });
  const lines = text.split("\n").map((line) => line.trim());
  const start = lines.indexOf("// 0");
  return lines.slice(start + 1, lines.indexOf("return n;", start)).join("\n");
}

describe("guards", () => {
  test("compare all slots of a word at once", () => {
    const guard = and(is(slot(0), 2), and(has(slot(1), 3), not(has(slot(1), 0))), is(slot(2), 1));
    expect(instanceText([4, 16, 2], guard)).toContain("((w0 & 103) === 98)");
  });

  test("contradict themselves", () => {
    expect(instanceText([4], and(is(slot(0), 2), is(slot(0), 1)))).toContain("if (false)");
  });

  test("leave to the engine what a slot cannot be", () => {
    expect(instanceText([4], is(slot(0), 9))).toContain("((w0 & 3) === 9)");
    expect(instanceText([4], is(slot(0), -1))).toContain("((w0 & 3) === (-1))");
  });

  test("forget the bits that are shifted out", () => {
    const guard = is({ op: ">>>", a: slot(0), b: num(2) }, 1);
    expect(instanceText([16], guard)).toContain("((w0 & 12) === 4)");
  });

  test("reach the highest bit of a word", () => {
    const layout = layoutOf([2 ** 16, 2 ** 16]);
    const program = {
      ...plain,
      instances: [instance(is(slot(1), 2 ** 16 - 1), set(1, num(2 ** 15)))],
    };
    const example = { program, layout };
    const module = evaluateModule(source(example), hostOf(example));
    const out = new Int32Array(8);
    const log = Int32Array.of(0xffff1234 | 0);
    expect(module.expand(log, Int32Array.of(0, 1), out, new Int32Array(1))).toBe(1);
    expect(out[0]).toBe(0x80001234 | 0);
  });
});

describe("effects", () => {
  test("change the bits of several slots at once", () => {
    const text = instanceText([4, 16, 2], yes, set(0, num(1)), add(1, 2), set(2, num(0)));
    expect(text).toContain("v0 = (v0 & -67) | 17;");
  });

  test("see what they assigned before", () => {
    const body: Statement[] = [
      set(0, num(3)),
      set(1, { op: "+", a: slot(0), b: num(1) }),
      set(0, num(0)),
      add(0, 0),
    ];
    const example = {
      program: { ...plain, instances: [instance(yes, ...body)] },
      layout: layoutOf([4, 8]),
    };
    const module = evaluateModule(source(example), hostOf(example));
    const out = new Int32Array(8);
    module.expand(Int32Array.of(0), Int32Array.of(0, 1), out, new Int32Array(1));
    expect(out[0]).toBe(1 | (4 << 2));
  });

  test("without an assignment are steps that change nothing", () => {
    expect(instanceText([4], yes)).toBe("if (true) {\ntaken[0]++;\n}");
  });
});

describe("a module", () => {
  test("names what it is made from", () => {
    const text = source(twoPhaseCommit(2), {
      questions: [{ kind: "state", predicate: 0, wanted: 0 }],
      names: { instances: ["receive(rm0)"], predicates: ["consistent */ or not"] },
    });
    expect(text).toContain("// 0: receive(rm0)");
    expect(text).toContain("/* consistent * / or not */");
  });

  test("divides many instances among functions", () => {
    const instances = Array.from({ length: 2000 }, (_, i) =>
      instance(is(slot(0), i), set(0, num(i + 1))),
    );
    const example = { program: { ...plain, instances }, layout: layoutOf([4096]) };
    const text = source(example);
    const functions = text.match(/^function expand\d+/gm) ?? [];
    expect(functions.length).toBeGreaterThan(5);
    const module = evaluateModule(text, hostOf(example));
    const taken = new Int32Array(2000);
    const log = Int32Array.from({ length: 2001 }, (_, i) => i);
    expect(module.expand(log, Int32Array.of(0, 2001), new Int32Array(8000), taken)).toBe(2000);
    expect([...taken].every((times) => times === 1)).toBe(true);
  });

  test("has each lookup table once", () => {
    const lookup = { op: "lookup", table: [3, -1, -0], a: slot(0) } as const;
    const program = {
      ...plain,
      predicates: [compiled(is(lookup, 3)), compiled(or(is(lookup, -1), is(lookup, 3)))],
    };
    const text = source({ program, layout: layoutOf([3]) }, { columns: [0, 1] });
    expect(text.match(/const table\d+ = /g)).toEqual(["const table0 = "]);
    expect(text).toContain("[3, (-1), (-0)]");
  });

  test("has a readable form", () => {
    expect(source(twoPhaseCommit(1))).toMatchSnapshot();
  });
});
