/** A growing list of 32-bit integers in one typed array: 4 bytes an element where a JavaScript array may take 8 to 16. */
export interface IntVector {
  readonly length: number;
  at(position: number): number;
  push(value: number): void;
  set(position: number, value: number): void;
  /** Forgets all elements, and keeps the room for them. */
  clear(): void;
  /** The elements so far; a view, valid until the next push. */
  view(): Int32Array;
}

/** Makes an empty vector. Positions beyond its length must not be read or set. */
export function intVector(): IntVector {
  let data = new Int32Array(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    at: (position) => data[position] as number,
    push: (value) => {
      if (length === data.length) {
        const grown = new Int32Array(length * 2);
        grown.set(data);
        data = grown;
      }
      data[length++] = value;
    },
    set: (position, value) => {
      data[position] = value;
    },
    clear: () => {
      length = 0;
    },
    view: () => data.subarray(0, length),
  };
}
