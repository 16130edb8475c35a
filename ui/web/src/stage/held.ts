/** Which times of a row the template holds, as `localize/review/edges.py` finds them. */

import type { Model, Row } from "../editor";
import type { Cue } from "../wire";

export interface Held {
  readonly start: number | undefined; // ms; undefined: the market's own
  readonly end: number | undefined;
}

/**
 * An in-time is held where the row is the first over the first of its lines in the template, an
 * out-time where it is the last over the last of them.
 */
export function heldEdges(model: Pick<Model, "desk" | "rows">, row: Row): Held {
  const template = new Map(model.desk.track.source.map((cue) => [cue.id, cue]));
  const lines = row.view.cue.source_ids
    .map((id) => template.get(id))
    .filter((cue): cue is Cue => cue !== undefined)
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const [first, last] = [lines[0], lines.at(-1)];
  if (!first || !last) return { start: undefined, end: undefined };
  const over = (line: Cue): Row[] =>
    model.rows.filter((other) => other.view.cue.source_ids.includes(line.id));
  return {
    start: over(first)[0]?.id === row.id ? first.start : undefined,
    end: over(last).at(-1)?.id === row.id ? Math.max(...lines.map((line) => line.end)) : undefined,
  };
}
