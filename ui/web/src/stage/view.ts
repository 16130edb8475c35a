/** Which stretch of the programme is seen, and where its times lie in pixels. */

/** ms across: from one in which a frame is a finger wide to one that shows a scene's cues. */
export const NEAREST = 1_000;
export const FARTHEST = 180_000;
/** Of the width that a page keeps on the side that it came from. */
const KEPT = 0.1;

export interface View {
  readonly start: number; // ms at the left edge; with a centred playhead it may be before the first
  readonly span: number; // ms across
  readonly width: number; // px
}

export function clampSpan(span: number): number {
  return Math.min(FARTHEST, Math.max(NEAREST, span));
}

export function toX(view: View, time: number): number {
  return ((time - view.start) * view.width) / view.span;
}

export function toTime(view: View, x: number): number {
  return view.start + (x * view.span) / view.width;
}

/** ms that a number of pixels stand for. */
export function msOf(view: View, pixels: number): number {
  return (pixels * view.span) / view.width;
}

/** Within the programme; with a centred playhead its ends can come to the middle. */
export function within(view: View, duration: number, centred: boolean): View {
  const over = centred ? view.span / 2 : 0;
  const earliest = 0 - over;
  const latest = Math.max(earliest, duration - view.span + over);
  const start = Math.min(latest, Math.max(earliest, view.start));
  return start === view.start ? view : { ...view, start };
}

/** Another scale, with the time at `x` left where it is. */
export function zoomed(view: View, span: number, x: number): View {
  const next = clampSpan(span);
  return { ...view, span: next, start: toTime(view, x) - (x * next) / view.width };
}

/** The view that shows a time while playing: in the middle, or by pages. */
export function following(view: View, time: number, centred: boolean): View {
  if (centred) return { ...view, start: time - view.span / 2 };
  const end = view.start + view.span;
  if (time >= view.start && time < end) return view;
  // A page on, or one back, keeps a little of what was seen; a jump does as well.
  const start = time >= end ? time - KEPT * view.span : time - (1 - KEPT) * view.span;
  return { ...view, start };
}

/** The view that shows a time somebody went to: as it is where the time is well inside. */
export function showing(view: View, time: number, until = time): View {
  const margin = view.span * KEPT;
  const length = Math.min(until - time, view.span - 2 * margin);
  if (time >= view.start + margin && time + length <= view.start + view.span - margin) return view;
  return { ...view, start: time - (view.span - length) / 2 };
}
