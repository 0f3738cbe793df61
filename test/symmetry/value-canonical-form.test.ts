import fc from "fast-check";
import { expect, test } from "vitest";
import { machine } from "../../src/index.ts";
import { admit } from "../../src/model/reference/admit.ts";
import { codeOf } from "../../src/model/reference/encode.ts";
import { checkerAccess, placeOf } from "../../src/model/reference/place.ts";
import { referenceModel } from "../../src/model/reference/reference-model.ts";
import type { RecordDomain } from "../../src/spec/domain.ts";
import { groupOf, stateImage } from "../../src/symmetry/permutation.ts";
import { valueCanonicaliser } from "../../src/symmetry/value-canonical-form.ts";
import { allExchanges, exchanged, randomSchema } from "./random-schema.ts";

const place = placeOf("s", checkerAccess);

const stateOfSchema = randomSchema.chain(({ schema }) =>
  fc.record({ domain: fc.constant(schema.domain as RecordDomain), value: schema.value }),
);

test("by values, the canonical form is a member of the orbit, the same for all, with all automorphisms", () => {
  fc.assert(
    fc.property(stateOfSchema, ({ domain, value }) => {
      const init = value as never; // of the schema, as the generator makes it
      const model = referenceModel(
        machine({ name: "any", state: domain.fields, init, actions: {}, deadlock: false }),
      );
      const domains = model.symmetries.vertices.ranges.map((range) => range.domain);
      const canonical = valueCanonicaliser(model, groupOf(domains));
      const code = codeOf(domain, admit(domain, value, place));
      const orbit = allExchanges(domains).map((by) =>
        codeOf(domain, admit(domain, exchanged(domain, value, by), place)),
      );
      const form = canonical(code);
      expect(orbit).toContain(form.code);
      expect(form.automorphisms).toBe(orbit.filter((one) => one === code).length);
      expect(stateImage(model, code, form.images)).toBe(form.code);
      for (const other of orbit) expect(canonical(other).code).toBe(form.code);
    }),
    { numRuns: 200 },
  );
});
