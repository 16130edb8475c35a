/**
 * How many characters a line is: the rules of `localize/guides/counting.py`, where their sources
 * stand. `localize/guides/counting_vectors.json` holds both sides to one answer.
 */

import { HALF_WIDTH_MARKS, REGIONAL, SARA_AM, clusters } from "./graphemes";
import { strip } from "./markup";
import { AMBIGUOUS, WIDE, within } from "./width";
import type { Limits } from "../wire";

export type CountingRule = Limits["counting"];

/** The least by which counts of a rule differ. */
export const STEPS: Readonly<Record<CountingRule, number>> = {
  latin: 1,
  "full-width": 0.5,
  korean: 0.5,
  thai: 1,
};

/** Characters without a shape, which no rule counts; joiners stay until the clusters are found. */
const SHAPELESS =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0001}]/gu;
/** What may stand alone after that and still shows nothing. */
const JOINERS = /^[\u034f\u200c\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}]+$/u;
const HANGUL_JAMO = /^[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/;
const SPACES = /^\s+$/u;
const EMOJI_STYLE = "\ufe0f";

/** The grapheme clusters of a line that a reader sees, spaces among them. */
export function shown(line: string): string[] {
  return clusters(strip(line).replace(SHAPELESS, "")).filter((cluster) => !JOINERS.test(cluster));
}

function wide(cluster: string, ambiguous: RegExp): boolean {
  const code = cluster.codePointAt(0) ?? 0;
  if (within(WIDE, code) || cluster.includes(EMOJI_STYLE)) return true;
  const base = String.fromCodePoint(code);
  return REGIONAL.test(base) || (within(AMBIGUOUS, code) && ambiguous.test(base));
}

function byWidth(line: string, ambiguous: RegExp, hangul: boolean): number {
  let total = 0;
  for (const cluster of shown(line)) {
    total += wide(cluster, ambiguous) || (hangul && HANGUL_JAMO.test(cluster)) ? 1 : 0.5;
    for (const char of [...cluster].slice(1)) if (HALF_WIDTH_MARKS.test(char)) total += 0.5;
  }
  return total;
}

function thai(line: string): number {
  const found = shown(line);
  let total = found.length;
  for (const cluster of found) {
    for (const char of [...cluster].slice(1)) if (SARA_AM.test(char)) total += 1;
  }
  return total;
}

const RULES = {
  latin: (line: string) => shown(line).length,
  "full-width": (line: string) => byWidth(line, /[\p{P}\p{S}\p{N}]/u, false),
  korean: (line: string) => byWidth(line, /[\p{S}\p{N}]/u, true),
  thai,
};

/** Answers for the lines asked last: checks and meters ask for each line several times. */
function remembered<T>(answer: (line: string) => T): (line: string) => T {
  const known = new Map<string, T>();
  return (line) => {
    let found = known.get(line);
    if (found === undefined) {
      if (known.size >= REMEMBERED) known.clear();
      found = answer(line);
      known.set(line, found);
    }
    return found;
  };
}
/** Lines of a long track, twice over. */
const REMEMBERED = 16_384;

const counters: Readonly<Record<CountingRule, (line: string) => number>> = {
  latin: remembered(RULES.latin),
  "full-width": remembered(RULES["full-width"]),
  korean: remembered(RULES.korean),
  thai: remembered(RULES.thai),
};

/** Characters in one line, tags and all; they are not counted. */
export function count(line: string, rule: CountingRule): number {
  return counters[rule](line);
}

/** Whether nothing of a line can be seen. */
export const isBlank: (line: string) => boolean = remembered((line) =>
  shown(line).every((cluster) => SPACES.test(cluster)),
);

/** Characters of a cue, all lines together; the break between two lines counts nothing. */
export function characters(lines: readonly string[], rule: CountingRule): number {
  return lines.reduce((total, line) => total + count(line, rule), 0);
}

/** Characters a second; 0 for no text, infinite for text that stands for no time. */
export function readingSpeed(lines: readonly string[], ms: number, rule: CountingRule): number {
  const amount = characters(lines, rule);
  if (!amount) return 0;
  return ms ? (amount * 1000) / ms : Infinity;
}

/** An amount of characters, rounded up to what the rule can tell apart. */
export function roundedUp(amount: number, rule: CountingRule): number {
  const step = STEPS[rule];
  return Math.ceil(amount / step) * step;
}
