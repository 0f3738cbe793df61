/**
 * The system that a protocol lives in, put together: filesystem, applications, their exit, and a device. A protocol says
 * where it differs, and adds what is its own.
 *
 * Source: that of the parts.
 */
import { liveness } from "../wishes/liveness.ts";
import { noRules, quality, type Rules } from "../wishes/quality.ts";
import { type Claims, pinsOnly, safety } from "../wishes/safety.ts";
import { applications, type Etiquette, noEtiquette } from "./applications.ts";
import { blocks, type Freeing } from "./blocks.ts";
import { consent, type Scan } from "./consent.ts";
import { device, deviceState, type Reach, whileLive } from "./device.ts";
import { type Exit, exit, ordinaryExit } from "./exit.ts";
import { kinds, operations, type Policy, type Relocation } from "./operations.ts";
import { anybody, type Pinning, pinning } from "./pinning.ts";
import { onlyIf, type World } from "./world.ts";

/** Where protocols differ. */
export interface Protocol {
  /** What each operation asks before it takes a block away. */
  readonly policy: Policy;
  readonly etiquette?: Etiquette;
  readonly pinning?: Pinning;
  readonly freeing?: Freeing;
  readonly relocation?: Relocation;
  readonly exit?: Exit;
  /** The protocol kills: exits happen in every environment. */
  readonly kills?: boolean;
  readonly reach?: Reach;
  /** The device is one of its own: iommu.ts, faulting-device.ts. */
  readonly ownDevice?: boolean;
  readonly scan?: Scan;
  readonly claims?: Claims;
  readonly rules?: Rules;
}

/** State, actions and properties, to be completed and made a machine. */
export function system(world: World, protocol: Protocol) {
  const { policy, etiquette = noEtiquette, kills = false } = protocol;
  return {
    ...deviceState(world),
    actions: {
      ...applications(world, etiquette).actions,
      ...exit(world, kills, protocol.exit ?? ordinaryExit).actions,
      ...pinning(world, etiquette, protocol.pinning ?? anybody).actions,
      ...onlyIf(!protocol.ownDevice, device(world, protocol.reach ?? whileLive).actions),
      ...operations(world, policy, protocol.relocation).actions,
      ...consent(world, policy, protocol.scan).actions,
      ...onlyIf(concernsFiles(policy), blocks(world, protocol.freeing ?? "once logged").actions),
    },
    properties: wishes(world, protocol),
    deadlock: false,
    stuttering: "tla",
  } as const;
}

/** The wishes that concern the protocol in this environment. */
export function wishes(world: World, protocol: Protocol) {
  const { policy, kills = false } = protocol;
  const { environment } = world;
  const safe = safety(world, protocol.claims ?? pinsOnly(world));
  const live = liveness(world);
  const good = quality(world, protocol.rules ?? noRules);
  const offers = (...asked: readonly (keyof Policy)[]): boolean =>
    asked.some((kind) => policy[kind] !== undefined && policy[kind] !== "is never allowed");
  const exits = kills || environment.application === "dead";
  const pins = !protocol.etiquette?.gives.includes("maps");
  const lacksHardware = !environment.iommu || !environment.pageFaults;
  return {
    ...safe.everywhere,
    ...onlyIf(offers("unbind"), safe.atUnbind),
    ...onlyIf(environment.reflink, safe.withReflink),
    ...onlyIf(environment.reflink && pins, safe.pinningWithReflink),
    ...onlyIf(offers("truncate"), live.truncating),
    ...onlyIf(offers("truncate", "evict"), live.freeing),
    ...onlyIf(environment.reflink && offers("write", "share"), live.relocating),
    ...onlyIf(offers("unbind"), live.unbinding),
    ...onlyIf(offers("evict", "unmount"), live.leaving),
    ...onlyIf(offers("offline"), live.offlining),
    ...live.asking,
    ...onlyIf(exits, live.dying),
    ...good.everywhere,
    ...onlyIf(concernsFiles(policy), good.operating),
    ...onlyIf(lacksHardware, good.poorly),
  };
}

/** There is a file whose blocks can be taken away. */
function concernsFiles(policy: Policy): boolean {
  return kinds.some((kind) => kind !== "unbind" && policy[kind] !== undefined);
}
