/** What is said about a cue: notes, queries, flags, requests to the template; and sending back. */

import type { NoteAs } from "../../editor";
import type { Note } from "../../wire";
import { S } from "../../strings";
import { afterRest, dayAndTime, numberOf, type Context } from "../context";
import { button, h, input, setText } from "../dom";
import { NoteForm } from "../noteform";
import { focusEntry, nothing, refill, roving, entry, type PanelView } from "./panel";

export class NotesPanel implements PanelView {
  readonly element: HTMLElement;
  private readonly list = h("div", { class: "lz-entries", role: "list" });
  private readonly form: NoteForm;
  private seen = false;
  /** The cue whose notes are shown, and answers that are not sent yet, by note. */
  private drawn: string | undefined;
  private readonly answers = new Map<number, string>();
  private late = false;
  private readonly soon: () => void;

  constructor(private readonly ctx: Context) {
    this.form = new NoteForm(ctx, () => void this.draw());
    const add = button(S.writeNote, () => this.write());
    this.element = h(
      "div",
      { class: "lz-panel" },
      this.form.element,
      h("div", { class: "lz-panel-bar" }, add),
      this.list,
    );
    roving(this.list, ".lz-entry");
    this.soon = afterRest(() => void this.draw(), 120);
    this.list.addEventListener("focusout", () => {
      if (this.late) this.soon();
    });
    ctx.model.on((event) => {
      if (!this.seen) return;
      const id = ctx.model.current?.id;
      if (event.type === "current") this.soon();
      else if (event.type === "rows" && (event.ids === "all" || (id && event.ids.has(id))))
        this.soon();
    });
  }

  show(): void {
    this.seen = true;
    void this.draw();
  }

  hide(): void {
    this.seen = false;
  }

  focus(): void {
    const first = this.list.querySelector<HTMLElement>(".lz-entry");
    if (first) focusEntry(first);
    else this.write();
  }

  write(as: NoteAs = "note", closed?: () => void): void {
    this.form.open(as, closed);
  }

  /** Answers to notes of the same cue are not drawn anew under the hands: once they are left. */
  private async draw(): Promise<void> {
    const { model } = this.ctx;
    const row = model.current;
    if (!row) {
      this.drawn = undefined;
      refill(this.list, nothing(S.noCue));
      return;
    }
    const notes = await model.notes(row.id);
    if (model.current?.id !== row.id) return;
    this.late = this.drawn === row.id && this.list.querySelector("form:focus-within") !== null;
    if (this.late) return;
    this.drawn = row.id;
    const said = row.view.annotations.map(([category, text], index) =>
      h(
        "div",
        { class: "lz-entry lz-annotation", role: "listitem" },
        h("b", { text: category }),
        h("span", { text, dir: "auto" }),
        model.desk.track.role === "subtitle" || !model.desk.may.edit
          ? null
          : button("✕", () => void this.takeOut(row.id, index), {
              label: S.annotationRemove(category),
              title: S.annotationRemove(category),
            }),
      ),
    );
    const made = [...notes].reverse().map((note, index) => this.drawNote(note, index === 0));
    if (!said.length && !made.length) {
      refill(this.list, nothing(S.noNotes(numberOf(model, row.id))));
    } else refill(this.list, ...said, ...made);
  }

  /** Can be undone as every other change. */
  private async takeOut(id: string, index: number): Promise<void> {
    const { model } = this.ctx;
    const left = (model.row(id)?.view.annotations ?? []).filter((_, at) => at !== index);
    await model.act({
      route: "annotations",
      cue_id: id,
      body: { annotations: left },
      what: S.annotateWhat,
    });
  }

  private drawNote(note: Note, first: boolean): HTMLElement {
    const { model } = this.ctx;
    const kinds: Readonly<Record<string, string>> = S.noteKind;
    const answer = input(S.answerHere);
    answer.value = this.answers.get(note.note_id) ?? "";
    answer.addEventListener("input", () => this.answers.set(note.note_id, answer.value));
    const made = entry(
      () => answer.focus(),
      note.answer ? "lz-said lz-answered" : "lz-said",
      first,
    );
    made.append(
      h(
        "div",
        { class: "lz-revision-head" },
        h("b", { text: kinds[note.kind] ?? note.kind, attrs: { "data-kind": note.kind } }),
        note.category ? h("span", { text: note.category }) : null,
        note.severity
          ? h("span", { text: note.severity, attrs: { "data-severity": note.severity } })
          : null,
        note.scope === "all-markets" ? h("span", { class: "lz-muted", text: S.allMarkets }) : null,
        h("span", { class: "lz-muted", text: model.personName(note.by) }),
        h("time", {
          class: "lz-muted lz-figures",
          text: dayAndTime(note.at),
          attrs: { datetime: note.at },
        }),
      ),
      h("p", { class: "lz-note-text", text: note.text, dir: "auto" }),
    );
    if (note.answer) {
      made.append(
        h(
          "p",
          { class: "lz-note-answer", dir: "auto" },
          h("span", { class: "lz-muted", text: `${model.personName(note.answered_by)}: ` }),
          note.answer,
        ),
      );
    } else made.append(this.answerForm(note, answer));
    return made;
  }

  private answerForm(note: Note, text: HTMLInputElement): HTMLElement {
    const error = h("span", { class: "lz-error", role: "alert" });
    const send = h("button", { class: "lz-button", text: S.answer });
    send.type = "submit";
    const form = h("form", { class: "lz-form lz-form-row" }, text, send, error);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = text.value.trim();
      if (!said) return;
      void this.ctx.model.api
        .call("POST", `notes/${note.note_id}/answer`, { text: said })
        .then((done) => {
          if (done.ok) {
            this.answers.delete(note.note_id);
            this.drawn = undefined; // drawn anew, though the focus is in it
            void this.draw();
          } else
            setText(
              error,
              done.error ? `${done.error.message} ${done.error.hint}`.trim() : S.notReached,
            );
        });
    });
    return form;
  }
}
