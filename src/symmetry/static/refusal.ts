/** What a function does that tells symmetric elements apart, and how the author is told. */
import { CheckerError, type SourceLocation } from "../../diagnostics/checker-error.ts";
import { LINE_BREAK } from "../../diagnostics/code-frame.ts";
import type { SourcePlace } from "../../model/compiled/front/source-tree.ts";
import type { SymmetricDomain } from "../../spec/domain.ts";
import type { Site } from "./abstract-value.ts";

/** `picks` and `listing` make no difference where there is only one to pick. */
export type Apart = "orders" | "computes" | "reads" | "names" | "picks" | "lists";

export interface Refusal {
  readonly apart: Apart;
  readonly domain: SymmetricDomain;
  /** What is done, after the name of the function: `orders its elements with <`. */
  readonly what: string;
  readonly at: Site;
}

/** Whether a refusal says nothing when there is at most one element to pick. */
export function isAboutSeveral({ apart }: Refusal): boolean {
  return apart === "picks" || apart === "lists";
}

/** The function of the author's that is looked at. */
export interface Subject {
  /** `the guard of pin`. */
  readonly who: string;
  readonly about: (...args: never[]) => unknown;
}

export function errorOf({ who, about }: Subject, refusal: Refusal): CheckerError {
  const { domain, what, at } = refusal;
  return new CheckerError({
    kind: "spec",
    code: "not-symmetric",
    message: `"${domain.name}" is declared symmetric, but ${who} ${what}`,
    hint: hintOf(refusal),
    location: locationOf(at),
    about,
  });
}

function hintOf({ apart, domain: { name } }: Refusal): string {
  const instead = `or declare index("${name}", …), whose elements need not be alike`;
  switch (apart) {
    case "orders":
      return `compare with === or !==; ${instead}`;
    case "computes":
    case "reads":
      return `an element of a symmetric domain is nothing but different from the others: use a field of the state; ${instead}`;
    case "names":
      return `say in the state who has the role, and choose(…) who has it initially; ${instead}`;
    case "picks":
      return `make the element a parameter of the action (for), or ask every(…) or some(…); where there is only one, say so by asking for size === 1; ${instead}`;
    case "lists":
      return `make each element a parameter of an action (for), or use a set; ${instead}`;
  }
}

function locationOf({ code, start }: Site): SourceLocation | undefined {
  const { file, text, offset } = code;
  if (file === undefined || text === undefined) return undefined;
  return locationIn({ file, text, start: start + offset });
}

/** Line and column of an offset. */
export function locationIn({ file, text, start }: SourcePlace): SourceLocation {
  const lines = text.slice(0, start).split(LINE_BREAK);
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
