/**
 * Compiles step predicates. One that does not ask which step was taken is compiled once; one that does, for each action
 * instance, whose name and arguments are known then. Instances for which the same is left of it share what is left.
 */
import type { RunnableInstance } from "../instances.ts";
import { takenSteps } from "../reference/taken.ts";
import { answersAtOnce } from "./front/at-once.ts";
import { compileAnswer, stateValue } from "./front/compile-function.ts";
import { tooMuchCode } from "./front/emitter.ts";
import { obstacle } from "./front/obstacle.ts";
import { known } from "./front/values.ts";
import type { Capture, Compiled, CompiledSteps } from "./ir.ts";
import type { Layout } from "./layout.ts";

/** More text than this, of all that is left, is not worth it. */
const mostText = 2_000_000;

interface Surroundings {
  readonly instances: readonly RunnableInstance[];
  readonly layout: Layout;
}

/** Instances for which the same is left. */
interface Left {
  readonly instances: number[];
  readonly compiled: Compiled;
  /** Read for any of them. */
  readonly captures: Capture[];
}

export function compileSteps(
  holds: (...args: never[]) => unknown,
  { instances, layout }: Surroundings,
): CompiledSteps {
  const states = [stateValue(layout.root, 0, false), stateValue(layout.root, 1, false)] as const;
  let asked = false;
  const once = compileAnswer(holds, [...states, known(refusing(() => (asked = true)))]);
  if (once.kind === "compiled" || !asked) return once;

  const left = new Map<string, Left>();
  let text = 0;
  for (const [instance, taken] of takenSteps(instances, () => "a step property").entries()) {
    answersAtOnce(taken.is);
    const compiled = compileAnswer(holds, [...states, known(taken)]);
    // For the other instances it would be as large.
    if (compiled.kind === "fallback" && compiled.why.what === tooMuchCode) return compiled;
    const key = compiled.kind === "compiled" ? JSON.stringify(compiled.procedure) : "";
    const captures = compiled.kind === "compiled" ? [...(compiled.captures ?? [])] : [];
    const same = left.get(key);
    if (same !== undefined) {
      same.instances.push(instance);
      same.captures.push(...captures);
      continue;
    }
    left.set(key, { instances: [instance], compiled, captures });
    text += key.length;
    if (text > mostText) return once;
  }
  const cases = [...left.values()].map(({ instances, compiled, captures }) => ({
    instances,
    compiled: compiled.kind === "compiled" ? { ...compiled, captures } : compiled,
  }));
  const [only] = cases;
  return only !== undefined && cases.length === 1 ? only.compiled : { kind: "byInstance", cases };
}

/** Stands for any step: says when it is asked anything. */
function refusing(notice: () => void): object {
  const refuse = (): never => {
    notice();
    return obstacle("which step was taken");
  };
  return new Proxy(
    {},
    { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse },
  );
}
