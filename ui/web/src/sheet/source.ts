/** The source of the current cue, with the terms of the show underlined. */

import type { CommandName } from "../keys/commands";
import { closedLines } from "../core/markup";
import { S } from "../strings";
import { nodes } from "../stage/tags";
import type { Term } from "../wire";
import type { Context } from "./context";
import { fill, h } from "./dom";
import { termSpans } from "./termspans";

export class SourceView {
  readonly element: HTMLElement;

  constructor(
    private readonly ctx: Context,
    private readonly take: (term: Term) => void,
  ) {
    const { track, source_right_to_left } = ctx.model.desk;
    this.element = h("div", {
      class: "lz-source",
      lang: track.source_locale,
      dir: source_right_to_left ? "rtl" : "ltr",
      role: "region",
      label: S.sourceOf(track.source_locale),
      tabindex: 0,
    });
  }

  draw(): void {
    const { model } = this.ctx;
    const row = model.current;
    if (!row) {
      fill(this.element);
      return;
    }
    const cues = model.sources(row.id);
    const terms = model.termHits(row.id);
    const made: HTMLElement[] = [];
    cues.forEach((cue, index) => {
      if (index > 0) made.push(h("div", { class: "lz-source-next", role: "separator" }));
      if (cue.speaker) made.push(h("div", { class: "lz-source-speaker", text: cue.speaker }));
      for (const line of closedLines(cue.lines)) made.push(this.line(line, terms));
    });
    for (const [category, text] of row.view.annotations) {
      made.push(
        h(
          "div",
          { class: "lz-annotation" },
          h("b", { text: category }),
          h("span", { text, dir: "auto" }),
        ),
      );
    }
    if (!cues.length && model.desk.track.source.length) {
      made.push(h("div", { class: "lz-muted", text: S.noSource }));
    }
    fill(this.element, ...made);
  }

  private line(line: string, terms: readonly Term[]): HTMLElement {
    const element = h("div", { class: "lz-source-line" });
    element.append(nodes(line, document));
    if (terms.length) this.mark(element, terms);
    return element;
  }

  /** Underline in each run of text; a term that tags part is not found, as it is not one run. */
  private mark(element: HTMLElement, terms: readonly Term[]): void {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      const spans = termSpans(text.data, terms, this.ctx.model.desk.track.source_locale);
      if (!spans.length) continue;
      const parts = document.createDocumentFragment();
      let at = 0;
      for (const span of spans) {
        parts.append(
          text.data.slice(at, span.start),
          this.term(text.data.slice(span.start, span.end), span.term),
        );
        at = span.end;
      }
      parts.append(text.data.slice(at));
      text.replaceWith(parts);
    }
  }

  private term(text: string, term: Term): HTMLElement {
    const number = this.ctx.suggestionOf(term);
    const key = number ? this.ctx.key(`insert-${number}` as CommandName, "text") : "";
    const said = [`${term.target || S.noRendering}${key ? `  (${key})` : ""}`, term.note].filter(
      Boolean,
    );
    const element = h("span", {
      class: "lz-term-mark",
      text,
      title: said.join("\n"),
      ...(term.target ? { label: `${text}: ${term.target}` } : {}),
    });
    if (number) element.dataset["number"] = String(number);
    element.addEventListener("mousedown", (event) => event.preventDefault());
    element.addEventListener("click", () => this.take(term));
    return element;
  }
}
