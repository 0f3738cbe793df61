/**
 * Random transition systems that treat the elements of two sets alike, small enough for all of their states and all of their
 * permutations to be listed. Written without anything that everystate does with symmetric machines.
 */
import fc from "fast-check";
import type { StateGraph } from "../../src/explore/state-graph.ts";
import type { FairnessConstraint } from "../../src/model/fairness.ts";
import type { DirectQuestion } from "../../src/temporal/liveness.ts";
import type { Stuttering } from "../../src/temporal/stuttering.ts";
import { type Edge, graphOf } from "./graph-builder.ts";

/** Elements of the first set are 0 … a − 1, of the second a … a + b − 1; `none` is no element. */
export interface State {
  /** A number for each element. */
  readonly local: readonly number[];
  /** An element of the first set for each of the second, or none. */
  readonly link: readonly number[];
  /** An element of the first set, or none. */
  readonly owner: number;
  readonly shared: number;
}

const none = -1;

/** Which set a parameter is taken from. */
type Parameter = "a" | "b";

/** A kind of condition or change, and a number that its details are taken from. */
type Choice = readonly [which: number, variation: number];

interface Action {
  readonly parameters: readonly Parameter[];
  readonly when: readonly Choice[];
  readonly then: readonly Choice[];
  /** Fairness, for the first so many parameters. */
  readonly fair: undefined | { readonly kind: "weak" | "strong"; readonly told: number };
}

export interface Shape {
  readonly a: number;
  readonly b: number;
  readonly values: number;
  readonly actions: readonly Action[];
  readonly initial: readonly number[];
  /** States without this property are not expanded. */
  readonly within: Choice | undefined;
  readonly stuttering: Stuttering;
  readonly forEach: readonly Parameter[];
  readonly p: readonly Choice[];
  readonly q: readonly Choice[];
  readonly form: DirectQuestion["form"];
  /** Where the test has a choice that must make no difference, it takes it from here. */
  readonly salt: number;
}

const choice: fc.Arbitrary<Choice> = fc.tuple(fc.nat(11), fc.nat(11));

const action: fc.Arbitrary<Action> = fc.record({
  parameters: fc.constantFrom<(readonly Parameter[])[]>(
    ...([[], ["a"], ["a"], ["a"], ["a", "a"], ["b"], ["a", "b"]] as const),
  ),
  when: fc.array(choice, { maxLength: 2 }),
  then: fc.array(choice, { minLength: 1, maxLength: 2 }),
  fair: fc
    .option(
      fc.record({ kind: fc.constantFrom("weak" as const, "strong" as const), told: fc.nat(2) }),
      { freq: 2 },
    )
    .map((it) => it ?? undefined),
});

const anyShape: fc.Arbitrary<Shape> = fc.record({
  a: fc.constantFrom(2, 2, 3, 3, 4),
  b: fc.constantFrom(0, 0, 1, 2),
  values: fc.constantFrom(2, 3),
  actions: fc.array(action, { minLength: 1, maxLength: 4 }),
  initial: fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }),
  within: fc.option(choice, { freq: 1 }).map((it) => it ?? undefined),
  stuttering: fc.constantFrom<Stuttering[]>("progress", "progress", "tla", "none"),
  forEach: fc.constantFrom<(readonly Parameter[])[]>(
    ...([[], ["a"], ["a"], ["a", "a"], ["a", "a"], ["b"], ["a", "b"]] as const),
  ),
  p: fc.array(choice, { minLength: 1, maxLength: 2 }),
  q: fc.array(choice, { minLength: 1, maxLength: 2 }),
  form: fc.constantFrom<DirectQuestion["form"][]>(
    ...(["eventually", "alwaysEventually", "eventuallyAlways", "leadsTo", "until"] as const),
  ),
  salt: fc.nat(1000),
});

