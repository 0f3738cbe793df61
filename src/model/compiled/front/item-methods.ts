/** The methods that arrays, sets, bags and domains share: the author’s function runs once for each item. */
import { strictlyEqual, truth } from "./comparison.ts";
import { block, choose, type Flow, leave } from "./control.ts";
import { branch, numberNow } from "./emitter.ts";
import { and, arithmetic, compare, constant, not, or } from "./expressions.ts";
import { held, hold, release } from "./held.ts";
import type { Call } from "./method-call.ts";
import { obstacle } from "./obstacle.ts";
import { numberOf } from "./packed-read.ts";
import { countOf, isListed, itemsOf, nthOf } from "./sequences.ts";
import { isSetLike } from "./set-methods.ts";
import {
  boolValue,
  type Cell,
  type Item,
  isKnown,
  known,
  undefinedValue,
  type Value,
} from "./values.ts";

/** The items as they are now: the author's functions may replace parts of the state that they refer to. */
type Items = () => readonly Item[];

/** What the author's function makes of the item at a position. */
type OfItem = (item: Value, at: number) => Value;

type Condition = ReturnType<typeof truth>;

/** The methods that arrays, sets, bags and domains share: each of the author's functions runs once for each item. */
export function ofItems(call: Call): Value {
  const { flow, of } = call;
  return held(flow, { is: "sequence", items: itemsOf(flow, of) }, (now) =>
    through(call, () => itemsOf(flow, now())),
  );
}

function through(call: Call, items: Items): Value {
  const { flow, name, args } = call;
  const [first] = args;
  const image = imageOf(call, items);
  const test = (item: Value, at: number): Condition => truth(image(item, at));
  switch (name) {
    case "every":
      return boolValue(not(anyItem(flow, items, (item, at) => not(test(item, at)))));
    case "some":
      return boolValue(anyItem(flow, items, test));
    case "find":
      return find(flow, items, test);
    case "filter":
      return { is: "sequence", items: filtered(flow, items, test) };
    case "count":
      return countOf(filtered(flow, items, test));
    case "map":
      return mapped(flow, items, image);
    case "includes":
      return includes(items(), args);
    case "at":
      return atPosition(flow, items(), first ?? undefinedValue);
    case "slice":
      if (args.length > 0) return obstacle(`${name} with arguments`);
      return { is: "sequence", items: items() };
    case "forEach":
      for (const [at] of items().entries()) ofPresent(flow, items, { at, use: image });
      return undefinedValue;
    default:
      return obstacle(`the method ${name}`);
  }
}

/** Calls the author's function with what JavaScript gives it; a list of the state must stay what it is meanwhile. */
function imageOf({ flow, of, name, args, apply }: Call, items: Items): OfItem {
  const fn = args[0] ?? undefinedValue;
  const hasPositions = !(
    (isKnown(of) && !Array.isArray(of.value)) ||
    (isSetLike(of) && ["every", "some", "find"].includes(name))
  );
  return (item, at) => {
    const given = hasPositions ? [item, positionOf(of, items(), at), listOf(of, items())] : [item];
    if (of.is !== "packed" || !of.writable) return apply(fn, given);
    flow.iterating.push({ packed: of.packed, byLoop: false, changed: false });
    const value = apply(fn, given);
    flow.iterating.pop();
    return value;
  };
}

/** The position of an item among those that are present; in a list all before it are. */
function positionOf(of: Value, items: readonly Item[], at: number): Value {
  const isList = of.is === "packed" && of.packed.kind === "list";
  return isList ? known(at) : countOf(items.slice(0, at));
}

function listOf(of: Value, items: readonly Item[]): Value {
  return isListed(of) ? of : { is: "sequence", items };
}

function includes(items: readonly Item[], args: readonly Value[]): Value {
  const [wanted = undefinedValue] = args;
  if (args.length > 1) return obstacle("includes from a position on");
  // NaN is included where it is, though it is not equal to itself.
  if (mayBeNaN(wanted)) return obstacle("includes with what may be no number");
  return boolValue(
    or(...items.map(({ present, value }) => and(present, strictlyEqual(value, wanted)))),
  );
}

function mayBeNaN(value: Value): boolean {
  if (value.is === "either") return value.cases.some((one) => mayBeNaN(one.value));
  return value.is === "number" ? !value.whole : isKnown(value) && Number.isNaN(value.value);
}

