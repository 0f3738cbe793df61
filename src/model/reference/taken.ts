/** The step that a `step` property is asked about, as the author's function receives it: it refuses what it does not have. */
import { CheckerError } from "../../diagnostics/checker-error.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import type { Taken } from "../../spec/property.ts";
import type { RunnableInstance } from "../instances.ts";

/** The steps of all instances; `who` is asking, for messages. */
export function takenSteps(
  instances: readonly RunnableInstance[],
  who: () => string,
): readonly Taken[] {
  const actions = [...new Set(instances.map(({ action }) => action))];
  return instances.map(({ action, given }) => {
    const is = (name: string): boolean => {
      if (!actions.includes(name)) throw noAction(name, actions, who());
      return name === action;
    };
    return guarded({ action, args: given as Taken["args"], is }, who);
  });
}

function guarded(taken: Taken, who: () => string): Taken {
  const refuseChange = (_: object, key: string | symbol): never => {
    throw new CheckerError({
      kind: "spec",
      code: "state-modified",
      message: `${who()} modifies taken.${String(key)}`,
      hint: "properties only read",
    });
  };
  return new Proxy<Taken>(Object.freeze(taken), {
    get: (target, key) => {
      if (typeof key === "string" && !(key in target) && key !== "toJSON") {
        throw unknownField(key, who());
      }
      return Reflect.get(target, key);
    },
    set: refuseChange,
    defineProperty: refuseChange,
    deleteProperty: refuseChange,
  });
}

function unknownField(key: string, who: string): CheckerError {
  const meant = didYouMean(key, ["action", "args", "is"]);
  return new CheckerError({
    kind: "spec",
    code: "unknown-field",
    message: `${who} uses taken.${key}, which does not exist`,
    hint: meant === undefined ? "a step has action, args and is" : `did you mean "${meant}"?`,
  });
}

function noAction(name: string, actions: readonly string[], who: string): CheckerError {
  const meant = didYouMean(name, actions);
  return new CheckerError({
    kind: "spec",
    code: "unknown-name",
    message: `${who} asks for steps of "${name}", which is no action`,
    hint: meant === undefined ? `one of ${actions.join(", ")}` : `did you mean "${meant}"?`,
  });
}
