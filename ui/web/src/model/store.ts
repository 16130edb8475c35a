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
  Times,
} from "../editor";
import { FrameRate } from "../core/frames";
import { S } from "../strings";
import type { Changes, Cue, CueView, Desk, Edited, Finding, Other, Term, WireError } from "../wire";
import { Acts, timesIn } from "./acts";
import { type Api, OTHER_PROJECT } from "./api";
import { Board } from "./board";
import { Leftovers } from "./leftovers";
import { LiveChecks } from "./live";
import { kept, type Lines } from "./lines";
import { numbered } from "./naming";
import { Outbox } from "./outbox";
import { Reading } from "./reading";
import { Saver } from "./saver";
import { Following } from "./sync";
import { mineOf, TimesConflicts, wanting } from "./timesconflicts";
import type { Windows } from "./windows";
import type { World } from "./world";

/** Where one signs in; it opens beside the page, which keeps what is typed. */
const SIGN_IN = "/sign-in";
/** Cues on either side whose findings a change of one can touch (`localize.engines.Check`). */
const NEIGHBOURS = 2;
/** Findings of more cues than this at once are asked for as the whole track's. */
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
  readonly #timesConflicts = new TimesConflicts();
  #typing = false;
  /** How many acts on a cue's times have not been answered. */
  readonly #timing = new Map<string, number>();
  readonly #board: Board;
  readonly #acts: Acts;
  readonly #live: LiveChecks;
  readonly #leftovers: Leftovers;
  readonly #listeners = new Set<(event: ModelEvent) => void>();

  constructor(
    desk: Desk,
    readonly api: Api,
    private readonly world: World,
    private readonly windows: Windows,
    hidden: () => boolean,
  ) {
    const { track_id: track, number } = desk.track;
    this.#desk = desk;
    this.#number = number;
    this.rate = FrameRate.of(desk.rate);
    this.reading = new Reading(api, world, track, desk, {
      notes: (counts) => {
        this.#board.setNotes(counts);
        this.#emit({ type: "desk" }); // what was sent back may be written
      },
      waivers: (waivers) => this.#board.setWaivers(waivers),
      findings: (ids, found) => this.#board.setFindings(ids, found),
      whole: (found) => this.#board.setWhole(found),
      terms: () => this.#emit({ type: "desk" }),
      failed: () => this.say(S.notReachedNow, "refused"),
    });
    this.#board = new Board(() => this.#desk, this.rate, this.reading.returned, (event) =>
      this.#emit(event),
    );
    this.#live = new LiveChecks(api, world, track, {
      lines: (id) => {
        const row = this.row(id);
        return row && kept(row.lines);
      },
      found: (id, found) => this.#board.setLive(id, found),
    });
    const outbox = new Outbox(world.store, desk.project, desk.me.id, track, windows.name);
    this.saver = new Saver(api, world, track, outbox, {
      view: (id) => this.#board.view(id),
      edited: (edited) => this.#edited(edited),
      pull: () => this.following.pull(),
      unsaved: (id, unsaved) => {
        if (!this.#typing) this.#board.setUnsaved(id, unsaved?.lines);
      },
      status: () => this.#emit({ type: "status" }),
      conflict: () => this.#emit({ type: "conflict" }),
      refused: (_, message) => this.say(message, "refused"),
      signedOut: (error) => this.#signedOut(error),
      recovered: () => {
        if (this.message?.link) this.say(S.saved, "done");
      },
      notKept: () => this.say(S.notKeptHere, "refused"),
      who: (person) => this.personName(person),
      last: (id) => this.#last(id),
    });
    this.#leftovers = new Leftovers(outbox, windows, this.saver, {
      view: (id) => this.#board.view(id),
      goneView: (id) => this.reading.goneView(id),
      take: (view) => this.#take([view]),
      homeless: ({ cue_id, lines }) => this.say(S.typedForNoCue(cue_id, lines.join(" / ")), "refused"),
    });
    this.following = new Following(api, world, track, windows.name, {
      place: () => ({
        cue_id: this.#board.currentId ?? "",
        editing: this.current?.dirty ?? false,
      }),
      hidden,
      number: () => this.#number,
      changes: (changes) => this.#changes(changes),
      others: (others) => this.#setOthers(others),
      reached: (yes) => this.#reached(yes),
      signedOut: (error) => {
        if (error.code === OTHER_PROJECT) this.#signedOut(error); // said before anything is typed
      },
    });
    this.#acts = new Acts(api, track, {
      after: (id) => this.after(id),
      view: (id) => this.#board.view(id),
      flush: (id) => this.#flushFor(id),
      edited: (edited) => this.#edited(edited),
      pull: () => this.following.pull(),
      shots: (shots) => this.#setDesk({ shots }),
      wished: (id) => this.#board.wished(id),
      timesConflict: (conflict) => this.#timesWait(conflict),
      say: (text, kind) => this.say(text, kind),
      signedOut: (error) => this.#signedOut(error),
    });
  }

  /** Begin to follow the others; resolves when what was left unsaved is taken up. */
  begin(): Promise<void> {
    const done = this.#leftovers.begin();
    this.following.begin();
    void this.reading.begin();
    return done;
  }

  close(): void {
    this.saver.close();
    this.following.close();
    this.reading.close();
    this.#live.close();
    this.windows.leave();
  }

  // --- What there is -----------------------------------------------------------------------------

  get desk(): Desk {
    return this.#desk;
  }

  get rows(): readonly Row[] {
    return this.#board.rows;
  }

  get shown(): readonly Row[] {
    return this.#board.shown;
  }

  get current(): Row | undefined {
    return this.#board.current;
  }

  get status(): SaveState {
    return this.saver.state;
  }

  get conflict(): Conflict | null {
    const here = this.#board.currentId;
    const typed = this.saver.conflict(here);
    // A text first: until it is decided, nothing else is done to its cue.
    if (typed?.cue_id === here) return typed;
    return this.#timesConflicts.of(here) ?? typed ?? this.#timesConflicts.any;
  }

  get filter(): Filter {
    return this.#board.filter;
  }

  get sort(): SortKey {
    return this.#board.sort;
  }

  get speechless(): readonly Speechless[] {
    return this.#board.speechless;
  }

  get terms(): readonly Term[] {
    return this.reading.terms;
  }

  row = (id: string): Row | undefined => this.#board.row(id);
  index = (id: string): number => this.#board.index(id);
  sources = (id: string): readonly Cue[] => this.#board.sources(id);
  findings = (id: string): readonly Finding[] => this.#board.findings(id);
  waived = (id: string): readonly Finding[] => this.#board.waived(id);
  risk = (id: string): number => this.#board.risk(id).value;
  mayEdit = (id: string): boolean => this.#desk.may.edit || this.reading.yours.has(id);
  riskWhy = (id: string): readonly string[] => this.#board.risk(id).why;
  /** Whether a rule is waived on a cue. */
  isWaived = (id: string, rule: string): boolean => this.#board.isWaived(id, rule);
  personName = (id: number | null): string => this.reading.personName(id);
  notes = (cueId: string) => this.reading.notes(cueId);
  history = (cueId: string) => this.reading.history(cueId);
  memory = (cueId: string) => this.reading.memory(cueId);
  refreshTerms = () => this.reading.refreshTerms();

  before(id: string): Row | undefined {
    const place = this.index(id);
    return place < 0 ? undefined : this.rows[place - 1];
  }

  after(id: string): Row | undefined {
    const place = this.index(id);
    return place < 0 ? undefined : this.rows[place + 1];
  }

  termHits(cueId: string): readonly Term[] {
    return this.reading.termHits(cueId, () => this.sources(cueId).flatMap(({ lines }) => lines));
  }

  // --- Going about -------------------------------------------------------------------------------

  select(id: string): void {
    const before = this.#board.currentId;
    if (id === before || !this.row(id)) return;
    this.saver.compose(null);
    if (before !== undefined) void this.saver.save(before);
    this.#board.setCurrent(id);
    if (this.#timesConflicts.any || this.saver.conflict(id)) this.#emit({ type: "conflict" });
  }

  matches(id: string): boolean {
    return this.#board.matches(id);
  }

  setFilter(filter: Filter): void {
    this.#board.setFilter(filter);
  }

  setSort(sort: SortKey): void {
    this.#board.setSort(sort);
  }

  // --- Writing -----------------------------------------------------------------------------------

  type(id: string, lines: Lines): void {
    const view = this.#board.view(id);
    if (!view) return;
    this.#typing = true; // the board is told here, once
    try {
      this.saver.type(view, lines);
    } finally {
      this.#typing = false;
    }
    this.#board.type(id, lines, this.saver.of(id) !== undefined);
    this.#live.typed(id);
  }

  async write(id: string, lines: Lines): Promise<boolean> {
    if (this.saver.composes(id)) {
      this.say(S.composeFirst, "refused");
      return false;
    }
    const overTyped = this.saver.of(id) !== undefined;
    if (overTyped) void this.saver.save(id); // a step of its own, which undo leaves
    this.type(id, lines);
    this.#emit({ type: "rows", ids: new Set([id]) }); // the box has it, too
    return this.saver.put(id, lines, overTyped);
  }

  setComposing(composing: boolean): void {
    this.saver.compose(composing ? (this.#board.currentId ?? null) : null);
    this.#live.compose(composing);
  }

  sketch(id: string, start: number, end: number): void {
    this.#board.sketch(id, { start, end });
  }

  flush(): Promise<void> {
    return this.saver.saveAll();
  }

  async act(act: Act): Promise<Outcome> {
    const timed = timesIn(act);
    const waiting = timed.flatMap(([id]) => this.#timesConflicts.of(id) ?? [])[0];
    if (waiting) return this.#notYet(waiting, timed);
    for (const [id, times] of timed) {
      this.#timing.set(id, (this.#timing.get(id) ?? 0) + 1);
      this.#board.ask(id, times);
    }
    try {
      return await this.#acts.run(act);
    } finally {
      for (const [id] of timed) this.#answered(id);
    }
  }

  #timesWait(conflict: Conflict): void {
    this.#timesConflicts.put(conflict);
    // What was moved since is in the conflict, and waits for the person's word as the rest does.
    for (const one of [conflict, conflict.along]) if (one) this.#board.sketch(one.cue_id, undefined);
    this.#emit({ type: "conflict" });
  }

  /** Times that are wanted while a conflict about them waits are mine in it, and wait with it. */
  #notYet(conflict: Conflict, timed: readonly [string, Partial<Times>][]): Outcome {
    for (const [id] of timed) this.#board.sketch(id, undefined);
    this.#timesWait(wanting(conflict, timed));
    this.say(S.settleTimesFirst, "refused");
    return { ok: false, error: { code: "unsaved", message: S.settleTimesFirst, hint: "" } };
  }

  /** An act on a cue's times has ended, well or not; the last one's end leaves the server's. */
  #answered(id: string): void {
    const others = (this.#timing.get(id) ?? 1) - 1;
    if (others > 0) {
      this.#timing.set(id, others);
      return;
    }
    this.#timing.delete(id);
    this.#board.answered(id);
  }

  async refresh(): Promise<void> {
    await this.following.pull();
  }

  async settle(how: "mine" | "theirs" | "both"): Promise<void> {
    const conflict = this.conflict;
    if (!conflict) return;
    const { cue_id: id, mine, theirs } = conflict;
    if (this.#timesConflicts.has(conflict)) {
      this.#timesConflicts.end(conflict);
      this.#emit({ type: "conflict" });
      if (how === "theirs") return;
      const done = await this.act(mineOf(conflict));
      // What was decided for and could not be done still waits, if nothing newer does.
      if (!done.ok && !this.#timesConflicts.of(id)) this.#timesWait(conflict);
      return;
    }
    if (how === "theirs" || mine === null) {
      this.saver.decide(id, null);
      return;
    }
    if (theirs === null && !(await this.#restore(id))) return;
    this.saver.decide(id, how === "both" ? [...(theirs ?? []), ...mine] : mine);
    await this.saver.save(id);
  }

  say(said: string, kind: Message["kind"] = "info", link?: Message["link"]): void {
    const text = numbered(said, this.index);
    this.message = link ? { text, kind, link } : { text, kind };
    this.#emit({ type: "message" });
  }

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
    const others = changes.steps.some(({ person_id }) => person_id !== this.#desk.me.id);
    const overtaken = others ? changes.cues.filter((view) => this.#overtakes(view)) : [];
    this.#take(changes.cues);
    for (const { cue, revision, edited_by } of overtaken) {
      const { start, end } = { ...cue, ...this.#board.wished(cue.id) };
      this.#timesWait({
        cue_id: cue.id,
        mine: null,
        theirs: cue.lines,
        mine_times: [start, end],
        theirs_times: [cue.start, cue.end],
        revision,
        by: edited_by === null ? "" : this.personName(edited_by),
        at: "",
      });
    }
    this.reading.steps(changes.steps);
    if (changes.stage !== this.#desk.track.stage) void this.#reopen();
  }

  /**
   * Whether another moved an edge that this person has moved and not let go of: the server would take
   * theirs for seen. What was asked for already is judged by the server.
   */
  #overtakes({ cue, deleted, edited_by }: CueView): boolean {
    const before = this.#board.view(cue.id)?.cue;
    if (!before || deleted || edited_by === this.#desk.me.id || this.#timing.has(cue.id)) return false;
    const { start, end } = this.#board.wished(cue.id);
    return (
      (start !== undefined && before.start !== cue.start) ||
      (end !== undefined && before.end !== cue.end)
    );
  }

  #take(views: readonly CueView[]): void {
    const before = this.#withNeighbours(views);
    const news = this.#board.take(views);
    this.saver.meet(news);
    if (!news.length) return;
    // A cue that was taken out had its neighbours before.
    this.reading.wantFindings([...new Set([...before, ...this.#withNeighbours(news)])], MANY);
  }

  /** The cues that changed, and those beside them, of which rules may say something else now. */
  #withNeighbours(news: readonly CueView[]): readonly string[] {
    const ids = new Set<string>();
    for (const { cue } of news) {
      ids.add(cue.id);
      const at = this.index(cue.id);
      if (at < 0) continue;
      for (let near = at - NEIGHBOURS; near <= at + NEIGHBOURS; near += 1) {
        const id = this.rows[near]?.id;
        if (id !== undefined) ids.add(id);
      }
    }
    return [...ids];
  }

  #setOthers(others: readonly Other[]): void {
    const known = JSON.stringify(this.others);
    this.others = others;
    this.reading.learn(others.map(({ person_id, name }) => [person_id, name]));
    if (JSON.stringify(others) !== known) this.#emit({ type: "others" });
  }

  #reached(yes: boolean): void {
    if (!yes) return;
    if (this.message?.link?.href === "") this.say(S.ownProject, "done");
    if (this.saver.waits) this.saver.retryNow();
    this.reading.retry();
    void this.#leftovers.look();
  }

  #setDesk(parts: Partial<Desk>): void {
    this.#desk = { ...this.#desk, ...parts };
    this.#emit({ type: "desk" });
  }

  /** The stage is another: what the person may do here is asked anew. */
  async #reopen(): Promise<void> {
    const before = this.#desk.track;
    const answer = await this.api.get<Desk>(`tracks/${before.track_id}/desk`);
    // Not answered: asked again with the next change; until then the server says what may not be.
    if (answer.kind !== "answer") return;
    const { may, withheld, track } = answer.data;
    this.#setDesk({ may, withheld, track: { ...before, stage: track.stage, rules: track.rules } });
    this.#board.setWithheld(withheld);
    this.#take(track.cues);
  }

  async #last(id: string): Promise<{ readonly by: string; readonly at: string } | null> {
    const last = (await this.history(id)).at(-1);
    if (!last) return null;
    const { person_id, at } = last;
    return { by: person_id === null ? S.aMachine : this.personName(person_id), at };
  }

  async #restore(id: string): Promise<boolean> {
    const revision = this.#board.view(id)?.revision;
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
    for (const one of id ? [id] : this.saver.ids) {
      const unsaved = this.saver.of(one);
      if (unsaved?.kept) {
        this.say(S.firstReached, "refused");
        return { error: null };
      }
      // Another cue's conflict or refusal is no reason against undo.
      const message = unsaved?.conflict ? S.settleFirst : unsaved?.refused?.message;
      if (!id || message === undefined) continue;
      this.say(message, "refused");
      return { error: { code: "unsaved", message, hint: "" } };
    }
    return null;
  }

  #signedOut(error: WireError): void {
    const told = this.message?.link !== undefined && this.message.text.includes(error.message);
    if (told) return;
    if (error.code === OTHER_PROJECT) {
      const text = `${error.message} ${S.otherProjectKept}`;
      this.say(text, "refused", { href: "", text: S.reload });
    } else this.say(S.signedOut(error.message), "refused", { href: SIGN_IN, text: S.signIn });
  }

  #emit(event: ModelEvent): void {
    if (event.type === "current") this.following.soon();
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
