/** Domains as their authors wrote them, for messages: `range(0, 3)`, `one of file, free`, `set of app`. */
import { unreachable } from "../../diagnostics/bug.ts";
import type { Domain } from "../../spec/domain.ts";

export function describeDomain(domain: Domain): string {
  switch (domain.kind) {
    case "bool":
      return "true or false";
    case "range":
      return `range(${domain.lo}, ${domain.hi})`;
    case "oneOf":
      return `one of ${domain.elements.join(", ")}`;
    case "symmetric":
    case "index":
      return `the ${domain.name}s ${domain.elements.join(", ")}`;
    case "optional":
      return `${describeDomain(domain.of)}, or null`;
    case "record":
      return `a record of ${Object.keys(domain.fields).join(", ")}`;
    case "union":
      return `a tagged value of ${Object.keys(domain.variants).join(", ")}`;
    case "map":
      return `a map from ${describeDomain(domain.key)}`;
    case "set":
      return `a set of ${describeDomain(domain.element)}`;
    case "list":
      return `a list of at most ${domain.max} values, each ${describeDomain(domain.element)}`;
    case "bag":
      return `a bag of at most ${domain.max} values, each ${describeDomain(domain.element)}`;
    default:
      return unreachable(domain);
  }
}
