/**
 * A naive checker, independent of the one under test: states are JavaScript values with JavaScript's own sets, compared as
 * JSON; expansion calls the functions of the spec; distances come from a search over JSON keys; liveness enumerates all
 * behaviours (see test/temporal/brute-force.ts). Nothing of src/model, src/explore, src/verdict or src/temporal runs here.
 */
import type { FairnessConstraint } from "../../src/model/fairness.ts";
import { recurrentSets, someFairBehaviourBreaks } from "../temporal/brute-force.ts";
import { type Edge, graphOf } from "../temporal/graph-builder.ts";
import { FORMULAS } from "../temporal/lasso-word.ts";
import type { RandomQuestion } from "../temporal/random-question.ts";
import {
  type Parameter,
  parameters,
  type RandomAction,
  type RandomMachine,
  type RandomProperty,
} from "./random-machine.ts";

export type PlainState = Readonly<Record<string, unknown>>;
type Args = Readonly<Record<string, unknown>>;

/** A bag as an array of its elements. */
class PlainBag extends Array<unknown> {
  get size(): number {
    return this.length;
  }
  count(element: unknown): number {
    return [...this].filter((one) => one === element).length;
  }
  add(element: unknown): void {
    this.push(element);
  }
  delete(element: unknown): void {
    const position = this.indexOf(element);
    if (position !== -1) this.splice(position, 1);
  }
  clear(): void {
    this.length = 0;
  }
}

/** A set that knows what newer engines know. */
class PlainSet extends Set<unknown> {
  isSubsetOf(other: ReadonlySet<unknown>): boolean {
    return [...this].every((one) => other.has(one));
  }
  isDisjointFrom(other: ReadonlySet<unknown>): boolean {
    return ![...this].some((one) => other.has(one));
  }
  intersection(other: ReadonlySet<unknown>): PlainSet {
    return new PlainSet([...this].filter((one) => other.has(one)));
  }
  difference(other: ReadonlySet<unknown>): PlainSet {
    return new PlainSet([...this].filter((one) => !other.has(one)));
  }
}

/** What a text can name: the domains as arrays, and equality by value. */
const scope = {
  same: (a: unknown, b: unknown) => keyOf(a) === keyOf(b),
  page: listed(["page0", "page1"]),
  slot: listed(["slot0", "slot1", "slot2"]),
  app: listed(["app0", "app1"]),
};

function listed(elements: readonly string[]) {
  const beside = (by: number) => (element: string) =>
    elements[(elements.indexOf(element) + by + elements.length) % elements.length];
  return Object.assign([...elements], {
    elements,
    next: beside(1),
    previous: beside(-1),
    each: (value: unknown) => Object.fromEntries(elements.map((e) => [e, value])),
  });
}

/** Compiles an expression, or with braces a statement, over the given names. */
function compiled(text: string, names: readonly string[]): (...values: unknown[]) => unknown {
  const body = text.startsWith("{") ? text : `return (${text});`;
  const run = new Function(...Object.keys(scope), ...names, body);
  return (...values) => run(...Object.values(scope), ...values);
}

export interface Instance {
  readonly label: string;
  readonly action: string;
  readonly args: Args;
  readonly isEnabled: (state: PlainState) => boolean;
  readonly next: (state: PlainState) => PlainState;
}

/** The part of a machine's behaviours that the oracle explored, states in the order of their distance. */
export interface Explored {
  readonly states: readonly PlainState[];
  readonly keys: readonly string[];
  readonly distance: readonly number[];
  readonly initialCount: number;
  readonly edges: readonly Edge[];
  /** States outside the bounds; nothing leaves them. */
  readonly outside: readonly number[];
  /** Transitions plus initial states, repeated ones included. */
  readonly generated: number;
}

export interface Oracle {
  readonly random: RandomMachine;
  readonly instances: readonly Instance[];
  readonly fairness: readonly FairnessConstraint[];
  readonly initial: readonly PlainState[];
  readonly isFinal: (state: PlainState) => boolean;
  readonly isWithin: (state: PlainState) => boolean;
}

