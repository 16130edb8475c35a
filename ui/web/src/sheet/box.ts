/**
 * The box in which the target is written. What is typed goes to the model at every input event;
 * what the server answers comes back only where it would take nothing from under the hands.
 */

import type { Model, Settings } from "../editor";
import { kept, same } from "../model/lines";
import { S } from "../strings";
import { movedCaret } from "./caret";
import { h, setAttr } from "./dom";
import { Underline } from "./underline";

/** Rules whose findings name misspelt words. */
const SPELLING: ReadonlySet<string> = new Set(["spelling", "spelling-names"]);

/** Keys beside those of characters that change a text. */
const WRITES: ReadonlySet<string> = new Set(["Enter", "Backspace", "Delete"]);

export class Box {
  readonly element: HTMLTextAreaElement;
  /** The box with what lies over it. */
  readonly frame: HTMLElement;
  private readonly underline: Underline;
  /** The cue whose text stands in the box. */
  private id: string | undefined;
  private composing = false;
  /** A text that came while somebody composed: shown when that is over. */
  private waiting = false;

  constructor(
    private readonly model: Model,
    private readonly settings: Settings,
  ) {
    const { track, right_to_left } = model.desk;
    this.element = h("textarea", {
      class: "lz-box",
      lang: track.locale,
      dir: right_to_left ? "rtl" : "ltr",
      label: S.targetBox(track.locale),
      attrs: {
        rows: 2,
        spellcheck: "true",
        autocomplete: "off",
        autocapitalize: "off",
        wrap: "soft",
      },
    });
    this.element.addEventListener("compositionstart", () => this.setComposing(true));
    this.element.addEventListener("compositionend", () => {
      this.setComposing(false);
      this.send();
    });
    this.element.addEventListener("input", () => this.send());
    this.element.addEventListener("keydown", (event) => this.refuse(event));
    this.underline = new Underline(this.element);
    this.frame = h("div", { class: "lz-box-frame" }, this.element, this.underline.element);
    this.setFont();
    settings.on((key) => {
      if (key === "boxFont") this.setFont();
    });
    this.draw(true);
  }

  /** Show the current cue's text. `moved`: it is another cue, so the caret goes to its end. */
  draw(moved = false): void {
    const row = this.model.current;
    const box = this.element;
    if (!row) {
      this.id = undefined;
      box.value = "";
      box.readOnly = true;
      this.underline.changed();
      return;
    }
    const another = row.id !== this.id;
    if (this.composing && another) this.endComposition();
    if (this.composing) {
      // Nothing is put under an input method's hands.
      this.waiting = true;
      return;
    }
    this.id = row.id;
    const approved = row.view.state === "approved";
    const may = this.model.mayEdit(row.id);
    box.readOnly = !may || row.view.locked || approved;
    const why = !may
      ? S.mayNotEdit
      : row.view.locked
        ? S.isLocked
        : approved
          ? S.isApproved
          : "";
    setAttr(box, "title", why || null);
    box.placeholder = row.withheld ? S.withheldWhy : row.view.cue.translate ? "" : S.notTranslated;
    const text = row.lines.join("\n");
    if (another || moved) {
      if (box.value !== text) box.value = text;
      if (another) box.setSelectionRange(text.length, text.length);
      box.scrollTop = 0;
      this.underline.changed();
      this.drawSpelling();
      return;
    }
    if (box.value === text) return;
    // The server keeps lines without what cannot be seen (a blank line at the end): as long as
    // somebody is writing, that is no reason to touch the box.
    if (document.activeElement === box && same(kept(box.value.split("\n")), kept(row.lines)))
      return;
    this.put(
      text,
      movedCaret(box.value, text, box.selectionStart),
      movedCaret(box.value, text, box.selectionEnd),
    );
  }

  /** Mark the words that the server's rules know nothing of. */
  drawSpelling(): void {
    const { model, id } = this;
    const found = id === undefined ? [] : model.findings(id);
    const wrong = found.filter((one) => SPELLING.has(one.rule)).flatMap((one) => one.words ?? []);
    this.underline.show(wrong);
    // Where the server has no dictionary, the browser's own is better than none.
    const unchecked = model.findings("").some(
      (one) => one.rule === "spelling" && one.measured === null,
    );
    if (this.element.spellcheck !== unchecked) this.element.spellcheck = unchecked;
  }

  /** Replace the text as if it had been typed. */
  setText(lines: readonly string[], caret?: number): void {
    const row = this.model.current;
    if (!row || this.element.readOnly) return;
    const box = this.element;
    const text = lines.join("\n");
    const at = caret ?? movedCaret(box.value, text, box.selectionEnd);
    this.put(text, at, at);
    this.send();
  }

  /** Every text that differs from the box's goes to the model, half-composed ones too (meters). */
  private send(): void {
    if (this.id === undefined || this.element.readOnly) return;
    this.model.type(this.id, this.element.value.split("\n"));
  }

  /** Say why nothing can be written here; a browser passes over what is typed in silence. */
  private refuse(event: KeyboardEvent): void {
    const box = this.element;
    if (!box.readOnly || !box.title || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length === 1 || WRITES.has(event.key)) this.model.say(box.title, "refused");
  }

  private put(text: string, start: number, end: number): void {
    const box = this.element;
    box.value = text;
    box.setSelectionRange(start, end);
    this.underline.changed();
  }

  private setComposing(composing: boolean): void {
    if (this.composing === composing) return;
    this.composing = composing;
    this.underline.compose(composing);
    this.model.setComposing(composing);
    if (!composing && this.waiting) {
      this.waiting = false;
      // After the input event of what was composed, so that it is what the model knows. A microtask
      // would come before it: they run after each listener of `compositionend`.
      setTimeout(() => this.draw());
    }
  }

  /** Another cue: what is composed stays in the one that it was composed in. */
  private endComposition(): void {
    const box = this.element;
    const focused = document.activeElement === box;
    // The browser ends a composition where the focus goes, with what it shows.
    box.blur();
    if (this.composing) {
      this.setComposing(false);
      this.send();
    }
    if (focused) box.focus({ preventScroll: true });
  }

  private setFont(): void {
    this.frame.style.setProperty("--lz-box-size", `${this.settings.values.boxFont}px`);
  }
}
