/** One row of the cue list: made once, drawn for whichever item stands there. */

import { readingSpeed } from "../core/counting";
import { closedLines } from "../core/markup";
import type { Row } from "../editor";
import { RISKY } from "../model/filter";
import { S } from "../strings";
import type { CueState, Severity } from "../wire";
import { nodes } from "../stage/tags";
import { numberOf, type Context } from "./context";
import { h, setAttr, setText } from "./dom";
import { icon, turn, type Icon } from "./icons";
import type { Item } from "./items";
import { stateName } from "./statename";
import type { RowElement } from "./virtual";

/** What of a list's state a row's look depends on. */
export interface Look {
  readonly hasSource: boolean;
  readonly hasRisk: boolean;
  /** Time of the stretch of speech that is marked, ms. */
  readonly marked: number | null;
  readonly mute: ReadonlySet<string>;
}

const STATE_ICONS: Readonly<Record<CueState, Icon>> = {
  machine: "machine",
  edited: "edited",
  reviewed: "reviewed",
  approved: "approved",
};

export class CueRow implements RowElement<Item> {
  readonly element: HTMLElement;
  private readonly number = cell("number");
  private readonly start = cell("time");
  private readonly length = cell("figure");
  private readonly speed = cell("figure");
  private readonly source = cell("text");
  private readonly target = cell("text");
  private readonly state = cell("state");
  private readonly risk = cell("figure lz-risk");
  private readonly riskBar = h("i", { class: "lz-risk-bar" });
  private readonly riskText = h("span");
  private readonly stateIcon = icon("machine");
  private readonly count = h("b", { class: "lz-count" });
  private readonly flags: Readonly<Record<"stale" | "note" | "lock" | "mute", SVGSVGElement>> = {
    stale: icon("stale", "lz-warn"),
    note: icon("note", "lz-note"),
    lock: icon("lock"),
    mute: icon("mute", "lz-warn"),
  };
  private readonly kindIcon = icon("forced");
  private readonly others = h("span", { class: "lz-others" });
  private readonly numberText = h("span");
  private readonly speech = h("div", { class: "lz-speech", role: "gridcell" });
  private readonly speechText = h("span");
  private readonly sourceText = text();
  private readonly targetText = text();

  constructor(
    private readonly ctx: Context,
    private readonly look: () => Look,
  ) {
    this.number.append(this.numberText, this.others);
    this.riskBar.setAttribute("aria-hidden", "true");
    this.risk.append(this.riskText, this.riskBar);
    this.source.append(...this.sourceText);
    this.target.append(...this.targetText);
    const track = ctx.model.desk.track;
    this.source.lang = track.source_locale;
    this.source.dir = ctx.model.desk.source_right_to_left ? "rtl" : "ltr";
    this.target.lang = track.locale;
    this.target.dir = ctx.model.desk.right_to_left ? "rtl" : "ltr";
    this.state.append(h("span", { class: "lz-state-top" }), h("span", { class: "lz-state-flags" }));
    this.state.firstElementChild!.append(this.stateIcon, this.count);
    this.state.lastElementChild!.append(this.kindIcon, ...Object.values(this.flags));
    this.speech.append(icon("speech", "lz-warn"), this.speechText);
    this.element = h("div", { class: "lz-row", role: "row" });
  }

  draw(item: Item, index: number): void {
    const element = this.element;
    setAttr(element, "aria-rowindex", index + 2); // the head of the columns is the first
    element.dataset["index"] = String(index);
    if (item.kind === "speech") this.drawSpeech(item);
    else this.drawCue(this.ctx.model.row(item.row.id) ?? item.row);
  }

  private drawSpeech({ start, end, text, why }: Item & { readonly kind: "speech" }): void {
    const { clock } = this.ctx;
    delete this.element.dataset["cue"];
    this.show(true);
    setAttr(this.element, "aria-selected", null);
    this.element.className =
      this.look().marked === start ? "lz-row lz-row-speech lz-marked" : "lz-row lz-row-speech";
    const seconds = ((end - start) / 1000).toFixed(1);
    const code = clock.timecodeOf(start);
    const nothing = why ? S.noisyRow(code, seconds) : S.speechRow(code, seconds);
    setText(this.speechText, text ? S.leftOut(code, text) : nothing);
    const said = text ? S.leftOutBecause(text, why) : why;
    if (this.speech.title !== said) this.speech.title = said;
  }

