/** The page as a whole: its parts in their places, the two focuses, and what commands ask of it. */

import type { Focus, NoteAs, Panel, Screen } from "../editor";
import type { Where } from "../keys/dispatch";
import { S } from "../strings";
import type { Finding } from "../wire";
import { atNextFrame, type Context } from "./context";
import { h } from "./dom";
import { ConflictView } from "./conflictview";
import { FindBar } from "./findbar";
import { Foot } from "./foot";
import { GoTo } from "./goto";
import { Head } from "./head";
import { HelpOverlay } from "./help";
import { CueList } from "./list";
import { PanelFrame } from "./panels/frame";
import { arrange, TRANSPORT, type PlaceName } from "./places";
import { SettingsDialog } from "./settingsdialog";
import { ShotListDialog } from "./shotlist";
import { Splitters } from "./splitters";
import { Strip } from "./strip";

export class Sheet implements Screen {
  /** Where the stage draws: picture with its transport, and the timeline. */
  readonly picture = h("section", { class: "lz-place-picture", label: S.picture });
  readonly wave = h("section", { class: "lz-place-wave", label: S.timeline, tabindex: -1 });
  readonly box: HTMLTextAreaElement;
  private readonly head: Head;
  private readonly list: CueList;
  private readonly strip: Strip;
  private readonly panels: PanelFrame;
  private readonly foot: Foot;
  private readonly find: FindBar;
  private readonly goTo: GoTo;
  private readonly conflict: ConflictView;
  /** The last of the two focuses, which fields and panels lead back to. */
  private last: Focus = "text";
  private readonly help: HelpOverlay;
  private readonly dialog: SettingsDialog;
  private readonly shotList: ShotListDialog;
  private readonly splitters: Splitters;
  private readonly places: Readonly<Record<PlaceName, HTMLElement>>;

