/** How symmetric elements are told apart, as people read it: a state, its mirror image, and where the two part ways. */
import type { RunFault } from "../check.ts";
import { difference } from "../value/difference.ts";
import { show } from "../value/show.ts";
import { draw, flow, type Item, words } from "./flow.ts";
import type { TextOptions } from "./text-style.ts";
import { changeItem } from "./trace-text.ts";

type Divergence = NonNullable<RunFault["divergence"]>;
type Answer = Divergence["actual"];

const columns = 11;

/** The lines of the block, its heading included. */
export function divergenceText(divergence: Divergence, options: TextOptions): readonly string[] {
  const { exchange, state, mirrored, here, expected, actual } = divergence;
  const { colors } = options;
  const moved = exchange.map(({ from, to }): Item => [{ text: `${from} → ${to}` }]);
  const row = (name: string, items: readonly Item[]) => rowLines(name, items, options);
  const answer = (name: string, given: Answer | undefined, before: unknown): readonly string[] =>
    given === undefined ? [] : answerLines(name, { given, before }, options);
  return [
    draw([{ text: "how its elements are told apart", style: colors.bold }]),
    ...row("exchanged", moved),
    ...row("state", fieldItems(state, options)),
    ...answer("", here, state),
    ...row("mirrored", fieldItems(mirrored, options)),
    ...answer("expected", expected, mirrored),
    ...answer("but", actual, mirrored),
  ];
}

function fieldItems(state: Divergence["state"], { colors }: TextOptions): readonly Item[] {
  return Object.entries(state).map(([field, value]) => [
    { text: `${field}: `, style: colors.dim },
    { text: show(value) },
  ]);
}

function answerLines(
  name: string,
  { given, before }: { readonly given: Answer; readonly before: unknown },
  options: TextOptions,
): readonly string[] {
  const { colors } = options;
  const who: Item = [{ text: `${given.who}:`, style: colors.bold }];
  const [first = [], ...others] = said(given.says, before, options);
  return rowLines(name, [[...who, { text: " " }, ...first], ...others], options);
}

function said(says: Answer["says"], before: unknown, options: TextOptions): readonly Item[] {
  const { colors } = options;
  switch (says.kind) {
    case "leads to": {
      const changes = difference(before, says.state);
      if (changes.length === 0) return [[{ text: "(nothing changes)", style: colors.dim }]];
      return changes.map((change) => changeItem(change, options));
    }
    case "is not enabled":
      return [[{ text: "not enabled" }]];
    case "answers":
      return [[{ text: String(says.answer) }]];
    case "fails":
      return words(`fails: ${says.message}`, colors.red);
  }
}

function rowLines(
  name: string,
  items: readonly Item[],
  { colors, width }: TextOptions,
): readonly string[] {
  const margin = { text: "  " };
  return flow(items, {
    width,
    first: [margin, { text: name.padEnd(columns), style: colors.dim }],
    rest: [margin, { text: " ".repeat(columns) }],
    separator: { text: " · ", style: colors.dim },
  });
}
