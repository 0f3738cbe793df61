/**
 * Compares packed states with their mirror images by the compiled functions: the questions of `symmetry/compare-mirrors.ts`,
 * without the reference engine, which takes tens of times longer. It does not say what is different; the reference engine
 * does, when it is asked about the same state.
 */
import { bug } from "../diagnostics/bug.ts";
import { type Asked, compilesWholly } from "../explore/packed/compiles-wholly.ts";
import { predicatesOf, stepPredicatesOf } from "../model/asked-predicates.ts";
import type { CompiledMachine } from "../model/compiled/compiled-machine.ts";
import { evaluateModule, generateModule } from "../model/compiled/generate.ts";
import type { GeneratedModule } from "../model/compiled/generated-module.ts";
import { SpecFault } from "../model/model.ts";
import type { Permutation } from "../model/reference/permute.ts";
import type { ReferenceModel } from "../model/reference/reference-model.ts";
import { vertexOf } from "../model/vertices.ts";
import { type Facts, factsFor, readFacts, writeImage } from "../symmetry/fact-reader.ts";
import type { FactTables } from "../symmetry/fact-tables.ts";
import { memberOf } from "../symmetry/orbit-test.ts";
import { type Group, type Images, identity } from "../symmetry/permutation.ts";
import { isSampled, triedOn } from "../symmetry/symmetry-test.ts";

/** What became of a comparison; unknown where a compiled function failed. */
export type Likeness = "alike" | "different" | "unknown";

export interface PackedMirrors {
  /**
   * Whether the tests of symmetry find a state alike its mirror images, of the permutations that they try with its rank: what
   * is asked of them, and their steps if it was expanded.
   */
  readonly compare: (id: number, words: Int32Array, wasExpanded: boolean) => Likeness;
}

export interface PackedMirrorsOptions {
  readonly compiled: CompiledMachine;
  readonly group: Group;
  readonly tables: FactTables;
  /** Whether states stand for their orbits: then another member of the orbit is looked at as well. */
  readonly isReduced: boolean;
}

/** Undefined where something that is to be compared is not compiled, or is not asked of all elements alike. */
export function packedMirrors(
  model: ReferenceModel,
  { compiled, group, tables, isReduced }: PackedMirrorsOptions,
): PackedMirrors | undefined {
  const { program, layout, host } = compiled;
  const asked = askedOf(model);
  const all = allTwins(model, { asked, group });
  if (all === undefined || !compilesWholly(program, asked)) return undefined;
  const { columns, steps } = asked;
  const source = generateModule(program, layout, { questions: [deadlock], columns, steps });
  const instances = program.instances.length;
  const { words } = layout;
  const mirrors: Mirrors = {
    module: evaluateModule(source, host),
    facts: factsFor(tables),
    asked,
    words,
    log: new Int32Array(2 * words),
    image: new Int32Array(words),
    columns: columns.map(() => new Uint8Array(2)),
    out: new Int32Array((2 * instances + 1) * (words + 1)),
    instances: new Int32Array(2 * instances + 1),
    placeOf: new Int32Array(instances),
  };
  const member = new Int32Array(words);
  const compareAll = (id: number, state: Int32Array, wasExpanded: boolean): Likeness =>
    firstOdd(triedOn(id, all), (twins) => compareWith(mirrors, state, { twins, wasExpanded }));
  return {
    compare: (id, state, wasExpanded) => {
      const likeness = compareAll(id, state, wasExpanded);
      if (likeness !== "alike" || !isReduced || !isSampled(id)) return likeness;
      permute(mirrors.facts, state, { into: member, at: 0, images: memberOf(group, id) });
      return compareAll(id, member, wasExpanded);
    },
  };
}

const deadlock = { kind: "deadlock" } as const;

/** What a comparison asks: columns are predicates of states. */
interface AskedOfMirrors extends Asked {
  readonly steps: readonly number[];
}

function askedOf({ properties }: ReferenceModel): AskedOfMirrors {
  const questions = properties.flatMap(({ parts }) => parts.map(({ question }) => question));
  const steps = [...new Set(questions.flatMap(stepPredicatesOf))];
  return {
    questions: [deadlock, ...steps.map((predicate) => ({ kind: "step", predicate }) as const)],
    columns: [...new Set(questions.flatMap(predicatesOf))],
    steps,
  };
}

/** What a permutation makes of everything that has a number. */
interface Twins {
  readonly images: Images;
  readonly instance: readonly number[];
  /** By position among the predicates asked: that of the image. */
  readonly column: readonly number[];
  readonly step: readonly number[];
}

interface Numbering {
  readonly asked: AskedOfMirrors;
  readonly group: Group;
}

/** Of the permutations that the tests try; undefined where an element is asked something that others are not. */
function allTwins(model: ReferenceModel, numbering: Numbering): readonly Twins[] | undefined {
  try {
    return model.symmetries.generators.map((by) => twinsUnder(model, by, numbering));
  } catch (error) {
    if (error instanceof SpecFault) return undefined;
    throw error;
  }
}

