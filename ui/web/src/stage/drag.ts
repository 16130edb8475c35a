/**
 * Dragging an edge or a whole cue: where it goes, without a screen. All in frames.
 *
 * An edge stops at its neighbour's least gap, so that no cue leaves its place in the sequence; with
 * Alt the neighbour's edge goes along and the gap between them stays. `times` rules of the season
 * stop it where the server would refuse (`localize/review/edges.py`).
 */

import type { FrameRate } from "../core/frames";
import { halfSecond } from "../core/measure";
import { TAIL_ROOM } from "../model/held";
import type { RulesInForce } from "../wire";
import { caught, type Grounds, type Side, type Target } from "./snap";

export interface Times {
  readonly start: number;
  readonly end: number;
}

export interface Neighbour extends Times {
  readonly id: string;
}

export interface Grab {
  readonly what: Side | "whole";
  readonly cue: Times;
  readonly before: Neighbour | undefined;
  readonly after: Neighbour | undefined;
  /** Last frame that an out-time may name. */
  readonly frames: number;
  /** What the rules leave of each edge; undefined: all. */
  readonly room: { readonly start: Reach | undefined; readonly end: Reach | undefined };
}

/** Frames from and to which an edge may go, both included. */
export interface Reach {
  readonly from: number;
  readonly to: number;
}

export interface Keys {
  /** Shift: nothing catches. */
  readonly free: boolean;
  /** Alt: the neighbour's edge goes along. */
  readonly along: boolean;
}

export interface Moved extends Times {
  readonly caught: Target | undefined;
  /** The neighbour whose edge went along. */
  readonly neighbour: Neighbour | undefined;
  /** Something in the way stopped it. */
  readonly stopped: boolean;
}

/** No cue is shorter than this, frames. */
const SHORTEST = 1;

/**
 * What the season's rules leave of an edge that the template holds at `held` (ms).
 * Undefined: they say nothing.
 */
export function roomOf(
  rules: RulesInForce["times"],
  side: Side,
  held: number | undefined,
  rate: FrameRate,
  shots: readonly number[],
): Reach | undefined {
  if (rules.rule === "free" || held === undefined) return undefined;
  const at = rate.nearestFrame(held);
  switch (rules.rule) {
    case "fixed":
      return { from: at, to: at };
    case "adjust":
      return { from: at - rules.frames, to: at + rules.frames };
    case "tail":
      if (side === "start") return { from: at, to: at };
      return { from: at, to: tailEnd(held, rate, shots) };
  }
}

/** The last frame for an out-time under `tail`: half a second on, and not over a shot change. */
function tailEnd(held: number, rate: FrameRate, shots: readonly number[]): number {
  const cut = shots.find((shot) => shot > held) ?? Infinity;
  return rate.frameShown(Math.min(held + TAIL_ROOM, cut));
}

/** Where the grabbed thing goes when the pointer has moved it by so many frames (not whole ones). */
export function moved(
  grab: Grab,
  by: number,
  keys: Keys,
  reach: number,
  grounds: Grounds,
): Moved {
  return grab.what === "whole"
    ? movedWhole(grab, by, keys, reach, grounds)
    : movedEdge(grab, grab.what, by, keys, reach, grounds);
}

function movedEdge(
  grab: Grab,
  side: Side,
  by: number,
  keys: Keys,
  reach: number,
  grounds: Grounds,
): Moved {
  const wished = grab.cue[side] + by;
  const neighbour = side === "start" ? grab.before : grab.after;
  const gap = neighbour ? gapTo(grab.cue, neighbour, side, keys.along, grounds) : 0;
  const touching = neighbour && (side === "start" ? neighbour.end + gap : neighbour.start - gap);
  const target = keys.free
    ? undefined
    : caught(wished, side, keys.along ? undefined : touching, reach, grounds);
  const limits = edgeLimits(grab, side, keys.along, gap);
  const asked = Math.round(target?.frame ?? wished);
  const frame = Math.min(limits.to, Math.max(limits.from, asked));
  const times = side === "start" ? { ...grab.cue, start: frame } : { ...grab.cue, end: frame };
  // A neighbour that stops an edge is shown as what it caught.
  const stop: Target | undefined =
    !keys.along && frame === touching && frame !== grab.cue[side]
      ? { frame, by: "neighbour" }
      : undefined;
  return {
    ...times,
    caught: target && target.frame === frame ? target : stop,
    neighbour: keys.along ? pushed(neighbour, side, frame, gap, grab) : undefined,
    stopped: frame !== asked,
  };
}

