/** Taking in a list of shot changes that a person has: a file, or what is pasted. */

import { S } from "../strings";
import type { Context } from "./context";
import { button, check, h, setText } from "./dom";
import { Overlay } from "./overlay";

/** What the API takes (`localize_ui.api.routes.media.ShotList`), characters. */
const MOST = 2_000_000;

export class ShotListDialog extends Overlay {
  private readonly file = h("input", {
    class: "lz-shotlist-file",
    label: S.shotListFile,
    attrs: { type: "file", accept: ".txt,.csv,.tsv,.edl,text/plain,text/csv" },
  });
  private readonly text = h("textarea", {
    class: "lz-input lz-shotlist-text",
    label: S.shotListText,
    attrs: { rows: 8, placeholder: S.shotListHint, spellcheck: "false", autocomplete: "off" },
  });
  private readonly only: HTMLLabelElement;
  private readonly error = h("span", { class: "lz-error", role: "alert" });
  private replace = false;
  private busy = false;

  constructor(private readonly ctx: Context) {
    super(S.shotList, "lz-shotlist", () => ctx.back());
    this.only = check(S.shotListReplace, false, (on) => (this.replace = on));
    this.file.addEventListener("change", () => void this.read());
    this.body.append(
      h("p", { class: "lz-muted", text: S.shotListWhat }),
      h("label", { class: "lz-setting" }, h("span", { text: S.shotListFile }), this.file),
      this.text,
      this.only,
      h(
        "div",
        { class: "lz-form-row" },
        button(S.shotListTake, () => void this.take(), { class: "lz-primary" }),
        button(S.cancel, () => this.close()),
        this.error,
      ),
    );
  }

  protected override opened(): void {
    setText(this.error, "");
    this.file.value = "";
    this.text.value = "";
    this.replace = this.only.querySelector("input")!.checked = false;
    this.file.focus();
  }

  /** A file's text is shown before it is taken in. */
  private async read(): Promise<void> {
    const [file] = this.file.files ?? [];
    if (!file) return;
    setText(this.error, "");
    try {
      if (file.size > 4 * MOST) throw new RangeError(S.shotListLong);
      const bytes = await file.arrayBuffer();
      this.text.value = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      setText(this.error, error instanceof RangeError ? error.message : S.shotListNotText);
    }
  }

  private async take(): Promise<void> {
    const text = this.text.value;
    if (this.busy) return;
    if (!text.trim() || text.length > MOST) {
      setText(this.error, text.trim() ? S.shotListLong : S.shotListEmpty);
      return;
    }
    this.busy = true;
    const { model } = this.ctx;
    const before = new Set(model.desk.shots);
    const body = { text, replace: this.replace };
    const done = await model.act({ route: "shots/import", body, what: S.actShotList });
    this.busy = false;
    if (!done.ok) {
      const said = done.error && [done.error.message, done.error.hint].filter(Boolean).join(" ");
      setText(this.error, said || S.notReached);
      return;
    }
    const now = new Set(model.desk.shots);
    const added = [...now].filter((one) => !before.has(one)).length;
    const gone = [...before].filter((one) => !now.has(one)).length;
    this.close();
    model.say(S.shotListTaken(added, gone, now.size), "done");
  }
}
