/** Write a note, a query, a flag, a request to the template, or the reason of a return; in line. */

import type { NoteAs } from "../editor";
import type { Called } from "../editor";
import { S } from "../strings";
import { numberOf, type Context } from "./context";
import { button, check, h, input, select, setOptions, setText } from "./dom";

interface Quality {
  readonly categories: readonly (readonly [string, string])[];
  readonly severities: readonly (readonly [string, string])[];
}

export class NoteForm {
  readonly element: HTMLFormElement;
  private as: NoteAs = "note";
  /** The cue that it is about, also when another is gone to meanwhile. */
  private id: string | undefined;
  private readonly kind: HTMLSelectElement;
  private readonly category: HTMLSelectElement;
  private readonly severity: HTMLSelectElement;
  private readonly topic: HTMLSelectElement;
  private readonly everywhere: HTMLLabelElement;
  private readonly inFrames = number(S.inFrames);
  private readonly outFrames = number(S.outFrames);
  private readonly text = h("textarea", {
    class: "lz-input lz-note-box",
    label: S.noteText,
    attrs: { rows: 2, placeholder: S.noteText },
  });
  private readonly about = h("b", { class: "lz-figures" });
  private readonly error = h("span", { class: "lz-error", role: "alert" });
  private all = false;
  private busy = false;
  private closed: () => void = () => undefined;
  private asked: Promise<Called<Quality>> | null = null;

