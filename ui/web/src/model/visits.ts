/**
 * The log of visits, as `localize/effort/report.py` takes it: one a visit of a cue, unchanged ones
 * too; counts and durations, never contents. Sent in batches, kept in this browser until sent.
 */

import type { Player, VisitLog } from "../editor";
import { Signs } from "./activity";
import type { Api } from "./api";
import type { Store } from "./store";
import { difference, draftOf, keptOf, keysOf, type Kept, type Report } from "./visit";
import type { Timer, World } from "./world";

type Count =
  | "plays" | "loops" | "seeks" | "inserted" | "deleted"
  | "navigation_keys" | "command_keys" | "mouse_actions"; // prettier-ignore

/** Between sendings, ms, and how many visits are sent sooner. The server takes 500 at once. */
const SEND = 60_000;
const MANY = 25;
const MOST = 200;
/** A visit of a track that is not open waits so long for its cue to be saved, ms. */
const WAITS = 24 * 3_600_000;
/** `report.LONGEST`, less an hour for clocks that differ, ms. */
const LONGEST = (7 * 24 - 1) * 3_600_000;

/** Commands that go somewhere and change nothing. */
const GOING =
  /^(cue-|stop-|frame-|second-|shot-(back|on)|finding-(next|before|list)|find|go-to|focus-|panel-|zoom-|follow)/;
const MOVING = new Set([
  "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", "Tab",
]); // prettier-ignore
const MODIFIERS = new Set([
  "Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "ScrollLock", "Dead",
]); // prettier-ignore

interface Open {
  readonly cue: string;
  readonly key: string;
  readonly begun: number; // world.now
  readonly opened: number; // world.date
  before: number;
  readonly draft: Report["draft"];
  readonly order: Report["order"];
  readonly findings: ReadonlySet<string>;
  readonly signs: Signs;
  readonly counts: Record<Count, number>;
  suggestion: number;
  speed: number;
  text: string;
}

export class Visits implements VisitLog {
  #open: Open | null = null;
  #player: Player | null = null;
  #wasPlaying = false;
  #timer: Timer | null = null;
  #sending = false;
  #begun = false;
  #closed = false;
  /** The stroke that is being handled, until commands say what it was. */
  #stroke: Count | null = null;
  /** Closed, and what is typed in their cues not saved yet, by key. */
  readonly #held = new Map<string, Report>();
  readonly #prefix: string;

  constructor(
    private readonly store: Store,
    private readonly api: Api,
    private readonly world: World,
  ) {
    this.#prefix = `localize/visits/${store.desk.project}/${store.desk.me.id}/`;
    // Versions that did not tell projects apart kept the figures of a last minute here. Nothing says
    // of which project they are, so they are not sent; what is too old goes.
    this.#read(`localize/visits/${store.desk.me.id}/`);
    // The page was left with something unsaved, which this one saves now.
    for (const { report, waits } of this.#read()) {
      if (waits && report.track_id === store.desk.track.track_id) {
        this.#held.set(report.key, report);
      }
    }
    store.on((event) => {
      if (event.type === "current") this.#turn();
      if (event.type === "typed") this.#typed(event.id);
      if (event.type === "rows") this.#release();
    });
    this.#turn();
    this.#in(SEND);
  }

  /** The store has taken up what was left unsaved. */
  begin(): void {
    this.#begun = true;
  }

