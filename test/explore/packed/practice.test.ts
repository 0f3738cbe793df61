import { expect, test } from "vitest";
import { moduleHost } from "../../../src/explore/packed/module-host.ts";
import { beginPhase, type Member, newMember } from "../../../src/explore/packed/parallel/member.ts";
import { practise } from "../../../src/explore/packed/parallel/practice.ts";
import { type RoundShape, roundMemory } from "../../../src/explore/packed/parallel/round-memory.ts";
import { evaluateModule, generateModule } from "../../../src/model/compiled/generate.ts";
import type { PackedQuestion } from "../../../src/model/compiled/generated-module.ts";
import type { BoolExpr } from "../../../src/model/compiled/ir.ts";
import type { StoreFunctions } from "../../../src/store/store-functions.ts";
import { evaluateStore } from "../../../src/store/store-text.ts";
import { hostOf } from "./interpret.ts";
import {
  and,
  type Example,
  instance,
  is,
  layoutOf,
  num,
  set,
  slot,
  twoPhaseCommit,
} from "./programs.ts";

const commit = twoPhaseCommit(4);
const questions: readonly PackedQuestion[] = [{ kind: "deadlock" }];

function shapeOf({ program, layout }: Example): RoundShape {
  return {
    ...{ words: layout.words, instances: program.instances.length, questions: 1 },
    ...{ members: 2, shards: 2, batch: 4, chunk: 8, run: 1, arena: 100, mostChunks: 8 },
    section: 8 * program.instances.length + 100,
  };
}

/** A member whose calls of the store are counted. */
function countedMember(example: Example): {
  readonly member: Member;
  readonly calls: Map<string, number>;
} {
  const { program, layout } = example;
  const shape = shapeOf(example);
  const source = generateModule(program, layout, {
    ...{ questions, columns: [], steps: [], names: {}, isWindowed: true, reducedBy: undefined },
  });
  const functions = evaluateStore({
    words: layout.words,
    shardBits: 1,
    hashBits: 32,
    direct: false,
  });
  const calls = new Map<string, number>();
  const counted = Object.fromEntries(
    Object.entries(functions).map(([name, call]: [string, (...all: never[]) => unknown]) => [
      name,
      (...all: never[]) => {
        calls.set(name, (calls.get(name) ?? 0) + 1);
        return call(...all);
      },
    ]),
  ) as unknown as StoreFunctions; // the same functions
  const member = newMember({
    ...{ number: 1, shape, round: roundMemory(shape), functions: counted },
    module: evaluateModule(source, moduleHost(hostOf(example), undefined)),
    known: new Int32Array(layout.words),
  });
  return { member, calls };
}

test("practice runs all that a round runs, many times", () => {
  const { member, calls } = countedMember(commit);
  practise(member, new Int32Array(commit.layout.words));
  for (const name of ["sift", "deal", "locate", "settle", "gather"]) {
    expect(calls.get(name), name).toBeGreaterThan(100);
  }
});

test("practice leaves what members share, what they saw and what they found as it was", () => {
  const { member } = countedMember(commit);
  const { round, sieve, deal } = member;
  const shared = Object.values({
    ...round,
    ...round.candidates,
    recent: sieve.recent,
    deal: deal.ends,
  })
    .filter((memory) => ArrayBuffer.isView(memory))
    .map((memory) => [memory as Int32Array, (memory as Int32Array).slice()] as const);
  expect(shared.length).toBeGreaterThan(10);
  practise(member, new Int32Array(commit.layout.words));
  for (const [memory, before] of shared) expect(memory).toEqual(before);
  beginPhase(member, "expand", member.view);
  expect([...member.module.found]).toEqual([...round.foundBefore]);
});

test("practice hides no deadlock: a state in which it rested may be another state in the search", () => {
  const isGhost = is(slot(1), 1);
  const isBefore20: BoolExpr = { op: "<", a: slot(0), b: num(20) };
  const program: Example["program"] = {
    instances: [
      instance(and(isGhost, isBefore20), set(0, { op: "+", a: slot(0), b: num(1) })),
      instance(isGhost),
    ],
    ...{ predicates: [], stepPredicates: [], final: undefined, within: undefined },
  };
  const { member } = countedMember({ program, layout: layoutOf([32, 2]) });
  const { module } = member;
  practise(member, Int32Array.of(32)); // the ghost at 0, which walks to 20 and rests at every state
  module.found.fill(-1);
  const log = Int32Array.from({ length: 32 }, (_, x) => x);
  module.rebase?.(0);
  module.expand(log, Int32Array.of(20, 32), new Int32Array(500), new Int32Array(2));
  expect([...module.found]).toEqual([20, -1]);
});
