/**
 * H7: breaking a lease unmaps the registration's DMA addresses, which frees them for others, although the NIC goes on using
 * them until the registration is deregistered.
 *
 * Source: Dan Williams, "MAP_DIRECT" v7 and v8 (October 2017), drivers/infiniband/core/umem.c, ib_umem_lease_break; "Fix
 * IOVA reuse race by leaving the dma scatterlist mapped until unregistration time" (v8's list of changes; the race was found
 * by David Woodhouse). The series was not merged.
 * Parameters: `lease break`, as in v7 (ib_dma_unmap_sg) or v8 (iommu_unmap alone); registrations and IOVAs.
 * Atomic steps: allocating an IOVA with its translation; breaking a lease; queueing a DMA; its completion, which goes
 * wherever the IOMMU translates to at that time; deregistration, after a fence of the NIC. The IOTLB is flushed with the
 * translation.
 * Fairness: what is queued completes (weak). Nobody has to deregister.
 *
 * Expected: v7 lets the NIC write to the pages of another registration, after five steps. v8 does not: the DMA faults.
 */
import {
  always,
  machine,
  mapOf,
  optional,
  part,
  reachable,
  step,
  symmetric,
  union,
} from "everystate";

export interface IovaOptions {
  /** What breaking the lease takes away: translation and IOVA (v7), or the translation alone (v8). */
  readonly leaseBreak: "frees the IOVA" | "keeps the IOVA";
  readonly registrations?: number;
  readonly iovas?: number;
}

/** Actions and properties, to be made a machine. */
export function iovaReusedParts({ leaseBreak, registrations = 2, iovas = 2 }: IovaOptions) {
  const mr = symmetric("mr", registrations);
  const iova = symmetric("iova", iovas);

  return part({
    state: {
      /** Each registration has pages of its own, which carry its name. */
      registration: mapOf(mr, union({ none: {}, live: { iova }, broken: { iova } })),
      /** To whom the IOVA is given. */
      owner: mapOf(iova, optional(mr)),
      /** The IOMMU: the pages that the IOVA leads to. */
      translation: mapOf(iova, optional(mr)),
      /** Where a DMA goes that the NIC has queued, by the key of the registration. */
      inFlight: mapOf(mr, optional(iova)),
    },
    init: {
      registration: mr.each({ tag: "none" }),
      owner: iova.each(null),
      translation: iova.each(null),
      inFlight: mr.each(null),
    },
    actions: {
      register: {
        for: { mr, iova },
        when: (s, { mr, iova }) => s.registration[mr].tag === "none" && s.owner[iova] === null,
        then: (s, { mr, iova }) => {
          s.registration[mr] = { tag: "live", iova };
          s.owner[iova] = mr;
          s.translation[iova] = mr;
        },
        actor: ({ mr }) => `application of ${mr}`,
        doc: ({ mr, iova }) => `ib_umem_get: ib_dma_map_sg maps the pages of ${mr} at ${iova}`,
      },
      breakLease: {
        for: { mr },
        when: (s, { mr }) => s.registration[mr].tag === "live",
        then: (s, { mr }) => {
          const registration = s.registration[mr];
          if (registration.tag !== "live") return;
          const { iova } = registration;
          s.registration[mr] = { tag: "broken", iova };
          s.translation[iova] = null;
          if (leaseBreak === "frees the IOVA") s.owner[iova] = null;
        },
        actor: "truncate",
        doc: ({ mr }) =>
          leaseBreak === "frees the IOVA"
            ? `ib_umem_lease_break: ib_dma_unmap_sg of ${mr}, the IOVA is free`
            : `ib_umem_lease_break: iommu_unmap of ${mr}, the IOVA stays taken`,
      },
      queue: {
        for: { mr },
        when: (s, { mr }) => s.registration[mr].tag !== "none" && s.inFlight[mr] === null,
        then: (s, { mr }) => {
          const registration = s.registration[mr];
          if (registration.tag !== "none") s.inFlight[mr] = registration.iova;
        },
        actor: "NIC",
        doc: ({ mr }) => `RDMA write by the key of ${mr}, which is still valid`,
      },
      dmaCompletes: {
        for: { mr },
        fair: "weak",
        when: (s, { mr }) => s.inFlight[mr] !== null,
        then: (s, { mr }) => {
          s.inFlight[mr] = null;
        },
        actor: "NIC",
        doc: ({ mr }) => `the DMA of ${mr} goes where the IOMMU leads, or faults`,
      },
      deregister: {
        for: { mr },
        when: (s, { mr }) => s.registration[mr].tag !== "none" && s.inFlight[mr] === null,
        then: (s, { mr }) => {
          const registration = s.registration[mr];
          s.registration[mr] = { tag: "none" };
          if (registration.tag === "none") return;
          if (s.owner[registration.iova] !== mr) return;
          s.owner[registration.iova] = null;
          s.translation[registration.iova] = null;
        },
        actor: ({ mr }) => `application of ${mr}`,
        doc: ({ mr }) => `ib_dereg_mr: fence the NIC, free the IOVA if ${mr} still has one`,
      },
    },
    properties: {
      /** An IOVA that the NIC may still use is given to nobody else. */
      iovaIsExclusive: always(
        (s) =>
          mr.every((m) => {
            const registration = s.registration[m];
            if (registration.tag === "none") return true;
            const owner = s.owner[registration.iova];
            return owner === null || owner === m;
          }),
        "an I/O address that a registration still uses belongs to another one",
      ),
      /** The damage: a DMA by the key of one registration reaches the pages of another. */
      othersPagesAreLeftAlone: step(
        (before, after) =>
          mr.every((m) => {
            const target = before.inFlight[m];
            if (target === null || after.inFlight[m] !== null) return true;
            const reached = before.translation[target];
            return reached === null || reached === m;
          }),
        "the NIC writes to the pages of another registration",
      ),
      /** Somebody else registers while the NIC still uses what was broken. */
      registersBesideBroken: reachable(
        (s) =>
          mr.some((m) => s.registration[m].tag === "broken" && s.inFlight[m] !== null) &&
          mr.some((m) => s.registration[m].tag === "live"),
      ),
    },
  });
}

export function iovaReused(options: IovaOptions) {
  const { leaseBreak } = options;
  return machine({
    name: `H7, breaking a lease ${leaseBreak}`,
    ...iovaReusedParts(options),
    expect:
      leaseBreak === "frees the IOVA"
        ? {
            iovaIsExclusive: { violated: "register" },
            othersPagesAreLeftAlone: { violated: "dmaCompletes" },
          }
        : {},
  });
}

export const broken = iovaReused({ leaseBreak: "frees the IOVA" });
export const fixed = iovaReused({ leaseBreak: "keeps the IOVA" });
