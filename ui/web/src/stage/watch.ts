/** Watching a track through, as its audience will, without the stretches where nothing is said. */

import type { Model, WatchedCue, WatchThrough } from "../editor";
import type { MediaPlayer } from "./player";
import type { LiveIndex } from "./rowindex";
import { shownAt } from "./subtitle";
import { Exposure, skipTo } from "./watching";

export class Watch implements WatchThrough {
  #on = false;
  #speedBefore = 1;
  #lastCue: string | undefined;
  readonly #exposure: Exposure;
  readonly #listeners = new Set<(watched: WatchedCue) => void>();

  constructor(
    private readonly model: Model,
    private readonly player: MediaPlayer,
    private readonly rows: LiveIndex,
    private readonly frames: () => number,
    private readonly changed: () => void,
  ) {
    this.#exposure = new Exposure(model.rate);
    player.on((event) => {
      const ended = !player.playing && player.target >= this.frames() - 1;
      if (event === "state" && this.#on && ended) this.stop();
    });
  }

  get on(): boolean {
    return this.#on;
  }

  start(speed: number): void {
    if (!this.#on) this.#speedBefore = this.player.speed;
    this.player.setSpeed(speed);
    this.#on = true;
    this.#lastCue = undefined;
    this.#exposure.cut();
    // The frame that it begins on is on the screen already, and is not presented again.
    if (this.player.target === this.player.frame) this.#expose(this.player.frame);
    this.player.play();
    this.changed();
  }

  stop(): void {
    if (!this.#on) return;
    this.#on = false;
    this.#exposure.cut();
    this.player.pause();
    this.player.setSpeed(this.#speedBefore);
    this.changed();
  }

  flag(): string | undefined {
    if (!this.#on) return undefined;
    const shown = shownAt(this.rows.index, this.model.rate, this.player.frame);
    this.player.pause();
    return shown[0]?.id ?? this.#lastCue;
  }

  resume(): void {
    if (this.#on) this.player.play();
  }

  onWatched(listener: (watched: WatchedCue) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A frame is presented. */
  presented(): void {
    if (!this.#on) return;
    const { frame } = this.player;
    // What a seek leaves on the screen until it lands is not a part of the programme's run.
    if (this.player.target !== frame) return;
    if (!this.player.playing || document.visibilityState !== "visible") {
      this.#exposure.cut();
      return;
    }
    this.#expose(frame);
    const { speech } = this.model.desk;
    const next = skipTo(frame, this.rows.index, speech, this.model.rate, this.frames());
    if (next === "end") this.stop();
    else if (next !== null) this.player.jump(next);
  }

  #expose(frame: number): void {
    const rows = shownAt(this.rows.index, this.model.rate, frame);
    this.#lastCue = rows[0]?.id ?? this.#lastCue;
    for (const watched of this.#exposure.present(frame, rows, this.player.speed)) {
      for (const listener of [...this.#listeners]) listener(watched);
    }
  }
}
