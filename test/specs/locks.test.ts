/** The study of locks: every verdict is as stated, and the README shows the table as it is. */
import { readFileSync } from "node:fs";
import { checkStudy } from "everystate";
import picocolors from "picocolors";
import { expect, test } from "vitest";
import locks from "../../specs/classics/locks.study.ts";
import { matrixText } from "../../src/report/matrix-text.ts";

test("every cell of the study is as stated, also with three processes", async () => {
  for (const processes of [2, 3]) {
    const { cells } = await checkStudy(locks, { sizes: { processes } });
    expect(cells).toHaveLength(24);
    expect(cells.filter(({ standing }) => standing !== "met")).toEqual([]);
  }
});

test("one process alone has nobody to wait for", async () => {
  const { cells } = await checkStudy(locks, { sizes: { processes: 1 } });
  const violated = cells.filter(
    ({ finding }) => finding.kind === "judged" && finding.verdict.status === "violated",
  );
  expect(violated).toEqual([]);
});

test("the README shows the table as it is", async () => {
  const result = await checkStudy(locks);
  const file = "specs/classics/locks.study.ts";
  const report = { version: "", failures: [], interrupted: false, seconds: 0 };
  const look = { colors: picocolors.createColors(false), width: 100 };
  const text = matrixText({ ...report, studies: [{ file, result, faults: [] }] }, look);
  const [table = ""] = text.split("\n\n  H holds");
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(readme).toContain(`\`\`\`text\n${table}\n\`\`\`\n`);
});
