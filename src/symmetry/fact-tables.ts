/**
 * What a packed state says about symmetric elements, as tables. A state is read as a list of facts. A fact is a location (a
 * slot, or a bit of a set) with a number that is not 0, or, where a slot holds an identity, with a vertex. A location
 * mentions the vertices that lead to it: the keys of maps on its path, the vertices in the element of a set or bag.
 * A permutation takes a fact to the location that mentions the images, and the vertex it holds to its image.
 *
 * Junttila, "Symmetry reduction algorithms for data symmetries", HUT-TCS-A72, 2002, does likewise with the parts of a state.
 *
 * All tables are typed arrays and numbers, so that threads can be given them.
 */

/** What is to be done to find the facts of a state: numbers of `opSize` each. */
export const opKinds = {
  /** A slot with a number: location. */
  plain: 0,
  /** A slot with a vertex: location, and what to add to the number to get the vertex. */
  identity: 1,
  /** The same, with 0 for no vertex. */
  optionalIdentity: 2,
  /** Bits of a set: the location of the first; those of the others follow. */
  bits: 3,
  /** Leaves out so many operations unless the number is a given one: number, operations. */
  unlessEqual: 4,
  /** The same unless the number is greater. */
  unlessGreater: 5,
} as const;

/** Kind, word, shift, mask, and two numbers that depend on the kind. */
export const opSize = 6;

export interface FactTables {
  /** Words of a state. */
  readonly words: number;
  /** Vertices, and the domain ranges of them: first vertex and count by domain. */
  readonly vertices: number;
  readonly ranges: Int32Array;
  readonly ops: Int32Array;
  /** By word, the bits that no permutation moves. */
  readonly kept: Int32Array;
  readonly locations: LocationTables;
  /** Words of a key; see `keyWord`. */
  readonly keyWords: number;
  /** Whether no fact is about two vertices: then sorting the elements by their keys is all there is to do. */
  readonly unary: boolean;
}

/** By location. */
export interface LocationTables {
  readonly count: number;
  /** Where to write its number, less `offset` for a vertex. */
  readonly word: Int32Array;
  readonly shift: Int32Array;
  readonly offset: Int32Array;
  /** Its mentions are firstMention[location] … firstMention[location + 1] − 1 of the arrays below. */
  readonly firstMention: Int32Array;
  /** By mention: the vertex, a number for its role, and its stride in `images`. */
  readonly vertex: Int32Array;
  readonly role: Int32Array;
  readonly stride: Int32Array;
  /** A number for what the location is, vertices aside. */
  readonly schema: Int32Array;
  /**
   * Where a fact about one vertex alone goes into the key of that vertex: word −1 for other facts. Keys are compared word by
   * word; two vertices with the same key have the same facts of that kind.
   */
  readonly keyWord: Int32Array;
  readonly keyShift: Int32Array;
  /**
   * The image of a location under a permutation: images[origin + Σ stride · image of the mentioned vertex]. Where origin is
   * `unordered`, the location is taken by one exchange of neighbours after the other, see `exchanged`.
   */
  readonly origin: Int32Array;
  readonly images: Int32Array;
  /** By unordered location (−1 for others), its place in `exchanged`: there are so many numbers for each vertex. */
  readonly unorderedPlace: Int32Array;
  readonly unorderedCount: number;
  /** By vertex and unordered location: the location once the vertex and the one after it are exchanged. */
  readonly exchanged: Int32Array;
}

/** What `origin` is of a location whose mentions have no order. */
export const unordered = -0x8000_0000;
