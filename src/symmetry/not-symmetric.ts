/** The fault of a spec whose behaviour tells symmetric elements apart. */
import { CheckerError, type SourceLocation } from "../diagnostics/checker-error.ts";
import { SpecFault } from "../model/model.ts";
import type { Permutation } from "../model/reference/permute.ts";
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import type { Mirror, Parting } from "./compare-mirrors.ts";

/** A machine and its mirror image part in a state. */
export function partingFault<Code>(
  model: SymmetricModel<Code>,
  { state, mirrored, by }: Mirror<Code>,
  parting: Parting,
): SpecFault {
  const { what, guilty, here, expected, actual } = parting;
  const instance =
    typeof guilty === "object" && "guard" in guilty
      ? guilty.guard
      : typeof guilty === "object" && "effect" in guilty
        ? guilty.effect
        : undefined;
  const hint = `do not order or name the ${by.domain}s, nor pick the first of some; or declare index("${by.domain}", …)`;
  const divergence = {
    exchange: exchangeOf(by),
    state: model.read(state),
    mirrored: model.read(mirrored),
    ...{ here, expected, actual },
  };
  return new SpecFault(
    errorOf(what, { by, about: model.functionOf(guilty), hint }),
    instance,
    divergence,
  );
}

/** The initial states are not those of the mirror image. */
export function startFault(what: string, how: Omit<Guilt, "hint">): SpecFault {
  const hint = `let all ${how.by.domain}s begin alike, or let choose(…) say which of them does not; or declare index("${how.by.domain}", …)`;
  return new SpecFault(errorOf(what, { ...how, hint }));
}

function exchangeOf({ images }: Permutation): readonly { from: string; to: string }[] {
  return [...images].filter(([from, to]) => from !== to).map(([from, to]) => ({ from, to }));
}

/** What is exchanged, and what the author wrote that is not alike for it. */
interface Guilt {
  readonly by: Permutation;
  readonly about: ((...args: never[]) => unknown) | undefined;
  readonly location?: SourceLocation | undefined;
  readonly hint: string;
}

function errorOf(what: string, { by, about, location, hint }: Guilt): CheckerError {
  const moved = exchangeOf(by).map(({ from, to }) => `${from} → ${to}`);
  return new CheckerError({
    kind: "spec",
    code: "not-symmetric",
    message: `"${by.domain}" is declared symmetric, but its elements are not treated alike (${moved.join(", ")}): ${what}`,
    ...{ hint, location, about },
  });
}
