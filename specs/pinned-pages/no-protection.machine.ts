import { machine } from "everystate";
import { application, type Environment } from "./application.ts";
import { blocks } from "./blocks.ts";
import { dma } from "./dma.ts";
import { identities, type Sizes } from "./identities.ts";
import { mapping } from "./mapping.ts";
import { pins } from "./pins.ts";
import { properties } from "./properties.ts";
import { truncateState, truncation } from "./truncate.ts";

export function noProtection(environment: Environment, sizes: Sizes = { pages: 1, apps: 1 }) {
  const who = identities(sizes);
  const { state, init } = truncateState(who);

  return machine({
    name: `no protection, ${environment} application`,
    state,
    init,
    actions: {
      ...application(who, environment).actions,
      ...pins(who, "allowed").actions,
      ...mapping(who).actions,
      ...truncation(who, "once unmapped").actions,
      ...blocks(who).actions,
      ...dma(who).actions,
    },
    properties: properties(who).properties,
    final: (s) => s.truncate.tag === "done" && who.app.every((a) => s.call[a].tag === "idle"),
    expect: {
      noStaleDmaWrite: { violated: "dmaComplete" },
      noStaleDmaRead: { violated: "dmaComplete" },
      otherFilesAreLeftAlone: { violated: "dmaComplete" },
      notFreedWhilePinned: { violated: "detach" },
    },
  });
}

export const unprotected = noProtection("cooperative");
