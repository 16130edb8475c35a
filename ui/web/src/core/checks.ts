/**
 * The limits of the guide, measured here so that a finding comes and goes while somebody types:
 * the rules of `localize/checks/`, with their messages and fixes.
 *
 * `tests/vectors/checks.json` holds both sides to one answer. What other rules find, plug-ins
 * among them, comes from the server.
 */

import { characters, count, roundedUp } from "./counting";
import { trim } from "./markup";
import {
  type Context,
  type Measured,
  earlierEnd,
  following,
  frames,
  framesToRead,
  halfSecond,
  hasText,
  laterEnd,
  lineLimit,
  place,
  roomAfter,
  tooFast,
  tooLong,
  tooShort,
} from "./measure";
import { amountOf, fixed, general, rounded } from "./numbers";
import type { Finding, Fix, Severity, TrackRole } from "../wire";

export type { Context, Measured } from "./measure";

/** The rules that this module measures; the server's findings of them are not needed beside it. */
export const RULES = [
  "duration-long",
  "duration-short",
  "empty",
  "gap",
  "line-length",
  "lines",
  "overlap",
  "reading-speed",
] as const;

/** Findings of one cue, by rule. Cues are in programme order; `role` of their track. */
export function checkCue(
  cues: readonly Measured[],
  index: number,
  context: Context,
  role: TrackRole,
): Finding[] {
  const cue = cues[index] as Measured;
  if (!hasText(cue)) return cue.translate ? [empty(cue)] : [];
  const next = following(cues, index);
  const found = [
    tooLongFor(cue, context),
    tooShortFor(cue, next, context),
    next && gap(cue, next, context),
    ...lineLengths(cue, context),
    lineCount(cue, context),
    next && overlap(cues, index, next, context),
    // A transcript's words are what was said, however fast.
    speed(cue, next, context, role === "transcript" ? "warning" : "error"),
  ];
  return found.filter((finding) => finding !== undefined);
}

/** Findings of all cues, cue by cue in programme order. */
export function checkTrack(cues: readonly Measured[], context: Context, role: TrackRole): Finding[] {
  return cues.flatMap((_, index) => checkCue(cues, index, context, role));
}

/**
 * The cues whose findings a change of one can touch: itself, and before it the last of each part of
 * the picture, which it may follow. Indexes, falling.
 */
export function touched(cues: readonly Measured[], index: number): number[] {
  const found = [index];
  const seen = new Set<string>();
  // Further back than this nothing is left that the cue follows, but for signs of an hour ago.
  for (let at = index - 1; at >= 0 && at > index - 50 && seen.size < 3; at -= 1) {
    const cue = cues[at] as Measured;
    if (!hasText(cue) || seen.has(place(cue))) continue;
    seen.add(place(cue));
    found.push(at);
  }
  return found;
}

type Parts = Pick<Finding, "rule" | "message" | "measured" | "limit" | "unit">;

function finding(cue: Measured, parts: Parts, fix: Partial<Fix> | undefined = undefined): Finding {
  return {
    ...parts,
    severity: "error",
    cue_id: cue.id,
    start: cue.start,
    fix: fix ? { cue_id: cue.id, start: null, end: null, lines: null, ...fix } : null,
  };
}

function endAt(end: number | undefined): Partial<Fix> | undefined {
  return end === undefined ? undefined : { end };
}

function sayRoom(room: number | undefined): string {
  if (room === undefined) return "nothing follows";
  if (room === 0) return "none is free before the next cue";
  return `${room} ${room === 1 ? "is" : "are"} free before the next cue`;
}

function empty(cue: Measured): Finding {
  return finding(cue, {
    rule: "empty",
    message: "no text: write it, delete the cue, or mark it as not to be translated",
    measured: 0,
    limit: 1,
    unit: "characters",
  });
}

function tooLongFor(cue: Measured, context: Context): Finding | undefined {
  const duration = cue.end - cue.start;
  if (!tooLong(duration, context)) return undefined;
  const limit = context.limits.max_duration;
  const most = context.rate.framesUpTo(limit);
  const lasts = frames(duration, context.rate);
  return finding(cue, {
    rule: "duration-long",
    message:
      `${amountOf(lasts, "frame")} (${fixed(duration / 1000, 1)} s), ${most} allowed: ` +
      `end it ${amountOf(lasts - most, "frame")} earlier, or split it into two cues`,
    measured: duration,
    limit,
    unit: "ms",
  });
}

function tooShortFor(
  cue: Measured,
  next: Measured | undefined,
  context: Context,
): Finding | undefined {
  const duration = cue.end - cue.start;
  if (!tooShort(duration, context)) return undefined;
  const least = context.limits.min_duration;
  const needed = context.rate.framesUpTo(least);
  const lasts = frames(duration, context.rate);
  const end = laterEnd(cue, next, needed, context, (length) => !tooShort(length, context));
  return finding(
    cue,
    {
      rule: "duration-short",
      message:
        `${amountOf(lasts, "frame")} (${duration} ms), ${needed} needed: ` +
        `add ${amountOf(needed - lasts, "frame")}; ${sayRoom(roomAfter(cue, next, context))}` +
        (end === undefined ? ", so join it with a neighbour or move that one" : ""),
      measured: duration,
      limit: least,
      unit: "ms",
    },
    endAt(end),
  );
}

function cure(amount: string, end: number | undefined): string {
  return end === undefined
    ? `ending it ${amount} earlier would make it too short to read; join the two, or move one`
    : `end it ${amount} earlier`;
}

