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
  refuseTooMany(countOf(domain));
  return [...values(domain)];
}

/** All combinations of values, one for each name; the last name varies fastest. */
export function combinations(
  domains: Readonly<Record<string, Domain>>,
): readonly Readonly<Record<string, unknown>>[] {
  refuseTooMany(productOf(domains));
  return [...product(domains)];
}

function refuseTooMany(count: number): void {
  if (count <= mostValues) return;
  throw new CheckerError({
    kind: "spec",
    code: "too-many-values",
    message: `a choice has more than ${mostValues} possible values`,
    hint: "choose from a smaller domain, or make the choice in several actions",
  });
}

/** How many values a domain has, by formula: what has too many is not even begun. Infinity where a number ends. */
function countOf(domain: Domain): number {
  switch (domain.kind) {
    case "bool":
    case "range":
    case "oneOf":
    case "symmetric":
    case "index":
      return domain.size;
    case "optional":
      return countOf(domain.of) + (domain.of.kind === "optional" ? 0 : 1);
    case "record":
      return productOf(domain.fields);
    case "union":
      return Object.values<Fields>(domain.variants).reduce((sum, of) => sum + productOf(of), 0);
    case "map":
      return countOf(domain.value) ** domain.key.size;
    case "set":
      return 2 ** countOf(domain.element);
    case "list":
      return sumOver(domain.max, (length) => countOf(domain.element) ** length);
    case "bag":
      return sumOver(domain.max, (size) => multisetsOf(countOf(domain.element), size));
    default:
      return unreachable(domain);
  }
}

function productOf(fields: Fields): number {
  return Object.values(fields).reduce((product, field) => product * countOf(field), 1);
}

/** The sum for 0 … `last`, given up as soon as it is too large. */
function sumOver(last: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i <= last && sum <= mostValues; i++) sum += term(i);
  return sum;
}

/** n + k − 1 choose k. */
function multisetsOf(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k && ways <= mostValues; i++) ways = (ways * (n + i - 1)) / i;
  return ways;
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
      if (domain.of.kind === "optional") return values(domain.of); // null inside null is the same null
      return concatenation([null], values(domain.of));
    case "record":
      return product(domain.fields);
    case "union":
      return variants(domain.variants);
    case "map":
      return product(Object.fromEntries([...domain.key].map((key) => [String(key), domain.value])));
    case "set":
      return subsets([...values(domain.element)]);
    case "list":
      return sequences([...values(domain.element)], domain.max);
    case "bag":
      return multisets([...values(domain.element)], domain.max);
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
