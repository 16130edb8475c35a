/**
 * Which times of the cues the template holds, and how far they may leave it: what
 * `localize/review/edges.py` finds and refuses, known here before it is asked.
 */

import type { FrameRate } from "../core/frames";
import type { Row } from "../editor";
import type { Cue, RulesInForce, TrackView } from "../wire";

/** What the template says of a cue's times, ms. */
export interface Held {
  readonly start: number | undefined; // undefined: the market's own
  readonly end: number | undefined;
  /** From the first to the last of its lines; edges of the market's own stay inside. */
  readonly inside: readonly [from: number, to: number];
}

/** New times of a cue, ms, with what a rule needs to judge them. */
export interface Move {
  /** As the server has it. */
  readonly before: { readonly start: number; readonly end: number };
  /** Null: the edge stays. */
  readonly after: { readonly start: number | null; readonly end: number | null };
  /** In-time of the next cue; undefined for the last. */
  readonly following: number | undefined;
  /** The guide's least gap. */
  readonly minGap: number;
}

/** How much later than the template's an out-time may be under `tail`, ms. */
export const TAIL_ROOM = 500;

/**
 * What the template says of every row that has a place in it, by id. An in-time is held where the
 * row is the first over the first of its lines, an out-time where it is the last over the last.
 *
 * A track that hangs on no version of a template (`localize.review.bench.template_of`) is held by
 * nothing: its source is the transcript.
 *
 * @param rows in programme order.
 */
export function allHeld(
  rows: readonly Row[],
  { source, version }: Pick<TrackView, "source" | "version">,
): ReadonlyMap<string, Held> {
  const template = version === null ? [] : source;
  const byId = new Map(template.map((cue) => [cue.id, cue]));
  const first = new Map<string, string>();
  const last = new Map<string, string>();
  const places = new Map<string, readonly Cue[]>();
  for (const { id, view } of rows) {
    if (view.deleted) continue; // it stays for what is typed over it
    const lines = view.cue.source_ids
      .flatMap((source) => byId.get(source) ?? [])
      .sort((a, b) => a.start - b.start || a.end - b.end);
    if (lines.length) places.set(id, lines);
    for (const line of lines) {
      if (!first.has(line.id)) first.set(line.id, id);
      last.set(line.id, id);
    }
  }
  const held = new Map<string, Held>();
  for (const [id, lines] of places) {
    const [one, other] = [lines[0] as Cue, lines.at(-1) as Cue];
    const to = Math.max(...lines.map((line) => line.end));
    held.set(id, {
      start: first.get(one.id) === id ? one.start : undefined,
      end: last.get(other.id) === id ? to : undefined,
      inside: [one.start, to],
    });
  }
  return held;
}

/** Whether a rule for times has something against a move. Back to the template's is always allowed. */
export function refuses(
  times: RulesInForce["times"],
  held: Held | undefined,
  move: Move,
  rate: FrameRate,
): boolean {
  if (times.rule === "free" || !held) return false;
  return (["start", "end"] as const).some((side) => {
    const after = move.after[side];
    const template = held[side];
    if (after === null || after === move.before[side] || after === template) return false;
    if (template === undefined) return after < held.inside[0] || after > held.inside[1];
    switch (times.rule) {
      case "adjust":
        return Math.abs(rate.nearestFrame(after) - rate.nearestFrame(template)) > times.frames;
      case "tail":
        return side === "start" || !isTail(after, template, move);
      default:
        return true;
    }
  });
}

function isTail(after: number, template: number, { following, minGap }: Move): boolean {
  if (after < template || after - template > TAIL_ROOM) return false;
  return following === undefined || after <= following - minGap;
}
