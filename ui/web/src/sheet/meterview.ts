/** What the cue measures, at every letter: lines, reading speed, time, gaps, and what to do. */

import { general } from "../core/numbers";
import type { Measured } from "../core/measure";
import type { Row } from "../editor";
import { S } from "../strings";
import type { Finding } from "../wire";
import type { Context } from "./context";
import { button, fill, h, setText } from "./dom";
import { figuresOf, type Figures } from "./figures";
import { applyFix } from "./panels/findings";
import { ruleName } from "./rules";

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
  private readonly advice = h("p", { class: "lz-advice" });
  private readonly findings = h("ul", { class: "lz-strip-findings", label: S.findingsOfCue });
  private drawn = "";

  constructor(private readonly ctx: Context) {
    const limit = h("span", { class: "lz-speed-bar" }, this.bar, h("em"));
    limit.style.setProperty("--lz-limit", `${100 / BAR}%`);
    this.speed.append(limit, h("span", {}, this.speedText, this.speedLimit));
    this.element = h(
      "div",
      { class: "lz-meters", role: "group", label: S.meters },
      h("div", { class: "lz-meter-row lz-figures" }, this.lines, this.speed, this.time, this.before, this.after),
      this.advice,
      this.findings,
    );
  }

  draw(): void {
    const { model } = this.ctx;
    const row = model.current;
    this.element.classList.toggle("lz-gone", !row);
    if (!row) return;
    const { limits } = model.desk;
    const neighbour = (one: Row | undefined): Measured | undefined => one && measured(one);
    const figures = figuresOf(
      measured(row),
      neighbour(model.before(row.id)),
      neighbour(model.after(row.id)),
      { limits, rate: model.rate },
    );
    this.drawLines(figures);
    this.drawSpeed(figures);
    setText(this.time, S.seconds((figures.duration / 1000).toFixed(2)));
    this.time.dataset["level"] = figures.durationLevel;
    this.drawGap(this.before, figures.gapBefore, figures.gapBeforeLevel, S.gapBefore);
    this.drawGap(this.after, figures.gapAfter, figures.gapAfterLevel, S.gapAfter);
    const advice = figures.cut
      ? figures.roomToAdd
        ? S.cutOrAdd(general(figures.cut), figures.add)
        : S.cutOnly(general(figures.cut))
      : "";
    setText(this.advice, advice);
    this.advice.dataset["level"] = figures.speedLevel;
    this.drawFindings(model.findings(row.id));
  }

  private drawLines(figures: Figures): void {
    while (this.lines.children.length > figures.lines.length) this.lines.lastChild!.remove();
    figures.lines.forEach((line, index) => {
      let made = this.lines.children[index] as HTMLElement | undefined;
      if (!made) {
        made = h("span", { class: "lz-line-meter" });
        this.lines.append(made);
      }
      setText(made, `${general(line.count)}/${line.limit}`);
      made.dataset["level"] = index >= figures.maxLines ? "bad" : line.level;
      made.title = S.lineHint(index + 1);
    });
  }

  private drawSpeed(figures: Figures): void {
    const { speed, speedLimit, speedLevel } = figures;
    setText(this.speedText, Number.isFinite(speed) ? speed.toFixed(1) : "∞");
    setText(this.speedLimit, `/${general(speedLimit)} ${S.cps}`);
    const share = Math.min(1, speed / (speedLimit * BAR));
    this.bar.style.inlineSize = `${(Number.isFinite(share) ? share : 1) * 100}%`;
    this.speed.dataset["level"] = speedLevel;
  }

  private drawGap(
    element: HTMLElement,
    gap: number | null,
    level: string,
    text: (frames: number) => string,
  ): void {
    setText(element, gap === null ? "" : text(gap));
    element.hidden = gap === null;
    element.dataset["level"] = level;
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
          { attrs: { "data-level": { error: "bad", warning: "warn", note: "note" }[finding.severity] } },
          h("i", { class: "lz-severity", attrs: { "data-level": { error: "bad", warning: "warn", note: "note" }[finding.severity] } }),
          h("span", { class: "lz-finding-text", title: finding.message }, h("b", { text: ruleName(finding.rule) }), ` ${finding.message}`),
          finding.fix
            ? button(S.fix, () => applyFix(this.ctx, finding), {
                ...(index === 0 && fixKey ? { title: `${S.fix} (${fixKey})` } : {}),
                label: `${S.fix}: ${ruleName(finding.rule)}`,
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
