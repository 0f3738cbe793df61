/**
 * Specs as they come without a type checker: a spec file is loaded with its types stripped, so every mistake that
 * TypeScript would refuse can reach the checker.
 */
import { expect } from "vitest";
import {
  bool,
  CheckerError,
  type CheckOptions,
  type CheckResult,
  check,
  never,
} from "../../src/index.ts";
import { type Machine, machine } from "../../src/spec/machine.ts";
import type { Property } from "../../src/spec/property.ts";

// biome-ignore lint/suspicious/noExplicitAny: the point of these tests is what happens without types
export type Loose = any;

/** An action without types. */
export interface LooseAction {
  readonly for?: Readonly<Record<string, Loose>>;
  readonly when?: (s: Loose, args: Loose) => Loose;
  readonly then?: (s: Loose, args: Loose) => Loose;
  readonly fair?: Loose;
  readonly actor?: Loose;
  readonly doc?: Loose;
  readonly [key: string]: Loose;
}

/** A definition without types. */
export interface LooseDefinition {
  readonly name?: Loose;
  readonly state?: Loose;
  readonly init?: Loose;
  readonly actions?: Readonly<Record<string, LooseAction>>;
  readonly properties?: Readonly<Record<string, Property<Loose>>>;
  readonly final?: (s: Loose) => Loose;
  readonly within?: (s: Loose) => Loose;
  readonly [key: string]: Loose;
}

export function looseMachine(definition: LooseDefinition): Machine {
  return machine({ name: "mistaken", actions: {}, ...definition } as never);
}

/** What the checker says about a machine that is wrong: the error, the way to it, the step that failed. */
export interface Mistake {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** The labels of the steps before the fault. */
  readonly steps: readonly string[] | undefined;
  readonly step: string | undefined;
  readonly result: CheckResult;
}

/** Checks a machine that is ill-formed; fails when the checker does not notice, or gives a verdict that claims success. */
export async function mistakeIn(
  definition: LooseDefinition,
  options: CheckOptions = {},
): Promise<Mistake> {
  const result = await check(looseMachine(definition), options);
  expect({ outcome: result.outcome, ending: result.ending }).toEqual({
    outcome: "ill-formed",
    ending: { because: "fault" },
  });
  for (const { verdict } of result.properties) {
    expect(["unknown", "violated", "reachable"]).toContain(verdict.status);
  }
  const { error, trace, step } = result.fault ?? {};
  expect(error).toBeInstanceOf(CheckerError);
  const { code, message, hint, kind } = error as CheckerError;
  expect(kind).toBe("spec");
  return {
    code,
    message,
    hint: hint ?? "",
    steps: trace?.steps.map(({ label }) => label),
    step,
    result,
  };
}

/** The error that a definition is refused with before anything runs. */
export function refusal(define: () => unknown): CheckerError {
  try {
    define();
  } catch (error) {
    expect(error).toBeInstanceOf(CheckerError);
    expect((error as CheckerError).kind).toBe("spec");
    expect((error as CheckerError).hint ?? "").not.toBe("");
    return error as CheckerError;
  }
  throw new Error("the definition was accepted");
}

/** The state that an effect makes of an initial one, as data. */
export async function stateAfter(
  from: { readonly state: object; readonly init: object },
  effect: (s: Loose) => Loose,
): Promise<Loose> {
  const act = {
    when: (s: Loose) => !s.isOver,
    then: (s: Loose) => {
      const result = effect(s);
      s.isOver = true;
      return result;
    },
  };
  const { properties, fault } = await check(
    looseMachine({
      state: { ...from.state, isOver: bool() },
      init: { ...from.init, isOver: false },
      actions: { act },
      properties: { never: never((s: Loose) => s.isOver) },
    }),
  );
  expect(fault).toBeUndefined();
  const verdict = properties[0]?.verdict;
  if (verdict?.status === "violated") return verdict.counterexample.steps[0]?.state;
  throw new Error("the effect was not reached");
}
