/** What every check measures in, as `localize/checks/measure.py` has it, which gives the reasons. */

import { characters, isBlank } from "./counting";
import type { FrameRate } from "./frames";
import { fraction } from "./numbers";
import type { Limits } from "../wire";

/** Of a cue, what checks look at. */
export interface Measured {
  readonly id: string;
  readonly start: number; // ms
  readonly end: number; // ms
  readonly lines: readonly string[];
  readonly translate: boolean;
  readonly placement: { readonly anchor: number; readonly vertical: string };
}

export interface Context {
  readonly limits: Limits;
  readonly rate: FrameRate;
}

/** By how much a length may be off because both its ends were rounded, ms. */
export const ROUNDING = 2;

/** A length of time (ms, or negative for an overlap) in whole frames, the nearest. */
export function frames(length: number, rate: FrameRate): number {
  return length >= 0 ? rate.nearestFrame(length) : -rate.nearestFrame(-length);
}

/** Half a second in frames as guides count it: 12 at 24, 13 at 25, 15 at 29.97. */
export function halfSecond(rate: FrameRate): number {
  return (rate.nominal + 1) >> 1;
}

/** The least gap between two cues, ms. */
export function minGap({ limits, rate }: Context): number {
  return rate.spanOf(limits.min_gap_frames);
}

/** Gaps of fewer frames than this are closed to the least; 0 where none is. */
export function chainFrames({ limits, rate }: Context): number {
  return Math.floor((limits.chain_frames * rate.nominal + 12) / 24);
}

export function hasText(cue: Measured): boolean {
  return !cue.lines.every(isBlank);
}

/** Characters in a line of this cue, which may be set vertically. */
export function lineLimit(cue: Measured, limits: Limits): number {
  return (cue.placement.vertical && limits.max_line_length_vertical) || limits.max_line_length;
}

export function tooShort(duration: number, { limits, rate }: Context): boolean {
  const least = limits.min_duration;
  return duration < least && frames(duration, rate) < rate.framesUpTo(least);
}

export function tooLong(duration: number, { limits, rate }: Context): boolean {
  const most = limits.max_duration;
  return duration > most && frames(duration, rate) > rate.framesUpTo(most);
}

/** Text that stands for no frame at all has no speed: that it is too short says everything. */
export function tooFast(amount: number, duration: number, { limits, rate }: Context): boolean {
  const allowed = limits.reading_speed * (duration + ROUNDING);
  return frames(duration, rate) > 0 && amount * 1000 > allowed;
}

/** Whole frames that so many characters need at the allowed speed; exact. */
export function framesToRead(amount: number, { limits, rate }: Context): number {
  const [a, b] = fraction(amount);
  const [c, d] = fraction(limits.reading_speed);
  const above = a * d * BigInt(rate.num);
  const below = b * c * BigInt(rate.den);
  return Number((above + below - 1n) / below);
}

/** The part of the picture in which a cue stands: its row, or its column if it is vertical. */
export function place(cue: Measured): string {
  const key = cue.placement.anchor - 1;
  const { vertical } = cue.placement;
  return vertical ? `${vertical}${key % 3}` : String(Math.floor(key / 3));
}

/** The next cue that shows something in the same place; cues are in programme order. */
export function following(cues: readonly Measured[], index: number): Measured | undefined {
  return beside(cues, index, 1, hasText);
}

/** The next (1) or former (-1) cue in the same place that shows something, or will when written. */
export function neighbour(
  cues: readonly Measured[],
  index: number,
  step: 1 | -1,
): Measured | undefined {
  return beside(cues, index, step, (cue) => cue.translate || hasText(cue));
}

function beside(
  cues: readonly Measured[],
  index: number,
  step: 1 | -1,
  counts: (cue: Measured) => boolean,
): Measured | undefined {
  const here = place(cues[index] as Measured);
  for (let at = index + step; at >= 0 && at < cues.length; at += step) {
    const cue = cues[at] as Measured;
    if (place(cue) === here && counts(cue)) return cue;
  }
  return undefined;
}

/** Frames by which a cue can end later and keep the least gap; undefined where nothing follows. */
export function roomAfter(
  cue: Measured,
  next: Measured | undefined,
  { limits, rate }: Context,
): number | undefined {
  if (!next) return undefined;
  return Math.max(0, frames(next.start - cue.end, rate) - limits.min_gap_frames);
}

/** The out-time, on a frame, at which a cue stands long enough; undefined for no room. */
export function laterEnd(
  cue: Measured,
  next: Measured | undefined,
  length: number,
  context: Context,
  cured: (duration: number) => boolean,
): number | undefined {
  const { rate } = context;
  const last = rate.nearestFrame(cue.start) + length;
  for (const end of [rate.timeOf(last), rate.timeOf(last + 1)]) {
    if (end > cue.end && cured(end - cue.start)) {
      const free = !next || keepsGap(end, next, context);
      return free && !tooLong(end - cue.start, context) ? end : undefined;
    }
  }
  return undefined;
}

/** The out-time, on a frame, that leaves the least gap; undefined where it would break a limit. */
export function earlierEnd(cue: Measured, next: Measured, context: Context): number | undefined {
  const { limits, rate } = context;
  const last = rate.nearestFrame(next.start) - limits.min_gap_frames;
  const amount = characters(cue.lines, limits.counting);
  for (const frame of [last, last - 1]) {
    if (frame < 0) continue;
    const end = rate.timeOf(frame);
    const duration = end - cue.start;
    if (duration > 0 && duration < cue.end - cue.start && keepsGap(end, next, context)) {
      const hurried = tooFast(amount, duration, context);
      const worse = hurried && !tooFast(amount, cue.end - cue.start, context);
      return worse || tooShort(duration, context) ? undefined : end;
    }
  }
  return undefined;
}

function keepsGap(end: number, next: Measured, { limits, rate }: Context): boolean {
  return frames(next.start - end, rate) >= limits.min_gap_frames;
}

