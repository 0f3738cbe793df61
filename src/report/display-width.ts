/** How many columns of a terminal a text takes: names and docs of a spec may be in any script. */

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** East Asian wide characters and pictures take two columns (Unicode Standard Annex 11, without its ambiguous class). */
const WIDE =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\uFE0F/u;

const ASCII = /^[ -~]*$/;

/** The width of a text without control characters, in columns. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The text with whitespace made single spaces and nothing in it that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/\s+/g, " ").replace(/\p{Cc}/gu, "\uFFFD");
}
