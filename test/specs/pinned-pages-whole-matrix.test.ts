/** The whole matrix of pinned pages, with reflink in every environment: for the night, as it takes a minute or more. */
import { checkStudy } from "everystate";
import { expect, test } from "vitest";
import study from "../../specs/pinned-pages/pinned-pages.study.ts";

const isNight = process.env["FUZZ_RUNS"] !== undefined;

test.runIf(isNight)("every cell of the whole matrix is as expected", async () => {
  const { cells, explorations } = await checkStudy(study);
  const open = cells.filter(({ standing }) => standing !== "met");
  expect(
    open.map(({ protocol, environment, property }) => `${protocol}/${environment}/${property}`),
  ).toEqual([]);
  // Nothing was left out: as many machines as the README says, and each of them explored to its end.
  expect(explorations).toHaveLength(526);
  expect(explorations.filter(({ result }) => result?.ending.because !== "complete")).toEqual([]);
});
