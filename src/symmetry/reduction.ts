/** How a search explores one state for each orbit: what all searches share about the symmetries of a machine. */
import { makeLayout } from "../model/compiled/make-layout.ts";
import { packState } from "../model/compiled/pack.ts";
import { decode } from "../model/reference/decode.ts";
import { checkerAccess, placeOf } from "../model/reference/place.ts";
import type { ReferenceModel } from "../model/reference/reference-model.ts";
import type { RecordDomain } from "../spec/domain.ts";
import type { Canonicaliser } from "./canonical-form.ts";
import { canonicalOrder } from "./canonical-order.ts";
import { type GroupAction, groupAction } from "./group-action.ts";
import { factTables } from "./make-fact-tables.ts";
import { type Group, groupOf, mostVertices, stateImage } from "./permutation.ts";
import { valueCanonicaliser } from "./value-canonical-form.ts";

export interface Reduction<Code> {
  readonly group: Group;
  readonly action: GroupAction<Code>;
  /** The state that stands for the orbit of a state. */
  readonly canonical: Canonicaliser<Code>;
}

/** The reduction of a machine; undefined if there is nothing to permute, or more than there are numbers for. */
export function reductionOf(model: ReferenceModel): Reduction<string> | undefined {
  const group = groupOf(model.symmetries.vertices.ranges.map(({ domain }) => domain));
  if (group.order === 1n || group.count > mostVertices) return undefined;
  let made: Canonicaliser<string> | undefined; // a search by the compiled engine has tables of its own
  const canonical: Canonicaliser<string> = (code) => {
    made ??= packedCanonicaliser(model, group) ?? valueCanonicaliser(model, group);
    return made(code);
  };
  return { group, action: groupAction(model, group), canonical };
}

/**
 * By way of packed words, so that the states which stand for orbits are those of the compiled engine. Undefined if the state
 * cannot be packed: then the compiled engine does not explore the machine.
 */
function packedCanonicaliser(
  model: ReferenceModel,
  group: Group,
): Canonicaliser<string> | undefined {
  const { state: fields } = model.parts.machine;
  const layout = makeLayout(fields);
  if ("unpackable" in layout) return undefined;
  const schema: RecordDomain = { kind: "record", fields };
  const place = placeOf("s", checkerAccess);
  const order = canonicalOrder(factTables(layout, group));
  const words = new Int32Array(layout.words);
  return (code) => {
    packState(layout, decode(schema, code, place), words, 0);
    const automorphisms = order.find(words, 0);
    const images = order.images.slice();
    return { code: stateImage(model, code, images), images, automorphisms };
  };
}
