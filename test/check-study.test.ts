/** Studies: machines explored once each, cells against their expectations. */
import { type CellResult, checkStudy, nameOfCell, oneAfterTheOther, type Stated } from "everystate";
import { describe, expect, test } from "vitest";
import { counters, made, right } from "./study/studies.ts";

const standings = (cells: readonly CellResult[]): Record<string, string> =>
  Object.fromEntries(cells.map((cell) => [nameOfCell(cell), cell.standing]));

const statuses = (cells: readonly CellResult[]): Record<string, string> =>
  Object.fromEntries(
    cells.map((cell) => [
      nameOfCell(cell),
      cell.finding.kind === "judged" ? cell.finding.verdict.status : cell.finding.kind,
    ]),
  );

describe("checkStudy", () => {
  test("answers every cell, and leaves those empty that have nothing to ask", async () => {
    const { cells } = await checkStudy(counters(right));
    expect(statuses(cells)).toEqual({
      "low/going/S1": "holds",
      "low/going/L1": "holds",
      "low/going/Q1": "unreachable",
      "low/stopping/S1": "holds",
      "low/stopping/L1": "violated",
      "low/stopping/Q1": "unreachable",
      "tall/going/S1": "violated",
      "tall/going/L1": "holds",
      "tall/going/Q1": "reachable",
      "tall/stopping/S1": "violated",
      "tall/stopping/L1": "violated",
      "tall/stopping/Q1": "reachable",
      "same/going/S1": "holds",
      "same/going/L1": "not applicable",
      "same/going/Q1": "not applicable",
      "same/stopping/S1": "holds",
      "same/stopping/L1": "not applicable",
      "same/stopping/Q1": "not applicable",
      "picky/going/S1": "holds",
      "picky/going/L1": "holds",
      "picky/going/Q1": "unreachable",
      "picky/stopping/S1": "not applicable",
      "picky/stopping/L1": "not applicable",
      "picky/stopping/Q1": "not applicable",
    });
    expect(new Set(Object.values(standings(cells)))).toEqual(new Set(["met"]));
  });

  test("explores a machine once, whatever the number of cells and environments that have it", async () => {
    made.length = 0;
    const explored: string[] = [];
    const { explorations } = await checkStudy(counters(right), {}, (planned) => {
      explored.push(...planned.map(({ machine }) => machine?.name ?? ""));
      return oneAfterTheOther()(planned);
    });
    expect(explored).toEqual([
      ...["counts to 2", "counts to 2", "counts to 3", "counts to 3", "shared", "counts to 2"],
    ]);
    expect(explorations.map(({ cells }) => cells.length)).toEqual([3, 3, 3, 3, 2, 3]);
    expect(made).toHaveLength(5);
  });

  test("asks a machine only for the properties of the cells that are wanted", async () => {
    const only = ({ property }: { readonly property: string }) => property === "L1";
    const { cells, explorations } = await checkStudy(counters(right), { only });
    expect(cells).toHaveLength(8);
    expect(explorations.map(({ properties }) => properties)).toEqual(Array(5).fill(["ends"]));
  });

  test("takes the sizes that are asked for, before those of a protocol, before those of the study", async () => {
    const states = async (sizes: Record<string, number>) => {
      const { explorations } = await checkStudy(counters(right), { sizes });
      return explorations.map(({ result }) => result?.stats.distinct);
    };
    expect(await states({})).toEqual([3, 3, 4, 4, 1, 3]);
    expect(await states({ top: 5 })).toEqual([6, 6, 6, 6, 1, 6]);
  });

  test("refuses a size that the study does not have", async () => {
    await expect(checkStudy(counters(right), { sizes: { tip: 2 } })).rejects.toMatchObject({
      code: "bad-option",
      hint: 'did you mean "top"?',
    });
  });

  test("tells what differs, what is not stated, and what nobody can answer", async () => {
    const expected: Stated = {
      ...right,
      low: { ...right.low, S1: { "*": { verdict: "violated", basis: "computed" } } },
      tall: { L1: right.tall.L1, Q1: right.tall.Q1 },
      same: {
        ...right.same,
        L1: { going: { verdict: "holds", basis: "computed" } },
        Q1: { "*": { verdict: "reachable", basis: "computed" } },
      },
    };
    const { cells } = await checkStudy(counters(expected));
    const odd = Object.entries(standings(cells)).filter(([, standing]) => standing !== "met");
    expect(Object.fromEntries(odd)).toEqual({
      "low/going/S1": "differs",
      "low/stopping/S1": "differs",
      "tall/going/S1": "not stated",
      "tall/stopping/S1": "not stated",
      "same/going/L1": "differs", // said of a cell without the property
      "same/going/Q1": "differs", // said of all environments, and of none there is anything to say
      "same/stopping/Q1": "differs",
    });
  });

  test("a violation that another action ends is not the expected one", async () => {
    const expected: Stated = {
      ...right,
      tall: { ...right.tall, S1: { "*": { verdict: { violated: "other" }, basis: "computed" } } },
    };
    const { cells } = await checkStudy(counters(expected));
    expect(standings(cells)["tall/going/S1"]).toBe("differs");
  });

  test("a limit leaves cells unknown, and a violation that was found before it stays one", async () => {
    const { cells } = await checkStudy(counters(right), {}, oneAfterTheOther({ maxStates: 2 }));
    expect(standings(cells)["low/going/S1"]).toBe("unknown");
  });

  test("a protocol whose machine cannot be made fails, and the others are answered", async () => {
    const broken = counters(right);
    const protocols = {
      ...broken.protocols,
      low: {
        ...broken.protocols["low"],
        machine: () => {
          throw new Error("no such machine");
        },
      },
    };
    const { cells, explorations } = await checkStudy({ ...broken, protocols } as typeof broken);
    expect(standings(cells)["low/going/S1"]).toBe("failed");
    expect(standings(cells)["tall/going/S1"]).toBe("met");
    expect(explorations[0]?.error).toMatchObject({
      code: "spec-threw",
      message:
        'protocol "low" threw while its machine for environment "going" was made: no such machine',
    });
  });

  test("a column that no machine knows is a mistake and not an empty column", async () => {
    const study = counters(right);
    const properties = { ...study.properties, S2: { title: "misspelt", name: "lwo" } };
    await expect(checkStudy({ ...study, properties })).rejects.toMatchObject({
      code: "unknown-name",
      message: 'no machine of study "counters" has the property "lwo" of column "S2"',
    });
  });
});