function twinsUnder(
  { symmetries, instances }: ReferenceModel,
  by: Permutation,
  { asked, group }: Numbering,
): Twins {
  const { columns, steps } = asked;
  return {
    images: imagesOf(by, group),
    instance: instances.map((_, instance) => symmetries.instance(instance, by)),
    column: columns.map((predicate) => columns.indexOf(symmetries.predicate(predicate, by))),
    step: steps.map((predicate) => symmetries.stepPredicate(predicate, by)),
  };
}

function imagesOf(by: Permutation, group: Group): Images {
  const images = identity(group);
  for (const { domain, first } of group.ranges) {
    for (const [i, element] of domain.elements.entries()) {
      images[first + i] = vertexOf(group, domain.name, by.imageOf(domain.name, element));
    }
  }
  return images;
}

/** A state and its image, one after the other, and room for what is found out about them. */
interface Mirrors {
  readonly module: GeneratedModule;
  readonly facts: Facts;
  readonly asked: AskedOfMirrors;
  readonly words: number;
  readonly log: Int32Array;
  /** Of a successor. */
  readonly image: Int32Array;
  readonly columns: readonly Uint8Array[];
  readonly out: Int32Array;
  readonly instances: Int32Array;
  /** By instance: where its successor of the image lies, or −1. */
  readonly placeOf: Int32Array;
}

interface Comparison {
  readonly twins: Twins;
  readonly wasExpanded: boolean;
}

function compareWith(
  mirrors: Mirrors,
  state: Int32Array,
  { twins, wasExpanded }: Comparison,
): Likeness {
  const { log, facts, words, module } = mirrors;
  log.set(state);
  permute(facts, state, { into: log, at: words, images: twins.images });
  const likeness = compareAnswers(mirrors, twins);
  if (likeness !== "alike" || !wasExpanded || !module.inside(log, 0)) return likeness;
  return compareSteps(mirrors, twins);
}

const both = Int32Array.of(0, 2);

function compareAnswers({ module, log, columns }: Mirrors, { column }: Twins): Likeness {
  if (module.visit(log, both, columns) >= 0) return "unknown";
  for (const [i, answers] of columns.entries()) {
    const twin = columns[column[i] as number] ?? bug("a predicate has no image");
    if (answers[0] !== twin[1]) return "different";
  }
  if (module.inside(log, 0) !== module.inside(log, 1)) return "different";
  const [here, there] = [isFinal(module, log, 0), isFinal(module, log, 1)];
  if (here === undefined || there === undefined) return "unknown";
  return here === there ? "alike" : "different";
}

/** Where a state without steps is no deadlock. */
function isFinal(module: GeneratedModule, log: Int32Array, rank: number): boolean | undefined {
  module.found.fill(-1);
  if (module.deadlock(log, rank) < 0) return undefined;
  return (module.found[0] as number) < 0;
}

function compareSteps(mirrors: Mirrors, twins: Twins): Likeness {
  const { module, log, out, instances, placeOf, words, image, facts } = mirrors;
  const stride = words + 1;
  const here = module.transitions(log, Int32Array.of(0, 0), out, instances);
  if (here < 0) return "unknown";
  const there = module.transitions(log, Int32Array.of(1, here), out, instances);
  if (there < 0) return "unknown";
  if (there !== 2 * here) return "different";
  placeOf.fill(-1);
  for (let at = here; at < there; at++) placeOf[instances[at] as number] = at;
  for (let at = 0; at < here; at++) {
    const twin = placeOf[twins.instance[instances[at] as number] as number] as number;
    if (twin < 0) return "different";
    const successor = out.subarray(at * stride, at * stride + words);
    permute(facts, successor, { into: image, at: 0, images: twins.images });
    if (image.some((word, i) => word !== out[twin * stride + i])) return "different";
    const likeness = compareStep(mirrors, twins, { at, twin });
    if (likeness !== "alike") return likeness;
  }
  return "alike";
}

function compareStep(
  { module, log, out, instances, asked }: Mirrors,
  { step }: Twins,
  { at, twin }: { readonly at: number; readonly twin: number },
): Likeness {
  const holds = (rank: number, place: number, predicate: number): number => {
    const instance = instances[place] as number;
    return module.stepHolds(log, Int32Array.of(rank, place), out, { predicate, instance });
  };
  for (const [i, predicate] of asked.steps.entries()) {
    const here = holds(0, at, predicate);
    const there = holds(1, twin, step[i] as number);
    if (here === 2 || there === 2) return "unknown";
    if (here !== there) return "different";
  }
  return "alike";
}

interface Target {
  readonly into: Int32Array;
  readonly at: number;
  readonly images: Images;
}

function permute(facts: Facts, state: Int32Array, { into, at, images }: Target): void {
  readFacts(facts, state, 0);
  writeImage(facts, { words: state, at: 0 }, { words: into, at }, images);
}

function firstOdd<Item>(items: readonly Item[], ask: (item: Item) => Likeness): Likeness {
  for (const item of items) {
    const likeness = ask(item);
    if (likeness !== "alike") return likeness;
  }
  return "alike";
}
