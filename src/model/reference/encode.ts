/**
 * Codes of state values: strings of UTF-16 units in which states are stored. One value has one code, codes of one domain
 * sort in a fixed order of its values, and no code is a proper prefix of another, so they can simply be concatenated.
 */
import { unreachable } from "../../diagnostics/bug.ts";
import { CheckerError } from "../../diagnostics/checker-error.ts";
import type { Domain, Fields, ListDomain } from "../../spec/domain.ts";
import { StoredBag } from "../../value/model-bag.ts";
import { StoredSet } from "../../value/model-set.ts";
import { describeDomain } from "./describe-domain.ts";
import { entriesOf, fieldsOfMap, positionsOf, variantFields } from "./domain-parts.ts";

/** Values that one unit tells apart; a scalar of a larger domain takes two. */
export const valuesPerUnit = 0x1_0000;

/** The code of a value that `admit` has made. */
export function codeOf(domain: Domain, raw: unknown): string {
  const units: number[] = [];
  encode(domain, raw, units);
  if (units.length < 4096) return String.fromCharCode(...units);
  return units.map((u) => String.fromCharCode(u)).join("");
}

function encode(domain: Domain, raw: unknown, into: number[]): void {
  switch (domain.kind) {
    case "bool":
    case "range":
    case "oneOf":
    case "symmetric":
    case "index": {
      const position = positionsOf(domain).get(raw) as number; // admitted
      if (domain.size > valuesPerUnit) into.push(Math.floor(position / valuesPerUnit));
      into.push(position % valuesPerUnit);
      return;
    }
    case "optional":
      into.push(raw === null ? 0 : 1);
      if (raw !== null) encode(domain.of, raw, into);
      return;
    case "record":
      encodeFields(domain.fields, raw, into);
      return;
    case "union": {
      const { tag } = raw as { tag: string };
      into.push(Object.keys(domain.variants).indexOf(tag));
      encodeFields(variantFields(domain, tag), raw, into);
      return;
    }
    case "map":
      encodeFields(fieldsOfMap(domain), raw, into);
      return;
    case "set": {
      const codes = StoredSet.codesOf(raw as StoredSet<unknown>);
      if (codes.length >= valuesPerUnit) throw tooLarge(codes.length);
      into.push(codes.length);
      for (const code of codes) pushUnits(code, into);
      return;
    }
    case "list": {
      const list = raw as readonly unknown[];
      into.push(list.length);
      for (let i = 0; i < list.length; i++) {
        if (!(i in list)) throw hole(domain, i);
        encode(domain.element, list[i], into);
      }
      return;
    }
    case "bag": {
      const elements = StoredBag.countsOf(raw as StoredBag<unknown>);
      into.push(elements.length);
      for (const [code, count] of elements) {
        into.push(count);
        pushUnits(code, into);
      }
      return;
    }
    default:
      unreachable(domain);
  }
}

function encodeFields(fields: Fields, raw: unknown, into: number[]): void {
  const values = raw as Readonly<Record<string, unknown>>;
  for (const [field, inner] of entriesOf(fields)) encode(inner, values[field], into);
}

function pushUnits(code: string, into: number[]): void {
  for (let i = 0; i < code.length; i++) into.push(code.charCodeAt(i));
}

function tooLarge(size: number): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "too-many-values",
    message: `a set has ${size} elements`,
    hint: `a set holds at most ${valuesPerUnit - 1} elements: choose a smaller domain for them`,
  });
}

function hole(domain: ListDomain, position: number): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "value-out-of-domain",
    message: `a list has no value at position ${position}`,
    hint: `it is ${describeDomain(domain)}: append with push, remove with splice, shift or pop`,
  });
}
