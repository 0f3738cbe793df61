/** Which slots are written by the same steps: a step copies, changes and compares the words in which they are. */
import type { Program, Statement } from "./ir.ts";
import type { Layout } from "./layout.ts";

/** The names of slots that action instances write together: first what most of them do, then the smaller groups. */
export function writtenTogether(
  { instances }: Program,
  { slots }: Layout,
): readonly (readonly string[])[] {
  const groups = new Map<string, { readonly ids: readonly number[]; count: number }>();
  for (const instance of instances) {
    if (instance.kind !== "compiled") continue;
    const ids = [...new Set(writtenBy(instance.effect.body))].sort((a, b) => a - b);
    const group = groups.get(ids.join()) ?? { ids, count: 0 };
    group.count++;
    groups.set(ids.join(), group);
  }
  return [...groups.values()]
    .filter(({ ids }) => ids.length > 1)
    .sort((a, b) => b.count - a.count || a.ids.length - b.ids.length)
    .map(({ ids }) => ids.flatMap((id) => slots[id]?.name ?? []));
}

function writtenBy(body: readonly Statement[]): readonly number[] {
  return body.flatMap((statement) => {
    if (statement.do === "set") return [statement.slot];
    if (statement.do === "if") return [...writtenBy(statement.then), ...writtenBy(statement.else)];
    return statement.do === "block" ? writtenBy(statement.body) : [];
  });
}
