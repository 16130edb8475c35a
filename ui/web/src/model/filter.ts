/** Which cues the list shows, and in which order. */

import type { Filter, Row, SortKey } from "../editor";
import type { Finding } from "../wire";
import { strip } from "../core/markup";

/** From this risk on a cue is more likely to want work than not. */
export const RISKY = 0.5;

export interface Shown {
  findings(id: string): readonly Finding[];
  risk(id: string): number;
  /** Text of the source of a cue. */
  source(id: string): string;
  /** Cues that were returned and wait, as far as they are this person's to see to. */
  returned: ReadonlySet<string>;
}

/** Whether a cue is still to be decided on: nobody has confirmed or approved it. */
export function isUnconfirmed(row: Row): boolean {
  return row.view.state === "machine" || row.view.state === "edited";
}

export function passes(row: Row, filter: Filter, shown: Shown): boolean {
  if (!isOfKind(row, filter, shown)) return false;
  const wanted = filter.text?.trim();
  if (!wanted) return true;
  const text = fold(wanted);
  return foldedLines(row).includes(text) || fold(shown.source(row.id)).includes(text);
}

function isOfKind(row: Row, filter: Filter, shown: Shown): boolean {
  switch (filter.what) {
    case "all":
      return true;
    case "findings":
      return shown.findings(row.id).length > 0;
    case "rule":
      return shown.findings(row.id).some(({ rule }) => rule === filter.rule);
    case "unconfirmed":
      return isUnconfirmed(row);
    case "stale":
      return row.view.stale !== "";
    case "risky":
      return shown.risk(row.id) >= RISKY;
    case "notes":
      return row.view.notes > 0;
    case "mine-returned":
      return shown.returned.has(row.id);
  }
}

const folded = new WeakMap<Row, string>();

function foldedLines(row: Row): string {
  let text = folded.get(row);
  if (text === undefined) {
    text = fold(row.lines.map(strip).join(" "));
    folded.set(row, text);
  }
  return text;
}

function fold(text: string): string {
  return text.normalize("NFC").toLocaleLowerCase("und");
}

/**
 * The cues to show. Sorted by risk, the order is that of the moment when the sort was chosen
 * (`then`): a list that sorts itself anew while somebody works through it loses them their place.
 */
export function show(
  rows: readonly Row[],
  filter: Filter,
  sort: SortKey,
  current: string | undefined,
  then: ReadonlyMap<string, number>,
  shown: Shown,
): Row[] {
  const found =
    filter.what === "all" && !filter.text?.trim()
      ? [...rows]
      : rows.filter((row) => row.id === current || passes(row, filter, shown));
  if (sort === "risk") {
    const risk = (row: Row): number => then.get(row.id) ?? shown.risk(row.id);
    found.sort((one, other) => risk(other) - risk(one)); // stable: programme order among equals
  }
  return found;
}
