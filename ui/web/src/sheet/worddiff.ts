/**
 * What became of a text: pieces kept, added and taken out, by words; in scripts that part no words
 * by spaces, by whole characters.
 */

import { clusters } from "../core/graphemes";

export interface Piece {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** Beyond this many pairs of pieces both texts are shown whole: no cue comes near it. */
const MOST_PAIRS = 4_000_000;

/**
 * @param unspaced whether words are not parted by spaces: characters are compared instead.
 */
export function wordDiff(before: string, after: string, unspaced = false): readonly Piece[] {
  const old = parts(before, unspaced);
  const now = parts(after, unspaced);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  ) {
    tail += 1;
  }
  const pieces: Piece[] = [];
  push(pieces, "same", old.slice(0, head));
  middle(pieces, old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  push(pieces, "same", old.slice(old.length - tail));
  return pieces;
}

/** How many characters (whole ones) were added and taken out. */
export function changedCharacters(pieces: readonly Piece[]): { added: number; removed: number } {
  const count = { added: 0, removed: 0 };
  for (const piece of pieces) {
    if (piece.kind !== "same") count[piece.kind] += parts(piece.text, true).length;
  }
  return count;
}

function parts(text: string, unspaced: boolean): readonly string[] {
  if (!unspaced) return text.match(/\s+|[^\s]+/gu) ?? [];
  return clusters(text);
}

/** The longest common subsequence, by the table; texts of cues are short. */
function middle(pieces: Piece[], old: readonly string[], now: readonly string[]): void {
  if (old.length === 0 || now.length === 0 || old.length * now.length > MOST_PAIRS) {
    push(pieces, "removed", old);
    push(pieces, "added", now);
    return;
  }
  const width = now.length + 1;
  const table = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      table[at] =
        old[i] === now[j]
          ? table[at + width + 1]! + 1
          : Math.max(table[at + width]!, table[at + 1]!);
    }
  }
  let i = 0;
  let j = 0;
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      push(pieces, "same", [old[i]!]);
      i += 1;
      j += 1;
    } else if (table[(i + 1) * width + j]! >= table[i * width + j + 1]!) {
      push(pieces, "removed", [old[i]!]);
      i += 1;
    } else {
      push(pieces, "added", [now[j]!]);
      j += 1;
    }
  }
  push(pieces, "removed", old.slice(i));
  push(pieces, "added", now.slice(j));
}

function push(pieces: Piece[], kind: Piece["kind"], texts: readonly string[]): void {
  const text = texts.join("");
  if (!text) return;
  const last = pieces[pieces.length - 1];
  if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text };
  else pieces.push({ kind, text });
}
