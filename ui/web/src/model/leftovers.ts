/** Text that an earlier load of the page, or a window that is gone, left unsaved: taken up again. */

import type { CueView } from "../wire";
import type { Lines } from "./lines";
import type { Entry, Outbox } from "./outbox";
import type { Saver } from "./saver";
import type { Windows } from "./windows";

export interface LeftoversHost {
  view(id: string): CueView | undefined;
  /** A cue that was taken out, as it was last; null where there never was one. */
  goneView(id: string): Promise<CueView | null>;
  /** Take in such a cue. */
  take(view: CueView): void;
  /** There is no cue for it any more. */
  homeless(entry: Entry): void;
}

export class Leftovers {
  constructor(
    private readonly outbox: Outbox,
    private readonly windows: Windows,
    private readonly saver: Saver,
    private readonly host: LeftoversHost,
  ) {}

  async begin(): Promise<void> {
    for (const entry of this.outbox.own()) this.#adopt(entry);
    await this.look();
  }

  /** See whether a window has gone meanwhile. */
  async look(): Promise<void> {
    await this.windows.beat();
    const gone = (window: string): boolean => this.windows.isGone(window);
    const taken = (id: string): boolean => this.saver.of(id) !== undefined;
    for (const entry of this.outbox.adopt(gone, taken)) this.#adopt(entry);
    const theirs = (id: string): Lines | undefined => this.host.view(id)?.cue.lines;
    for (const entry of this.outbox.adoptUnmarked(gone, taken, theirs)) this.#adopt(entry);
  }

  #adopt(entry: Entry): void {
    const view = this.host.view(entry.cue_id);
    if (view) this.saver.adopt(entry, view);
    else void this.#adoptLost(entry);
  }

  /** Its cue has been taken out since; its history has what it was. */
  async #adoptLost(entry: Entry): Promise<void> {
    const view = await this.host.goneView(entry.cue_id);
    if (!view) {
      this.host.homeless(entry);
      return;
    }
    this.host.take(view);
    this.saver.adopt(entry, view);
  }
}
