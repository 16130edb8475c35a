/**
 * The waveform of the drawn stretch, by wavesurfer.js. It gets that stretch's peaks alone, as a
 * programme of their own with the stretch's duration: no media element plays through it and nothing
 * scrolls in it, so its cost does not grow with the programme.
 */

import WaveSurfer from "wavesurfer.js";
import type { Slice } from "./peaks";

export interface WaveLook {
  readonly colour: string;
  readonly height: number; // px
  readonly loudness: number; // vertical zoom
}

export class Wave {
  readonly element = document.createElement("div");
  readonly #surfer: WaveSurfer;
  #look = "";

  constructor() {
    this.element.className = "lz-tl-wave";
    this.#surfer = WaveSurfer.create({
      container: this.element,
      height: 100,
      interact: false,
      cursorWidth: 0,
      hideScrollbar: true,
      fillParent: true,
      minPxPerSec: 0,
      normalize: false,
    });
  }

  draw(slice: Slice, seconds: number, look: WaveLook): void {
    const now = JSON.stringify(look);
    if (now !== this.#look) {
      this.#look = now;
      this.#surfer.setOptions({
        height: look.height,
        barHeight: look.loudness,
        waveColor: look.colour,
        progressColor: look.colour,
      });
    }
    // The upper half shows the first channel, the lower one the second.
    this.#surfer.load("", [slice.above, slice.below], seconds).catch((error: unknown) => {
      // A newer stretch took its place before it was drawn.
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    });
  }

  dispose(): void {
    this.#surfer.destroy();
    this.element.remove();
  }
}
