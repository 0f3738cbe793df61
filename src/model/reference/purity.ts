/**
 * Keeps clocks and random sources away from the author's code: while a guard, effect or property runs, asking for the time
 * or for a random number is an error at the line that asked. What a spec captured before (`const { now } = Date`) is not
 * caught here, but by running every effect twice.
 */
import { CheckerError } from "../../diagnostics/checker-error.ts";

interface Replacement {
  readonly holder: object;
  readonly key: string;
  readonly trap: unknown;
}

function trap(name: string): () => never {
  return () => {
    throw new CheckerError({
      kind: "spec",
      code: "impure",
      message: `the spec calls ${name}`,
      hint: "a guard, effect or property may depend on the state and its parameters only; make time or chance a parameter",
    });
  };
}

const originalDate = Date;

const trappedDate: unknown = new Proxy(Date, {
  construct: (target, args) =>
    args.length === 0 ? trap("new Date()")() : Reflect.construct(target, args),
  apply: trap("Date()"),
  get: (target, key) => (key === "now" ? trap("Date.now") : Reflect.get(target, key)),
});

const replacements: readonly Replacement[] = [
  { holder: globalThis, key: "Date", trap: trappedDate },
  { holder: Math, key: "random", trap: trap("Math.random") },
  ...["now", "timeOrigin"].map((key) => ({
    holder: performance,
    key,
    trap: trap(`performance.${key}`),
  })),
  ...["getRandomValues", "randomUUID"].map((key) => ({
    holder: crypto,
    key,
    trap: trap(`crypto.${key}`),
  })),
  ...processClocks(),
];

/** Runs the author's code without clocks and random sources. */
export function purely<T>(run: () => T): T {
  if (globalThis.Date !== originalDate) return run(); // already inside, or the host has a clock of its own
  const saved = replacements.map(({ holder, key }) =>
    Reflect.getOwnPropertyDescriptor(holder, key),
  );
  for (const { holder, key, trap } of replacements) {
    Reflect.defineProperty(holder, key, { value: trap, configurable: true, writable: true });
  }
  try {
    return run();
  } finally {
    for (const [i, { holder, key }] of replacements.entries()) {
      const descriptor = saved[i];
      if (descriptor === undefined) Reflect.deleteProperty(holder, key);
      else Reflect.defineProperty(holder, key, descriptor);
    }
  }
}

function processClocks(): readonly Replacement[] {
  const { process } = globalThis as { process?: object };
  if (process === undefined) return []; // a browser
  const hrtime = Object.assign(trap("process.hrtime"), { bigint: trap("process.hrtime.bigint") });
  return [{ holder: process, key: "hrtime", trap: hrtime }];
}
