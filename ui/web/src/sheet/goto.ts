/** Go to a cue by its number, or to a moment by its timecode. */

import { TimecodeError, writtenOut } from "../core/frames";
import { S } from "../strings";
import type { Context } from "./context";
import { h, input, setText } from "./dom";

export class GoTo {
  readonly element: HTMLElement;
  private readonly field: HTMLInputElement;
  private readonly error = h("span", { class: "lz-error", role: "alert" });

  constructor(private readonly ctx: Context) {
    this.field = input(S.goToHint);
    this.element = h(
      "form",
      { class: "lz-goto", hidden: true, label: S.goTo },
      h("label", {}, `${S.goTo} `, this.field),
      this.error,
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.go();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter") this.go();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.field.addEventListener("blur", () => (this.element.hidden = true));
  }

  open(): void {
    setText(this.error, "");
    this.element.hidden = false;
    this.field.value = "";
    this.field.focus();
  }

  private close(): void {
    this.element.hidden = true;
    this.ctx.back();
  }

  private go(): void {
    const { model, clock } = this.ctx;
    const text = this.field.value.trim();
    if (/^#?\d{1,4}$/.test(text)) {
      const row = model.rows[Number(text.replace("#", "")) - 1];
      if (!row) {
        setText(this.error, S.noSuchCue(model.rows.length));
        return;
      }
      model.select(row.id);
      this.close();
      return;
    }
    const code = writtenOut(text, model.rate);
    if (code === undefined) {
      setText(this.error, S.notATimecode);
      return;
    }
    try {
      const frame = clock.frame(code);
      const time = model.rate.timeOf(frame);
      const at = model.rows.findIndex((row) => row.end > time);
      const row = model.rows[at < 0 ? model.rows.length - 1 : at];
      if (row) model.select(row.id);
      // After the cue, which would take the picture to its own start.
      this.ctx.player().seek(frame);
      this.close();
    } catch (error) {
      if (!(error instanceof TimecodeError)) throw error;
      setText(this.error, error.message);
    }
  }
}
