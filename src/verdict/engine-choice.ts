/** Which engine explores: `auto` takes the compiled one where it helps. */
export type EngineChoice = "auto" | "reference" | "compiled";
