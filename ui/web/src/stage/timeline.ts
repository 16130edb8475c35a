/** The timeline: waveform, shots, voice and cues of the visible stretch, playhead, mouse. */

import { ProgrammeClock } from "../core/frames";
import type { Edge, Model, Player, Row, Settings, Timeline } from "../editor";
import { S } from "../strings";
import { h } from "../sheet/dom";
import { BAND, RULER, coloursOf, drawBackdrop, type Colours } from "./backdrop";
import { mayMove } from "./dragging";
import { fetchPeaks, type Peaks } from "./peaks";
import { Gestures } from "./gestures";
import { Regions } from "./regions";
import { LiveIndex } from "./rowindex";
import type { Target } from "./snap";
import { following, showing, toX, within, zoomed, type View } from "./view";
import { Wave } from "./wave";

/** Of the visible width, drawn on either side so that scrolling shows what is there. */
const MARGIN = 0.5;
/** ms before peaks that could not be fetched are asked for again. */
const PEAKS_AGAIN = 5_000;
const LOUDEST = 20;
const SOFTEST = 0.25;

/** Parts that are drawn anew at the next frame of the screen. */
type Part = "wave" | "back" | "cues";

export class StageTimeline implements Timeline {
  readonly element: HTMLElement;
  edge: Edge | null = null;
  readonly #wave = new Wave();
  readonly #regions: Regions;
  readonly #rows: LiveIndex;
  readonly #clock: ProgrammeClock;
  readonly #gestures: Gestures;
  readonly #canvas = h("canvas", { class: "lz-tl-back" });
  readonly #sheet: HTMLElement;
  readonly #playhead = h("div", { class: "lz-tl-playhead" });
  readonly #catch = h("div", { class: "lz-tl-catch", hidden: true });
  readonly #created = h("div", { class: "lz-tl-new", hidden: true });
  readonly #notice = h("div", { class: "lz-tl-notice", role: "status" });
  readonly #due = new Set<Part>(["wave", "back", "cues"]);
  readonly #off: (() => void)[] = [];
  readonly #resized: ResizeObserver;
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  #colours: Colours | null = null;
  #view: View;
  #drawn: View | null = null;
  #height = 128;
  #peaks: Peaks | undefined;
  #peaksUrl = "";
  #frame = 0;
  #away = false; // somebody looks elsewhere while it plays
  #scrubbing = false;
  #lastFrame = -1;

