/** The edit strip: the cues before and after in grey, source, box, meters. */

import { closedLines } from "../core/markup";
import type { Act, Row } from "../editor";
import { RISKY } from "../model/filter";
import { S } from "../strings";
import { nodes } from "../stage/tags";
import type { CueKind } from "../wire";
import { Box } from "./box";
import { atNextFrame, numberOf, type Context } from "./context";
import { button, check, fill, h, input, select, setAttr, setText } from "./dom";
import { icon, turn } from "./icons";
import { MeterView } from "./meterview";
import { insertText } from "./panels/terms";
import { SourceView } from "./source";
import { stateName } from "./statename";

const KINDS: readonly CueKind[] = ["dialogue", "forced", "song", "sound", "title", "credit"];

/** Who takes an approval back (`localize.review.policy`). */
const REOPENS: ReadonlySet<string> = new Set(["lead", "operator"]);

export class Strip {
  readonly element: HTMLElement;
  readonly box: Box;
  private readonly source: SourceView;
  private readonly meters: MeterView;
  private readonly number = h("b", { class: "lz-strip-number lz-figures" });
  private readonly times = h("span", { class: "lz-figures" });
  private readonly speaker: HTMLInputElement;
  /** The cue whose speaker is being written. */
  private speakerOf: string | undefined;
  private readonly speakers = h("datalist", { id: "lz-speakers" });
  private readonly kind: HTMLSelectElement;
  /** Of a source: whether markets translate the cue; a blank is then intended. */
  private readonly translated: HTMLLabelElement;
  private readonly stateIcon = icon("machine");
  private readonly state = h("span", { class: "lz-strip-state" });
  private readonly stateText = h("span");
  private readonly marks = h("span", { class: "lz-strip-marks" });
  private readonly before = new Neighbour("before");
  private readonly after = new Neighbour("after");
  private readonly soon: () => void;

