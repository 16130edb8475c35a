/**
 * Pausing while somebody types, as an option: playback stops at the first letter and goes on, 3 s
 * earlier, once the hands have rested (Amara's "magical auto-pause": 4 s of rest, 3 s back).
 */

import type { Model, Player, Settings } from "../editor";

const REST = 4000; // ms
const BACK = 3000; // ms

export class TypingPause {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private paused = false;

  constructor(
    private readonly model: Model,
    private readonly settings: Settings,
    private readonly player: Player,
  ) {
    // Whoever starts or moves the playback by hand has taken over.
    player.on((event) => {
      if (event === "state" && player.playing) this.forget();
    });
    model.on((event) => {
      if (event.type === "current") this.forget();
    });
  }

  typed(): void {
    if (!this.settings.values.typeToPause) return;
    if (this.player.playing) {
      this.player.pause();
      this.paused = true;
    }
    if (!this.paused) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.resume(), REST);
  }

  private resume(): void {
    if (!this.paused) return;
    this.forget();
    this.player.seek(this.model.rate.frameShown(Math.max(0, this.player.time - BACK)));
    this.player.play();
  }

  private forget(): void {
    this.paused = false;
    clearTimeout(this.timer);
  }
}
