/** The rows and the legend of the table. */
import { always, checkStudy, machine, range, study } from "everystate";
import { expect, test } from "vitest";
import { legendFor, matrixTable } from "../../src/report/matrix-table.ts";

const parts = {
  name: "still",
  state: { n: range(0, 1) },
  init: { n: 0 },
  actions: {},
  deadlock: false,
  stuttering: "tla",
} as const;
const stays = always((s: { readonly n: number }) => s.n === 0);
const moves = always((s: { readonly n: number }) => s.n === 1);

const spec = study({
  name: "still",
  sizes: {},
  environments: { here: { title: "here", there: false }, there: { title: "there", there: true } },
  protocols: {
    a: {
      title: "a",
      source: "test",
      machine: ({ there }) =>
        there ? undefined : machine({ ...parts, properties: { stays, moves } }),
    },
    b: { title: "b", source: "test", machine: () => machine({ ...parts, properties: { stays } }) },
  },
  properties: { stays: { title: "stays" }, moves: { title: "moves" } },
  expected: {
    a: {
      stays: { "*": { verdict: "holds", basis: "computed" } },
      moves: { "*": { verdict: "violated", basis: "computed" } },
    },
    b: { stays: { "*": { verdict: "holds", basis: "computed" } } },
  },
});

test("an environment that a protocol leaves out has no row, and the legend says so", async () => {
  const result = await checkStudy(spec);
  const { rows } = matrixTable(result);
  expect(rows.map(({ protocol, environments }) => [protocol, environments])).toEqual([
    ["a", ["here"]],
    ["b", ["here", "there"]],
  ]);
  expect(legendFor(result).map(([symbol]) => symbol)).toEqual(["H", "V7", "–", "no row"]);
});

test("the legend knows a vacuous verdict", async () => {
  const { cells, ...rest } = await checkStudy(spec);
  const vacuous = cells.map((cell) => ({
    ...cell,
    finding: { kind: "judged", verdict: { status: "vacuous", of: "" } } as never, // only its status is looked at
  }));
  expect(legendFor({ ...rest, cells: vacuous })).toEqual([["0", "vacuous"]]);
});
