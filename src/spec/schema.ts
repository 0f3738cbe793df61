/** The shape of a machine's state: its fields and their domains. */
import type { Domain, RecordValue, RecordView } from "./domain.ts";

/** The fields of a state and their domains. */
export type Schema = { readonly [field: string]: Domain };
/** The state of a schema as an effect may change it. */
export type State<S> = RecordValue<S>;
/** The state of a schema as guards and properties read it. */
export type StateView<S> = RecordView<S>;
