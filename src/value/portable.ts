/**
 * Values of a state on their way to another process and back. What arrives is data: it can be shown, compared and read like
 * the value, but its sets and bags know nothing of their domains.
 */
import { Container } from "./container.ts";
import type { ElementCodec } from "./element-codec.ts";
import { modelBag, StoredBag } from "./model-bag.ts";
import { modelSet } from "./model-set.ts";

/** The key of what stands for a set or a bag; no field of a state can have it. */
const mark = "everystate:container";

/** A copy in which every set and bag, at any depth, is replaced by plain data. Functions are left out. */
export function toPortable(value: unknown): unknown {
  if (typeof value === "function") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Container) {
    const kind = value instanceof StoredBag ? "bag" : "set";
    return { [mark]: kind, elements: [...value].map(toPortable) };
  }
  if (Array.isArray(value)) return value.map(toPortable);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPortable(inner)]));
}

/** What `toPortable` was given, with sets and bags in the same order. */
export function fromPortable(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(fromPortable);
  if (mark in value && "elements" in value) {
    const elements = (value.elements as readonly unknown[]).map(fromPortable); // made above
    const codec = codecOf(elements);
    if (value[mark] === "set") return modelSet(codec, elements);
    return modelBag({ ...codec, max: elements.length, overflow: refuse }, elements);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fromPortable(inner)]),
  );
}

/** Codes that sort in the order in which the elements come. */
function codecOf(elements: readonly unknown[]): ElementCodec<unknown> {
  const codes = new Map<string, string>();
  for (const element of elements) {
    const text = JSON.stringify(element);
    if (!codes.has(text)) codes.set(text, String(codes.size).padStart(9, "0"));
  }
  const find = (value: unknown): string | undefined => codes.get(JSON.stringify(value));
  return {
    family: codes,
    admit: (value) => ({ code: find(value) ?? refuse(), value }),
    codeOf: (value) => find(value) ?? "absent",
    find,
    beforeChange: refuse,
    unknownName: () => {},
  };
}

function refuse(): never {
  throw new TypeError("a value of a trace cannot be changed");
}
