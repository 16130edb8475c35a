/** The line at the top: what one works on, how far it is, and whether it is saved. */

import type { Model, SaveState } from "../editor";
import { S } from "../strings";
import { afterRest, atNextFrame, wallClock, type Context } from "./context";
import { fill, h, select, setAttr, setText } from "./dom";
import { icon } from "./icons";
import { initials } from "./listrow";

export class Head {
  readonly element: HTMLElement;
  private readonly confirmed = h("span", { class: "lz-fact lz-figures" });
  private readonly blocking = h("button", { class: "lz-fact lz-link lz-figures" });
  private readonly stage = h("span", { class: "lz-fact" });
  private readonly save = h("span", { class: "lz-save", role: "status" });
  private readonly saveText = h("span");
  private readonly others = h("ul", { class: "lz-who", label: S.whoIsHere });
  private readonly bar = h("i", { class: "lz-progress-bar" });

  constructor(private readonly ctx: Context) {
    const { model } = ctx;
    const { desk } = model;
    this.blocking.type = "button";
    this.blocking.addEventListener("mousedown", (event) => event.preventDefault());
    this.blocking.addEventListener("click", () => ctx.run("finding-list"));
    this.save.append(h("i", { class: "lz-save-dot" }), this.saveText);
    const track = select(
      S.trackSwitch,
      desk.tracks.map((one): [string, string] => [
        String(one.track_id),
        one.role === "subtitle" ? one.locale : `${one.locale} · ${S.role[one.role]}`,
      ]),
      String(desk.track.track_id),
      (id) => void this.open(Number(id)),
      { class: "lz-track" },
    );
    const policy = policyOf(model);
    this.element = h(
      "header",
      { class: "lz-head" },
      h("a", { class: "lz-link", text: S.season, title: desk.season, attrs: { href: "/" } }),
      h("h1", { class: "lz-episode", text: desk.track.episode, title: desk.track.episode }),
      track,
      this.stage,
      h(
        "span",
        { class: "lz-progress" },
        this.confirmed,
        h("span", { class: "lz-progress-line" }, this.bar),
      ),
      this.blocking,
      this.save,
      h("span", { class: "lz-space" }),
      policy.text
        ? h("span", { class: "lz-fact lz-policy", text: policy.text, title: policy.title })
        : null,
      this.others,
      desk.may.edit && desk.media.state !== "none" ? this.iconButton("shot-list") : null,
      this.iconButton("settings"),
      this.iconButton("help"),
      desk.track.role === "template"
        ? h("a", {
            class: "lz-link",
            text: S.templatePage,
            attrs: { href: `/template?track=${desk.track.track_id}` },
          })
        : null,
      h("a", {
        class: "lz-link",
        text: S.names,
        title: S.namesHint,
        attrs: { href: `/names?market=${encodeURIComponent(desk.track.locale)}` },
      }),
      h("a", {
        class: "lz-link",
        text: S.deliver,
        attrs: { href: `/deliver?track=${desk.track.track_id}` },
      }),
    );
    // What is typed is saved before another page is opened.
    for (const link of this.element.querySelectorAll("a")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        void model.flush().then(() => window.location.assign(link.href));
      });
    }
    const count = afterRest(() => this.drawCounts(), 120);
    const others = atNextFrame(() => this.drawOthers());
    const status = atNextFrame(() => this.drawSave(model.status));
    model.on((event) => {
      if (event.type === "rows" || event.type === "findings") count();
      else if (event.type === "others") others();
      else if (event.type === "status") status();
      else if (event.type === "desk") this.drawStage();
    });
    this.drawStage();
    this.drawCounts();
    this.drawOthers();
    this.drawSave(model.status);
  }

  private async open(track: number): Promise<void> {
    await this.ctx.model.flush();
    const at = new URL(window.location.href);
    at.search = new URLSearchParams({ track: String(track) }).toString();
    window.location.assign(at);
  }

  private iconButton(name: "shot-list" | "settings" | "help"): HTMLButtonElement {
    const made = h("button", { class: "lz-button lz-icon-button" }, icon(name));
    const key = this.ctx.key(name);
    made.type = "button";
    made.title = key ? `${S.command[name]} (${key})` : S.command[name];
    made.setAttribute("aria-label", made.title);
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", () => this.ctx.run(name));
    return made;
  }

  private drawStage(): void {
    setText(this.stage, this.ctx.model.desk.track.stage);
  }

  private drawCounts(): void {
    const { model } = this.ctx;
    let done = 0;
    let blocking = 0;
    for (const row of model.rows) {
      if (row.view.state === "reviewed" || row.view.state === "approved") done += 1;
      if (model.findings(row.id).some((one) => one.severity === "error" && !one.waived))
        blocking += 1;
    }
    const total = model.rows.length;
    setText(this.confirmed, S.confirmedOf(done, total));
    this.bar.style.inlineSize = total ? `${(done / total) * 100}%` : "0";
    setText(this.blocking, S.blockingCount(blocking));
    this.blocking.dataset["level"] = blocking ? "bad" : "ok";
  }

  private drawOthers(): void {
    const { others, desk } = this.ctx.model;
    fill(
      this.others,
      ...others.map((one) => {
        const number = this.ctx.model.index(one.cue_id) + 1;
        const where = number ? S.whoAt(one.name, number, one.editing) : one.name;
        return h("li", {
          class: one.editing ? "lz-person lz-writing" : "lz-person",
          text: initials(one.name),
          title: where,
          label: where,
        });
      }),
      h("li", {
        class: "lz-person lz-me",
        text: initials(desk.me.name),
        title: desk.me.name,
        label: S.you(desk.me.name),
      }),
    );
  }

  private drawSave(status: SaveState): void {
    const { text, kind, title } = saved(status);
    setText(this.saveText, text);
    this.save.dataset["kind"] = kind;
    setAttr(this.save, "title", title || null);
  }
}

function saved(status: SaveState): { text: string; kind: string; title: string } {
  switch (status.kind) {
    case "saved":
      return { text: status.at ? S.savedAt(wallClock(status.at)) : S.saved, kind: "ok", title: "" };
    case "saving":
      return { text: S.saving, kind: "busy", title: "" };
    case "unsaved":
      return { text: S.notSavedYet, kind: "warn", title: S.savedWhenComposed };
    case "kept":
      return { text: S.notSaved, kind: "warn", title: S.keptBecause(status.cues, status.reason) };
    case "refused":
      return { text: S.notSavedRefused, kind: "bad", title: status.message };
  }
}

/** What the market may not change, in a few words; the whole of it as title. */
function policyOf(model: Model): { text: string; title: string } {
  const { rules, version } = model.desk.track;
  const of = version ? S.templateVersion(version) : S.template;
  const times =
    rules.times.rule === "adjust"
      ? S.policyTimesAdjust(rules.times.frames)
      : { fixed: S.policyTimesFixed(of), tail: S.policyTimesTail, free: "" }[rules.times.rule];
  const cues = { fixed: S.policyCuesFixed, sentence: S.policyCuesSentence, free: "" }[rules.cues];
  const source = { read: S.policySourceRead, propose: S.policySourcePropose, edit: "" }[
    rules.source
  ];
  const parts = [times, cues, source].filter((one) => one !== "");
  return { text: parts[0] ?? "", title: parts.join("\n") };
}
