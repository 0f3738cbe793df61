/** Values of a state as people write them: `{app0, app1}` is a set, `[a, b]` a list, `{since: 2}` a record, `–` nothing. */
import { StoredBag } from "./model-bag.ts";
import { StoredSet } from "./model-set.ts";

/** One line for any value of a state. Strings are shown bare: elements and enum values are names. */
export function show(value: unknown): string {
  if (value === null) return "–";
  if (typeof value !== "object") return String(value);
  if (value instanceof StoredSet) return `{${[...value].map(show).join(", ")}}`;
  if (value instanceof StoredBag) return showBag(value);
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  const { tag, ...fields } = value as Record<string, unknown>;
  const inner = Object.entries(fields).map(([key, field]) => `${key}: ${show(field)}`);
  if (tag === undefined) return `{${inner.join(", ")}}`;
  return inner.length === 0 ? String(tag) : `${show(tag)}(${inner.join(", ")})`;
}

function showBag(bag: StoredBag<unknown>): string {
  const elements = bag.distinct().map((element) => {
    const count = bag.count(element);
    return count === 1 ? show(element) : `${show(element)} ×${count}`;
  });
  return `⟅${elements.join(", ")}⟆`;
}
