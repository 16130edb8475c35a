/** Above the list: what of it is shown, and in which order. */

import type { Filter, SortKey } from "../editor";
import { S } from "../strings";
import { afterRest, type Context } from "./context";
import { button, h, input, select, setOptions, setText } from "./dom";
import { ruleName } from "./rules";

type What = Filter["what"];
const WHATS: readonly What[] = [
  "all",
  "findings",
  "risky",
  "unconfirmed",
  "stale",
  "notes",
  "mine-returned",
];

/** Typing in the field waits so long before the list follows, ms: so that a held key filters once,
 * and that letter and list are less than a tenth of a second apart. */
const REST = 40;

export class FilterBar {
  readonly element: HTMLElement;
  private readonly buttons = new Map<What, HTMLButtonElement>();
  private readonly rule: HTMLSelectElement;
  private readonly text: HTMLInputElement;
  private readonly sort: HTMLSelectElement;
  private readonly count = h("span", {
    class: "lz-filter-count",
    attrs: { "aria-live": "polite" },
  });

  constructor(private readonly ctx: Context) {
    const { model } = ctx;
    const group = h("div", { class: "lz-segments", role: "group", label: S.filterGroup });
    for (const what of WHATS) {
      const choose = () => {
        this.set({ what });
        if (!this.currentMatches) this.toFirst();
      };
      const made = button(S.filter[what], choose, { class: "lz-segment" });
      this.buttons.set(what, made);
      group.append(made);
    }
    this.rule = select(S.filterRule, [["", S.anyRule]], "", (rule) =>
      this.set(rule ? { what: "rule", rule } : { what: "all" }),
    );
    this.rule.addEventListener("focus", () => this.fillRules());
    this.rule.addEventListener("pointerdown", () => this.fillRules());
    this.text = input(S.filterText, { class: "lz-filter-text", attrs: { type: "search" } });
    this.text.addEventListener(
      "input",
      afterRest(() => this.set({}), REST),
    );
    this.text.addEventListener("keydown", (event) => {
      if (event.isComposing || !["Escape", "Enter", "ArrowDown"].includes(event.key)) return;
      event.stopPropagation();
      event.preventDefault();
      if (event.key === "Escape") this.text.value = "";
      this.set({});
      if (event.key !== "Escape" && !this.toFirst()) return;
      ctx.back();
    });
    this.sort = select<SortKey>(
      S.sortLabel,
      [
        ["programme", S.sortProgramme],
        ["risk", S.sortRisk],
      ],
      model.sort,
      (sort) => model.setSort(sort),
    );
    this.element = h(
      "div",
      { class: "lz-filterbar", role: "toolbar", label: S.filterGroup },
      group,
      this.rule,
      this.text,
      this.count,
      this.sort,
    );
    this.draw();
  }

  draw(): void {
    const { model } = this.ctx;
    for (const [what, made] of this.buttons) {
      made.setAttribute("aria-pressed", String(model.filter.what === what));
    }
    const ruled = model.filter.what === "rule" ? (model.filter.rule ?? "") : "";
    if (ruled && this.rule.value !== ruled) {
      setOptions(
        this.rule,
        [
          ["", S.anyRule],
          [ruled, ruleName(ruled)],
        ],
        ruled,
      );
    }
    this.rule.value = ruled;
    this.sort.value = model.sort;
    const text = model.filter.text ?? "";
    if (document.activeElement !== this.text && this.text.value !== text) this.text.value = text;
    const stays = model.current && !this.currentMatches && model.shown.includes(model.current);
    setText(this.count, S.shownOf(model.shown.length - (stays ? 1 : 0), model.rows.length));
  }

  private get currentMatches(): boolean {
    const { model } = this.ctx;
    return model.current !== undefined && model.matches(model.current.id);
  }

  /** Go to the first cue that the filter asks for, if there is one. */
  private toFirst(): boolean {
    const { model } = this.ctx;
    const first = model.shown.find((row) => model.matches(row.id));
    if (first) model.select(first.id);
    return first !== undefined;
  }

  private set(change: Partial<Filter>): void {
    const { model } = this.ctx;
    const what = change.what ?? model.filter.what;
    const rule = what === "rule" ? (change.rule ?? model.filter.rule) : undefined;
    const text = this.text.value.trim();
    model.setFilter({ what, ...(rule ? { rule } : {}), ...(text ? { text } : {}) });
  }

  /** The rules that are broken now; looked up only when somebody wants to choose. */
  private fillRules(): void {
    const counts = new Map<string, number>();
    for (const row of this.ctx.model.rows) {
      for (const rule of new Set(this.ctx.model.findings(row.id).map((one) => one.rule))) {
        counts.set(rule, (counts.get(rule) ?? 0) + 1);
      }
    }
    const now = this.rule.value;
    const rules = [...counts].sort((one, two) => two[1] - one[1]);
    if (now && !counts.has(now)) rules.push([now, 0]);
    setOptions(
      this.rule,
      [
        ["", S.anyRule],
        ...rules.map(([rule, count]): [string, string] => [rule, `${ruleName(rule)} (${count})`]),
      ],
      now,
    );
  }
}
