/** What lies over the page and away from the path of the hands: help, settings. */

import { button, h } from "./dom";
import { S } from "../strings";

export class Overlay {
  readonly element: HTMLElement;
  protected readonly body = h("div", { class: "lz-overlay-body" });
  private before: Element | null = null;

  constructor(
    title: string,
    className: string,
    private readonly leave: () => void,
  ) {
    const head = h("h2", { text: title, id: `${className}-title` });
    this.element = h(
      "div",
      { class: `lz-overlay ${className}`, hidden: true, role: "dialog" },
      h(
        "div",
        { class: "lz-overlay-card" },
        h(
          "div",
          { class: "lz-overlay-head" },
          head,
          button("✕", () => this.close(), { label: S.close, title: `${S.close} (Esc)` }),
        ),
        this.body,
      ),
    );
    this.element.setAttribute("aria-modal", "true");
    this.element.setAttribute("aria-labelledby", head.id);
    this.element.addEventListener("mousedown", (event) => {
      if (event.target === this.element) this.close();
    });
    this.element.addEventListener("keydown", (event) => this.pressed(event));
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  open(): void {
    this.before = document.activeElement;
    this.element.hidden = false;
    this.opened();
  }

  close(): void {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.closed();
    if (this.before instanceof HTMLElement && this.before.isConnected) {
      this.before.focus({ preventScroll: true });
    } else this.leave();
  }

  protected opened(): void {
    this.body.querySelector<HTMLElement>("input, select, button")?.focus();
  }

  /** What was under way in it is given up. */
  protected closed(): void {}

  /** A key that the overlay makes use of itself; true where it did. */
  protected takes(_: KeyboardEvent): boolean {
    return false;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.takes(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab") this.keepInside(event);
  }

  private keepInside(event: KeyboardEvent): void {
    const all = [
      ...this.element.querySelectorAll<HTMLElement>(
        "button, input, select, textarea, a[href], [tabindex='0']",
      ),
    ].filter((one) => one.offsetParent !== null && !(one as HTMLButtonElement).disabled);
    const [first, last] = [all[0], all.at(-1)];
    const now = document.activeElement;
    if (event.shiftKey ? now === first : now === last) {
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  }
}
