/**
 * The meters of the edit strip and the bar under a region: where a cue stands against its limits,
 * at every input event, composition included. Numbers and levels alone; words are the views' own,
 * but for the cure, which is said alike wherever it stands.
 */

import { speedCure } from "./checks";
import { characters, count, readingSpeed, roundedUp } from "./counting";
import {
  type Context,
  type Measured,
  chainFrames,
  frames,
  lineLimit,
  neighbour,
  tooFast,
  tooLong,
  tooShort,
} from "./measure";
import { amountOf } from "./numbers";

/** Within the limit; over it by at most a tenth; beyond (review-page.md 2.3, 11). */
export type Level = "fine" | "over" | "far-over";

export interface LineMeter {
  readonly count: number;
  readonly limit: number;
  readonly level: Level;
}

export interface Meters {
  readonly lines: readonly LineMeter[];
  /** Lines that are there, against those that may be. */
  readonly lineCount: { readonly count: number; readonly limit: number; readonly level: Level };
  readonly total: number; // characters of all lines
  readonly speed: {
    readonly value: number; // characters a second; infinite for text that stands for no time
    readonly limit: number;
    readonly level: Level;
    /** How much of the bar is full: 1 at the limit, and no more than 1.5. */
    readonly share: number;
  };
  readonly duration: {
    readonly ms: number;
    readonly frames: number;
    readonly level: Level;
    readonly side: "" | "short" | "long";
  };
  /** Frames to the neighbours in the same place, negative for an overlap; null where none is. */
  readonly gapBefore: Gap | null;
  readonly gapAfter: Gap | null;
  /** What would cure the reading speed; null where nothing must. */
  readonly cure: Cure | null;
}

export interface Gap {
  readonly frames: number;
  readonly limit: number;
  readonly level: Level;
  /** Not too small, and so small that the guide wants it closed to the least. */
  readonly chain: boolean;
}

export interface Cure {
  readonly cut: number; // characters
  readonly add: number; // frames
  /** Whether the next cue leaves room for as many frames. */
  readonly room: boolean;
}

function levelOf(value: number, limit: number, over: boolean): Level {
  if (!over) return "fine";
  return value <= limit * 1.1 ? "over" : "far-over";
}

/** The meters of a cue among its neighbours, in programme order. */
export function metersOf(cues: readonly Measured[], index: number, context: Context): Meters {
  const cue = cues[index] as Measured;
  const { limits, rate } = context;
  const limit = lineLimit(cue, limits);
  const duration = cue.end - cue.start;
  const total = characters(cue.lines, limits.counting);
  const value = readingSpeed(cue.lines, duration, limits.counting);
  const fast = total > 0 && (duration === 0 || tooFast(total, duration, context));
  const short = tooShort(duration, context);
  const long = tooLong(duration, context);
  const next = neighbour(cues, index, 1);
  const before = neighbour(cues, index, -1);
  const cure = speedCure(cue, context);
  const room = next && frames(next.start - cue.end, rate) - limits.min_gap_frames;
  return {
    lines: cue.lines.map((line) => {
      const length = count(line, limits.counting);
      return { count: length, limit, level: levelOf(length, limit, length > limit) };
    }),
    lineCount: {
      count: cue.lines.length,
      limit: limits.max_lines,
      level: cue.lines.length > limits.max_lines ? "far-over" : "fine",
    },
    total,
    speed: {
      value,
      limit: limits.reading_speed,
      level: levelOf(value, limits.reading_speed, fast),
      share: Math.min(1.5, value / limits.reading_speed),
    },
    duration: {
      ms: duration,
      frames: frames(duration, rate),
      level: short || long ? (long ? levelOf(duration, limits.max_duration, true) : "far-over") : "fine",
      side: short ? "short" : long ? "long" : "",
    },
    gapBefore: before ? gapOf(cue.start - before.end, context) : null,
    gapAfter: next ? gapOf(next.start - cue.end, context) : null,
    cure: cure ? { ...cure, room: room === undefined || room >= cure.add } : null,
  };
}

function gapOf(length: number, context: Context): Gap {
  const between = frames(length, context.rate) + 0; // never -0
  const limit = context.limits.min_gap_frames;
  const small = between < limit;
  return {
    frames: between,
    limit,
    level: small ? "far-over" : "fine",
    chain: !small && between > limit && between < chainFrames(context),
  };
}

/** "cut 6 characters or add 9 frames". */
export function cureWords({ cut, add }: Cure): string {
  return `cut ${amountOf(cut, "character")} or add ${amountOf(add, "frame")}`;
}

/** "cut 6 or add 9 f", for a bar under a region. */
export function cureWordsShort({ cut, add }: Cure): string {
  return `cut ${cut} or add ${add} f`;
}

/** Characters over the limit of a line, rounded up to what the rule tells apart; 0 within it. */
export function overBy(line: LineMeter, context: Context): number {
  return Math.max(0, roundedUp(line.count - line.limit, context.limits.counting));
}