  constructor(
    private readonly root: HTMLElement,
    private readonly ctx: Context,
  ) {
    const { settings } = ctx;
    this.head = new Head(ctx);
    this.list = new CueList(ctx);
    this.strip = new Strip(ctx);
    this.box = this.strip.box.element;
    this.panels = new PanelFrame(ctx);
    this.foot = new Foot(ctx);
    this.find = new FindBar(ctx, () => this.list.show());
    this.goTo = new GoTo(ctx);
    this.conflict = new ConflictView(ctx);
    this.help = new HelpOverlay(ctx);
    this.dialog = new SettingsDialog(ctx);
    this.shotList = new ShotListDialog(ctx);
    this.list.element.prepend(this.find.element);
    this.foot.element.append(this.goTo.element);
    this.places = {
      head: this.head.element,
      picture: this.picture,
      list: this.list.element,
      strip: this.strip.element,
      panels: this.panels.element,
      wave: this.wave,
      foot: this.foot.element,
    };
    root.className = "lz-app";
    root.replaceChildren(
      ...Object.values(this.places),
      this.conflict.element,
      this.help.element,
      this.dialog.element,
      this.shotList.element,
    );
    const layout = atNextFrame(() => this.layout());
    this.splitters = new Splitters(root, settings, layout);
    new ResizeObserver(layout).observe(root);
    settings.on((key) => {
      if (key === "mirrored" || key === "splits") layout();
      if (key === "keys" || key === "remapped") this.keysChanged();
    });
    root.addEventListener("focusin", () => this.focusChanged());
    root.addEventListener("focusout", () => setTimeout(() => this.focusChanged()));
    // Esc leads out of every field that has no use of its own for it.
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
      if (this.where(event) !== "field") return;
      event.preventDefault();
      this.back();
    });
    this.layout();
    this.focusChanged();
  }

  get focus(): Focus {
    return document.activeElement === this.box ? "text" : "timeline";
  }

  setFocus(focus: Focus): void {
    const target = focus === "text" ? this.box : this.wave;
    target.focus({ preventScroll: true });
  }

  /** Out of a field or a panel, to where one was before. */
  back(): void {
    this.setFocus(this.last);
  }

  setText(lines: readonly string[], caret?: number): void {
    this.strip.box.setText(lines, caret);
  }

  openPanel(panel: Panel): void {
    this.panels.open(panel);
  }

  closePanel(): void {
    this.panels.close();
  }

  toggleHelp(): void {
    this.help.toggle();
  }

  toggleSettings(): void {
    this.dialog.toggle();
  }

  toggleShotList(): void {
    this.shotList.toggle();
  }

  openFind(replace: boolean): void {
    this.find.open(replace);
  }

  findNext(step: 1 | -1): void {
    void this.find.next(step);
  }

  openGoTo(): void {
    this.goTo.open();
  }

  openNote(as: NoteAs = "note"): void {
    this.panels.write(as);
  }

  openWaive(finding: Finding): void {
    this.panels.waive(finding);
  }

  confirmInLine(question: string): Promise<boolean> {
    return this.foot.ask(question);
  }

  /** Where a key press goes; fields, panels and questions have keys of their own. */
  where(event: KeyboardEvent): Where {
    const target = event.target instanceof Element ? event.target : null;
    if (target === this.box) return this.find.claims(event) ? "field" : "text";
    if (this.overlaid || this.foot.asks) return "other";
    if (target === null || !this.root.contains(target)) return "timeline";
    if (target.closest("input, textarea, select, button, a, [role=separator], .lz-conflict")) {
      return "field";
    }
    if (this.places.panels.contains(target) || this.find.element.contains(target)) return "field";
    return this.list.claims(event) ? "field" : "timeline";
  }

  /** Whether something lies over the page. */
  private get overlaid(): boolean {
    return this.help.isOpen || this.dialog.isOpen || this.shotList.isOpen;
  }

  private layout(): void {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (!width || !height) return;
    const { mirrored } = this.ctx.settings.values;
    const made = arrange(width, height, this.splitters.values, mirrored);
    this.root.dataset["size"] = made.size;
    this.root.classList.toggle("lz-mirrored", mirrored);
    this.strip.element.classList.toggle("lz-with-neighbours", made.neighbours);
    this.root.style.setProperty("--lz-transport", `${TRANSPORT[made.size]}px`);
    for (const [name, element] of Object.entries(this.places)) {
      const place = made.places[name as PlaceName];
      element.style.left = `${place.x}px`;
      element.style.top = `${place.y}px`;
      element.style.width = `${place.width}px`;
      element.style.height = `${place.height}px`;
    }
    // Two versions stand beside the box, never over it.
    const { list, strip, wave } = made.places;
    const edge = made.size === "small" ? strip.y : wave.y;
    Object.assign(this.conflict.element.style, {
      left: `${list.x + 8}px`,
      width: `${list.width - 16}px`,
      bottom: `${height - edge + 4}px`,
    });
    this.panels.arrange(made.size === "small");
    this.splitters.draw(made.splits);
  }

  /** Where keys go, for the person to see: the two focuses, or a field or panel with its own. */
  private focusChanged(): void {
    const now = document.activeElement;
    const inField =
      now !== this.box &&
      now !== null &&
      this.root.contains(now) &&
      (now.closest("input, textarea, select, .lz-panels, .lz-findbar, .lz-conflict") !== null ||
        this.overlaid);
    const shown = inField ? "field" : this.focus;
    // Where a form that is done leaves the focus, on nothing, is not where one was.
    if (now === this.box) this.last = "text";
    else if (now !== null && this.wave.contains(now)) this.last = "timeline";
    if (this.root.dataset["focus"] === shown) return;
    this.root.dataset["focus"] = shown;
    this.foot.drawHints(shown);
  }

  private keysChanged(): void {
    delete this.root.dataset["focus"];
    this.focusChanged();
    this.panels.drawTitles();
  }
}
