/**
 * Which cues were on the screen in full, and what is passed over: the rules of watching through,
 * without a screen.
 */

import type { FrameRate } from "../core/frames";
import type { Row, WatchedCue } from "../editor";
import { lowest, type RowIndex } from "./rowindex";

/** Without dialogue for longer than this, ms, the rest of the stretch is passed over … */
const SILENCE_MS = 2_000;
/** … up to this before the next dialogue, ms … */
const BEFORE_MS = 1_000;
/** … but not before the eye has left the last one, ms. */
const AFTER_MS = 500;
/** Frames that a busy machine may drop, s; more is a jump, and the cue was not seen whole. */
const DROPPED_S = 0.25;

export type Span = readonly [number, number];

/** The frame to go to from one where nobody speaks and nothing is written, or null to play on. */
export function skipTo(
  frame: number,
  index: RowIndex<Pick<Row, "start" | "end">>,
  speech: readonly Span[],
  rate: FrameRate,
  frames: number,
): number | null | "end" {
  const time = rate.timeOf(frame);
  if (index.between(time - AFTER_MS, time + 1).length) return null;
  const next = lowest(speech.length, (at) => (speech[at]?.[1] ?? 0) > time - AFTER_MS);
  const spoken = speech[next]?.[0] ?? Infinity;
  if (spoken <= time) return null;
  const written = index.firstFrom(time)?.start ?? Infinity;
  const resumes = Math.min(spoken, written);
  if (resumes === Infinity) {
    return rate.timeOf(frames) - time > SILENCE_MS ? "end" : null;
  }
  if (resumes - time <= SILENCE_MS) return null;
  return rate.nearestFrame(resumes - BEFORE_MS);
}

interface Exposed {
  readonly revision: number;
  readonly end: number; // its last visible frame
  speed: number;
  whole: boolean;
}

/** Follows presented frames and finds the cues that were seen from their first to their last. */
export class Exposure {
  #last = -1;
  readonly #open = new Map<string, Exposed>();

  constructor(private readonly rate: FrameRate) {}

  /** A frame was presented, with these rows over it. Returns what has been seen in full now. */
  present(frame: number, rows: readonly Row[], speed: number): WatchedCue[] {
    const slack = Math.max(1, Math.round((DROPPED_S * this.rate.num) / this.rate.den));
    const goesOn = this.#last >= 0 && frame >= this.#last && frame <= this.#last + slack;
    if (!goesOn) this.#open.clear();
    const before = goesOn ? this.#last : Infinity;
    this.#last = frame;
    for (const row of rows) {
      const seen = this.#open.get(row.id);
      const first = this.rate.nearestFrame(row.start);
      const end = Math.max(first, this.rate.nearestFrame(row.end) - 1);
      if (!seen) {
        this.#open.set(row.id, {
          revision: row.view.revision,
          end,
          speed,
          // A revision is watched, not what is typed over it; and from its first frame on.
          whole: !row.dirty && !row.withheld && (frame <= first || before < first),
        });
      } else {
        seen.speed = Math.max(seen.speed, speed);
        if (row.dirty || row.view.revision !== seen.revision || seen.end !== end) seen.whole = false;
      }
    }
    const watched: WatchedCue[] = [];
    for (const [id, seen] of this.#open) {
      if (frame < seen.end) continue;
      if (seen.whole) watched.push({ cue_id: id, revision: seen.revision, speed: seen.speed });
      // Kept while it is shown, so that it does not begin anew on its last frame.
      seen.whole = false;
      if (frame > seen.end) this.#open.delete(id);
    }
    return watched;
  }

  /** What was being watched is not any more: paused out of sight, or gone elsewhere. */
  cut(): void {
    this.#open.clear();
    this.#last = -1;
  }
}