  constructor(private readonly ctx: Context) {
    const { model, settings } = ctx;
    const { desk } = model;
    this.box = new Box(model, settings);
    this.source = new SourceView(ctx, (term) => term.target && insertText(ctx, term.target));
    this.meters = new MeterView(ctx);
    this.speaker = input(S.speaker, { class: "lz-speaker", attrs: { list: "lz-speakers" } });
    this.speaker.addEventListener("change", () => this.setSpeaker());
    this.speaker.addEventListener("focus", () => {
      this.speakerOf = model.current?.id;
      this.fillSpeakers();
    });
    this.speaker.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      // Whatever stands in the field is kept as the focus leaves it.
      if (event.key === "Escape") this.showSpeaker();
      else if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      ctx.screen().setFocus("text");
    });
    this.kind = select<CueKind>(
      S.kindLabel,
      KINDS.map((one): [CueKind, string] => [one, S.kind[one]]),
      "dialogue",
      (kind) => {
        const row = model.current;
        if (row)
          this.refusable({ route: "kind", cue_id: row.id, body: { kind }, what: S.kindWhat });
        ctx.screen().setFocus("text");
      },
      { class: "lz-kind" },
    );
    this.translated = check(S.translated, true, (translate) => {
      const row = model.current;
      const what = S.translatedWhat;
      if (row) this.refusable({ route: "translate", cue_id: row.id, body: { translate }, what });
      ctx.screen().setFocus("text");
    });
    this.state.append(this.stateIcon, this.stateText);
    const hasSource = desk.track.source.length > 0;
    this.element = h(
      "section",
      { class: hasSource ? "lz-strip lz-has-source" : "lz-strip", label: S.editStrip },
      this.before.element,
      h(
        "div",
        { class: "lz-strip-source" },
        h(
          "div",
          { class: "lz-strip-head" },
          this.number,
          this.times,
          h("span", { class: "lz-space" }),
          hasSource ? h("span", { class: "lz-muted", text: desk.track.source_locale }) : null,
        ),
        hasSource ? this.source.element : null,
      ),
      h(
        "div",
        { class: "lz-strip-target" },
        h(
          "div",
          { class: "lz-strip-head" },
          this.state,
          this.marks,
          h("span", { class: "lz-space" }),
          this.speaker,
          this.speakers,
          this.kind,
          this.translated,
          h("span", { class: "lz-muted", text: desk.track.locale }),
        ),
        this.box.frame,
      ),
      this.meters.element,
      this.after.element,
    );
    this.soon = atNextFrame(() => this.draw());
    model.on((event) => {
      switch (event.type) {
        case "current":
          // At once: what is typed from now on belongs to the other cue.
          this.box.draw(true);
          if (document.activeElement === this.speaker) {
            this.setSpeaker();
            this.speakerOf = model.current?.id;
            this.showSpeaker();
          }
          this.soon();
          break;
        case "typed":
          if (event.id === model.current?.id) this.meters.draw();
          break;
        case "rows":
          this.box.draw();
          this.soon();
          break;
        case "findings":
          this.box.drawSpelling();
          this.soon();
          break;
        case "desk":
          this.box.draw();
          this.soon();
          break;
        case "others":
          this.soon();
          break;
        default:
      }
    });
    this.draw();
  }

  private draw(): void {
    const { model, clock } = this.ctx;
    const row = model.current;
    this.element.classList.toggle("lz-empty", !row);
    this.before.draw(this.ctx, row ? model.before(row.id) : undefined);
    this.after.draw(this.ctx, row ? model.after(row.id) : undefined);
    this.source.draw();
    this.meters.draw();
    if (!row) {
      setText(this.number, "");
      setText(this.times, S.noCue);
      setText(this.stateText, "");
      fill(this.marks);
      return;
    }
    const { view } = row;
    setText(this.number, `#${numberOf(model, row.id)}`);
    setText(this.times, `${clock.timecodeOf(row.start)} → ${clock.timecodeOf(row.end)}`);
    turn(this.stateIcon, view.state);
    this.stateIcon.dataset["state"] = view.state;
    setText(this.stateText, stateText(this.ctx, row));
    this.drawMarks(row);
    // Written only where they differ: a field that is set is styled and laid out anew.
    const { speaker, kind } = view.cue;
    if (document.activeElement !== this.speaker && this.speaker.value !== speaker) {
      this.speaker.value = speaker;
    }
    if (this.kind.value !== kind) this.kind.value = kind;
    const fixed = !model.mayEdit(row.id) || view.locked || view.state === "approved";
    if (this.speaker.readOnly !== fixed) this.speaker.readOnly = fixed;
    if (this.kind.disabled !== fixed) this.kind.disabled = fixed;
    const box = this.translated.querySelector("input")!;
    if (box.checked !== view.cue.translate) box.checked = view.cue.translate;
    if (box.disabled !== fixed) box.disabled = fixed;
  }

  /** What is refused shows again as it is kept. */
  private refusable(act: Act): void {
    void this.ctx.model.act(act).then(() => this.soon());
  }

  private drawMarks(row: Row): void {
    const { view } = row;
    const { placement } = view.cue;
    const marks: HTMLElement[] = [];
    const mark = (text: string, kind: string, title = text): void => {
      const made = h("span", { class: "lz-mark", text, title });
      setAttr(made, "data-level", kind || null);
      marks.push(made);
    };
    if (view.stale) mark(S.stale, "warn", S.staleBecause(view.stale));
    const risk = this.ctx.model.risk(row.id);
    if (risk >= RISKY) {
      // In words, too: whoever works with the keyboard has no pointer to hover with.
      const why = this.ctx.model.riskWhy(row.id);
      mark(S.riskBecause(Math.round(risk * 100), why[0] ?? ""), "warn", why.join("\n"));
    }
    if (view.locked) mark(S.locked, "");
    const from = view.state === "machine" ? view.machine?.memory : null;
    if (from) {
      const place = from.season ? `${from.season}, ${from.episode}` : from.episode;
      const why = S.rememberedWhy(place, from.cue_ids.join(", "), from.by.join(", "), from.doubt);
      mark(S.remembered(from.episode), from.doubt ? "warn" : "", why);
    }
    if (!view.cue.translate) mark(S.notTranslated, "");
    if (placement.anchor >= 7) mark(S.atTop, "");
    if (placement.vertical) mark(S.vertical, "");
    if (view.notes) mark(S.notesOpen(view.notes), "note");
    const { model } = this.ctx;
    if (view.state === "approved" && model.desk.me.roles.some((role) => REOPENS.has(role))) {
      marks.push(
        button(S.reopen, () => {
          void model.act({ route: "reopen", cue_id: row.id, what: S.reopenWhat });
        }),
      );
    }
    const others = model.others.filter((one) => one.cue_id === row.id);
    for (const one of others)
      mark(one.editing ? S.isWriting(one.name) : S.isHere(one.name), "warn");
    fill(this.marks, ...marks);
  }

  private showSpeaker(): void {
    this.speaker.value = this.ctx.model.current?.view.cue.speaker ?? "";
  }

  /** Of the cue that was there when somebody came into the field. */
  private setSpeaker(): void {
    const { model } = this.ctx;
    const row = this.speakerOf === undefined ? undefined : model.row(this.speakerOf);
    const speaker = this.speaker.value.trim();
    if (!row || speaker === row.view.cue.speaker) return;
    void model.act({ route: "speaker", cue_id: row.id, body: { speaker }, what: S.speakerWhat });
  }

  /** Names that the track knows, looked up when somebody wants to write one. */
  private fillSpeakers(): void {
    const { model } = this.ctx;
    const names = new Set<string>();
    for (const row of model.rows) if (row.view.cue.speaker) names.add(row.view.cue.speaker);
    for (const cue of model.desk.track.source) if (cue.speaker) names.add(cue.speaker);
    fill(
      this.speakers,
      ...[...names].sort().map((name) => h("option", { attrs: { value: name } })),
    );
  }
}

