/** What a formula `always(implies(premise, …))` asks something only of: where it never holds, the formula says nothing. */
import type { AskedFormula } from "../model/model.ts";

type Column = (predicate: number) => Uint8Array;

/** 1 where the premise holds, by state; undefined for another formula, or a premise that is about more than a state. */
export function premiseColumn(formula: AskedFormula, column: Column): Uint8Array | undefined {
  if (formula.op !== "always" || formula.of.op !== "implies") return undefined;
  return columnOf(formula.of.left, column);
}

function columnOf(formula: AskedFormula, column: Column): Uint8Array | undefined {
  switch (formula.op) {
    case "atom":
      return formula.atom.on === "state" ? column(formula.atom.predicate) : undefined;
    case "not":
      return columnOf(formula.of, column)?.map((holds) => 1 - holds);
    case "and":
      return joined(formula.all, column, (all) => all.every((holds) => holds === 1));
    case "or":
      return joined(formula.all, column, (all) => all.some((holds) => holds === 1));
    default:
      return undefined;
  }
}

function joined(
  parts: readonly AskedFormula[],
  column: Column,
  holds: (all: readonly number[]) => boolean,
): Uint8Array | undefined {
  const columns: Uint8Array[] = [];
  for (const part of parts) {
    const own = columnOf(part, column);
    if (own === undefined) return undefined;
    columns.push(own);
  }
  return columns[0]?.map((_, state) => (holds(columns.map((one) => one[state] as number)) ? 1 : 0));
}
