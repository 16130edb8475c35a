/** What the cue measures, at every letter: lines, reading speed, time, gaps, and what to do. */

import type { Measured } from "../core/measure";
import { applyFix } from "../commands/findings";
import { cureWords, metersOf, type Gap, type Level, type Meters } from "../core/meters";
import { general } from "../core/numbers";
import type { Row } from "../editor";
import { S } from "../strings";
import type { Finding } from "../wire";
import type { Context } from "./context";
import { button, fill, h, setText } from "./dom";
import { fixWords } from "./panels/findingwords";
import { ruleName } from "./rules";
import { mayWaive } from "./waiveform";

/** Neutral to the limit, amber to a tenth more, red beyond. */
const LEVELS: Readonly<Record<Level, string>> = { fine: "ok", over: "warn", "far-over": "bad" };
/** So many cues on either side are looked at for the neighbours in the same place. */
const AROUND = 40;
/** The bar of the reading speed ends at so many times the limit. */
const BAR = 1.5;

export class MeterView {
  readonly element: HTMLElement;
  private readonly lines = h("span", { class: "lz-meter lz-meter-lines" });
  private readonly bar = h("i");
  private readonly speedText = h("b");
  private readonly speedLimit = h("span");
  private readonly speed = h("span", { class: "lz-meter lz-meter-speed", title: S.speedHint });
  private readonly time = h("span", { class: "lz-meter", title: S.durationHint });
  private readonly before = h("span", { class: "lz-meter", title: S.gapBeforeHint });
  private readonly after = h("span", { class: "lz-meter", title: S.gapAfterHint });
  private readonly advice = h("span", { class: "lz-advice" });
  private readonly findings = h("ul", { class: "lz-strip-findings", label: S.findingsOfCue });
  private drawn = "";

  constructor(private readonly ctx: Context) {
    const limit = h("span", { class: "lz-speed-bar" }, this.bar, h("em"));
    limit.style.setProperty("--lz-limit", `${100 / BAR}%`);
    this.speed.append(limit, h("span", {}, this.speedText, this.speedLimit));
    this.element = h(
      "div",
      { class: "lz-meters", role: "group", label: S.meters },
      h(
        "div",
        { class: "lz-meter-row lz-figures" },
        h("span", { class: "lz-meter-group" }, this.lines, this.speed),
        h("span", { class: "lz-meter-group" }, this.time, this.before, this.after),
        this.advice,
      ),
      this.findings,
    );
  }

  draw(): void {
    const { model } = this.ctx;
    const row = model.current;
    this.element.classList.toggle("lz-gone", !row);
    if (!row) return;
    const at = model.index(row.id);
    const first = Math.max(0, at - AROUND);
    const cues = model.rows.slice(first, at + AROUND).map(measured);
    const meters = metersOf(cues, at - first, { limits: model.desk.limits, rate: model.rate });
    this.drawLines(meters);
    this.drawSpeed(meters);
    setText(this.time, S.seconds((meters.duration.ms / 1000).toFixed(2)));
    this.time.dataset["level"] = LEVELS[meters.duration.level];
    this.drawGap(this.before, meters.gapBefore, S.gapBefore);
    this.drawGap(this.after, meters.gapAfter, S.gapAfter);
    const { cure } = meters;
    setText(this.advice, cure ? cureWords(cure) + (cure.room ? "" : ` (${S.noRoom})`) : "");
    this.advice.dataset["level"] = LEVELS[meters.speed.level];
    this.drawFindings(model.findings(row.id));
  }

  private drawLines(meters: Meters): void {
    while (this.lines.children.length > meters.lines.length) this.lines.lastChild!.remove();
    meters.lines.forEach((line, index) => {
      let made = this.lines.children[index] as HTMLElement | undefined;
      if (!made) {
        made = h("span", { class: "lz-line-meter", title: S.lineHint(index + 1) });
        this.lines.append(made);
      }
      setText(made, `${general(line.count)}/${line.limit}`);
      made.dataset["level"] =
        LEVELS[index < meters.lineCount.limit ? line.level : meters.lineCount.level];
    });
  }

  private drawSpeed({ speed }: Meters): void {
    setText(this.speedText, Number.isFinite(speed.value) ? speed.value.toFixed(1) : "∞");
    setText(this.speedLimit, `/${general(speed.limit)} ${S.cps}`);
    this.bar.style.inlineSize = `${(speed.share / BAR) * 100}%`;
    this.speed.dataset["level"] = LEVELS[speed.level];
  }

  private drawGap(element: HTMLElement, gap: Gap | null, text: (frames: number) => string): void {
    setText(element, gap === null ? "" : text(gap.frames));
    element.hidden = gap === null;
    // A gap that the guide wants closed is no fault of the reading, and is shown as advice.
    element.dataset["level"] = gap?.chain ? "warn" : gap ? LEVELS[gap.level] : "";
  }

  private drawFindings(findings: readonly Finding[]): void {
    const open = findings.filter((one) => !one.waived);
    const key = JSON.stringify(open);
    if (key === this.drawn) return;
    this.drawn = key;
    const fixKey = this.ctx.key("finding-fix", "text");
    fill(
      this.findings,
      ...open.map((finding, index) =>
        h(
          "li",
          {
            attrs: {
              "data-level": { error: "bad", warning: "warn", note: "note" }[finding.severity],
            },
          },
          h("i", {
            class: "lz-severity",
            attrs: {
              "data-level": { error: "bad", warning: "warn", note: "note" }[finding.severity],
            },
          }),
          h(
            "span",
            { class: "lz-finding-text", title: finding.message },
            h("b", { text: ruleName(finding.rule) }),
            ` ${finding.message}`,
          ),
          finding.fix
            ? button(S.fix, () => void applyFix(this.ctx.editor(), finding), {
                title: `${fixWords(finding.fix)}${index === 0 && fixKey ? ` (${fixKey})` : ""}`,
                label: `${S.fix}: ${ruleName(finding.rule)}`,
              })
            : null,
          mayWaive(this.ctx)
            ? button(S.waive, () => this.ctx.screen().openWaive(finding), {
                class: "lz-strip-waive",
                label: `${S.waive}: ${ruleName(finding.rule)}`,
              })
            : null,
        ),
      ),
    );
  }
}

function measured(row: Row): Measured {
  const { translate, placement } = row.view.cue;
  return { id: row.id, start: row.start, end: row.end, lines: row.lines, translate, placement };
}
