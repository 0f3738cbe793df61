/**
 * Notices when a captured variable changes that compiled functions took for a constant. Generated code calls none of the
 * author's, so that can happen only while a function runs that falls back: in an effect that counts its calls, say, however
 * it gets at the object. To read through the author's text for such writes would miss those in libraries and behind aliases.
 *
 * What is looked at: the variables, and all objects that they lead to, one level each: all together that is everything.
 * What an object hides (private fields, variables of closures) cannot be read by compiled functions either.
 */
import type { Capture, Compiled, CompiledSteps, Program } from "./ir.ts";

export interface CapturedValues {
  /** The name of a variable that is not what it was, or leads to something that is not. */
  readonly changed: () => string | undefined;
  /** How many values are compared for that. */
  readonly size: number;
}

/** An object as it was. */
interface Kept {
  readonly object: object;
  readonly contents: readonly unknown[];
  /** The variable that leads there. */
  readonly name: string;
}

/** Takes the values as they are now. */
export function capturedValues(program: Program): CapturedValues {
  const variables = capturesOf(program).map((capture) => ({ ...capture, value: read(capture) }));
  const known = new Set<object>();
  const kept: Kept[] = [];
  for (const { name, value } of variables) keep(value, { name, known, kept });
  const isOther = ({ object, contents }: Kept): boolean => {
    const now = contentsOf(object);
    return now.length !== contents.length || now.some((one, i) => !Object.is(one, contents[i]));
  };
  return {
    size: kept.reduce((sum, { contents }) => sum + contents.length, variables.length),
    changed: () =>
      variables.find((variable) => !Object.is(read(variable), variable.value))?.name ??
      kept.find(isOther)?.name,
  };
}

function read({ scope, name }: Capture): unknown {
  return scope[name];
}

/** Each variable once: functions with the same variables around them have different ways to read them. */
function capturesOf(program: Program): readonly Capture[] {
  const { instances, predicates, stepPredicates, final, within } = program;
  const steps = (made: CompiledSteps): readonly Compiled[] =>
    made.kind === "byInstance" ? made.cases.map(({ compiled }) => compiled) : [made];
  const all = [...instances, ...predicates, ...stepPredicates.flatMap(steps), final, within];
  const known = new Map<unknown, Map<string, Capture>>();
  for (const made of all) {
    for (const capture of made?.kind === "compiled" ? (made.captures ?? []) : []) {
      const value = read(capture);
      const same = known.get(value) ?? new Map<string, Capture>();
      known.set(value, same.set(capture.name, capture));
    }
  }
  return [...known.values()].flatMap((same) => [...same.values()]);
}

function keep(
  value: unknown,
  into: { readonly name: string; readonly known: Set<object>; readonly kept: Kept[] },
): void {
  const { name, known, kept } = into;
  const waiting = [value];
  for (let next = waiting.pop(); next !== undefined || waiting.length > 0; next = waiting.pop()) {
    if (!isObject(next) || known.has(next)) continue;
    known.add(next);
    const contents = contentsOf(next);
    if (!Object.isFrozen(next) || next instanceof Map || next instanceof Set) {
      kept.push({ object: next, contents, name });
    }
    waiting.push(...contents.filter(isObject));
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** Keys and values of its own fields, as far as reading them runs no code; and the entries of a map or set. */
function contentsOf(object: object): readonly unknown[] {
  const contents: unknown[] = [];
  if (object instanceof Map) for (const [key, value] of object) contents.push(key, value);
  if (object instanceof Set) contents.push(...object);
  for (const key of Object.keys(object)) {
    contents.push(key, Reflect.getOwnPropertyDescriptor(object, key)?.value);
  }
  return contents;
}
