/** The matrix of pinned pages: a reduced one against its stated verdicts, and what all of it shows. */
import { readFileSync, writeFileSync } from "node:fs";
import { type CheckResult, check, explain, type Machine } from "everystate";
import { describe, expect, test } from "vitest";
import { noProtection as closeUpOfNone } from "../../specs/pinned-pages/no-protection.machine.ts";
import study from "../../specs/pinned-pages/pinned-pages.study.ts";
import { refuseLongTerm as closeUpOfRefusal } from "../../specs/pinned-pages/refuse-long-term.machine.ts";
import { waitForPins as closeUpOfWaiting } from "../../specs/pinned-pages/wait-for-pins.machine.ts";
import { kernelText } from "../../src/report/kernel-report.ts";
import { verdict } from "./answers.ts";
import { isGranted, stated, summaryTable, verdictOf } from "./pinned-pages-verdicts.ts";
import { stepsIn, writtenCells } from "./written-traces.ts";

const protocols = Object.keys(study.protocols);
const environments = Object.keys(study.environments);
const properties = Object.keys(study.properties);
/** Environments without reflink: their machines have some hundred or thousand states. */
const small = environments.filter((environment) => !environment.startsWith("reflink"));

const written = writtenCells(new URL("../../specs/pinned-pages/traces/", import.meta.url));

function nameInMachine(property: string): string {
  return study.properties[property]?.name ?? property;
}

/** The counterexamples of a machine, by what the study calls the properties. */
function counterexamplesOf(result: CheckResult): readonly (readonly [string, string])[] {
  return properties.flatMap((property) => {
    const judged = result.properties.find(({ name }) => name === nameInMachine(property));
    const text = judged && kernelText(judged);
    return text === undefined ? [] : [[property, text] as const];
  });
}

function machineOf(protocol: string, environment: string): Machine | undefined {
  const make = study.protocols[protocol]?.machine as
    | ((environment: unknown, sizes: unknown) => Machine | undefined)
    | undefined; // a study has erased the types of its environments
  return make?.(study.environments[environment], study.sizes);
}

/** Actions that a protocol makes impossible. */
const unreachable: Readonly<Record<string, readonly string[]>> = {
  // Nobody ever gets a registration.
  jToday: ["dmaComplete", "dmaIssue", "released", "sleep", "unpin", "wake"],
  // Nothing that is pinned is left in the movable zone.
  lMigrates: ["zoneBusy", "zoneRetry"],
  // Only an immutable file is pinned, and it shares no block.
  t: ["unshareFault"],
  tPinned: ["unshareFault"],
};

describe.each(protocols)("%s", (protocol) => {
  test("has the stated verdicts and written traces without reflink, and each of its actions happens somewhere", async () => {
    const unused = new Map<string, boolean>();
    for (const environment of [...small, "reflinkSlow"]) {
      const spec = machineOf(protocol, environment);
      if (spec === undefined) continue;
      const result = await check(spec, { workers: 1 });
      const found = properties
        .filter((property) => result.properties.some((p) => p.name === nameInMachine(property)))
        .map((property) => [property, verdict(result, nameInMachine(property)).status]);
      const expected = found.map(([property = ""]) => [
        property,
        verdictOf(protocol, property, environment),
      ]);
      expect({ environment, verdicts: found }).toEqual({ environment, verdicts: expected });
      const shown = counterexamplesOf(result);
      const here = [...written].filter(([cell]) => cell.startsWith(`${protocol}/${environment}/`));
      expect(here.map(([cell]) => cell).toSorted()).toEqual(
        shown.map(([property]) => `${protocol}/${environment}/${property}`).toSorted(),
      );
      for (const [property, text] of shown) {
        const cell = written.get(`${protocol}/${environment}/${property}`);
        if (cell?.text === undefined)
          expect([property, cell?.steps]).toEqual([property, stepsIn(text)]);
        else expect(cell.text).toBe(text);
      }
      for (const action of Object.keys(spec.actions)) {
        const isUnused = result.neverEnabled.includes(action);
        unused.set(action, isUnused && (unused.get(action) ?? true));
      }
    }
    const dead = [...unused].filter(([, isUnused]) => isUnused).map(([action]) => action);
    expect(dead.toSorted()).toEqual(unreachable[protocol] ?? []);
  });

  test("compiles wholly, with reflink, without hardware, and when processes die", () => {
    const asWritten = ["orphaned", "reflink", "noIommu"].flatMap((environment) => {
      const spec = machineOf(protocol, environment);
      if (spec === undefined) return [];
      const { notPackable, functions } = explain(spec);
      return notPackable === undefined
        ? functions.filter(({ compiled }) => !compiled).map(({ name }) => `${environment} ${name}`)
        : [`${environment} ${notPackable}`];
    });
    expect(asWritten).toEqual([]);
  });
});

