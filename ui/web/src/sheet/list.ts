/** The cue list: head of columns, and the window on its rows. */

import type { ModelEvent } from "../editor";
import { S } from "../strings";
import { atNextFrame, type Context } from "./context";
import { button, fill, h } from "./dom";
import { FilterBar } from "./filterbar";
import { itemsOf, type Item } from "./items";
import { CueRow, type Look } from "./listrow";
import { VirtualList } from "./virtual";

/** Height of a row of speech without a cue, px. */
const THIN = 20;
/** From this width on there is room for the column of risk, px. */
const WIDE = 900;

export class CueList {
  readonly element: HTMLElement;
  private readonly bar: FilterBar;
  private readonly columns: HTMLElement;
  private readonly rows: VirtualList<Item>;
  private items: readonly Item[] = [];
  private readonly indexes = new Map<string, number>();
  private look: Look;
  private rowHeight = 44;
  private following = true;
  private readonly rebuildSoon: () => void;
  private readonly redrawSoon: () => void;
  private readonly typed = new Set<string>();

  constructor(private readonly ctx: Context) {
    const { model, settings } = ctx;
    this.look = {
      hasSource: model.desk.track.source.length > 0,
      hasRisk: false,
      marked: null,
      mute: new Set(),
    };
    this.bar = new FilterBar(ctx);
    this.columns = h("div", { class: "lz-columns", role: "row", attrs: { "aria-rowindex": 1 } });
    this.rows = new VirtualList<Item>(
      () => new CueRow(ctx, () => this.look),
      (item) => (item.kind === "speech" ? THIN : this.rowHeight),
    );
    this.rows.element.classList.add("lz-rows");
    this.rows.element.setAttribute("role", "presentation");
    const grid = h(
      "div",
      { class: "lz-grid", role: "grid", label: S.cueList, tabindex: 0 },
      this.columns,
      this.rows.element,
    );
    grid.setAttribute("aria-multiselectable", "false");
    this.grid = grid;
    this.element = h("section", { class: "lz-list", label: S.cueList }, this.bar.element, grid);
    this.rebuildSoon = atNextFrame(() => this.rebuild());
    this.redrawSoon = atNextFrame(() => this.redraw());
    this.listen();
    this.setFont(settings.values.listFont);
    this.drawColumns();
    model.on((event) => this.told(event));
    settings.on((key) => {
      if (key === "listFont") this.setFont(settings.values.listFont);
    });
    new ResizeObserver((entries) => this.sized(entries[0]!.contentRect.width)).observe(grid);
    this.rebuild();
  }

  private readonly grid: HTMLElement;

  /** The list is seen again: at the current cue. */
  show(): void {
    this.following = true;
    this.rebuildSoon();
  }

  /** Keys for a stretch of speech that is marked come here, not to the timeline. */
  claims(event: KeyboardEvent): boolean {
    if (this.look.marked === null || !this.grid.contains(event.target as Node)) return false;
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    return ["Enter", "Insert", " ", "Escape"].includes(event.key);
  }

  private told(event: ModelEvent): void {
    switch (event.type) {
      case "rows":
      case "shown":
        this.following = event.type === "shown" || this.following;
        this.rebuildSoon();
        break;
      case "desk":
        this.rebuildSoon();
        break;
      case "current":
        this.following = true;
        this.redrawSoon();
        break;
      case "typed":
        this.typed.add(event.id);
        this.redrawSoon();
        break;
      case "findings":
      case "others":
        this.typed.clear();
        this.allSoon();
        break;
      default:
    }
  }

  private all = false;

  private allSoon(): void {
    this.all = true;
    this.redrawSoon();
  }

  private rebuild(): void {
    const { model } = this.ctx;
    const woven = model.sort === "programme" && this.isWhole();
    const mute = new Set(
      model.speechless.filter((one) => one.kind === "cue-without-speech").map((one) => one.cue_id),
    );
    this.look = { ...this.look, mute };
    this.items = itemsOf(model.shown, model.speechless, woven);
    this.indexes.clear();
    this.items.forEach((item, index) => {
      if (item.kind === "cue") this.indexes.set(item.row.id, index);
    });
    this.grid.setAttribute("aria-rowcount", String(this.items.length + 1));
    this.rows.setItems(this.items);
    this.bar.draw();
    this.reveal();
  }

  /** Speech without a cue stands among all cues, or among those that want attention. */
  private isWhole(): boolean {
    const { filter } = this.ctx.model;
    return !filter.text && (filter.what === "all" || filter.what === "findings");
  }

  private redraw(): void {
    const moved = this.following;
    if (this.all || moved) this.rows.redraw();
    else {
      for (const id of this.typed) {
        const index = this.indexes.get(id);
        if (index !== undefined) this.rows.redrawOne(index);
      }
    }
    this.all = false;
    this.typed.clear();
    this.reveal();
  }

