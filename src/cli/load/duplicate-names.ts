/**
 * Finds a name that occurs twice in one object literal. JavaScript keeps the last and says nothing; in a spec that would
 * drop an action or a property, and the checker would report that everything holds. The compiler of TypeScript complains
 * too, but specs run without it.
 *
 * Not duplicates: a getter with its setter, what comes out of a spread, computed keys (their values are unknown here),
 * and `__proto__`, which has rules of its own and whose repetition the parser rejects.
 */
import { type ObjectExpression, type ObjectProperty, type Program, Visitor } from "oxc-parser";

/** The offsets of both keys, in UTF-16 units from the start of the file. */
export interface DuplicateName {
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

/** The duplicate that comes first in the file, or undefined. */
export function findDuplicateName(program: Program): DuplicateName | undefined {
  let earliest: DuplicateName | undefined;
  const visitor = new Visitor({
    ObjectExpression(literal) {
      const found = duplicateIn(literal);
      if (found !== undefined && found.second < (earliest?.second ?? Number.POSITIVE_INFINITY)) {
        earliest = found;
      }
    },
  });
  visitor.visit(program);
  return earliest;
}

function duplicateIn(literal: ObjectExpression): DuplicateName | undefined {
  const seen = new Map<string, { readonly start: number; readonly kinds: Set<string> }>();
  for (const property of literal.properties) {
    if (property.type !== "Property") continue;
    const name = nameOf(property);
    if (name === undefined || name === "__proto__") continue;
    const start = property.key.start;
    const earlier = seen.get(name);
    if (earlier === undefined) {
      seen.set(name, { start, kinds: new Set([property.kind]) });
      continue;
    }
    if (!isAccessorPair(earlier.kinds, property.kind)) {
      return { name, first: earlier.start, second: start };
    }
    earlier.kinds.add(property.kind);
  }
  return undefined;
}

/** Whether a property of this kind completes a getter and setter of one name. */
function isAccessorPair(earlier: ReadonlySet<string>, kind: string): boolean {
  return kind !== "init" && !earlier.has("init") && !earlier.has(kind);
}

/** The name under which JavaScript stores the property: `1`, `1.0` and `"1"` are the same. */
function nameOf({ computed, key }: ObjectProperty): string | undefined {
  if (computed) return undefined;
  if (key.type === "Identifier") return key.name;
  if (key.type === "Literal") return String(key.value);
  return undefined;
}
