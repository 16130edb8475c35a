/** The mouse on the timeline: seeking, scrolling, zooming, dragging, making a cue. */

import type { Row } from "../editor";
import { S } from "../strings";
import { CueDrag } from "./dragging";
import { hit, type Hit } from "./pointer";
import { RULER } from "./backdrop";
import type { StageTimeline } from "./timeline";
import { msOf, toTime, toX } from "./view";

/** px that a press may wander and still be a click. */
const STILL = 3;
/** One notch of a wheel, in px, zooms by this. */
const ZOOM_PER_PX = 1.0015;
/** Wheels that count in lines or pages. */
const LINE_PX = 16;

interface Press {
  readonly x: number;
  readonly time: number; // ms, which stays when the view moves
  readonly hit: Hit<Row> | undefined;
  readonly alt: boolean;
  readonly pointer: number;
  drag: CueDrag | "scrub" | "create" | "nothing" | undefined;
}

export class Gestures {
  readonly #undo = new AbortController();
  #press: Press | undefined;
  #last: PointerEvent | undefined;
  #saving = 0;

  constructor(private readonly timeline: StageTimeline) {
    const { element } = timeline;
    const { signal } = this.#undo;
    element.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    element.addEventListener("pointermove", (event) => this.#move(event), { signal });
    element.addEventListener("pointerup", (event) => this.#up(event), { signal });
    element.addEventListener("pointercancel", () => this.#cancel(), { signal });
    element.addEventListener("dblclick", (event) => this.#double(event), { signal });
    element.addEventListener("wheel", (event) => this.#wheel(event), { signal, passive: false });
    // A press takes the caret out of no box: keys go on where they went.
    element.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    for (const type of ["keydown", "keyup"] as const) {
      document.addEventListener(type, (event) => this.#key(event), { signal, capture: true });
    }
  }

  /** Something is being dragged, or what was dragged is being saved. */
  get busy(): boolean {
    return this.#press?.drag !== undefined || this.#saving > 0;
  }

  dispose(): void {
    this.#undo.abort();
  }

  #x(event: MouseEvent): number {
    return event.clientX - this.timeline.element.getBoundingClientRect().left;
  }

  #frameAt(x: number): number {
    const { view, model } = this.timeline;
    return model.rate.frameShown(Math.max(0, Math.floor(toTime(view, x))));
  }

  #hitAt(event: MouseEvent): Hit<Row> | undefined {
    const { element, view, model } = this.timeline;
    if (event.clientY - element.getBoundingClientRect().top < RULER) return undefined;
    return hit(this.timeline.visible(), view, this.#x(event), model.current?.id);
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || this.#press) return;
    this.timeline.element.setPointerCapture(event.pointerId);
    const x = this.#x(event);
    this.#press = {
      x,
      time: toTime(this.timeline.view, x),
      hit: this.#hitAt(event),
      alt: event.altKey,
      pointer: event.pointerId,
      drag: undefined,
    };
  }

  #move(event: PointerEvent): void {
    const press = this.#press;
    if (!press) {
      this.#hover(event);
      return;
    }
    if (event.pointerId !== press.pointer) return;
    this.#last = event;
    if (press.drag === undefined) {
      if (Math.abs(this.#x(event) - press.x) <= STILL) return;
      press.drag = this.#begin(press);
    }
    this.#drag(press, event);
  }

  #begin(press: Press): Press["drag"] {
    const { timeline } = this;
    const { model } = timeline;
    if (!press.hit) return press.alt && model.desk.may.edit ? "create" : "scrub";
    const { row, what } = press.hit;
    if (!timeline.mayMove(row, what)) {
      const locked = row.view.locked || !model.mayEdit(row.id);
      model.say(locked ? S.dragLocked : S.dragFixed, "refused");
      return "nothing";
    }
    // Coming to a cue takes the picture to it and rests there: what plays is left alone, as by scrubs.
    if (model.current?.id !== row.id && !timeline.player.playing) model.select(row.id);
    timeline.selectEdge(what === "whole" ? null : { id: row.id, side: what });
    return CueDrag.of(model, press.hit, timeline.frames);
  }

  #drag(press: Press, event: PointerEvent | KeyboardEvent): void {
    const { timeline } = this;
    const { drag } = press;
    const x = this.#last ? this.#x(this.#last) : press.x;
    if (drag === "scrub") timeline.scrub(this.#frameAt(x), true);
    else if (drag === "create") {
      const [from, to] = this.#created(press, x);
      timeline.showCreated(from, to);
    } else if (drag instanceof CueDrag) {
      const { view } = timeline;
      drag.move(toTime(view, x) - press.time, msOf(view, 1), {
        free: event.shiftKey,
        along: event.altKey,
      });
      timeline.showCaught(drag.caught);
      timeline.draw("cues", "back");
      const frame = drag.shown;
      if (frame !== undefined && !timeline.player.playing) timeline.scrub(frame, true);
    }
  }

  #created(press: Press, x: number): [number, number] {
    const from = this.#frameAt(toX(this.timeline.view, press.time));
    const to = this.#frameAt(x);
    return [Math.min(from, to), Math.max(from, to) + 1];
  }

  #up(event: PointerEvent): void {
    const press = this.#press;
    if (!press || event.pointerId !== press.pointer) return;
    this.#press = undefined;
    this.#last = undefined;
    const { timeline } = this;
    const { drag } = press;
    const x = this.#x(event);
    if (drag === undefined) this.#click(press);
    else if (drag === "scrub") timeline.scrub(this.#frameAt(x), false);
    else if (drag === "create") this.#create(...this.#created(press, x));
    else if (drag instanceof CueDrag) {
      timeline.endScrub();
      void this.#keep(drag.finish());
    }
    timeline.showCaught(undefined);
    timeline.showCreated(0, 0);
    this.#hover(event);
  }

  /** A click on an edge selects it and shows its frame; anywhere else it goes to the frame there. */
  #click(press: Press): void {
    const { timeline } = this;
    if (press.hit && press.hit.what !== "whole") {
      const { row, what } = press.hit;
      if (timeline.model.current?.id !== row.id) timeline.model.select(row.id);
      timeline.selectEdge({ id: row.id, side: what });
      const { rate } = timeline.model;
      // The picture shows the frame that the edge is about: the first, or the last that is seen.
      const frame = rate.nearestFrame(row[what]) - (what === "end" ? 1 : 0);
      if (!timeline.player.playing) timeline.scrub(frame, false);
      return;
    }
    timeline.selectEdge(null);
    timeline.scrub(this.#frameAt(press.x), false);
  }

  #double(event: MouseEvent): void {
    const found = this.#hitAt(event);
    if (!found) return;
    const { model, player } = this.timeline;
    const { row } = found;
    if (model.current?.id !== row.id) model.select(row.id);
    player.playRange(model.rate.nearestFrame(row.start), model.rate.nearestFrame(row.end));
  }

  #create(from: number, to: number): void {
    const { model } = this.timeline;
    const at = model.rate.timeOf(from);
    const duration = model.rate.timeOf(to) - at;
    void this.#keep(
      model.act({ route: "insert", body: { at, duration }, what: S.actInsert }).then((outcome) => {
        const made = outcome.ok ? outcome.cues.find((cue) => !cue.deleted) : undefined;
        if (made) model.select(made.cue.id);
      }),
    );
  }

  async #keep(work: Promise<void>): Promise<void> {
    this.#saving += 1;
    try {
      await work;
    } finally {
      this.#saving -= 1;
    }
  }

  #cancel(): void {
    const press = this.#press;
    if (!press) return;
    this.#press = undefined;
    this.#last = undefined;
    const { timeline } = this;
    if (press.drag instanceof CueDrag) press.drag.cancel();
    timeline.endScrub();
    timeline.element.releasePointerCapture(press.pointer);
    timeline.showCaught(undefined);
    timeline.showCreated(0, 0);
    timeline.draw("cues", "back");
  }

  /** Esc gives a drag up; Shift and Alt count at once, not at the next move of the hand. */
  #key(event: KeyboardEvent): void {
    const press = this.#press;
    if (!press || press.drag === undefined) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.type === "keydown") this.#cancel();
    } else if (event.key === "Shift" || event.key === "Alt") {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#drag(press, event);
    }
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const { timeline } = this;
    const unit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? LINE_PX : timeline.view.width;
    const across = event.deltaX * unit;
    const down = event.deltaY * unit;
    if (event.ctrlKey || event.metaKey) {
      timeline.zoomAt(timeline.view.span * ZOOM_PER_PX ** down, this.#x(event));
    } else if (event.shiftKey && across === 0) {
      timeline.loudness(ZOOM_PER_PX ** -down);
    } else {
      timeline.scrollBy(Math.abs(across) > Math.abs(down) ? across : down);
    }
  }

  #hover(event: MouseEvent): void {
    const found = this.#hitAt(event);
    const { element } = this.timeline;
    let cursor = "";
    if (found && !this.timeline.mayMove(found.row, found.what)) {
      cursor = found.what === "whole" ? "" : "not-allowed";
    } else if (found) cursor = found.what === "whole" ? "grab" : "ew-resize";
    if (element.style.cursor !== cursor) element.style.cursor = cursor;
  }
}
