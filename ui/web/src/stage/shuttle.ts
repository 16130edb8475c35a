/** J K L: speeds of the shuttle, and where it stands when it runs backwards. */

import type { FrameRate } from "../core/frames";

/** Backwards the picture is stepped by seeks; more than twice as fast shows too few of them. */
export const BACKWARDS = [1, 2] as const;
/** Browsers keep the pitch at these; above 2 speech is not understood any more. */
export const ONWARDS = [1, 1.5, 2] as const;

/**
 * The next speed, negative backwards and 0 for a stop. The same key again is faster, up to the
 * last; the other key first stops.
 */
export function nextSpeed(now: number, direction: -1 | 0 | 1): number {
  if (direction === 0) return 0;
  if (now !== 0 && Math.sign(now) !== direction) return 0;
  const speeds: readonly number[] = direction < 0 ? BACKWARDS : ONWARDS;
  const faster = speeds.find((speed) => speed > Math.abs(now));
  return direction * (faster ?? speeds.at(-1) ?? 1);
}

/** The frame of a run backwards that began at `from`, after `ms`. */
export function backwardsFrame(from: number, ms: number, speed: number, rate: FrameRate): number {
  const frames = Math.floor((ms * Math.abs(speed) * rate.num) / (1000 * rate.den));
  return Math.max(0, from - frames);
}
