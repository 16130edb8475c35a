/** Where something was found, in the order of the programme. */

export interface Match {
  readonly id: string;
  readonly row: number; // place of the cue in the programme
  readonly start: number; // code units in the cue's text
  readonly end: number;
}

/** The place in code units of a place in code points. */
export function codeUnits(text: string, points: number): number {
  let units = 0;
  for (let count = 0; count < points && units < text.length; count += 1) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return units;
}

/**
 * The next match after a place, or the last before it; round at the ends; undefined for none.
 *
 * @param whole whether the whole cue is the place, because no caret stands in it: its own first
 *   match is then the next.
 */
export function nextMatch(
  matches: readonly Match[],
  row: number,
  caret: number,
  step: 1 | -1,
  whole: boolean,
): Match | undefined {
  if (step > 0) {
    return (
      matches.find((one) => one.row > row || (one.row === row && (whole || one.start >= caret))) ??
      matches[0]
    );
  }
  for (let at = matches.length - 1; at >= 0; at -= 1) {
    const one = matches[at]!;
    if (one.row < row || (one.row === row && !whole && one.end <= caret)) return one;
  }
  return matches[matches.length - 1];
}
