/** Going from cue to cue; nothing is changed by it. */

import type { Command } from "../keys/commands";
import type { Editor, Row } from "../editor";
import { isUnconfirmed } from "../model/filter";
import { S } from "../strings";
import { currentOf } from "./common";

/** The next (1) or former (-1) of these; from nowhere, the first. */
function stepIn(rows: readonly Row[], current: Row | undefined, by: 1 | -1): Row | undefined {
  if (!current) return rows[0];
  const at = rows.findIndex((row) => row.id === current.id);
  return at < 0 ? undefined : rows[at + by];
}

function inProgramme(by: 1 | -1): Command {
  return ({ model }) => {
    const { current } = model;
    const next = !current
      ? model.rows[0]
      : by > 0
        ? model.after(current.id)
        : model.before(current.id);
    if (next) model.select(next.id);
    else model.say(by > 0 ? S.lastCue : S.firstCue);
  };
}

function inList(by: 1 | -1): Command {
  return ({ model }) => {
    const next = stepIn(model.shown, model.current, by);
    if (next) model.select(next.id);
    else model.say(by > 0 ? S.lastShown : S.firstShown);
  };
}

export const cueBefore = inProgramme(-1);
export const cueAfter = inProgramme(1);
export const stopBefore = inList(-1);
export const stopAfter = inList(1);

/**
 * Say that the cue is right, and go to the next that waits, in the present order: below first, then
 * from the top. What is refused keeps the person where they are.
 */
function decideAndGo(
  route: "confirm" | "approve",
  what: string,
  waits: (row: Row) => boolean,
  done: string,
): Command {
  return async (editor: Editor) => {
    const { model } = editor;
    const row = currentOf(editor);
    if (!row) return;
    const outcome = await model.act({ route, cue_id: row.id, what });
    // Somebody who has gone elsewhere meanwhile is not called back.
    if (!outcome.ok || model.current?.id !== row.id) return;
    const { shown } = model;
    const at = shown.findIndex(({ id }) => id === row.id);
    const next = [...shown.slice(at + 1), ...shown.slice(0, Math.max(0, at))].find(waits);
    if (next) model.select(next.id);
    else model.say(done, "done");
  };
}

export const confirmNext = decideAndGo("confirm", S.actConfirm, isUnconfirmed, S.allConfirmed);
export const approveNext = decideAndGo(
  "approve",
  S.actApprove,
  ({ view }) => view.state !== "approved",
  S.allApproved,
);

export const lock: Command = async (editor) => {
  const row = currentOf(editor);
  if (!row) return;
  const locked = row.view.locked;
  const route = locked ? "unlock" : "lock";
  const what = locked ? S.actUnlock : S.actLock;
  const outcome = await editor.model.act({ route, cue_id: row.id, what });
  if (outcome.ok) editor.model.say(locked ? S.nowUnlocked : S.nowLocked, "done");
};

export const follow: Command = ({ model, settings }) => {
  const on = !settings.values.follow;
  settings.set("follow", on);
  model.say(on ? S.followOn : S.followOff);
};
