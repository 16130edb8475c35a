/** Times: always whole frames, set at the frame that is presented. */

import type { Command } from "../keys/commands";
import type { Editor } from "../editor";
import { S } from "../strings";
import { currentOf, framesOf, gapOf, neighbour, setFrames } from "./common";

/**
 * The presented frame; while playing, some frames earlier: what a person's reaction takes (theirs
 * to set; WinCAPS has it too).
 */
export function pointed({ player, settings }: Editor): number {
  const late = player.playing ? settings.values.reaction : 0;
  return Math.max(0, player.presented() - late);
}

export const setIn: Command = async (editor) => {
  const row = currentOf(editor);
  if (row) await setFrames(editor, row, { from: pointed(editor) }, S.actSetIn);
};

export const setOut: Command = async (editor) => {
  const row = currentOf(editor);
  if (row) await setFrames(editor, row, { to: pointed(editor) }, S.actSetOut);
};

export const setOutNext: Command = async (editor) => {
  const { model } = editor;
  const row = currentOf(editor);
  if (!row) return;
  const done = await setFrames(editor, row, { to: pointed(editor) }, S.actSetOut);
  const next = model.after(row.id);
  if (!done || !next || model.current?.id !== row.id) return;
  model.select(next.id);
};

export const setInKeep: Command = async (editor) => {
  const row = currentOf(editor);
  if (!row) return;
  const { from, to } = framesOf(editor.model, row);
  const frame = pointed(editor);
  await setFrames(editor, row, { from: frame, to: frame + to - from }, S.actSetIn);
};

/** Move this cue and all that follow; never without being asked: it says how many, and which. */
export const setInRipple: Command = async (editor) => {
  const { model, screen } = editor;
  const row = currentOf(editor);
  if (!row) return;
  const frames = pointed(editor) - framesOf(model, row).from;
  if (!frames) {
    model.say(S.nothingToMove);
    return;
  }
  const body = { first: row.id, frames };
  const what = S.actRipple;
  const preview = await model.act({ route: "shift", body: { ...body, preview: true }, what });
  if (!preview.ok || !(await screen.confirmInLine(S.askRipple(preview.note)))) return;
  const done = await model.act({ route: "shift", body, what });
  if (done.ok) model.say(done.note, "done");
};

export const chainOut: Command = async (editor) => {
  const { model } = editor;
  const row = currentOf(editor);
  if (!row) return;
  const next = neighbour(model, row, 1);
  if (!next) {
    model.say(S.nothingFollows);
    return;
  }
  await setFrames(editor, row, { to: framesOf(model, next).from - gapOf(model) }, S.actChain);
};

export const buttIn: Command = async (editor) => {
  const { model } = editor;
  const row = currentOf(editor);
  if (!row) return;
  const before = neighbour(model, row, -1);
  if (!before) {
    model.say(S.nothingBefore);
    return;
  }
  await setFrames(editor, row, { from: framesOf(model, before).to + gapOf(model) }, S.actButt);
};

/** The chosen edge, else the one nearer to the playhead, to the nearest shot change. */
export const snapEdge: Command = async (editor) => {
  const { model, timeline, player } = editor;
  const row = currentOf(editor);
  if (!row) return;
  const { from, to } = framesOf(model, row);
  const chosen = timeline.edge?.id === row.id ? timeline.edge.side : undefined;
  const nearIn = Math.abs(player.frame - from) <= Math.abs(player.frame - to);
  const side = chosen ?? (nearIn ? "start" : "end");
  // The in-time on the cut, the out-time the least gap before it (the guide's two frames).
  const places = model.desk.shots.map(
    (shot) => model.rate.nearestFrame(shot) - (side === "end" ? gapOf(model) : 0),
  );
  const edge = side === "start" ? from : to;
  const nearest = places.reduce<number | undefined>(
    (best, frame) =>
      best === undefined || Math.abs(frame - edge) < Math.abs(best - edge) ? frame : best,
    undefined,
  );
  if (nearest === undefined) {
    model.say(S.noShots);
    return;
  }
  const frames = side === "start" ? { from: nearest } : { to: nearest };
  if (await setFrames(editor, row, frames, S.actSnap)) {
    model.say(S.snapped(side === "start", nearest - edge), "done");
  }
};

/** A shot change at the presented frame, or none there after all. */
export const toggleShot: Command = async (editor) => {
  const { model, player } = editor;
  const { rate } = model;
  const frame = player.presented();
  const marked = model.desk.shots.find((shot) => rate.nearestFrame(shot) === frame);
  const body = { time: marked ?? rate.timeOf(frame), shot: marked === undefined };
  const done = await model.act({ route: "shots", body, what: S.actShot });
  if (done.ok) model.say(marked === undefined ? S.shotMarked : S.shotGone, "done");
};
