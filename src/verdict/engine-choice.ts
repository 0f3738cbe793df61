/** Which engine explores: `auto` takes the compiled one where it helps. */
export type EngineChoice = "auto" | "reference" | "compiled";

/** The engine for a caller who names none. */
export const defaultEngine: EngineChoice = "auto";
