/** What became of a cue: who, when, from what to what; any of it can be brought back. */

import type { CueState, Revision } from "../../wire";
import { S } from "../../strings";
import { afterRest, dayAndTime, type Context } from "../context";
import { diffText } from "../difftext";
import { button, h } from "../dom";
import { nameOf } from "../statename";
import { LoadedPanel, entry, nothing, refill } from "./panel";

export class HistoryPanel extends LoadedPanel {
  private readonly soon: () => void;

  constructor(ctx: Context) {
    super(ctx);
    this.soon = afterRest(() => void this.draw(), 150);
    ctx.model.on((event) => {
      if (!this.seen) return;
      const id = ctx.model.current?.id;
      if (event.type === "current") this.soon();
      else if (event.type === "rows" && (event.ids === "all" || (id && event.ids.has(id))))
        this.soon();
    });
  }

  protected async draw(): Promise<void> {
    const { model } = this.ctx;
    const row = model.current;
    if (!row) {
      refill(this.list, nothing(S.noCue));
      return;
    }
    // Its first version is the draft, which is not to be seen yet.
    if (row.withheld) {
      refill(this.list, nothing(S.withheldWhy));
      return;
    }
    this.loading = true;
    const revisions = await model.history(row.id);
    if (model.current?.id !== row.id || !this.seen) return;
    this.loading = false;
    const newest = [...revisions].reverse();
    if (newest.length === 0) refill(this.list, nothing(S.noHistory));
    else refill(this.list, ...newest.map((one, index) => this.drawOne(one, index, row.id)));
    if (this.wantsFocus) this.takeFocus();
  }

  private drawOne(one: Revision, index: number, id: string): HTMLElement {
    const { model, clock } = this.ctx;
    const { desk } = model;
    const before = cueOf(one.before);
    const after = cueOf(one.after);
    const restore = (): void => {
      void model
        .act({ route: "restore", cue_id: id, body: { to: one.number }, what: S.restoreWhat })
        .then((outcome) => {
          if (outcome.ok) model.say(S.restored(one.number), "done");
        });
    };
    const actions: Readonly<Record<string, string>> = S.action;
    const made = entry(() => undefined, "lz-revision", index === 0);
    const facts = [
      timesChange(before, after, (time) => clock.timecodeOf(time)),
      stateChange(one.before, one.after),
    ].filter((fact) => fact !== "");
    made.append(
      h(
        "div",
        { class: "lz-revision-head" },
        h("b", { class: "lz-figures", text: String(one.number) }),
        h("span", { text: actions[one.action] ?? one.action }),
        h("span", { class: "lz-muted", text: one.person || S.machine }),
        h("time", {
          class: "lz-muted lz-figures",
          text: dayAndTime(one.at),
          attrs: { datetime: one.at },
        }),
        h("span", { class: "lz-muted lz-figures", text: facts.join(" · ") }),
      ),
      diffText(before?.lines ?? [], after?.lines ?? [], {
        unspaced: desk.unspaced,
        lang: desk.track.locale,
        rtl: desk.right_to_left,
      }),
    );
    if (index > 0 && desk.may.edit) made.append(button(S.restore, restore));
    return made;
  }
}

interface OldCue {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** The cue inside a revision's data, whichever of its two shapes it has. */
export function cueOf(data: Readonly<Record<string, unknown>> | null): OldCue | null {
  if (data === null) return null;
  const inner = typeof data["cue"] === "object" && data["cue"] !== null ? data["cue"] : data;
  const { start, end, lines } = inner as Record<string, unknown>;
  if (typeof start !== "number" || typeof end !== "number" || !Array.isArray(lines)) return null;
  return { start, end, lines: lines.map(String) };
}

function timesChange(
  before: OldCue | null,
  after: OldCue | null,
  code: (time: number) => string,
): string {
  if (!before || !after || (before.start === after.start && before.end === after.end)) return "";
  return `${code(before.start)}–${code(before.end)} → ${code(after.start)}–${code(after.end)}`;
}

function stateChange(
  before: Readonly<Record<string, unknown>> | null,
  after: Readonly<Record<string, unknown>>,
): string {
  const [was, is] = [before?.["state"], after["state"]];
  if (was === is || typeof is !== "string") return "";
  const lines = cueOf(after)?.lines;
  return lines && is in S.state ? nameOf(is as CueState, lines) : is;
}
