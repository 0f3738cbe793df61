/** All values of a domain, one by one: parameters of actions, choices among initial states, the elements of `forEach`. */
import { unreachable } from "../diagnostics/bug.ts";
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { Domain, Fields } from "../spec/domain.ts";

/** More values than this are refused: each becomes an action instance or an initial state that is held in memory. */
const mostValues = 1_000_000;

/**
 * The values of a domain in its order, as plain data (sets and bags as arrays), ready to be admitted.
 * @throws CheckerError `too-many-values` beyond a million.
 */
export function enumerate(domain: Domain): readonly unknown[] {
  return collect(values(domain));
}

/** All combinations of values, one for each name; the last name varies fastest. */
export function combinations(
  domains: Readonly<Record<string, Domain>>,
): readonly Readonly<Record<string, unknown>>[] {
  return collect(product(domains));
}

function collect<T>(all: Iterable<T>): readonly T[] {
  const collected: T[] = [];
  for (const value of all) {
    if (collected.length === mostValues) {
      throw new CheckerError({
        kind: "spec",
        code: "too-many-values",
        message: `a choice has more than ${mostValues} possible values`,
        hint: "choose from a smaller domain, or make the choice in several actions",
      });
    }
    collected.push(value);
  }
  return collected;
}

function values(domain: Domain): Iterable<unknown> {
  switch (domain.kind) {
    case "bool":
    case "range":
    case "oneOf":
    case "symmetric":
    case "index":
      return domain;
    case "optional":
      return concatenation([null], values(domain.of));
    case "record":
      return product(domain.fields);
    case "union":
      return variants(domain.variants);
    case "map":
      return product(Object.fromEntries([...domain.key].map((key) => [String(key), domain.value])));
    case "set":
      return subsets(enumerate(domain.element));
    case "list":
      return sequences(enumerate(domain.element), domain.max);
    case "bag":
      return multisets(enumerate(domain.element), domain.max);
    default:
      return unreachable(domain);
  }
}

function* concatenation(...parts: readonly Iterable<unknown>[]): Iterable<unknown> {
  for (const part of parts) yield* part;
}

function* product(fields: Fields): Iterable<Readonly<Record<string, unknown>>> {
  const [first, ...others] = Object.keys(fields);
  if (first === undefined) {
    yield {};
    return;
  }
  const rest = Object.fromEntries(others.map((name) => [name, fields[name] as Domain])); // its own keys
  for (const value of values(fields[first] as Domain)) {
    for (const others of product(rest)) yield { [first]: value, ...others };
  }
}

function* variants(all: Readonly<Record<string, Fields>>): Iterable<unknown> {
  for (const [tag, fields] of Object.entries(all)) {
    for (const value of product(fields)) yield { tag, ...value };
  }
}

function* subsets(elements: readonly unknown[]): Iterable<readonly unknown[]> {
  const [first, ...rest] = elements;
  if (elements.length === 0) {
    yield [];
    return;
  }
  for (const subset of subsets(rest)) {
    yield subset;
    yield [first, ...subset];
  }
}

function* sequences(elements: readonly unknown[], longest: number): Iterable<readonly unknown[]> {
  yield [];
  if (longest === 0) return;
  for (const rest of sequences(elements, longest - 1)) {
    for (const element of elements) yield [element, ...rest];
  }
}

function* multisets(elements: readonly unknown[], largest: number): Iterable<readonly unknown[]> {
  yield [];
  if (largest === 0) return;
  for (const [i, element] of elements.entries()) {
    for (const rest of multisets(elements.slice(i), largest - 1)) yield [element, ...rest];
  }
}
