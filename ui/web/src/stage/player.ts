/**
 * The player: what is asked of the picture and the sound, in whole frames. It owns the element and
 * its source; what is drawn around and over it is in `picture.ts`.
 */

import type { FrameRate } from "../core/frames";
import type { Media } from "../wire";
import { frameClock, type FrameClock } from "./frameclock";
import { lastOf, next, type Range } from "./range";
import { Seeks } from "./seeks";
import { backwardsFrame, nextSpeed } from "./shuttle";

export type PlayerEvent = "frame" | "state" | "ready";

/**
 * ms after a seek has landed within which its frame is presented; afterwards the frame asked for
 * is taken for it. A page that is not seen presents none.
 */
const PRESENTS_MS = 300;
/** ms for which an element may wait for bytes before it is asked why. */
const STUCK_MS = 4_000;
export const SLOWEST = 0.5;
export const FASTEST = 2;

export interface PlayerNeeds {
  readonly rate: FrameRate;
  readonly media: HTMLVideoElement; // for sound alone too
  /** Frames that can be shown: those of the copy, or of the programme. */
  readonly frames: () => number;
  /** It waits for bytes, and has for a while. */
  readonly stuck: () => void;
  /** The element could not read its source; `works` where it shows frames again. */
  readonly broke: (reason: string) => void;
  readonly works: () => void;
  /** Playing was not allowed, or there is nothing to be played. */
  readonly refused: (reason: "not-allowed" | "no-media") => void;
}

export class MediaPlayer {
  ready = false;
  speed = 1;
  /** The presented frame. */
  frame = 0;
  #wanted: number | null = null; // asked for while there is no source
  #landing: number | null = null; // a seek has landed there, and it is not on the screen yet
  #range: Range | null = null;
  #backwards: { readonly speed: number; readonly timer: number } | null = null;
  #again = false; // play again once the source is back
  #fallback = 0;
  #told = 0; // frames that were presented, counted
  #waiting = 0;
  #url = "";
  readonly #seeks: Seeks;
  #clock: FrameClock | null = null;
  readonly #listeners = new Set<(event: PlayerEvent) => void>();
  readonly #undo = new AbortController();