  private reveal(): void {
    if (!this.following) return;
    this.following = false;
    const id = this.ctx.model.current?.id;
    const index = id === undefined ? undefined : this.indexes.get(id);
    if (index === undefined) return;
    this.rows.reveal(index);
    const element = this.rows.elementOf(index);
    if (element) {
      element.id = "lz-current-row";
      this.grid.setAttribute("aria-activedescendant", element.id);
      for (const other of this.grid.querySelectorAll("#lz-current-row")) {
        if (other !== element) other.removeAttribute("id");
      }
    }
  }

  private listen(): void {
    const { model } = this.ctx;
    // The caret stays where it is: a click on a row moves to the cue, not to the list.
    this.rows.element.addEventListener("mousedown", (event) => {
      if (event.button === 0 && this.itemOf(event.target)) event.preventDefault();
    });
    this.rows.element.addEventListener("click", (event) => {
      const item = this.itemOf(event.target);
      if (!item) return;
      if (item.kind === "speech") {
        this.mark(item.start);
        this.hear(item.start, item.end);
        return;
      }
      if (this.look.marked !== null) this.mark(null);
      model.select(item.row.id);
    });
    this.rows.element.addEventListener("dblclick", (event) => {
      const item = this.itemOf(event.target);
      if (item?.kind === "cue") this.ctx.screen().setFocus("text");
      else if (item) this.insert(item.start, item.end);
    });
    this.grid.addEventListener("keydown", (event) => this.key(event));
  }

  private key(event: KeyboardEvent): void {
    const { marked } = this.look;
    if (marked === null || event.ctrlKey || event.altKey || event.metaKey) return;
    const item = this.items.find((one) => one.kind === "speech" && one.start === marked);
    if (item?.kind !== "speech") return;
    if (event.key === "Enter" || event.key === "Insert") this.insert(item.start, item.end);
    else if (event.key === " ") this.hear(item.start, item.end);
    else if (event.key === "Escape") this.mark(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private mark(start: number | null): void {
    this.look = { ...this.look, marked: start };
    this.rows.redraw();
    if (start !== null) this.grid.focus({ preventScroll: true });
  }

  private hear(start: number, end: number): void {
    const { model } = this.ctx;
    this.ctx.player().playRange(model.rate.frameShown(start), model.rate.nearestFrame(end));
  }

  private insert(start: number, end: number): void {
    this.mark(null);
    insertAt(this.ctx, start, end);
  }

  private itemOf(target: EventTarget | null): Item | undefined {
    const row = target instanceof Element ? target.closest<HTMLElement>(".lz-row") : null;
    const index = row?.dataset["index"];
    return index === undefined ? undefined : this.items[Number(index)];
  }

  private setFont(px: number): void {
    this.element.style.setProperty("--lz-list-size", `${px}px`);
    // Two lines at 1.35 and 8 px of air; never under the 44 px of a row.
    this.rowHeight = Math.max(44, Math.ceil(px * 2.7 + 8));
    this.rows.measure();
  }

  private sized(width: number): void {
    const hasRisk = width >= WIDE;
    if (hasRisk === this.look.hasRisk) return;
    this.look = { ...this.look, hasRisk };
    this.drawColumns();
    this.rows.redraw();
  }

  private drawColumns(): void {
    const { model } = this.ctx;
    const { track } = model.desk;
    const head = (text: string, kind: string, title = ""): HTMLElement =>
      h("div", {
        class: `lz-cell lz-cell-${kind}`,
        role: "columnheader",
        text,
        ...(title ? { title } : {}),
      });
    const risk = h("div", { class: "lz-cell lz-cell-figure", role: "columnheader" });
    risk.append(
      button(S.columnRisk, () => model.setSort(model.sort === "risk" ? "programme" : "risk"), {
        class: "lz-column-sort",
        title: S.sortByRiskHint,
      }),
    );
    fill(
      this.columns,
      head("#", "number"),
      head(S.columnIn, "time"),
      head(S.columnDuration, "figure", S.columnDurationHint),
      head(S.columnSpeed, "figure", S.columnSpeedHint),
      this.look.hasSource && head(S.columnSource(track.source_locale), "text"),
      head(S.columnTarget(track.locale), "text"),
      this.look.hasRisk && risk,
      head(S.columnState, "state"),
    );
    this.grid.classList.toggle("lz-has-source", this.look.hasSource);
    this.grid.classList.toggle("lz-has-risk", this.look.hasRisk);
  }
}

/** A new cue over a stretch of speech. */
export function insertAt(ctx: Context, start: number, end: number): void {
  const { model } = ctx;
  const duration = Math.max(end - start, model.desk.limits.min_duration);
  const known = new Set(model.rows.map((row) => row.id));
  void model
    .act({ route: "insert", body: { at: start, duration }, what: S.insertWhat })
    .then((outcome) => {
      const made = outcome.ok ? outcome.cues.find((one) => !known.has(one.cue.id)) : undefined;
      if (!made) return;
      model.select(made.cue.id);
      ctx.screen().setFocus("text");
    });
}
