/**
 * A track's cues as the person has them before them: rows, what is found in them, how risky each
 * is, which the list shows, and which is the current one. It tells what changes, and asks nobody.
 */

import type { Filter, ModelEvent, Row, SortKey, Speechless, Times } from "../editor";
import type { FrameRate } from "../core/frames";
import { strip } from "../core/markup";
import { minGap } from "../core/measure";
import type { Cue, CueView, Desk, Finding, Fix } from "../wire";
import { Findings, type Waiver } from "./findings";
import { allHeld, refuses, type Held } from "./held";
import { kept, same, type Lines } from "./lines";
import { riskOf, type Risk } from "./risk";
import { Rows } from "./rows";
import { ShownRows } from "./shown";
import { speechless } from "./spans";

const NO_RISK: Risk = { value: 0, why: [] };

export class Board {
  readonly #rows: Rows;
  readonly #findings: Findings;
  readonly #shown: ShownRows;
  readonly #sources: ReadonlyMap<string, Cue>;
  readonly #sourceTexts = new Map<string, string>();
  readonly #risks = new Map<string, Risk>();
  #current: string | undefined;
  #speechless: readonly Speechless[] | null = null;
  #quiet: ReadonlySet<string> = new Set();
  /** What the template holds of each cue; null: to be seen anew. */
  #held: ReadonlyMap<string, Held> | null = null;

