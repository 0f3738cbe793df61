/** Whether a search explores one state for each orbit. */
import type { ModelProperty } from "../model/model.ts";
import { badOption, oneOf } from "./option-values.ts";
import { isLiveness } from "./predicate-columns.ts";

/** The properties of liveness among some: fairness and infinite behaviours are about single elements. */
export function livenessAmong(properties: readonly ModelProperty[]): readonly ModelProperty[] {
  return properties.filter(({ parts }) => parts.some(({ question }) => isLiveness(question)));
}

/** Unless told, it does where that is sound for all that is asked. */
export function symmetryOf(
  { properties }: { readonly properties: readonly ModelProperty[] },
  asked: "on" | "off" | undefined,
): boolean {
  const choice = asked === undefined ? "auto" : oneOf("symmetry", asked, ["on", "off"] as const);
  if (choice === "off") return false;
  const live = livenessAmong(properties);
  if (live.length === 0) return true;
  if (choice === "auto") return false;
  const names = live.map(({ name }) => `"${name}"`).join(", ");
  throw badOption(
    `liveness cannot be judged with symmetry reduction: ${names} ${live.length === 1 ? "needs" : "need"} all states`,
    "leave symmetry out, or choose properties without liveness",
  );
}
