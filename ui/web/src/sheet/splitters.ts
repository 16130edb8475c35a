/** The grips between the parts, for the mouse and for keys; where they stand is remembered. */

import type { Settings } from "../editor";
import { S } from "../strings";
import { h, setAttr } from "./dom";
import type { Split, SplitName } from "./places";

/** One press of an arrow, px. */
const STEP = 16;

export class Splitters {
  private readonly grips = new Map<SplitName, { element: HTMLElement; split: Split }>();
  private dragging: { name: SplitName; from: number; value: number } | null = null;
  /** While a drag lasts it is shown here alone; at its end it is remembered. */
  private sketch: Record<string, number> = {};

  constructor(
    private readonly host: HTMLElement,
    private readonly settings: Settings,
    private readonly changed: () => void,
  ) {}

  get values(): Readonly<Record<string, number>> {
    return { ...this.settings.values.splits, ...this.sketch };
  }

  draw(splits: readonly Split[]): void {
    const names = new Set(splits.map((one) => one.name));
    for (const [name, { element }] of this.grips) element.hidden = !names.has(name);
    for (const split of splits) {
      let grip = this.grips.get(split.name);
      if (!grip) {
        grip = { element: this.make(split.name), split };
        this.grips.set(split.name, grip);
        this.host.append(grip.element);
      }
      grip.split = split;
      const { element } = grip;
      const { place } = split;
      element.className = `lz-grip lz-grip-${split.direction}`;
      element.style.left = `${place.x}px`;
      element.style.top = `${place.y}px`;
      element.style.width = `${place.width}px`;
      element.style.height = `${place.height}px`;
      setAttr(
        element,
        "aria-orientation",
        split.direction === "column" ? "vertical" : "horizontal",
      );
      setAttr(element, "aria-valuenow", split.value);
      setAttr(element, "aria-valuemin", split.least);
      setAttr(element, "aria-valuemax", split.most);
    }
  }

  private make(name: SplitName): HTMLElement {
    const element = h("div", {
      role: "separator",
      tabindex: 0,
      label: S.splitter[name],
      title: S.splitterHint,
    });
    element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      const { split } = this.grips.get(name)!;
      this.dragging = { name, from: at(split, event), value: split.value };
      element.classList.add("lz-dragged");
    });
    element.addEventListener("pointermove", (event) => {
      if (this.dragging?.name !== name) return;
      const { split } = this.grips.get(name)!;
      this.put(name, this.dragging.value + (at(split, event) - this.dragging.from) * split.sign);
    });
    const end = (): void => {
      if (this.dragging?.name !== name) return;
      this.dragging = null;
      element.classList.remove("lz-dragged");
      this.keep();
    };
    element.addEventListener("pointerup", end);
    element.addEventListener("pointercancel", end);
    element.addEventListener("dblclick", () => {
      const { [name]: _, ...rest } = this.settings.values.splits;
      this.sketch = {};
      this.settings.set("splits", rest);
      this.changed();
    });
    element.addEventListener("keydown", (event) => {
      const { split } = this.grips.get(name)!;
      const keys =
        split.direction === "column" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
      const way = keys.indexOf(event.key);
      if (way < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.put(name, split.value + (way ? STEP : -STEP) * split.sign);
      this.keep();
    });
    return element;
  }

  private put(name: SplitName, value: number): void {
    const { split } = this.grips.get(name)!;
    const within = Math.max(split.least, Math.min(split.most, Math.round(value)));
    this.sketch = { ...this.sketch, [name]: within };
    this.changed();
  }

  private keep(): void {
    const kept = this.values;
    this.sketch = {};
    this.settings.set("splits", { ...kept });
    this.changed();
  }
}

function at(split: Split, event: PointerEvent): number {
  return split.direction === "column" ? event.clientX : event.clientY;
}
