/** What lies under the pointer on the timeline: an edge, a cue, or empty ground. Without a screen. */

import type { Row } from "../editor";
import type { Side } from "./snap";
import { toX, type View } from "./view";

/** px from an edge within which it is taken hold of, outside a cue and inside it. */
export const GRIP = 6;

export interface Hit<R> {
  readonly row: R;
  readonly what: Side | "whole";
}

/**
 * Of all rows in the view, what is at `x`. The current cue comes first, so that its edge is found
 * where two cues touch; else the nearest edge, else the cue itself. Narrow cues keep a middle.
 */
export function hit<R extends Pick<Row, "id" | "start" | "end">>(
  rows: readonly R[],
  view: View,
  x: number,
  current: string | undefined,
): Hit<R> | undefined {
  let best: (Hit<R> & { away: number }) | undefined;
  for (const row of rows) {
    const left = toX(view, row.start);
    const right = toX(view, row.end);
    const inside = Math.min(GRIP, Math.max(1, (right - left) / 4));
    const first = row.id === current ? -GRIP : 0;
    for (const [what, edge, inwards] of [
      ["start", left, 1],
      ["end", right, -1],
    ] as const) {
      const past = (x - edge) * inwards;
      if (past > inside || past < -GRIP) continue;
      // Inside a cue one means that cue's edge rather than its neighbour's.
      const away = Math.abs(past) + first + (past < 0 ? 0.5 : 0);
      if (!best || away < best.away) best = { row, what, away };
    }
  }
  if (best) return best;
  const over = rows.filter((row) => toX(view, row.start) <= x && x < toX(view, row.end));
  const row = over.find((one) => one.id === current) ?? over.at(-1);
  return row && { row, what: "whole" };
}