/** What the author's function makes of an item if it is present. */
function ofPresent(
  flow: Flow,
  items: Items,
  {
    at,
    use,
    otherwise = undefinedValue,
  }: { readonly at: number; readonly use: OfItem; readonly otherwise?: Value },
): Value {
  const item = items()[at];
  if (item === undefined) return otherwise;
  return choose(flow, item.present, { a: () => use(item.value, at), b: () => otherwise });
}

/**
 * Whether the test holds for an item that is present; stops at the first, as JavaScript does. Tests without statements are
 * joined into one condition; before one with statements, which may fail, those before it are decided.
 */
function anyItem(
  flow: Flow,
  items: Items,
  test: (item: Value, at: number) => Condition,
): Condition {
  const value = block(flow, (exit) => {
    let pure: Condition = { op: "false" };
    const leaveIf = (condition: Condition): void => {
      choose(flow, condition, {
        a: () => {
          leave(flow, exit, known(true));
          return undefinedValue;
        },
        b: () => undefinedValue,
      });
    };
    for (const [at] of items().entries()) {
      if (flow.out.dead) break;
      const decided = pure;
      const { result, isPure } = afterwards(
        flow,
        () => leaveIf(decided),
        () => asked(flow, items, { at, test }),
      );
      if (isPure) {
        pure = or(pure, truth(result));
        continue;
      }
      leaveIf(truth(result));
      pure = { op: "false" };
    }
    return boolValue(pure);
  });
  return truth(value);
}

/** Runs something; if it takes statements, `first` goes before them. */
function afterwards(
  flow: Flow,
  first: () => void,
  run: () => Value,
): { readonly result: Value; readonly isPure: boolean } {
  const { out, cells } = flow;
  const before = cells.map(({ value }) => value);
  const { statements, reaches, result } = branch(out, run);
  if (reaches && statements.length === 0) return { result, isPure: true };
  const after = cells.map(({ value }) => value);
  for (const [i, value] of before.entries()) (cells[i] as Cell).value = value; // cells are only added
  first();
  for (const [i, value] of after.entries()) (cells[i] as Cell).value = value;
  if (!out.dead) for (const statement of statements) out.target.push(statement);
  if (!reaches) out.dead = true;
  return { result, isPure: false };
}

interface Question {
  readonly at: number;
  readonly test: (item: Value, at: number) => Condition;
}

/** Whether an item is present and passes the test. */
function asked(flow: Flow, items: Items, { at, test }: Question): Value {
  const use: OfItem = (item) => boolValue(test(item, at));
  return ofPresent(flow, items, { at, use, otherwise: known(false) });
}

function find(flow: Flow, items: Items, test: Question["test"]): Value {
  return block(flow, (exit) => {
    for (const [at] of items().entries()) {
      choose(flow, truth(asked(flow, items, { at, test })), {
        a: () => {
          leave(flow, exit, items()[at]?.value ?? undefinedValue);
          return undefinedValue;
        },
        b: () => undefinedValue,
      });
    }
    return undefinedValue;
  });
}

function filtered(flow: Flow, items: Items, test: Question["test"]): readonly Item[] {
  const kept = [...items().keys()].map((at) => truth(asked(flow, items, { at, test })));
  return items()
    .map(({ value }, at): Item => ({ present: kept[at] as Condition, value })) // each was asked
    .filter(({ present }) => present.op !== "false");
}

function mapped(flow: Flow, items: Items, image: OfItem): Value {
  // What an image is may be replaced by the functions that follow.
  const images = [...items().keys()].map((at) =>
    hold(flow, ofPresent(flow, items, { at, use: image })),
  );
  for (const cell of images) release(flow, cell);
  return {
    is: "sequence",
    items: items().map(({ present }, at) => ({ present, value: (images[at] as Cell).value })), // one of each
  };
}

/** The item at a position, whole as it is for `at`; negative positions count from the end. */
function atPosition(flow: Flow, items: readonly Item[], position: Value): Value {
  if (isKnown(position) && typeof position.value === "number" && position.value >= 0) {
    return nthOf(flow, items, Math.trunc(position.value));
  }
  if (position.is === "number" && !position.whole)
    return obstacle("at a position that is not whole");
  const length = numberOf(countOf(items));
  const asked = numberOf(position);
  const place = numberNow(flow.out, {
    op: "choose",
    if: compare("<", asked, constant(0)),
    a: arithmetic("+", { op: "math", name: "trunc", args: [asked] }, length),
    b: asked,
  });
  const from = (i: number): Value => {
    if (i === items.length) return undefinedValue;
    return choose(flow, compare("===", place, constant(i)), {
      a: () => nthOf(flow, items, i),
      b: () => from(i + 1),
    });
  };
  return from(0);
}
