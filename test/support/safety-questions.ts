/** What a machine asks about states and steps, as parts of properties and as a packed search is asked it. */
import type { PackedQuestion } from "../../src/model/compiled/generated-module.ts";
import type { PropertyPart, Question } from "../../src/model/model.ts";
import type { ReferenceModel } from "../../src/model/reference/reference-model.ts";

export function safetyOf({ properties }: ReferenceModel): {
  readonly parts: readonly PropertyPart[];
  readonly questions: readonly PackedQuestion[];
} {
  const asked = properties
    .flatMap(({ parts }) => parts)
    .flatMap((part) => packedQuestion(part.question).map((question) => ({ part, question })));
  return { parts: asked.map(({ part }) => part), questions: asked.map((one) => one.question) };
}

function packedQuestion(question: Question): readonly PackedQuestion[] {
  switch (question.kind) {
    case "always":
      return [{ kind: "state", predicate: question.p, wanted: 0 }];
    case "never":
    case "reachable":
      return [{ kind: "state", predicate: question.p, wanted: 1 }];
    case "step":
      return [{ kind: "step", predicate: question.holds }];
    case "deadlock":
      return [{ kind: "deadlock" }];
    default:
      return [];
  }
}
