/**
 * An option: playback waits while somebody types, and goes on a little before where it stopped
 * (Amara's auto-pause resumes 3 s back).
 */

import type { Model, Settings } from "../editor";
import type { MediaPlayer } from "./player";

/** ms without a letter after which it goes on. */
const REST_MS = 1_500;
const BACK_MS = 3_000;
/** Frames that an element may still go on by while it is being paused. */
const STILL_FRAMES = 2;

export class TypePause {
  #timer = 0;
  #at: number | null = null; // the frame on which it waits
  readonly #off: (() => void)[];

  constructor(
    private readonly model: Model,
    private readonly settings: Settings,
    private readonly player: MediaPlayer,
  ) {
    this.#off = [
      model.on((event) => {
        if (event.type === "typed") this.#typed();
      }),
      player.on(() => {
        // Whoever plays or seeks meanwhile has taken it in hand.
        if (this.#at === null) return;
        const elsewhere = Math.abs(this.player.target - this.#at) > STILL_FRAMES;
        if (this.player.playing || elsewhere) this.#forget();
      }),
    ];
  }

  dispose(): void {
    this.#forget();
    for (const off of this.#off) off();
  }

  #typed(): void {
    if (!this.settings.values.typeToPause) return;
    if (this.player.playing && !this.player.inRange) {
      this.player.pause();
      this.#at = this.player.frame;
    } else if (this.#at === null) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#resume(), REST_MS);
  }

  #resume(): void {
    this.#forget();
    const { rate } = this.model;
    const back = rate.nearestFrame(Math.max(0, this.player.time - BACK_MS));
    this.player.seek(back);
    this.player.play();
  }

  #forget(): void {
    this.#at = null;
    clearTimeout(this.#timer);
  }
}
