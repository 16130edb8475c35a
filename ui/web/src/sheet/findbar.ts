/**
 * Find and replace in the list's own place. The server looks, as it is the server that replaces: so
 * what is found is what would be replaced, in every script. Enter goes to the next match with the
 * match marked in the box.
 */

import type { Cue } from "../wire";
import { S } from "../strings";
import { afterRest, type Context } from "./context";
import { diffText } from "./difftext";
import { button, check, h, input, select, setText } from "./dom";
import { codeUnits, nextMatch, type Match } from "./matches";
import { VirtualList, type RowElement } from "./virtual";

export interface Found {
  readonly track_id: number;
  readonly episode: string;
  readonly locale: string;
  readonly revision: number;
  readonly hit: {
    readonly cue_id: string;
    readonly before: Cue;
    readonly after: Cue;
    readonly spans: readonly (readonly [number, number])[];
  };
  readonly refused: string;
  readonly ask: string;
}

interface Replaced {
  readonly tracks: readonly { readonly track_id: number }[];
  readonly refused: readonly { readonly reason: string }[];
  readonly conflicts: readonly { readonly message: string }[];
}

type Scope = "track" | "episode" | "market" | "season";
const HEIGHT = 44;

export class FindBar {
  readonly element: HTMLElement;
  private readonly find: HTMLInputElement;
  private readonly replacement: HTMLInputElement;
  private readonly replaceRow: HTMLElement;
  private readonly count = h("span", { class: "lz-find-count lz-figures", role: "status" });
  private readonly error = h("span", { class: "lz-error", role: "alert" });
  private readonly results: VirtualList<Found>;
  private readonly all: HTMLButtonElement;
  private readonly options = { case: false, whole_word: false, regex: false, over_lines: false };
  private scope: Scope = "track";
  private found: readonly Found[] = [];
  private matches: readonly Match[] = [];
  private marked: Match | undefined; // the last that one was taken to
  private readonly left = new Set<string>(); // not to be replaced
  private searched = "";
  private stale = true;
  private round = 0;
  private replacing = false;
  private readonly soon: () => void;

