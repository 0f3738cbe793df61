/** What the tests of the specs ask of a result. */
import type { CheckResult, Trace, Verdict } from "everystate";

/** The properties whose verdict is not the expected one. */
export function unmet({ properties }: CheckResult): readonly string[] {
  return properties
    .filter(({ met }) => !met)
    .map(({ name, verdict: { status } }) => `${name} ${status}`);
}

export function verdict({ properties }: CheckResult, name: string): Verdict {
  const found = properties.find((property) => property.name === name);
  if (found === undefined) throw new Error(`no property ${name}`);
  return found.verdict;
}

/** The counterexample of a property that is violated. */
export function counterexample(result: CheckResult, property: string): Trace {
  const found = verdict(result, property);
  if (found.status !== "violated") throw new Error(`${property} is ${found.status}`);
  return found.counterexample;
}

/** The actions of a loop, in order. */
export function loopActions({ steps, loopAfter }: Trace): readonly (string | undefined)[] {
  return steps.slice(loopAfter ?? steps.length).map((step) => step.action);
}
