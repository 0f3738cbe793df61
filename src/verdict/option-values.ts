/** How the values of options are read; one that cannot be meant is refused, with what could be. */
import { CheckerError } from "../diagnostics/checker-error.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";

export function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  throw badOption(`${option} cannot be ${JSON.stringify(value)}`, `one of ${known.join(", ")}`);
}

/** The least and, if there is one, the greatest number that is allowed. */
export interface Bounds {
  readonly least: number;
  readonly most?: number;
}

export function whole(
  option: string,
  value: number | undefined,
  { least, most = Number.MAX_SAFE_INTEGER }: Bounds,
): number | undefined {
  if (value === undefined) return value;
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} on` : `${least} to ${most}`;
  throw badOption(`${option} cannot be ${value}`, `give a whole number from ${range}`);
}

export function positive(option: string, value: number | undefined): number | undefined {
  if (value === undefined || (Number.isFinite(value) && value > 0)) return value;
  throw badOption(`${option} cannot be ${value}`, "give a positive number");
}

export function yesOrNo(option: string, value: boolean | undefined): boolean {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  throw badOption(`${option} cannot be ${JSON.stringify(value)}`, "give true or false");
}

export function unknownName(what: string, name: string, known: readonly string[]): CheckerError {
  const meant = didYouMean(name, known);
  return badOption(
    `there is no ${what} "${name}"`,
    meant === undefined ? `one of ${known.join(", ")}` : `did you mean "${meant}"?`,
  );
}

/** The error for a call that cannot be honoured. */
export function badOption(message: string, hint: string): CheckerError {
  return new CheckerError({ kind: "usage", code: "bad-option", message, hint });
}
