/**
 * Page table entries that count: since Linux 6.15 a page of fs-dax that is mapped is referenced by its mapping, as any
 * other page is.
 *
 * Source: fs/dax.c, dax_busy_page and wait_page_idle, in the series of Alistair Popple that Linux 6.15 has; before, a page
 * was idle at a count of one, and a mapping held none (README of this folder). What follows for the sleeper was read from
 * the source, and is confirmed on no kernel: the scan compares references with mappings, the sleeper waits for zero.
 *
 * Atomic: a CPU access that faults (invalidate_lock shared, PTL); munmap of one page (PTL).
 */
import { mapOf, part, type StateView, setOf } from "everystate";
import type { Scan } from "./consent.ts";
import { deviceState, type System } from "./device.ts";
import { canFault, isAt } from "./operations.ts";
import { pinCount } from "./registrations.ts";
import type { App, Block, World } from "./world.ts";

export function mappingState(world: World) {
  const { app, page } = world;
  const { state, init } = deviceState(world);
  return part({
    state: {
      ...state,
      /** Pages that are present in the page table of each application. */
      mapped: mapOf(app, setOf(page)),
    },
    init: { ...init, mapped: app.each([]) },
  });
}

type Mapped = StateView<ReturnType<typeof mappingState>["state"]>;

/** How many page table entries refer to the block. They are the file's: an operation clears them before it changes that. */
export function mapCount({ app, page }: World, s: System, b: Block): number {
  const { mapped } = s as Mapped; // the machine that it is passed to has both parts
  return app.count((a) => page.some((p) => s.file[p] === b && mapped[a].has(p)));
}

/** What is busy is what has more references than mappings. Which of the two the sleeper waits for is the question. */
export function scanSince615(world: World, waitsFor: "no references" | "no pins"): Scan {
  const { page, block } = world;
  const isPinned = (s: System, b: Block): boolean => s.references[b] > mapCount(world, s, b);
  const some = (s: System, test: (b: Block) => boolean): boolean =>
    s.operation.kind === "unbind" || s.operation.kind === "unmount"
      ? block.some(test)
      : page.some((p) => {
          const b = s.file[p];
          return b !== null && test(b);
        });
  return {
    busy: (s) => some(s, (b) => isPinned(s, b)),
    isUnmapped: (s) => block.every((b) => mapCount(world, s, b) === 0),
    wakes: (s) => !some(s, (b) => (waitsFor === "no pins" ? isPinned(s, b) : s.references[b] > 0)),
  };
}

export function mappings(world: World) {
  const { app, page } = world;
  return part({
    state: mappingState(world).state,
    actions: {
      touch: {
        for: { app, page },
        when: (s, { app: a, page: p }) =>
          canFault(s) &&
          s.bound &&
          s.life[a] === "running" &&
          s.open[a].has("file") &&
          s.file[p] !== null &&
          !s.mapped[a].has(p),
        then: (s, { app: a, page: p }) => {
          const b = s.file[p];
          if (b === null) return;
          s.mapped[a].add(p);
          s.references[b] += 1;
        },
        actor: ({ app: a }) => a,
        doc: ({ page: p }) =>
          `CPU access: dax_iomap_fault maps ${p}, one more reference (invalidate_lock shared, PTL)`,
      },
      unmapPage: {
        for: { app, page },
        fair: "weak",
        when: (s, { app: a, page: p }) => s.mapped[a].has(p) && mustGo(s, a),
        then: (s, { app: a, page: p }) => {
          const b = s.file[p];
          s.mapped[a].delete(p);
          if (b !== null) s.references[b] -= 1;
        },
        actor: "filesystem",
        doc: ({ app: a, page: p }) =>
          `unmap_mapping_pages: clear the PTE of ${p} in ${a}, its reference is dropped (PTL)`,
      },
    },
  });

  /** An operation has the locks, or the application has closed and unmapped the file. */
  function mustGo(s: Mapped, a: App): boolean {
    return s.operation.phase === "begun" || !s.open[a].has("file") || isAt(s, "write", "freeing");
  }
}

/** References are pins and page table entries. */
export function countedSince615(world: World): (s: System, b: Block) => number {
  return (s, b) => pinCount(world, s, b) + mapCount(world, s, b);
}
