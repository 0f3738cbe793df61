/** How a state and its mirror image, in which symmetric elements have exchanged their roles, part ways. */

type StateValue = Readonly<Record<string, unknown>>;

/** What something of the spec says in a state. */
export interface Answer {
  /** The label of an action instance, or the name of a property. */
  readonly who: string;
  readonly says:
    | { readonly kind: "leads to"; readonly state: StateValue }
    | { readonly kind: "is not enabled" }
    | { readonly kind: "answers"; readonly answer: boolean }
    | { readonly kind: "fails"; readonly message: string };
}

export interface Divergence {
  /** What becomes of the elements that are exchanged. */
  readonly exchange: readonly { readonly from: string; readonly to: string }[];
  readonly state: StateValue;
  readonly mirrored: StateValue;
  /** What happens in the state; undefined where only the mirror image can say something. */
  readonly here: Answer | undefined;
  /** What would have to happen in the mirror image. */
  readonly expected: Answer | undefined;
  /** What happens there. */
  readonly actual: Answer;
}
