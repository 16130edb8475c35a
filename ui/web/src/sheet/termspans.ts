/** Where terms stand in a run of text: every place, the longest where two overlap. */

import type { Term } from "../wire";

export interface TermSpan {
  readonly start: number; // code units
  readonly end: number;
  readonly term: Term;
}

/** @param terms those that are known to occur in the cue; words' borders were looked at there. */
export function termSpans(
  text: string,
  terms: readonly Term[],
  locale: string,
): readonly TermSpan[] {
  const folded = fold(text, locale);
  // Folding that changes lengths (İ) would put the marks beside the words.
  if (folded.length !== text.length) return [];
  const found: TermSpan[] = [];
  const longest = [...terms].sort((one, two) => two.source.length - one.source.length);
  for (const term of longest) {
    const wanted = fold(term.source.trim(), locale);
    if (!wanted) continue;
    for (
      let at = folded.indexOf(wanted);
      at >= 0;
      at = folded.indexOf(wanted, at + wanted.length)
    ) {
      const end = at + wanted.length;
      const inside = joins(folded, at) || joins(folded, end);
      if (!inside && found.every((one) => end <= one.start || at >= one.end)) {
        found.push({ start: at, end, term });
      }
    }
  }
  return found.sort((one, two) => one.start - two.start);
}

const LETTER = /[\p{L}\p{M}\p{N}]/u;
/** Scripts without spaces between words; a Korean word is followed by its particle at once. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Hangul}]/u;

/** Whether a place lies inside a word. */
function joins(text: string, at: number): boolean {
  const left = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
  const right = String.fromCodePoint(text.codePointAt(at) ?? 32);
  return LETTER.test(left) && LETTER.test(right) && !UNSPACED.test(left) && !UNSPACED.test(right);
}

function fold(text: string, locale: string): string {
  return text.toLocaleLowerCase(locale || "und");
}
