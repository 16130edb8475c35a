/**
 * Grapheme clusters: what a reader takes for one character. The rules of UAX #29 (extended
 * clusters, Unicode 15.1) exactly as `localize/guides/graphemes.py` has them.
 *
 * Not `Intl.Segmenter`: its answers change with the browser's Unicode, Firefox has it only from
 * 125, and a limit that the page counts must be the one that the server counts.
 */

const ZWNJ = "\u200c";
const ZWJ = "\u200d";

/** Halfwidth katakana voice marks: they join the sign before them, and still take a cell. */
export const HALF_WIDTH_MARKS = /[\uff9e\uff9f]/;
/** Thai and Lao SARA AM: they join the consonant before them, and still stand beside it. */
export const SARA_AM = /[\u0e33\u0eb3]/;

/** Text in which every code point is a cluster; most lines need to be looked at no further. */
const PLAIN =
  /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u3000-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d]*$/;

const LINKER = /[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d]/;
const PREPEND =
  /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\u{110bd}\u{110cd}\u{111c2}\u{111c3}\u{1193f}\u{11941}\u{11d46}]/u;
/** Spacing marks that do not join what stands before them: Myanmar and Tai signs. */
const STANDS_ALONE =
  /[\u102b\u102c\u1038\u1062-\u1064\u1067-\u106d\u1083\u1087-\u108c\u108f\u109a-\u109c\u1a61\u1a63\u1a64\uaa7b\uaa7d\u{11720}\u{11721}]/u;
const SPACING = /\p{Mc}/u;
const EXTEND = /[\p{Mn}\p{Me}\uff9e\uff9f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u;
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
export const REGIONAL = /[\u{1f1e6}-\u{1f1ff}]/u;
/** Wider than Extended_Pictographic: seen only where somebody joins what no font joins. */
const PICTOGRAPH = /[\p{So}\u203c\u2049\u2139\u2194-\u2199\u3030\u303d\u{1f000}-\u{1fffd}]/u;
const CONSONANT =
  /[\u0915-\u0939\u0958-\u095f\u0978-\u097f\u0995-\u09b9\u09dc\u09dd\u09df\u09f0\u09f1\u0a95-\u0ab9\u0af9\u0b15-\u0b39\u0b5c\u0b5d\u0b5f\u0b71\u0c15-\u0c39\u0c58-\u0c5a\u0d15-\u0d3a]/;

type Kind =
  | "zwj" | "zwnj" | "linker" | "prepend" | "spacing" | "extend" | "control" | "regional"
  | "pictograph" | "consonant" | "L" | "V" | "T" | "LV" | "LVT" | "other"; // prettier-ignore

/** Hangul: what may follow in the same syllable (UAX #29, GB6 to GB8). */
const HANGUL_NEXT: Partial<Record<Kind, readonly Kind[]>> = {
  L: ["L", "V", "LV", "LVT"],
  V: ["V", "T"],
  LV: ["V", "T"],
  T: ["T"],
  LVT: ["T"],
};

function hangul(code: number): Kind {
  if ((code >= 0x1100 && code <= 0x115f) || (code >= 0xa960 && code <= 0xa97c)) return "L";
  if ((code >= 0x1160 && code <= 0x11a7) || (code >= 0xd7b0 && code <= 0xd7c6)) return "V";
  if ((code >= 0x11a8 && code <= 0x11ff) || (code >= 0xd7cb && code <= 0xd7fb)) return "T";
  if (code >= 0xac00 && code <= 0xd7a3) return (code - 0xac00) % 28 ? "LVT" : "LV";
  return "other";
}

const kinds = new Map<string, Kind>();

function kindOf(char: string): Kind {
  let kind = kinds.get(char);
  if (kind === undefined) {
    kind = classified(char);
    kinds.set(char, kind);
  }
  return kind;
}

function classified(char: string): Kind {
  if (char === ZWJ) return "zwj";
  if (char === ZWNJ) return "zwnj";
  if (LINKER.test(char)) return "linker";
  if (PREPEND.test(char)) return "prepend";
  if (SARA_AM.test(char) || (SPACING.test(char) && !STANDS_ALONE.test(char))) return "spacing";
  if (EXTEND.test(char)) return "extend";
  if (CONTROL.test(char)) return "control";
  if (REGIONAL.test(char)) return "regional";
  if (PICTOGRAPH.test(char)) return "pictograph";
  if (CONSONANT.test(char)) return "consonant";
  return hangul(char.codePointAt(0) ?? 0);
}

/** The text in grapheme clusters; joined they give it back. */
export function clusters(text: string): string[] {
  if (PLAIN.test(text)) return text.split("");
  const found: string[] = [];
  let before: Kind = "control";
  // What the cluster so far leads up to: a pictograph that a joiner may bind to the next, a
  // consonant, a consonant that a virama binds to the next.
  let leads: "" | "pictograph" | "consonant" | "bound" = "";
  let loneFlag = false; // an odd number of regional letters so far
  for (const char of text) {
    const kind = kindOf(char);
    const joins =
      before !== "control" &&
      (kind === "zwj" ||
        kind === "zwnj" ||
        kind === "linker" ||
        kind === "spacing" ||
        kind === "extend" ||
        (before === "prepend" && kind !== "control") ||
        (HANGUL_NEXT[before]?.includes(kind) ?? false) ||
        (kind === "pictograph" && before === "zwj" && leads === "pictograph") ||
        (kind === "consonant" && leads === "bound") ||
        (kind === "regional" && before === "regional" && loneFlag));
    if (joins) found[found.length - 1] += char;
    else found.push(char);
    if (kind === "pictograph" || kind === "consonant") leads = kind;
    else if (kind === "linker" && (leads === "consonant" || leads === "bound")) leads = "bound";
    else if (kind === "zwnj" && leads !== "pictograph") leads = ""; // keeps consonants apart
    else if (kind !== "extend" && kind !== "zwj" && kind !== "zwnj" && kind !== "linker") leads = "";
    else if (leads === "pictograph" && before === "zwj") leads = ""; // the last joiner alone binds
    loneFlag = kind === "regional" && !(before === "regional" && loneFlag);
    before = kind;
  }
  return found;
}
