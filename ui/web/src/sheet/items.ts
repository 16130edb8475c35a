/** What stands in the list: cues, and speech that has none, in the order of the programme. */

import type { Row, Speechless } from "../editor";

export type Item =
  | { readonly kind: "cue"; readonly row: Row }
  | {
      readonly kind: "speech";
      readonly start: number;
      readonly end: number;
      /** What a machine recognised there and left out, and why; a reason alone: speech may have been
       * missed there; empty for nothing. */
      readonly text: string;
      readonly why: string;
    };

/**
 * @param rows what is shown, in its order.
 * @param speechless stretches in time order; those that are cues themselves are their rows' matter.
 * @param woven whether stretches stand between the rows: only where these are in programme order.
 */
export function itemsOf(
  rows: readonly Row[],
  speechless: readonly Speechless[],
  woven: boolean,
): readonly Item[] {
  if (!woven) return rows.map((row) => ({ kind: "cue", row }));
  const items: Item[] = [];
  const gaps = speechless.filter((one) => one.kind === "speech-without-cue");
  let next = 0;
  for (const row of rows) {
    while (next < gaps.length && gaps[next]!.start < row.start) items.push(speech(gaps[next++]!));
    items.push({ kind: "cue", row });
  }
  while (next < gaps.length) items.push(speech(gaps[next++]!));
  return items;
}

function speech(one: Speechless): Item {
  const { start, end, text = "", why = "" } = one;
  return { kind: "speech", start, end, text, why };
}
