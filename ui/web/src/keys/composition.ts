/**
 * Composition: while an input method makes a character, no key is a command, the Enter that takes
 * the character least of all.
 *
 * Browsers differ. Chromium and Firefox send the ending key before `compositionend`, marked
 * `isComposing`; Safari sends `compositionend` first and then the key, unmarked but for keyCode 229.
 */

import type { KeyPress } from "./chord";

/** Milliseconds within which a key after `compositionend` is the one that ended it: no hand is as
 * fast, and Safari sends both in one turn. */
const SAME_PRESS = 20;
const ENDING = new Set(["Enter", "Tab", "Escape", " "]);
/** Keys of `KeyboardEvent.key` with which an input method says that a key is its own. */
const METHODS_OWN = new Set(["Process", "Unidentified"]);
const OF_INPUT_METHOD = 229;

export class Composition {
  private open = false;
  private ended = Number.NEGATIVE_INFINITY;
  /** `code` of a key of the input method that is still down. */
  private down = "";

  /** Listens to a page, before anybody else. */
  attach(page: EventTarget): void {
    page.addEventListener("compositionstart", () => this.started(), true);
    page.addEventListener("compositionend", (event) => this.finished(event.timeStamp), true);
    page.addEventListener("keyup", () => this.released(), true);
  }

  started(): void {
    this.open = true;
  }

  finished(timeStamp: number): void {
    this.open = false;
    // With a marked key down the end is that key's, as Chromium sends it.
    if (this.down === "") this.ended = timeStamp;
  }

  released(): void {
    this.down = "";
  }

  /**
   * Whether a key press is the input method's and not ours. Outside a text box nothing is composed,
   * and a key with keyCode 229 there is one that a switched-on Korean or Japanese method passes on.
   */
  owns(event: KeyPress & { readonly timeStamp: number }, inBox: boolean): boolean {
    if (event.isComposing || METHODS_OWN.has(event.key) || (inBox && this.open)) {
      this.down = event.code;
      return true;
    }
    if (!inBox) return false;
    if (event.keyCode === OF_INPUT_METHOD) return true;
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!plain || !ENDING.has(event.key)) return false;
    // Chromium on a Mac sends the Enter that ends a Korean syllable twice, the second time unmarked.
    const same = this.down !== "" && this.down === event.code;
    return same || event.timeStamp - this.ended < SAME_PRESS;
  }
}
