/** The whole matrix of pinned pages: every cell is as stated, and the written traces are those of the machines. */
import { fileURLToPath } from "node:url";
import { checkStudy } from "everystate";
import { expect, test } from "vitest";
import study from "../../specs/pinned-pages/pinned-pages.study.ts";
import { changedTraces } from "../../src/cli/matrix/study-files.ts";
import { protocolTraces } from "../../src/report/protocol-traces.ts";

test("every cell is as stated, and the written traces are current", async () => {
  const result = await checkStudy(study);
  expect(result.cells.filter(({ standing }) => standing !== "met")).toEqual([]);
  // nothing was left out: as many machines as the README says, each explored to its end
  expect(result.explorations).toHaveLength(526);
  const ended = result.explorations.map(({ result: found }) => found?.ending.because);
  expect(new Set(ended)).toEqual(new Set(["complete"]));
  const directory = fileURLToPath(new URL("../../specs/pinned-pages/traces", import.meta.url));
  const traces = protocolTraces(result, "pinned-pages.study.ts");
  expect(traces.size).toBeGreaterThan(30);
  expect(changedTraces({ directory, traces })).toEqual([]);
});
