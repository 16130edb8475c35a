/** Lines of this market that people approved, for sources like this cue's. */

import type { MemoryHit } from "../../wire";
import { memoryOf, suggestionsFor } from "../../commands/suggestions";
import type { CommandName } from "../../keys/commands";
import { S } from "../../strings";
import { afterRest, type Context } from "../context";
import { button, fill, h } from "../dom";
import { LoadedPanel, entry, nothing } from "./panel";

export class MemoryPanel extends LoadedPanel {
  private readonly soon: () => void;

  constructor(ctx: Context) {
    super(ctx);
    this.soon = afterRest(() => void this.draw(), 120);
    ctx.model.on((event) => {
      if (event.type === "current" && this.seen) this.soon();
    });
  }

  protected async draw(): Promise<void> {
    const { model } = this.ctx;
    const row = model.current;
    if (!row) {
      fill(this.list, nothing(S.noCue));
      return;
    }
    this.loading = true;
    const [hits, all] = await Promise.all([memoryOf(model, row.id), suggestionsFor(model, row.id)]);
    if (model.current?.id !== row.id || !this.seen) return;
    this.loading = false;
    const numbers = all.filter((one) => one.kind === "memory").map((one) => one.number);
    if (hits.length === 0) fill(this.list, nothing(S.noMemory));
    else fill(this.list, ...hits.map((hit, index) => this.drawHit(hit, index, numbers[index])));
    if (this.wantsFocus) this.takeFocus();
  }

  private drawHit(hit: MemoryHit, index: number, number: number | undefined): HTMLElement {
    const { model } = this.ctx;
    const { desk } = model;
    const use = (): void => {
      this.ctx.screen().setText(hit.target);
      this.ctx.screen().setFocus("text");
    };
    const made = entry(use, "lz-hit", index === 0);
    const key = number ? this.ctx.key(`insert-${number}` as CommandName, "text") : "";
    made.append(
      key ? h("kbd", { text: key }) : h("span"),
      h("span", {
        class: "lz-score lz-figures",
        text: `${Math.round(hit.score)}`,
        title: S.memoryScore(Math.round(hit.score)),
        attrs: { "data-level": hit.score >= 99.5 ? "ok" : "" },
      }),
      h(
        "div",
        { class: "lz-hit-texts" },
        h("div", {
          class: "lz-muted",
          text: hit.source.join(" / "),
          lang: desk.track.source_locale,
          dir: desk.source_right_to_left ? "rtl" : "ltr",
        }),
        h("div", {
          text: hit.target.join(" / "),
          lang: desk.track.locale,
          dir: desk.right_to_left ? "rtl" : "ltr",
        }),
      ),
      h("span", { class: "lz-muted lz-from", ...from(hit) }),
      button(S.use, use),
    );
    return made;
  }
}

/** Where a line is from: short, and in full. */
function from(hit: MemoryHit): { text: string; title: string } {
  if (!hit.episode) {
    return { text: hit.origin || S.broughtInShort, title: S.broughtIn(hit.origin, hit.by) };
  }
  const place = hit.season ? `${hit.season} · ${hit.episode}` : hit.episode;
  return { text: place, title: S.approvedBy(place, hit.by) };
}
