/** The picture's box: the element, the subtitle over it, safe areas, a name, and what is amiss. */

import { h } from "../sheet/dom";
import { SubtitleLayer, type Look } from "./subtitle";

export interface Notice {
  readonly text: string;
  readonly detail?: string;
  readonly progress?: number; // 0 to 1
  readonly again?: () => void;
}

/** How often the person's name stands on the picture: a crop takes it off nowhere. */
const NAMES = 5;

export class Picture {
  readonly element: HTMLElement;
  readonly subtitle: SubtitleLayer;
  readonly #frame: HTMLElement; // exactly as large as what is seen of the picture
  readonly #notice: HTMLElement;
  readonly #bar = h("progress", { hidden: true, attrs: { max: 1 } });
  readonly #text = h("p", { class: "lz-picture-text" });
  readonly #detail = h("p", { class: "lz-picture-detail" });
  readonly #again: HTMLButtonElement;
  readonly #names = h("div", { class: "lz-picture-names", attrs: { "aria-hidden": "true" } });
  readonly #resized: ResizeObserver;
  #retry: (() => void) | undefined;
  #width = 16;
  #height = 9;

  constructor(
    surface: HTMLElement,
    look: Look,
    words: { readonly picture: string; readonly again: string },
  ) {
    this.subtitle = new SubtitleLayer(document, look);
    this.#again = h("button", {
      class: "lz-button",
      text: words.again,
      on: { click: () => this.#retry?.() },
    });
    this.#again.type = "button";
    this.#notice = h(
      "div",
      { class: "lz-picture-notice", role: "status", hidden: true },
      this.#text,
      this.#bar,
      this.#detail,
      this.#again,
    );
    this.#frame = h(
      "div",
      { class: "lz-picture-frame" },
      surface,
      h("div", { class: "lz-safe", attrs: { "aria-hidden": "true" } }),
      this.#names,
      this.subtitle.element,
    );
    this.element = h(
      "div",
      { class: "lz-picture", role: "group", label: words.picture },
      this.#frame,
      this.#notice,
    );
    this.#resized = new ResizeObserver(() => this.#fit());
    this.#resized.observe(this.element);
  }

  /** The picture's proportions; where there is none, a 16:9 ground for the text. */
  setSize(width: number, height: number): void {
    [this.#width, this.#height] = width > 0 && height > 0 ? [width, height] : [16, 9];
    this.#fit();
  }

  setSafe(on: boolean): void {
    this.#frame.classList.toggle("lz-safe-on", on);
  }

  setName(name: string): void {
    if (this.#names.childElementCount === (name ? NAMES : 0)) return;
    const count = name ? NAMES : 0;
    this.#names.replaceChildren(...Array.from({ length: count }, () => h("span", { text: name })));
  }

  setNotice(notice: Notice | null): void {
    this.#notice.hidden = notice === null;
    this.#retry = notice?.again;
    if (!notice) return;
    this.#text.textContent = notice.text;
    this.#detail.textContent = notice.detail ?? "";
    this.#detail.hidden = !notice.detail;
    this.#bar.hidden = notice.progress === undefined;
    if (notice.progress !== undefined) this.#bar.value = notice.progress;
    this.#again.hidden = !notice.again;
  }

  dispose(): void {
    this.#resized.disconnect();
  }

  #fit(): void {
    const { clientWidth, clientHeight } = this.element;
    const scale = Math.min(clientWidth / this.#width, clientHeight / this.#height);
    if (!Number.isFinite(scale)) return;
    const { style } = this.#frame;
    style.width = `${Math.round(this.#width * scale)}px`;
    style.height = `${Math.round(this.#height * scale)}px`;
    style.setProperty("--lz-picture-height", `${Math.round(this.#height * scale)}px`);
  }
}
