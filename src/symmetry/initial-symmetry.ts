/**
 * Whether the initial states treat symmetric elements alike: the mirror image of each must be one, too, and a choice must
 * give the mirrored state for mirrored values. All are compared, for permutations from which all others are composed, so
 * this is exact.
 */
import { bug } from "../diagnostics/bug.ts";
import type { SourceLocation } from "../diagnostics/checker-error.ts";
import { placeAround } from "../model/compiled/front/source-tree.ts";
import { choicesOf } from "../model/reference/initial-states.ts";
import type { ReferenceModel } from "../model/reference/reference-model.ts";
import { type Change, difference } from "../value/difference.ts";
import { show } from "../value/show.ts";
import { startFault } from "./not-symmetric.ts";
import { locationIn } from "./static/refusal.ts";

/** @throws SpecFault `not-symmetric` when they do not. */
export function refuseAsymmetricStart(model: ReferenceModel): void {
  const { symmetries, parts } = model;
  if (symmetries.generators.length === 0) return;
  const choices = choicesOf(parts.machine);
  const about = choices.length === 1 ? choices[0]?.init : undefined;
  compareChoices(model, about);
  const initial = model.initialStates();
  const all = new Set(initial);
  for (const by of symmetries.generators) {
    for (const state of all) {
      const mirrored = symmetries.state(state, by);
      if (all.has(mirrored)) continue;
      const changes = difference(model.read(state), model.read(mirrored));
      const what = `the mirror image of an initial state is none: ${changes.map(shown).join(", ")}`;
      throw startFault(what, { by, about, location: placeOf(model, changes[0]) });
    }
  }
}

function shown({ path, before, after }: Change): string {
  return `${path}: ${show(before)} → ${show(after)}`;
}

/** Where the definition of the machine, or of a part of it, writes down the field that is not alike. */
function placeOf(
  { parts }: ReferenceModel,
  change: Change | undefined,
): SourceLocation | undefined {
  const [field = ""] = change?.path.split("[") ?? [];
  const places = Object.values(parts.machine.actions).flatMap(({ then }) => {
    return placeAround(then, ["init", field]) ?? [];
  });
  const [place] = places;
  const isOne = places.every(({ file, start }) => file === place?.file && start === place.start);
  return place === undefined || !isOne ? undefined : locationIn(place);
}

function compareChoices(
  model: ReferenceModel,
  about: ((...args: never[]) => unknown) | undefined,
): void {
  const { symmetries } = model;
  const choices = symmetries.choices();
  const chosen = new Map(choices.map((choice) => [choice.key, choice]));
  for (const by of symmetries.generators) {
    for (const choice of choices) {
      const twin = chosen.get(choice.image(by)) ?? bug("a choice has no image");
      const { state } = choice;
      if (twin.state === (state === undefined ? undefined : symmetries.state(state, by))) continue;
      const what = `${choice.label} and its mirror image ${twin.label} give different initial states`;
      throw startFault(what, { by, about });
    }
  }
}
