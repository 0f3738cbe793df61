/**
 * What all protocols have in common, put together: applications with their page tables and pins, the device, the block map
 * and a truncate. A protocol adds what is its own.
 *
 * Source: that of the parts.
 */
import { application, type Environment } from "./application.ts";
import { blocks } from "./blocks.ts";
import { dma } from "./dma.ts";
import type { Identities } from "./identities.ts";
import { mapping } from "./mapping.ts";
import { type LongTermPolicy, pins } from "./pins.ts";
import { properties } from "./properties.ts";
import { type Frees, truncateState, truncation } from "./truncate.ts";

/** Where the protocols differ. */
export interface Rules {
  readonly longTerm: LongTermPolicy;
  readonly frees: Frees;
}

/** State, actions and properties, to be completed and made a machine. */
export function system(
  identities: Identities,
  environment: Environment,
  { longTerm, frees }: Rules,
) {
  return {
    ...truncateState(identities),
    actions: {
      ...application(identities, environment, longTerm).actions,
      ...pins(identities, longTerm).actions,
      ...mapping(identities).actions,
      ...truncation(identities, frees).actions,
      ...blocks(identities).actions,
      ...dma(identities).actions,
    },
    properties: properties(identities).properties,
  };
}
