import { machine } from "everystate";
import { application, type Environment } from "./application.ts";
import { blocks } from "./blocks.ts";
import { dma } from "./dma.ts";
import { identities, type Sizes } from "./identities.ts";
import { mapping } from "./mapping.ts";
import { pins } from "./pins.ts";
import { properties } from "./properties.ts";
import { truncateState, truncation, waitForIdlePages } from "./truncate.ts";

const small: Sizes = { pages: 2, apps: 1 };

/** State, actions and properties of the protocol, to be made a machine. */
export function waitForPinsParts(environment: Environment, sizes: Sizes = small) {
  const who = identities(sizes);
  return {
    ...truncateState(who),
    actions: {
      ...application(who, environment).actions,
      ...pins(who, "allowed").actions,
      ...mapping(who).actions,
      ...truncation(who, "once allowed").actions,
      ...waitForIdlePages(who).actions,
      ...blocks(who).actions,
      ...dma(who).actions,
    },
    properties: properties(who).properties,
  };
}

export function waitForPins(environment: Environment, sizes: Sizes = small) {
  const { app } = identities(sizes);
  return machine({
    name: `truncate waits for pins, ${environment} application`,
    ...waitForPinsParts(environment, sizes),
    final: (s) => s.truncate.tag === "done" && app.every((a) => s.call[a].tag === "idle"),
    expect: {
      truncateEnds: truncateExpected[environment],
      registrationIsAnswered: environment === "restless" && sizes.apps > 1 ? "violated" : "holds",
    },
  });
}

const truncateExpected = {
  cooperative: "holds",
  neverReleases: { violated: "dmaComplete" },
  restless: { violated: "deregister" },
} as const;

export const cooperative = waitForPins("cooperative");
export const neverReleases = waitForPins("neverReleases");
export const restless = waitForPins("restless");