export function oracleOf(random: RandomMachine): Oracle {
  const instances = random.actions.flatMap((action) => instancesOf(random, action));
  return {
    random,
    instances,
    fairness: random.actions.flatMap((action) => fairnessOf(action, instances)),
    initial: initialStates(random),
    isFinal: predicate(random.final ?? "false"),
    isWithin: predicate(random.within ?? "true"),
  };
}

/** All states within `maxDepth` steps, and the transitions among them. */
export function exploreAll(oracle: Oracle, maxDepth = Number.POSITIVE_INFINITY): Explored {
  const ids = new Map<string, number>();
  const states: PlainState[] = [];
  const distance: number[] = [];
  const outside: number[] = [];
  const add = (state: PlainState, steps: number): number => {
    const key = keyOf(state);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, states.length);
    distance.push(steps);
    if (!oracle.isWithin(state)) outside.push(states.length);
    return states.push(state) - 1;
  };
  for (const state of oracle.initial) add(state, 0);
  const initialCount = states.length;
  const found: (readonly [from: number, by: number, to: PlainState])[] = [];
  for (let from = 0; from < states.length; from++) {
    if (outside.includes(from)) continue;
    for (const [by, instance] of oracle.instances.entries()) {
      if (!instance.isEnabled(states[from] as PlainState)) continue;
      const to = instance.next(states[from] as PlainState);
      found.push([from, by, to]);
      const steps = (distance[from] as number) + 1;
      if (steps <= maxDepth) add(to, steps);
    }
  }
  const edges = found.flatMap(([from, by, to]): Edge[] => {
    const id = ids.get(keyOf(to));
    return id === undefined ? [] : [[from, by, id]];
  });
  const generated = oracle.initial.length + edges.length;
  return { states, keys: [...ids.keys()], distance, initialCount, edges, outside, generated };
}

/** What the oracle expects of one property. */
export interface ExpectedVerdict {
  readonly status:
    | "holds"
    | "holds within bounds"
    | "violated"
    | "reachable"
    | "unreachable"
    | "vacuous"
    | "unknown"
    /** The state space is too large to enumerate all behaviours: anything that is validated otherwise. */
    | "not asked";
  /** The elements of `forEach` that the verdict may be about: the one with the shortest trace, where that is known. */
  readonly of?: readonly string[];
  /** The least number of steps of a finite counterexample or witness. */
  readonly steps?: number;
}

/** One part of a property: its predicates, for one choice of the elements that it is quantified over. */
export interface PropertyPart {
  readonly label: string;
  readonly form: RandomProperty["form"] | "deadlock";
  readonly holds: readonly ((...about: unknown[]) => boolean)[];
}

export function partsOf({ forEach, form, predicates }: RandomProperty): readonly PropertyPart[] {
  const names = form === "step" ? ["before", "after", "taken"] : ["s"];
  return combinations(forEach).map((args) => ({
    label: Object.values(args).join(", "),
    form,
    holds: predicates.map((text) => {
      const asked = compiled(text, [...names, ...forEach]);
      return (...about) => asked(...about, ...Object.values(args)) === true;
    }),
  }));
}

const deadlock: readonly PropertyPart[] = [{ label: "", form: "deadlock", holds: [] }];

/** The verdicts of all properties, `deadlock` included, when nothing limits the search. */
export function expectedVerdicts(oracle: Oracle, explored: Explored, largest: number) {
  const parts = new Map(oracle.random.properties.map((one) => [one.name, partsOf(one)]));
  if (oracle.random.deadlock) parts.set("deadlock", deadlock);
  return new Map(
    [...parts].map(([name, ofProperty]) => {
      const verdicts = ofProperty.map((part) => verdictOf(part, { oracle, explored, largest }));
      return [name, worst(verdicts)] as const;
    }),
  );
}