  constructor(
    private readonly ctx: Context,
    private readonly done: () => void,
  ) {
    const { track, tracks } = ctx.model.desk;
    const kinds: NoteAs[] = ["note", "query", "flag"];
    const base = tracks.find((one) => one.track_id === track.based_on);
    if (track.version !== null || base?.role === "template") kinds.push("request");
    // A template's and a transcript's cues carry what every market's translator should know.
    if (track.role !== "subtitle") kinds.push("annotation");
    kinds.push("send-back");
    this.kind = select<NoteAs>(
      S.noteKindLabel,
      kinds.map((one): [NoteAs, string] => [one, S.noteAs[one]]),
      "note",
      (as) => this.turn(as),
    );
    this.category = select(S.category, [["", S.category]], "", () => undefined);
    this.severity = select(S.severity, [["", S.severity]], "", () => undefined);
    const topics = S.annotationKinds.map((one): [string, string] => [one, one]);
    this.topic = select(S.category, topics, topics[0]![0], () => undefined);
    this.everywhere = check(S.inAllMarkets, false, (all) => (this.all = all));
    const send = h("button", { class: "lz-button lz-primary", text: `${S.send} (Ctrl+Enter)` });
    send.type = "submit";
    this.element = h(
      "form",
      { class: "lz-form lz-note-form", hidden: true, label: S.writeNote },
      h(
        "div",
        { class: "lz-form-row" },
        this.about,
        this.kind,
        this.category,
        this.severity,
        this.topic,
        this.inFrames,
        this.outFrames,
        this.everywhere,
      ),
      this.text,
      h(
        "div",
        { class: "lz-form-row" },
        send,
        button(S.cancel, () => this.close()),
        this.error,
      ),
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") this.hide();
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.send();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** @param closed told when it is done with. */
  open(as: NoteAs, closed: () => void = () => undefined): void {
    const { model } = this.ctx;
    const row = model.current;
    if (!row) return;
    this.closed = closed;
    // What was begun about another cue is not lost by looking at this one.
    if (this.id !== row.id && !this.text.value.trim()) this.id = row.id;
    this.id ??= row.id;
    setText(this.about, `#${numberOf(model, this.id)}`);
    // So is what it was begun as; another key than the plain note's says what it is to be now.
    const wanted = as === "note" && this.text.value.trim() ? this.as : as;
    const known = [...this.kind.options].some((one) => one.value === wanted);
    this.kind.value = known ? wanted : "note";
    this.turn(known ? wanted : "note");
    setText(this.error, "");
    this.element.hidden = false;
    this.text.focus();
    void this.fillQuality();
  }

  /** What is written stays, and is there when the form is opened again. */
  private hide(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.ctx.back();
    this.closed();
  }

  /** Hidden and empty. */
  private close(): void {
    this.text.value = "";
    this.inFrames.value = "";
    this.outFrames.value = "";
    this.id = undefined;
    this.hide();
  }

  private turn(as: NoteAs): void {
    this.as = as;
    const flag = as === "flag";
    this.category.hidden = !flag;
    this.severity.hidden = !flag;
    this.inFrames.hidden = as !== "request";
    this.outFrames.hidden = as !== "request";
    this.topic.hidden = as !== "annotation";
    const alone = as === "send-back" || as === "annotation";
    this.everywhere.hidden = this.ctx.model.desk.track.role !== "template" || alone;
    this.text.placeholder = S.notePlaceholder[as];
  }

  private async fillQuality(): Promise<void> {
    this.asked ??= this.ctx.model.api.call<Quality>("GET", "quality");
    const answer = await this.asked;
    if (!answer.ok) {
      this.asked = null;
      return;
    }
    if (this.category.options.length > 1) return;
    const options = (of: Quality["categories"], first: string): [string, string][] => [
      ["", first],
      ...of.map(([name]): [string, string] => [name, name]),
    ];
    setOptions(this.category, options(answer.data.categories, S.category), "");
    setOptions(this.severity, options(answer.data.severities, S.severity), "");
    [...answer.data.categories, ...answer.data.severities].forEach(([name, meaning]) => {
      for (const one of this.element.querySelectorAll<HTMLOptionElement>("option")) {
        if (one.value === name) one.title = meaning;
      }
    });
  }

  private async send(): Promise<void> {
    const { model } = this.ctx;
    const id = this.id;
    if (id === undefined || this.busy) return;
    const said = this.text.value.trim();
    const frames = [this.inFrames, this.outFrames].map((one) => Number(one.value) || 0) as [
      number,
      number,
    ];
    if (!said && !(this.as === "request" && (frames[0] || frames[1]))) {
      setText(this.error, S.nothingSaid);
      this.text.focus();
      return;
    }
    this.busy = true;
    this.text.readOnly = true; // what was typed now would go when the form closes
    const problem = await this.sendAs(id, said, frames).finally(() => {
      this.busy = false;
      this.text.readOnly = false;
    });
    if (problem) {
      setText(this.error, problem);
      if (this.element.hidden) model.say(problem, "refused"); // left meanwhile; it is kept
      return;
    }
    model.say(S.noteSent[this.as], "done");
    void model.refresh(); // the cue's count of open notes
    this.close();
    this.done();
  }

  private async sendAs(id: string, text: string, frames: [number, number]): Promise<string> {
    const { model } = this.ctx;
    const track = `tracks/${model.desk.track.track_id}`;
    if (this.as === "send-back") {
      const done = await model.act({
        route: "send-back",
        cue_id: id,
        body: { reason: text },
        what: S.sendBackWhat,
      });
      return done.ok ? "" : said(done.error);
    }
    if (this.as === "annotation") {
      const before = model.row(id)?.view.annotations ?? [];
      const done = await model.act({
        route: "annotations",
        cue_id: id,
        body: { annotations: [...before, [this.topic.value, text]] },
        what: S.annotateWhat,
      });
      return done.ok ? "" : said(done.error);
    }
    const answer =
      this.as === "request"
        ? await model.api.call("POST", `${track}/requests`, {
            cue_id: id,
            text,
            start_frames: frames[0],
            end_frames: frames[1],
          })
        : await model.api.call("POST", `${track}/notes`, {
            cue_id: id,
            kind: this.as,
            text,
            scope: this.all && !this.everywhere.hidden ? "all-markets" : "here",
            category: this.as === "flag" ? this.category.value : "",
            severity: this.as === "flag" ? this.severity.value : "",
          });
    return answer.ok ? "" : said(answer.error);
  }
}

function said(error: { message: string; hint: string } | null): string {
  return error ? `${error.message} ${error.hint}`.trim() : S.notReached;
}

function number(label: string): HTMLInputElement {
  const made = input(label, {
    class: "lz-frames",
    title: label,
    attrs: { type: "number", step: 1, min: -3600, max: 3600 },
  });
  return made;
}
