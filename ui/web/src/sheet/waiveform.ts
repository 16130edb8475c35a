/** Why a rule may be broken, on one cue or on the whole track; in line, above the findings. */

import { S } from "../strings";
import type { Finding } from "../wire";
import { numberOf, type Context } from "./context";
import { button, check, h, input, setText } from "./dom";
import { ruleName } from "./rules";

/** Who may let a rule be broken (`localize.review.acts`). */
const WAIVES: ReadonlySet<string> = new Set(["reviewer", "lead"]);

export function mayWaive(ctx: Context): boolean {
  return ctx.model.desk.me.roles.some((role) => WAIVES.has(role));
}

export class WaiveForm {
  readonly element: HTMLFormElement;
  private readonly about = h("b");
  private readonly reason: HTMLInputElement;
  private readonly everywhere: HTMLLabelElement;
  private readonly error = h("span", { class: "lz-error", role: "alert" });
  private finding: Finding | null = null;
  private all = false;
  private busy = false;

  constructor(private readonly ctx: Context) {
    this.reason = input(S.waiveReason, { class: "lz-waive-reason" });
    this.everywhere = check(S.waiveAll, false, (all) => (this.all = all));
    const send = h("button", { class: "lz-button lz-primary", text: S.waive });
    send.type = "submit";
    this.element = h(
      "form",
      { class: "lz-form lz-form-row lz-waive", hidden: true, label: S.waive },
      this.about,
      this.reason,
      this.everywhere,
      send,
      button(S.cancel, () => this.close()),
      this.error,
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.isComposing || event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.close();
    });
  }

  open(finding: Finding): void {
    const { model } = this.ctx;
    this.finding = finding;
    const number = finding.cue_id ? `#${numberOf(model, finding.cue_id)} ` : "";
    setText(this.about, `${number}${ruleName(finding.rule)}`);
    const box = this.everywhere.querySelector("input")!;
    this.all = box.checked = finding.cue_id === "";
    this.everywhere.hidden = finding.cue_id === "";
    this.reason.value = "";
    setText(this.error, "");
    this.element.hidden = false;
    this.reason.focus();
  }

  private close(): void {
    this.element.hidden = true;
    this.finding = null;
    this.ctx.back();
  }

  private async send(): Promise<void> {
    const { finding, busy } = this;
    if (!finding || busy) return;
    const reason = this.reason.value.trim();
    if (!reason) {
      setText(this.error, S.waiveNeedsReason);
      this.reason.focus();
      return;
    }
    this.busy = true;
    const body = { cue_id: this.all ? "" : finding.cue_id, rule: finding.rule, reason };
    const done = await this.ctx.model.act({ route: "waivers", body, what: S.waiveWhat });
    this.busy = false;
    if (!done.ok) {
      setText(this.error, done.error?.message ?? S.notReached);
      return;
    }
    this.ctx.model.say(S.waived(ruleName(finding.rule)), "done");
    this.close();
  }
}

/** Let a rule hold again. */
export async function withdraw(ctx: Context, finding: Finding): Promise<void> {
  const { model } = ctx;
  if (finding.waiver_id === undefined || finding.waiver_id === null) return;
  const answer = await model.api.call("DELETE", `waivers/${finding.waiver_id}`);
  if (!answer.ok) {
    model.say(answer.error?.message ?? S.notReached, "refused");
    return;
  }
  await model.refresh();
}
