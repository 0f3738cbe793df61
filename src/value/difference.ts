/** What changed between two states, field by field: a step of a trace shows this and nothing else. */
import { Container } from "./container.ts";
import { same } from "./same.ts";

/** One field, as deep as records and maps go: `pins[page0]` was `before` and is `after`. */
export interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The changes from one state to another, in the order of the fields. Lists, sets and bags change as a whole. */
export function difference(before: unknown, after: unknown): readonly Change[] {
  const changes: Change[] = [];
  collect({ path: "", before, after }, changes);
  return changes;
}

/** Every field of a state with its value, in the form of `difference`. */
export function fieldsOf(
  state: unknown,
): readonly { readonly path: string; readonly value: unknown }[] {
  if (!isNested(state)) return [{ path: "", value: state }];
  return Object.entries(state).flatMap(([key, value]) =>
    fieldsOf(value).map((inner) => ({ path: join(key, inner.path), value: inner.value })),
  );
}

function collect(change: Change, into: Change[]): void {
  const { path, before, after } = change;
  if (same(before, after)) return;
  if (!isNested(before) || !isNested(after) || before["tag"] !== after["tag"]) {
    into.push(change);
    return;
  }
  for (const key of Object.keys(before)) {
    const inner = path === "" ? key : `${path}[${key}]`;
    collect({ path: inner, before: before[key], after: after[key] }, into);
  }
}

function join(key: string, inner: string): string {
  if (inner === "") return key;
  const [first = "", ...rest] = inner.split("[");
  return [`${key}[${first}]`, ...rest].join("[");
}

/** Records and maps; a union value counts as one record of its variant. */
function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Container)
  );
}
