import { machine } from "everystate";
import { application, directIo, type Environment } from "./application.ts";
import { blocks } from "./blocks.ts";
import { dma } from "./dma.ts";
import { identities, type Sizes } from "./identities.ts";
import { mapping } from "./mapping.ts";
import { pins } from "./pins.ts";
import { properties } from "./properties.ts";
import { truncateState, truncation, waitForIdlePages } from "./truncate.ts";

export function refuseLongTerm(environment: Environment, sizes: Sizes = { pages: 2, apps: 1 }) {
  const who = identities(sizes);
  const { state, init } = truncateState(who);
  return machine({
    name: `long-term pins refused, ${environment} application`,
    state,
    init,
    actions: {
      ...application(who, environment).actions,
      ...directIo(who, environment).actions,
      ...pins(who, "refused").actions,
      ...mapping(who).actions,
      ...truncation(who, "once allowed").actions,
      ...waitForIdlePages(who).actions,
      ...blocks(who).actions,
      ...dma(who).actions,
    },
    properties: properties(who).properties,
    final: (s) => s.truncate.tag === "done" && who.app.every((a) => s.call[a].tag === "idle"),
    expect: {
      registrationSucceeds: "unreachable",
      truncateEnds: environment === "restless" ? "violated" : "holds",
    },
  });
}

export const neverReleases = refuseLongTerm("neverReleases");
export const restless = refuseLongTerm("restless");