  attach(player: Player): void {
    this.#player = player;
    player.on((event) => {
      if (event !== "state" || player.playing === this.#wasPlaying) return;
      this.#wasPlaying = player.playing;
      if (player.playing) this.#count("plays");
      this.#open?.signs.playing(player.playing, this.#at(this.#open));
    });
  }

  /** A key went down in the page; before any command runs. */
  keyDown(event: KeyboardEvent, inText: boolean): void {
    if (MODIFIERS.has(event.key)) return;
    const open = this.#open;
    if (!open) return;
    const chord = event.ctrlKey || event.metaKey || event.altKey;
    const writes =
      inText &&
      (event.isComposing ||
        (!chord && ([...event.key].length === 1 || ["Enter", "Backspace", "Delete", "Process"].includes(event.key))) ||
        event.getModifierState("AltGraph"));
    open.signs.sign(writes ? "typing" : "key", this.#at(open));
    this.#stroke = null;
    if (writes) return;
    this.#stroke = MOVING.has(event.key) && !chord ? "navigation_keys" : "command_keys";
    open.counts[this.#stroke] += 1;
    this.world.after(0, () => (this.#stroke = null));
  }

  /** The mouse did something: pressed, or turned its wheel. */
  mouse(pressed: boolean): void {
    const open = this.#open;
    if (!open) return;
    open.signs.sign("mouse", this.#at(open));
    if (pressed) open.counts.mouse_actions += 1;
  }

  ran(command: string): void {
    const open = this.#open;
    if (!open) return;
    const kind = GOING.test(command) ? "navigation_keys" : "command_keys";
    if (this.#stroke && this.#stroke !== kind) {
      open.counts[this.#stroke] -= 1;
      open.counts[kind] += 1;
    }
    this.#stroke = null;
    if (command === "loop-cue") this.#count("loops");
    if (/^(frame|second|shot|shuttle)-(back|on)$/.test(command)) this.#count("seeks");
  }

  took(suggestion: number): void {
    if (this.#open) this.#open.suggestion = suggestion;
  }

  watched(cueId: string, speed: number): void {
    if (this.#open?.cue === cueId) this.#open.speed = Math.min(4, Math.max(0.25, speed));
  }

  /** The page goes: the visit ends, and all is sent. */
  leave(): void {
    this.#close();
    void this.send(true);
  }

  /** The page is there again. */
  return(): void {
    if (!this.#open) this.#turn();
  }

  /** How many closed visits are not sent yet. */
  get waiting(): number {
    return this.world.store.keys(this.#prefix).length;
  }

  /** Send what has been kept; whatever cannot be sent stays kept. */
  async send(keepalive = false): Promise<void> {
    if (this.#sending && !keepalive) return;
    this.#sending = true;
    try {
      this.#release();
      const kept = this.#ready().slice(0, keepalive ? 20 : MOST);
      if (kept.length && (await this.#post(kept, keepalive)) === "refused" && !keepalive) {
        // One that cannot be kept must not hold up the others for ever.
        for (const one of kept) await this.#post([one], false);
      }
    } finally {
      this.#sending = false;
      this.#in(SEND);
    }
  }

  /** Nothing is sent by itself any more. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) this.world.cancel(this.#timer);
  }

  // --- One visit ---------------------------------------------------------------------------------

  /** Another cue: one visit ends, the next begins. */
  #turn(): void {
    const row = this.store.current;
    if (this.#open && this.#open.cue === row?.id) return;
    this.#close();
    if (!row) return;
    this.#open = {
      cue: row.id,
      key: this.world.random(),
      begun: this.world.now(),
      opened: this.world.date(),
      before: row.view.revision,
      draft: draftOf(row),
      order: this.#order(),
      findings: keysOf(this.store.findings(row.id)),
      signs: new Signs(),
      counts: {
        plays: 0, loops: 0, seeks: 0, inserted: 0, deleted: 0,
        navigation_keys: 0, command_keys: 0, mouse_actions: 0,
      }, // prettier-ignore
      suggestion: 0,
      speed: 0,
      text: row.lines.join("\n"),
    };
    if (this.#player?.playing) this.#open.signs.playing(true, 0);
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    const elapsed = this.#at(open);
    if (elapsed > LONGEST) return;
    const row = this.store.row(open.cue);
    const now = keysOf(this.store.findings(open.cue));
    const left = [...open.findings].filter((key) => !now.has(key));
    const waived = left.filter((key) => this.store.isWaived(open.cue, key.split("\n")[0] ?? ""));
    const report: Report = {
      key: open.key,
      track_id: this.store.desk.track.track_id,
      cue_id: open.cue,
      draft: open.draft,
      order: open.order,
      opened: new Date(open.opened).toISOString(),
      closed: new Date(open.opened + elapsed).toISOString(),
      before: open.before,
      after: Math.max(open.before, row?.view.revision ?? open.before),
      activity: open.signs.until(elapsed),
      ...open.counts,
      suggestion: open.suggestion,
      findings_shown: new Set([...open.findings, ...now]).size,
      findings_fixed: left.length - waived.length,
      findings_waived: waived.length,
      watched: open.speed > 0,
      speed: open.speed,
    };
    // Kept at once, in case the page goes; what a save that is under way makes of it comes later.
    this.#keep(report, row?.dirty ?? false);
    if (row?.dirty) this.#held.set(report.key, report);
    else this.#mayBeMany();
  }

  /** Visits whose cues are saved now: their last revision is known. */
  #release(): void {
    for (const [key, report] of this.#held) {
      // An earlier page's text may still have to be taken up: `begin` of the store does it.
      if (this.#begun && !this.store.row(report.cue_id)?.dirty) this.#let(key);
    }
  }

  #let(key: string): void {
    const report = this.#held.get(key);
    if (!report) return;
    this.#held.delete(key);
    const after = this.store.row(report.cue_id)?.view.revision ?? report.after;
    // Back in the cue already: what that save made is the former visit's.
    const open = this.#open;
    if (open?.cue === report.cue_id) open.before = Math.max(open.before, after);
    this.#keep({ ...report, after: Math.max(report.after, after) }, false);
    this.#mayBeMany();
  }

  #typed(id: string): void {
    const open = this.#open;
    const row = this.store.row(id);
    if (!open || !row || open.cue !== id) return;
    const text = row.lines.join("\n");
    const [deleted, inserted] = difference(open.text, text);
    open.counts.deleted += deleted;
    open.counts.inserted += inserted;
    open.text = text;
    open.signs.sign("typing", this.#at(open));
  }

  #order(): Report["order"] {
    const { filter, sort } = this.store;
    if (sort === "risk") return "risk";
    if (filter.what === "findings" || filter.what === "rule") return "findings";
    return filter.what === "all" && !filter.text ? "programme" : "filter";
  }

  #count(count: Count): void {
    if (this.#open) this.#open.counts[count] += 1;
  }

  #at(open: Open): number {
    return Math.max(0, Math.round(this.world.now() - open.begun));
  }

  // --- Kept and sent -----------------------------------------------------------------------------

  #keep(report: Report, waits: boolean): void {
    const kept: Kept = { report, waits };
    // Where the browser keeps nothing the visit is lost: figures, not work.
    this.world.store.set(this.#prefix + report.key, JSON.stringify(kept));
  }

  /** All that is kept; what is too old to be taken is gone. */
  #read(prefix = this.#prefix): readonly Kept[] {
    const found: Kept[] = [];
    for (const key of this.world.store.keys(prefix)) {
      const kept = keptOf(this.world.store.get(key));
      if (kept && this.#age(kept.report) <= LONGEST) found.push(kept);
      else this.world.store.remove(key);
    }
    return found;
  }

  /** What can be sent. */
  #ready(): readonly Report[] {
    return this.#read()
      .filter(({ report, waits }) =>
        waits ? !this.#held.has(report.key) && this.#age(report) > WAITS : true,
      )
      .map(({ report }) => report);
  }

  #age(report: Report): number {
    return this.world.date() - Date.parse(report.opened);
  }

  async #post(reports: readonly Report[], keepalive: boolean): Promise<"done" | "refused" | "later"> {
    const now = this.world.date();
    const visits = reports.map((report) => ({
      ...report,
      // A clock that was set back meanwhile must not make a visit end after it is sent.
      sent: new Date(Math.max(now, Date.parse(report.closed))).toISOString(),
    }));
    const answer = await this.api.post("visits", { visits }, { keepalive });
    if (answer.kind === "not-reached" || answer.kind === "signed-out") return "later";
    if (answer.kind === "refused" && reports.length > 1) return "refused";
    for (const { key } of reports) this.world.store.remove(this.#prefix + key);
    return answer.kind === "answer" ? "done" : "refused";
  }

  #mayBeMany(): void {
    if (this.waiting - this.#held.size >= MANY) void this.send();
  }

  #in(ms: number): void {
    if (this.#closed) return;
    if (this.#timer !== null) this.world.cancel(this.#timer);
    this.#timer = this.world.after(ms, () => void this.send());
  }
}
