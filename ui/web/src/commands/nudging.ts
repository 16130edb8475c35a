/** Edges moved by frames: what comes quickly after each other is one act, so that one undo takes it. */

import type { Command } from "../keys/commands";
import type { Editor } from "../editor";
import { S } from "../strings";
import { currentOf, framesOf, setFrames } from "./common";

/** ms after the last stroke in which another belongs to the same act. */
const TOGETHER = 400;

interface Nudge {
  readonly id: string;
  readonly sides: ReadonlySet<"start" | "end">;
  timer: ReturnType<typeof setTimeout>;
}

const nudges = new WeakMap<Editor, Nudge>();

export function nudge(side: "start" | "end", by: 1 | -1): Command {
  return (editor) => {
    const { model } = editor;
    const row = currentOf(editor);
    if (!row) return;
    // Acts are done one after the other: nothing is waited for, and no stroke is lost meanwhile.
    if (nudges.get(editor)?.id !== row.id) void keepNudges(editor);
    const { from, to } = framesOf(model, row);
    const moved = side === "start" ? { from: from + by, to } : { from, to: to + by };
    if (moved.from < 0 || moved.to <= moved.from) {
      model.say(moved.from < 0 ? S.beforeProgramme : S.atLeastAFrame, "refused");
      return;
    }
    editor.timeline.selectEdge({ id: row.id, side });
    const times = [model.rate.timeOf(moved.from), model.rate.timeOf(moved.to)] as const;
    // The edge that is not moved keeps its time, though it may lie between two frames.
    if (side === "start") model.sketch(row.id, times[0], row.end);
    else model.sketch(row.id, row.start, times[1]);
    editor.timeline.selectEdge({ id: row.id, side });
    const before = nudges.get(editor);
    if (before) clearTimeout(before.timer);
    const timer = setTimeout(() => void keepNudges(editor), TOGETHER);
    nudges.set(editor, { id: row.id, sides: new Set([...(before?.sides ?? []), side]), timer });
  };
}

/** Make an act of what was moved; undefined where nothing was. */
export function keepNudges(editor: Editor): Promise<void> | undefined {
  const nudged = nudges.get(editor);
  if (!nudged) return undefined;
  nudges.delete(editor);
  clearTimeout(nudged.timer);
  return keep(editor, nudged);
}

async function keep(editor: Editor, { id, sides }: Nudge): Promise<void> {
  const { model } = editor;
  const row = model.row(id);
  if (!row) return;
  const { from, to } = framesOf(model, row);
  // An edge that stands where it was asked to be is left there, though it may lie between two frames.
  const moved = (side: "start" | "end"): boolean => sides.has(side) && row[side] !== row.asked[side];
  if (!moved("start") && !moved("end")) {
    model.sketch(id, row.start, row.end);
    return;
  }
  await setFrames(
    editor,
    row,
    { ...(moved("start") ? { from } : {}), ...(moved("end") ? { to } : {}) },
    S.actNudge,
  );
}
