/**
 * `study({...})`: protocols × environments × properties, and the verdict that is expected of each cell. A study is data: it
 * says how to make the machine of a protocol in an environment, and explores nothing. `everystate matrix` runs it, and
 * `checkStudy` does from a program.
 *
 * A cell is a protocol, an environment and a property. Its machine is that of the protocol in the environment; a machine
 * without the property leaves the cell empty. The expectations of a study are stated beside it, in `<study>.verdicts.json`,
 * so that `everystate matrix --update` can rewrite the verdicts and leave everything else as people wrote it.
 */
import type { Expectation, Machine } from "./machine.ts";
import { validateStudy } from "./validate-study.ts";

/** How large the machines of a study are, by name: `{ pages: 1, applications: 2 }`. Whole numbers, 1 or more. */
export type Sizes<N extends string = string> = { readonly [K in N]: number };

/** What surrounds the protocols: a title, and whatever the author's machines need to know. */
export interface StudyEnvironment {
  /** In a few words, for the reader of the table. */
  readonly title: string;
}

/** A row of the table. */
export interface StudyProtocol<E = never, N extends string = string> {
  readonly title: string;
  /** Where the protocol was proposed, described or implemented. */
  readonly source: string;
  /** Sizes of this protocol where they are not those of the study: what it needs to show what it does. */
  readonly sizes?: { readonly [K in N]?: number };
  /**
   * The machine of the protocol in an environment; undefined where the protocol makes no sense in it. Cells for which it
   * returns the very same machine share one exploration, across environments, too. The `expect` of a machine does not count
   * in a study.
   */
  readonly machine: (environment: E, sizes: Sizes<N>) => Machine | undefined;
}

/** A column of the table. */
export interface StudyProperty {
  readonly title: string;
  /** What the machines call it; the key of the property when left out. `deadlock` is one, too. */
  readonly name?: string;
}

/**
 * What is expected of a cell. The types are as wide as those of imported JSON; `study` refuses anything that is not meant.
 */
export interface StatedCell {
  /**
   * As `expect` of a machine: `"violated"`, `{ "violated": "action" }` for the action that must end the counterexample,
   * `"holds"`, `"reachable"`, … And `"not applicable"`: the machine must not have the property, or there must be none.
   */
  readonly verdict: StatedVerdict | (string & {}) | { readonly violated: string };
  /**
   * `stated`: the source says so. `inferred`: it follows from the source. `computed`: the checker said so, and no source
   * is known.
   */
  readonly basis: Basis | (string & {});
  /** Where that is said, or what it follows from; not for `computed`. */
  readonly source?: string | undefined;
  /** What the source says, where the checker has shown otherwise. */
  readonly sourceSays?: string | { readonly violated: string } | undefined;
  /** Why it is so; above all, why the source is wrong. */
  readonly note?: string | undefined;
}

/** The verdict of a cell: an expectation, or that there is nothing to expect. */
export type StatedVerdict = Expectation | "not applicable";

/** Where an expectation comes from. */
export type Basis = "stated" | "inferred" | "computed";

/**
 * The expectations of a study: `expected[protocol][property][environment]`. The environment `"*"` stands for all that are
 * not named beside it.
 */
export type Stated<
  P extends string = string,
  Q extends string = string,
  V extends string = string,
> = {
  readonly [K in P]?: {
    readonly [L in Q]?: { readonly [M in V | "*"]?: StatedCell | undefined } | undefined;
  };
};

/** What an author writes. `E` is an environment; `N`, `V`, `P`, `Q` are the names of sizes, environments, protocols, properties. */
export interface StudyDefinition<
  E extends StudyEnvironment,
  N extends string,
  V extends string,
  P extends string,
  Q extends string,
> {
  readonly name: string;
  /** The sizes that the expectations are about; `--size` asks for others. */
  readonly sizes: { readonly [K in N]: number };
  readonly environments: { readonly [K in V]: E };
  readonly protocols: { readonly [K in P]: StudyProtocol<NoInfer<E>, NoInfer<N>> };
  readonly properties: { readonly [K in Q]: StudyProperty };
  /**
   * The contents of `<study>.verdicts.json`:
   * `import expected from "./locks.verdicts.json" with { type: "json" };`. Cells without an expectation fail.
   */
  readonly expected?: Stated<NoInfer<P>, NoInfer<Q>, NoInfer<V>>;
}

/** A study as the checker sees it: the definition, checked, its types erased. */
export interface Study {
  readonly everystate: "study";
  readonly name: string;
  readonly sizes: Sizes;
  readonly environments: Readonly<Record<string, StudyEnvironment>>;
  readonly protocols: Readonly<Record<string, StudyProtocol>>;
  readonly properties: Readonly<Record<string, StudyProperty>>;
  readonly expected: Expected;
}

/** `Stated`, checked. */
export type Expected = Readonly<Record<string, Readonly<Record<string, ExpectedByEnvironment>>>>;

/** The expectations of a protocol for a property, by environment or for all of them. */
export type ExpectedByEnvironment = Readonly<Record<string, ExpectedCell>>;

/** `StatedCell`, checked. */
export interface ExpectedCell {
  readonly verdict: StatedVerdict;
  readonly basis: Basis;
  readonly source?: string;
  readonly sourceSays?: StatedVerdict;
  readonly note?: string;
}

/**
 * Defines a study.
 * @throws CheckerError kind `spec` when the definition is ill-formed: what, and what to do about it
 */
export function study<
  const E extends StudyEnvironment,
  N extends string,
  V extends string,
  P extends string,
  Q extends string,
>(definition: StudyDefinition<E, N, V, P, Q>): Study {
  const { name, sizes, environments, protocols, properties, expected = {} } = definition;
  const study = {
    everystate: "study",
    ...{ name, sizes, environments, protocols, properties, expected },
  };
  validateStudy(study, Object.keys(definition));
  return study as unknown as Study; // the types are erased; validateStudy has checked the shape
}
