/**
 * How likely a cue wants work, 0 to 1, and what says so. Each reason leaves some probability that
 * the cue is right all the same; the risk is that none of them is harmless. The weights are ours,
 * a first guess until figures of effort say better: they order cues, no more.
 */

import { S } from "../strings";
import type { Desk, Finding } from "../wire";
import type { Row } from "../editor";
import { wordsIn } from "./spans";

export interface Risk {
  readonly value: number;
  /** The weightiest first. */
  readonly why: readonly string[];
}

/** Weights, 0 to 1: how probable it is that the reason alone makes work. */
const WITHHELD = 0.95;
const BLOCKING = 0.7;
const STALE = 0.6;
const QUIET = 0.5;
const NOTED = 0.4;
const ADVISED = 0.25;
/** Nobody has read it yet. */
const UNREAD = 0.15;
/** Of what the recogniser was not sure of, so much is wrong. */
const DOUBT = 0.9;
/** Less doubt than this says nothing. */
const LEAST_DOUBT = 0.1;

/** Points of the run's reasons that make it certain; and the most that one of them alone says. */
const POINTS = 75;
const MOST_DRAFT = 0.9;

export interface Facts {
  readonly row: Row;
  readonly findings: readonly Finding[];
  readonly words: Desk["words"];
  /** Nobody speaks over it. */
  readonly quiet: boolean;
}

export function riskOf({ row, findings, words, quiet }: Facts): Risk {
  const { view } = row;
  if (view.state === "approved") return { value: 0, why: [] };
  const reasons: [number, string][] = [];
  if (row.withheld) reasons.push([WITHHELD, S.riskWithheld]);
  for (const finding of findings) {
    const weight = finding.severity === "error" ? BLOCKING : ADVISED;
    if (finding.severity !== "note") reasons.push([weight, finding.message]);
  }
  if (view.stale) reasons.push([STALE, S.riskStale(view.stale)]);
  if (quiet) reasons.push([QUIET, S.riskQuiet]);
  if (view.notes) reasons.push([NOTED, S.riskNotes(view.notes)]);
  // What the run knew of its draft; what a finding says already is not counted twice, and what a
  // person has changed is no draft any more.
  const drafted = view.state === "machine" && !row.dirty ? (view.risk?.reasons ?? []) : [];
  const said = new Set(findings.map(({ message }) => message));
  for (const { why, points } of drafted) {
    if (!said.has(why)) reasons.push([Math.min(points / POINTS, MOST_DRAFT), why]);
  }
  if (view.state === "machine" || view.state === "edited") {
    const heard = doubt(wordsIn(words, row.start, row.end));
    // What a person has since written is theirs, not what was heard.
    if (view.state === "machine" && heard && heard.doubt >= LEAST_DOUBT) {
      reasons.push([heard.doubt * DOUBT, S.riskDoubt(heard.word, Math.round(heard.least * 100))]);
    }
    if (view.state === "machine" && !row.dirty) reasons.push([UNREAD, S.riskUnread]);
  }
  reasons.sort((one, other) => other[0] - one[0]);
  const right = reasons.reduce((product, [weight]) => product * (1 - weight), 1);
  return { value: 1 - right, why: reasons.map(([, words]) => words) };
}

/** How little the recogniser was sure of these words, and of which least; null for no words. */
function doubt(words: Desk["words"]): { doubt: number; word: string; least: number } | null {
  if (!words.length) return null;
  // The mean of the least sure third: one misheard name in ten words is work, too.
  const sorted = [...words].sort((one, other) => one[3] - other[3]);
  const third = sorted.slice(0, Math.max(1, Math.ceil(sorted.length / 3)));
  const mean = third.reduce((sum, word) => sum + word[3], 0) / third.length;
  const [least] = sorted as [Desk["words"][number]];
  return { doubt: 1 - mean, word: least[2], least: least[3] };
}
