/**
 * All ways to unbind a driver under pins of its pages, put together from the parts. A protocol says which rules it has.
 *
 * Source: that of the parts.
 */
import { identities, pages, type Sizes } from "./pages.ts";
import { deregistration, type Environment, pinState, pins } from "./pins.ts";
import { properties } from "./properties.ts";
import { revocation, unbinding } from "./unbind.ts";

/** Where the protocols differ. */
export interface Rules {
  readonly longTerm: "allowed" | "refused";
  /** Whether a page that is handed out holds a reference of the map, so that waiting for the map waits for the page. */
  readonly pageHoldsMap: boolean;
  /** Whether holders of long-term pins are told of the unbind, and end them if they can. */
  readonly notifier: boolean;
}

export const small: Sizes = { pages: 1, apps: 2 };

/** State, initial state, actions and properties, to be made a machine. */
export function unbindParts(rules: Rules, environment: Environment, sizes: Sizes = small) {
  const who = identities(sizes);
  const { longTerm, pageHoldsMap, notifier } = rules;
  const common = {
    ...pages(who, pageHoldsMap).actions,
    ...pins(who, rules).actions,
    ...unbinding(who, pageHoldsMap).actions,
  };
  const isEverEnded = environment === "releases" && longTerm === "allowed"; // what is refused needs no end
  const ended = isEverEnded ? { ...common, ...deregistration(who).actions } : common;
  return {
    ...pinState(who),
    actions:
      notifier && environment === "revocable" ? { ...ended, ...revocation(who).actions } : ended,
    properties: properties(who, pageHoldsMap).properties,
  };
}
