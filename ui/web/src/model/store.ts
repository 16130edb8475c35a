/** The model: a track's cues as the person has them, and all that is done with them. */

import type {
  Act,
  Conflict,
  Filter,
  Message,
  Model,
  ModelEvent,
  Outcome,
  Row,
  SaveState,
  SortKey,
  Speechless,
} from "../editor";
import { FrameRate } from "../core/frames";
import { strip } from "../core/markup";
import { S } from "../strings";
import type { Changes, Cue, CueView, Desk, Edited, Finding, Other, Term, WireError } from "../wire";
import { Acts } from "./acts";
import type { Api } from "./api";
import { Findings } from "./findings";
import { kept, same, type Lines } from "./lines";
import { Outbox } from "./outbox";
import { Reading } from "./reading";
import { riskOf, type Risk } from "./risk";
import { Rows } from "./rows";
import { Saver } from "./saver";
import { ShownRows } from "./shown";
import { speechless } from "./spans";
import { Following } from "./sync";
import type { Unsaved } from "./unsaved";
import type { Windows } from "./windows";
import type { World } from "./world";

/** Where one signs in; it opens beside the page, which keeps what is typed. */
const SIGN_IN = "/sign-in";
/** More cues than this at once are asked for as the whole track. */
const MANY = 80;

export class Store implements Model {
  readonly rate: FrameRate;
  message: Message | null = null;
  others: readonly Other[] = [];
  readonly saver: Saver;
  readonly following: Following;
  readonly reading: Reading;
  #desk: Desk;
  #number: number;
  #current: string | undefined;
  #timesConflict: Conflict | null = null;
  #typing = false;
  #speechless: readonly Speechless[] | null = null;
  #quiet: ReadonlySet<string> = new Set();
  readonly #rows: Rows;
  readonly #shown: ShownRows;
  readonly #findings: Findings;
  readonly #acts: Acts;
  readonly #outbox: Outbox;
  readonly #risks = new Map<string, Risk>();
  readonly #sources: ReadonlyMap<string, Cue>;
  readonly #sourceTexts = new Map<string, string>();
  readonly #listeners = new Set<(event: ModelEvent) => void>();

