/** Changes of the text in the box: breaks, styles, words over a line's border. */

import {
  autoBreak,
  lineAt,
  oneLine,
  pullWordLine,
  pushWordLine,
  toggleDashes,
  toggleItalics,
  toggleNotes,
} from "../core/text";
import type { Command } from "../keys/commands";
import type { Editor, Row } from "../editor";
import { S } from "../strings";
import type { Placement } from "../wire";
import { act, currentOf } from "./common";
import { replaceText } from "./box";

/** A command that makes other lines out of those in the box. */
function onLines(change: (lines: readonly string[], editor: Editor) => readonly string[]): Command {
  return (editor) => {
    if (!currentOf(editor)) return;
    const lines = editor.screen.box.value.split("\n");
    const changed = change(lines, editor);
    if (changed.join("\n") === lines.join("\n")) editor.model.say(S.nothingToChange);
    else replaceText(editor, changed);
  };
}

export const autoBreakLines = onLines((lines, { model }) => {
  const { limits, track } = model.desk;
  return autoBreak(lines, {
    locale: track.locale,
    counting: limits.counting,
    maxLines: limits.max_lines,
    maxLength: lineLength(model.current, limits),
  });
});

function lineLength(row: Row | undefined, limits: Editor["model"]["desk"]["limits"]): number {
  const vertical = row?.view.cue.placement.vertical;
  return (vertical && limits.max_line_length_vertical) || limits.max_line_length;
}

export const oneLineLines = onLines((lines) => oneLine(lines));

export const pushLine = onLines((lines, { model, screen }) =>
  pushWordLine(lines, caretLine(screen), model.desk.track.locale),
);

export const pullLine = onLines((lines, { model, screen }) =>
  pullWordLine(lines, caretLine(screen), model.desk.track.locale),
);

/** The line of the caret; in the last one, the pair of lines that ends there. */
function caretLine({ box }: Editor["screen"]): number {
  const line = lineAt(box.value, box.selectionStart);
  const last = box.value.split("\n").length - 1;
  return last > 0 && line === last ? last - 1 : line;
}

export const italics: Command = (editor) => {
  if (!currentOf(editor)) return;
  const { box } = editor.screen;
  const { value: text, selectionStart: start, selectionEnd: end } = box;
  const changed = toggleItalics({ text, start, end });
  if (changed.text === text) {
    editor.model.say(S.nothingToChange);
    return;
  }
  replaceText(editor, changed.text.split("\n"));
  box.setSelectionRange(changed.start, changed.end);
};

export const dashes = onLines((lines, { model: { desk } }) =>
  toggleDashes(lines, desk.track.locale, desk.dashes),
);

export const noteSign = onLines((lines) => toggleNotes(lines));

/** To the top of the picture, and back to the bottom; left and right stay. */
export const topBottom: Command = async (editor) => {
  const row = currentOf(editor);
  if (!row) return;
  const { anchor, vertical, settings } = row.view.cue.placement;
  const top = anchor >= 7;
  const column = ((anchor - 1) % 3) + 1;
  const placement: Placement = { anchor: top ? column : column + 6, vertical, settings };
  const done = await act(editor, "placement", row, S.actPlacement, { ...placement });
  if (done.ok) editor.model.say(top ? S.movedBottom : S.movedTop, "done");
};

/** A word over the border between this cue and the next. */
function overBorder(route: "push-word" | "pull-word", what: string): Command {
  return async (editor) => {
    const row = currentOf(editor);
    if (!row) return;
    if (!editor.model.after(row.id)) {
      editor.model.say(S.nothingFollows);
      return;
    }
    await act(editor, route, row, what);
  };
}

export const pushWord = overBorder("push-word", S.actPush);
export const pullWord = overBorder("pull-word", S.actPull);
