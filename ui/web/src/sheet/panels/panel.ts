/** What a panel is, and the way its entries are gone through by key. */

import type { Context } from "../context";
import { fill, h, type Child } from "../dom";

export interface PanelView {
  readonly element: HTMLElement;
  /** It came into view. */
  show(): void;
  /** It went out of view: nothing has to be kept up to date. */
  hide(): void;
  /** Take the focus where hands expect it. */
  focus(): void;
}

/**
 * Up, Down, Home and End go through the entries of a list, Enter does what an entry stands for.
 * One entry alone is in the order of Tab.
 */
export function roving(list: HTMLElement, selector: string): void {
  const entries = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(selector)];
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const now = event.target instanceof Element ? event.target.closest(selector) : null;
    // A field inside an entry keeps its own keys.
    if (!now || event.target !== now) return;
    const all = entries();
    const at = all.indexOf(now as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    focusEntry(all[Math.max(0, Math.min(all.length - 1, to))]);
  });
}

export function focusEntry(entry: HTMLElement | undefined): void {
  if (!entry) return;
  for (const other of entry.parentElement?.querySelectorAll<HTMLElement>("[tabindex='0']") ?? []) {
    if (other.dataset["entry"] !== undefined) other.tabIndex = -1;
  }
  entry.tabIndex = 0;
  entry.focus({ preventScroll: false });
}

/** Fill a list anew; the focus stays in it, at the same place, where it was in it. */
export function refill(list: HTMLElement, ...children: readonly Child[]): void {
  const entries = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(".lz-entry")];
  const focused = document.activeElement;
  const within = focused !== null && list.contains(focused);
  const at = within ? entries().findIndex((one) => one.contains(focused)) : -1;
  fill(list, ...children);
  if (!within) return;
  const all = entries();
  const now = all[Math.max(0, Math.min(all.length - 1, at))];
  if (now) focusEntry(now);
  else {
    list.tabIndex = -1;
    list.focus();
  }
}

/** An entry that a click or Enter does something with. */
export function entry(act: () => void, className: string, first: boolean): HTMLElement {
  const element = h("div", {
    class: `lz-entry ${className}`,
    role: "listitem",
    tabindex: first ? 0 : -1,
    attrs: { "data-entry": "" },
  });
  element.addEventListener("click", (event) => {
    if (
      event.target instanceof Element &&
      event.target.closest("button, input, select, a, textarea")
    )
      return;
    act();
  });
  element.addEventListener("keydown", (event) => {
    if (event.target !== element || event.key !== "Enter" || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  return element;
}

/** A line for a panel that has nothing to show. */
export function nothing(text: string): HTMLElement {
  return h("p", { class: "lz-nothing", text });
}

/** A panel whose entries come from the server: the focus waits until they are there. */
export abstract class LoadedPanel implements PanelView {
  readonly element: HTMLElement;
  protected readonly list = h("div", { class: "lz-entries", role: "list" });
  protected seen = false;
  protected wantsFocus = false;
  protected loading = false;

  constructor(protected readonly ctx: Context) {
    this.element = h("div", { class: "lz-panel", tabindex: -1 }, this.list);
    roving(this.list, ".lz-entry");
  }

  show(): void {
    this.seen = true;
    void this.draw();
  }

  hide(): void {
    this.seen = false;
  }

  focus(): void {
    if (this.loading) this.wantsFocus = true;
    else this.takeFocus();
  }

  protected takeFocus(): void {
    this.wantsFocus = false;
    const first = this.list.querySelector<HTMLElement>(".lz-entry");
    if (first) focusEntry(first);
    else this.element.focus();
  }

  protected abstract draw(): Promise<void>;
}
