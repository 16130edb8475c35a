/**
 * Where words begin, and where a line may end: spaces where the script has them, else phrases.
 *
 * The server knows phrases of Japanese, Chinese and Thai by a model; the browser has the words of
 * `Intl.Segmenter`, and where it has none, any character. Which characters may not stand at a line's
 * start or end is the table of `localize/syntax/phrases.py` (W3C, jlreq).
 */

import { clusters } from "./graphemes";
import { languageOf } from "./function_words";
import { visible } from "./pieces";

const NO_START = new Set(
  "、。，．・：；？！?!,.:;‼⁇⁈⁉…‥―ー～〜゠–—ヽヾゝゞ々〻%％‰℃°" +
    "’”)]}）〕］｝〉》」』】〗〙〛»›｠｣" +
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ" +
    "ฯๆะาำๅ។៕၊။ໆຯ",
);
const NO_END = new Set("‘“([{（〔［｛〈《「『【〖〘〚«‹｟｢$＄¥￥£€#＃@＠เแโใไ\u17d2\u1039");
/** After these a line may end in any unspaced script. */
const STOPS = new Set("、。，．：；？！…‥｡､");
/** Han, kana, Thai, Lao, Burmese, Khmer: written without spaces between words. */
const UNSPACED =
  /[\u3041-\u30ff\uff66-\uff9d\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}\u0e01-\u0e5b\u0e81-\u0eff\u1000-\u109f\u1780-\u17ff]/u;
const MARK = /^[\p{M}\u200d\ufe00-\ufe0f]/u;
/** White space at which a line may end: not the no-break spaces. */
const SPACE = /^(?:(?![\u00a0\u202f\u2007\u2060\ufeff])\s)+$/u;
const UNSPACED_LANGUAGES = new Set(["ja", "zh", "yue", "th", "lo", "km", "my"]);

/** Whether words of a language are written without spaces between them. */
export function isUnspacedLanguage(locale: string): boolean {
  return UNSPACED_LANGUAGES.has(languageOf(locale));
}

export function isUnspaced(char: string | undefined): boolean {
  return char !== undefined && UNSPACED.test(char);
}

/** The same of the punctuation among it. */
function isTight(char: string | undefined): boolean {
  return char !== undefined && (UNSPACED.test(char) || /[\u3001-\u303f\uff01-\uff60…‥]/.test(char));
}

function mayPart(before: string, after: string): boolean {
  return !NO_END.has(before) && !NO_START.has(after) && !MARK.test(after);
}

/** A place where a word begins. */
export interface WordStart {
  /** In the text, tags included: code units. */
  readonly place: number;
  /** Whether a space or a line break stands before it; false inside an unspaced run. */
  readonly spaced: boolean;
}

const segmenters = new Map<string, Intl.Segmenter | null>();

/** Firefox has no segmenter before 125. */
function segmenter(locale: string): Intl.Segmenter | null {
  let found = segmenters.get(locale);
  if (found === undefined) {
    found =
      typeof Intl.Segmenter === "function"
        ? new Intl.Segmenter(locale, { granularity: "word" })
        : null;
    segmenters.set(locale, found);
  }
  return found;
}

/** Places in a run without spaces at which a line may end, code units. */
function borders(run: string, locale: string): Set<number> {
  const wanted = new Set<number>();
  const words = segmenter(locale);
  if (words) for (const { index } of words.segment(run)) wanted.add(index);
  const found = new Set<number>();
  let at = 0;
  let before = "";
  for (const cluster of clusters(run)) {
    const last = [...before].at(-1) ?? "";
    const first = [...cluster][0] as string;
    const stop = STOPS.has(last);
    const unspaced = isUnspaced(last) || isUnspaced(first) || stop;
    if (at > 0 && unspaced && (stop || !words || wanted.has(at)) && mayPart(last, first)) {
      found.add(at);
    }
    at += cluster.length;
    before = cluster;
  }
  return found;
}

/** Where words begin in a text, the first one included, in order. */
export function wordStarts(text: string, locale: string): WordStart[] {
  const shown = visible(text);
  const found: WordStart[] = [];
  let at = 0;
  while (at < shown.length) {
    while (at < shown.length && SPACE.test((shown[at] as { char: string }).char)) at += 1;
    const first = at;
    while (at < shown.length && !SPACE.test((shown[at] as { char: string }).char)) at += 1;
    if (first === at) break;
    const run = shown.slice(first, at);
    const cuts = borders(run.map(({ char }) => char).join(""), locale);
    let place = 0;
    for (const { place: inText, char } of run) {
      if (place === 0) found.push({ place: inText, spaced: true });
      else if (cuts.has(place)) found.push({ place: inText, spaced: false });
      place += char.length;
    }
  }
  return found;
}

/** The place nearest to another at which a word begins, and neither part is empty; undefined: none. */
export function nearestWord(text: string, at: number, locale: string): number | undefined {
  let best: number | undefined;
  for (const { place } of wordStarts(text, locale).slice(1)) {
    if (best === undefined || Math.abs(place - at) < Math.abs(best - at)) best = place;
  }
  return best;
}

/**
 * Lines as one flow of text: a space between two, none between two unspaced characters, and styles
 * that only the line break parted are one again.
 */
export function flow(lines: readonly string[]): string {
  let joined = "";
  for (const line of lines) {
    const before = visible(joined).at(-1)?.char;
    const after = visible(line)[0]?.char;
    const space = !joined || !line || (isTight(before) && isTight(after)) ? "" : " ";
    joined += space + line;
  }
  return joined;
}
