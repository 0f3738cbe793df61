/**
 * The world of the matrix: in which environment a protocol has to live, and who and what takes part.
 *
 * Source: the cases that the threads distinguish: applications that do and do not let go (Dan Williams, December 2019),
 * registrar and user that differ (RDMA, the same mail), reflink (Dave Chinner, answered by Jason Gunthorpe in February
 * 2019), and the hardware that revocation and on-demand paging need.
 */
import { index, oneOf, symmetric } from "everystate";

/** What the applications promise. A kernel thread, and a device with a request, always get on with it. */
export type Conduct =
  /** Ends every registration in finite time, within the grace period if there is one, and begins none while it is in the way. */
  | "cooperative"
  /** Keeps a registration for ever. Ignores every signal that can be ignored. */
  | "never releases"
  /** Lets go, but only after the grace period. Where there is none: in finite time. */
  | "slow"
  /** The registrar dies, at any time; its file descriptors are closed in any order. */
  | "dead"
  /** As cooperative, but begins again whenever it likes. */
  | "restless";

/** One environment. All five are data: each factory reads those that its protocol can notice. */
export interface Environment {
  readonly application: Conduct;
  /** The descriptor of each registration was passed to another process, which uses it, too, and whom no signal reaches. */
  readonly passed: boolean;
  /** Writes relocate: blocks may be shared with a clone, and be moved even if they are not. */
  readonly reflink: boolean;
  /** Devices reach memory through an IOMMU only. */
  readonly iommu: boolean;
  /** Devices can fault on a missing translation. */
  readonly pageFaults: boolean;
}

/** How large an instance is. */
export interface Sizes {
  /** Pages of the file. */
  readonly pages: number;
  /** Applications, each with one registration at a time. */
  readonly applications: number;
}

export const smallest: Sizes = { pages: 1, applications: 1 };

/**
 * The domains of an instance. On persistent memory a page is a block; here `page` is an offset of the file, `block` what
 * is behind it. With reflink one more block than pages exists, to relocate to.
 */
export function world(environment: Environment, sizes: Sizes) {
  const blocks = environment.reflink ? sizes.pages + 1 : sizes.pages;
  return {
    page: index("page", sizes.pages),
    block: index("block", blocks),
    app: symmetric("app", sizes.applications),
    direction: oneOf("read", "write"),
    environment,
  };
}

export type World = ReturnType<typeof world>;
export type Page = World["page"]["elements"][number];
export type Block = World["block"]["elements"][number];
export type App = World["app"]["elements"][number];

/** These actions or properties, or none. The type says all of them: nobody asks for one by name. */
export function onlyIf<T extends object>(condition: boolean, some: T): T {
  return condition ? some : ({} as T); // what is left out is not part of the machine
}

/** The environment that the others differ from: what the threads argue about, with the hardware that revocation needs. */
export const ordinary: Environment = {
  application: "cooperative",
  passed: false,
  reflink: false,
  iommu: true,
  pageFaults: true,
};

/** A name for an environment, which says how it differs from the ordinary one. */
export function nameOf(environment: Environment): string {
  return [
    environment.application,
    ...(environment.passed ? ["fd passed"] : []),
    ...(environment.reflink ? ["reflink"] : []),
    ...(environment.iommu ? [] : ["no IOMMU"]),
    ...(environment.pageFaults ? [] : ["no page faults"]),
  ].join(", ");
}
