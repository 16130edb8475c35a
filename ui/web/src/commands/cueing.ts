/** Making, splitting, joining and taking out cues; nothing is asked first, all can be undone. */

import { codePoints, splitPlace } from "../core/text";
import type { Command } from "../keys/commands";
import { kept } from "../model/lines";
import { S } from "../strings";
import type { CueKind } from "../wire";
import { act, currentOf } from "./common";
import { spokenSplit } from "./spoken";
import { pointed } from "./timing";

const KINDS: readonly CueKind[] = ["dialogue", "forced", "song", "sound"];

export const newCue: Command = async (editor) => {
  const { model, screen } = editor;
  const at = model.rate.timeOf(pointed(editor));
  const done = await model.act({ route: "insert", body: { at }, what: S.actInsertCue });
  const made = done.ok ? done.cues.find(({ deleted }) => !deleted) : undefined;
  if (!made) return;
  model.select(made.cue.id);
  screen.setFocus("text");
};

export const split: Command = async (editor) => {
  const { model, screen } = editor;
  const row = currentOf(editor);
  if (!row) return;
  const { locale } = model.desk.track;
  // The caret is in the box's text; the server has it in lines as it keeps them.
  const before = screen.box.value.slice(0, screen.box.selectionStart).normalize("NFC");
  const text = kept(row.lines).join("\n");
  const place = splitPlace(text, Math.min(before.length, text.length), locale);
  if (place === undefined) {
    model.say(S.oneWord);
    return;
  }
  const time = spokenSplit(text, place, row.start, row.end, model.desk.words);
  const body = { at: codePoints(text, place), ...(time === undefined ? {} : { time }) };
  const done = await act(editor, "split", row, S.actSplit, body);
  if (done.ok) model.say(S.splitDone, "done");
};

export const merge: Command = async (editor) => {
  const { model } = editor;
  const row = currentOf(editor);
  if (!row) return;
  if (!model.after(row.id)) {
    model.say(S.nothingFollows);
    return;
  }
  const done = await act(editor, "merge", row, S.actMerge);
  if (done.ok) model.say(S.mergeDone, "done");
};

export const kind: Command = async (editor) => {
  const row = currentOf(editor);
  if (!row) return;
  const next = KINDS[(KINDS.indexOf(row.view.cue.kind) + 1) % KINDS.length] ?? "dialogue";
  const done = await act(editor, "kind", row, S.actKind, { kind: next });
  if (done.ok) editor.model.say(S.kindIs(next), "done");
};

export const remove: Command = async (editor) => {
  const row = currentOf(editor);
  if (!row) return;
  const done = await act(editor, "delete", row, S.actDelete);
  if (done.ok) editor.model.say(S.deleteDone, "done");
};
