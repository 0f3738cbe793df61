/**
 * The possible elements of a set or bag, taken apart: which vertices an element mentions and in which role, and what is left
 * when they are taken out. Elements of one shape differ only in the vertices that play the roles.
 */
import { unreachable } from "../diagnostics/bug.ts";
import { entriesOf, fieldsOfMap, variantFields } from "../model/reference/domain-parts.ts";
import { type Vertices, vertexOf } from "../model/vertices.ts";
import type { Domain, Fields } from "../spec/domain.ts";

/** A vertex, and what it is there for. Vertices in one role are exchangeable as far as the role tells. */
export interface Mention {
  readonly role: string;
  readonly vertex: number;
}

export interface Term {
  /** The element without its vertices. */
  readonly shape: string;
  readonly mentions: readonly Mention[];
  /**
   * Whether the element is told by its shape and the vertices in the order of `mentions`. It is not where the vertices are
   * in a set, because these have no order of their own.
   */
  readonly ordered: boolean;
}

/** Takes apart a plain value, as `enumerate` gives it. */
export function termOf(vertices: Vertices, domain: Domain, value: unknown, role = ""): Term {
  const inner = (of: Domain, part: unknown, at: string): Term =>
    termOf(vertices, of, part, `${role}.${at}`);
  switch (domain.kind) {
    case "bool":
    case "range":
    case "oneOf":
    case "index":
      return { shape: JSON.stringify(value), mentions: [], ordered: true };
    case "symmetric": {
      const vertex = vertexOf(vertices, domain.name, value as string);
      return { shape: "*", mentions: [{ role, vertex }], ordered: true };
    }
    case "optional":
      return value === null
        ? { shape: "null", mentions: [], ordered: true }
        : inner(domain.of, value, "?");
    case "record":
      return sequence(fieldTerms(domain.fields, value, inner));
    case "union": {
      const { tag } = value as { readonly tag: string };
      const { shape, ...rest } = sequence(fieldTerms(variantFields(domain, tag), value, inner));
      return { shape: `${JSON.stringify(tag)}${shape}`, ...rest };
    }
    case "map": {
      const values = fieldTerms(fieldsOfMap(domain), value, inner);
      if (domain.key.kind !== "symmetric") return sequence(values);
      const { name, elements } = domain.key;
      const entries = (elements as readonly string[]).map((key) => {
        const under = vertexOf(vertices, name, key);
        const of = (value as Readonly<Record<string, unknown>>)[key];
        return keyed(inner(domain.value, of, "[]"), { role, vertex: under });
      });
      return multitude(entries, role);
    }
    case "list": {
      const items = value as readonly unknown[];
      return sequence(items.map((item, i) => inner(domain.element, item, String(i))));
    }
    case "set":
    case "bag": {
      const members = [...(value as Iterable<unknown>)];
      return multitude(
        members.map((member) => inner(domain.element, member, "∈")),
        role,
      );
    }
    default:
      return unreachable(domain);
  }
}

type Inner = (domain: Domain, value: unknown, at: string) => Term;

function fieldTerms(fields: Fields, value: unknown, inner: Inner): readonly Term[] {
  const values = value as Readonly<Record<string, unknown>>;
  return entriesOf(fields).map(([name, domain]) => inner(domain, values[name], name));
}

function sequence(terms: readonly Term[]): Term {
  return {
    shape: `(${terms.map(({ shape }) => shape).join()})`,
    mentions: terms.flatMap(({ mentions }) => mentions),
    ordered: terms.every(({ ordered }) => ordered),
  };
}

function keyed({ shape, mentions }: Term, key: Mention): Term {
  return { shape, mentions: [key, ...mentions], ordered: false };
}

/** Members without an order: what one is like says what its vertices are there for. */
function multitude(terms: readonly Term[], role: string): Term {
  const shapes = terms.map(({ shape }) => shape).sort();
  return {
    shape: `{${shapes.join()}}`,
    mentions: terms.flatMap(({ shape, mentions }) =>
      mentions.map((mention) => ({ ...mention, role: `${role}{${shape}}${mention.role}` })),
    ),
    ordered: terms.every(({ mentions }) => mentions.length === 0),
  };
}
