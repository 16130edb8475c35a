/** The line at the bottom: keys for where one is, what just happened, and questions. */

import type { Focus } from "../editor";
import { S } from "../strings";
import type { CommandName } from "../keys/commands";
import type { Context } from "./context";
import { button, fill, h, setText } from "./dom";

/** What is worth knowing where one is, the most used first; as many as fit are seen. */
const HINTS: Readonly<Record<Focus, readonly CommandName[]>> = {
  text: [
    "confirm-next", "play-pause", "play-cue", "play-before", "set-in", "set-out", "finding-next",
    "finding-fix", "split", "auto-break", "push-word", "note", "find", "focus-timeline", "help",
  ],
  timeline: [
    "confirm-next", "play-pause", "play-cue", "set-in", "set-out", "frame-back", "second-back",
    "chain-out", "snap-edge", "new-cue", "split", "merge", "delete", "focus-text", "help",
  ],
}; // prettier-ignore

/** A message fades after this time, ms; a refusal stays until the next. */
const FADES = 6000;

export class Foot {
  readonly element: HTMLElement;
  private readonly hints = h("ul", { class: "lz-hints", label: S.keyHints });
  private readonly where = h("span", { class: "lz-where" });
  private readonly status = h("span", { class: "lz-status", role: "status" });
  private readonly question = h("div", { class: "lz-question", hidden: true });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private answer: ((yes: boolean) => void) | null = null;

  constructor(private readonly ctx: Context) {
    this.status.setAttribute("aria-live", "polite");
    this.element = h(
      // Not <footer>: the page's shell takes Gradio's away.
      "div",
      { class: "lz-foot", role: "contentinfo" },
      this.where,
      this.hints,
      this.status,
      this.question,
    );
    ctx.model.on((event) => {
      if (event.type === "message") this.drawMessage();
    });
    new ResizeObserver(() => this.fit()).observe(this.element);
    this.drawMessage();
  }

  /** @param focus one of the two, or a field or panel that has keys of its own. */
  drawHints(focus: Focus | "field"): void {
    const names = { text: S.focusText, timeline: S.focusTimeline, field: S.focusField };
    setText(this.where, names[focus]);
    this.where.dataset["focus"] = focus;
    if (focus === "field") {
      const own = [
        ["Esc", S.hintBack],
        ["↑ ↓", S.hintEntries],
        ["Enter", S.hintTake],
      ] as const;
      fill(
        this.hints,
        ...own.map(([key, said]) => h("li", {}, h("kbd", { text: key }), ` ${said}`)),
      );
      return;
    }
    const made: HTMLElement[] = [];
    for (const name of HINTS[focus]) {
      const key = this.ctx.key(name, focus);
      if (!key) continue;
      const text: Readonly<Record<string, string>> = S.hint;
      const said = text[name] ?? S.command[name];
      made.push(h("li", {}, h("kbd", { text: key }), ` ${said}`));
    }
    fill(this.hints, ...made);
  }

  private drawMessage(): void {
    const { message } = this.ctx.model;
    clearTimeout(this.timer);
    fill(
      this.status,
      message?.text ?? "",
      message?.link
        ? h("a", {
            class: "lz-link",
            text: message.link.text,
            attrs: message.link.href
              ? { href: message.link.href, target: "_blank", rel: "noopener" }
              : { href: window.location.href }, // the page itself, anew
          })
        : null,
    );
    this.status.dataset["kind"] = message?.kind ?? "";
    this.status.title = message?.text ?? "";
    this.fit();
    if (message && message.kind !== "refused") {
      this.timer = setTimeout(() => {
        fill(this.status);
        this.fit();
      }, FADES);
    }
  }

  /** A message that one line has no room for stands over what is above, on as many as it takes. */
  private fit(): void {
    const { classList } = this.element;
    classList.remove("lz-long-message"); // measured as it is on one line
    classList.toggle("lz-long-message", this.status.scrollWidth > this.status.clientWidth);
  }

  /** Whether a question waits for its answer. */
  get asks(): boolean {
    return this.answer !== null;
  }

  /** Ask in the line; Enter is yes, Esc no. A second question takes the first back. */
  ask(text: string): Promise<boolean> {
    this.answer?.(false);
    const before = document.activeElement;
    return new Promise((resolve) => {
      const done = (yes: boolean): void => {
        this.answer = null;
        this.question.hidden = true;
        this.element.classList.remove("lz-asking");
        this.fit(); // what was said meanwhile had no size
        if (before instanceof HTMLElement) before.focus({ preventScroll: true });
        resolve(yes);
      };
      this.answer = done;
      const yes = button(`${S.yes} (Enter)`, () => done(true), { class: "lz-primary" });
      const no = button(`${S.no} (Esc)`, () => done(false));
      const said = h("span", { text, id: "lz-question-text" });
      fill(this.question, said, yes, no);
      this.question.setAttribute("role", "alertdialog");
      this.question.setAttribute("aria-labelledby", said.id);
      this.question.hidden = false;
      this.element.classList.add("lz-asking");
      this.question.onkeydown = (event) => {
        event.stopPropagation();
        if (event.key === "Escape") done(false);
        else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
          (document.activeElement === yes ? no : yes).focus();
        } else return;
        event.preventDefault();
      };
      yes.focus();
    });
  }
}