describe("the stated verdicts", () => {
  test("differ from what a source says only with a reason", () => {
    const silent = protocols.flatMap((protocol) =>
      properties.flatMap((property) =>
        Object.entries(stated[protocol]?.[property] ?? {})
          .filter(([, { sourceSays, note }]) => sourceSays !== undefined && note === undefined)
          .map(([environment]) => `${protocol}/${environment}/${property}`),
      ),
    );
    expect(silent).toEqual([]);
  });

  test("agree with the machines that look closely at get_user_pages and truncate", async () => {
    const closeUps = { a: closeUpOfNone, b: closeUpOfWaiting, c: closeUpOfRefusal };
    const conducts = {
      cooperative: "cooperative",
      never: "neverReleases",
      restless: "restless",
    } as const;
    const questions = {
      S1: "noStaleDmaWrite",
      S2: "noStaleDmaRead",
      S4: "referencesBalance",
      L1s: "truncateEnds",
      L6: "registrationIsAnswered",
      Q3: "registrationSucceeds",
    } as const;
    for (const [protocol, closeUp] of Object.entries(closeUps)) {
      for (const [environment, conduct] of Object.entries(conducts)) {
        const result = await check(closeUp(conduct));
        for (const [property, question] of Object.entries(questions)) {
          const close = verdict(result, question).status;
          expect([
            protocol,
            environment,
            property,
            verdictOf(protocol, property, environment),
          ]).toEqual([protocol, environment, property, close]);
        }
      }
    }
  });
});

describe("what the threads circle around", () => {
  /** Those who take a registration back, let the device fault, or leave blocks to the device that has them. */
  const revoking = ["e7", "e8", "f4", "g1", "g2", "g3", "u"];
  const faulting = ["h", "iOdp", "o"];
  const orphaning = ["l", "lMigrates", "p", "pv"];
  const nobodyLetsGo = ["never", "orphaned"];
  const has = (protocol: string, wishes: readonly string[], where: readonly string[]): boolean =>
    wishes.every((wish) => where.every((environment) => isGranted(protocol, wish, environment)));
  const withTruncate = protocols.filter((p) => verdictOf(p, "L1s", "never") !== undefined);

  test("safe DMA, truncate and long registrations, if nobody lets go: only who revokes, faults or orphans has them", () => {
    const both = withTruncate.filter((p) => has(p, ["S1", "S2", "L1s", "Q3"], nobodyLetsGo));
    expect(both.toSorted()).toEqual([...revoking, ...faulting, ...orphaning].toSorted());
  });

  test("if existing applications are to work as well, only who orphans, and then what they write is lost", () => {
    const wishes = ["S1", "S2", "L1s", "Q1", "Q2", "Q3", "Q4"];
    const all = withTruncate.filter((p) => has(p, wishes, nobodyLetsGo));
    expect(all.toSorted()).toEqual(orphaning.toSorted());
    expect(all.filter((p) => has(p, ["S6"], nobodyLetsGo))).toEqual([]);
    expect(all.filter((p) => has(p, ["L9"], nobodyLetsGo))).toEqual([]);
  });

  test("no protocol grants every wish", () => {
    const wishes = properties.filter((property) => property !== "L7"); // on-demand paging needs luck there
    const perfect = protocols.filter((p) =>
      wishes.every((wish) =>
        Object.values(stated[p]?.[wish] ?? {}).every(
          ({ verdict }) => verdict !== "violated" && verdict !== "unreachable",
        ),
      ),
    );
    expect(perfect).toEqual([]);
  });
});

test("the table of all cells has the stated verdicts, and its violated cells are those with a written trace", () => {
  const table = new URL("../../specs/pinned-pages/verdicts.md", import.meta.url);
  const rows = readFileSync(table, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| **"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const letters = new Map([
    ["holds", "H"],
    ["violated", "V"],
    ["reachable", "R"],
    ["unreachable", "U"],
    ["vacuous", "0"],
  ]);
  const seen = new Set<string>();
  const violated = new Map<string, number>();
  for (const [, title = "", where = "", ...cells] of rows) {
    const protocol = /^\*\*(\w+)\*\*/.exec(title)?.[1] ?? "";
    for (const environment of where === "all" ? environments : where.split(", ")) {
      seen.add(`${protocol}/${environment}`);
      for (const [i, property] of properties.entries()) {
        const cell = cells[i] ?? "";
        if (cell === "–") continue; // the property is not asked there; the matrix itself checks that
        const verdict = verdictOf(protocol, property, environment) ?? "";
        if (cell.startsWith("V")) {
          violated.set(
            `${protocol}/${environment}/${property}`,
            Number.parseInt(cell.slice(1), 10),
          );
        }
        expect(`${protocol}/${environment}/${property} ${cell[0]}`).toBe(
          `${protocol}/${environment}/${property} ${letters.get(verdict)}`,
        );
      }
    }
  }
  const made = protocols.flatMap((protocol) =>
    environments
      .filter((environment) => machineOf(protocol, environment) !== undefined)
      .map((environment) => `${protocol}/${environment}`),
  );
  expect([...seen].toSorted()).toEqual(made.toSorted());
  const shown = [...written].map(([cell, { steps }]) => [cell, steps]);
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(violated));
});

test("the table of the README is that of the stated verdicts", () => {
  const readme = new URL("../../specs/pinned-pages/README.md", import.meta.url);
  const text = readFileSync(readme, "utf8");
  const [begin, end] = ["<!-- summary -->", "<!-- end of summary -->"];
  const [before = "", rest = ""] = text.split(begin);
  const [, after = ""] = rest.split(end);
  expect(after).not.toBe("");
  const table = summaryTable(study.protocols, properties);
  const current = `${before}${begin}\n\n${table}\n\n${end}${after}`;
  if (process.env["UPDATE_README"] !== undefined) writeFileSync(readme, current);
  else expect(text).toBe(current);
});
