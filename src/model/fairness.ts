/**
 * What the scheduler is assumed not to neglect for ever: a constraint on infinite behaviours.
 *
 * An instance counts as *enabled* in a state when it has a successor that differs from that state, and as *taken* on a
 * step that changes the state: TLA+'s ⟨A⟩_v. A step that changes nothing therefore never discharges a constraint.
 */
export interface FairnessConstraint {
  /** `weak`: not enabled for ever without being taken. `strong`: not enabled infinitely often without being taken. */
  readonly kind: "weak" | "strong";
  /** For people: `free`, `acquire(proc1)`, `recv(·, app0)`. */
  readonly label: string;
  /** Action instances, any of which counts: enabled when one of them is enabled, taken when one of them is taken. */
  readonly instances: readonly number[];
}