/**
 * The gap that a drag keeps: the guide's least or, with Alt, what lies between the two, if that is
 * no pause of half a second. Where they are nearer already, or overlap, what is there: a drag does
 * not push a cue about that nobody touched.
 */
function gapTo(
  cue: Times,
  neighbour: Times,
  side: Side,
  along: boolean,
  { minGap, rate }: Grounds,
): number {
  const now = side === "start" ? cue.start - neighbour.end : neighbour.start - cue.end;
  return along && now < halfSecond(rate) ? now : Math.min(minGap, now);
}

function edgeLimits(grab: Grab, side: Side, along: boolean, gap: number): Reach {
  const { before, after, cue, frames } = grab;
  const room = grab.room[side];
  if (side === "start") {
    const nearest = before ? (along ? before.start + SHORTEST : before.end) + gap : 0;
    const to = cue.end - SHORTEST;
    const from = Math.min(to, Math.max(0, nearest, room?.from ?? 0));
    return { from, to: Math.max(from, Math.min(to, room?.to ?? to)) };
  }
  const farthest = after ? (along ? after.end - SHORTEST : after.start) - gap : frames;
  const from = cue.start + SHORTEST;
  const to = Math.max(from, Math.min(frames, farthest, room?.to ?? frames));
  return { from: Math.min(to, Math.max(from, room?.from ?? from)), to };
}

/** With Alt, the neighbour's edge goes along; one across a pause does when it is reached. */
function pushed(
  neighbour: Neighbour | undefined,
  side: Side,
  frame: number,
  gap: number,
  { cue }: Grab,
): Neighbour | undefined {
  if (!neighbour) return undefined;
  if (side === "start") {
    const end = frame - gap;
    const linked = cue.start - neighbour.end === gap;
    return end < neighbour.end || (linked && end !== neighbour.end)
      ? { ...neighbour, end }
      : undefined;
  }
  const start = frame + gap;
  const linked = neighbour.start - cue.end === gap;
  return start > neighbour.start || (linked && start !== neighbour.start)
    ? { ...neighbour, start }
    : undefined;
}

function movedWhole(grab: Grab, by: number, keys: Keys, reach: number, grounds: Grounds): Moved {
  const { cue, before, after, frames, room } = grab;
  const length = cue.end - cue.start;
  const from = before ? before.end + gapTo(cue, before, "start", false, grounds) : 0;
  const to = (after ? after.start - gapTo(cue, after, "end", false, grounds) : frames) - length;
  const least = Math.max(from, room.start?.from ?? from, (room.end?.from ?? from + length) - length);
  const most = Math.min(to, room.start?.to ?? to, (room.end?.to ?? to + length) - length);
  const wished = cue.start + by;
  let target: Target | undefined;
  let asked = Math.round(wished);
  if (!keys.free) {
    const ahead = caught(wished, "start", before && from, reach, grounds);
    const behind = caught(wished + length, "end", after && to + length, reach, grounds);
    target = nearer(wished, ahead, behind, length);
    if (target) asked = target === behind ? target.frame - length : target.frame;
  }
  // What it stands on already may lie beyond what is left to it: then it stays.
  const start = least > most ? cue.start : Math.min(most, Math.max(least, asked));
  return {
    start,
    end: start + length,
    caught: start === asked ? target : undefined,
    neighbour: undefined,
    stopped: start !== asked,
  };
}

const ORDER = ["shot", "neighbour", "word", "voice"] as const;

/** Of what the two edges caught: the kind that comes first, then the nearer. */
function nearer(
  wished: number,
  ahead: Target | undefined,
  behind: Target | undefined,
  length: number,
): Target | undefined {
  if (!ahead || !behind) return ahead ?? behind;
  const rank = ORDER.indexOf(ahead.by) - ORDER.indexOf(behind.by);
  if (rank) return rank < 0 ? ahead : behind;
  const away = Math.abs(ahead.frame - wished) - Math.abs(behind.frame - length - wished);
  return away <= 0 ? ahead : behind;
}
