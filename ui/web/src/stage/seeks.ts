/**
 * Seeks of a media element, one at a time. While one is under way only the newest target is
 * remembered, so that a held key never queues up seeks that nobody waits for any more.
 * Every seek goes to the middle of a frame (`FrameRate.middleOf` says why).
 */

import type { FrameRate } from "../core/frames";

export interface Seekable {
  currentTime: number;
}

export class Seeks {
  #flying: number | null = null;
  #next: number | null = null;

  constructor(
    private readonly media: Seekable,
    private readonly rate: Pick<FrameRate, "middleOf">,
  ) {}

  /** The newest frame asked for; null where no seek is under way. */
  get target(): number | null {
    return this.#next ?? this.#flying;
  }

  ask(frame: number): void {
    if (this.#flying === null) this.#go(frame);
    else this.#next = frame;
  }

  /** The element says `seeked`: the frame it landed on, or null where another seek goes on. */
  landed(): number | null {
    const at = this.#flying;
    if (at === null) return null;
    const next = this.#next;
    this.#flying = null;
    this.#next = null;
    if (next !== null && next !== at) {
      this.#go(next);
      return null;
    }
    return at;
  }

  /** The source was taken away: a seek that was under way never lands. Gives back its target. */
  drop(): number | null {
    const target = this.target;
    this.#flying = null;
    this.#next = null;
    return target;
  }

  #go(frame: number): void {
    this.#flying = frame;
    this.media.currentTime = this.rate.middleOf(frame);
  }
}
