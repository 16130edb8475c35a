/** What a cue measures against the guide, as the meters show it. Pure. */

import { characters, count, roundedUp } from "../core/counting";
import {
  type Context,
  type Measured,
  ROUNDING,
  frames,
  framesToRead,
  lineLimit,
  roomAfter,
  tooFast,
  tooLong,
  tooShort,
} from "../core/measure";
import { rounded } from "../core/numbers";

export type Level = "ok" | "warn" | "bad";

export interface Figures {
  readonly lines: readonly { readonly count: number; readonly limit: number; readonly level: Level }[];
  readonly maxLines: number;
  readonly speed: number; // characters a second
  readonly speedLimit: number;
  readonly speedLevel: Level;
  readonly duration: number; // ms
  readonly durationLevel: Level;
  /** Frames to the cue before and after; null where there is none. */
  readonly gapBefore: number | null;
  readonly gapAfter: number | null;
  readonly gapBeforeLevel: Level;
  readonly gapAfterLevel: Level;
  /** What brings the speed under the limit: characters to cut, or frames to add. */
  readonly cut: number;
  readonly add: number;
  /** Whether so many frames are free before the next cue. */
  readonly roomToAdd: boolean;
}

export function figuresOf(
  cue: Measured,
  before: Measured | undefined,
  after: Measured | undefined,
  context: Context,
): Figures {
  const { limits, rate } = context;
  const { counting, reading_speed: limit, min_gap_frames: gap } = limits;
  const duration = cue.end - cue.start;
  const amount = characters(cue.lines, counting);
  const speed = amount ? (duration ? (amount * 1000) / duration : Infinity) : 0;
  const fast = tooFast(amount, duration, context);
  const most = lineLimit(cue, limits);
  const gapBefore = before ? frames(cue.start - before.end, rate) : null;
  const gapAfter = after ? frames(after.start - cue.end, rate) : null;
  const add = fast ? Math.max(1, framesToRead(amount, context) - frames(duration, rate)) : 0;
  const readable = (limit * (duration + ROUNDING)) / 1000;
  const room = roomAfter(cue, after, context);
  return {
    lines: cue.lines.map((line) => {
      const length = count(line, counting);
      return { count: length, limit: most, level: length > most ? "bad" : "ok" };
    }),
    maxLines: limits.max_lines,
    speed,
    speedLimit: limit,
    // Neutral to the limit, amber to a tenth more, red beyond.
    speedLevel: !fast ? "ok" : speed <= limit * 1.1 ? "warn" : "bad",
    duration,
    durationLevel: tooShort(duration, context) || tooLong(duration, context) ? "bad" : "ok",
    gapBefore,
    gapAfter,
    gapBeforeLevel: gapBefore !== null && gapBefore < gap ? "bad" : "ok",
    gapAfterLevel: gapAfter !== null && gapAfter < gap ? "bad" : "ok",
    cut: fast ? roundedUp(rounded(amount - readable, 6), counting) : 0,
    add,
    roomToAdd: room === undefined || add <= room,
  };
}
