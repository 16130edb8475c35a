/** Every open finding of the track, in the order in which F8 goes through them, and what is waived. */

import { applyFix } from "../../commands/findings";
import { TRACK } from "../../model/findings";
import type { Finding, Severity } from "../../wire";
import { S } from "../../strings";
import { afterRest, numberOf, type Context } from "../context";
import { button, fill, h, select, setOptions, setText } from "../dom";
import { insertAt } from "../list";
import { applyMeant, firstOf, offeredOf, type Meant } from "../meant";
import { ruleName } from "../rules";
import { VirtualList, type RowElement } from "../virtual";
import { mayWaive, WaiveForm, withdraw } from "../waiveform";
import type { PanelView } from "./panel";
import { fixWords, measuredWords, TextMeasure } from "./findingwords";
import { MeantButtons, Presses } from "./meantbuttons";

export type Entry =
  | { readonly kind: "group"; readonly title: string; readonly count: number }
  | { readonly kind: "finding"; readonly finding: Finding; readonly number: number }
  | {
      readonly kind: "speech";
      readonly start: number;
      readonly end: number;
      /** Whether there is noise, and nobody was heard. */
      readonly noisy: boolean;
    };

/** Heights, px: of a group's title; of a row's first line with its margins, and of each further. */
const GROUP = 22;
const FIRST = 27;
const LINE = 16;
/** Of the buttons that write a word otherwise. */
const MEANT = 23;
/** Lines of a message that are shown; the whole of it is the title. */
const MOST_LINES = 4;
/** Of a row's width, what is not the message's, px. */
const BESIDE = 84;
/** Speech without a cue is found here, at every move of an edge. */
const FOUND_HERE = new Set(["speech-uncovered"]);

type Which = "all" | Severity;

export class FindingsPanel implements PanelView {
  readonly element: HTMLElement;
  private readonly list: VirtualList<Entry>;
  private readonly none = h("p", { class: "lz-nothing", text: S.noFindings, hidden: true });
  private readonly rule: HTMLSelectElement;
  private readonly severity: HTMLSelectElement;
  private readonly form: WaiveForm;
  private readonly measure: TextMeasure;
  private entries: readonly Entry[] = [];
  private at = -1;
  private seen = false;
  private readonly soon: () => void;
  private readonly presses = new Presses();

