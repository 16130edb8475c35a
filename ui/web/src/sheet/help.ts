/** All keys, to be searched. */

import { help } from "../keys/help";
import { S } from "../strings";
import type { Context } from "./context";
import { fill, h, input } from "./dom";
import { Overlay } from "./overlay";

export class HelpOverlay extends Overlay {
  private readonly find: HTMLInputElement;
  private readonly groups = h("div", { class: "lz-help-groups" });

  constructor(private readonly ctx: Context) {
    super(S.helpTitle, "lz-help", () => ctx.back());
    this.find = input(S.helpFind, { attrs: { type: "search" } });
    this.find.addEventListener("input", () => this.draw());
    this.body.append(
      h(
        "div",
        { class: "lz-form-row" },
        this.find,
        h("span", { class: "lz-muted", text: S.helpHint }),
      ),
      this.groups,
    );
  }

  protected override opened(): void {
    this.find.value = "";
    this.draw();
    this.find.focus();
  }

  protected override takes(event: KeyboardEvent): boolean {
    if (event.key !== "F1") return false;
    this.close();
    return true;
  }

  private draw(): void {
    const wanted = this.find.value.trim().toLocaleLowerCase();
    const names: Readonly<Record<string, string>> = S.command;
    const titles: Readonly<Record<string, string>> = S.helpGroup;
    const also: Readonly<Record<string, string>> = S.alsoCalled;
    const made: HTMLElement[] = [];
    for (const group of help(this.ctx.keymap(), this.ctx.mac)) {
      const rows = group.rows.filter(({ command, timeline, text }) => {
        const all = [names[command], also[command], command, ...timeline, ...text].join("\n");
        return !wanted || all.toLocaleLowerCase().includes(wanted);
      });
      if (!rows.length) continue;
      made.push(
        h(
          "table",
          { class: "lz-help-group" },
          h("caption", { text: titles[group.name] ?? group.name }),
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              h("th", { text: S.helpAction, attrs: { scope: "col" } }),
              h("th", { text: S.focusTimeline, attrs: { scope: "col" } }),
              h("th", { text: S.focusText, attrs: { scope: "col" } }),
            ),
          ),
          h(
            "tbody",
            {},
            ...rows.map(({ command, timeline, text }) =>
              h(
                "tr",
                {},
                h(
                  "td",
                  {},
                  names[command] ?? command,
                  also[command]
                    ? h("span", { class: "lz-muted", text: ` · ${also[command]}` })
                    : null,
                ),
                h("td", {}, ...keys(timeline)),
                h("td", {}, ...keys(text)),
              ),
            ),
          ),
        ),
      );
    }
    fill(
      this.groups,
      ...(made.length ? made : [h("p", { class: "lz-nothing", text: S.helpNone })]),
    );
  }
}

export function keys(chords: readonly string[]): readonly (HTMLElement | string)[] {
  return chords.flatMap((chord, index) => [index ? " " : "", h("kbd", { text: chord })]);
}
