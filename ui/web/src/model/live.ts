/**
 * What the server's rules find in a text while somebody types it: asked a moment after the last
 * letter, one question at a time, and nothing is saved by it. The guide's limits are measured here
 * at every letter (`core/checks`); this is for the rules that need more than the page has.
 */

import type { Finding } from "../wire";
import type { Api } from "./api";
import { same, type Lines } from "./lines";
import type { Timer, World } from "./world";

/** ms without a letter after which the text is asked about: a pause between two words. */
export const REST = 350;

export interface LiveHost {
  /** The cue's lines as they are before the person, as they would be kept; undefined: it is gone. */
  lines(id: string): Lines | undefined;
  /** What is found on a cue if it has these lines. */
  found(id: string, findings: readonly Finding[]): void;
}

export class LiveChecks {
  #wanted: string | null = null;
  #timer: Timer | null = null;
  #asking = false;
  #composing = false;
  #closed = false;

  constructor(
    private readonly api: Api,
    private readonly world: World,
    private readonly track: number,
    private readonly host: LiveHost,
  ) {}

  /** A letter was typed in a cue. */
  typed(id: string): void {
    this.#wanted = id;
    if (this.#timer !== null) this.world.cancel(this.#timer);
    this.#timer = this.world.after(REST, () => {
      this.#timer = null;
      void this.#ask();
    });
  }

  /** Nothing half composed is asked about. */
  compose(composing: boolean): void {
    this.#composing = composing;
    if (!composing && this.#wanted !== null) this.typed(this.#wanted);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) this.world.cancel(this.#timer);
  }

  async #ask(): Promise<void> {
    const id = this.#wanted;
    if (id === null || this.#asking || this.#composing || this.#closed) return;
    const lines = this.host.lines(id);
    this.#wanted = null;
    if (lines === undefined) return;
    this.#asking = true;
    const body = { cue_id: id, lines };
    const answer = await this.api.post<readonly Finding[]>(`tracks/${this.track}/findings`, body);
    this.#asking = false;
    if (this.#closed) return;
    const now = this.host.lines(id);
    // Not answered: the text is checked when it is saved, and the saving says what is amiss.
    if (answer.kind === "answer" && now && same(now, lines)) this.host.found(id, answer.data);
    if (this.#wanted !== null && this.#timer === null) await this.#ask();
  }
}
