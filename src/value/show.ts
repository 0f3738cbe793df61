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
  const entries = Object.entries(value); // a view refuses to be asked for a tag that it may not have
  const tag = entries.find(([key]) => key === "tag");
  const fields = entries.filter((entry) => entry !== tag);
  const inner = fields.map(([key, field]) => `${key}: ${show(field)}`);
  if (tag === undefined) return `{${inner.join(", ")}}`;
  return inner.length === 0 ? show(tag[1]) : `${show(tag[1])}(${inner.join(", ")})`;
}

function showBag(bag: StoredBag<unknown>): string {
  const elements = bag.distinct().map((element) => {
    const count = bag.count(element);
    return count === 1 ? show(element) : `${show(element)} ×${count}`;
  });
  return `⟅${elements.join(", ")}⟆`;
}