  constructor(private readonly needs: PlayerNeeds) {
    const { media, rate } = needs;
    media.preload = "auto";
    media.preservesPitch = true;
    this.#seeks = new Seeks(media, rate);
    const on = (name: string, work: () => void): void =>
      media.addEventListener(name, work, { signal: this.#undo.signal });
    on("loadedmetadata", () => this.#loaded());
    on("seeked", () => this.#landed());
    on("play", () => this.#tell("state"));
    on("playing", () => this.#clock?.wake());
    on("pause", () => this.#tell("state"));
    on("ratechange", () => this.#tell("state"));
    on("ended", () => this.#ended());
    on("error", () => this.#broke());
    for (const name of ["seeking", "waiting", "loadstart"]) on(name, () => this.#waits());
    for (const name of ["seeked", "playing", "error", "emptied"]) on(name, () => this.#goesOn());
  }

  get rate(): FrameRate {
    return this.needs.rate;
  }

  get time(): number {
    return this.rate.timeOf(this.frame);
  }

  get playing(): boolean {
    return this.#backwards !== null || this.#again || !this.needs.media.paused;
  }

  get looping(): boolean {
    return this.#range?.loop === true;
  }

  /** A stretch is being played, not the programme. */
  get inRange(): boolean {
    return this.#range !== null;
  }

  get target(): number {
    return this.#seeks.target ?? this.#landing ?? this.#wanted ?? this.frame;
  }

  presented(): number {
    const { paused } = this.needs.media;
    return paused || !this.#clock ? this.frame : this.#clock.now();
  }

  /** Load an address; the place and, where it was playing, the playback are kept. */
  load(media: Media): void {
    const element = this.needs.media;
    const going = !element.paused && !element.ended;
    this.#again = this.#again || going;
    this.#wanted = this.#seeks.drop() ?? this.#landing ?? this.#wanted ?? this.frame;
    this.ready = false;
    this.#url = media.url;
    element.src = media.url;
    element.load();
    this.#tell("ready");
  }

  seek(frame: number): void {
    this.#stop();
    this.#go(frame);
  }

  /** Go to a frame and play on, where it is playing. */
  jump(frame: number): void {
    this.#range = null;
    this.#go(frame);
  }

  play(): void {
    this.#range = null;
    this.#stopBackwards();
    this.#start();
  }

  pause(): void {
    this.#stop();
  }

  playRange(from: number, to: number, options: { readonly loop?: boolean } = {}): void {
    this.#stopBackwards();
    const first = this.#within(from);
    const range = { from: first, to: Math.max(first + 1, to), loop: options.loop === true };
    this.#range = range;
    this.#go(range.from);
    this.#start();
    this.#tell("state");
  }

  step(frames: number): void {
    this.seek(this.target + frames);
  }

  setSpeed(speed: number): void {
    this.speed = Math.min(FASTEST, Math.max(SLOWEST, speed));
    // `load` sets the rate to the default one.
    this.needs.media.defaultPlaybackRate = this.speed;
    this.needs.media.playbackRate = this.speed;
    this.#tell("state");
  }

  shuttle(direction: -1 | 0 | 1): void {
    const now = this.#backwards ? -this.#backwards.speed : this.playing ? this.speed : 0;
    const speed = nextSpeed(now, direction);
    if (speed === 0) {
      this.#stop();
    } else if (speed > 0) {
      this.setSpeed(speed);
      this.play();
    } else {
      this.#runBackwards(-speed);
    }
  }

  on(listener: (event: PlayerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#undo.abort();
    this.#stopBackwards();
    clearTimeout(this.#fallback);
    this.#goesOn();
    this.#clock?.dispose();
    this.#listeners.clear();
    this.needs.media.pause();
    this.needs.media.removeAttribute("src");
    this.needs.media.load();
  }

  #within(frame: number): number {
    return Math.max(0, Math.min(Math.max(0, this.needs.frames() - 1), Math.round(frame)));
  }

  #go(frame: number): void {
    const at = this.#within(frame);
    if (this.ready) this.#seeks.ask(at);
    else if (this.#url) this.#wanted = at;
    else {
      // No picture and no sound: the place in the programme moves all the same.
      this.#show(at);
    }
  }

  #start(): void {
    const { media } = this.needs;
    if (!this.#url) {
      this.needs.refused("no-media");
      return;
    }
    if (!this.ready) {
      this.#again = true;
      return;
    }
    if (this.#range === null && this.target >= this.needs.frames() - 1) this.#go(0);
    media.play().catch((error: unknown) => {
      const name = error instanceof DOMException ? error.name : "";
      // AbortError: paused or loaded anew before it began, by us. NotSupportedError: `error` says it.
      if (name === "NotAllowedError") this.needs.refused("not-allowed");
      else if (name !== "AbortError" && name !== "NotSupportedError") throw error;
    });
  }

  #stop(): void {
    this.#range = null;
    this.#again = false;
    this.#stopBackwards();
    this.needs.media.pause();
  }

  #runBackwards(speed: number): void {
    this.#stop();
    const from = this.target;
    const began = performance.now();
    const timer = window.setInterval(
      () => {
        const frame = backwardsFrame(from, performance.now() - began, speed, this.rate);
        if (frame !== this.target) this.#go(frame);
        if (frame === 0) this.#stopBackwards();
      },
      (1000 * this.rate.den) / this.rate.num,
    );
    this.#backwards = { speed, timer };
    this.#tell("state");
  }

  #stopBackwards(): void {
    if (!this.#backwards) return;
    clearInterval(this.#backwards.timer);
    this.#backwards = null;
    this.#tell("state");
  }

  #loaded(): void {
    this.ready = true;
    this.#goesOn();
    this.needs.media.playbackRate = this.speed;
    this.#clock?.dispose();
    this.#clock = frameClock(this.needs.media, this.rate, (frame) => this.#presented(frame));
    const wanted = this.#wanted;
    this.#wanted = null;
    this.#seeks.ask(this.#within(wanted ?? this.frame));
    if (this.#again) {
      this.#again = false;
      this.#start();
    }
    this.#tell("ready");
  }

  #landed(): void {
    const frame = this.#seeks.landed();
    this.#clock?.wake();
    clearTimeout(this.#fallback);
    this.#landing = frame;
    if (frame === null) return;
    const told = this.#told;
    this.#fallback = window.setTimeout(() => {
      this.#landing = null;
      const still = this.needs.media.paused && this.#seeks.target === null;
      // A frame that was presented meanwhile is the truth, whatever was asked for.
      if (still && told === this.#told) this.#show(frame);
    }, PRESENTS_MS);
  }

  #presented(frame: number): void {
    this.#told += 1;
    this.needs.works();
    // What was on its way to the screen when the seek landed is not what was asked for.
    if (frame === this.#landing || !this.needs.media.paused) this.#landing = null;
    const range = this.#range;
    // What was on the screen before a seek into the range lands decides nothing.
    if (range && this.#seeks.target === null && !this.needs.media.paused) {
      const then = next(range, frame);
      if (then === "again") this.#seeks.ask(range.from);
      else if (then === "park") this.#park(lastOf(range));
    }
    this.#show(frame);
  }

  /** Stop on a frame: the element may have gone on by one while it was being paused. */
  #park(frame: number): void {
    this.#stop();
    this.#seeks.ask(this.#within(frame));
  }

  #ended(): void {
    const range = this.#range;
    if (range?.loop) {
      this.#seeks.ask(range.from);
      this.#start();
    } else {
      this.#park(range ? lastOf(range) : this.needs.frames() - 1);
      this.#tell("state");
    }
  }

  #broke(): void {
    const { error, paused } = this.needs.media;
    if (!error) return;
    this.#again = this.#again || !paused;
    this.#wanted = this.#seeks.drop() ?? this.#landing ?? this.#wanted ?? this.frame;
    this.ready = false;
    this.#tell("ready");
    this.needs.broke(error.message);
  }

  #waits(): void {
    clearTimeout(this.#waiting);
    this.#waiting = window.setTimeout(() => {
      this.needs.stuck();
      this.#waits();
    }, STUCK_MS);
  }

  #goesOn(): void {
    clearTimeout(this.#waiting);
  }

  #show(frame: number): void {
    if (frame === this.frame) return;
    this.frame = frame;
    this.#tell("frame");
  }

  #tell(event: PlayerEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
