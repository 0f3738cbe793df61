import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { jsonReport } from "../../src/report/json-report.ts";
import type { Report, Run } from "../../src/report/report.ts";
import {
  bounded,
  counter,
  dma,
  errorOf,
  light,
  reportOf,
  run,
  silent,
  withOmission,
} from "./machines.ts";

const schema = new URL("../../src/report/report.schema.json", import.meta.url);
const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync(schema, "utf8")));

/** What a program that reads the report gets; checked against the schema. */
function dataOf(report: Report) {
  const data = JSON.parse(jsonReport(report));
  expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
  return data;
}

const bounds = await run(bounded);

const runs: readonly Run[] = [
  await run(dma),
  await run(light),
  await run(counter({ low: "violated", three: "reachable" })),
  await run(counter({ three: "unreachable" }), { maxDepth: 1 }),
  await run(silent),
  bounds,
  await run(counter({}, 1)),
];

describe("the JSON report", () => {
  test("follows its schema for every verdict and outcome", async () => {
    const error = errorOf({ kind: "load", code: "no-machine", message: "no machine", hint: "h" });
    const failures = [{ file: "specs/bad.machine.ts", machine: undefined, error }];
    const notStarted = [{ file: "specs/late.machine.ts", machine: "late" }];
    const [first] = runs as [Run];
    const unreachable = {
      ...first.result.properties[0],
      kind: "reachable",
      expected: "unreachable",
    };
    const artificial = {
      ...first,
      result: {
        ...first.result,
        outcome: "interrupted",
        ending: { because: "interrupted" },
        properties: [{ ...unreachable, verdict: { status: "unreachable", of: "page1" } }],
      },
    } as Run;
    const data = dataOf(
      reportOf([...runs, artificial], { failures, notStarted, interrupted: true }),
    );
    const { runs: shown, exitCode } = data;
    const verdicts = shown.flatMap((r: { properties: { verdict: string }[] }) =>
      r.properties.map(({ verdict }) => verdict),
    );
    expect([...new Set(verdicts)].sort()).toEqual([
      "holds",
      "holds within bounds",
      "reachable",
      "unknown",
      "unreachable",
      "vacuous",
      "violated",
    ]);
    const outcomes = shown.map((r: { outcome: string }) => r.outcome);
    expect([...new Set(outcomes)].sort()).toEqual([
      "failed",
      "ill-formed",
      "inconclusive",
      "interrupted",
      "passed",
    ]);
    expect(exitCode).toBe(130);
  });

  test("has the counterexample as data, each step with its state and its changes", async () => {
    const [shown] = dataOf(reportOf([await run(dma)])).runs;
    expect(shown.properties).toEqual([
      {
        name: "notFreedWhilePinned",
        kind: "always",
        verdict: "violated",
        of: "page0",
        expected: { violated: "free" },
        met: true,
        trace: {
          start: { owner: { page0: "file", page1: "file" }, pinned: { page0: 0, page1: 0 } },
          steps: [
            {
              label: "pin(page0)",
              action: "pin",
              args: { page: "page0" },
              actor: "device",
              doc: "pin_user_pages takes a reference on page0",
              state: { owner: { page0: "file", page1: "file" }, pinned: { page0: 1, page1: 0 } },
              changes: [{ path: "pinned[page0]", before: 0, after: 1 }],
            },
            {
              label: "free(page0)",
              action: "free",
              args: { page: "page0" },
              state: { owner: { page0: "free", page1: "file" }, pinned: { page0: 1, page1: 0 } },
              changes: [{ path: "owner[page0]", before: "file", after: "free" }],
            },
          ],
        },
      },
    ]);
  });

  test("says how many steps come before a loop", async () => {
    const [shown] = dataOf(reportOf([await run(light)])).runs;
    expect(shown.properties[0].trace.loopAfter).toBe(1);
    expect(shown.properties[0].trace.steps).toHaveLength(3);
  });

  test("has the error of an ill-formed spec, where it is, and the behaviour that led there", async () => {
    const [shown] = dataOf(reportOf([await run(counter({}, 1))])).runs;
    expect(shown.error).toMatchObject({
      kind: "spec",
      code: "value-out-of-domain",
      location: { file: "specs/test.machine.ts", line: 7, column: 3 },
      step: "count",
      trace: { start: { n: 0 } },
    });
  });

  test("is the same text for the same report, keys included", async () => {
    expect(jsonReport(reportOf([await run(dma)]))).toBe(jsonReport(reportOf([await run(dma)])));
    expect(Object.keys(dataOf(reportOf([await run(dma)])))).toEqual([
      "schemaVersion",
      "everystate",
      "exitCode",
      "interrupted",
      "seconds",
      "runs",
      "errors",
      "notStarted",
    ]);
  });

  test("says with which probability a state was missed, of the run and of verdicts that depend on it", () => {
    const [shown] = dataOf(reportOf([withOmission(bounds, 1e-9)])).runs;
    expect([shown.omission, shown.workers]).toEqual([1e-9, 1]);
    expect(shown.properties.map((p: { omission?: number }) => p.omission)).toEqual([
      1e-9,
      undefined,
      1e-9,
    ]);
    const [exact] = dataOf(reportOf([bounds])).runs;
    expect(exact).not.toHaveProperty("omission");
  });

  test("is refused by its schema when a violation has a probability of omission", async () => {
    const data = dataOf(reportOf([await run(dma)]));
    data.runs[0].properties[0].omission = 1e-9;
    expect(validate(data)).toBe(false);
  });

  test("is refused by its schema when a violation has no trace", async () => {
    const data = dataOf(reportOf([await run(dma)]));
    delete data.runs[0].properties[0].trace;
    expect(validate(data)).toBe(false);
  });
});
