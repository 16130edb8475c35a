/**
 * When the second part of a split begins, by what is said: as `localize/review/structure.py` finds
 * it. Where the words are the cue's own text, the border is between the same two words; else (a
 * translation) it is the pause nearest to the share of text.
 */

import { cut, plain, share } from "../core/pieces";
import type { Desk } from "../wire";
import { wordsIn } from "../model/spans";

/** ms; undefined where the words say nothing. `place` in code units. */
export function spokenSplit(
  text: string,
  place: number,
  start: number,
  end: number,
  words: Desk["words"],
): number | undefined {
  const said = wordsIn(words, start, end);
  if (said.length < 2) return undefined;
  const spoken = lettersOf(said.map((word) => word[2]));
  if (spoken && spoken === lettersOf([plain(text)])) {
    const wanted = lettersOf([plain(cut(text, place)[0])]).length;
    let heard = 0;
    for (const [at, word] of said.slice(0, -1).entries()) {
      heard += lettersOf([word[2]]).length;
      if (heard >= wanted) return said[at + 1]?.[0];
    }
    return undefined;
  }
  const wish = start + Math.round((end - start) * share(text, place));
  let best: { readonly away: number; readonly time: number } | undefined;
  for (const [at, word] of said.slice(0, -1).entries()) {
    const next = said[at + 1];
    if (!next) break;
    const away = Math.abs(Math.floor((word[1] + next[0]) / 2) - wish);
    if (!best || away < best.away) best = { away, time: next[0] };
  }
  return best?.time;
}

/** Letters and digits alone, folded: by which a text is told to be the same as spoken words. */
function lettersOf(texts: readonly string[]): string {
  return texts
    .join("")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
