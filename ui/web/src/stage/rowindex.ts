/** Rows by time: which stand at a frame, or reach into a stretch, among thousands. */

import type { Model, Row } from "../editor";

type Timed = Pick<Row, "start" | "end">;

export class RowIndex<R extends Timed> {
  /** The latest end of all rows up to each. */
  readonly #reach: number[] = [];

  /** `rows` in the order of their starts. */
  constructor(readonly rows: readonly R[]) {
    let reach = -Infinity;
    for (const row of rows) {
      reach = Math.max(reach, row.end);
      this.#reach.push(reach);
    }
  }

  /** Those that share some time with [start, end), in order. */
  between(start: number, end: number): R[] {
    const found: R[] = [];
    for (let index = this.#firstReaching(start); index < this.rows.length; index += 1) {
      const row = this.rows[index];
      if (!row || row.start >= end) break;
      if (row.end > start) found.push(row);
    }
    return found;
  }

  /** The first row that starts at a time or later. */
  firstFrom(time: number): R | undefined {
    return this.rows[lowest(this.rows.length, (index) => (this.rows[index]?.start ?? 0) >= time)];
  }

  #firstReaching(time: number): number {
    return lowest(this.rows.length, (index) => (this.#reach[index] ?? 0) > time);
  }
}

/** The lowest index in [0, length) for which a condition holds that, once true, stays so. */
export function lowest(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The index of a model's rows, made anew after they changed: the model keeps one list for good. */
export class LiveIndex {
  #index: RowIndex<Row> | null = null;
  readonly #undo: () => void;

  constructor(private readonly model: Pick<Model, "rows" | "on">) {
    this.#undo = model.on((event) => {
      if (event.type === "rows") this.#index = null;
    });
  }

  get index(): RowIndex<Row> {
    this.#index ??= new RowIndex(this.model.rows);
    return this.#index;
  }

  dispose(): void {
    this.#undo();
  }
}
