/** Presets of keys, and each command's own keys: press one to give it. */

import type { Focus, PersonSettings } from "../editor";
import { captured } from "../keys/chord";
import type { CommandName } from "../keys/commands";
import { help } from "../keys/help";
import { problemOf, remappedWith, takenBy } from "../keys/keymap";
import { shownChord } from "../keys/chord";
import { S } from "../strings";
import type { Context } from "./context";
import { button, fill, h, input, select, setText } from "./dom";

type Preset = PersonSettings["keys"];

interface Asking {
  readonly command: CommandName;
  readonly focus: Focus;
  /** The chord that another command has, once it was pressed. */
  readonly chord?: string;
}

export class KeyTable {
  readonly element: HTMLElement;
  private readonly preset: HTMLSelectElement;
  private readonly find: HTMLInputElement;
  private readonly rows = h("tbody");
  private readonly status = h("p", { class: "lz-key-status", role: "status" });
  private asking: Asking | null = null;

  constructor(private readonly ctx: Context) {
    const { settings } = ctx;
    this.preset = select<Preset>(
      S.keyPreset,
      [
        ["default", S.presetDefault],
        ["subtitle-edit", "Subtitle Edit"],
        ["aegisub", "Aegisub"],
        ["numpad", S.presetNumpad],
      ],
      settings.values.keys,
      (preset) => {
        settings.set("keys", preset);
        this.draw();
      },
    );
    this.find = input(S.helpFind, { attrs: { type: "search" } });
    this.find.addEventListener("input", () => this.draw());
    const all = button(S.keysReset, () => {
      settings.set("remapped", {});
      this.draw();
    });
    this.element = h(
      "div",
      {},
      h("div", { class: "lz-form-row" }, this.preset, this.find, all),
      this.status,
      h(
        "table",
        { class: "lz-help-group lz-key-table" },
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
        this.rows,
      ),
    );
  }

  draw(): void {
    const { settings, mac } = this.ctx;
    this.preset.value = settings.values.keys;
    const wanted = this.find.value.trim().toLocaleLowerCase();
    const names: Readonly<Record<string, string>> = S.command;
    const keymap = this.ctx.keymap();
    const made: HTMLElement[] = [];
    for (const group of help(keymap, mac)) {
      for (const row of group.rows) {
        const name = names[row.command] ?? row.command;
        const all = [name, row.command, ...row.timeline, ...row.text].join("\n");
        if (wanted && !all.toLocaleLowerCase().includes(wanted)) continue;
        made.push(
          h(
            "tr",
            {},
            h("th", { text: name, attrs: { scope: "row" } }),
            this.cell(row.command, "timeline", row.timeline),
            this.cell(row.command, "text", row.text),
          ),
        );
      }
    }
    fill(this.rows, ...made);
    if (!this.asking) {
      const { clashes } = keymap;
      setText(
        this.status,
        clashes.length
          ? clashes
              .map((one) =>
                S.keyClash(
                  shownChord(one.chord, mac),
                  one.commands.map((command) => names[command] ?? command).join(", "),
                ),
              )
              .join(" ")
          : "",
      );
    }
  }

  /** While a key is asked for, every press is it; Esc gives up. */
  takes(event: KeyboardEvent): boolean {
    const { asking } = this;
    if (!asking) return false;
    const plain = !event.ctrlKey && !event.altKey && !event.shiftKey && !event.metaKey;
    if (plain && event.key === "Escape") {
      this.end();
      return true;
    }
    if (asking.chord !== undefined) {
      if (event.key !== "Enter") return false;
      this.give(asking.command, asking.focus, asking.chord);
      return true;
    }
    if (plain && (event.key === "Delete" || event.key === "Backspace") && asking.focus === "text") {
      this.give(asking.command, asking.focus, null);
      return true;
    }
    const chord = captured(event, asking.focus, this.ctx.mac);
    if (chord === undefined) return true; // a modifier alone: the key is to come
    this.pressed(asking, chord);
    return true;
  }

  /** No key is asked for any more: the table is not there to be seen. */
  giveUp(): void {
    this.asking = null;
  }

  private pressed(asking: Asking, chord: string): void {
    const { mac } = this.ctx;
    const names: Readonly<Record<string, string>> = S.command;
    const problem = problemOf(chord, asking.focus);
    if (problem) {
      setText(this.status, `${shownChord(chord, mac)}: ${S.keyProblem[problem]}`);
      return;
    }
    const other = takenBy(this.ctx.keymap(), chord, asking.focus, asking.command);
    if (other) {
      this.asking = { ...asking, chord };
      setText(this.status, S.keyTaken(shownChord(chord, mac), names[other] ?? other));
      return;
    }
    this.give(asking.command, asking.focus, chord);
  }

  private give(command: CommandName, focus: Focus, chord: string | null): void {
    const { settings } = this.ctx;
    const { keys, remapped } = settings.values;
    settings.set(
      "remapped",
      remappedWith(keys, remapped, command, focus, chord === null ? [] : [chord]),
    );
    this.end();
  }

  private reset(command: CommandName, focus: Focus): void {
    const { settings } = this.ctx;
    const { keys, remapped } = settings.values;
    settings.set("remapped", remappedWith(keys, remapped, command, focus, null));
    this.end();
  }

  private end(): void {
    const { asking } = this;
    this.asking = null;
    setText(this.status, "");
    this.draw();
    if (asking) this.buttonOf(asking.command, asking.focus)?.focus();
  }

  private buttonOf(command: CommandName, focus: Focus): HTMLElement | null {
    return this.rows.querySelector<HTMLElement>(`[data-key="${command} ${focus}"]`);
  }

  private cell(command: CommandName, focus: Focus, chords: readonly string[]): HTMLElement {
    const names: Readonly<Record<string, string>> = S.command;
    const own = this.ctx.settings.values.remapped[command]?.[focus] !== undefined;
    const change = button(
      chords.join("  ") || "–",
      () => {
        this.asking = { command, focus };
        setText(this.status, S.keyPress(names[command] ?? command));
        this.buttonOf(command, focus)?.focus();
      },
      {
        class: own ? "lz-key-change lz-own" : "lz-key-change",
        label: S.keyChange(names[command] ?? command, chords.join(", ")),
        attrs: { "data-key": `${command} ${focus}` },
      },
    );
    const back = own
      ? button("↺", () => this.reset(command, focus), {
          label: S.keyResetOne,
          title: S.keyResetOne,
        })
      : null;
    return h("td", {}, change, back);
  }
}
