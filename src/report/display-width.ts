/** How many columns of a terminal a text takes: names and docs of a spec may be in any script. */

/** Made when it is needed, which it seldom is: that takes as long as a small check. */
let graphemes: Intl.Segmenter | undefined;

/** East Asian wide characters and pictures take two columns (Unicode Standard Annex 11, without its ambiguous class). */
const WIDE =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\uFE0F/u;

const ASCII = /^[ -~]*$/;

/** The width of a text without control characters, in columns. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  graphemes ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** A name in one line: a control character, a line break included, as it is written in JavaScript, such as `\n`. */
export function visible(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => {
    const known = shortEscapes.get(character);
    return known ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

const shortEscapes = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** Prose in one line: whitespace of any kind is a single space, and nothing is left that a terminal would obey. */
export function printable(text: string): string {
  return visible(text.replace(/\s+/g, " "));
}
