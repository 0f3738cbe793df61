/**
 * The text that puts the state standing for an orbit in the place of a state, for schemas in which every fact is about one
 * symmetric element at most: the elements are sorted by what is said about each. Straight-line code over integers: a key for
 * every element, a sorting network (Batcher, "Sorting networks and their applications", AFIPS 1968; in the form of Knuth,
 * TAOCP 5.2.2, algorithm M, for any number of elements), and the keys written back to where the elements have their facts.
 *
 * A step changes little, so most states are sorted, or nearly so, when they come here: the first comparison of all
 * neighbours often ends it, and the processor foresees the others.
 */
import { indented } from "./generate-procedure.ts";

/** A fact about an element: some bits of a word, and where they are in the key of the element. */
export interface SortedBits {
  readonly word: number;
  readonly shift: number;
  readonly width: number;
  readonly keyShift: number;
}

/** A slot that holds an element: `offset` is the number that it has for the first. One bit of the key of that element. */
export interface SortedIdentity extends SortedBits {
  readonly offset: number;
}

/** The elements of one domain. */
export interface SortedDomain {
  /** By element, its facts; the same keyShifts for all. */
  readonly elements: readonly (readonly SortedBits[])[];
  readonly identities: readonly SortedIdentity[];
}

/** What is to be sorted. Keys have at most 30 bits. */
export type Sorting = readonly SortedDomain[];

/** The declaration of `canonicalise(out, n)`. */
export function sortingLines(sorting: Sorting, words: number): readonly string[] {
  const changed = wordsOf(sorting.flatMap(bitsOf));
  const all = Array.from({ length: words }, (_, word) => word).filter((word) => changed.has(word));
  const place = (word: number): string => `out[n${word === 0 ? "" : ` + ${word}`}]`;
  return [
    "function canonicalise(out, n) {",
    ...all.map((word) => `  let w${word} = ${place(word)};`),
    "  let t = 0;",
    ...sorting.flatMap((domain) => ["  {", ...indented(indented(domainLines(domain))), "  }"]),
    ...all.map((word) => `  ${place(word)} = w${word};`),
    "}",
    "",
  ];
}

function bitsOf({ elements, identities }: SortedDomain): readonly SortedBits[] {
  return [...elements.flat(), ...identities];
}

function wordsOf(bits: readonly SortedBits[]): ReadonlySet<number> {
  return new Set(bits.map(({ word }) => word));
}

function domainLines(domain: SortedDomain): readonly string[] {
  const { elements, identities } = domain;
  const count = elements.length;
  const held = identities.map((identity, i) => `const i${i} = ${fieldText(identity)};`);
  const keys = elements.map((bits, element) => {
    const own = bits.map((one) => shifted(fieldText(one), one.keyShift));
    const holders = identities.map(({ offset, keyShift }, i) =>
      shifted(`(i${i} === ${element + offset} ? 1 : 0)`, keyShift),
    );
    return `let k${element} = ${[...own, ...holders].join(" | ") || "0"};`;
  });
  const inOrder = Array.from({ length: count - 1 }, (_, i) => `k${i} <= k${i + 1}`);
  return [
    ...held,
    ...keys,
    `if (!(${inOrder.join(" && ")})) {`,
    ...indented(networkOf(count).map(([a, b]) => exchangeText(`k${a}`, `k${b}`))),
    ...indented(writeLines(domain)),
    "}",
  ];
}

function fieldText({ word, shift, width }: SortedBits): string {
  return `((w${word} >>> ${shift}) & ${2 ** width - 1})`;
}

function shifted(text: string, by: number): string {
  return by === 0 ? text : `(${text} << ${by})`;
}

function exchangeText(a: string, b: string): string {
  return `if (${a} > ${b}) { t = ${a}; ${a} = ${b}; ${b} = t; }`;
}

function writeLines(domain: SortedDomain): readonly string[] {
  const { elements, identities } = domain;
  return [...wordsOf(bitsOf(domain))].map((word) => {
    const own = elements.flatMap((bits, element) =>
      bits
        .filter((one) => one.word === word)
        .map(({ shift, width, keyShift }) =>
          shifted(`((k${element} >>> ${keyShift}) & ${2 ** width - 1})`, shift),
        ),
    );
    // an identity that is held by nobody stays as it is: 0, as all else that is absent
    const held = identities
      .filter((one) => one.word === word)
      .flatMap(({ shift, keyShift, offset }) =>
        elements.map((_, element) =>
          shifted(`(((k${element} >>> ${keyShift}) & 1) * ${element + offset})`, shift),
        ),
      );
    const cleared = bitsOf(domain)
      .filter((one) => one.word === word)
      .reduce((mask, { shift, width }) => mask | ((2 ** width - 1) << shift), 0);
    return `w${word} = (w${word} & ${~cleared}) | ${[...own, ...held].join(" | ")};`;
  });
}

/** Comparisons, one after the other, that sort so many numbers. */
export function networkOf(count: number): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  const steps = Math.ceil(Math.log2(Math.max(count, 1)));
  for (let p = 2 ** (steps - 1); p >= 1; p = Math.floor(p / 2)) {
    let q = 2 ** (steps - 1);
    let r = 0;
    for (let d = p; ; ) {
      for (let i = 0; i < count - d; i++) if ((i & p) === r) pairs.push([i, i + d]);
      if (q === p) break;
      d = q - p;
      q = Math.floor(q / 2);
      r = p;
    }
  }
  return pairs;
}
