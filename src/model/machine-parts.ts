/** A machine with its instances and questions expanded and numbered: what engines are made from. */
import type { Machine } from "../spec/machine.ts";
import type { RunnableInstance } from "./instances.ts";
import type { Questions } from "./questions.ts";

export interface MachineParts {
  readonly machine: Machine;
  readonly instances: readonly RunnableInstance[];
  readonly questions: Questions;
}