  private drawCue(row: Row): void {
    const { model, clock } = this.ctx;
    const look = this.look();
    const { view } = row;
    this.show(false);
    const current = model.current?.id === row.id;
    const findings = model.findings(row.id);
    const worst = findings[0]?.severity;
    const open = findings.length;
    this.element.dataset["cue"] = row.id;
    this.element.className = "lz-row";
    this.element.classList.toggle("lz-current", current);
    this.element.classList.toggle("lz-blocking", worst === "error");
    this.element.classList.toggle("lz-unsaved", row.dirty);
    this.element.classList.toggle("lz-off", !view.cue.translate);
    setAttr(this.element, "aria-selected", current ? "true" : "false");

    setText(this.numberText, String(numberOf(model, row.id)));
    this.drawOthers(row.id);
    setText(this.start, clock.timecodeOf(row.start));
    setText(this.length, ((row.end - row.start) / 1000).toFixed(2));
    const { counting, reading_speed: limit } = model.desk.limits;
    const speed = readingSpeed(row.lines, row.end - row.start, counting);
    setText(this.speed, Number.isFinite(speed) ? speed.toFixed(1) : "∞");
    this.speed.dataset["level"] = speed > limit * 1.1 ? "bad" : speed > limit ? "warn" : "";

    if (look.hasSource) {
      const sources = model.sources(row.id).flatMap((cue) => cue.lines);
      drawLines(this.sourceText, sources);
    }
    if (row.withheld) drawNote(this.targetText, S.withheldShort);
    else if (row.lines.every((line) => !line)) drawNote(this.targetText, S.emptyCue);
    else drawLines(this.targetText, row.lines);
    this.drawState(row, worst, open);
    if (look.hasRisk) {
      const risk = model.risk(row.id);
      setText(this.riskText, risk >= 0.005 ? String(Math.round(risk * 100)) : "");
      this.riskBar.style.inlineSize = `${Math.round(risk * 100)}%`;
      this.risk.title = model.riskWhy(row.id).join("\n");
    }
  }

  private drawState(row: Row, worst: Severity | undefined, open: number): void {
    const { view } = row;
    turn(this.stateIcon, STATE_ICONS[view.state]);
    this.stateIcon.dataset["state"] = view.state;
    setText(this.count, open ? String(open) : "");
    this.count.dataset["level"] = worst === "error" ? "bad" : worst === "warning" ? "warn" : "";
    const mute = this.look().mute.has(row.id);
    toggle(this.flags.stale, view.stale !== "");
    toggle(this.flags.note, view.notes > 0);
    toggle(this.flags.lock, view.locked);
    toggle(this.flags.mute, mute);
    const kind = view.cue.kind;
    const kindIcon =
      kind === "song" ? "song" : kind === "sound" ? "sound" : kind === "dialogue" ? null : "forced";
    toggle(this.kindIcon, kindIcon !== null);
    if (kindIcon !== null) turn(this.kindIcon, kindIcon);
    const words: string[] = [stateName(row)];
    if (open) words.push(S.findingsCount(open));
    if (kind !== "dialogue") words.push(S.kind[kind]);
    if (view.stale) words.push(S.staleBecause(view.stale));
    const risk = this.ctx.model.risk(row.id);
    if (risk >= RISKY) words.push(S.riskBecause(Math.round(risk * 100), this.ctx.model.riskWhy(row.id).join("; ")));
    if (view.notes) words.push(S.notesOpen(view.notes));
    if (view.locked) words.push(S.locked);
    if (mute) words.push(S.noSpeechHere);
    const said = words.join(", ");
    if (this.state.title !== said) {
      this.state.title = said;
      this.state.setAttribute("aria-label", said);
    }
  }

  private drawOthers(id: string): void {
    const here = this.ctx.model.others.filter((one) => one.cue_id === id);
    const names = here.map((one) => one.name).join(", ");
    setText(this.others, here.map((one) => initials(one.name)).join(" "));
    this.others.title = names;
    setAttr(this.others, "aria-label", names ? S.othersHere(names) : null);
    this.others.classList.toggle(
      "lz-writing",
      here.some((one) => one.editing),
    );
  }

  private show(speech: boolean): void {
    const wanted = speech
      ? [this.speech]
      : [
          this.number, this.start, this.length, this.speed,
          ...(this.look().hasSource ? [this.source] : []),
          this.target,
          ...(this.look().hasRisk ? [this.risk] : []),
          this.state,
        ]; // prettier-ignore
    const have = this.element.children;
    if (have.length === wanted.length && wanted.every((one, at) => have[at] === one)) return;
    this.element.replaceChildren(...wanted);
  }
}

/** `Ana Lucía Pérez` → `AP`, in letters of any script. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "")][0] ?? "";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toLocaleUpperCase();
}

function cell(kind: string): HTMLElement {
  return h("div", { class: `lz-cell lz-cell-${kind}`, role: "gridcell" });
}

function text(): readonly [HTMLElement, HTMLElement] {
  return [h("div", { class: "lz-line" }), h("div", { class: "lz-line" })];
}

/** Two lines; a third and more run on in the second. */
function drawLines(to: readonly [HTMLElement, HTMLElement], lines: readonly string[]): void {
  const [first, second] = to;
  const [one = "", ...rest] = closedLines(lines);
  const two = rest.join(" / ");
  first.classList.toggle("lz-alone", rest.length === 0);
  first.classList.remove("lz-said");
  drawLine(first, one);
  drawLine(second, two);
  second.hidden = rest.length === 0;
}

function drawLine(element: HTMLElement, line: string): void {
  if (element.dataset["text"] === line) return;
  element.dataset["text"] = line;
  if (line.includes("<")) element.replaceChildren(nodes(line, document));
  else element.textContent = line;
}

function drawNote(to: readonly [HTMLElement, HTMLElement], said: string): void {
  drawLine(to[0], said);
  to[0].classList.add("lz-said", "lz-alone");
  to[1].hidden = true;
  drawLine(to[1], "");
}

function toggle(element: SVGSVGElement, on: boolean): void {
  element.classList.toggle("lz-gone", !on);
}