  constructor(private readonly ctx: Context) {
    this.form = new WaiveForm(ctx);
    this.list = new VirtualList<Entry>(
      () =>
        new EntryRow(ctx, {
          go: (index) => this.go(index),
          waive: (finding) => this.waive(finding),
          write: (cueId, meant) => this.write(cueId, meant),
        }),
      (entry) => this.heightOf(entry),
    );
    this.measure = new TextMeasure(this.list.element, BESIDE, () => this.list.measure());
    this.list.element.tabIndex = 0;
    this.list.element.setAttribute("role", "listbox");
    this.list.element.setAttribute("aria-label", S.panel.findings);
    this.list.element.addEventListener("keydown", (event) => this.key(event));
    this.rule = select(S.filterRule, [["", S.allRules]], "", () => this.draw());
    this.severity = select<Which>(S.filterSeverity, SEVERITIES, "all", () => this.draw());
    this.element = h(
      "div",
      { class: "lz-panel lz-panel-findings" },
      h("div", { class: "lz-panel-bar" }, this.rule, this.severity),
      this.form.element,
      this.none,
      this.list.element,
    );
    this.soon = afterRest(() => this.draw(), 150);
    ctx.model.on((event) => {
      if (!this.seen) return;
      if (event.type === "findings" || event.type === "rows" || event.type === "desk") this.soon();
      else if (event.type === "current") this.mark();
    });
    ctx.settings.on((key) => {
      if (key === "blockingFirst" && this.seen) this.soon();
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
    this.mark();
    this.list.element.focus();
  }

  /** Ask why a rule may be broken. */
  waive(finding: Finding): void {
    this.form.open(finding);
  }

  private heightOf(entry: Entry): number {
    if (entry.kind === "group") return GROUP;
    if (entry.kind === "speech") return FIRST;
    const lines = wordsOf(entry.finding).reduce((sum, text) => sum + this.measure.lines(text), 0);
    const meant = offeredOf(this.ctx.model, entry.finding).length ? MEANT : 0;
    return FIRST + LINE * Math.min(lines, MOST_LINES) + meant;
  }

  private draw(): void {
    const all = entriesOf(this.ctx);
    this.drawRules(all);
    const rule = this.rule.value;
    const which = this.severity.value as Which;
    this.entries = onlyOf(all, rule, which);
    const none = this.entries.length === 0;
    setText(this.none, all.length ? S.noneOfThese : S.noFindings);
    this.none.hidden = !none;
    this.list.element.hidden = none;
    this.list.setItems(this.entries);
    this.mark();
    this.presses.drawn();
  }

  /** The rules that are broken, the most frequent first. */
  private drawRules(all: readonly Entry[]): void {
    if (document.activeElement === this.rule) return; // somebody is choosing
    const counts = new Map<string, number>();
    for (const one of all) {
      if (one.kind !== "finding") continue;
      counts.set(one.finding.rule, (counts.get(one.finding.rule) ?? 0) + 1);
    }
    const now = this.rule.value;
    if (now && !counts.has(now)) counts.set(now, 0);
    const rules = [...counts].sort((one, two) => two[1] - one[1]);
    const options = rules.map(([rule, n]): [string, string] => [rule, `${ruleName(rule)} (${n})`]);
    setOptions(this.rule, [["", S.allRules], ...options], now);
  }

  /** The first finding of the current cue is marked, unless one of its others is. */
  private mark(): void {
    const id = this.ctx.model.current?.id;
    const marked = this.entries[this.at];
    if (!(marked?.kind === "finding" && marked.finding.cue_id === id)) {
      this.at = this.entries.findIndex(
        (one) => one.kind === "finding" && one.finding.cue_id === id,
      );
    }
    this.select(this.at);
  }

  private select(index: number): void {
    this.at = index;
    for (const element of this.list.element.querySelectorAll<HTMLElement>(".lz-finding-row")) {
      const on = element.dataset["index"] === String(index);
      element.classList.toggle("lz-marked", on);
      element.setAttribute("aria-selected", String(on));
    }
    if (index < 0) return;
    this.list.reveal(index);
    const element = this.list.elementOf(index);
    if (!element) return;
    element.classList.add("lz-marked");
    element.id = "lz-finding-marked";
    for (const other of this.list.element.querySelectorAll("#lz-finding-marked")) {
      if (other !== element) other.removeAttribute("id");
    }
    this.list.element.setAttribute("aria-activedescendant", element.id);
  }

  private go(index: number): void {
    const one = this.entries[index];
    if (!one || one.kind === "group") return;
    this.at = index;
    const { model } = this.ctx;
    if (one.kind === "finding") {
      const { cue_id, start } = one.finding;
      if (cue_id) model.select(cue_id);
      else if (start !== null) this.ctx.player().seek(model.rate.frameShown(start));
    } else
      this.ctx
        .player()
        .playRange(model.rate.frameShown(one.start), model.rate.nearestFrame(one.end));
    this.select(index);
  }

  private write(cueId: string, meant: Meant): void {
    const drawn = (): void => {
      if (this.seen) this.soon();
    };
    void this.presses.press(() => applyMeant(this.ctx.model, cueId, meant), drawn);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target !== this.list.element)
      return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    const one = this.entries[this.at];
    if (step !== undefined) {
      let to = Math.max(0, Math.min(this.entries.length - 1, this.at + step));
      const way = step > 0 ? 1 : -1;
      while (this.entries[to]?.kind === "group") to += way;
      if (this.entries[to]) this.go(to);
    } else if (event.key === "Enter" && one?.kind === "finding" && one.finding.cue_id) {
      this.ctx.model.select(one.finding.cue_id);
      this.ctx.screen().setFocus("text");
    } else if ((event.key === "Enter" || event.key === "Insert") && one?.kind === "speech") {
      insertAt(this.ctx, one.start, one.end);
    } else if (event.key === "f" && one?.kind === "finding" && one.finding.fix) {
      void applyFix(this.ctx.editor(), one.finding);
    } else if (/^[1-3]$/.test(event.key) && one?.kind === "finding") {
      if (!this.presses.waits) {
        const meant = firstOf(offeredOf(this.ctx.model, one.finding))[Number(event.key) - 1];
        if (!meant) return;
        this.write(one.finding.cue_id, meant);
      }
    } else if (event.key === "w" && one?.kind === "finding" && mayWaive(this.ctx)) {
      if (one.finding.waived) void withdraw(this.ctx, one.finding);
      else this.waive(one.finding);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

const SEVERITIES: readonly (readonly [Which, string])[] = [
  ["all", S.allSeverities],
  ["error", S.severities.error],
  ["warning", S.severities.warning],
  ["note", S.severities.note],
];

/** Entries of a rule, of a severity; a group that has none left goes, and the others are counted. */
function onlyOf(all: readonly Entry[], rule: string, which: Which): readonly Entry[] {
  if (!rule && which === "all") return all;
  const found: Entry[] = [];
  let group: { title: string; of: Entry[] } | undefined;
  const close = (): void => {
    if (!group?.of.length) return;
    found.push({ kind: "group", title: group.title, count: group.of.length }, ...group.of);
  };
  for (const one of all) {
    if (one.kind === "group") {
      close();
      group = { title: one.title, of: [] };
    } else if (one.kind === "finding") {
      const { finding } = one;
      const wanted = (!rule || finding.rule === rule) && (which === "all" || finding.severity === which);
      if (wanted) group?.of.push(one);
    }
  }
  close();
  return found;
}

/** Groups, blocking ones first if the person wants that; inside in the order of the programme. */
export function entriesOf(ctx: Context): readonly Entry[] {
  const { model, settings } = ctx;
  type Found = { readonly finding: Finding; readonly number: number };
  const found: Found[] = [];
  const waived: Found[] = [];
  const track = (of: readonly Finding[]): Found[] =>
    of.filter((one) => !FOUND_HERE.has(one.rule)).map((finding) => ({ finding, number: 0 }));
  waived.push(...track(model.waived(TRACK)));
  for (const row of model.rows) {
    const number = numberOf(model, row.id);
    for (const finding of model.findings(row.id)) found.push({ finding, number });
    for (const finding of model.waived(row.id)) waived.push({ finding, number });
  }
  const speech = model.speechless.filter((one) => one.kind === "speech-without-cue");
  const entries: Entry[] = [];
  const group = (title: string, of: readonly Entry[]): void => {
    if (of.length) entries.push({ kind: "group", title, count: of.length }, ...of);
  };
  const asEntries = (of: readonly Found[]): Entry[] =>
    of.map((one) => ({ kind: "finding", ...one }));
  group(S.trackGroup, asEntries(track(model.findings(TRACK))));
  if (settings.values.blockingFirst) {
    group(S.blockingGroup, asEntries(found.filter((one) => one.finding.severity === "error")));
    group(S.advisoryGroup, asEntries(found.filter((one) => one.finding.severity !== "error")));
  } else group(S.inTimeOrder, asEntries(found));
  group(
    S.speechGroup,
    speech.map(({ start, end, text, why }) => ({
      kind: "speech", start, end, noisy: Boolean(why) && !text,
    })),
  );
  group(S.waivedGroup, asEntries(waived));
  return entries;
}

/** What a row says under its rule: the message, what the fix would make, why it is waived. */
function wordsOf(finding: Finding): readonly string[] {
  const { fix, message, waived, reason } = finding;
  const words = [message];
  if (waived) words.push(S.waivedBecause(reason ?? ""));
  else if (fix) words.push(fixWords(fix));
  return words;
}

interface Does {
  go(index: number): void;
  waive(finding: Finding): void;
  write(cueId: string, meant: Meant): void;
}

class EntryRow implements RowElement<Entry> {
  readonly element: HTMLElement;
  private readonly mark = h("i", { class: "lz-severity" });
  private readonly number = h("span", { class: "lz-finding-number lz-figures" });
  private readonly rule = h("span", { class: "lz-finding-rule" });
  private readonly measured = h("span", { class: "lz-finding-measured lz-figures" });
  private readonly message = h("div", { class: "lz-finding-message" });
  private readonly meant: MeantButtons;
  private readonly fix: HTMLButtonElement;
  private readonly waive: HTMLButtonElement;
  private entry: Entry | undefined;

  constructor(
    private readonly ctx: Context,
    does: Does,
  ) {
    this.fix = button(S.fix, () => {
      if (this.entry?.kind === "finding") void applyFix(ctx.editor(), this.entry.finding);
      else if (this.entry?.kind === "speech") insertAt(ctx, this.entry.start, this.entry.end);
    });
    this.waive = button(S.waive, () => {
      if (this.entry?.kind !== "finding") return;
      const { finding } = this.entry;
      if (finding.waived) void withdraw(ctx, finding);
      else does.waive(finding);
    });
    this.meant = new MeantButtons(ctx.model, (cueId, meant) => does.write(cueId, meant));
    this.fix.tabIndex = this.waive.tabIndex = -1;
    this.element = h(
      "div",
      { class: "lz-finding-row", role: "option" },
      this.mark,
      this.number,
      h("span", { class: "lz-finding-head" }, this.rule, this.measured),
      h("span", { class: "lz-finding-acts" }, this.fix, this.waive),
      this.message,
      this.meant.element,
    );
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    this.element.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("button")) return;
      does.go(Number(this.element.dataset["index"]));
    });
  }

  draw(entry: Entry, index: number): void {
    this.entry = entry;
    this.element.dataset["index"] = String(index);
    this.element.className = `lz-finding-row lz-is-${entry.kind}`;
    setText(this.measured, "");
    this.meant.draw(entry.kind === "finding" ? entry.finding : null);
    switch (entry.kind) {
      case "group":
        this.mark.dataset["level"] = "";
        fill(this.number);
        setText(this.rule, `${entry.title} (${entry.count})`);
        fill(this.message);
        this.fix.hidden = this.waive.hidden = true;
        break;
      case "finding": {
        const { finding } = entry;
        this.mark.dataset["level"] = { error: "bad", warning: "warn", note: "note" }[
          finding.severity
        ];
        this.element.classList.toggle("lz-is-waived", finding.waived === true);
        setText(this.number, entry.number ? String(entry.number) : "");
        setText(this.rule, ruleName(finding.rule));
        setText(this.measured, measuredWords(finding));
        const [message = "", ...more] = wordsOf(finding);
        fill(this.message, message, ...more.map((text) => h("span", { text })));
        this.message.title = finding.message;
        this.fix.hidden = finding.fix === null || finding.waived === true;
        setText(this.fix, S.fix);
        this.fix.setAttribute("aria-label", `${S.fix}: ${ruleName(finding.rule)}`);
        this.waive.hidden = !mayWaive(this.ctx);
        setText(this.waive, finding.waived ? S.withdraw : S.waive);
        break;
      }
      case "speech": {
        const seconds = ((entry.end - entry.start) / 1000).toFixed(1);
        this.mark.dataset["level"] = "warn";
        setText(this.number, "");
        setText(this.rule, this.ctx.clock.timecodeOf(entry.start));
        setText(this.measured, entry.noisy ? S.noiseLong(seconds) : S.speechLong(seconds));
        fill(this.message);
        this.fix.hidden = false;
        this.waive.hidden = true;
        setText(this.fix, S.insertCue);
        break;
      }
    }
  }
}
