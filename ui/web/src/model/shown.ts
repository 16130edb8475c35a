/** The list as the person has it: filter, order, and where each cue stands in it. */

import type { Filter, Row, SortKey } from "../editor";
import { passes, show, type Shown } from "./filter";

export class ShownRows {
  list: Row[] = [];
  filter: Filter = { what: "all" };
  sort: SortKey = "programme";
  #places = new Map<string, number>();
  #then: ReadonlyMap<string, number> = new Map();

  constructor(private readonly facts: Shown) {}

  /** Choose anew; whether other cues are shown now, or in another order. */
  choose(rows: readonly Row[], current: string | undefined): boolean {
    const before = this.list;
    this.list = show(rows, this.filter, this.sort, current, this.#then, this.facts);
    const other =
      before.length !== this.list.length ||
      this.list.some((row, place) => row.id !== before[place]?.id);
    if (other) {
      this.#places.clear();
      for (const [place, row] of this.list.entries()) this.#places.set(row.id, place);
    }
    return other;
  }

  /** Whether a cue is what the filter asks for. */
  wants(row: Row): boolean {
    return passes(row, this.filter, this.facts);
  }

  setSort(sort: SortKey, rows: readonly Row[]): void {
    this.sort = sort;
    this.#then =
      sort === "risk"
        ? new Map(rows.map((row) => [row.id, this.facts.risk(row.id)] as const))
        : new Map();
  }

  /** A cue is another value now, in the same place. */
  redraw(row: Row): void {
    const place = this.#places.get(row.id);
    if (place !== undefined) this.list[place] = row;
  }
}
