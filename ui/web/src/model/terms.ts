/** Which terms of the show occur in a text: case aside, whole words where the script has words. */

import { strip } from "../core/markup";
import type { Term } from "../wire";

/** Scripts without spaces between words; after a Korean word its particle follows at once. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const KOREAN = /\p{Script=Hangul}/u;
const WORD = /[\p{L}\p{M}\p{N}]/u;

interface Known {
  readonly term: Term;
  readonly text: string;
  /** A letter may not stand before, or after. */
  readonly before: boolean;
  readonly after: boolean;
}

export class TermIndex {
  readonly #known: readonly Known[];

  constructor(
    readonly terms: readonly Term[],
    private readonly locale: string,
  ) {
    this.#known = terms
      .map((term) => {
        const text = this.#fold(term.source).trim();
        const ends = [...text];
        const first = ends[0] ?? "";
        const last = ends[ends.length - 1] ?? "";
        return {
          term,
          text,
          before: WORD.test(first) && !UNSPACED.test(first),
          after: WORD.test(last) && !UNSPACED.test(last) && !KOREAN.test(last),
        };
      })
      .filter(({ text }) => text !== "")
      .sort((one, other) => other.text.length - one.text.length);
  }

  /** Terms in the order in which they stand in these lines; the longest of those that overlap. */
  hits(lines: readonly string[]): readonly Term[] {
    const text = this.#fold(lines.map(strip).join(" "));
    const found: { at: number; end: number; term: Term }[] = [];
    for (const known of this.#known) {
      const at = place(text, known);
      if (at < 0) continue;
      const end = at + known.text.length;
      // "New York" says more than "York" in the same place.
      if (found.some((one) => one.at <= at && end <= one.end && one.end - one.at > end - at)) {
        continue;
      }
      found.push({ at, end, term: known.term });
    }
    return found.sort((one, other) => one.at - other.at).map(({ term }) => term);
  }

  #fold(text: string): string {
    return text.normalize("NFC").toLocaleLowerCase(this.locale || "und");
  }
}

function place(text: string, { text: wanted, before, after }: Known): number {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const [left] = before ? [...text.slice(Math.max(0, at - 2), at)].slice(-1) : [];
    const right = after ? text.codePointAt(at + wanted.length) : undefined;
    if (left !== undefined && WORD.test(left)) continue;
    if (right !== undefined && WORD.test(String.fromCodePoint(right))) continue;
    return at;
  }
  return -1;
}
