/** One stack for text, times and structure: the server's, so that it holds after a reload too. */

import type { Command } from "../keys/commands";
import { S } from "../strings";
import { goTo } from "./common";

function takeBack(route: "undo" | "redo", what: string): Command {
  return async (editor) => {
    const { model } = editor;
    const from = model.current?.id;
    const done = await model.act({ route, what });
    if (!done.ok) return;
    // Selection and playhead come back to where it was done, unless one has gone elsewhere meanwhile.
    const first = done.cues.find(({ deleted }) => !deleted);
    if (first && (model.current?.id === from || from === undefined)) goTo(editor, first.cue.id);
    model.say(done.note || what, "done");
  };
}

export const undo = takeBack("undo", S.actUndo);
export const redo = takeBack("redo", S.actRedo);

export const save: Command = async ({ model }) => {
  await model.flush();
  const { status } = model;
  if (status.kind === "saved") model.say(S.saved, "done");
  else if (status.kind === "kept") model.say(`${S.notSaved}: ${status.reason}`, "refused");
  else if (status.kind === "refused") model.say(status.message, "refused");
};