/** Few fair actions of single elements, and a number that properties are about: what is fair then decides the verdict. */
const fairShape: fc.Arbitrary<Shape> = fc.record({
  a: fc.constantFrom(2, 3),
  b: fc.constant(0),
  values: fc.constant(2),
  actions: fc.array(
    fc.record({
      parameters: fc.constantFrom<(readonly Parameter[])[]>(["a"], ["a"], ["a", "a"]),
      when: fc.array(fc.tuple(fc.constantFrom(0, 5, 5, 6), fc.nat(11)), { maxLength: 2 }),
      then: fc.array(fc.tuple(fc.constantFrom(2, 2, 4, 4, 8, 9), fc.nat(11)), {
        minLength: 1,
        maxLength: 1,
      }),
      fair: fc
        .option(
          fc.record({ kind: fc.constantFrom("weak" as const, "strong" as const), told: fc.nat(2) }),
          { freq: 4 },
        )
        .map((it) => it ?? undefined),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  initial: fc.constant([0, 0, 0, 0, 0, 0, 0, 0]),
  within: fc.constant(undefined),
  stuttering: fc.constantFrom<Stuttering[]>("progress", "none"),
  forEach: fc.constantFrom<(readonly Parameter[])[]>([], ["a"], ["a"]),
  p: fc.tuple(fc.tuple(fc.constantFrom(9, 9, 0, 5), fc.nat(11))),
  q: fc.tuple(fc.tuple(fc.constantFrom(9, 9, 5, 0), fc.nat(11))),
  form: fc.constantFrom<DirectQuestion["form"][]>("eventually", "alwaysEventually", "leadsTo"),
  salt: fc.nat(1000),
});

export const randomShape: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 1, arbitrary: anyShape },
  { weight: 1, arbitrary: fairShape },
);

/** A system with all its states, in order of discovery, and its group. */
export interface System {
  readonly shape: Shape;
  readonly states: readonly State[];
  /** The number of a state. */
  readonly numberOf: (state: State) => number;
  readonly initial: readonly State[];
  readonly group: readonly Uint8Array[];
  readonly instances: readonly Instance[];
  readonly fairness: readonly FairnessConstraint[];
  readonly step: (state: State, instance: number) => State | undefined;
  readonly isWithin: (state: State) => boolean;
  readonly graph: StateGraph;
  /** The combinations of elements that the property is asked of. */
  readonly parts: readonly (readonly number[])[];
  readonly holds: (predicate: "p" | "q", part: readonly number[], state: State) => boolean;
}

export interface Instance {
  readonly action: number;
  readonly args: readonly number[];
}

/** Undefined when there are more states than the limit. */
export function systemOf(shape: Shape, limit: number): System | undefined {
  const group = groupOf(shape);
  const instances = shape.actions.flatMap(({ parameters }, number) =>
    tuples(shape, parameters).map((args) => ({ action: number, args })),
  );
  const step = (state: State, instance: number): State | undefined => {
    const { action: number, args } = instances[instance] as Instance;
    const { when, then } = shape.actions[number] as Action;
    if (!when.every((one) => test(shape, one, { state, args }))) return undefined;
    return then.reduce((changed, one) => change(shape, one, { state: changed, args }), state);
  };
  const isWithin = (state: State): boolean =>
    shape.within === undefined || test(shape, shape.within, { state, args: [] });
  const initial = distinct(group.map((images) => stateImage(images, initialOf(shape)))).toSorted(
    (x, y) => (keyOf(x) < keyOf(y) ? -1 : 1),
  );
  const numbers = new Map<string, number>(initial.map((state, i) => [keyOf(state), i]));
  const states = [...initial];
  const edges: Edge[] = [];
  for (const [from, state] of states.entries()) {
    if (states.length > limit) return undefined;
    if (!isWithin(state)) continue;
    for (let instance = 0; instance < instances.length; instance++) {
      const next = step(state, instance);
      if (next === undefined) continue;
      const known = numbers.get(keyOf(next));
      edges.push([from, instance, known ?? states.length]);
      if (known !== undefined) continue;
      numbers.set(keyOf(next), states.length);
      states.push(next);
    }
  }
  const unexpanded = [...states.keys()].filter((s) => !isWithin(states[s] as State));
  return {
    ...{ shape, states, initial, group, instances, step, isWithin },
    numberOf: (state) => numbers.get(keyOf(state)) as number,
    fairness: fairnessOf(shape, instances),
    graph: graphOf({ states: states.length, initial: initial.length, edges, unexpanded }),
    parts: tuples(shape, shape.forEach),
    holds: (predicate, part, state) =>
      shape[predicate].every((one) => test(shape, one, { state, args: part })),
  };
}

/** All combinations of elements for these parameters. */
function tuples({ a, b }: Shape, parameters: readonly Parameter[]): readonly (readonly number[])[] {
  const elements = { a: range(0, a), b: range(a, a + b) };
  return parameters.reduce<readonly (readonly number[])[]>(
    (all, parameter) => all.flatMap((args) => elements[parameter].map((e) => [...args, e])),
    [[]],
  );
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}

/** The permutations of the elements that keep both sets. */
function groupOf({ a, b }: Shape): readonly Uint8Array[] {
  return arrangements(range(0, a)).flatMap((first) =>
    arrangements(range(a, a + b)).map((second) => Uint8Array.from([...first, ...second])),
  );
}

function arrangements(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    arrangements(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

/** The state in which each element has the role of the one that becomes it. */
export function stateImage(images: Uint8Array, state: State): State {
  const image = (element: number): number =>
    element === none ? none : (images[element] as number);
  const a = state.local.length - state.link.length;
  const local = [...state.local];
  for (const [element, value] of state.local.entries()) local[image(element)] = value;
  const link = [...state.link];
  for (const [i, element] of state.link.entries()) link[image(a + i) - a] = image(element);
  return { local, link, owner: image(state.owner), shared: state.shared };
}

export function keyOf({ local, link, owner, shared }: State): string {
  return `${local.join("")} ${link.join()} ${owner} ${shared}`;
}

function distinct(states: readonly State[]): State[] {
  return [...new Map(states.map((state) => [keyOf(state), state])).values()];
}

/** Any state; its images are the initial states. */
function initialOf({ a, b, values, initial }: Shape): State {
  const number = (i: number): number => initial[i] as number;
  const isPlain = number(7) < 3; // one initial state, most often
  return {
    local: range(0, a + b).map((e) => (isPlain ? 0 : number(e) % values)),
    link: range(0, b).map((i) => (isPlain ? none : (number(i + 4) % (a + 1)) - 1)),
    owner: isPlain ? none : (number(6) % (a + 1)) - 1,
    shared: 0,
  };
}

interface About {
  readonly state: State;
  /** Elements, those of the first set before those of the second. */
  readonly args: readonly number[];
}

/** Conditions that name no element but those they are about; with fewer elements than a condition needs it is another one. */
function test({ a, values }: Shape, [which, variation]: Choice, { state, args }: About): boolean {
  const { local, link, owner, shared } = state;
  const [x, y] = args;
  const firsts = local.slice(0, a);
  const value = variation % values;
  const isOfSecond = (e: number | undefined): e is number => e !== undefined && e >= a;
  const second = args.find(isOfSecond);
  if (x !== undefined) {
    if (which < 3) return local[x] === value;
    if (which < 5) return local[x] !== value;
    if (which === 5 && x < a) return (owner === x) === variation < 8;
    if (which === 6 && y !== undefined) return (x === y) === variation < 3;
    if (which === 7 && y !== undefined) return local[y] === value;
  }
  if (second !== undefined) {
    const linked = link[second - a];
    if (which === 8) return (linked === none) === variation < 6;
    if (which === 9 && x !== undefined && x < a) return (linked === x) === variation < 6;
  }
  if (which % 4 === 0) return (owner === none) === variation < 6;
  if (which % 4 === 1) return shared === variation % 2;
  if (which % 4 === 2) return firsts.some((one) => one === value);
  return firsts.filter((one) => one === value).length < 2;
}

function change({ a, values }: Shape, [which, variation]: Choice, { state, args }: About): State {
  const { local, link, owner, shared } = state;
  const [x, y] = args;
  const value = variation % values;
  const set = (element: number, to: number): State => ({
    ...state,
    local: local.with(element, to),
  });
  const second = args.find((e) => e >= a);
  if (x !== undefined) {
    if (which < 2) return set(x, value);
    if (which < 4) return set(x, ((local[x] as number) + 1) % values);
    if (which === 4 && x < a) return { ...state, owner: x };
    if (which === 5 && y !== undefined && y < a) {
      const [one, other] = [local[x] as number, local[y] as number];
      return { ...state, local: local.with(x, other).with(y, one) };
    }
    if (which === 6 && y !== undefined) return set(y, value);
  }
  if (second !== undefined && (which === 7 || which === 8)) {
    const to = which === 7 || x === undefined || x >= a ? none : x;
    return { ...state, link: link.with(second - a, to) };
  }
  if (which % 4 === 0) return { ...state, owner: none };
  if (which % 4 === 1) return { ...state, shared: 1 - shared };
  if (which % 4 === 2) {
    return { ...state, local: local.map((one, e) => (e < a && one === value ? 0 : one)) };
  }
  return owner === none ? { ...state, shared: variation % 2 } : set(owner, value);
}

function fairnessOf(
  { actions }: Shape,
  instances: readonly Instance[],
): readonly FairnessConstraint[] {
  return actions.flatMap(({ fair }, number) => {
    if (fair === undefined) return [];
    const groups = new Map<string, number[]>();
    for (const [i, instance] of instances.entries()) {
      if (instance.action !== number) continue;
      const key = instance.args.slice(0, fair.told).join();
      groups.set(key, [...(groups.get(key) ?? []), i]);
    }
    return [...groups].map(([key, members]) => ({
      kind: fair.kind,
      label: `${number}(${key})`,
      instances: members,
    }));
  });
}
