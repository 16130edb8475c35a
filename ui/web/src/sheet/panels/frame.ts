/** The six panels: tabs below the list where there is room, one drawer over it where there is not. */

import type { NoteAs, Panel } from "../../editor";
import type { CommandName } from "../../keys/commands";
import { S } from "../../strings";
import type { Finding } from "../../wire";
import type { Context } from "../context";
import { button, fill, h } from "../dom";
import { DraftPanel } from "./draft";
import { FindingsPanel } from "./findings";
import { HistoryPanel } from "./history";
import { MemoryPanel } from "./memory";
import { NotesPanel } from "./notes";
import type { PanelView } from "./panel";
import { TermsPanel } from "./terms";

const PANELS: readonly Panel[] = ["findings", "terms", "memory", "history", "notes", "draft"];

/** What opens each. */
export const PANEL_COMMANDS: Readonly<Record<Panel, CommandName>> = {
  findings: "finding-list",
  terms: "panel-terms",
  memory: "panel-memory",
  history: "panel-history",
  notes: "panel-notes",
  draft: "panel-draft",
};

export class PanelFrame {
  readonly element: HTMLElement;
  private readonly notes: NotesPanel;
  private readonly findings: FindingsPanel;
  private readonly views: Readonly<Record<Panel, PanelView>>;
  private readonly tabs = new Map<Panel, HTMLButtonElement>();
  private readonly body = h("div", {
    class: "lz-panel-body",
    role: "tabpanel",
    id: "lz-panel-body",
  });
  private readonly closer: HTMLButtonElement;
  private shown: Panel | null = null;
  private drawer = false;

  constructor(private readonly ctx: Context) {
    this.notes = new NotesPanel(ctx);
    this.findings = new FindingsPanel(ctx);
    this.views = {
      findings: this.findings,
      terms: new TermsPanel(ctx),
      memory: new MemoryPanel(ctx),
      history: new HistoryPanel(ctx),
      notes: this.notes,
      draft: new DraftPanel(ctx),
    };
    const tabs = h("div", { class: "lz-tabs", role: "tablist", label: S.panels });
    for (const panel of PANELS) {
      const tab = button(S.panel[panel], () => this.open(panel), {
        class: "lz-tab",
        role: "tab",
        attrs: { "aria-controls": "lz-panel-body" },
      });
      this.tabs.set(panel, tab);
      tabs.append(tab);
    }
    tabs.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      const at = PANELS.indexOf(this.shown ?? "findings");
      const next = PANELS[(at + step + PANELS.length) % PANELS.length]!;
      this.show(next);
      this.tabs.get(next)?.focus();
    });
    this.closer = button("✕", () => this.close(), {
      class: "lz-panel-close",
      label: S.close,
      title: `${S.close} (Esc)`,
    });
    this.element = h(
      "section",
      { class: "lz-panels", label: S.panels },
      h("div", { class: "lz-tabs-row" }, tabs, this.closer),
      this.body,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.isComposing || event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.close();
    });
    this.drawTitles();
  }

  /** Another arrangement: tabs show something always, a drawer only what was asked for. */
  arrange(drawer: boolean): void {
    if (drawer === this.drawer && (drawer || this.shown)) return;
    this.drawer = drawer;
    this.element.classList.toggle("lz-drawer", drawer);
    this.closer.hidden = !drawer;
    if (drawer) this.hide();
    else this.show(this.shown ?? "findings");
  }

  /** Open by key: the focus goes in; the same key again goes back. */
  open(panel: Panel): void {
    const inside = this.element.contains(document.activeElement);
    if (this.shown === panel && inside) {
      this.close();
      return;
    }
    this.show(panel);
    this.views[panel].focus();
  }

  /** Show without taking the focus. */
  show(panel: Panel): void {
    if (this.shown !== panel) {
      if (this.shown) this.views[this.shown].hide();
      this.shown = panel;
      fill(this.body, this.views[panel].element);
      this.views[panel].show();
    }
    this.element.hidden = false;
    for (const [name, tab] of this.tabs) {
      tab.setAttribute("aria-selected", String(name === panel));
      tab.tabIndex = name === panel ? 0 : -1;
    }
    this.body.setAttribute("aria-label", S.panel[panel]);
  }

  /** Write a note; a drawer that came for it alone goes with it. */
  write(as: NoteAs): void {
    const alone = this.drawer && this.shown === null;
    this.show("notes");
    this.notes.write(as, () => alone && this.hide());
  }

  /** Ask why a rule may be broken. */
  waive(finding: Finding): void {
    this.show("findings");
    this.findings.waive(finding);
  }

  close(): void {
    const inside = this.element.contains(document.activeElement);
    if (this.drawer) this.hide();
    if (inside) this.ctx.back();
  }

  drawTitles(): void {
    for (const [panel, tab] of this.tabs) {
      const key =
        this.ctx.key(PANEL_COMMANDS[panel], "text") ||
        this.ctx.key(PANEL_COMMANDS[panel], "timeline");
      tab.title = key ? `${S.panel[panel]} (${key})` : S.panel[panel];
    }
  }

  private hide(): void {
    if (this.shown) this.views[this.shown].hide();
    this.shown = null;
    this.element.hidden = true;
  }
}
