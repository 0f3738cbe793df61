/** The methods that arrays, sets, bags and domains share: the author’s function runs once for each item. */
import { strictlyEqual, truth } from "./comparison.ts";
import { block, choose, type Flow, leave } from "./control.ts";
import { branch, numberNow } from "./emitter.ts";
import { and, arithmetic, compare, constant, not, or } from "./expressions.ts";
import type { Call } from "./method-call.ts";
import { obstacle } from "./obstacle.ts";
import { numberOf } from "./packed-read.ts";
import { countOf, itemsOf, nthOf } from "./sequences.ts";
import {
  boolValue,
  type Cell,
  type Item,
  isKnown,
  known,
  undefinedValue,
  type Value,
} from "./values.ts";

/** The methods that arrays, sets, bags and domains share: each of the author's functions runs once for each item. */
export function ofItems(call: Call): Value {
  const { flow, of, name, args, apply } = call;
  const [first] = args;
  const items = itemsOf(flow, of);
  const test = (item: Value, i: number): Value => {
    if (of.is !== "packed" || !of.writable) return apply(first ?? undefinedValue, [item, known(i)]);
    flow.iterating.push({ packed: of.packed, byLoop: false, changed: false });
    const value = apply(first ?? undefinedValue, [item, known(i)]);
    flow.iterating.pop();
    return value;
  };
  switch (name) {
    case "every":
      return boolValue(not(anyItem(flow, items, (item, i) => not(truth(test(item, i))))));
    case "some":
      return boolValue(anyItem(flow, items, (item, i) => truth(test(item, i))));
    case "find":
      return find(flow, items, (item, i) => truth(test(item, i)));
    case "filter":
      return { is: "sequence", items: filtered(flow, items, (item, i) => truth(test(item, i))) };
    case "count":
      return countOf(filtered(flow, items, (item, i) => truth(test(item, i))));
    case "map":
      return { is: "sequence", items: mapped(flow, items, test) };
    case "includes":
      return boolValue(
        or(
          ...items.map(({ present, value }) =>
            and(present, strictlyEqual(value, first ?? undefinedValue)),
          ),
        ),
      );
    case "at":
      return first !== undefined &&
        isKnown(first) &&
        typeof first.value === "number" &&
        first.value >= 0
        ? nthOf(flow, items, first.value)
        : atPosition(flow, items, first ?? undefinedValue);
    case "toArray":
    case "slice":
    case "values":
      if (args.length > 0) return obstacle(`${name} with arguments`);
      return { is: "sequence", items };
    case "forEach":
      for (const [i, { present, value }] of items.entries()) {
        choose(flow, present, { a: () => test(value, i), b: () => undefinedValue });
      }
      return undefinedValue;
    default:
      return obstacle(`the method ${name}`);
  }
}

/**
 * Whether the test holds for an item that is present; stops at the first, as JavaScript does. Tests without statements are
 * joined into one condition; before one with statements, which may fail, those before it are decided.
 */
function anyItem(
  flow: Flow,
  items: readonly Item[],
  test: (item: Value, i: number) => ReturnType<typeof truth>,
): ReturnType<typeof truth> {
  const value = block(flow, (exit) => {
    let pure: ReturnType<typeof truth> = { op: "false" };
    const leaveIf = (condition: ReturnType<typeof truth>): void => {
      choose(flow, condition, {
        a: () => {
          leave(flow, exit, known(true));
          return undefinedValue;
        },
        b: () => undefinedValue,
      });
    };
    for (const [i, { present, value: item }] of items.entries()) {
      if (flow.out.dead) break;
      const decided = pure;
      const { result, isPure } = afterwards(
        flow,
        () => leaveIf(decided),
        () =>
          choose(flow, present, {
            a: () => boolValue(test(item, i)),
            b: () => known(false),
          }),
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

function find(
  flow: Flow,
  items: readonly Item[],
  test: (item: Value, i: number) => ReturnType<typeof truth>,
): Value {
  return block(flow, (exit) => {
    for (const [i, { present, value }] of items.entries()) {
      const found = choose(flow, present, {
        a: () => boolValue(test(value, i)),
        b: () => known(false),
      });
      choose(flow, truth(found), {
        a: () => {
          leave(flow, exit, value);
          return undefinedValue;
        },
        b: () => undefinedValue,
      });
    }
    return undefinedValue;
  });
}

function filtered(
  flow: Flow,
  items: readonly Item[],
  test: (item: Value, i: number) => ReturnType<typeof truth>,
): readonly Item[] {
  return items
    .map(({ present, value }, i): Item => {
      const kept = choose(flow, present, {
        a: () => boolValue(test(value, i)),
        b: () => known(false),
      });
      return { present: truth(kept), value };
    })
    .filter(({ present }) => present.op !== "false");
}

function mapped(
  flow: Flow,
  items: readonly Item[],
  image: (item: Value, i: number) => Value,
): readonly Item[] {
  return items.map(({ present, value }, i) => ({
    present,
    value: choose(flow, present, {
      a: () => image(value, i),
      b: () => undefinedValue,
    }),
  }));
}

/** The item at a position that is computed; negative positions count from the end, as in `at`. */
function atPosition(flow: Flow, items: readonly Item[], position: Value): Value {
  const length = numberOf(countOf(items));
  const asked = numberOf(position);
  const place = numberNow(flow.out, {
    op: "choose",
    if: compare("<", asked, constant(0)),
    a: arithmetic("+", asked, length),
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
