/**
 * What an edge that is being dragged catches on. All in frames; targets in order: a shot change at
 * the guide's offset, the neighbour at the least gap, a word's or a voice's onset or end. The first
 * kind that has one within reach wins, and of a kind the nearest.
 */

import type { FrameRate } from "../core/frames";
import { halfSecond } from "../core/measure";
import { lowest } from "./rowindex";

export type Side = "start" | "end";
export type CaughtBy = "shot" | "neighbour" | "word" | "voice";

export interface Target {
  readonly frame: number;
  readonly by: CaughtBy;
}

export interface Grounds {
  readonly rate: FrameRate;
  readonly minGap: number; // frames
  readonly shots: readonly number[]; // ms, in order
  readonly speech: readonly (readonly [number, number])[]; // ms, in order
  readonly words: readonly (readonly [number, number, ...unknown[]])[]; // ms, in order
}

/** Snapping reaches so far, whatever the zoom. */
export const REACH_PX = 8;

/** Where an edge goes for a shot change: in on the cut, out the least gap before it. */
export function shotTarget(cut: number, side: Side, grounds: Grounds): number {
  const frame = grounds.rate.nearestFrame(cut);
  return side === "start" ? frame : frame - grounds.minGap;
}

/**
 * What an edge at a frame catches.
 *
 * @param neighbour the frame at which the edge would keep the least gap to its neighbour.
 * @param reach frames.
 */
export function caught(
  frame: number,
  side: Side,
  neighbour: number | undefined,
  reach: number,
  grounds: Grounds,
): Target | undefined {
  const { rate, minGap } = grounds;
  const from = rate.timeOf(frame - Math.ceil(reach) - 1);
  const to = rate.timeOf(frame + Math.ceil(reach) + minGap + 1);
  const shot = nearest(
    frame,
    reach,
    between(grounds.shots, (cut) => cut, from, to).map((cut) => shotTarget(cut, side, grounds)),
  );
  if (shot !== undefined) return { frame: shot, by: "shot" };
  if (neighbour !== undefined && Math.abs(neighbour - frame) <= reach) {
    return { frame: neighbour, by: "neighbour" };
  }
  // An onset is shown from the frame that it lies in; an end until the frame after it.
  const place = side === "start" ? 0 : 1;
  const time = (span: readonly [number, number, ...unknown[]]): number => span[place];
  const on = (at: number): number => {
    const shown = rate.frameShown(at);
    return side === "start" || rate.timeOf(shown) === at ? shown : shown + 1;
  };
  const word = nearest(frame, reach, between(grounds.words, time, from, to).map(time).map(on));
  const voice = nearest(frame, reach, between(grounds.speech, time, from, to).map(time).map(on));
  if (word === undefined && voice === undefined) return undefined;
  if (voice === undefined || (word !== undefined && distance(word) <= distance(voice))) {
    return { frame: word as number, by: "word" };
  }
  return { frame: voice, by: "voice" };

  function distance(of: number): number {
    return Math.abs(of - frame);
  }
}

function nearest(frame: number, reach: number, targets: readonly number[]): number | undefined {
  let best: number | undefined;
  for (const target of targets) {
    const away = Math.abs(target - frame);
    if (target >= 0 && away <= reach && (best === undefined || away < Math.abs(best - frame))) {
      best = target;
    }
  }
  return best;
}

/** Those of a list in order whose time lies in a stretch. */
function between<T>(list: readonly T[], time: (one: T) => number, from: number, to: number): T[] {
  const found: T[] = [];
  const first = lowest(list.length, (at) => time(list[at] as T) >= from);
  for (let at = first; at < list.length && time(list[at] as T) <= to; at += 1) {
    found.push(list[at] as T);
  }
  return found;
}

export interface Zone {
  readonly from: number; // frames
  readonly to: number; // not included
  readonly kind: "green" | "red";
}

/** Frames at 24 a second that the inner, red zone reaches: an edge there is to go to the cut. */
const RED_AT_24 = 7;

/**
 * The zones round a shot change. Within the red one an edge belongs on the cut; within the green
 * one it is to go to its rim, half a second away, or further (Netflix timing guidelines; 12 green
 * and 7 red at 24 frames a second, as Subtitle Edit's preset has them, scaled by the rate).
 */
export function zones(cut: number, rate: FrameRate): Zone[] {
  const at = rate.nearestFrame(cut);
  const green = halfSecond(rate);
  const red = Math.round((RED_AT_24 * green) / 12);
  return [
    { from: at - green, to: at - red, kind: "green" },
    { from: at - red, to: at + red, kind: "red" },
    { from: at + red, to: at + green, kind: "green" },
  ];
}