function gap(cue: Measured, next: Measured, context: Context): Finding | undefined {
  const least = context.limits.min_gap_frames;
  const between = frames(next.start - cue.end, context.rate);
  if (between < 0 || between >= least) return undefined;
  const end = earlierEnd(cue, next, context);
  return finding(
    cue,
    {
      rule: "gap",
      message:
        `${amountOf(between, "frame")} to the next cue, ${least} needed: ` +
        cure(amountOf(least - between, "frame"), end),
      measured: between + 0, // never -0
      limit: least,
      unit: "frames",
    },
    endAt(end),
  );
}

function overlap(
  cues: readonly Measured[],
  index: number,
  next: Measured,
  context: Context,
): Finding | undefined {
  const cue = cues[index] as Measured;
  const shared = frames(cue.end - next.start, context.rate);
  if (shared < 1) return undefined;
  const here = place(cue);
  let others = -1; // the next cue itself
  for (let at = index + 1; at < cues.length; at += 1) {
    const later = cues[at] as Measured;
    if (later.start >= cue.end) break;
    if (place(later) === here && hasText(later)) others += 1;
  }
  const end = earlierEnd(cue, next, context);
  return finding(
    cue,
    {
      rule: "overlap",
      message:
        `${amountOf(shared, "frame")} over the next cue` +
        (others > 0 ? ` and over ${others} more` : "") +
        `: ${cure(amountOf(shared + context.limits.min_gap_frames, "frame"), end)}`,
      measured: shared,
      limit: 0,
      unit: "frames",
    },
    endAt(end),
  );
}

function lineCount(cue: Measured, { limits }: Context): Finding | undefined {
  const most = limits.max_lines;
  if (cue.lines.length <= most) return undefined;
  const kept = cue.lines.filter((line) => trim(line) !== "");
  const fits = characters(cue.lines, limits.counting) <= most * lineLimit(cue, limits);
  const words =
    kept.length <= most
      ? "drop the blank lines"
      : fits
        ? `its text fits into ${amountOf(most, "line")}: break it anew`
        : "cut it, or split it into two cues";
  return finding(
    cue,
    {
      rule: "lines",
      message: `${amountOf(cue.lines.length, "line")}, ${most} allowed: ${words}`,
      measured: cue.lines.length,
      limit: most,
      unit: "lines",
    },
    kept.length <= most ? { lines: kept } : undefined,
  );
}

function lineLengths(cue: Measured, { limits }: Context): Finding[] {
  const rule = limits.counting;
  const most = lineLimit(cue, limits);
  const lengths = cue.lines.map((line) => count(line, rule));
  if (Math.max(...lengths) <= most) return [];
  const trimmed = cue.lines.map(trim);
  const fits = trimmed.every((line) => count(line, rule) <= most);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const found: Finding[] = [];
  lengths.forEach((length, index) => {
    if (length <= most) return;
    let words = fits
      ? "take away the spaces at its ends"
      : `cut ${amountOf(roundedUp(length - most, rule), "character")}`;
    if (!fits && total <= most * limits.max_lines) words += ", or break the lines elsewhere";
    found.push(
      finding(
        cue,
        {
          rule: "line-length",
          message:
            `${amountOf(length, "character")} in line ${index + 1}, ` +
            `${general(most)} allowed: ${words}`,
          measured: length,
          limit: most,
          unit: "characters",
        },
        fits ? { lines: trimmed } : undefined,
      ),
    );
  });
  return found;
}

/** What would bring a cue under the reading speed: characters to cut, or frames to add. */
export interface SpeedCure {
  readonly cut: number;
  readonly add: number;
}

/** Undefined where it is slow enough, or stands for no frame at all. */
export function speedCure(cue: Measured, context: Context): SpeedCure | undefined {
  const { limits, rate } = context;
  const amount = characters(cue.lines, limits.counting);
  const duration = cue.end - cue.start;
  if (!tooFast(amount, duration, context)) return undefined;
  return {
    cut: roundedUp(amount - (limits.reading_speed * duration) / 1000, limits.counting),
    add: Math.max(1, framesToRead(amount, context) - frames(duration, rate)),
  };
}

function speed(
  cue: Measured,
  next: Measured | undefined,
  context: Context,
  severity: Severity,
): Finding | undefined {
  const cured = speedCure(cue, context);
  if (!cured) return undefined;
  const most = context.limits.reading_speed;
  const amount = characters(cue.lines, context.limits.counting);
  const duration = cue.end - cue.start;
  const perSecond = (amount * 1000) / duration;
  const slow = (length: number): boolean => !tooFast(amount, length, context);
  const end =
    cured.add <= halfSecond(context.rate)
      ? laterEnd(cue, next, frames(duration, context.rate) + cured.add, context, slow)
      : undefined;
  // Two decimals where one would show the limit itself.
  const shown = fixed(perSecond, rounded(perSecond, 1) > most ? 1 : 2);
  const found = finding(
    cue,
    {
      rule: "reading-speed",
      message:
        `${shown} characters per second, ${general(most)} allowed: ` +
        `cut ${amountOf(cured.cut, "character")} or add ${amountOf(cured.add, "frame")}; ` +
        sayRoom(roomAfter(cue, next, context)),
      measured: rounded(perSecond, 3),
      limit: most,
      unit: "characters per second",
    },
    endAt(end),
  );
  return { ...found, severity };
}

