/** Whether a search explores one state for each orbit. */
import type { ModelProperty } from "../model/model.ts";
import { oneOf } from "./option-values.ts";
import { isLiveness } from "./predicate-columns.ts";

/** The properties of liveness among some. */
export function livenessAmong(properties: readonly ModelProperty[]): readonly ModelProperty[] {
  return properties.filter(({ parts }) => parts.some(({ question }) => isLiveness(question)));
}

/** It does unless it is told not to. */
export function symmetryOf(asked: "on" | "off" | undefined): boolean {
  return oneOf("symmetry", asked ?? "on", ["on", "off"] as const) === "on";
}
