/**
 * Saves what is typed: at most 5 s after the last saved state, at once on leaving a cue; one save
 * in flight a cue; kept in the outbox until the server has it. Whoever writes Korean or Japanese
 * composes all the time: meanwhile what was whole before is saved, and nothing half-made.
 */

import type { Conflict, SaveState } from "../editor";
import { S } from "../strings";
import type { CueView, Edited, WireError } from "../wire";
import type { Answer, Api, Sending } from "./api";
import { kept, same, type Lines } from "./lines";
import type { Entry, Outbox } from "./outbox";
import type { SaverHost } from "./saverhost";
import { begin, meet, sending, type Unsaved } from "./unsaved";
import type { Timer, World } from "./world";

/** How long a typed text waits at most until it is sent, ms. */
export const AUTOSAVE = 5_000;
/** Waiting times before another try where the server is not reached, ms; the last one repeats. */
export const BACK_OFF = [1_000, 2_000, 5_000, 10_000] as const;
/** What is late already waits so long after a save, ms. */
const SOONEST = 1_000;
/** After the end of a composition the browser still delivers its last input event, ms. */
const AFTER_COMPOSITION = 50;
/** A cue that moves on under every save is a fault, not a busy colleague. */
const MOST_ROUNDS = 8;

interface Flight {
  readonly done: Promise<void>;
  /** Save what was typed meanwhile, too. */
  again: boolean;
}

export class Saver {
  readonly #unsaved = new Map<string, Unsaved>();
  readonly #flights = new Map<string, Flight>();
  readonly #clocks = new Map<string, Timer>();
  readonly #conflicts = new Map<string, Conflict>();
  #composing: string | null = null;
  /** When that composition began. */
  #composedAt = 0;
  #retry: Timer | null = null;
  #failures = 0;
  #savedAt: Date | null = null;
  #toldNotKept = false;

  constructor(
    private readonly api: Api,
    private readonly world: World,
    private readonly track: number,
    private readonly outbox: Outbox,
    private readonly host: SaverHost,
  ) {}

