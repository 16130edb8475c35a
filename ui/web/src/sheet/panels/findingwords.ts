/** What a finding's row says, and how many lines that takes. */

import { general, rounded } from "../../core/numbers";
import { S } from "../../strings";
import type { Finding, Fix } from "../../wire";

/** `23.4 / 17 characters per second`; empty where nothing is measured against anything. */
export function measuredWords({ measured, limit, unit }: Finding): string {
  if (measured === null || limit === null) return "";
  const figures = `${general(rounded(measured, 2))} / ${general(rounded(limit, 2))}`;
  return unit ? `${figures} ${unit}` : figures;
}

/** What a fix would make of the cue: `→ Good morning. / How are you?` */
export function fixWords({ start, end, lines }: Fix): string {
  const parts = [];
  if (lines) parts.push(lines.join(" / "));
  if (start !== null) parts.push(S.fixStart((start / 1000).toFixed(3)));
  if (end !== null) parts.push(S.fixEnd((end / 1000).toFixed(3)));
  return `→ ${parts.join(", ")}`;
}

/** Lines that texts take in a column, by the type of an element; known before they are laid out. */
export class TextMeasure {
  #width = 0;
  #canvas: CanvasRenderingContext2D | null = null;
  readonly #known = new Map<string, number>();

  /**
   * @param beside px of the element's width that are not the column's.
   * @param changed told when the width is another.
   */
  constructor(
    private readonly element: HTMLElement,
    beside: number,
    changed: () => void,
  ) {
    new ResizeObserver(() => {
      const width = Math.max(0, element.clientWidth - beside);
      if (width === this.#width) return;
      this.#width = width;
      changed();
    }).observe(element);
  }

  lines(text: string): number {
    if (this.#width <= 0) return 1;
    // Words do not fill a line to its end: a tenth is left on average.
    const length = this.#lengthOf(text);
    return length <= this.#width ? 1 : Math.ceil((length * 1.1) / this.#width);
  }

  #lengthOf(text: string): number {
    let length = this.#known.get(text);
    if (length !== undefined) return length;
    if (!this.#canvas) {
      this.#canvas = document.createElement("canvas").getContext("2d");
      if (this.#canvas) this.#canvas.font = getComputedStyle(this.element).font;
    }
    length = this.#canvas?.measureText(text).width ?? text.length * 7;
    if (this.#known.size > 20_000) this.#known.clear();
    this.#known.set(text, length);
    return length;
  }
}
