import { describe, expect, it } from "vitest";
import type { FormulaOver } from "../../src/spec/formula.ts";
import { holdsOnLasso } from "../../src/trace/lasso-semantics.ts";

type Text = FormulaOver<string>;

const atom = (name: string): Text => ({ op: "atom", atom: name });
const [p, q] = [atom("p"), atom("q")];
const one = (op: "not" | "next" | "always" | "eventually", of: Text): Text => ({ op, of });
const two = (
  op: "implies" | "iff" | "until" | "weakUntil" | "release",
  left: Text = p,
  right: Text = q,
): Text => ({ op, left, right });

/** A word as text: what is true at each position, the loop in parentheses. */
function isTrueOf(formula: Text, text: string): boolean {
  const [stem = "", loop = ""] = text.split("(");
  const positions = [stem, loop.replace(")", "")].map((part) => part.split(" ").filter(Boolean));
  const letters = positions.flat();
  return holdsOnLasso(formula, {
    length: letters.length,
    loopAfter: (positions[0] as string[]).length,
    isTrue: (name, position) => (letters[position] as string).includes(name),
  });
}

describe("a formula of a lasso", () => {
  it.each<readonly [name: string, formula: Text, yes: readonly string[], no: readonly string[]]>([
    ["p", p, ["p (-)"], ["- (p)"]],
    ["not p", one("not", p), ["- (p)"], ["p (-)"]],
    ["and", { op: "and", all: [p, q] }, ["pq (-)"], ["p (q)", "- (pq)"]],
    ["and of none", { op: "and", all: [] }, ["(-)"], []],
    ["or", { op: "or", all: [p, q] }, ["p (-)", "q (-)"], ["- (pq)"]],
    ["or of none", { op: "or", all: [] }, [], ["(pq)"]],
    ["implies", two("implies"), ["- (-)", "q (-)", "pq (-)"], ["p (q)"]],
    ["iff", two("iff"), ["- (p)", "pq (-)"], ["p (pq)", "q (pq)"]],
    ["next", one("next", p), ["- p (-)", "(- p)", "(p)"], ["p (-)", "(p -)"]],
    ["next at the end of the loop", one("next", one("next", p)), ["(p -)", "- (- p)"], ["p (- -)"]],
    ["always", one("always", p), ["(p)", "p (p p)"], ["p (p -)", "- (p)"]],
    ["eventually", one("eventually", p), ["- (- p)", "p (-)"], ["(-)", "(q -)"]],
    ["always eventually", one("always", one("eventually", p)), ["- (p -)"], ["p p (-)"]],
    ["eventually always", one("eventually", one("always", p)), ["- (p)"], ["p (p -)"]],
    ["until", two("until"), ["p p (q)", "q (-)", "(p q)"], ["(p)", "p - (q)", "- (q)"]],
    ["weak until", two("weakUntil"), ["(p)", "p (q)", "q (-)"], ["p - (q)", "- (-)"]],
    ["release", two("release"), ["(q)", "q pq (-)", "pq (-)"], ["q p (q)", "p (q)", "q (-)"]],
  ])("%s", (_, formula, yes, no) => {
    expect(yes.filter((word) => !isTrueOf(formula, word))).toEqual([]);
    expect(no.filter((word) => isTrueOf(formula, word))).toEqual([]);
  });
});
