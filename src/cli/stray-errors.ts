/**
 * Errors that no call waits for: a spec left a timer behind that throws, or a promise that nobody looks at. Node would end
 * the process with exit code 1, which stands for an expectation that is not met.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import { locationOf } from "./load/source-location.ts";
import type { Mishap } from "./load-machines.ts";

/** Listens until the process ends. */
export function listenForStrayErrors(report: (mishap: Mishap) => void): void {
  const listen = (error: unknown): void => {
    report({ file: undefined, machine: undefined, error: strayError(error) });
  };
  process.on("uncaughtException", listen);
  process.on("unhandledRejection", listen);
}

/** The author's error if the author's code is on its stack; else it is one of ours, and stays as it is. */
function strayError(cause: unknown): unknown {
  if (!(cause instanceof Error) || locationOf(cause) === undefined) return cause;
  return new CheckerError({
    kind: "spec",
    code: "spec-threw",
    message: `the spec threw outside of any check: ${cause.message}`,
    hint: "a spec is a description; it should start no timers and leave no promises behind",
    cause,
  });
}