function worst(verdicts: readonly ExpectedVerdict[]): ExpectedVerdict {
  const order: readonly ExpectedVerdict["status"][] = [
    ...(["not asked", "violated", "unreachable", "unknown", "holds within bounds"] as const),
    ...(["holds", "reachable", "vacuous"] as const),
  ];
  const first = order.map((status) => verdicts.find((one) => one.status === status)).find(Boolean);
  if (first === undefined) throw new Error("a property without parts");
  if (first.status !== "violated") return first;
  const violated = verdicts.filter((one) => one.status === "violated");
  const lengths = violated.map((one) => one.steps);
  if (lengths.includes(undefined)) {
    return { status: "violated", of: violated.flatMap((one) => one.of ?? []) };
  }
  return violated[lengths.indexOf(Math.min(...(lengths as number[])))] as ExpectedVerdict;
}

interface Asking {
  readonly oracle: Oracle;
  readonly explored: Explored;
  /** The most states for which all behaviours are enumerated. */
  readonly largest: number;
}

function verdictOf(part: PropertyPart, asking: Asking): ExpectedVerdict {
  const of = [part.label];
  const { outside } = asking.explored;
  const passes = { status: outside.length > 0 ? "holds within bounds" : "holds" } as const;
  if (part.form in FORMULAS) return livenessVerdict(part, asking);
  const steps = leastSteps(part, asking);
  if (part.form === "reachable") {
    if (steps !== undefined) return { status: "reachable", steps };
    return outside.length > 0 ? { status: "unknown" } : { status: "unreachable", of };
  }
  if (steps !== undefined) return { status: "violated", of, steps };
  const isVacuous = part.form === "step" && asking.explored.edges.length === 0;
  return isVacuous ? { status: "vacuous" } : passes;
}

/** The steps to the nearest state, or through the nearest transition, that decides a question of safety. */
function leastSteps(
  { form, holds }: PropertyPart,
  { oracle, explored }: Asking,
): number | undefined {
  const { states, distance, edges, outside } = explored;
  const [p = () => false] = holds;
  const taken = (by: number) => oracle.instances[by] as Instance;
  const steps =
    form === "step"
      ? edges
          .filter(([from, by, to]) => !p(states[from], states[to], taken(by)))
          .map(([from]) => (distance[from] as number) + 1)
      : distance.filter((_, id) => {
          const state = states[id] as PlainState;
          if (form !== "deadlock") return p(state) === (form !== "always");
          const stuck = oracle.instances.every((instance) => !instance.isEnabled(state));
          return stuck && !outside.includes(id) && !oracle.isFinal(state);
        });
  return steps.length === 0 ? undefined : Math.min(...steps);
}

function livenessVerdict(part: PropertyPart, asking: Asking): ExpectedVerdict {
  const { explored, largest } = asking;
  if (explored.states.length > largest) return { status: "not asked" };
  const form = part.form as keyof typeof FORMULAS;
  const question = questionOf(part, asking);
  const prefix = form === "until" ? badPrefix(part, explored) : undefined;
  if (prefix !== undefined) return { status: "violated", of: [part.label], steps: prefix };
  if (someFairBehaviourBreaks(question, FORMULAS[form]))
    return { status: "violated", of: [part.label] };
  if (explored.outside.length > 0) return { status: "unknown" };
  const nothingAsked = form === "leadsTo" && !question.p.includes(1);
  const nothingHappens = question.stuttering === "none" && recurrentSets(question).length === 0;
  return { status: nothingAsked || nothingHappens ? "vacuous" : "holds" };
}

export function questionOf(part: PropertyPart, { oracle, explored }: Asking): RandomQuestion {
  const { states, initialCount, edges, outside } = explored;
  const column = (holds: ((state: unknown) => boolean) | undefined) =>
    Uint8Array.from(states, (state) => (holds?.(state) ? 1 : 0));
  return {
    graph: graphOf({ states: states.length, initial: initialCount, edges, unexpanded: outside }),
    fairness: oracle.fairness,
    stuttering: oracle.random.stuttering,
    p: column(part.holds[0]),
    q: column(part.holds[1]),
  };
}

