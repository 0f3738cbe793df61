/** How many threads this host runs at a time. */

/** What Node and its kin have, and browsers do not. */
interface ServerSide {
  readonly process?: {
    readonly getBuiltinModule?: (name: "node:os") => { availableParallelism(): number };
  };
}

/** The cores that this process may use; 1 where the host does not tell. */
export function availableCores(): number {
  const { process } = globalThis as ServerSide;
  return process?.getBuiltinModule?.("node:os").availableParallelism() ?? 1;
}