  constructor(
    private readonly ctx: Context,
    private readonly closed: () => void,
  ) {
    const { desk } = ctx.model;
    const typing = { lang: desk.track.locale, dir: desk.right_to_left ? "rtl" : "ltr" } as const;
    this.find = input(S.find, typing);
    this.replacement = input(S.replaceWith, typing);
    this.soon = afterRest(() => void this.search(), 250);
    this.find.addEventListener("input", () => this.changed());
    this.replacement.addEventListener("input", () => this.changed());
    const option = (name: keyof typeof this.options, label: string): HTMLLabelElement =>
      check(label, false, (on) => {
        this.options[name] = on;
        this.changed();
      });
    const scope = select<Scope>(
      S.findWhere,
      [
        ["track", S.inTrack],
        ["episode", S.inEpisode],
        ["market", S.inMarket],
        ["season", S.inSeason],
      ],
      "track",
      (chosen) => {
        this.scope = chosen;
        this.changed();
      },
    );
    this.all = button(S.replaceChosen(0), () => void this.replaceAll(), { class: "lz-primary" });
    this.replaceRow = h(
      "div",
      { class: "lz-form-row" },
      this.replacement,
      button(S.replaceOne, () => void this.replaceOne()),
      this.all,
    );
    this.results = new VirtualList<Found>(
      () =>
        new FoundRow(
          ctx,
          (one) => this.isChosen(one),
          (one, on) => this.choose(one, on),
          (one) => this.go(one),
        ),
      () => HEIGHT,
    );
    this.results.element.classList.add("lz-found");
    this.results.element.setAttribute("role", "list");
    this.element = h(
      "section",
      { class: "lz-findbar", hidden: true, label: S.findAndReplace },
      h(
        "div",
        { class: "lz-form-row" },
        this.find,
        option("case", S.matchCase),
        option("whole_word", S.wholeWord),
        option("regex", S.regex),
        option("over_lines", S.overLines),
        scope,
        this.count,
        button("↑", () => void this.next(-1), { label: S.findBefore, title: S.findBefore }),
        button("↓", () => void this.next(1), { label: S.findNext, title: S.findNext }),
        button("✕", () => this.close(), { label: S.close, title: S.close }),
      ),
      this.replaceRow,
      this.error,
      this.results.element,
    );
    this.element.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => this.again(event), true);
    ctx.model.on((event) => {
      if (event.type === "rows" || event.type === "typed") this.stale = true;
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(replace: boolean): void {
    const { box } = this.ctx.screen();
    const marked =
      document.activeElement === box ? box.value.slice(box.selectionStart, box.selectionEnd) : "";
    if (marked && !marked.includes("\n")) this.find.value = marked;
    this.replacing = replace;
    this.element.hidden = false;
    this.replaceRow.hidden = !replace;
    this.results.element.hidden = !replace;
    this.element.classList.toggle("lz-replacing", replace);
    this.find.focus();
    this.find.select();
    if (this.find.value) this.changed();
  }

  close(): void {
    this.element.hidden = true;
    this.closed();
    this.ctx.back();
  }

  /**
   * To the next match, or the one before, in this track; round at the ends. False where the person
   * went on meanwhile, and is left alone.
   */
  async next(step: 1 | -1): Promise<boolean> {
    if (!this.find.value) {
      this.open(this.replacing);
      return true;
    }
    const { model } = this.ctx;
    const { box } = this.ctx.screen();
    if (this.isOld()) {
      // Whoever goes on meanwhile is not called back: what they type would replace the match.
      const stayed = this.staying();
      const text = box.value;
      await this.search();
      if (!stayed() || box.value !== text) return false;
    }
    const row = model.current;
    const at = row ? model.index(row.id) : -1;
    const caret = step > 0 ? box.selectionEnd : box.selectionStart;
    const match = nextMatch(this.matches, at, caret, step, document.activeElement !== box);
    if (!match) {
      model.say(S.notFound(this.find.value), "info");
      return true;
    }
    model.select(match.id);
    this.ctx.screen().setFocus("text");
    box.setSelectionRange(match.start, match.end);
    this.marked = match;
    setText(this.count, S.matchOf(this.matches.indexOf(match) + 1, this.matches.length));
    return true;
  }

  /** What was found is not what would be found now. */
  private isOld(): boolean {
    return this.stale || this.searched !== this.query();
  }

  /** Tells later whether the person is still where they are now. */
  private staying(): () => boolean {
    const here = () => [document.activeElement, this.ctx.model.current?.id, this.query()];
    const asked = here();
    return () => here().every((one, index) => one === asked[index]);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const inField = event.target === this.find || event.target === this.replacement;
    if (event.key === "Escape") this.close();
    else if (
      event.key === "Enter" &&
      inField &&
      (event.ctrlKey || event.metaKey) &&
      this.replacing
    ) {
      void this.replaceAll();
    } else if (event.key === "Enter" && event.target === this.find) {
      void this.next(event.shiftKey ? -1 : 1);
    } else if (event.key === "Enter" && event.target === this.replacement) void this.replaceOne();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * Whether a key press in the box is Enter upon what was found. It goes on to the next match: a line
   * break would take the match's place, and a preset's command for Enter is not meant there.
   */
  claims(event: KeyboardEvent): boolean {
    const { marked } = this;
    const { box } = this.ctx.screen();
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.altKey || event.metaKey)
      return false;
    if (!this.isOpen || !marked || document.activeElement !== box) return false;
    if (marked.id !== this.ctx.model.current?.id) return false;
    return box.selectionStart === marked.start && box.selectionEnd === marked.end;
  }

  private again(event: KeyboardEvent): void {
    if (!this.claims(event)) return;
    event.preventDefault();
    event.stopPropagation();
    void this.next(event.shiftKey ? -1 : 1);
  }

  private changed(): void {
    this.stale = true;
    this.soon();
  }

  private query(): string {
    return JSON.stringify(this.body());
  }

  private body(): Record<string, unknown> {
    const { track } = this.ctx.model.desk;
    const scope = {
      track: { track_id: track.track_id },
      episode: { episode: track.episode },
      market: { locale: track.locale, role: track.role },
      season: {},
    }[this.scope];
    const query = { find: this.find.value, replace: this.replacement.value, ...this.options };
    return { scope, query };
  }

  private async search(): Promise<void> {
    const { model } = this.ctx;
    setText(this.error, "");
    if (!this.find.value) {
      this.take([]);
      setText(this.count, "");
      return;
    }
    this.round += 1;
    const round = this.round;
    const query = this.query();
    await model.flush();
    const answer = await model.api.call<{ found: Found[] }>("POST", "replace/preview", this.body());
    // Another search has begun meanwhile.
    if (round !== this.round) return;
    if (!answer.ok) {
      this.take([]);
      setText(this.error, said(answer.error));
      return;
    }
    // The same again: what somebody left out stays so.
    if (query !== this.searched) this.left.clear();
    this.searched = query;
    this.stale = false;
    this.take(answer.data.found);
  }

  private take(found: readonly Found[]): void {
    const { model } = this.ctx;
    this.found = found;
    this.matches = found
      .filter(
        (one) => one.track_id === model.desk.track.track_id && model.index(one.hit.cue_id) >= 0,
      )
      .flatMap((one) => {
        const text = one.hit.before.lines.join("\n");
        return one.hit.spans.map(([start, end]) => ({
          id: one.hit.cue_id,
          row: model.index(one.hit.cue_id),
          start: codeUnits(text, start),
          end: codeUnits(text, end),
        }));
      });
    const total = found.reduce((sum, one) => sum + one.hit.spans.length, 0);
    setText(this.count, this.find.value ? S.matchesIn(total, found.length) : "");
    this.results.setItems(found);
    this.drawCount();
  }

  private chosen(): readonly Found[] {
    return this.found.filter((one) => this.isChosen(one));
  }

  private isChosen(one: Found): boolean {
    return !one.refused && !this.left.has(keyOf(one));
  }

  private choose(one: Found, on: boolean): void {
    if (on) this.left.delete(keyOf(one));
    else this.left.add(keyOf(one));
    this.drawCount();
  }

  private drawCount(): void {
    const count = this.chosen().length;
    setText(this.all, S.replaceChosen(count));
    this.all.disabled = count === 0;
  }

  private go(one: Found): void {
    const { model } = this.ctx;
    if (one.track_id === model.desk.track.track_id) model.select(one.hit.cue_id);
  }

  private async replaceAll(): Promise<void> {
    if (this.isOld()) {
      // Only what was seen is replaced: what has come or changed since is shown first.
      const seen = this.made();
      await this.search();
      if (this.isOld() || this.made() !== seen) {
        if (!this.error.textContent) setText(this.error, S.foundAnew);
        return;
      }
    }
    await this.replace(this.chosen());
  }

  /** What replacing would make, to be compared. */
  private made(): string {
    return JSON.stringify(this.chosen().map((one) => [keyOf(one), one.hit.after.lines]));
  }

  /** In the cue that one is at; then to the next match. */
  private async replaceOne(): Promise<void> {
    const { model } = this.ctx;
    const { box } = this.ctx.screen();
    // Whoever goes on meanwhile is not called back, as in `next`.
    const stayed = this.staying();
    if (this.isOld()) {
      const text = box.value;
      await this.search();
      if (!stayed() || box.value !== text) return;
    }
    const here = this.found.find(
      (one) => one.hit.cue_id === model.current?.id && one.track_id === model.desk.track.track_id,
    );
    if (here) {
      if (here.refused) {
        model.say(`${here.refused} ${here.ask}`.trim(), "refused");
        return;
      }
      await this.replace([here]);
      if (!stayed() || model.current?.dirty) return;
    }
    if (await this.next(1)) this.replacement.focus();
  }

  private async replace(chosen: readonly Found[]): Promise<void> {
    const { model } = this.ctx;
    if (chosen.length === 0) return;
    const expected = chosen.map((one) => ({
      track_id: one.track_id,
      cue_id: one.hit.cue_id,
      revision: one.revision,
    }));
    const answer = await model.api.call<Replaced>("POST", "replace", { ...this.body(), expected });
    if (!answer.ok) {
      setText(this.error, said(answer.error));
      return;
    }
    await model.refresh();
    const { refused, conflicts } = answer.data;
    const failed = refused.length + conflicts.length;
    model.say(S.replaced(chosen.length - failed, failed), failed ? "refused" : "done");
    setText(this.error, refused[0]?.reason ?? conflicts[0]?.message ?? "");
    await this.search();
  }
}

class FoundRow implements RowElement<Found> {
  readonly element: HTMLElement;
  private readonly box = h("input", { label: S.replaceThis, attrs: { type: "checkbox" } });
  private readonly where = h("span", { class: "lz-figures lz-found-where" });
  private readonly text = h("div", { class: "lz-found-text" });
  private one: Found | undefined;

  constructor(
    private readonly ctx: Context,
    private readonly chosen: (one: Found) => boolean,
    choose: (one: Found, on: boolean) => void,
    go: (one: Found) => void,
  ) {
    this.element = h(
      "div",
      { class: "lz-found-row", role: "listitem" },
      this.box,
      this.where,
      this.text,
    );
    this.box.addEventListener("change", () => this.one && choose(this.one, this.box.checked));
    this.element.addEventListener("click", (event) => {
      if (event.target !== this.box && this.one) go(this.one);
    });
  }

  draw(one: Found): void {
    this.one = one;
    const { model } = this.ctx;
    const here = one.track_id === model.desk.track.track_id;
    const number = here ? model.index(one.hit.cue_id) + 1 : 0;
    setText(this.where, number ? `#${number}` : `${one.episode} ${one.locale}`);
    this.box.checked = this.chosen(one);
    this.box.disabled = one.refused !== "";
    this.element.title = `${one.refused} ${one.ask}`.trim();
    this.element.classList.toggle("lz-refused", one.refused !== "");
    this.text.replaceChildren(
      diffText(one.hit.before.lines, one.hit.after.lines, {
        unspaced: model.desk.unspaced,
        lang: one.locale,
        rtl: model.desk.right_to_left && here,
      }),
    );
  }
}

function keyOf(one: Found): string {
  return `${one.track_id} ${one.hit.cue_id}`;
}

function said(error: { message: string; hint: string } | null): string {
  return error ? `${error.message} ${error.hint}`.trim() : S.notReached;
}
