/**
 * Where the lines of a cue break: at punctuation first, never on a word that holds on to the next
 * where that can be helped, the last line a little the longest. The costs are those with which the
 * server lays out drafts (`localize/segmentation/weights.py`).
 */

import { count, type CountingRule } from "./counting";
import { functionWords } from "./function_words";
import { cut, linesOf, plain, tidy, whole } from "./pieces";
import { flow, isUnspaced, wordStarts } from "./words";

const LINE_PLAIN = 2.5;
const NAME = 4;
const FIGURE = 4;
const TRAILING = 6;
const LEAD = 2;
const INSIDE = 1; // a border inside an unspaced run: every one is, so it only tells them from stops
const BALANCE = 6;
const PYRAMID = 0.1;
const ORPHAN = 3;
/** Each character over the limit: dearer than anything else. */
const OVER = 40;

const SENTENCE_END = /[.!?‼⁇⁈⁉…։؟۔।॥။៕፧。．！？｡]["'”’»›)\]}）〕］｝〉》」』】〗｣♪♫]*$/u;
const CLAUSE_END = /(?:[,;:،؛፣፤፥၊、，；：､–—―‥]["'”’»›)\]]*|[)\]）］」』】])$/u;
const CLAUSE_START = /^[¿¡([（［「『【—]/u;
const AROUND = /^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu;
const FIGURE_WORD = /^\d[\d.,:/]*$/;
/** In German every noun has a capital, so two in a row are no name. */
const NOUNS_CAPITAL = new Set(["de", "lb"]);

/** A speaker's dash at the start of a line, after styles. */
export const DASH = /^((?:<[ibu]>)*)[-–—‐]\s*/u;

export interface BreakRules {
  readonly locale: string;
  readonly counting: CountingRule;
  readonly maxLines: number;
  readonly maxLength: number;
}

/** The cue's text on one line, speakers and all. */
export function oneLine(lines: readonly string[]): string[] {
  return linesOf(tidy(flow(lines)));
}

/**
 * The cue's text broken anew: on one line where it fits, else on as few as it fits, at the best
 * places; where it does not fit at all, as little too long as can be. Two speakers' lines stay each
 * speaker's own.
 */
export function autoBreak(lines: readonly string[], rules: BreakRules): string[] {
  const speakers = bySpeaker(lines);
  if (speakers.length > 1 && speakers.length <= rules.maxLines) {
    return speakers.flatMap((own, index) => {
      const others = speakers.length - index - 1;
      const room = index === 0 ? rules.maxLines - others : 1;
      return broken(tidy(flow(own)), { ...rules, maxLines: Math.max(1, room) });
    });
  }
  return broken(tidy(flow(lines)), rules);
}

function bySpeaker(lines: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (const line of lines) {
    if (DASH.test(line) || !groups.length) groups.push([line]);
    else groups.at(-1)?.push(line);
  }
  // One dash alone is no dialogue, unless the first speaker goes without (Dutch, Finnish).
  return lines.some((line) => DASH.test(line)) ? groups : [[...lines]];
}

interface Break {
  readonly place: number;
  readonly cost: number;
}

/** A stretch of text that could be a line. */
interface Stretch {
  readonly length: number; // characters, as the guide counts
  readonly words: number;
}

function broken(text: string, rules: BreakRules): string[] {
  if (!linesOf(text).length) return [];
  const breaks = breaksOf(text, rules.locale);
  const measured = stretches(text, breaks, rules);
  let best: { readonly breaks: readonly number[]; readonly cost: number } | undefined;
  for (let wanted = 1; wanted <= rules.maxLines; wanted += 1) {
    let fits = false;
    for (const chosen of combinations(breaks.length, wanted - 1)) {
      const lines = [...chosen, breaks.length].map((to, n) => measured((chosen[n - 1] ?? -1) + 1, to));
      const over = lines.reduce((sum, line) => sum + Math.max(0, line.length - rules.maxLength), 0);
      const ends = chosen.reduce((sum, at) => sum + (breaks[at] as Break).cost, 0);
      const cost = over * OVER + shape(lines) + ends;
      if (!best || cost < best.cost) best = { breaks: chosen, cost };
      fits ||= over === 0;
    }
    if (fits) break;
  }
  return cutAt(text, (best?.breaks ?? []).map((at) => breaks[at] as Break));
}

/** Measures the words `from` to `to`, both counted, each stretch once. */
function stretches(
  text: string,
  breaks: readonly Break[],
  { counting }: BreakRules,
): (from: number, to: number) => Stretch {
  const known = new Map<number, Stretch>();
  const places = [0, ...breaks.map(({ place }) => place), text.length];
  return (from, to) => {
    const key = from * places.length + to;
    let found = known.get(key);
    if (!found) {
      const line = plain(text.slice(places[from], places[to + 1])).trim();
      found = { length: count(line, counting), words: to - from + 1 };
      known.set(key, found);
    }
    return found;
  };
}

/** What each place between two words costs as the end of a line. */
function breaksOf(text: string, locale: string): Break[] {
  // None inside a reading's base.
  const starts = wordStarts(text, locale).filter(({ place }) => whole(text, place) === place);
  const words = functionWords(locale);
  const language = locale.split("-", 1)[0] as string;
  return starts.slice(1).map(({ place, spaced }, index) => {
    const from = (starts[index] as { place: number }).place;
    const until = starts[index + 2]?.place ?? text.length;
    const before = plain(text.slice(from, place)).trim();
    const after = plain(text.slice(place, until)).trim();
    return { place, cost: costOf(before, after, spaced) };
  });

  function costOf(before: string, after: string, spaced: boolean): number {
    const word = bare(before);
    const leads = words.leads.has(bare(after)) ? LEAD : 0;
    const title = /\.$/.test(before) && (words.abbreviations.has(word) || words.holds.has(word));
    if (!title) {
      if (SENTENCE_END.test(before)) return -LEAD - leads;
      if (CLAUSE_END.test(before) || CLAUSE_START.test(after)) return -leads;
      // In a script without spaces a space stands between clauses.
      if (spaced && isUnspaced(before.at(-1)) && isUnspaced(after[0])) return 0;
    }
    let cost = LINE_PLAIN - leads + (spaced ? 0 : INSIDE);
    cost += words.trailing.has(bare(after)) ? TRAILING : (words.holds.get(word) ?? 0);
    if (FIGURE_WORD.test(word) && !leads) cost += FIGURE;
    const capitals = /^\p{Lu}/u.test(before) && /^\p{Lu}/u.test(after) && before.length > 1;
    const shouted = before === before.toUpperCase();
    if (capitals && !shouted && !words.holds.has(word) && !NOUNS_CAPITAL.has(language)) cost += NAME;
    return cost;
  }
}

function bare(word: string): string {
  return word.replace(AROUND, "").replaceAll("’", "'").toLowerCase();
}

/** Unlike lengths, against a last line a little longer; a lone short word on a line. */
function shape(lines: readonly Stretch[]): number {
  if (lines.length < 2) return 0;
  const longest = Math.max(...lines.map(({ length }) => length));
  const even = lines.reduce((sum, { length }) => sum + length, 0) / lines.length;
  let cost = 0;
  lines.forEach(({ length, words }, index) => {
    const lean = PYRAMID * (index / (lines.length - 1) - 0.5); // -5 % first, +5 % last
    const distance = (length - even * (1 + lean)) / longest;
    cost += BALANCE * distance * distance;
    if (words < 2 && length < longest / 2) cost += ORPHAN;
  });
  return cost;
}

/** Breaks further than this from where even lines would have them are not looked at. */
const REACH = 24;

/** Every way to choose so many of `total` breaks, each in reach of its even place. */
function* combinations(
  total: number,
  wanted: number,
  from = 0,
  chosen: readonly number[] = [],
): Generator<readonly number[]> {
  if (chosen.length === wanted) {
    yield chosen;
    return;
  }
  const even = (total * (chosen.length + 1)) / (wanted + 1);
  const last = Math.min(total - 1, even + REACH);
  for (let at = Math.max(from, Math.floor(even - REACH)); at <= last; at += 1) {
    yield* combinations(total, wanted, at + 1, [...chosen, at]);
  }
}

/** A text in lines, cut at places in rising order. */
export function cutAt(text: string, breaks: readonly { readonly place: number }[]): string[] {
  let rest = text;
  const parts: string[] = [];
  // From behind, so that places before a cut stay what they are.
  for (const { place } of [...breaks].reverse()) {
    const [head, tail] = cut(rest, place);
    parts.unshift(tail);
    rest = head;
  }
  return linesOf([rest, ...parts].join("\n"));
}