/** State, and whose it is. */
function stateText(ctx: Context, row: Row): string {
  const { view } = row;
  const who = {
    machine: null,
    edited: view.edited_by,
    reviewed: view.reviewed_by,
    approved: view.approved_by,
  }[view.state];
  const name = who === null ? "" : ctx.model.personName(who);
  const state = stateName(row);
  return name ? `${state} · ${name}` : state;
}

class Neighbour {
  readonly element: HTMLElement;
  private readonly number = h("span", { class: "lz-figures lz-neighbour-number" });
  private readonly source = h("div", { class: "lz-neighbour-text" });
  private readonly target = h("div", { class: "lz-neighbour-text" });
  private id: string | undefined;
  private ctx: Context | undefined;

  constructor(side: "before" | "after") {
    this.element = h(
      "div",
      {
        class: `lz-neighbour lz-neighbour-${side}`,
        label: side === "before" ? S.cueBefore : S.cueAfter,
        role: "group",
      },
      this.number,
      this.source,
      this.target,
    );
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    this.element.addEventListener("click", () => {
      if (this.id !== undefined) this.ctx?.model.select(this.id);
    });
  }

  draw(ctx: Context, row: Row | undefined): void {
    this.ctx = ctx;
    this.id = row?.id;
    const { desk } = ctx.model;
    setText(this.number, row ? String(numberOf(ctx.model, row.id)) : "");
    const sources = row ? ctx.model.sources(row.id).flatMap((cue) => cue.lines) : [];
    this.source.lang = desk.track.source_locale;
    this.source.dir = desk.source_right_to_left ? "rtl" : "ltr";
    this.target.lang = desk.track.locale;
    this.target.dir = desk.right_to_left ? "rtl" : "ltr";
    lines(this.source, sources);
    lines(this.target, row?.lines ?? []);
  }
}

function lines(to: HTMLElement, texts: readonly string[]): void {
  const key = texts.join("\n");
  if (to.dataset["text"] === key) return;
  to.dataset["text"] = key;
  fill(
    to,
    ...closedLines(texts).map((line) => {
      const made = h("div");
      made.append(nodes(line, document));
      return made;
    }),
  );
}
