/** Terms of the show: those of this cue by number, then all; add one, or change a rendering. */

import type { Called } from "../../editor";
import { shownTerm, TERM_FIELDS, termChange, typedOver, type TermText } from "../../model/termchange";
import type { Term } from "../../wire";
import type { CommandName } from "../../keys/commands";
import { S } from "../../strings";
import { afterRest, type Context } from "../context";
import { button, h, input, setText } from "../dom";
import { CandidateList } from "./candidates";
import { entry, focusEntry, nothing, refill, roving, type PanelView } from "./panel";

/** What the server says where somebody changed the term, or took it out, since it was read. */
const OVERTAKEN = new Set(["changed", "unknown-name"]);
/** Beyond this many the list asks for a word to look for. */
const MOST = 200;

export class TermsPanel implements PanelView {
  readonly element: HTMLElement;
  private readonly list = h("div", { class: "lz-entries", role: "list" });
  private readonly find: HTMLInputElement;
  private readonly form: TermForm;
  private readonly candidates: CandidateList;
  private seen = false;
  private readonly soon: () => void;

  constructor(private readonly ctx: Context) {
    this.find = input(S.findTerm, { class: "lz-filter-text", attrs: { type: "search" } });
    this.find.addEventListener("input", () => this.draw());
    this.form = new TermForm(ctx, () => {
      this.draw();
      void this.candidates.refresh();
    });
    const add = button(S.addTerm, () => this.form.open(null, this.selectedSource()));
    this.candidates = new CandidateList(ctx, (text) => this.form.open(null, text));
    this.element = h(
      "div",
      { class: "lz-panel" },
      h("div", { class: "lz-panel-bar" }, this.find, add, this.candidates.button),
      this.form.element,
      this.candidates.element,
      this.list,
    );
    roving(this.list, ".lz-entry");
    this.soon = afterRest(() => this.draw(), 60);
    ctx.model.on((event) => {
      if (!this.seen) return;
      if (event.type === "current" || event.type === "desk" || event.type === "findings")
        this.soon();
    });
  }

  show(): void {
    this.seen = true;
    this.draw();
  }

  hide(): void {
    this.seen = false;
  }

  focus(): void {
    const first = this.list.querySelector<HTMLElement>(".lz-entry");
    if (first) focusEntry(first);
    else this.find.focus();
  }

  /** What is marked in the source, to be made a term of. */
  private selectedSource(): string {
    const marked = window.getSelection();
    const inSource = marked?.anchorNode?.parentElement?.closest(".lz-source");
    return inSource ? (marked?.toString().trim() ?? "") : "";
  }

  private draw(): void {
    const { model } = this.ctx;
    const hits = model.current ? model.termHits(model.current.id) : [];
    const wanted = this.find.value.trim().toLocaleLowerCase();
    const ids = new Set(hits.map((one) => one.term_id));
    const rest = model.terms.filter(
      (one) =>
        !ids.has(one.term_id) &&
        (!wanted ||
          `${one.source}\n${one.target}\n${one.note}`.toLocaleLowerCase().includes(wanted)),
    );
    const made: HTMLElement[] = [];
    hits.forEach((term, index) => made.push(this.drawTerm(term, index === 0, index)));
    if (hits.length && rest.length) made.push(h("hr"));
    rest.slice(0, MOST).forEach((term, index) => {
      made.push(this.drawTerm(term, !hits.length && index === 0, null));
    });
    if (rest.length > MOST) made.push(nothing(S.moreTerms(rest.length - MOST)));
    if (!made.length) made.push(nothing(S.noTerms));
    refill(this.list, ...made);
  }

  private drawTerm(term: Term, first: boolean, hit: number | null): HTMLElement {
    const { model } = this.ctx;
    const { desk } = model;
    const use = (): void => {
      if (!term.target) {
        this.form.open(term);
        return;
      }
      insertText(this.ctx, term.target);
    };
    const made = entry(use, hit === null ? "lz-term" : "lz-term lz-hit-now", first);
    const key = hit === null ? "" : termKey(this.ctx, term);
    made.append(
      key ? h("kbd", { text: key }) : h("span", { class: "lz-nokey" }),
      h("span", {
        class: "lz-term-source",
        text: term.source,
        lang: desk.track.source_locale,
        dir: "auto",
      }),
      h("span", { class: "lz-muted", text: "→" }),
      h("span", {
        class: term.target ? "lz-term-target" : "lz-term-target lz-muted",
        text: term.target || S.noRendering,
        lang: desk.track.locale,
        dir: "auto",
      }),
      h("span", {
        class: "lz-muted lz-from",
        text: [term.kind, term.note].filter(Boolean).join(" · "),
      }),
      button(S.edit, () => this.form.open(term)),
    );
    return made;
  }
}

