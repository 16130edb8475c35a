/** What the person changed of the machine's draft. */

import { S } from "../../strings";
import { atNextFrame, type Context } from "../context";
import { diffText } from "../difftext";
import { button, fill, h } from "../dom";
import { changedCharacters, wordDiff } from "../worddiff";
import { nothing, type PanelView } from "./panel";

export class DraftPanel implements PanelView {
  readonly element: HTMLElement;
  private readonly content = h("div", { class: "lz-draft" });
  private seen = false;
  private readonly soon: () => void;

  constructor(private readonly ctx: Context) {
    this.element = h("div", { class: "lz-panel", tabindex: -1 }, this.content);
    this.soon = atNextFrame(() => this.draw());
    ctx.model.on((event) => {
      if (this.seen && ["current", "rows", "typed"].includes(event.type)) this.soon();
    });
    ctx.settings.on((key) => {
      if (key === "draftDiff") this.soon();
    });
  }

  show(): void {
    this.seen = true;
    this.draw();
  }

  hide(): void {
    this.seen = false;
  }

  focus(): void {
    (this.content.querySelector<HTMLElement>("button") ?? this.element).focus();
  }

  private draw(): void {
    const { model, settings } = this.ctx;
    const row = model.current;
    const machine = row?.view.machine;
    if (!row) return fill(this.content, nothing(S.noCue));
    if (row.withheld) return fill(this.content, nothing(S.withheldWhy));
    if (!machine) return fill(this.content, nothing(S.noDraft));
    const toggle = button(settings.values.draftDiff ? S.hideDiff : S.showDiff, () =>
      settings.set("draftDiff", !settings.values.draftDiff),
    );
    const { desk } = model;
    const look = { lang: desk.track.locale, rtl: desk.right_to_left, unspaced: desk.unspaced };
    if (!settings.values.draftDiff) {
      return fill(
        this.content,
        h(
          "div",
          { class: "lz-panel-bar" },
          toggle,
          h("span", { class: "lz-muted", text: S.diffOff }),
        ),
        h("div", {
          class: "lz-diff",
          text: machine.lines.join("\n"),
          lang: look.lang,
          dir: look.rtl ? "rtl" : "ltr",
        }),
      );
    }
    const [before, after] = [machine.lines.join("\n"), row.lines.join("\n")];
    const changed = changedCharacters(wordDiff(before, after, look.unspaced));
    const moved = model.rate.nearestFrame(row.start) - model.rate.nearestFrame(machine.start);
    const movedEnd = model.rate.nearestFrame(row.end) - model.rate.nearestFrame(machine.end);
    const facts = [
      changed.added || changed.removed ? S.diffCount(changed.added, changed.removed) : S.diffNone,
      moved ? S.inMoved(moved) : "",
      movedEnd ? S.outMoved(movedEnd) : "",
    ].filter((one) => one !== "");
    fill(
      this.content,
      h(
        "div",
        { class: "lz-panel-bar" },
        toggle,
        h("span", { class: "lz-muted lz-figures", text: facts.join(" · ") }),
      ),
      diffText(machine.lines, row.lines, look),
    );
  }
}
