/**
 * A long list of which only what is seen is in the document. Its elements are made once and used
 * again for other rows, so that memory stays flat however far one scrolls.
 */

import { h } from "./dom";
import { scrollTo, spanOf, topsOf, totalOf, type Tops } from "./windowing";

export interface RowElement<T> {
  readonly element: HTMLElement;
  draw(item: T, index: number): void;
}

const SPARE = 4;

export class VirtualList<T> {
  readonly element: HTMLElement;
  private readonly stage: HTMLElement;
  private items: readonly T[] = [];
  private tops: Tops = topsOf(0, () => 0);
  private readonly used = new Map<number, RowElement<T>>();
  private readonly free: RowElement<T>[] = [];
  private height = 0;
  /** As last heard: asking the element would lay the whole page out. */
  private scroll = 0;

  constructor(
    private readonly make: () => RowElement<T>,
    private readonly rowHeight: (item: T) => number,
  ) {
    this.stage = h("div", { class: "lz-virtual-stage", role: "presentation" });
    this.element = h("div", { class: "lz-virtual" }, this.stage);
    this.element.addEventListener(
      "scroll",
      () => {
        this.scroll = this.element.scrollTop;
        this.window();
      },
      { passive: true },
    );
    new ResizeObserver(() => {
      this.height = this.element.clientHeight;
      // A list that was hidden has forgotten where it stood.
      this.scroll = this.element.scrollTop;
      this.window();
    }).observe(this.element);
  }

  setItems(items: readonly T[]): void {
    this.items = items;
    this.measure();
  }

  /** Heights have changed (another size of type). */
  measure(): void {
    this.tops = topsOf(this.items.length, (index) => this.rowHeight(this.items[index]!));
    const total = totalOf(this.tops);
    this.stage.style.height = `${total}px`;
    this.scroll = Math.max(0, Math.min(this.scroll, total - this.height));
    this.redraw();
  }

  /** Draw anew what is seen. */
  redraw(): void {
    this.window();
    for (const [index, row] of this.used) row.draw(this.items[index]!, index);
  }

  redrawOne(index: number): void {
    this.used.get(index)?.draw(this.items[index]!, index);
  }

  /** Bring a row into view, with the height of a row before and after it. */
  reveal(index: number): void {
    if (index < 0 || index >= this.items.length) return;
    const context = this.rowHeight(this.items[index]!);
    const wanted = Math.round(scrollTo(this.tops, index, this.scroll, this.height, context));
    if (wanted === this.scroll) return;
    this.scroll = wanted;
    this.element.scrollTop = wanted;
    this.window();
  }

  elementOf(index: number): HTMLElement | undefined {
    return this.used.get(index)?.element;
  }

  private window(): void {
    const { first, end } = spanOf(this.tops, this.scroll, this.height, SPARE);
    for (const [index, row] of this.used) {
      if (index >= first && index < end) continue;
      this.used.delete(index);
      this.free.push(row);
    }
    for (let index = first; index < end; index += 1) {
      let row = this.used.get(index);
      if (row === undefined) {
        row = this.free.pop();
        if (row === undefined) {
          row = this.make();
          this.stage.append(row.element);
        }
        this.used.set(index, row);
        row.element.hidden = false;
        row.draw(this.items[index]!, index);
      }
      const top = this.tops.at[index]!;
      row.element.style.transform = `translateY(${top}px)`;
      row.element.style.height = `${this.tops.at[index + 1]! - top}px`;
    }
    for (const row of this.free) row.element.hidden = true;
  }
}
