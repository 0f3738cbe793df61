import fc from "fast-check";
import { expect, it } from "vitest";
import { graphSpace } from "../../src/explore/graph-space.ts";
import { rememberedRegion } from "../../src/explore/remembered-region.ts";
import type { Region, Transitions } from "../../src/explore/state-space.ts";
import { graphOf } from "../temporal/graph-builder.ts";

const states = 8;

/** A region with permutations that can be told from each other, and the number of members that were read. */
function annotated(region: Region): { readonly region: Region; readonly reads: () => number } {
  let reads = 0;
  return {
    reads: () => reads,
    region: {
      ...region,
      read: (list, first, end) => {
        reads += end - first;
        const read = region.read(list, first, end);
        return { ...read, permutations: read.instances.map((instance) => 10 * instance + 1) };
      },
    },
  };
}

function rows({ ends, targets, instances, permutations }: Transitions, count: number) {
  return Array.from({ length: count }, (_, i) => {
    const begin = i === 0 ? 0 : (ends[i - 1] as number);
    const part = (column: Int32Array | undefined) => [...(column ?? []).slice(begin, ends[i])];
    return { targets: part(targets), instances: part(instances), permutations: part(permutations) };
  });
}

it("a remembered region reads as the region does, whatever it has room for", () => {
  const edge = fc.tuple(fc.nat(states - 1), fc.nat(3), fc.nat(states - 1));
  const lists = fc.array(fc.array(fc.nat(states - 1), { minLength: 1, maxLength: 10 }), {
    minLength: 1,
    maxLength: 6,
  });
  const property = fc.property(
    fc.array(edge, { maxLength: 30 }),
    lists,
    fc.constantFrom(0, 1, 7, 1000),
    (edges, asked, most) => {
      const space = graphSpace(graphOf({ states, edges }));
      const all = Int32Array.from({ length: states }, (_, state) => state);
      const plain = annotated(space.region(all));
      const counted = annotated(space.region(all));
      const remembered = rememberedRegion(counted.region, states, most);
      for (const list of asked) {
        const members = Int32Array.from([states - 1, ...list]);
        const own = rows(remembered.read(members, 1, members.length), list.length);
        expect(own).toEqual(rows(plain.region.read(members, 1, members.length), list.length));
      }
      if (most < 1000) return;
      expect(counted.reads()).toBeLessThanOrEqual(
        asked.reduce((sum, { length }) => sum + length, 0),
      );
      const before = counted.reads();
      for (const list of asked) remembered.read(Int32Array.from(list), 0, list.length);
      expect(counted.reads()).toBe(before);
    },
  );
  fc.assert(property, { numRuns: 500, seed: 1 });
});
