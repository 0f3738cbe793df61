import { describe, expect, test } from "vitest";
import { forEach, leadsTo, machine, mapOf, optional, step, symmetric } from "../../src/index.ts";
import { referenceModel } from "../../src/model/reference/reference-model.ts";
import { renaming } from "../../src/model/vertices.ts";
import { groupAction } from "../../src/symmetry/group-action.ts";
import { compose, groupOf, instanceImage, permutationsOf } from "../../src/symmetry/permutation.ts";
import { permutationTable } from "../../src/symmetry/permutation-table.ts";

const app = symmetric("app", 3);
const page = symmetric("page", 2);

const model = referenceModel(
  machine({
    name: "homes",
    state: { home: mapOf(page, optional(app)) },
    init: { home: page.each(null) },
    actions: {
      move: {
        for: { app, page, to: app },
        when: (s, { app, page }) => s.home[page] === app,
        then: (s, { page, to }) => {
          s.home[page] = to;
        },
      },
    },
    properties: {
      moves: forEach(app, (app) =>
        forEach(page, (page) =>
          leadsTo(
            (s) => s.home[page] === app,
            (s) => s.home[page] === null,
          ),
        ),
      ),
      stays: forEach(page, (page) =>
        step((before, after) => before.home[page] === after.home[page]),
      ),
    },
  }),
);
const { symmetries } = model;
const group = groupOf(symmetries.vertices.ranges.map(({ domain }) => domain));
const all = [...permutationsOf(group)];
const action = groupAction(model, group);

describe("the action of a group", () => {
  test("is what the machine says of each permutation", () => {
    expect(all).toHaveLength(12);
    for (const images of all) {
      const by = renaming(symmetries.vertices, images);
      for (const instance of model.instances.keys()) {
        expect(action.instance(instance, images)).toBe(instanceImage(model, instance, images));
      }
      for (const predicate of model.parts.questions.predicates.keys()) {
        expect(action.predicate(predicate, images)).toBe(symmetries.predicate(predicate, by));
      }
    }
  });

  test("is one: the action of one permutation after another is that of both", () => {
    for (const g of all) {
      for (const h of all) {
        for (const instance of model.instances.keys()) {
          const both = action.instance(action.instance(instance, h), g);
          expect(action.instance(instance, compose(g, h))).toBe(both);
        }
      }
    }
  });

  test("does not remember a permutation that was changed after it was asked about", () => {
    const images = Uint8Array.from(all[0] as Uint8Array);
    action.instance(1, images);
    const other = all[7] as Uint8Array;
    images.set(other);
    expect(action.instance(1, images)).toBe(instanceImage(model, 1, other));
  });
});

describe("numbers of permutations", () => {
  test("are the same for the same permutation, and 0 for the identity", () => {
    const table = permutationTable(group.count);
    const changing = new Uint8Array(group.count);
    const numbers = all.map((images) => {
      changing.set(images);
      return table.numberOf(changing);
    });
    expect(numbers).toEqual(all.map((_, i) => i)); // the identity comes first
    expect(all.map((images) => table.numberOf(images))).toEqual(numbers);
    expect(numbers.map(table.images)).toEqual(all);
  });
});
