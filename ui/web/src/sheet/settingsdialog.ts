/** A person's own settings; each holds at once. */

import type { PersonSettings } from "../editor";
import { S } from "../strings";
import type { Context } from "./context";
import { check, fill, h, select } from "./dom";
import { KeyTable } from "./keytable";
import { Overlay } from "./overlay";

type Figures = "listFont" | "boxFont" | "preroll" | "postroll" | "reaction";
type Switches =
  | "mirrored" | "autoplay" | "loopOnArrival" | "typeToPause" | "follow" | "centred" | "safeArea"
  | "draftDiff" | "blockingFirst"; // prettier-ignore

export class SettingsDialog extends Overlay {
  private readonly keys: KeyTable;
  private readonly content = h("div", { class: "lz-settings" });

  constructor(private readonly ctx: Context) {
    super(S.settingsTitle, "lz-settings-dialog", () => ctx.back());
    this.keys = new KeyTable(ctx);
    this.body.append(this.content);
    ctx.settings.on((key) => {
      if (this.isOpen && key !== "splits" && key !== "remapped" && key !== "keys") this.draw();
    });
  }

  protected override opened(): void {
    this.draw();
    this.keys.draw();
    super.opened();
  }

  protected override closed(): void {
    this.keys.giveUp();
  }

  protected override takes(event: KeyboardEvent): boolean {
    return this.keys.takes(event);
  }

  private draw(): void {
    // The field that is being changed keeps its focus: only its group is drawn anew.
    const focused =
      document.activeElement instanceof HTMLElement
        ? document.activeElement.dataset["setting"]
        : undefined;
    fill(
      this.content,
      this.group(
        S.settingsLook,
        this.choice("theme", S.theme, [
          ["dark", S.themeDark],
          ["light", S.themeLight],
          ["system", S.themeSystem],
        ]),
        this.figure("listFont", S.listFont, "px", 10, 28, 1),
        this.figure("boxFont", S.boxFont, "px", 12, 40, 1),
        this.onOff("mirrored", S.mirrored),
        this.onOff("safeArea", S.safeAreas),
      ),
      this.group(
        S.settingsPlaying,
        this.onOff("autoplay", S.autoplay),
        this.onOff("loopOnArrival", S.loopOnArrival),
        this.onOff("follow", S.followSetting),
        this.onOff("centred", S.centred),
        this.figure("preroll", S.preroll, "ms", 0, 5000, 100),
        this.figure("postroll", S.postroll, "ms", 0, 5000, 100),
        this.figure("reaction", S.reaction, S.frames, 0, 30, 1),
        this.onOff("typeToPause", S.typeToPause),
      ),
      this.group(
        S.settingsReview,
        this.onOff("blockingFirst", S.blockingFirst),
        this.onOff("draftDiff", S.draftDiffSetting),
      ),
      h(
        "section",
        { class: "lz-settings-group lz-settings-keys" },
        h("h3", { text: S.settingsKeys }),
        this.keys.element,
      ),
    );
    if (focused) this.content.querySelector<HTMLElement>(`[data-setting="${focused}"]`)?.focus();
  }

  private group(title: string, ...rows: readonly HTMLElement[]): HTMLElement {
    return h("section", { class: "lz-settings-group" }, h("h3", { text: title }), ...rows);
  }

  private onOff(key: Switches, label: string): HTMLElement {
    const { settings } = this.ctx;
    const row = check(label, settings.values[key], (on) => settings.set(key, on));
    row.querySelector("input")!.dataset["setting"] = key;
    return row;
  }

  private figure(
    key: Figures,
    label: string,
    unit: string,
    least: number,
    most: number,
    step: number,
  ): HTMLElement {
    const { settings } = this.ctx;
    const field = h("input", {
      class: "lz-input lz-number",
      label: `${label} (${unit})`,
      attrs: { type: "number", min: least, max: most, step, "data-setting": key },
    });
    field.value = String(settings.values[key]);
    field.addEventListener("change", () => {
      const value = Number(field.value);
      if (field.value === "" || !Number.isFinite(value)) {
        field.value = String(settings.values[key]);
        return;
      }
      settings.set(key, Math.max(least, Math.min(most, Math.round(value))));
      field.value = String(settings.values[key]);
    });
    return h(
      "label",
      { class: "lz-setting" },
      h("span", { text: label }),
      field,
      h("span", { class: "lz-muted", text: unit }),
    );
  }

  private choice<K extends "theme">(
    key: K,
    label: string,
    options: readonly (readonly [PersonSettings[K], string])[],
  ): HTMLElement {
    const { settings } = this.ctx;
    const field = select(
      label,
      options,
      settings.values[key],
      (value) => settings.set(key, value),
      {
        attrs: { "data-setting": key },
      },
    );
    return h("label", { class: "lz-setting" }, h("span", { text: label }), field);
  }
}
