/** A layout as a table for people: which bits of which word hold which part of a state. */
import type { Layout, Slot } from "./layout.ts";

type Row = readonly [word: string, bits: string, field: string, size: string];

const head: Row = ["word", "bits", "field", "size"];

/**
 * One line for every slot, in the order of the bits, and a last line `41 of 64 bits in 2 words`. Slots of different variants
 * of a union may show the same bits; a slot with a single value has none, and comes at the end.
 */
export function showLayout(layout: Layout): string {
  const slots = layout.slots.toSorted(byBits);
  const rows = [head, ...slots.map(rowOf)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([word, bits, field, size]) => {
    const [wordWidth = 0, bitsWidth = 0, fieldWidth = 0, sizeWidth = 0] = widths;
    const left = `${word.padStart(wordWidth)}  ${bits.padStart(bitsWidth)}`;
    return `${left}  ${field.padEnd(fieldWidth)}  ${size.padStart(sizeWidth)}`;
  });
  return [...lines, summaryOf(layout)].join("\n");
}

function rowOf({ name, word, shift, width, size }: Slot): Row {
  if (width === 0) return ["–", "–", name, String(size)];
  const last = shift + width - 1;
  return [String(word), width === 1 ? `${shift}` : `${shift}–${last}`, name, String(size)];
}

function summaryOf({ bits, words }: Layout): string {
  return `${bits} of ${words * 32} bits in ${words} ${words === 1 ? "word" : "words"}`;
}

function byBits(a: Slot, b: Slot): number {
  const [emptyLast, word] = [Number(a.width === 0) - Number(b.width === 0), a.word - b.word];
  return emptyLast || word || a.shift - b.shift || a.id - b.id;
}