  constructor(
    desk: Desk,
    readonly api: Api,
    private readonly world: World,
    private readonly windows: Windows,
    hidden: () => boolean,
  ) {
    const { track } = desk;
    this.#desk = desk;
    this.#number = track.number;
    this.rate = FrameRate.of(desk.rate);
    this.#rows = new Rows(track.cues, desk.withheld);
    this.#sources = new Map(track.source.map((cue) => [cue.id, cue]));
    this.#findings = new Findings(
      { limits: desk.limits, rate: this.rate },
      track.role,
      this.#rows.list,
    );
    this.reading = new Reading(api, world, track.track_id, desk, {
      notes: (counts) => this.#setNotes(counts),
      waivers: (waivers) => {
        this.#findings.setWaivers(waivers);
        this.#told("all");
      },
      findings: (ids, found) => this.#told(this.#findings.setOthers(ids, found)),
      terms: () => this.#emit({ type: "desk" }),
      failed: () => this.say(S.notReachedNow, "refused"),
    });
    this.#shown = new ShownRows({
      findings: (id) => this.findings(id),
      risk: (id) => this.risk(id),
      source: (id) => this.#sourceText(id),
      returned: this.reading.returned,
    });
    this.#shown.choose(this.#rows.list, undefined);
    this.#outbox = new Outbox(world.store, desk.me.id, track.track_id, windows.name);
    this.saver = new Saver(api, world, track.track_id, this.#outbox, {
      view: (id) => this.#rows.view(id),
      edited: (edited) => this.#edited(edited),
      pull: () => this.following.pull(),
      unsaved: (id, unsaved) => this.#unsaved(id, unsaved),
      status: () => this.#emit({ type: "status" }),
      conflict: () => this.#emit({ type: "conflict" }),
      refused: (_, message) => this.say(message, "refused"),
      signedOut: (error) => this.#signedOut(error),
      notKept: () => this.say(S.notKeptHere, "refused"),
      who: (person) => (person === null ? S.aMachine : this.personName(person)),
    });
    this.following = new Following(api, world, track.track_id, windows.name, {
      place: () => ({
        cue_id: this.#current ?? "",
        editing: this.current?.dirty ?? false,
      }),
      hidden,
      number: () => this.#number,
      changes: (changes) => this.#changes(changes),
      others: (others) => this.#setOthers(others),
      reached: (yes) => void this.#reached(yes),
    });
    this.#acts = new Acts(api, track.track_id, {
      row: (id) => this.row(id),
      after: (id) => this.after(id),
      view: (id) => this.#rows.view(id),
      flush: (id) => this.#flushFor(id),
      edited: (edited) => this.#edited(edited),
      pull: () => this.following.pull(),
      shots: (shots) => this.#setDesk({ shots }),
      timesConflict: (conflict) => {
        this.#timesConflict = conflict;
        this.#emit({ type: "conflict" });
      },
      say: (text, kind) => this.say(text, kind),
      signedOut: (error) => this.#signedOut(error),
    });
  }

  /** Take up what was left unsaved, and begin to follow the others. */
  begin(): void {
    for (const entry of this.#outbox.own()) this.#adopt(entry);
    void this.#adoptGone();
    this.following.begin();
    void this.reading.begin();
  }

  close(): void {
    this.saver.close();
    this.following.close();
    this.reading.close();
    this.windows.leave();
  }

  // --- What there is -----------------------------------------------------------------------------

  get desk(): Desk {
    return this.#desk;
  }

  get rows(): readonly Row[] {
    return this.#rows.list;
  }

  get shown(): readonly Row[] {
    return this.#shown.list;
  }

  get current(): Row | undefined {
    return this.#current === undefined ? undefined : this.#rows.row(this.#current);
  }

  get status(): SaveState {
    return this.saver.state;
  }

  get conflict(): Conflict | null {
    const typed = this.saver.conflict(this.#current);
    const times = this.#timesConflict;
    return times && times.cue_id === this.#current ? times : (typed ?? times);
  }

  get filter(): Filter {
    return this.#shown.filter;
  }

  get sort(): SortKey {
    return this.#shown.sort;
  }

  get speechless(): readonly Speechless[] {
    if (!this.#speechless) {
      this.#speechless = speechless(this.#desk.speech, this.#rows.list);
      this.#quiet = new Set(this.#speechless.map(({ cue_id }) => cue_id).filter(Boolean));
    }
    return this.#speechless;
  }

  get terms(): readonly Term[] {
    return this.reading.terms;
  }

  row(id: string): Row | undefined {
    return this.#rows.row(id);
  }

  index(id: string): number {
    return this.#rows.index(id);
  }

  before(id: string): Row | undefined {
    const place = this.index(id);
    return place < 0 ? undefined : this.rows[place - 1];
  }

  after(id: string): Row | undefined {
    const place = this.index(id);
    return place < 0 ? undefined : this.rows[place + 1];
  }

  sources(id: string): readonly Cue[] {
    const view = this.#rows.view(id);
    return (view?.sources ?? []).flatMap((source) => this.#sources.get(source) ?? []);
  }

  findings(id: string): readonly Finding[] {
    return this.#findings.of(id);
  }

  risk(id: string): number {
    return this.#risk(id).value;
  }

  riskWhy(id: string): readonly string[] {
    return this.#risk(id).why;
  }

  termHits(cueId: string): readonly Term[] {
    return this.reading.termHits(cueId, () => this.sources(cueId).flatMap(({ lines }) => lines));
  }

  personName(id: number | null): string {
    return this.reading.personName(id);
  }

  // --- Going about -------------------------------------------------------------------------------

  select(id: string): void {
    const before = this.#current;
    if (id === before || !this.#rows.row(id)) return;
    this.saver.compose(null);
    this.#current = id;
    if (before !== undefined) {
      const typed = this.#rows.typed(before);
      if (typed && !typed.dirty) this.#redraw(before, () => this.#rows.type(before, undefined));
      void this.saver.save(before);
    }
    this.#choose();
    this.#emit({ type: "current" });
    if (this.#timesConflict || this.saver.conflict(id)) this.#emit({ type: "conflict" });
    this.following.soon();
  }

  setFilter(filter: Filter): void {
    this.#shown.filter = filter;
    this.#shown.choose(this.rows, this.#current);
    this.#emit({ type: "shown" });
  }

  setSort(sort: SortKey): void {
    this.#shown.setSort(sort, this.rows);
    this.#shown.choose(this.rows, this.#current);
    this.#emit({ type: "shown" });
  }

  // --- Writing -----------------------------------------------------------------------------------

  type(id: string, lines: Lines): void {
    const view = this.#rows.view(id);
    if (!view) return;
    this.#typing = true;
    try {
      this.saver.type(view, lines);
    } finally {
      this.#typing = false;
    }
    const dirty = this.saver.of(id) !== undefined;
    const overlay = dirty || !same(lines, view.cue.lines) ? { lines, dirty } : undefined;
    this.#rows.type(id, overlay);
    const row = this.#rows.row(id);
    if (!row) return;
    this.#shown.redraw(row);
    const others = this.#findings.change(row, this.index(id));
    this.#risks.delete(id);
    for (const other of others) this.#risks.delete(other);
    this.#emit({ type: "typed", id });
    if (others.size) this.#emit({ type: "findings", ids: others });
  }

  setComposing(composing: boolean): void {
    this.saver.compose(composing ? (this.#current ?? null) : null);
  }

  sketch(id: string, start: number, end: number): void {
    const cue = this.#rows.view(id)?.cue;
    if (!cue) return;
    const back = cue.start === start && cue.end === end;
    this.#redraw(id, () => this.#rows.sketch(id, back ? undefined : [start, end]));
  }

  flush(): Promise<void> {
    return this.saver.saveAll();
  }

  async act(act: Act): Promise<Outcome> {
    const outcome = await this.#acts.run(act);
    const id = act.cue_id;
    if (id !== undefined && act.route === "times") {
      this.#redraw(id, () => this.#rows.sketch(id, undefined));
    }
    return outcome;
  }

  async refresh(): Promise<void> {
    await this.following.pull();
  }

  async settle(how: "mine" | "theirs" | "both"): Promise<void> {
    const conflict = this.conflict;
    if (!conflict) return;
    if (conflict === this.#timesConflict) {
      this.#timesConflict = null;
      this.#emit({ type: "conflict" });
      const [start, end] = conflict.mine_times ?? [];
      if (how === "theirs" || start === undefined || end === undefined) return;
      await this.act({ route: "times", cue_id: conflict.cue_id, body: { start, end }, what: S.setTimes });
      return;
    }
    const { cue_id: id, mine, theirs } = conflict;
    if (how === "theirs" || mine === null) {
      this.saver.decide(id, null);
      return;
    }
    if (theirs === null && !(await this.#restore(id))) return;
    this.saver.decide(id, how === "both" ? [...(theirs ?? []), ...mine] : mine);
    await this.saver.save(id);
  }

  say(text: string, kind: Message["kind"] = "info", link?: Message["link"]): void {
    this.message = link ? { text, kind, link } : { text, kind };
    this.#emit({ type: "message" });
  }

  // --- Read beside it ----------------------------------------------------------------------------

  notes = (cueId: string) => this.reading.notes(cueId);
  history = (cueId: string) => this.reading.history(cueId);
  memory = (cueId: string) => this.reading.memory(cueId);
  refreshTerms = () => this.reading.refreshTerms();
  /** Whether a rule is waived on a cue. */
  isWaived = (id: string, rule: string) => this.#findings.isWaived(id, rule);

  on(listener: (event: ModelEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // --- What comes in -----------------------------------------------------------------------------

  #edited(edited: Edited): void {
    if (edited.number === this.#number + 1) this.#number = edited.number;
    this.#take(edited.cues);
  }

  #changes(changes: Changes): void {
    this.#number = Math.max(this.#number, changes.number);
    this.#take(changes.cues);
    this.reading.steps(changes.steps);
    if (changes.stage !== this.#desk.track.stage) void this.#reopen();
  }

  /** Cues as the server has them now, whoever changed them. */
  #take(views: readonly CueView[]): void {
    const news = views.filter((view) => {
      const known = this.#rows.view(view.cue.id);
      return !known || known.revision <= view.revision;
    });
    if (!news.length) return;
    const place = this.#current === undefined ? -1 : this.index(this.#current);
    for (const { cue } of news) {
      const typed = this.#rows.typed(cue.id);
      if (typed && !typed.dirty && !same(kept(typed.lines), cue.lines)) {
        this.#rows.type(cue.id, undefined);
      }
    }
    const places = news.map(({ cue }) => this.index(cue.id)).filter((at) => at >= 0);
    const { ids, moved } = this.#rows.apply(news);
    this.#drawn(ids, moved, places);
    this.saver.meet(news);
    this.reading.wantFindings([...ids], MANY);
    if (this.#current !== undefined && !this.#rows.row(this.#current)) this.#leaveGone(place);
  }

  /** The current cue is gone: go to the one that stands in its place. */
  #leaveGone(place: number): void {
    this.#current = (this.rows[place] ?? this.rows[place - 1] ?? this.rows[0])?.id;
    this.#choose();
    this.#emit({ type: "current" });
    this.following.soon();
  }

  #unsaved(id: string, unsaved: Unsaved | undefined): void {
    if (this.#typing) return; // `type` draws it
    const typed = this.#rows.typed(id);
    const view = this.#rows.view(id);
    let overlay = unsaved && { lines: unsaved.lines, dirty: true };
    // In the box a blank last line stays while somebody is in it.
    if (!overlay && typed && id === this.#current && view && same(kept(typed.lines), view.cue.lines)) {
      overlay = { lines: typed.lines, dirty: false };
    }
    const places = [this.index(id)].filter((at) => at >= 0);
    const moved = this.#rows.type(id, overlay);
    this.#drawn(new Set([id]), moved, places);
    if (moved && id === this.#current && !this.#rows.row(id)) this.#leaveGone(places[0] ?? 0);
  }

  #redraw(id: string, change: () => void): void {
    change();
    this.#drawn(new Set([id]), false, []);
  }

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
    if (moved) this.#risks.clear();
    this.#emit({ type: "rows", ids: moved ? "all" : ids });
    if (others.size) this.#emit({ type: "findings", ids: others });
    this.#choose(moved);
  }

  /** See which cues pass now; with `all`, the list has other values even where none came or went. */
  #choose(all = false): void {
    const unfiltered = this.filter.what === "all" && !this.filter.text;
    if (unfiltered && !all) return;
    if (this.#shown.choose(this.rows, this.#current)) this.#emit({ type: "shown" });
  }

  #told(ids: ReadonlySet<string> | "all"): void {
    if (ids === "all") this.#risks.clear();
    else for (const id of ids) this.#risks.delete(id);
    this.#emit({ type: "findings", ids });
    this.#choose();
  }

  #setNotes(counts: ReadonlyMap<string, number>): void {
    const views = this.rows.flatMap(({ view }) => {
      const notes = counts.get(view.cue.id) ?? 0;
      return notes === view.notes ? [] : [{ ...view, notes }];
    });
    if (!views.length) return;
    this.#drawn(this.#rows.apply(views).ids, false, []);
  }

  #setOthers(others: readonly Other[]): void {
    const known = JSON.stringify(this.others);
    this.others = others;
    this.reading.learn(others.map(({ person_id, name }) => [person_id, name]));
    if (JSON.stringify(others) !== known) this.#emit({ type: "others" });
  }

  async #reached(yes: boolean): Promise<void> {
    if (!yes) return;
    if (this.saver.waits) this.saver.retryNow();
    this.reading.retry();
    await this.#adoptGone();
  }

  #setDesk(parts: Partial<Desk>): void {
    this.#desk = { ...this.#desk, ...parts };
    this.#emit({ type: "desk" });
  }

  /** The stage is another: what the person may do here is asked anew. */
  async #reopen(): Promise<void> {
    const id = this.#desk.track.track_id;
    const answer = await this.api.get<Desk>(`tracks/${id}/desk`);
    if (answer.kind !== "answer") {
      // Asked again with the next change; until then the server refuses what may not be.
      return;
    }
    const { may, withheld, track } = answer.data;
    this.#rows.setWithheld(withheld);
    this.#setDesk({ may, withheld, track: { ...this.#desk.track, stage: track.stage, rules: track.rules } });
    this.#take(track.cues);
    this.#drawn(new Set(), true, []);
  }

  // --- What was left unsaved ---------------------------------------------------------------------

  async #adoptGone(): Promise<void> {
    await this.windows.beat();
    const gone = (window: string): boolean => this.windows.isGone(window);
    for (const entry of this.#outbox.adopt(gone, (id) => this.saver.of(id) !== undefined)) {
      this.#adopt(entry);
    }
  }

  #adopt(entry: ReturnType<Outbox["own"]>[number]): void {
    const view = this.#rows.view(entry.cue_id);
    if (view) this.saver.adopt(entry, view);
    else void this.#adoptLost(entry);
  }

  /** Text that was typed in a cue that has been taken out since: its last view is in its history. */
  async #adoptLost(entry: ReturnType<Outbox["own"]>[number]): Promise<void> {
    const view = await this.reading.goneView(entry.cue_id);
    if (view) {
      this.#rows.apply([view]);
      this.saver.adopt(entry, view);
    } else {
      this.say(S.typedForNoCue(entry.cue_id, entry.lines.join(" / ")), "refused");
    }
  }

  async #restore(id: string): Promise<boolean> {
    const revision = this.#rows.view(id)?.revision;
    const path = `tracks/${this.#desk.track.track_id}/restore`;
    const answer = await this.api.post<Edited>(path, { cue_id: id, revision });
    if (answer.kind === "answer") {
      this.#edited(answer.data);
      return true;
    }
    const why = answer.kind === "not-reached" ? S.notReachedNow : answer.error.message;
    this.say(why, "refused");
    return false;
  }

  /** Save before an act; null where nothing stands in its way. */
  async #flushFor(id: string): Promise<{ readonly error: WireError | null } | null> {
    await this.saver.saveAll();
    const waiting = id ? [this.saver.of(id)] : this.saver.ids.map((one) => this.saver.of(one));
    for (const unsaved of waiting) {
      if (!unsaved) continue;
      if (unsaved.kept) {
        this.say(S.firstReached, "refused");
        return { error: null };
      }
      if (!id) continue; // another cue's conflict or refusal is no reason against undo
      const message = unsaved.conflict ? S.settleFirst : unsaved.refused?.message;
      if (message === undefined) continue;
      this.say(message, "refused");
      return { error: { code: "unsaved", message, hint: "" } };
    }
    return null;
  }

  #signedOut(error: WireError): void {
    const told = this.message?.link !== undefined && this.message.text.includes(error.message);
    if (!told) {
      this.say(S.signedOut(error.message), "refused", { href: SIGN_IN, text: S.signIn });
    }
  }

  // --- Made of it --------------------------------------------------------------------------------

  #risk(id: string): Risk {
    let found = this.#risks.get(id);
    const row = this.#rows.row(id);
    if (!found && row) {
      void this.speechless; // tells who is quiet
      const quiet = this.#quiet.has(id);
      found = riskOf({ row, findings: this.findings(id), words: this.#desk.words, quiet });
      this.#risks.set(id, found);
    }
    return found ?? { value: 0, why: [] };
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

  #emit(event: ModelEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // A view that fails must not keep a text from being saved; the fault is shown all the same.
        this.world.after(0, () => {
          throw error;
        });
      }
    }
  }
}
