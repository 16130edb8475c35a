/** Where a ruler's marks stand: on whole frames, in steps that people count in. */

import type { FrameRate } from "../core/frames";

/** Seconds between two marks with a timecode. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600] as const;
/** Frames between two such marks, where a second is wide. */
const FRAME_STEPS = [1, 2, 4, 6, 12] as const;
/** Parts of each step that get a mark without a timecode. */
const PARTS = [10, 5, 4, 2] as const;

export interface Mark {
  readonly frame: number;
  readonly labelled: boolean;
}

/** Marks for frames from `first` to `last`, at so many pixels a frame. */
export function marks(
  first: number,
  last: number,
  pixels: number,
  rate: FrameRate,
  labelWidth: number,
): Mark[] {
  const frames = [...FRAME_STEPS, ...STEPS.map((seconds) => seconds * rate.nominal)];
  const step = frames.find((count) => count * pixels >= labelWidth) ?? frames.at(-1) ?? 1;
  const part = PARTS.find((count) => step % count === 0 && (step / count) * pixels >= 6) ?? 1;
  const found: Mark[] = [];
  const every = step / part;
  for (let frame = Math.ceil(first / every) * every; frame <= last; frame += every) {
    if (frame >= 0) found.push({ frame, labelled: frame % step === 0 });
  }
  return found;
}
