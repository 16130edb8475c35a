/** What is said where: words over a cue, speech that no cue covers, cues over which nobody speaks. */

import type { Row, Speechless } from "../editor";
import type { Desk, Stretch } from "../wire";

type Span = readonly [number, number];
type Words = Desk["words"];

/** The shortest speech that a cue is missed for, ms. Shorter ones are breaths and laughs. */
export const LEAST_SPEECH = 500;
/** The shortest noise that might hide speech and has a row, ms: a pause between two lines has none. */
export const LEAST_NOISE = 2_000;
/** A cue with less speech than this under it stands over nobody, ms: detectors are about so
 * exact. */
const TOUCH = 80;

/** Words whose middle lies in a span; words are in order. */
export function wordsIn(words: Words, start: number, end: number): Words {
  const first = firstFrom(words, start);
  let last = first;
  while (last < words.length && middle(words[last] as Words[number]) < end) last += 1;
  return words.slice(first, last);
}

function middle(word: Words[number]): number {
  return (word[0] + word[1]) / 2;
}

/** Place of the first word whose middle is not before a time. */
function firstFrom(words: Words, time: number): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const at = (low + high) >> 1;
    if (middle(words[at] as Words[number]) >= time) high = at;
    else low = at + 1;
  }
  return low;
}

/**
 * Speech without a cue, and dialogue without speech, in order of time. Nothing where the programme
 * has not been listened to.
 *
 * @param told what a machine says of its listening: what it left out stands where it was heard, as
 *   long as no cue does.
 */
export function speechless(
  speech: readonly Span[],
  rows: readonly Row[],
  told: readonly Stretch[] = [],
): readonly Speechless[] {
  if (!speech.length && !told.length) return [];
  const found: Speechless[] = [];
  const covered = joined(rows.map(({ start, end }) => [start, end] as const));
  let at = 0;
  for (const [start, end] of speech) {
    while (at < covered.length && (covered[at] as Span)[1] <= start) at += 1;
    let from = start;
    for (let next = at; next < covered.length && (covered[next] as Span)[0] < end; next += 1) {
      const [begin, until] = covered[next] as Span;
      add(found, from, begin);
      from = Math.max(from, until);
    }
    add(found, from, end);
  }
  leftOut(found, covered, told);
  drowned(found, covered, told);
  const spoken = joined(speech);
  at = 0;
  for (const row of speech.length ? rows : []) {
    if (row.view.cue.kind !== "dialogue" || !row.view.cue.translate) continue;
    while (at < spoken.length && (spoken[at] as Span)[1] <= row.start) at += 1;
    let shared = 0;
    for (let next = at; next < spoken.length && (spoken[next] as Span)[0] < row.end; next += 1) {
      const [begin, until] = spoken[next] as Span;
      shared += Math.min(row.end, until) - Math.max(row.start, begin);
    }
    if (shared < TOUCH) {
      found.push({ kind: "cue-without-speech", start: row.start, end: row.end, cue_id: row.id });
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

function add(found: Speechless[], start: number, end: number): void {
  if (end - start >= LEAST_SPEECH) {
    found.push({ kind: "speech-without-cue", start, end, cue_id: "" });
  }
}

/** Say of each stretch what the machine left out there; where that is all there is, it has a row. */
function leftOut(found: Speechless[], covered: readonly Span[], told: readonly Stretch[]): void {
  for (const { kind, start, end, text, why } of told) {
    if (!text || (kind !== "kept-out" && kind !== "unspoken" && kind !== "sound")) continue;
    const middle = (start + end) / 2;
    if (covered.some(([begin, until]) => begin <= middle && middle < until)) continue;
    const at = found.findIndex((one) => one.start <= middle && middle < one.end);
    const here = found[at];
    if (!here) found.push({ kind: "speech-without-cue", start, end, cue_id: "", text, why });
    else if (here.text === undefined) found[at] = { ...here, text, why };
    else found[at] = { ...here, text: `${here.text} … ${text}` };
  }
}

/** Noise that might hide speech has a row wherever nothing else has one. */
function drowned(found: Speechless[], covered: readonly Span[], told: readonly Stretch[]): void {
  const taken = joined([
    ...covered,
    ...found.map(({ start, end }) => [start, end] as const),
  ]);
  for (const { kind, start, end, why } of told) {
    if (kind !== "noisy") continue;
    let from = start;
    const edges = taken.filter(([begin, until]) => begin < end && until > start);
    for (const [begin, until] of [...edges, [end, end] as const]) {
      if (begin - from >= LEAST_NOISE) {
        found.push({ kind: "speech-without-cue", start: from, end: begin, cue_id: "", why });
      }
      from = until;
    }
  }
}

/** Spans in order, those that overlap or touch made one. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const found: [number, number][] = [];
  for (const [start, end] of [...spans].sort((one, other) => one[0] - other[0])) {
    const last = found[found.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}
