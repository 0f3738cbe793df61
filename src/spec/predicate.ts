/** What properties ask: pure functions of one state, or of one step. */

/** A question about one state. */
export type Predicate<V> = (state: V) => boolean;

/** The step that a `step` property is asked about. */
export interface Taken {
  readonly action: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Whether it was a step of this action. A name that no action has is an error; `action === "…"` cannot know. */
  is(action: string): boolean;
}

/** A question about one transition: the states before and after, and the step that was taken. */
export type StepPredicate<V> = (before: V, after: V, taken: Taken) => boolean;
