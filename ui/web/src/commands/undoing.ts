/** One stack for text, times and structure: the server's, so that it holds after a reload too. */

import type { Command } from "../keys/commands";
import { S } from "../strings";
import { goTo } from "./common";

function takeBack(route: "undo" | "redo", what: string): Command {
  return async (editor) => {
    const { model } = editor;
    const from = model.current?.id;
    // A cue that is taken out is left without being gone from: its deletion may still be on its way.
    let vanished = false;
    const off = model.on(() => (vanished ||= from !== undefined && !model.row(from)));
    const done = await model.act({ route, what });
    off();
    if (!done.ok) return;
    // Selection and playhead come back to where it was done, unless one has gone elsewhere meanwhile.
    const first = done.cues.find(({ deleted }) => !deleted);
    const stayed = model.current?.id === from || from === undefined || vanished;
    if (first && stayed) goTo(editor, first.cue.id);
    model.say(done.note || what, "done");
  };
}

export const undo = takeBack("undo", S.actUndo);
export const redo = takeBack("redo", S.actRedo);

export const save: Command = async ({ model }) => {
  await model.flush();
  const { status } = model;
  if (status.kind === "saved") model.say(S.saved, "done");
  else if (status.kind === "unsaved") model.say(S.notSavedYet);
  else if (status.kind === "kept") model.say(`${S.notSaved}: ${status.reason}`, "refused");
  else if (status.kind === "refused") model.say(status.message, "refused");
};
