/**
 * The working copy: asked for where nobody has yet, watched while it is made, and found again when
 * the element cannot read it any more (a server that started anew gives it another address).
 */

import type { Caller } from "../editor";
import type { Media } from "../wire";

/** How often the server is asked while the copy is made. */
const POLL_MS = 2_000;
/** Waits between tries while the server does not answer; the last one goes on. */
const RETRY_MS = [500, 1_000, 2_000, 4_000] as const;
/**
 * An element that fails this often on an address that the server calls ready, without a frame in
 * between, cannot play the copy: going on would only ask for it in a circle.
 */
const FAILURES = 3;

export type MediaEvent = "changed" | "source";

export interface Clock {
  set(work: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

const browserClock: Clock = {
  set: (work, ms) => setTimeout(work, ms),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

export class WorkingCopy {
  /** The server does not answer at present. */
  lost = false;
  /** The element cannot play what the server calls ready. */
  unplayable = "";
  #media: Media;
  #timer: unknown = null;
  #tries = 0;
  #failures = 0;
  #asking = false;
  #disposed = false;

  constructor(
    first: Media,
    private readonly api: Caller,
    private readonly trackId: number,
    /** `source`: there is an address to be loaded; `changed`: something else to be shown. */
    private readonly tell: (event: MediaEvent) => void,
    private readonly clock: Clock = browserClock,
  ) {
    this.#media = first;
  }

  get media(): Media {
    return this.#media;
  }

  /** Ask for what is missing. */
  start(): void {
    if (this.#media.state === "ready") this.tell("source");
    else if (this.#media.state === "missing") void this.#ask("make");
    else if (this.#media.state === "making") this.#later(POLL_MS);
  }

  /** The person wants another try, after a failure. */
  again(): void {
    this.#failures = 0;
    this.unplayable = "";
    void this.#ask(this.#media.state === "ready" ? "look" : "make");
  }

  /** What the model heard of the copy meanwhile, with the desk. */
  heard(media: Media): void {
    if (this.#asking || media === this.#media) return;
    this.#took(media);
  }

  /** The element could not read its source. */
  broke(reason: string): void {
    this.#failures += 1;
    if (this.#failures >= FAILURES) {
      this.unplayable = reason;
      this.tell("changed");
      return;
    }
    void this.#ask("look", true);
  }

  /** The element waits for bytes: has the server gone, or has it another address by now? */
  stuck(): void {
    void this.#ask("look");
  }

  /** The element shows frames. */
  works(): void {
    this.#failures = 0;
    if (!this.lost) return;
    // It reads again by itself: nothing is to be loaded anew.
    this.lost = false;
    this.#tries = 0;
    this.clock.clear(this.#timer);
    this.tell("changed");
  }

  dispose(): void {
    this.#disposed = true;
    this.clock.clear(this.#timer);
  }

  async #ask(what: "look" | "make", reload = false): Promise<void> {
    if (this.#asking || this.#disposed) return;
    this.#asking = true;
    this.clock.clear(this.#timer);
    const path = `tracks/${this.trackId}/media`;
    const called = await this.api.call<Media>(what === "make" ? "POST" : "GET", path);
    this.#asking = false;
    if (this.#disposed) return;
    if (!called.ok) {
      if (called.error) {
        this.unplayable = called.error.message;
      } else {
        // Not reached: asked again until the server answers.
        this.lost = true;
        const wait = RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)];
        this.#tries += 1;
        // What was being read broke off: it is to be loaded anew.
        this.#timer = this.clock.set(() => void this.#ask(what, true), wait ?? POLL_MS);
      }
      this.tell("changed");
      return;
    }
    this.#tries = 0;
    this.lost = false;
    this.#took(called.data, reload);
  }

  #took(media: Media, reload = false): void {
    const before = this.#media;
    this.#media = media;
    if (media.state === "missing") {
      // The server forgot it, with its folder; whoever is here wants it.
      void this.#ask("make");
    } else if (media.state === "making") this.#later(POLL_MS);
    const fresh = media.url !== before.url || before.state !== "ready" || reload;
    if (media.state === "ready" && fresh) this.tell("source");
    else this.tell("changed");
  }

  #later(ms: number): void {
    this.clock.clear(this.#timer);
    this.#timer = this.clock.set(() => void this.#ask("look"), ms);
  }
}