/** The least number of steps after which `p until q` is lost: through states with p and without q, to one with neither. */
function badPrefix({ holds }: PropertyPart, explored: Explored): number | undefined {
  const [p, q] = holds as [PropertyPart["holds"][0], PropertyPart["holds"][0]];
  let here = [...Array(explored.initialCount).keys()].filter((id) => !q(explored.states[id]));
  const seen = new Set(here);
  for (let steps = 0; here.length > 0; steps++) {
    if (here.some((id) => !p(explored.states[id]))) return steps;
    const next = explored.edges
      .filter(([from, , to]) => here.includes(from) && !seen.has(to) && !q(explored.states[to]))
      .map(([, , to]) => to);
    here = [...new Set(next)];
    for (const id of here) seen.add(id);
  }
  return undefined;
}

function instancesOf(random: RandomMachine, action: RandomAction): readonly Instance[] {
  const names = ["s", ...action.for];
  const when = compiled(action.when ?? "true", names);
  const updates = action.then.map((text) => compiled(`{ ${text} }`, names));
  return combinations(action.for).map((args) => ({
    label: labelOf(action.name, Object.values(args)),
    action: action.name,
    args,
    isEnabled: (state) => when(state, ...Object.values(args)) === true,
    next: (state) =>
      updates.reduce((before, update) => {
        const copy = copyOf(before);
        update(copy, ...Object.values(args));
        return normal(random, copy);
      }, state),
  }));
}

function fairnessOf(
  { name, for: known, fair }: RandomAction,
  instances: readonly Instance[],
): readonly FairnessConstraint[] {
  if (fair === undefined) return [];
  const groups = new Map<string, number[]>();
  for (const [i, { action, args }] of instances.entries()) {
    if (action !== name) continue;
    const told = known.map((parameter) => (fair.told.includes(parameter) ? args[parameter] : "·"));
    const identity = JSON.stringify(told);
    groups.set(identity, [...(groups.get(identity) ?? []), i]);
  }
  return [...groups].map(([identity, members]) => ({
    kind: fair.kind,
    label: labelOf(name, JSON.parse(identity)),
    instances: members,
  }));
}

function labelOf(name: string, values: readonly unknown[]): string {
  return values.length === 0 ? name : `${name}(${values.join(", ")})`;
}

function initialStates(random: RandomMachine): readonly PlainState[] {
  return random.init.flatMap(({ choose = [], unless, fields }) => {
    const values = Object.entries(fields).map(([name, text]) => `${name}: ${text}`);
    const state = compiled(`({ ${values.join(", ")} })`, choose);
    const isLeftOut = compiled(unless ?? "false", choose);
    return combinations(choose)
      .filter((args) => isLeftOut(...Object.values(args)) !== true)
      .map((args) => normal(random, state(...Object.values(args)) as PlainState));
  });
}

function combinations(names: readonly Parameter[]): readonly Args[] {
  return names.reduce<readonly Args[]>(
    (all, name) =>
      all.flatMap((args) => parameters[name].elements.map((value) => ({ ...args, [name]: value }))),
    [{}],
  );
}

function predicate(text: string): (state: PlainState) => boolean {
  const asked = compiled(text, ["s"]);
  return (state) => asked(state) === true;
}

/** The state with sets and bags where they belong, each a copy, its elements in order. */
function normal({ fields }: RandomMachine, state: PlainState): PlainState {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { holds }]) => {
      const value = state[name];
      if (holds === "set") return [name, setOf(value)];
      if (holds === "bag") return [name, PlainBag.from([...(value as Iterable<unknown>)].sort())];
      if (holds !== "sets inside") return [name, copyOf(value)];
      const entries = Object.entries(value as PlainState);
      return [name, Object.fromEntries(entries.map(([key, inner]) => [key, setOf(inner)]))];
    }),
  );
}

function setOf(value: unknown): Set<unknown> {
  return new PlainSet([...(value as Iterable<unknown>)].sort());
}

function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Set) return new PlainSet(value) as T;
  if (Array.isArray(value)) return value.map(copyOf) as T; // a bag's map makes a bag
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)])) as T;
}

/** JSON with sorted keys; sets and bags as arrays. The same for a state of the checker that `plain` made readable. */
export function keyOf(state: unknown): string {
  return JSON.stringify(state, (_key, value: unknown) => {
    if (value instanceof Set) return [...value];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
