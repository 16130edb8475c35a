/** Changes of the text in the box, as if they had been typed: the browser's own undo takes them. */

import type { Editor } from "../editor";

/** Put a text in at the caret, over what is selected. */
export function putIn(editor: Editor, text: string): void {
  const { box } = editor.screen;
  change(editor, box.selectionStart, box.selectionEnd, text);
}

/** Replace the text; only the stretch that differs is touched. */
export function replaceText(editor: Editor, lines: readonly string[], caret?: number): void {
  const before = editor.screen.box.value;
  const after = lines.join("\n");
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  if (head > 0 && isLead(before.charCodeAt(head - 1))) head -= 1;
  let tail = 0;
  while (
    tail < most - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  if (tail > 0 && isLead(before.charCodeAt(before.length - tail - 1))) tail -= 1;
  if (before !== after) {
    change(editor, head, before.length - tail, after.slice(head, after.length - tail));
  }
  if (caret !== undefined) editor.screen.box.setSelectionRange(caret, caret);
}

/** First half of a surrogate pair. */
function isLead(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function change(editor: Editor, from: number, to: number, text: string): void {
  const { screen } = editor;
  const { box } = screen;
  if (screen.focus !== "text") screen.setFocus("text");
  box.setSelectionRange(from, to);
  const { value } = box;
  // The one way that leaves the browser's undo whole; it tells of itself by an input event.
  const done = text
    ? box.ownerDocument.execCommand("insertText", false, text)
    : from === to || box.ownerDocument.execCommand("delete");
  if (done) return;
  const caret = from + text.length;
  screen.setText((value.slice(0, from) + text + value.slice(to)).split("\n"), caret);
}
