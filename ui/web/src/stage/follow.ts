/** The selection follows playback, unless somebody is writing. */

import type { Model, Settings } from "../editor";
import type { MediaPlayer } from "./player";
import type { LiveIndex } from "./rowindex";
import { shownAt } from "./subtitle";

/** ms after the last letter in which the box is not taken away under the hands. */
const WRITING_MS = 3_000;
/** Fields that belong to one cue: its speaker and kind, notes, answers. */
const FIELDS = ".lz-strip-head, .lz-form";

export class Following {
  #composing = false;
  #typedAt = -Infinity;
  readonly #undo = new AbortController();
  readonly #off: () => void;

  constructor(
    private readonly model: Model,
    private readonly settings: Settings,
    private readonly player: MediaPlayer,
    private readonly rows: LiveIndex,
  ) {
    const { signal } = this.#undo;
    document.addEventListener("compositionstart", () => (this.#composing = true), { signal });
    document.addEventListener("compositionend", () => (this.#composing = false), { signal });
    this.#off = model.on((event) => {
      if (event.type === "typed") this.#typedAt = performance.now();
    });
  }

  /** A frame is presented. A stretch of one cue is played for that cue, its run-up included. */
  presented(): void {
    const { player, model } = this;
    if (!this.settings.values.follow || !player.playing || player.inRange) return;
    if (this.#composing || model.current?.dirty) return;
    if (document.activeElement?.closest(FIELDS)) return;
    if (performance.now() - this.#typedAt < WRITING_MS) return;
    const shown = shownAt(this.rows.index, model.rate, player.frame);
    const first = shown[0];
    if (first && !shown.some((row) => row.id === model.current?.id)) model.select(first.id);
  }

  dispose(): void {
    this.#undo.abort();
    this.#off();
  }
}
