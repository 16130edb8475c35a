/** Cues as regions over the waveform: elements for the drawn stretch alone, used again. */

import type { Context } from "../core/measure";
import { tooFast } from "../core/measure";
import { characters } from "../core/counting";
import { strip } from "../core/markup";
import type { Model, Row } from "../editor";
import { S } from "../strings";
import { setText } from "../sheet/dom";
import type { Side } from "./snap";
import { toX, type View } from "./view";

/** Beyond the limit by this, a reading speed is not amber any more but red. */
const RED_FROM = 1.1;
/** px: narrower regions have no room for letters … */
const TEXT_FROM = 40;
/** … nor for their number. */
const NUMBER_FROM = 20;

interface Region {
  readonly element: HTMLElement;
  readonly number: HTMLElement;
  readonly text: HTMLElement;
  readonly bar: HTMLElement;
  readonly others: HTMLElement;
  row: Row | undefined;
  words: string;
}

export interface RegionsLook {
  readonly edge: { readonly id: string; readonly side: Side } | null;
}

export type Speed = "within" | "over" | "far";

/** How fast a row is to be read, against its limit. */
export function speedOf(row: Pick<Row, "lines" | "start" | "end">, context: Context): Speed {
  const amount = characters(row.lines, context.limits.counting);
  const duration = row.end - row.start;
  if (!tooFast(amount, duration, context)) return "within";
  const limits = { ...context.limits, reading_speed: context.limits.reading_speed * RED_FROM };
  return tooFast(amount, duration, { ...context, limits }) ? "far" : "over";
}

export class Regions {
  readonly element = document.createElement("div");
  readonly #used = new Map<string, Region>();
  readonly #spare: Region[] = [];

  constructor(private readonly model: Model) {
    this.element.className = "lz-tl-cues";
  }

  draw(rows: readonly Row[], view: View, look: RegionsLook): void {
    const there = new Set(rows.map((row) => row.id));
    for (const [id, region] of this.#used) {
      if (there.has(id)) continue;
      this.#used.delete(id);
      region.element.hidden = true;
      region.row = undefined;
      this.#spare.push(region);
    }
    const current = this.model.current?.id;
    for (const row of rows) this.#draw(row, view, look, row.id === current);
  }

  #draw(row: Row, view: View, look: RegionsLook, current: boolean): void {
    const region = this.#used.get(row.id) ?? this.#take(row.id);
    const { element } = region;
    const left = toX(view, row.start);
    const width = Math.max(1, toX(view, row.end) - left);
    element.style.transform = `translateX(${left.toFixed(2)}px)`;
    element.style.width = `${width.toFixed(2)}px`;
    element.classList.toggle("lz-tl-current", current);
    element.classList.toggle("lz-tl-tight", width < TEXT_FROM);
    element.classList.toggle("lz-tl-narrow", width < NUMBER_FROM);
    element.dataset["edge"] = look.edge?.id === row.id ? look.edge.side : "";
    element.dataset["locked"] = String(row.view.locked || !this.model.mayEdit(row.id));
    const others = this.model.others.filter((one) => one.cue_id === row.id).map((one) => one.name);
    const names = others.join(", ");
    setText(region.others, names);
    region.others.hidden = !names;
    const number = this.model.index(row.id) + 1;
    setText(region.number, String(number));
    if (region.row === row) return;
    region.row = row;
    element.dataset["state"] = row.view.state;
    element.classList.toggle("lz-tl-stale", row.view.stale !== "");
    const text = row.lines.map(strip).join("\n");
    if (region.words !== text) {
      region.words = text;
      region.text.textContent = text;
    }
    element.setAttribute("aria-label", S.cueInTimeline(number, text.replaceAll("\n", " ")));
    const context = { limits: this.model.desk.limits, rate: this.model.rate };
    region.bar.dataset["speed"] = speedOf(row, context);
    const amount = characters(row.lines, context.limits.counting);
    const share = (amount * 1000) / (row.end - row.start) / context.limits.reading_speed;
    region.bar.style.width = `${Math.min(100, Math.round(share * 100))}%`;
  }

  #take(id: string): Region {
    const region = this.#spare.pop() ?? this.#make();
    region.element.hidden = false;
    region.element.dataset["cue"] = id;
    this.#used.set(id, region);
    return region;
  }

  #make(): Region {
    const { desk } = this.model;
    const div = (name: string): HTMLElement => {
      const made = document.createElement("div");
      made.className = name;
      return made;
    };
    const element = div("lz-tl-cue");
    element.setAttribute("role", "img"); // the list is where a screen reader edits
    const number = div("lz-tl-number");
    const text = div("lz-tl-text");
    text.lang = desk.track.locale;
    text.dir = desk.right_to_left ? "rtl" : "auto";
    const bar = div("lz-tl-speed");
    const others = div("lz-tl-others");
    element.append(number, text, others, bar);
    this.element.append(element);
    return { element, number, text, bar, others, row: undefined, words: "" };
  }
}
