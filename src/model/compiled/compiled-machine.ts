/**
 * A machine made ready for the compiled engine: the layout of its state, the program of its functions, and the way between
 * packed states and the codes of the reference engine, which runs what could not be compiled.
 */
import { CheckerError } from "../../diagnostics/checker-error.ts";
import type { RecordDomain } from "../../spec/domain.ts";
import { SpecFault } from "../model.ts";
import { admit } from "../reference/admit.ts";
import { decode } from "../reference/decode.ts";
import { codeOf } from "../reference/encode.ts";
import { checkerAccess, placeOf } from "../reference/place.ts";
import type { ReferenceModel } from "../reference/reference-model.ts";
import { type CapturedValues, capturedValues } from "./captured-values.ts";
import { compileMachine } from "./compile-machine.ts";
import type { Answer, Host } from "./generated-module.ts";
import type { Program } from "./ir.ts";
import type { Layout } from "./layout.ts";
import { makeLayout } from "./make-layout.ts";
import { packState, unpackState } from "./pack.ts";
import { writtenTogether } from "./written-together.ts";

export interface CompiledMachine {
  readonly layout: Layout;
  readonly program: Program;
  /** The initial states in order, with repetitions: `layout.words` numbers each. */
  readonly initial: () => Int32Array;
  /** The code that the reference engine gives to a packed state. */
  readonly codeOf: (words: Int32Array) => string;
  /** Looks now and then whether captured variables are what they were. */
  readonly host: Host;
  /** @throws SpecFault when a captured variable that was taken for a constant is not what it was. */
  readonly refuseChanges: () => void;
}

/** Why the state of a machine cannot be packed. */
export interface NotPackable {
  readonly notPackable: string;
}

export function compiledMachine(model: ReferenceModel): CompiledMachine | NotPackable {
  const { machine } = model.parts;
  const made = arrangedMachine(model);
  if ("notPackable" in made) return made;
  const { layout, program } = made;
  const schema: RecordDomain = { kind: "record", fields: machine.state };
  const place = placeOf("s", checkerAccess);
  const pack = (code: string, into: Int32Array, at: number): void => {
    packState(layout, decode(schema, code, place), into, at);
  };
  const unpack = (words: Int32Array): string =>
    codeOf(schema, admit(schema, unpackState(layout, words, 0), place));
  const captured = capturedValues(program);
  return {
    layout,
    program,
    initial: () => {
      const codes = model.initialStates();
      refuseChange(captured, { who: "an initial state", about: undefined });
      const words = new Int32Array(codes.length * layout.words);
      for (const [i, code] of codes.entries()) pack(code, words, i * layout.words);
      return words;
    },
    codeOf: unpack,
    refuseChanges: () => refuseChange(captured, { who: "a function", about: undefined }),
    host: hostOf(model, { layout, pack, unpack, captured }),
  };
}

/** The program does not depend on where the slots lie: once it is known, they are put where it takes the fewest words. */
function arrangedMachine({
  parts,
}: ReferenceModel): Pick<CompiledMachine, "layout" | "program"> | NotPackable {
  const { state } = parts.machine;
  const layout = makeLayout(state);
  if ("unpackable" in layout) return { notPackable: layout.unpackable };
  const program = compileMachine(parts, layout);
  if (layout.words === 1) return { layout, program };
  const arranged = makeLayout(state, writtenTogether(program, layout));
  return { layout: "unpackable" in arranged ? layout : arranged, program };
}

interface Packing {
  readonly layout: Layout;
  readonly pack: (code: string, into: Int32Array, at: number) => void;
  readonly unpack: (words: Int32Array) => string;
  readonly captured: CapturedValues;
}

/** What ran when a change was noticed. */
interface Suspect {
  readonly who: string;
  readonly about: ((...args: never[]) => unknown) | undefined;
}

/** @throws SpecFault when a captured variable is not what it was when functions were compiled that read it. */
function refuseChange(captured: CapturedValues, { who, about }: Suspect): void {
  const name = captured.changed();
  if (name === undefined) return;
  throw new SpecFault(
    new CheckerError({
      kind: "spec",
      code: "not-deterministic",
      message: `${who} changes "${name}", which other functions of the machine captured`,
      hint: "what can change belongs into the state; guards, effects and properties may change nothing else",
      about,
    }),
  );
}

/** Values compared, for each call of an author's function, to see whether captured variables have changed: a microsecond. */
const comparedInCall = 16;

/** Runs single functions on the reference engine: decode, call, encode. */
function hostOf(model: ReferenceModel, { layout, pack, unpack, captured }: Packing): Host {
  const { machine, instances, questions } = model.parts;
  const before = new Int32Array(layout.words);
  const after = new Int32Array(layout.words);
  const every = Math.ceil(captured.size / comparedInCall);
  let calls = 0;
  const ask = (question: () => boolean, suspect: () => Suspect): Answer => {
    let answer: Answer;
    try {
      answer = question() ? 1 : 0;
    } catch (error) {
      if (!(error instanceof SpecFault)) throw error;
      answer = 2;
    }
    calls++;
    if (calls >= every) {
      calls = 0;
      refuseChange(captured, suspect());
    }
    return answer;
  };
  return {
    before,
    after,
    successor: (instance) =>
      ask(
        () => {
          const next = model.step(unpack(before), instance);
          if (next !== undefined) pack(next, after, 0);
          return next !== undefined;
        },
        () => ({
          who: instances[instance]?.label ?? "an action",
          about: instances[instance]?.definition.then,
        }),
      ),
    predicate: (predicate) =>
      ask(
        () => model.holds(predicate, unpack(before)),
        () => ({ who: questions.predicates[predicate]?.who ?? "a property", about: undefined }),
      ),
    stepPredicate: (predicate, instance) =>
      ask(
        () =>
          model.stepHolds(predicate, { before: unpack(before), after: unpack(after), instance }),
        () => ({ who: questions.stepPredicates[predicate]?.who ?? "a property", about: undefined }),
      ),
    final: () =>
      ask(
        () => model.isFinal(unpack(before)),
        () => ({ who: "final", about: machine.final }),
      ),
    within: () =>
      ask(
        () => model.isWithin(unpack(before)),
        () => ({ who: "within", about: machine.within }),
      ),
  };
}
