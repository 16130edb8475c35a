/** Where the caret belongs when a text is replaced by another that is much like it. */

/**
 * What is before the caret stays before it where it is the same; else what is after it stays after.
 * Places are code units.
 */
export function movedCaret(before: string, after: string, caret: number): number {
  let head = 0;
  const most = Math.min(before.length, after.length);
  while (head < most && before[head] === after[head]) head += 1;
  if (caret <= head) return caret;
  let tail = 0;
  while (
    tail < most - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  const behind = before.length - caret;
  if (behind <= tail) return after.length - behind;
  return Math.min(caret, after.length - tail);
}