  get state(): SaveState {
    const all = [...this.#unsaved.values()];
    const refused = all.find((one) => one.refused);
    if (refused?.refused) return { kind: "refused", message: refused.refused.message };
    const held = all.filter((one) => one.kept || one.conflict);
    const [first] = held;
    if (first) {
      return { kind: "kept", cues: held.length, reason: first.kept || S.waitsForDecision };
    }
    if (this.#flights.size) return { kind: "saving" };
    if (all.some((one) => this.#isLate(one))) return { kind: "unsaved" };
    return { kind: "saved", at: this.#savedAt };
  }

  /** Whether something waits only for the server to answer again. */
  get waits(): boolean {
    return this.#retry !== null;
  }

  of(id: string): Unsaved | undefined {
    return this.#unsaved.get(id);
  }

  get ids(): readonly string[] {
    return [...this.#unsaved.keys()];
  }

  conflict(id: string | undefined): Conflict | null {
    const own = id === undefined ? undefined : this.#conflicts.get(id);
    return own ?? this.#conflicts.values().next().value ?? null;
  }

  /** What is in the box of a cue now. */
  type(view: CueView, lines: Lines): void {
    const id = view.cue.id;
    let unsaved = this.#unsaved.get(id);
    if (!unsaved) {
      if (same(kept(lines), view.cue.lines)) return;
      unsaved = begin(view, lines, this.world.now());
      if (this.#composing === id) unsaved.whole = view.cue.lines;
      this.#unsaved.set(id, unsaved);
    }
    unsaved.lines = lines;
    if (this.#composing === id) {
      this.host.unsaved(id, unsaved);
      this.#await(id);
      return;
    }
    unsaved.whole = lines;
    if (this.#isSettled(unsaved, view)) {
      this.#forget(id);
      return;
    }
    this.#keep(unsaved);
    this.#mine(unsaved);
    this.host.unsaved(id, unsaved);
    this.#await(id);
  }

  /** Composition in a cue begins, or (null) ends. */
  compose(id: string | null): void {
    const before = this.#composing;
    this.#composing = id;
    this.#composedAt = this.world.now();
    if (before === null || before === id) return;
    const unsaved = this.#unsaved.get(before);
    const view = this.host.view(before);
    if (unsaved && view) this.type(view, unsaved.lines);
    if (unsaved && this.#isLate(unsaved)) {
      this.world.after(AFTER_COMPOSITION, () => void this.save(before));
    }
  }

  /** Save a cue, with all that is typed until it is done; resolves when it is saved or kept. */
  save(id: string, how: Sending = {}): Promise<void> {
    const running = this.#flights.get(id);
    if (running) {
      running.again = true;
      return running.done;
    }
    return this.#fly(id, how);
  }

  /** Whether a composition lasts in a cue. */
  composes(id: string): boolean {
    return this.#composing === id;
  }

  /**
   * Save what was put into a cue by no hand; whether the server took it. What it refuses is taken
   * away again, unless it stands over something that was typed.
   */
  async put(id: string, lines: Lines, overTyped: boolean): Promise<boolean> {
    await this.save(id);
    const unsaved = this.#unsaved.get(id);
    if (!unsaved) return true;
    const { refused, conflict, kept: why } = unsaved;
    if (refused && !overTyped && same(unsaved.lines, lines)) this.#forget(id);
    return !refused && !conflict && !why;
  }

  /** Save all; the page may be going. */
  async saveAll(how: Sending = {}): Promise<void> {
    await Promise.all(this.ids.map((id) => this.save(id, how)));
  }

  /** The server may answer again: try now. */
  retryNow(): void {
    if (this.#retry === null) return;
    this.world.cancel(this.#retry);
    this.#retry = null;
    void this.#tryAgain();
  }

  /** What the server says about cues, whoever changed them. */
  meet(views: readonly CueView[]): void {
    for (const view of views) {
      const unsaved = this.#unsaved.get(view.cue.id);
      if (unsaved) this.#meet(unsaved, view);
    }
  }

  /** Take up what an earlier page or another window left. */
  adopt(entry: Entry, view: CueView): void {
    const unsaved: Unsaved = {
      ...begin(view, entry.lines, this.world.now()),
      revision: entry.revision,
      base: entry.base,
      sent: [...entry.sent],
    };
    this.#unsaved.set(unsaved.id, unsaved);
    this.#keep(unsaved);
    this.host.unsaved(unsaved.id, unsaved);
    this.#meet(unsaved, view);
    if (this.#unsaved.has(unsaved.id) && !unsaved.conflict) void this.save(unsaved.id);
  }

  /** Decide a conflict: type these lines over what the server has, or (null) take the server's. */
  decide(id: string, lines: Lines | null): void {
    const unsaved = this.#unsaved.get(id);
    const view = this.host.view(id);
    this.#conflicts.delete(id);
    if (unsaved && lines !== null && view) {
      Object.assign(unsaved, begin(view, lines, this.world.now()));
      this.#keep(unsaved);
      this.host.unsaved(id, unsaved);
    } else if (unsaved) {
      this.#forget(id);
    }
    this.host.conflict();
    this.host.status();
  }

  /** Give up all clocks. */
  close(): void {
    for (const clock of this.#clocks.values()) this.world.cancel(clock);
    if (this.#retry !== null) this.world.cancel(this.#retry);
  }

  // --- Saving ------------------------------------------------------------------------------------

  #fly(id: string, how: Sending): Promise<void> {
    const flight = { again: false, done: Promise.resolve() };
    this.#flights.set(id, flight);
    flight.done = this.#rounds(id, flight, how).finally(() => {
      this.#flights.delete(id);
      if (this.#unsaved.has(id)) this.#await(id);
      this.host.status();
    });
    return flight.done;
  }

  async #rounds(id: string, flight: Flight, how: Sending): Promise<void> {
    this.#stopClock(id);
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const unsaved = this.#unsaved.get(id);
      const view = this.host.view(id);
      if (!unsaved || !view || unsaved.conflict) return;
      const lines = kept(unsaved.whole);
      const composing = this.#composing === id;
      if (this.#isSettled(unsaved, view)) {
        if (!composing) this.#forget(id);
        return;
      }
      if (unsaved.refused && same(unsaved.refused.lines, lines)) return;
      flight.again = false;
      sending(unsaved, lines);
      this.#keep(unsaved);
      this.host.status();
      const body = { cue_id: id, revision: unsaved.revision, lines };
      const since = composing ? this.#composedAt : this.world.now(); // of what is not in it
      const answer = await this.api.post<Edited>(`tracks/${this.track}/text`, body, how);
      if (answer.kind === "answer") unsaved.since = since;
      const rebased = await this.#hear(unsaved, lines, answer);
      if (!rebased && (!flight.again || answer.kind !== "answer")) return;
    }
  }

  /** Whether it is to be sent again, over another revision. */
  async #hear(unsaved: Unsaved, lines: Lines, answer: Answer<Edited>): Promise<boolean> {
    if (this.#unsaved.get(unsaved.id) !== unsaved) {
      // It came to the same another way: by what the server told meanwhile, or by a decision.
      if (answer.kind === "answer") this.host.edited(answer.data);
      return false;
    }
    switch (answer.kind) {
      case "answer":
        this.#saved(unsaved, answer.data);
        return false;
      case "not-reached":
        this.#hold(unsaved, answer.reason);
        return false;
      case "signed-out":
        this.#unsend(unsaved, lines);
        this.#hold(unsaved, answer.error.message);
        this.host.signedOut(answer.error);
        return false;
      case "refused":
        this.#unsend(unsaved, lines);
        if (answer.status === 409) return this.#disagree(unsaved, answer.error);
        this.#refuse(unsaved, lines, answer.error);
        return false;
    }
  }

  #saved(unsaved: Unsaved, edited: Edited): void {
    const now = edited.cues.find((view) => view.cue.id === unsaved.id);
    this.#savedAt = new Date(this.world.date());
    this.#failures = 0;
    const wasKept = unsaved.kept !== "";
    unsaved.sent = [];
    unsaved.refused = null;
    unsaved.kept = "";
    if (now) {
      unsaved.revision = now.revision;
      unsaved.base = now.cue.lines;
    }
    this.#keep(unsaved);
    if (wasKept) this.host.recovered();
    this.host.edited(edited);
    if (this.#unsaved.get(unsaved.id) !== unsaved) return;
    const view = this.host.view(unsaved.id);
    if (same(kept(unsaved.lines), unsaved.base)) this.#forget(unsaved.id);
    else if (view) this.#meet(unsaved, view);
  }

  /** 409: see what the server has; whether to send it again. */
  async #disagree(unsaved: Unsaved, error: WireError): Promise<boolean> {
    const reached = await this.host.pull();
    if (this.#unsaved.get(unsaved.id) !== unsaved) return false;
    if (!reached) {
      this.#hold(unsaved, S.noAnswerInTime);
      return false;
    }
    const told = this.#conflicts.get(unsaved.id);
    if (told) {
      this.#conflicts.set(unsaved.id, { ...told, by: text(error.by), at: text(error.at) });
      this.host.conflict();
      return false;
    }
    return !unsaved.conflict;
  }

  #refuse(unsaved: Unsaved, lines: Lines, error: WireError): void {
    const message = [error.message, error.hint].filter(Boolean).join(" ");
    unsaved.refused = { lines, message };
    unsaved.kept = "";
    this.#keep(unsaved);
    this.host.refused(unsaved.id, message);
  }

  /** The server is not reached: kept here, and tried again. */
  #hold(unsaved: Unsaved, reason: string): void {
    unsaved.kept = reason;
    this.#keep(unsaved);
    if (this.#retry !== null) return;
    const wait = BACK_OFF[Math.min(this.#failures, BACK_OFF.length - 1)] ?? 0;
    this.#failures += 1;
    this.#retry = this.world.after(wait, () => {
      this.#retry = null;
      void this.#tryAgain();
    });
  }

  /** One after the other, so that a server that is away is asked once, not once a cue. */
  async #tryAgain(): Promise<void> {
    for (const unsaved of [...this.#unsaved.values()]) {
      if (this.#retry !== null) return;
      if (unsaved.kept) await this.save(unsaved.id);
    }
  }

  // --- What is unsaved ---------------------------------------------------------------------------

  #isLate(unsaved: Unsaved): boolean {
    return this.world.now() - unsaved.since >= AUTOSAVE;
  }

  #isSettled(unsaved: Unsaved, view: CueView): boolean {
    return (
      !unsaved.sent.length &&
      !unsaved.conflict &&
      same(kept(unsaved.whole), view.cue.lines) &&
      !view.deleted
    );
  }

  #keep(unsaved: Unsaved): void {
    const { id, whole, revision, base, sent } = unsaved;
    const at = this.world.date();
    const done = this.outbox.put({ cue_id: id, lines: whole, revision, base, sent, at });
    if (done || this.#toldNotKept) return;
    this.#toldNotKept = true;
    this.host.notKept();
  }

  #forget(id: string): void {
    this.#unsaved.delete(id);
    this.#stopClock(id);
    this.outbox.drop(id);
    if (this.#conflicts.delete(id)) this.host.conflict();
    this.host.unsaved(id, undefined);
    this.host.status();
  }

  /** A text that was certainly not kept. */
  #unsend(unsaved: Unsaved, lines: Lines): void {
    unsaved.sent = unsaved.sent.filter((one) => !same(one, lines));
  }

  #await(id: string): void {
    const unsaved = this.#unsaved.get(id);
    if (!unsaved || unsaved.conflict || this.#clocks.has(id) || this.#flights.has(id)) return;
    if (unsaved.kept && this.#retry !== null) return;
    if (unsaved.refused && same(unsaved.refused.lines, kept(unsaved.whole))) return;
    const wait = Math.max(SOONEST, unsaved.since + AUTOSAVE - this.world.now());
    const clock = this.world.after(wait, () => {
      this.#clocks.delete(id);
      this.#due(id);
    });
    this.#clocks.set(id, clock);
  }

  #due(id: string): void {
    const unsaved = this.#unsaved.get(id);
    const view = this.host.view(id);
    if (this.#composing === id && unsaved && view && this.#isSettled(unsaved, view)) {
      this.host.status(); // all that is not saved is half-made: it goes when it is whole
    } else if (!this.#flights.has(id)) void this.#fly(id, {});
  }

  #stopClock(id: string): void {
    const clock = this.#clocks.get(id);
    if (clock !== undefined) this.world.cancel(clock);
    this.#clocks.delete(id);
  }

  // --- Conflicts ---------------------------------------------------------------------------------

  #meet(unsaved: Unsaved, view: CueView): void {
    const found = meet(unsaved, view);
    if (found === "same") return;
    unsaved.refused = null; // it may be open again
    if (found === "saved") {
      this.#savedAt = new Date(this.world.date());
      this.#forget(unsaved.id);
    } else if (found === "rebased") {
      if (unsaved.conflict) {
        unsaved.conflict = false;
        this.#conflicts.delete(unsaved.id);
        this.host.conflict();
      }
      this.#keep(unsaved);
      this.#await(unsaved.id);
    } else {
      unsaved.conflict = true;
      unsaved.kept = "";
      this.#keep(unsaved);
      this.#stopClock(unsaved.id);
      const conflict = this.#conflictOf(unsaved, view);
      this.#conflicts.set(unsaved.id, conflict);
      if (!conflict.by) void this.#ask(unsaved.id);
      this.host.conflict();
      this.host.status();
    }
  }

  #conflictOf(unsaved: Unsaved, view: CueView): Conflict {
    return {
      cue_id: unsaved.id,
      mine: kept(unsaved.lines),
      theirs: view.deleted ? null : view.cue.lines,
      mine_times: null,
      theirs_times: view.deleted ? null : [view.cue.start, view.cue.end],
      revision: view.revision,
      // Who took a cue out, or undid its last change, stands in its history alone.
      by: view.deleted || view.edited_by === null ? "" : this.host.who(view.edited_by),
      at: "",
    };
  }

  /** Whose the other side of a conflict is. */
  async #ask(id: string): Promise<void> {
    const last = await this.host.last(id);
    const told = this.#conflicts.get(id);
    if (!told || told.by || !last) return;
    this.#conflicts.set(id, { ...told, ...last });
    this.host.conflict();
  }

  /** Typing goes on while a conflict waits. */
  #mine(unsaved: Unsaved): void {
    const told = this.#conflicts.get(unsaved.id);
    if (!told) return;
    this.#conflicts.set(unsaved.id, { ...told, mine: kept(unsaved.lines) });
    this.host.conflict();
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
