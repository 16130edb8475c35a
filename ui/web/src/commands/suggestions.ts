/**
 * What can be put into the text by a number: 1 the machine's draft, then terms of the source, then
 * lines approved before, 9 the source.
 */

import type { Editor, Model } from "../editor";
import { S } from "../strings";
import type { MemoryHit, Term } from "../wire";
import { currentOf } from "./common";
import { putIn, replaceText } from "./box";

export interface Suggestion {
  readonly number: number;
  readonly kind: "draft" | "term" | "memory" | "source";
  readonly lines: readonly string[];
}

const DRAFT = 1;
const SOURCE = 9;

const remembered = new WeakMap<Model, Map<string, Promise<readonly MemoryHit[]>>>();

/** Lines approved before for a source like this cue's; asked for once a cue. */
export function memoryOf(model: Model, id: string): Promise<readonly MemoryHit[]> {
  let kept = remembered.get(model);
  if (!kept) {
    kept = new Map();
    remembered.set(model, kept);
  }
  let hits = kept.get(id);
  if (!hits) {
    hits = model.memory(id);
    // Nothing found may also mean that nothing could be asked.
    void hits.then((found) => found.length || kept.delete(id));
    kept.set(id, hits);
  }
  return hits;
}

function rendered(model: Model, id: string): readonly Term[] {
  return model.termHits(id).filter(({ target }) => target);
}

/** Under which number a term of the current cue is put in; 0 for none. */
export function numberOfTerm(model: Model, term: Term): number {
  const id = model.current?.id;
  if (id === undefined) return 0;
  const at = rendered(model, id).findIndex(({ term_id }) => term_id === term.term_id);
  const number = DRAFT + 1 + at;
  return at >= 0 && number < SOURCE ? number : 0;
}

/** All of them for a cue. */
export async function suggestionsFor(model: Model, id: string): Promise<readonly Suggestion[]> {
  const found: Suggestion[] = [];
  const draft = model.row(id)?.view.machine;
  if (draft) found.push({ number: DRAFT, kind: "draft", lines: draft.lines });
  const terms = rendered(model, id).map(({ target }) => ({ kind: "term", lines: [target] }) as const);
  const hits = (await memoryOf(model, id)).map(({ target }) => ({ kind: "memory", lines: target }) as const);
  for (const [at, one] of [...terms, ...hits].slice(0, SOURCE - DRAFT - 1).entries()) {
    found.push({ number: DRAFT + 1 + at, ...one });
  }
  const source = model.sources(id).flatMap(({ lines }) => lines);
  if (source.length) found.push({ number: SOURCE, kind: "source", lines: source });
  return found;
}

/** Put suggestion `number` into the text: a term at the caret, a whole line instead of the text. */
export function insert(number: number): (editor: Editor) => Promise<void> {
  return async (editor) => {
    const { model } = editor;
    const row = currentOf(editor);
    if (!row) return;
    const term = rendered(model, row.id)[number - DRAFT - 1];
    // A term is there at once; only what may be a memory's has to be waited for.
    const found =
      number > DRAFT && number < SOURCE && term
        ? ({ number, kind: "term", lines: [term.target] } as const)
        : (await suggestionsFor(model, row.id)).find((one) => one.number === number);
    if (model.current?.id !== row.id) return;
    if (!found) {
      model.say(number === DRAFT ? S.noDraft : S.noSuggestion(number));
      return;
    }
    put(editor, found);
  };
}

/** Back to the machine's draft: the whole text. */
export function insertDraft(editor: Editor): void {
  const row = currentOf(editor);
  if (!row) return;
  const draft = row.view.machine;
  if (!draft) {
    editor.model.say(S.noDraft);
    return;
  }
  replaceText(editor, draft.lines, draft.lines.join("\n").length);
  editor.visits.took(DRAFT);
}

function put(editor: Editor, { number, kind, lines }: Suggestion): void {
  const { box } = editor.screen;
  const text = lines.join("\n");
  if (kind === "term" || box.selectionStart !== box.selectionEnd) putIn(editor, text);
  else replaceText(editor, lines, text.length);
  editor.visits.took(number);
}