  constructor(
    private readonly desk: () => Desk,
    private readonly rate: FrameRate,
    returned: ReadonlySet<string>,
    private readonly emit: (event: ModelEvent) => void,
  ) {
    const { track, withheld, limits } = desk();
    this.#rows = new Rows(track.cues, withheld);
    this.#sources = new Map(track.source.map((cue) => [cue.id, cue]));
    this.#findings = new Findings({ limits, rate }, track.role, this.#rows.list);
    this.#shown = new ShownRows({
      findings: (id) => this.findings(id),
      risk: (id) => this.risk(id).value,
      source: (id) => this.#sourceText(id),
      returned,
    });
    this.#shown.choose(this.#rows.list, undefined);
  }

  // --- What there is -----------------------------------------------------------------------------

  get rows(): readonly Row[] {
    return this.#rows.list;
  }

  get shown(): readonly Row[] {
    return this.#shown.list;
  }

  get filter(): Filter {
    return this.#shown.filter;
  }

  get sort(): SortKey {
    return this.#shown.sort;
  }

  get currentId(): string | undefined {
    return this.#current;
  }

  get current(): Row | undefined {
    return this.#current === undefined ? undefined : this.#rows.row(this.#current);
  }

  row(id: string): Row | undefined {
    return this.#rows.row(id);
  }

  /** What the server last said of a cue, those that were taken out included. */
  view(id: string): CueView | undefined {
    return this.#rows.view(id);
  }

  index(id: string): number {
    return this.#rows.index(id);
  }

  sources(id: string): readonly Cue[] {
    const view = this.#rows.view(id);
    return (view?.sources ?? []).flatMap((source) => this.#sources.get(source) ?? []);
  }

  findings(id: string): readonly Finding[] {
    const found = this.#findings.of(id);
    const refused = (one: Finding): boolean => one.fix !== null && this.#isTemplates(id, one.fix);
    if (!found.some(refused)) return found;
    return found.map((one) => (refused(one) ? { ...one, fix: null } : one));
  }

  /** Whether a fix moves an edge further than the template lets it go; its owner may be asked. */
  #isTemplates(id: string, { start, end }: Fix): boolean {
    const { track, limits } = this.desk();
    const { times } = track.rules;
    const row = this.#rows.row(id);
    if ((start === null && end === null) || times.rule === "free" || !row) return false;
    this.#held ??= allHeld(this.rows, track);
    const { cue } = row.view;
    const from = start ?? cue.start;
    const follows = ({ view, asked }: Row): boolean => !view.deleted && asked.start > from;
    let next = this.index(id) + 1;
    while (next < this.rows.length && !follows(this.rows[next]!)) next += 1;
    const move = {
      before: cue,
      after: { start, end },
      following: this.rows[next]?.asked.start,
      minGap: minGap({ limits, rate: this.rate }),
    };
    return refuses(times, this.#held.get(id), move, this.rate);
  }

  waived(id: string): readonly Finding[] {
    return this.#findings.waivedOf(id);
  }

  isWaived(id: string, rule: string): boolean {
    return this.#findings.isWaived(id, rule);
  }

  get speechless(): readonly Speechless[] {
    if (!this.#speechless) {
      const { speech, coverage } = this.desk();
      this.#speechless = speechless(speech, this.#rows.list, coverage?.stretches);
      this.#quiet = new Set(this.#speechless.map(({ cue_id }) => cue_id).filter(Boolean));
    }
    return this.#speechless;
  }

  risk(id: string): Risk {
    let found = this.#risks.get(id);
    const row = this.#rows.row(id);
    if (found || !row) return found ?? NO_RISK;
    void this.speechless; // tells who is quiet
    const { words } = this.desk();
    found = riskOf({ row, findings: this.findings(id), words, quiet: this.#quiet.has(id) });
    this.#risks.set(id, found);
    return found;
  }

  // --- Going about -------------------------------------------------------------------------------

  /** Another cue is the current one. What is left with nothing unsaved is as the server has it. */
  setCurrent(id: string): void {
    const before = this.#current;
    this.#current = id;
    const typed = before === undefined ? undefined : this.#rows.typed(before);
    if (before !== undefined && typed && !typed.dirty) {
      this.#rows.type(before, undefined);
      this.#drawn(new Set([before]), false, []);
    }
    this.#choose();
    this.emit({ type: "current" });
  }

  /** Whether a cue is what the filter asks for; the current one stays in the list in any case. */
  matches(id: string): boolean {
    const row = this.#rows.row(id);
    return row !== undefined && this.#shown.wants(row);
  }

  setFilter(filter: Filter): void {
    this.#shown.filter = filter;
    this.#shown.choose(this.rows, this.#current);
    this.emit({ type: "shown" });
  }

  setSort(sort: SortKey): void {
    this.#shown.setSort(sort, this.rows);
    this.#shown.choose(this.rows, this.#current);
    this.emit({ type: "shown" });
  }

  // --- What changes ------------------------------------------------------------------------------

  /** At every input event: nothing here may take longer the more cues there are. */
  type(id: string, lines: Lines, dirty: boolean): void {
    const view = this.#rows.view(id);
    if (!view) return;
    const overlay = dirty || !same(lines, view.cue.lines) ? { lines, dirty } : undefined;
    this.#rows.type(id, overlay);
    const row = this.#rows.row(id);
    if (!row) return;
    this.#shown.redraw(row);
    const others = this.#findings.change(row, this.index(id));
    this.#risks.delete(id);
    for (const other of others) this.#risks.delete(other);
    this.emit({ type: "typed", id });
    if (others.size) this.emit({ type: "findings", ids: others });
  }

  /** What is unsaved of a cue, or (undefined) nothing any more. */
  setUnsaved(id: string, lines: Lines | undefined): void {
    const typed = this.#rows.typed(id);
    const view = this.#rows.view(id);
    let overlay = lines && { lines, dirty: true };
    // In the box a blank last line stays while somebody is in it.
    const stays = typed && id === this.#current && view && same(kept(typed.lines), view.cue.lines);
    if (!overlay && stays) overlay = { lines: typed.lines, dirty: false };
    const place = this.index(id);
    const moved = this.#rows.type(id, overlay);
    this.#drawn(new Set([id]), moved, place < 0 ? [] : [place]);
    this.#leaveGone(place);
  }

  sketch(id: string, times: Times | undefined): void {
    this.#rows.sketch(id, times);
    this.#drawn(new Set([id]), false, []);
  }

  ask(id: string, times: Partial<Times>): void {
    this.#rows.ask(id, times);
    this.#drawn(new Set([id]), false, []);
  }

  answered(id: string): void {
    this.#rows.answered(id);
    this.#drawn(new Set([id]), false, []);
  }

  wished(id: string): Partial<Times> {
    return this.#rows.wished(id);
  }

  /** Cues as the server has them now, whoever changed them; those that are news. */
  take(views: readonly CueView[]): readonly CueView[] {
    const news = views.filter((view) => {
      const known = this.#rows.view(view.cue.id);
      return !known || known.revision <= view.revision;
    });
    if (!news.length) return news;
    const place = this.#current === undefined ? -1 : this.index(this.#current);
    for (const { cue } of news) {
      const typed = this.#rows.typed(cue.id);
      if (typed && !typed.dirty && !same(kept(typed.lines), cue.lines)) {
        this.#rows.type(cue.id, undefined);
      }
    }
    const places = news.map(({ cue }) => this.index(cue.id)).filter((at) => at >= 0);
    const { ids, moved } = this.#rows.apply(news);
    this.#held = null; // what a cue stands for may be another
    this.#drawn(ids, moved, places);
    this.#leaveGone(place);
    return news;
  }

  /** How many open notes each cue has. */
  setNotes(counts: ReadonlyMap<string, number>): void {
    const views = this.rows.flatMap(({ view }) => {
      const notes = counts.get(view.cue.id) ?? 0;
      return notes === view.notes ? [] : [{ ...view, notes }];
    });
    if (views.length) this.#drawn(this.#rows.apply(views).ids, false, []);
    else this.#choose(); // whose they are may be another
  }

  setWaivers(waivers: readonly Waiver[]): void {
    this.#findings.setWaivers(waivers);
    this.#found("all");
  }

  /** What the server found in the saved text of these cues (null: of all). */
  setFindings(ids: readonly string[] | null, found: readonly Finding[]): void {
    // What is typed over a cue is asked about by itself.
    const saved = ids?.filter((id) => !this.#rows.row(id)?.dirty) ?? null;
    const about = new Set(saved);
    const own = saved ? found.filter(({ cue_id }) => about.has(cue_id)) : found;
    this.#found(this.#findings.setOthers(saved, own));
  }

  /** What the server found in the text of a cue as it stands here. */
  setLive(id: string, found: readonly Finding[]): void {
    this.#found(this.#findings.setOthers([id], found));
  }

  /** What rules say now that look at the whole track. */
  setWhole(found: readonly Finding[]): void {
    this.#found(this.#findings.setWhole(found));
  }

  setWithheld(withheld: readonly string[]): void {
    this.#rows.setWithheld(withheld);
    this.#drawn(new Set(), true, []);
  }

  // --- Drawn anew --------------------------------------------------------------------------------

  /** Rows are other values now; `places` is where they stood before, if places changed. */
  #drawn(ids: ReadonlySet<string>, moved: boolean, places: readonly number[]): void {
    const others = new Set<string>();
    const note = (found: ReadonlySet<string>): void => found.forEach((id) => others.add(id));
    if (moved) {
      this.#findings.arrange(this.rows);
      for (const place of places) note(this.#findings.around(place));
    }
    for (const id of ids) {
      const row = this.#rows.row(id);
      if (row) note(this.#findings.change(row, this.index(id)));
      if (row && !moved) this.#shown.redraw(row);
      this.#risks.delete(id);
    }
    for (const id of others) this.#risks.delete(id);
    this.#speechless = null;
    if (moved) {
      this.#risks.clear();
      this.#held = null;
    }
    this.emit({ type: "rows", ids: moved ? "all" : ids });
    if (others.size) this.emit({ type: "findings", ids: others });
    this.#choose(moved);
  }

  /** See which cues pass now; with `all`, the list has other values even where none came or went. */
  #choose(all = false): void {
    const unfiltered = this.filter.what === "all" && !this.filter.text;
    if (unfiltered && !all) return;
    if (this.#shown.choose(this.rows, this.#current)) this.emit({ type: "shown" });
  }

  #found(ids: ReadonlySet<string> | "all"): void {
    if (ids === "all") this.#risks.clear();
    else for (const id of ids) this.#risks.delete(id);
    this.emit({ type: "findings", ids });
    this.#choose();
  }

  /** Where the current cue is gone, go to the one that stands in its place. */
  #leaveGone(place: number): void {
    if (this.#current === undefined || this.#rows.row(this.#current)) return;
    this.#current = (this.rows[place] ?? this.rows[place - 1] ?? this.rows[0])?.id;
    this.#choose();
    this.emit({ type: "current" });
  }

  #sourceText(id: string): string {
    let text = this.#sourceTexts.get(id);
    if (text === undefined) {
      text = this.sources(id)
        .map(({ lines }) => lines.map(strip).join(" "))
        .join(" ");
      this.#sourceTexts.set(id, text);
    }
    return text;
  }
}
