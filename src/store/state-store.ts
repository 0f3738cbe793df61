/**
 * Remembers the distinct states of a search. States get dense ids in the order of their discovery, so the store is the
 * queue of a breadth-first search as well.
 */
export interface StateStore<Code> {
  readonly size: number;
  /** The id of a state, or undefined when it is new. */
  find(code: Code): number | undefined;
  /** Adds a state that is new; answers its id. */
  add(code: Code): number;
  code(id: number): Code;
}

/** An exact store: keeps every code, so no two states are ever taken for one. */
export function exactStore<Code>(): StateStore<Code> {
  const ids = new Map<Code, number>();
  const codes: Code[] = [];
  return {
    get size() {
      return codes.length;
    },
    find: (code) => ids.get(code),
    add: (code) => {
      ids.set(code, codes.length);
      return codes.push(code) - 1;
    },
    code: (id) => codes[id] as Code, // ids are given out by add
  };
}
