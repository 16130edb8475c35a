/** What lies behind and beside the cues: ruler, shot marks, zones, the voice band. One canvas. */

import type { ProgrammeClock } from "../core/frames";
import type { Model } from "../editor";
import { lowest } from "./rowindex";
import { marks } from "./ruler";
import { zones } from "./snap";
import { toX, type View } from "./view";

export const RULER = 14; // px
export const BAND = 8; // px
/** px from one timecode on the ruler to the next: eleven figures and some air. */
const LABEL = 92;

export interface Colours {
  readonly ground: string;
  readonly ruler: string;
  readonly line: string;
  readonly shot: string;
  readonly speech: string;
  readonly speechless: string;
  readonly good: string;
  readonly bad: string;
  readonly wave: string;
  readonly font: string;
}

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ground: of("--lz-wave-ground"),
    ruler: of("--lz-ruler"),
    line: of("--lz-line"),
    shot: of("--lz-shot"),
    speech: of("--lz-speech"),
    speechless: of("--lz-speechless"),
    good: of("--lz-zone-good"),
    bad: of("--lz-zone-bad"),
    wave: of("--lz-wave"),
    font: of("--lz-font") || "sans-serif",
  };
}

export interface Backdrop {
  readonly model: Model;
  readonly clock: ProgrammeClock;
  readonly colours: Colours;
  /** Time of the edge that is selected, ms: the zones of the cuts round it are shaded. */
  readonly edge: number | undefined;
}

/** Draw a stretch (`view` is what is drawn, its margins included). */
export function drawBackdrop(
  canvas: HTMLCanvasElement,
  view: View,
  height: number,
  scene: Backdrop,
): void {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(view.width * ratio);
  const tall = Math.round(height * ratio);
  if (canvas.width !== width || canvas.height !== tall) {
    canvas.width = width;
    canvas.height = tall;
    canvas.style.width = `${view.width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, height);
  drawRuler(context, view, height, scene);
  if (scene.edge !== undefined) drawZones(context, view, height, scene, scene.edge);
  drawBand(context, view, height, scene);
  drawShots(context, view, height, scene);
}

function drawRuler(
  context: CanvasRenderingContext2D,
  view: View,
  height: number,
  { model, clock, colours }: Backdrop,
): void {
  const { rate } = model;
  const first = rate.nearestFrame(Math.max(0, view.start));
  const last = rate.nearestFrame(
    Math.max(0, Math.min(view.start + view.span, model.desk.duration || Infinity)),
  );
  const pixels = (view.width * 1000 * rate.den) / (view.span * rate.num);
  context.font = `10px ${colours.font}`;
  context.textBaseline = "top";
  for (const mark of marks(first, last, pixels, rate, LABEL)) {
    const x = Math.round(toX(view, rate.timeOf(mark.frame))) + 0.5;
    context.fillStyle = colours.line;
    if (mark.labelled) {
      context.fillRect(x - 0.5, RULER, 1, height - RULER - BAND);
      context.fillStyle = colours.ruler;
      context.fillRect(x - 0.5, 0, 1, RULER);
      context.fillText(clock.timecode(mark.frame), x + 3, 2);
    } else {
      context.fillStyle = colours.ruler;
      context.fillRect(x - 0.5, RULER - 4, 1, 4);
    }
  }
}

/** Those of [start, end] spans in order that reach into the view. */
function* inView<S extends readonly [number, number]>(
  spans: readonly S[],
  view: View,
): Generator<S> {
  const end = view.start + view.span;
  const first = lowest(spans.length, (at) => (spans[at]?.[1] ?? 0) > view.start);
  for (let at = first; at < spans.length; at += 1) {
    const span = spans[at];
    if (!span || span[0] >= end) return;
    yield span;
  }
}

function drawBand(
  context: CanvasRenderingContext2D,
  view: View,
  height: number,
  { model, colours }: Backdrop,
): void {
  const top = height - BAND;
  context.fillStyle = colours.speech;
  for (const [start, end] of inView(model.desk.speech, view)) {
    const x = toX(view, start);
    context.fillRect(x, top + 2, Math.max(1, toX(view, end) - x), BAND - 4);
  }
  context.fillStyle = colours.speechless;
  context.strokeStyle = colours.speechless;
  for (const one of model.speechless) {
    if (one.end <= view.start) continue;
    if (one.start >= view.start + view.span) continue;
    const x = toX(view, one.start);
    const wide = Math.max(2, toX(view, one.end) - x);
    if (one.kind === "speech-without-cue") {
      context.globalAlpha = 0.12;
      context.fillRect(x, RULER, wide, top - RULER);
      context.globalAlpha = 1;
      context.fillRect(x, top + 1, wide, BAND - 2);
    } else {
      context.strokeRect(x + 0.5, top + 1.5, Math.max(1, wide - 1), BAND - 3);
    }
  }
}

function drawZones(
  context: CanvasRenderingContext2D,
  view: View,
  height: number,
  { model, colours }: Backdrop,
  edge: number,
): void {
  const { rate, desk } = model;
  // The cuts round the edge: two seconds either way.
  for (const cut of desk.shots) {
    if (Math.abs(cut - edge) > 2_000) continue;
    for (const zone of zones(cut, rate)) {
      const x = toX(view, rate.timeOf(zone.from));
      context.fillStyle = zone.kind === "green" ? colours.good : colours.bad;
      context.fillRect(x, RULER, toX(view, rate.timeOf(zone.to)) - x, height - RULER - BAND);
    }
  }
}

function drawShots(
  context: CanvasRenderingContext2D,
  view: View,
  height: number,
  { model, colours }: Backdrop,
): void {
  const { shots } = model.desk;
  const end = view.start + view.span;
  context.fillStyle = colours.shot;
  const first = lowest(shots.length, (at) => (shots[at] ?? 0) >= view.start);
  for (let at = first; at < shots.length; at += 1) {
    const shot = shots[at] ?? 0;
    if (shot > end) break;
    const x = Math.round(toX(view, shot));
    context.fillRect(x, 0, 1, height);
    // A foot, so that a mark is told from a cue's edge without its colour.
    context.beginPath();
    context.moveTo(x - 3, 0);
    context.lineTo(x + 4, 0);
    context.lineTo(x + 0.5, 5);
    context.fill();
  }
}