  constructor(
    readonly model: Model,
    readonly player: Player,
    private readonly settings: Settings,
    private readonly host: HTMLElement,
  ) {
    this.#clock = new ProgrammeClock(model.rate, model.desk.start_timecode);
    this.#rows = new LiveIndex(model);
    this.#regions = new Regions(model);
    this.#view = within(
      { start: 0, span: settings.values.zoom * 1000, width: 1 },
      this.duration,
      settings.values.centred,
    );
    this.#view = zoomed(this.#view, this.#view.span, 0);
    this.#sheet = h(
      "div",
      { class: "lz-tl-sheet" },
      this.#wave.element,
      this.#canvas,
      this.#regions.element,
      this.#created,
    );
    this.element = h(
      "div",
      { class: "lz-timeline", role: "group", label: S.timeline },
      this.#sheet,
      this.#catch,
      this.#playhead,
      this.#notice,
    );
    host.replaceChildren(this.element);
    this.#gestures = new Gestures(this);
    this.#resized = new ResizeObserver(() => this.#resize());
    this.#resized.observe(this.element);
    const scheme = (): void => this.#recolour();
    this.#dark.addEventListener("change", scheme);
    this.#off.push(
      () => this.#dark.removeEventListener("change", scheme),
      model.on((event) => {
        if (event.type === "rows") this.draw("cues", "back");
        else if (event.type === "typed" || event.type === "others") this.draw("cues");
        else if (event.type === "desk") this.draw("cues", "back");
        else if (event.type === "current") this.#currentChanged();
      }),
      player.on((event) => {
        if (event === "frame") this.#presented();
        else if (event === "state") this.#away = false;
        else void this.#fetchPeaks();
      }),
      settings.on((key) => {
        if (key === "zoom") this.#zoomTo(settings.values.zoom * 1000, this.#pivot());
        else if (key === "loudness") this.draw("wave");
        else if (key === "centred") this.#follow(true);
        else if (key === "theme") this.#recolour();
      }),
    );
    this.#resize();
    void this.#fetchPeaks();
  }

  // --- What commands use -------------------------------------------------------------------------

  get zoom(): number {
    return this.#view.span / 1000;
  }
  set zoom(seconds: number) {
    this.zoomAt(seconds * 1000, this.#pivot());
  }

  zoomBy(factor: number): void {
    this.zoomAt(this.#view.span * factor, this.#pivot());
  }

  loudnessBy(factor: number): void {
    const next = this.settings.values.loudness * factor;
    this.settings.set("loudness", Math.min(LOUDEST, Math.max(SOFTEST, next)));
  }

  show(time: number): void {
    this.#look(showing(this.#view, time));
  }

  get centred(): boolean {
    return this.settings.values.centred;
  }
  set centred(centred: boolean) {
    this.settings.set("centred", centred);
  }

  selectEdge(edge: Edge | null): void {
    if (edge?.id === this.edge?.id && edge?.side === this.edge?.side) return;
    this.edge = edge;
    this.draw("cues", "back");
  }

  // --- What gestures use -------------------------------------------------------------------------

  get view(): View {
    return this.#view;
  }

  /** ms of the programme; where the desk does not know, of its sound or its last cue. */
  get duration(): number {
    const last = this.model.rows.at(-1)?.end ?? 0;
    return Math.max(this.model.desk.duration, this.player.media.duration, last);
  }

  get frames(): number {
    return this.player.media.frames || this.model.rate.framesUpTo(this.duration);
  }

  /** Rows that reach into the view. */
  visible(): Row[] {
    const { start, span } = this.#view;
    return this.#rows.index.between(start, start + span);
  }

  mayMove(row: Row, what: "start" | "end" | "whole"): boolean {
    return mayMove(this.model, row, what);
  }

  scrollBy(pixels: number): void {
    if (this.player.playing) this.#away = true;
    const start = this.#view.start + (pixels * this.#view.span) / this.#view.width;
    this.#look({ ...this.#view, start });
  }

  /** Another scale, the time at `x` staying; kept among the person's settings. */
  zoomAt(span: number, x: number): void {
    this.#zoomTo(span, x);
    this.settings.set("zoom", this.#view.span / 1000);
  }

  loudness(factor: number): void {
    this.loudnessBy(factor);
  }

  /** Go to a frame; while it is `going` the view stands still under the hand. */
  scrub(frame: number, going: boolean): void {
    this.#scrubbing = going;
    this.player.seek(frame);
  }

  /** The hand has let go. The player is left alone: what it plays or repeats goes on. */
  endScrub(): void {
    this.#scrubbing = false;
  }

  /** The line that shows what an edge caught; undefined takes it away. */
  showCaught(target: Target | undefined): void {
    this.#catch.hidden = !target;
    if (!target) return;
    const words = {
      shot: S.caughtShot,
      neighbour: S.caughtNeighbour,
      word: S.caughtWord,
      voice: S.caughtVoice,
    };
    this.#catch.dataset["by"] = words[target.by];
    const x = toX(this.#view, this.model.rate.timeOf(target.frame));
    this.#catch.style.transform = `translateX(${Math.round(x)}px)`;
  }

  /** The span of a cue that is being drawn, in frames. */
  showCreated(from: number, to: number): void {
    const { rate } = this.model;
    this.#created.hidden = to <= from;
    if (!this.#drawn) return;
    const left = toX(this.#drawn, rate.timeOf(from));
    this.#created.style.transform = `translateX(${left}px)`;
    this.#created.style.width = `${toX(this.#drawn, rate.timeOf(to)) - left}px`;
  }

  dispose(): void {
    for (const off of this.#off) off();
    cancelAnimationFrame(this.#frame);
    this.#resized.disconnect();
    this.#gestures.dispose();
    this.#wave.dispose();
    this.#rows.dispose();
    this.host.replaceChildren();
  }

  /** Draw parts anew at the next frame of the screen. */
  draw(...parts: Part[]): void {
    for (const part of parts) this.#due.add(part);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  // --- Drawing -----------------------------------------------------------------------------------

  #render(): void {
    const view = this.#view;
    if (view.width <= 1) return;
    let drawn = this.#drawn;
    const covers =
      drawn &&
      drawn.span * view.width === view.span * drawn.width &&
      view.start >= drawn.start &&
      view.start + view.span <= drawn.start + drawn.span;
    if (!drawn || !covers) {
      const more = 1 + 2 * MARGIN;
      drawn = {
        start: view.start - view.span * MARGIN,
        span: view.span * more,
        width: view.width * more,
      };
      this.#drawn = drawn;
      this.#sheet.style.width = `${drawn.width}px`;
      for (const part of ["wave", "back", "cues"] as const) this.#due.add(part);
    }
    this.#colours ??= coloursOf(this.element);
    if (this.#due.has("wave")) this.#drawWave(drawn, this.#colours);
    if (this.#due.has("back")) {
      drawBackdrop(this.#canvas, drawn, this.#height, {
        model: this.model,
        clock: this.#clock,
        colours: this.#colours,
        edge: this.#edgeTime(),
      });
    }
    if (this.#due.has("cues")) {
      const rows = this.#rows.index.between(drawn.start, drawn.start + drawn.span);
      this.#regions.draw(rows, drawn, { edge: this.edge });
    }
    this.#due.clear();
    this.#sheet.style.transform = `translateX(${toX(view, drawn.start).toFixed(2)}px)`;
    this.#drawPlayhead();
  }

  #drawWave(drawn: View, colours: Colours): void {
    const { state } = this.player.media;
    this.#notice.textContent =
      this.#peaks || this.#peaksUrl ? "" : S.timelineEmpty(state !== "none");
    this.#wave.element.hidden = !this.#peaks;
    if (!this.#peaks) return;
    const slice = this.#peaks.slice(drawn.start, drawn.start + drawn.span, Math.ceil(drawn.width));
    this.#wave.draw(slice, drawn.span / 1000, {
      colour: colours.wave,
      height: Math.max(10, this.#height - RULER - BAND),
      loudness: this.settings.values.loudness,
    });
  }

  #drawPlayhead(): void {
    const x = toX(this.#view, this.player.time);
    const seen = x >= 0 && x <= this.#view.width;
    this.#playhead.hidden = !seen;
    if (seen) this.#playhead.style.transform = `translateX(${x.toFixed(2)}px)`;
  }

  #edgeTime(): number | undefined {
    const row = this.edge && this.model.row(this.edge.id);
    return row ? row[this.edge?.side ?? "start"] : undefined;
  }

  #recolour(): void {
    // The page changes its theme by an attribute, after this is told.
    requestAnimationFrame(() => {
      this.#colours = null;
      this.draw("wave", "back");
    });
  }

  #resize(): void {
    const width = Math.max(1, this.element.clientWidth);
    const height = Math.max(40, this.element.clientHeight);
    if (width === this.#view.width && height === this.#height) return;
    this.#height = height;
    this.#view = { ...this.#view, width };
    this.#drawn = null;
    this.draw();
  }

  // --- Moving ------------------------------------------------------------------------------------

  #look(view: View): void {
    const next = within(view, this.duration, this.centred);
    if (next.start === this.#view.start && next.span === this.#view.span) return;
    this.#view = next;
    this.draw();
  }

  #zoomTo(span: number, x: number): void {
    this.#look(zoomed(this.#view, span, x));
  }

  /** Where a zoom without a pointer turns about: the playhead, where it is seen. */
  #pivot(): number {
    const x = toX(this.#view, this.player.time);
    return x >= 0 && x <= this.#view.width ? x : this.#view.width / 2;
  }

  #presented(): void {
    const { frame } = this.player;
    const jumped = Math.abs(frame - this.#lastFrame) > this.model.rate.nominal;
    this.#lastFrame = frame;
    this.#follow(jumped);
    this.#drawPlayhead();
  }

  #follow(jumped: boolean): void {
    if (this.#scrubbing || this.#gestures.busy) return;
    const { time } = this.player;
    const { start, span } = this.#view;
    if (time >= start && time < start + span && !this.centred) this.#away = false;
    if (this.#away && !jumped) return;
    const goTo = jumped && !this.player.playing && !this.centred;
    this.#look(goTo ? showing(this.#view, time) : following(this.#view, time, this.centred));
  }

  #currentChanged(): void {
    const { current } = this.model;
    if (this.edge && this.edge.id !== current?.id) this.edge = null;
    // While it plays, the playhead says what is seen.
    if (current && !this.player.playing && !this.#gestures.busy && !this.centred) {
      this.#look(showing(this.#view, current.start, current.end));
    }
    this.draw("cues", "back");
  }

  async #fetchPeaks(): Promise<void> {
    const { state, peaks } = this.player.media;
    if (state !== "ready" || !peaks || peaks.url === this.#peaksUrl) return;
    this.#peaksUrl = peaks.url;
    const fetched = await fetchPeaks(peaks.url, peaks.per_second);
    if (this.#peaksUrl !== peaks.url) return; // another address was told meanwhile
    if (fetched) {
      this.#peaks = fetched;
      this.draw("wave");
      return;
    }
    if (!this.#peaks) this.#notice.textContent = S.waveformLost;
    const timer = setTimeout(() => {
      this.#peaksUrl = "";
      void this.#fetchPeaks();
    }, PEAKS_AGAIN);
    this.#off.push(() => clearTimeout(timer));
  }
}

export function createTimeline(
  model: Model,
  player: Player,
  settings: Settings,
  host: HTMLElement,
): Timeline & { dispose(): void } {
  return new StageTimeline(model, player, settings, host);
}
