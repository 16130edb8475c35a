/** Somebody else changed the cue: both versions side by side, for the person to decide. */

import type { Conflict } from "../editor";
import { S } from "../strings";
import { dayAndTime, numberOf, type Context } from "./context";
import { diffText } from "./difftext";
import { button, fill, h } from "./dom";

/** Goes to the choice from anywhere: no preset has it. */
const KEY = "Ctrl+F3";

export class ConflictView {
  readonly element: HTMLElement;
  private busy = false;

  constructor(private readonly ctx: Context) {
    this.element = h("section", {
      class: "lz-conflict",
      hidden: true,
      role: "group",
      label: S.conflict,
    });
    this.element.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "F3" || !(event.ctrlKey || event.metaKey)) return;
        if (event.isComposing || this.element.hidden) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        this.element.querySelector<HTMLElement>("button")?.focus();
      },
      { capture: true },
    );
    ctx.model.on((event) => {
      if (event.type === "conflict") this.draw();
    });
    this.draw();
  }

  private get buttons(): readonly HTMLButtonElement[] {
    return [...this.element.querySelectorAll("button")];
  }

  private draw(): void {
    const { conflict } = this.ctx.model;
    this.element.hidden = conflict === null;
    if (!conflict) {
      fill(this.element);
      return;
    }
    const number = numberOf(this.ctx.model, conflict.cue_id);
    const both = conflict.mine !== null && conflict.theirs !== null;
    // It is drawn anew under the hands: the choice that one is at stays.
    const chosen = this.buttons.findIndex((one) => one === document.activeElement);
    fill(
      this.element,
      h(
        "p",
        { class: "lz-conflict-head", role: "alert" },
        h("b", { text: S.conflictAt(number, conflict.by, conflict.at && dayAndTime(conflict.at)) }),
        h("span", { class: "lz-muted", text: ` ${S.conflictKeys(KEY)}` }),
      ),
      h(
        "div",
        { class: "lz-conflict-sides" },
        this.side(S.mine, conflict, "mine"),
        this.side(S.theirs(conflict.by), conflict, "theirs"),
      ),
      h(
        "div",
        { class: "lz-form-row" },
        button(`1 ${S.keepMine}`, () => this.settle("mine")),
        button(`2 ${S.keepTheirs}`, () => this.settle("theirs")),
        both && button(`3 ${S.keepBoth}`, () => this.settle("both")),
      ),
    );
    if (chosen >= 0) (this.buttons[chosen] ?? this.buttons[0])?.focus();
  }

  private side(title: string, conflict: Conflict, whose: "mine" | "theirs"): HTMLElement {
    const { desk } = this.ctx.model;
    // Of times alone: there is one text, and both sides have it.
    const ofTimes = conflict.mine_times !== null;
    const times = whose === "mine" ? "mine_times" : "theirs_times";
    const own = ofTimes ? conflict.theirs : conflict[whose];
    const other = ofTimes ? own : conflict[whose === "mine" ? "theirs" : "mine"];
    const text =
      own === null
        ? h("p", { class: "lz-muted", text: S.takenOut })
        : diffText(
            other ?? [],
            own,
            { unspaced: desk.unspaced, lang: desk.track.locale, rtl: desk.right_to_left },
            // Each side is the text as it would stay; what differs is marked in both.
            ["same", "added"],
          );
    return h(
      "div",
      { class: "lz-conflict-side" },
      h("h3", { text: title }),
      text,
      this.times(conflict[times]),
      conflict.along ? this.times(conflict.along[times], conflict.along.cue_id) : null,
    );
  }

  /** @param beside the cue, where it is not the one that the view is about. */
  private times(times: Conflict["mine_times"], beside?: string): HTMLElement | null {
    if (!times) return null;
    const { clock, model } = this.ctx;
    const number = beside === undefined ? "" : `#${numberOf(model, beside)} `;
    const text = `${number}${clock.timecodeOf(times[0])} → ${clock.timecodeOf(times[1])}`;
    return h("p", { class: "lz-muted lz-figures", text });
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const how = ({ "1": "mine", "2": "theirs", "3": "both" } as const)[event.key];
    const { conflict } = this.ctx.model;
    if (how && (how !== "both" || (conflict?.mine && conflict.theirs))) this.settle(how);
    else if (event.key === "Escape") this.ctx.back();
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const all = this.buttons;
      const at = all.indexOf(document.activeElement as HTMLButtonElement);
      const to = at + (event.key === "ArrowRight" ? 1 : -1);
      all[(to + all.length) % all.length]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private settle(how: "mine" | "theirs" | "both"): void {
    if (this.busy) return;
    this.busy = true;
    void this.ctx.model.settle(how).finally(() => (this.busy = false));
    // At once: the button is gone, and keys that fall on nothing would be the timeline's.
    this.ctx.back();
  }
}
