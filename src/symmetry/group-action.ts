/**
 * What permutations make of the states, the instances and the predicates of a machine.
 *
 * Instances and predicates are looked up under the exchanges of neighbours, of which every permutation is composed: as often
 * as it puts a greater vertex before a less one. Asking the machine takes a hundred times longer.
 */
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import { renaming } from "../model/vertices.ts";
import { type Group, type Images, stateImage, transposition } from "./permutation.ts";

export interface GroupAction<Code> {
  readonly group: Group;
  readonly state: (code: Code, images: Images) => Code;
  readonly instance: (instance: number, images: Images) => number;
  readonly predicate: (predicate: number, images: Images) => number;
  readonly stepPredicate: (predicate: number, images: Images) => number;
}

/** What the vertices of a model's symmetric domains do to it. */
export function groupAction<Code>(model: SymmetricModel<Code>, group: Group): GroupAction<Code> {
  const { symmetries } = model;
  const exchanges = exchangesOf();
  const permuted =
    (image: (number: number, vertex: number) => number) =>
    (number: number, images: Images): number => {
      let here = number;
      for (const vertex of exchanges(images)) here = image(here, vertex);
      return here;
    };
  const underExchange = (of: "instance" | "predicate" | "stepPredicate") => {
    const known = Array.from({ length: group.count }, () => new Map<number, number>());
    return (number: number, vertex: number): number => {
      const images = known[vertex] as Map<number, number>;
      let image = images.get(number);
      if (image === undefined) {
        const exchange = transposition(group, vertex, vertex + 1);
        image = symmetries[of](number, renaming(symmetries.vertices, exchange));
        images.set(number, image);
      }
      return image;
    };
  };
  return {
    group,
    state: (code, images) => stateImage(model, code, images),
    instance: permuted(underExchange("instance")),
    predicate: permuted(underExchange("predicate")),
    stepPredicate: permuted(underExchange("stepPredicate")),
  };
}

/** The exchanges of a vertex with the next of which a permutation is composed, in their order; those of the last are kept. */
function exchangesOf(): (images: Images) => readonly number[] {
  let last: Images | undefined;
  let found: number[] = [];
  return (images) => {
    if (last?.length === images.length && images.every((image, v) => last?.[v] === image)) {
      return found;
    }
    last = images.slice();
    found = [];
    const sorting = images.slice();
    for (let end = sorting.length - 1; end > 0; end--) {
      for (let v = 0; v < end; v++) {
        const [here, next] = [sorting[v] as number, sorting[v + 1] as number];
        if (here < next) continue;
        sorting[v] = next;
        sorting[v + 1] = here;
        found.push(v);
      }
    }
    return found;
  };
}
