/** Lines as the server keeps them, so that what was typed and what is kept can be compared. */

export type Lines = readonly string[];

/** What Python's `str.splitlines` parts lines at. */
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/u;
/** What Python's `str.strip` takes away: not U+FEFF, which JavaScript's does. */
const BLANK = /^(?:[^\S\uFEFF]|[\x1c-\x1f\x85])*$/u;

/** As `localize.review.edits.set_text` keeps them: NFC, no line break inside, no blank end. */
export function kept(lines: Lines): Lines {
  const found = lines.join("\n").normalize("NFC").split(LINE_END);
  while (found.length && BLANK.test(found[found.length - 1] ?? "")) found.pop();
  return found;
}

export function same(one: Lines, other: Lines): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}
