/**
 * Where a function of a spec was written and what it captured, for the compiler that turns closures into generated code.
 * A loader attaches it when it loads the module; a function without it is an ordinary function, and runs as it is.
 */

/** The key under which a loader attaches it; registered, so that it is one across copies of this package. */
export const functionSource: unique symbol = Symbol.for("everystate.functionSource") as never; // unique by its name

export interface FunctionSource {
  readonly module: SourceModule;
  /** Offsets of the function's expression or declaration in the text of its module, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /**
   * The free identifiers of the function that are bound in its module or in functions around it, as getters that read the
   * variable at the time of asking; an identifier that is not initialised yet throws. Globals are not among them.
   */
  readonly scope: () => Readonly<Record<string, unknown>>;
}

export interface SourceModule {
  /** Absolute path or URL. */
  readonly file: string;
  /** TypeScript or JavaScript, as its author wrote it. */
  readonly text: string;
}

/** What a loader attached to the function, if it did. */
export function sourceOf(fn: (...args: never[]) => unknown): FunctionSource | undefined {
  return (fn as { readonly [functionSource]?: FunctionSource })[functionSource];
}