/** The key that puts a term's rendering into the text; empty where it has none. */
export function termKey(ctx: Context, term: Term): string {
  const number = ctx.suggestionOf(term);
  return number ? ctx.key(`insert-${number}` as CommandName, "text") : "";
}

/** Put text where the caret is, with a space where words want one. */
export function insertText(ctx: Context, text: string): void {
  const { model } = ctx;
  const { box } = ctx.screen();
  if (box.readOnly) return;
  const [before, after] = [
    box.value.slice(0, box.selectionStart),
    box.value.slice(box.selectionEnd),
  ];
  const spaced = !model.desk.unspaced;
  const left = spaced && /[\p{L}\p{N}]$/u.test(before) ? " " : "";
  const right = spaced && /^[\p{L}\p{N}]/u.test(after) ? " " : "";
  const put = `${before}${left}${text}${right}`;
  ctx.screen().setText(`${put}${after}`.split("\n"), put.length);
  ctx.screen().setFocus("text");
}

class TermForm {
  readonly element: HTMLFormElement;
  private readonly source = input(S.termSource);
  private readonly target = input(S.termTarget);
  private readonly kind = input(S.termKind);
  private readonly note = input(S.termNote);
  private readonly error = h("span", { class: "lz-error", role: "alert" });
  private readonly gone: HTMLButtonElement;
  private term: Term | null = null;
  private busy = false;

  constructor(
    private readonly ctx: Context,
    private readonly done: () => void,
  ) {
    const { desk } = ctx.model;
    this.source.lang = desk.track.source_locale;
    this.target.lang = desk.track.locale;
    this.source.dir = desk.source_right_to_left ? "rtl" : "ltr";
    this.target.dir = desk.right_to_left ? "rtl" : "ltr";
    const save = h("button", { class: "lz-button lz-primary", text: S.saveTerm });
    save.type = "submit";
    const may = desk.me.roles.some((role) => role === "lead" || role === "operator");
    this.gone = button(S.removeTerm, () => void this.remove());
    this.gone.hidden = !may;
    this.element = h(
      "form",
      { class: "lz-form lz-form-row", hidden: true, label: S.addTerm },
      this.source,
      this.target,
      this.kind,
      this.note,
      save,
      button(S.cancel, () => this.close()),
      this.gone,
      this.error,
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.isComposing || event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.leave();
    });
  }

  open(term: Term | null, source = ""): void {
    this.term = term;
    this.fill(term ? shownTerm(term) : { source, target: "", kind: "", note: "" });
    this.gone.disabled = term === null;
    setText(this.error, "");
    this.element.hidden = false;
    (this.source.value ? this.target : this.source).focus();
  }

  private close(): void {
    this.element.hidden = true;
  }

  private fill(text: TermText): void {
    for (const name of TERM_FIELDS) this[name].value = text[name];
  }

  private typed(): TermText {
    return {
      source: this.source.value.trim(),
      target: this.target.value.trim(),
      kind: this.kind.value.trim(),
      note: this.note.value.trim(),
    };
  }

  private async save(): Promise<void> {
    const { api, desk } = this.ctx.model;
    const typed = this.typed();
    if (!typed.source || this.busy) {
      if (!typed.source) this.source.focus();
      return;
    }
    const { locale } = desk.track;
    if (!this.term) {
      await this.send(api.call("POST", "terms", { ...typed, locale }));
      return;
    }
    const change = termChange(this.term, typed, locale);
    if (change) await this.send(api.call("PUT", `terms/${this.term.term_id}`, change));
    else this.leave();
  }

  private async remove(): Promise<void> {
    if (!this.term || this.busy) return;
    const { term_id, term_at } = this.term;
    const path = `terms/${term_id}?seen_term=${encodeURIComponent(term_at)}`;
    await this.send(this.ctx.model.api.call("DELETE", path));
  }

  private async send(call: Promise<Called<unknown>>): Promise<void> {
    this.busy = true;
    const answer = await call;
    if (answer.ok) {
      this.busy = false;
      // Before the terms are read: keys that fall on nothing would be the timeline's.
      this.leave();
      await this.ctx.model.refreshTerms();
      this.done();
      return;
    }
    const { error } = answer;
    setText(this.error, error ? `${error.message} ${error.hint}`.trim() : S.notReached);
    if (error && OVERTAKEN.has(error.code)) await this.readAnew();
    this.busy = false;
  }

  /** Somebody was there first: what they wrote is read, and what was typed stays to be saved. */
  private async readAnew(): Promise<void> {
    const before = this.term;
    if (!before) return;
    await this.ctx.model.refreshTerms();
    const now = this.ctx.model.terms.find((one) => one.term_id === before.term_id) ?? null;
    if (now) this.fill(typedOver(before, now, this.typed()));
    else setText(this.error, S.termGone);
    this.term = now;
    this.gone.disabled = now === null;
    this.done();
  }

  private leave(): void {
    this.close();
    this.ctx.back();
  }
}
