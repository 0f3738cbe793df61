/**
 * Keeps clocks and random sources away from the author's code: while a guard, effect or property runs, asking for the time
 * or for a random number is an error at the line that asked. What a spec captured or imported before (`const { now } = Date`,
 * `randomInt` of `node:crypto`) is not caught here, but by running functions twice.
 */
import { CheckerError } from "../../diagnostics/checker-error.ts";

interface Replacement {
  /** Looked up each time: the host may put another in its place. */
  readonly holder: () => object;
  readonly key: string;
  /** What stands in for the original while the author's code runs. */
  readonly descriptor: (original: PropertyDescriptor | undefined) => PropertyDescriptor;
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

function replaced(value: unknown): PropertyDescriptor {
  return { value, configurable: true, writable: true };
}

/** Members of an object that have no use but to be trapped. */
function trapped(
  holder: () => object,
  name: string,
  keys: readonly string[],
): readonly Replacement[] {
  return keys.map((key) => ({ holder, key, descriptor: () => replaced(trap(`${name}.${key}`)) }));
}

const trappedDates = new WeakMap<object, object>();

/** A `Date` that knows only the dates that it is given; the host may have put a clock of its own in its place. */
function trappedDate(date: DateConstructor): object {
  const known = trappedDates.get(date);
  if (known !== undefined) return known;
  const made = new Proxy(date, {
    construct: (target, args, newTarget) =>
      args.length === 0 ? trap("new Date()")() : Reflect.construct(target, args, newTarget),
    apply: trap("Date()"),
    get: (target, key) => (key === "now" ? trap("Date.now") : Reflect.get(target, key)),
  });
  trappedDates.set(date, made);
  return made;
}

/** Formats a date that it is given; without one it would format the present. */
function formatting(key: string, original: PropertyDescriptor | undefined): PropertyDescriptor {
  const guarded =
    (formatter: unknown, format: unknown) =>
    (...args: readonly unknown[]): unknown => {
      if (args[0] === undefined) trap(`Intl.DateTimeFormat's ${key}()`)();
      return Reflect.apply(format as () => unknown, formatter, args);
    };
  return {
    configurable: true,
    get(this: unknown): unknown {
      const method: unknown = original?.get?.call(this) ?? original?.value;
      return guarded(this, method);
    },
  };
}

const replacements: readonly Replacement[] = [
  {
    holder: () => globalThis,
    key: "Date",
    descriptor: () => replaced(trappedDate(globalThis.Date)),
  },
  ...trapped(() => Math, "Math", ["random"]),
  ...trapped(() => performance, "performance", ["now", "timeOrigin"]),
  ...trapped(() => crypto, "crypto", ["getRandomValues", "randomUUID"]),
  ...["format", "formatToParts"].map((key) => ({
    holder: () => Intl.DateTimeFormat.prototype,
    key,
    descriptor: (original: PropertyDescriptor | undefined) => formatting(key, original),
  })),
  ...processClocks(),
];

let isGuarded = false;

/** Runs the author's code without clocks and random sources. */
export function purely<T>(run: () => T): T {
  if (isGuarded) return run();
  const restore = replacements.map(replace);
  isGuarded = true;
  try {
    return run();
  } finally {
    isGuarded = false;
    for (const undo of restore) undo();
  }
}

/** Answers how to undo it. */
function replace({ holder, key, descriptor }: Replacement): () => void {
  const at = holder();
  const original = Reflect.getOwnPropertyDescriptor(at, key);
  Reflect.defineProperty(at, key, descriptor(original));
  return () => {
    if (original === undefined) Reflect.deleteProperty(at, key);
    else Reflect.defineProperty(at, key, original);
  };
}

function processClocks(): readonly Replacement[] {
  const { process } = globalThis as { process?: object };
  if (process === undefined) return []; // a browser
  const hrtime = Object.assign(trap("process.hrtime"), { bigint: trap("process.hrtime.bigint") });
  return [
    { holder: () => process, key: "hrtime", descriptor: () => replaced(hrtime) },
    ...trapped(() => process, "process", ["uptime"]),
  ];
}
