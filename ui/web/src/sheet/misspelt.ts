/** Where words that the server's checks of spelling named stand in a text, as it is now. */

/** Code units. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

const TAG = /<\/?(?:i|b|u|ruby|rt)>/g;
const LETTER = "[\\p{L}\\p{N}_]";
/** What the server takes for no word (`localize/checks/spelling.py`, `_NO_WORD`): addresses, tags. */
const NO_WORD = new RegExp(
  `\\S+@\\S+\\.${LETTER}+|(?:https?://|www\\.)\\S+|[@#]${LETTER}+|` +
    `(?<!${LETTER})${LETTER}[\\p{L}\\p{N}_-]*\\.(?:com|org|net|info|edu|gov|[a-z]{2})(?!${LETTER})(?:/\\S*)?`,
  "gu",
);
/**
 * What no border of a word is: letters, their marks and joiners, digits, and the signs beside which
 * the server takes letters for no word (`_JOINED`).
 */
const INSIDE = /[\p{L}\p{M}\p{N}_@\\&+\u200c\u200d]/u;
/** A drawn-out line in an Arabic word, which the server leaves out. */
const TATWEEL = "\u0640";

/**
 * @param words with straight apostrophes and hyphens, as findings name them.
 * @returns in order, none overlapping another.
 */
export function placesOf(text: string, words: readonly string[]): readonly Place[] {
  const plain = text
    .replace(TAG, blank)
    .replace(NO_WORD, blank)
    .replace(/’/g, "'")
    .replace(/[‐‑]/g, "-");
  const found: Place[] = [];
  for (const word of [...words].sort((one, two) => two.length - one.length)) {
    if (!word) continue;
    const letters = [...word].map((letter) => letter.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
    for (const match of plain.matchAll(new RegExp(letters.join(`${TATWEEL}*`), "gu"))) {
      const start = match.index;
      const end = start + match[0].length;
      if (joins(plain, start, -1) || joins(plain, end, 1)) continue;
      if (found.every((one) => end <= one.start || start >= one.end)) found.push({ start, end });
    }
  }
  return found.sort((one, two) => one.start - two.start);
}

function blank(text: string): string {
  return " ".repeat(text.length);
}

/** Whether a word goes on beyond a place, to the left (-1) or to the right (1). */
function joins(text: string, at: number, side: -1 | 1): boolean {
  const beside = side < 0 ? [...text.slice(Math.max(0, at - 2), at)].at(-1) : [...text.slice(at, at + 2)][0];
  return beside !== undefined && INSIDE.test(beside);
}
