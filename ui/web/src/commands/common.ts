/** What several commands need: the current cue in frames, its neighbours in the same place, acts. */

import { halfSecond, place } from "../core/measure";
import { strip } from "../core/markup";
import type { Act, Editor, Model, Outcome, Row } from "../editor";
import { S } from "../strings";

/** A cue's edges in whole frames. */
export interface Frames {
  readonly from: number;
  readonly to: number; // not included
}

export function framesOf(model: Model, row: Row): Frames {
  return { from: model.rate.nearestFrame(row.start), to: model.rate.nearestFrame(row.end) };
}

/** The current cue; where there is none, says so. */
export function currentOf({ model }: Editor): Row | undefined {
  const row = model.current;
  if (!row) model.say(S.noCueChosen);
  return row;
}

/**
 * The next (1) or former (-1) cue in the same part of the picture. One that is still to be written
 * has its time already, as in a market that was just begun; one that never shows text has none.
 */
export function neighbour(model: Model, row: Row, step: 1 | -1): Row | undefined {
  const here = placeOf(row);
  for (let at = model.index(row.id) + step; at >= 0 && at < model.rows.length; at += step) {
    const other = model.rows[at];
    if (!other || placeOf(other) !== here) continue;
    if (other.view.cue.translate || other.lines.some((line) => strip(line).trim())) return other;
  }
  return undefined;
}

function placeOf({ id, start, end, lines, view }: Row): string {
  const { translate, placement } = view.cue;
  return place({ id, start, end, lines, translate, placement });
}

/** The guide's least gap, frames. */
export function gapOf(model: Model): number {
  return model.desk.limits.min_gap_frames;
}

/** Half a second in frames, as guides count it. */
export function halfOf(model: Model): number {
  return halfSecond(model.rate);
}

/** An act on a cue; its refusal is said by the model. */
export function act(
  { model }: Editor,
  route: string,
  row: Row,
  what: string,
  body: Act["body"] = {},
): Promise<Outcome> {
  return model.act({ route, cue_id: row.id, body, what });
}

/** Set a cue's edges, in frames; nothing is asked where they are so already. */
export async function setFrames(
  editor: Editor,
  row: Row,
  { from, to }: Partial<Frames>,
  what: string,
): Promise<boolean> {
  const { model, timeline } = editor;
  const { rate } = model;
  // The edge that is moved is the one whose zones round shot changes are seen.
  timeline.selectEdge({ id: row.id, side: from === undefined ? "end" : "start" });
  const start = from === undefined ? row.start : rate.timeOf(from);
  const end = to === undefined ? row.end : rate.timeOf(to);
  if (start < 0 || (from !== undefined && from < 0)) {
    model.say(S.beforeProgramme, "refused");
    return false;
  }
  if (end <= start) {
    model.say(from === undefined ? S.outBeforeIn : S.inAfterOut, "refused");
    return false;
  }
  const body: Record<string, number> = {};
  // Judged by what was asked for: what is being saved may be just what is to be taken back.
  const { asked } = row;
  if (from !== undefined && start !== asked.start) body.start = start;
  if (to !== undefined && end !== asked.end) body.end = end;
  if (!Object.keys(body).length) {
    model.sketch(row.id, asked.start, asked.end);
    return true;
  }
  return (await act(editor, "times", row, what, body)).ok;
}

/** Go to a cue, and show it from its first frame, also where it is the current one. */
export function goTo(editor: Editor, id: string): void {
  const { model, player } = editor;
  const row = model.row(id);
  if (!row) return;
  if (model.current?.id === id) player.seek(framesOf(model, row).from);
  else model.select(id);
}
