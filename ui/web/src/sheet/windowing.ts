/** Which rows of a long list are on the screen. Heights may differ; all in px. */

export interface Tops {
  /** Top of each row, and the bottom of the last: one more than there are rows. */
  readonly at: Float64Array;
}

export interface Span {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

export function topsOf(count: number, height: (index: number) => number): Tops {
  const at = new Float64Array(count + 1);
  for (let index = 0; index < count; index += 1) at[index + 1] = at[index]! + height(index);
  return { at };
}

export function totalOf(tops: Tops): number {
  return tops.at[tops.at.length - 1] ?? 0;
}

/** The row at a height; the nearest where there is none; -1 in an empty list. */
export function rowAt(tops: Tops, y: number): number {
  let low = 0;
  let high = tops.at.length - 2;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops.at[middle]! <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Rows to be drawn: what is seen, and `spare` more on either side. */
export function spanOf(tops: Tops, scroll: number, height: number, spare: number): Span {
  const count = tops.at.length - 1;
  if (count <= 0) return { first: 0, end: 0 };
  const first = rowAt(tops, Math.max(0, scroll));
  const last = rowAt(tops, Math.max(0, scroll + Math.max(0, height - 1)));
  return { first: Math.max(0, first - spare), end: Math.min(count, last + 1 + spare) };
}

/**
 * Where to scroll so that a row is seen, with `context` px before and after it where there is room
 * for them; the present place where it is seen already.
 */
export function scrollTo(
  tops: Tops,
  index: number,
  scroll: number,
  height: number,
  context: number,
): number {
  const count = tops.at.length - 1;
  if (index < 0 || index >= count) return scroll;
  const top = tops.at[index]!;
  const bottom = tops.at[index + 1]!;
  const margin = Math.max(0, Math.min(context, (height - (bottom - top)) / 2));
  const most = Math.max(0, totalOf(tops) - height);
  let wanted = scroll;
  if (top - margin < scroll) wanted = top - margin;
  else if (bottom + margin > scroll + height) wanted = bottom + margin - height;
  return Math.min(most, Math.max(0, wanted));
}
