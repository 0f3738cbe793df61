/** German's protocol: its counts, which SPIN and Rumur confirm on bench/models, and that its guards are needed. */
import { type CheckOptions, check } from "everystate";
import { describe, expect, test } from "vitest";
import { german, german2 } from "../../specs/classics/german.machine.ts";
import { counterexample } from "./answers.ts";

/** Published counts are of all states. */
const searches: readonly CheckOptions[] = [
  { search: "bfs", symmetry: "off" },
  { search: "dfs", symmetry: "off" },
];
/** For what takes the reference engine long. */
const compiled: CheckOptions = { engine: "auto" };

describe.each(searches)("search $search", (options) => {
  test.each([
    { nodes: 1, values: 2, distinct: 188, generated: 384 },
    { nodes: 2, values: 1, distinct: 1461, generated: 4027 },
    { nodes: 2, values: 2, distinct: 3390, generated: 9914 },
    { nodes: 3, values: 1, distinct: 27_513, generated: 110_782 },
  ])(
    "$nodes nodes, $values values: $distinct distinct, $generated generated",
    async ({ nodes, values, ...counts }) => {
      const engine = nodes === 3 ? compiled : {};
      const { outcome, stats } = await check(german(nodes, values), { ...options, ...engine });
      expect(outcome).toBe("passed");
      expect(stats).toMatchObject(counts);
    },
  );
});

/** The parts of a state that the broken protocols look at. */
interface GermanState {
  readonly serving: { readonly node: string; readonly copy: string } | null;
  readonly fromHome: Readonly<Record<string, { readonly tag: string }>>;
  readonly exclusiveGranted: boolean;
}

/** The protocol of two nodes with another guard. */
function withGuard(
  action: string,
  when: (s: GermanState, parameters: { readonly node: string }) => boolean,
) {
  const { actions } = german2;
  const original = actions[action];
  if (original === undefined) throw new Error(`no action ${action}`);
  return { ...german2, actions: { ...actions, [action]: { ...original, when } } };
}

describe("the guards are needed", () => {
  test("an exclusive copy is granted only when nobody shares", async () => {
    const broken = withGuard(
      "grantExclusive",
      (s, { node }) =>
        s.serving?.node === node &&
        s.serving.copy === "exclusive" &&
        s.fromHome[node]?.tag === "empty" &&
        !s.exclusiveGranted,
    );
    const { steps } = counterexample(await check(broken, compiled), "control");
    expect(steps.at(-1)?.action).toBe("receiveGrant");
  });

  test("a shared copy is granted only when no exclusive one is out", async () => {
    const broken = withGuard(
      "grantShared",
      (s, { node }) =>
        s.serving?.node === node &&
        s.serving.copy === "shared" &&
        s.fromHome[node]?.tag === "empty",
    );
    const result = await check(broken, compiled);
    counterexample(result, "control");
    counterexample(result, "data");
  });
});
