/**
 * The environments of the matrix: the columns of its table. Each varies one thing of the ordinary one (kernel/world.ts); the
 * conduct of applications is crossed with reflink.
 */
import { type Environment, ordinary } from "./kernel/world.ts";

/** An environment, with a title for the reader of the table. */
export interface Setting extends Environment {
  readonly title: string;
}

const conducts = {
  cooperative: { application: "cooperative" },
  never: { application: "never releases" },
  slow: { application: "slow" },
  restless: { application: "restless" },
  dies: { application: "dead" },
  orphaned: { application: "dead", passed: true },
} as const satisfies Readonly<Record<string, Partial<Environment>>>;

/** A setting that differs from the ordinary one. */
const setting = (title: string, differs: Partial<Environment>): Setting => ({
  ...ordinary,
  ...differs,
  title,
});

export const environments = {
  cooperative: setting("cooperative", conducts.cooperative),
  never: setting("never releases", conducts.never),
  slow: setting("slower than the grace period", conducts.slow),
  restless: setting("restless", conducts.restless),
  dies: setting("registrar dies", conducts.dies),
  orphaned: setting("registrar dies, fd elsewhere", conducts.orphaned),
  passed: setting("cooperative, fd passed on", { ...conducts.cooperative, passed: true }),
  reflink: setting("cooperative, reflink", { ...conducts.cooperative, reflink: true }),
  reflinkNever: setting("never releases, reflink", { ...conducts.never, reflink: true }),
  reflinkSlow: setting("slow, reflink", { ...conducts.slow, reflink: true }),
  reflinkRestless: setting("restless, reflink", { ...conducts.restless, reflink: true }),
  reflinkOrphaned: setting("fd elsewhere, reflink", { ...conducts.orphaned, reflink: true }),
  noIommu: setting("cooperative, no IOMMU", { ...conducts.cooperative, iommu: false }),
  noIommuNever: setting("never releases, no IOMMU", { ...conducts.never, iommu: false }),
  noIommuSlow: setting("slow, no IOMMU", { ...conducts.slow, iommu: false }),
  noPageFaults: setting("cooperative, no page faults", {
    ...conducts.cooperative,
    pageFaults: false,
  }),
} as const;

export type EnvironmentName = keyof typeof environments;
