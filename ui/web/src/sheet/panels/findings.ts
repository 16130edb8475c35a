/** Every open finding of the track, in the order in which F8 goes through them. */

import type { Finding } from "../../wire";
import { S } from "../../strings";
import { afterRest, numberOf, type Context } from "../context";
import { button, fill, h, setText } from "../dom";
import { insertAt } from "../list";
import { ruleName } from "../rules";
import { VirtualList, type RowElement } from "../virtual";
import type { PanelView } from "./panel";

export type Entry =
  | { readonly kind: "group"; readonly title: string; readonly count: number }
  | { readonly kind: "finding"; readonly finding: Finding; readonly number: number }
  | { readonly kind: "speech"; readonly start: number; readonly end: number };

const HEIGHT = 26;

export class FindingsPanel implements PanelView {
  readonly element: HTMLElement;
  private readonly list: VirtualList<Entry>;
  private readonly none = h("p", { class: "lz-nothing", text: S.noFindings, hidden: true });
  private entries: readonly Entry[] = [];
  private at = -1;
  private seen = false;
  private readonly soon: () => void;

  constructor(private readonly ctx: Context) {
    this.list = new VirtualList<Entry>(
      () => new EntryRow(ctx, (index) => this.go(index)),
      () => HEIGHT,
    );
    this.list.element.tabIndex = 0;
    this.list.element.setAttribute("role", "listbox");
    this.list.element.setAttribute("aria-label", S.panel.findings);
    this.list.element.addEventListener("keydown", (event) => this.key(event));
    this.element = h("div", { class: "lz-panel lz-panel-findings" }, this.none, this.list.element);
    this.soon = afterRest(() => this.draw(), 150);
    ctx.model.on((event) => {
      if (!this.seen) return;
      if (event.type === "findings" || event.type === "rows") this.soon();
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

  private draw(): void {
    this.entries = entriesOf(this.ctx);
    const none = this.entries.length === 0;
    this.none.hidden = !none;
    this.list.element.hidden = none;
    this.list.setItems(this.entries);
    this.mark();
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
    if (one.kind === "finding") model.select(one.finding.cue_id);
    else
      this.ctx
        .player()
        .playRange(model.rate.frameShown(one.start), model.rate.nearestFrame(one.end));
    this.select(index);
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
    } else if (event.key === "Enter" && one?.kind === "finding") {
      this.ctx.model.select(one.finding.cue_id);
      this.ctx.screen().setFocus("text");
    } else if ((event.key === "Enter" || event.key === "Insert") && one?.kind === "speech") {
      insertAt(this.ctx, one.start, one.end);
    } else if (event.key === "f" && one?.kind === "finding" && one.finding.fix) {
      applyFix(this.ctx, one.finding);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Groups, blocking ones first if the person wants that; inside in the order of the programme. */
export function entriesOf(ctx: Context): readonly Entry[] {
  const { model, settings } = ctx;
  const found: { finding: Finding; number: number }[] = [];
  for (const row of model.rows) {
    const own = model.findings(row.id);
    if (own.length === 0) continue;
    const number = numberOf(model, row.id);
    for (const finding of own) if (!finding.waived) found.push({ finding, number });
  }
  const speech = model.speechless.filter((one) => one.kind === "speech-without-cue");
  const entries: Entry[] = [];
  const group = (title: string, of: readonly Entry[]): void => {
    if (of.length) entries.push({ kind: "group", title, count: of.length }, ...of);
  };
  const asEntries = (of: typeof found): Entry[] => of.map((one) => ({ kind: "finding", ...one }));
  if (settings.values.blockingFirst) {
    group(S.blockingGroup, asEntries(found.filter((one) => one.finding.severity === "error")));
    group(S.advisoryGroup, asEntries(found.filter((one) => one.finding.severity !== "error")));
  } else group(S.inTimeOrder, asEntries(found));
  group(
    S.speechGroup,
    speech.map((one) => ({ kind: "speech", start: one.start, end: one.end })),
  );
  return entries;
}

/** A fix is an act like any other, and is undone like one. */
export function applyFix(ctx: Context, finding: Finding): void {
  const { fix } = finding;
  const { model } = ctx;
  if (!fix) return;
  if (fix.lines) {
    if (model.current?.id === fix.cue_id) ctx.screen().setText(fix.lines);
    else
      void model.act({
        route: "text",
        cue_id: fix.cue_id,
        body: { lines: fix.lines },
        what: S.fixWhat,
      });
  }
  if (fix.start !== null || fix.end !== null) {
    const body = {
      ...(fix.start !== null ? { start: fix.start } : {}),
      ...(fix.end !== null ? { end: fix.end } : {}),
    };
    void model.act({ route: "times", cue_id: fix.cue_id, body, what: S.fixWhat });
  }
}

class EntryRow implements RowElement<Entry> {
  readonly element: HTMLElement;
  private readonly mark = h("i", { class: "lz-severity" });
  private readonly number = h("span", { class: "lz-finding-number lz-figures" });
  private readonly rule = h("span", { class: "lz-finding-rule" });
  private readonly message = h("span", { class: "lz-finding-message" });
  private readonly fix: HTMLButtonElement;
  private entry: Entry | undefined;

  constructor(
    private readonly ctx: Context,
    go: (index: number) => void,
  ) {
    this.fix = button(S.fix, () => {
      if (this.entry?.kind === "finding") applyFix(ctx, this.entry.finding);
      else if (this.entry?.kind === "speech") insertAt(ctx, this.entry.start, this.entry.end);
    });
    this.fix.tabIndex = -1;
    this.element = h(
      "div",
      { class: "lz-finding-row", role: "option" },
      this.mark,
      this.number,
      this.rule,
      this.message,
      this.fix,
    );
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    this.element.addEventListener("click", (event) => {
      if (event.target !== this.fix) go(Number(this.element.dataset["index"]));
    });
  }

  draw(entry: Entry, index: number): void {
    this.entry = entry;
    this.element.dataset["index"] = String(index);
    this.element.className = `lz-finding-row lz-is-${entry.kind}`;
    switch (entry.kind) {
      case "group":
        this.mark.dataset["level"] = "";
        fill(this.number);
        setText(this.rule, `${entry.title} (${entry.count})`);
        setText(this.message, "");
        this.fix.hidden = true;
        break;
      case "finding": {
        const { finding } = entry;
        this.mark.dataset["level"] = { error: "bad", warning: "warn", note: "note" }[
          finding.severity
        ];
        setText(this.number, String(entry.number));
        setText(this.rule, ruleName(finding.rule));
        setText(this.message, finding.message);
        this.message.title = finding.message;
        this.fix.hidden = finding.fix === null;
        setText(this.fix, S.fix);
        break;
      }
      case "speech":
        this.mark.dataset["level"] = "warn";
        setText(this.number, "");
        setText(this.rule, this.ctx.clock.timecodeOf(entry.start));
        setText(this.message, S.speechLong(((entry.end - entry.start) / 1000).toFixed(1)));
        this.fix.hidden = false;
        setText(this.fix, S.insertCue);
        break;
    }
  }
}
