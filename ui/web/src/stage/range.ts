/** A stretch that is played: what to do when a frame of it is presented. */

export interface Range {
  readonly from: number;
  readonly to: number; // not included
  readonly loop: boolean;
}

export type Next = "on" | "park" | "again";

/** The last frame that is seen of a range; an empty one shows its first. */
export function lastOf(range: Range): number {
  return Math.max(range.from, range.to - 1);
}

/** A frame outside the range, before it, is one that was still on the screen: it decides nothing. */
export function next(range: Range, frame: number): Next {
  if (frame < lastOf(range)) return "on";
  return range.loop ? "again" : "park";
}
