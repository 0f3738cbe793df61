/** Expectations rewritten after a review: verdicts change, and nothing else that people wrote. */
import { readFileSync } from "node:fs";
import {
  checkStudy,
  expectedText,
  restated,
  restatements,
  type Stated,
  type Study,
} from "everystate";
import { describe, expect, test } from "vitest";
import { counters, right } from "./studies.ts";

async function updated(study: Study) {
  const { cells } = await checkStudy(study);
  const changes = restatements(study, cells);
  return { changes, expected: restated(study, changes) };
}

describe("an update", () => {
  test("states what was found where nothing was stated, once for all environments that agree", async () => {
    const { expected } = await updated(counters());
    const computed = (verdict: string) => ({ verdict, basis: "computed" });
    expect(expected).toEqual({
      low: {
        S1: { "*": computed("holds") },
        L1: { going: computed("holds"), stopping: computed("violated") },
        Q1: { "*": computed("unreachable") },
      },
      tall: {
        S1: { "*": computed("violated") },
        L1: { going: computed("holds"), stopping: computed("violated") },
        Q1: { "*": computed("reachable") },
      },
      same: { S1: { "*": computed("holds") } },
      picky: {
        S1: { going: computed("holds") },
        L1: { going: computed("holds") },
        Q1: { going: computed("unreachable") },
      },
    });
  });

  test("leaves nothing to update", async () => {
    const { expected } = await updated(counters());
    const again = await updated(counters(expected));
    expect(again.changes).toEqual([]);
    expect(again.expected).toEqual(expected);
  });

  test("changes nothing where all is as expected", async () => {
    const { changes, expected } = await updated(counters(right));
    expect(changes).toEqual([]);
    expect(expected).toEqual(right);
  });

  test("keeps source and note, and what the source said", async () => {
    const wrong = { verdict: "holds", basis: "stated", source: "a mail", note: "why" } as const;
    const study = counters({ ...right, tall: { ...right.tall, S1: { "*": wrong } } });
    const { changes, expected } = await updated(study);
    expect(expected["tall"]?.["S1"]).toEqual({
      "*": { ...wrong, verdict: "violated", sourceSays: "holds" },
    });
    expect(changes).toEqual([
      {
        cell: { protocol: "tall", environment: "going", property: "S1" },
        before: "holds",
        after: "violated",
      },
      {
        cell: { protocol: "tall", environment: "stopping", property: "S1" },
        before: "holds",
        after: "violated",
      },
    ]);
  });

  test("forgets what the source said when the checker agrees with it again", async () => {
    const once = {
      verdict: "holds",
      basis: "stated",
      source: "a",
      sourceSays: "violated",
    } as const;
    const study = counters({ ...right, tall: { ...right.tall, S1: { "*": once } } });
    const { expected } = await updated(study);
    expect(expected["tall"]?.["S1"]).toEqual({
      "*": { verdict: "violated", basis: "stated", source: "a" },
    });
  });

  test("states an environment of its own where only one has changed", async () => {
    const study = counters({
      ...right,
      low: { ...right.low, L1: { "*": { verdict: "holds", basis: "inferred", source: "s" } } },
    });
    const { expected } = await updated(study);
    expect(expected["low"]?.["L1"]).toEqual({
      "*": { verdict: "holds", basis: "inferred", source: "s" },
      stopping: { verdict: "violated", basis: "inferred", source: "s", sourceSays: "holds" },
    });
  });

  test("names the action that ends a violation where one was named", async () => {
    const study = counters({
      ...right,
      tall: { ...right.tall, S1: { "*": { verdict: { violated: "other" }, basis: "computed" } } },
    });
    const { expected } = await updated(study);
    expect(expected["tall"]?.["S1"]?.["*"]?.verdict).toEqual({ violated: "count" });
  });

  test("never states what a limit left open", async () => {
    const study = counters();
    const { cells } = await checkStudy(study, {}, async (all) => all.map(() => ({})));
    expect(restatements(study, cells)).toEqual([]);
  });

  test("says of a cell that has nothing to ask that it is not applicable", async () => {
    const wrong: Stated = {
      same: { L1: { "*": { verdict: "holds", basis: "stated", source: "s" } } },
    };
    const { expected } = await updated(
      counters({ ...right, same: { ...right.same, ...wrong["same"] } }),
    );
    expect(expected["same"]?.["L1"]).toEqual({
      "*": { verdict: "not applicable", basis: "stated", source: "s", sourceSays: "holds" },
    });
  });
});

describe("the text of expectations", () => {
  test("is that of the shipped file, so that an update without changes changes nothing", () => {
    const file = new URL("../../specs/classics/locks.verdicts.json", import.meta.url);
    const text = readFileSync(file, "utf8");
    expect(expectedText(JSON.parse(text))).toBe(text);
  });

  test("has a line for each cell as long as it fits into 100 columns", () => {
    const cell = { verdict: "holds", basis: "stated", source: "x".repeat(32) } as const;
    const short = { ...cell, source: "short" };
    const long = { ...cell, source: "x".repeat(33) };
    expect(expectedText({ a: { S1: { "*": short }, S2: { E1: long, E2: cell } } })).toBe(`{
  "a": {
    "S1": { "*": { "verdict": "holds", "basis": "stated", "source": "short" } },
    "S2": {
      "E1": {
        "verdict": "holds",
        "basis": "stated",
        "source": "${long.source}"
      },
      "E2": { "verdict": "holds", "basis": "stated", "source": "${cell.source}" }
    }
  }
}
`);
  });
});
