/**
 * Lines under misspelt words in the box. They lie over it on a layer of their own, with the same
 * text set in the same type and invisible: nothing is done to the box itself, so that caret, undo
 * and input methods know nothing of it.
 */

import { fill, h } from "./dom";
import { placesOf, type Place } from "./misspelt";

export class Underline {
  readonly element = h("div", {
    class: "lz-underline",
    attrs: { "aria-hidden": "true" },
  });
  private readonly text = h("div", { class: "lz-underline-text" });
  private words: readonly string[] = [];
  /** Where the caret was after the last letter: the word before it is still being written. */
  private writing = -1;
  private composing = false;
  private drawn = "";

  constructor(private readonly box: HTMLTextAreaElement) {
    this.element.append(this.text);
    this.element.lang = box.lang;
    // A scroll bar stands where lines end, on the left of what is written from the right.
    this.element.dir = box.dir;
    box.addEventListener("input", () => {
      this.writing = box.selectionEnd;
      this.draw();
    });
    box.addEventListener("scroll", () => this.scrolled());
    box.addEventListener("blur", () => this.left());
    document.addEventListener("selectionchange", () => {
      if (box.selectionStart !== this.writing || box.selectionEnd !== this.writing) this.left();
    });
    // The box has a scroll bar of its own, which makes its lines shorter.
    new ResizeObserver(() => this.fit()).observe(box);
  }

  /** The words that are wrong, as the server says; of another cue nothing is being written. */
  show(words: readonly string[]): void {
    this.words = words;
    this.draw();
  }

  /** Another text than the hands made stands in the box. */
  changed(): void {
    this.writing = -1;
    this.draw();
  }

  compose(composing: boolean): void {
    this.composing = composing;
    this.draw();
  }

  private left(): void {
    if (this.writing < 0) return;
    this.writing = -1;
    this.draw();
  }

  private draw(): void {
    const text = this.box.value;
    // What is half composed is no word yet.
    const places = this.composing
      ? []
      : placesOf(text, this.words).filter((place) => place.end !== this.writing);
    const key = `${places.map((one) => `${one.start}-${one.end}`).join()}\n${text}`;
    if (key !== this.drawn) {
      this.drawn = key;
      // Without words to mark nothing is laid out.
      fill(this.text, ...(places.length ? pieces(text, places) : []));
    }
    this.fit();
  }

  private fit(): void {
    this.text.style.inlineSize = `${this.box.clientWidth}px`;
    this.scrolled();
  }

  private scrolled(): void {
    this.text.style.transform = `translateY(${-this.box.scrollTop}px)`;
  }
}

function pieces(text: string, places: readonly Place[]): (HTMLElement | string)[] {
  const made: (HTMLElement | string)[] = [];
  let at = 0;
  for (const { start, end } of places) {
    made.push(text.slice(at, start), h("span", { class: "lz-misspelt", text: text.slice(start, end) }));
    at = end;
  }
  // A last empty line has its height in the box.
  made.push(`${text.slice(at)}\u200b`);
  return made;
}
