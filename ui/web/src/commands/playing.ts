/** Playing, and moving the playhead. */

import type { Command } from "../keys/commands";
import type { Editor, Player } from "../editor";
import { S } from "../strings";
import { currentOf, framesOf, halfOf } from "./common";

const SPEEDS = [1, 1.25, 1.5] as const;

/** Which cue each player was last told to loop: the same command again ends that. */
const looped = new WeakMap<Player, string>();

export const playPause: Command = ({ player }) => {
  looped.delete(player);
  if (player.playing) player.pause();
  else player.play();
};

export const playCue: Command = (editor) => {
  const row = currentOf(editor);
  if (!row) return;
  looped.delete(editor.player);
  const { from, to } = framesOf(editor.model, row);
  editor.player.playRange(from, to);
};

export const loopCue: Command = (editor) => {
  const { model, player, settings } = editor;
  const row = currentOf(editor);
  if (!row) return;
  if (player.playing && looped.get(player) === row.id) {
    looped.delete(player);
    player.pause();
    return;
  }
  looped.set(player, row.id);
  const { preroll, postroll } = settings.values;
  const from = model.rate.nearestFrame(Math.max(0, row.start - preroll));
  player.playRange(from, model.rate.nearestFrame(row.end + postroll), { loop: true });
};

export const playBefore: Command = (editor) => {
  const { model, player, settings } = editor;
  const row = currentOf(editor);
  if (!row) return;
  looped.delete(player);
  player.seek(model.rate.nearestFrame(Math.max(0, row.start - settings.values.preroll)));
  player.play();
};

/** A second across one of its edges. */
function hear(side: "from" | "to"): Command {
  return (editor) => {
    const row = currentOf(editor);
    if (!row) return;
    looped.delete(editor.player);
    const edge = framesOf(editor.model, row)[side];
    const half = halfOf(editor.model);
    editor.player.playRange(Math.max(0, edge - half), edge + half);
  };
}

export const hearIn = hear("from");
export const hearOut = hear("to");

export function step(frames: (editor: Editor) => number): Command {
  return (editor) => editor.player.step(frames(editor));
}

export const frameBack = step(() => -1);
export const frameOn = step(() => 1);
export const secondBack = step(({ model }) => -model.rate.nominal);
export const secondOn = step(({ model }) => model.rate.nominal);

/** To the next shot change, or the one before. */
function toShot(direction: 1 | -1): Command {
  return ({ model, player }) => {
    const { shots } = model.desk;
    const frames = shots.map((shot) => model.rate.nearestFrame(shot));
    const here = player.target;
    const found =
      direction > 0
        ? frames.find((frame) => frame > here)
        : frames.filter((frame) => frame < here).pop();
    if (found === undefined) model.say(shots.length ? S.noShotThere : S.noShots);
    else player.seek(found);
  };
}

export const shotBack = toShot(-1);
export const shotOn = toShot(1);

function shuttle(direction: -1 | 0 | 1): Command {
  return ({ player }) => player.shuttle(direction);
}

export const shuttleBack = shuttle(-1);
export const shuttleStop = shuttle(0);
export const shuttleOn = shuttle(1);

export const cycleSpeed: Command = ({ model, player }) => {
  const next = SPEEDS.find((speed) => speed > player.speed + 0.01) ?? SPEEDS[0];
  player.setSpeed(next);
  model.say(S.speedIs(next));
};
