/** Keeps up with others: who is here, what they changed. */

import type { Changes, Other, Presence, WireError } from "../wire";
import type { Api } from "./api";
import type { Timer, World } from "./world";

/** How often the page says where it is, ms; slower while nobody looks at it. */
export const PRESENCE = 2_000;
export const PRESENCE_HIDDEN = 10_000;
/** A run through cues by held key says only where it ends, ms. */
const SETTLE = 150;

export interface ChangesHost {
  /** Which cue the person is on, and whether they are writing. */
  place(): { readonly cue_id: string; readonly editing: boolean };
  hidden(): boolean;
  /** Number of the last step that is taken in. */
  number(): number;
  changes(changes: Changes): void;
  others(others: readonly Other[]): void;
  /** The server answered, or did not. */
  reached(yes: boolean): void;
  signedOut(error: WireError): void;
}

export class Following {
  #timer: Timer | null = null;
  #pulling: Promise<boolean> | null = null;
  #again = false;
  #closed = false;

  constructor(
    private readonly api: Api,
    private readonly world: World,
    private readonly track: number,
    private readonly client: string,
    private readonly host: ChangesHost,
  ) {}

  begin(): void {
    this.#in(0);
  }

  /** Another cue, or the page is seen again: say so soon. */
  soon(): void {
    if (!this.#closed) this.#in(SETTLE);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) this.world.cancel(this.#timer);
  }

  /** Take in what came since; whether the server was reached. One request at a time, the last of
   * them sent after this was asked for. */
  pull(): Promise<boolean> {
    if (this.#pulling) {
      this.#again = true;
      return this.#pulling;
    }
    this.#pulling = this.#pullAll().finally(() => (this.#pulling = null));
    return this.#pulling;
  }

  async #pullAll(): Promise<boolean> {
    for (;;) {
      this.#again = false;
      const since = this.host.number();
      const answer = await this.api.get<Changes>(`tracks/${this.track}/changes?since=${since}`);
      if (answer.kind !== "answer") return false;
      this.host.changes(answer.data);
      if (!this.#again) return true;
    }
  }

  #in(ms: number): void {
    if (this.#timer !== null) this.world.cancel(this.#timer);
    this.#timer = this.world.after(ms, () => {
      this.#timer = null;
      void this.#beat();
    });
  }

  async #beat(): Promise<void> {
    const body = { client: this.client, ...this.host.place() };
    const answer = await this.api.post<Presence>(`tracks/${this.track}/presence`, body);
    if (this.#closed) return;
    if (answer.kind === "answer") {
      this.host.others(answer.data.others);
      if (answer.data.number > this.host.number()) await this.pull();
    }
    if (answer.kind === "signed-out") this.host.signedOut(answer.error);
    this.host.reached(answer.kind === "answer");
    if (!this.#closed && this.#timer === null) {
      this.#in(this.host.hidden() ? PRESENCE_HIDDEN : PRESENCE);
    }
  }
}
