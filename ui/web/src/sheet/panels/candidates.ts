/** Names that the sources say and that no term has yet: made terms of, or dismissed. */

import type { Candidate } from "../../wire";
import { S } from "../../strings";
import type { Context } from "../context";
import { button, fill, h } from "../dom";
import { nothing } from "./panel";

/** As many as can be gone through at a time; those in most episodes come first. */
const MOST = 30;

export class CandidateList {
  readonly element = h("div", { class: "lz-entries", role: "list", hidden: true });
  readonly button: HTMLButtonElement;

  constructor(
    private readonly ctx: Context,
    private readonly add: (text: string) => void,
  ) {
    this.button = button(S.proposedNames, () => void this.toggle());
    this.button.setAttribute("aria-expanded", "false");
  }

  /** Ask again, where the list is open: a new term is no candidate any more. */
  async refresh(): Promise<void> {
    if (this.element.hidden) return;
    const answer = await this.ctx.model.api.call<readonly Candidate[]>("GET", "candidates");
    if (!answer.ok) {
      fill(this.element, nothing(answer.error?.message ?? S.notReached));
      return;
    }
    const rows = answer.data.slice(0, MOST).map((one) => this.draw(one));
    fill(this.element, ...(rows.length ? rows : [nothing(S.noCandidates)]));
  }

  private async toggle(): Promise<void> {
    this.element.hidden = !this.element.hidden;
    this.button.setAttribute("aria-expanded", String(!this.element.hidden));
    await this.refresh();
  }

  private draw(one: Candidate): HTMLElement {
    const lang = this.ctx.model.desk.track.source_locale;
    const row = h("div", { class: "lz-entry lz-term", role: "listitem" });
    row.append(
      h("span", { class: "lz-term-source", text: one.text, lang, dir: "auto" }),
      h("span", {
        class: "lz-muted",
        text: S.candidateSaid(one.times, one.episodes.length),
      }),
      h("span", { class: "lz-muted lz-from", text: one.example, lang, dir: "auto" }),
      button(S.addTerm, () => this.add(one.text)),
      button(S.noName, () => void this.dismiss(one)),
    );
    return row;
  }

  private async dismiss(one: Candidate): Promise<void> {
    const { api } = this.ctx.model;
    const answer = await api.call("POST", "candidates/dismissed", { text: one.text });
    if (answer.ok) await this.refresh();
    else fill(this.element, nothing(answer.error?.message ?? S.notReached));
  }
}
