/** What is read beside the cues: notes, history, memory, terms, other rules' findings, names. */

import { S } from "../strings";
import type { CueView, Desk, Finding, MemoryHit, Note, Revision, Step, Term } from "../wire";
import type { Answer, Api } from "./api";
import type { Waiver } from "./findings";
import { TermIndex } from "./terms";
import type { Timer, World } from "./world";

export interface ReadingHost {
  /** How many open notes each cue has. */
  notes(counts: ReadonlyMap<string, number>): void;
  waivers(waivers: readonly Waiver[]): void;
  /** Findings of the server on these cues; null for all. */
  findings(ids: readonly string[] | null, found: readonly Finding[]): void;
  /** Findings of the rules that look at the whole track. */
  whole(found: readonly Finding[]): void;
  terms(): void;
  failed(): void;
}

/** Saves come in bursts; the server is asked once for all that they touched, ms. */
const GATHER = 300;
/** ms without a change after which the rules that look at the whole track are asked again. */
const WHOLE = 10_000;
/**
 * Steps after which the open notes, or whose they are (`localize.review.noting`, `_returns`), or the
 * waivers, are others.
 */
const OF_NOTES = new Set([
  "note", "query", "flag", "change-request", "request", "return", "answer", "stage",
  "lock", "unlock", "approve", "reopen", "assign", "unassign", "undo", "redo", "restore",
]); // prettier-ignore
const OF_WAIVERS = new Set(["waive", "withdraw-waiver"]);
/** Category of the flag that a returned cue carries (`localize.review.approving`). */
const RETURNED = "returned";
/** Roles that return cues (`localize.review.acts.ROLES_OF`). */
const SEND_BACK: ReadonlySet<string> = new Set(["reviewer", "lead"]);

type Want = "notes" | "waivers" | "findings" | "terms" | "whole";

export class Reading {
  terms: readonly Term[] = [];
  /**
   * Cues that were returned and wait: to who translates, those that are theirs to change now; to who
   * sends back, all.
   */
  readonly returned = new Set<string>();
  /** Cues that were returned and are this person's to change now. */
  readonly yours = new Set<string>();
  #index: TermIndex;
  readonly #hits = new Map<string, readonly Term[]>();
  readonly #names = new Map<number, string>();
  readonly #wanted = new Set<Want>();
  /** Cues whose findings are to be asked for; null for all. */
  #cues: Set<string> | null = new Set();
  #timer: Timer | null = null;
  #wholeTimer: Timer | null = null;

  constructor(
    private readonly api: Api,
    private readonly world: World,
    private readonly track: number,
    private readonly desk: Desk,
    private readonly host: ReadingHost,
  ) {
    this.#index = new TermIndex([], desk.track.source_locale);
    this.learn(desk.track.people);
    this.learn([[desk.me.id, desk.me.name]]);
  }

  async begin(): Promise<void> {
    this.#cues = null;
    for (const want of ["waivers", "findings", "notes", "terms"] as const) this.#wanted.add(want);
    await this.#fetch();
  }

  close(): void {
    for (const timer of [this.#timer, this.#wholeTimer]) {
      if (timer !== null) this.world.cancel(timer);
    }
  }

  /** The server answers again: ask for what could not be had. */
  retry(): void {
    if (this.#wanted.size && this.#timer === null) this.#soon();
  }

  /** Findings of cues that were changed are to be asked for; of more than `most`, all. */
  wantFindings(ids: readonly string[], most: number): void {
    if (!ids.length) return;
    for (const id of ids) this.#cues?.add(id);
    if (this.#cues && this.#cues.size > most) this.#cues = null;
    this.#wanted.add("findings");
    this.#soon();
    if (this.#wholeTimer !== null) this.world.cancel(this.#wholeTimer);
    this.#wholeTimer = this.world.after(WHOLE, () => {
      this.#wholeTimer = null;
      this.#wanted.add("whole");
      this.#soon();
    });
  }

  /** What was done, by anybody: see what else is to be read anew. */
  steps(steps: readonly Step[]): void {
    if (steps.some(({ action }) => OF_NOTES.has(action))) this.#wanted.add("notes");
    if (steps.some(({ action }) => OF_WAIVERS.has(action))) this.#wanted.add("waivers");
    if (this.#wanted.size) this.#soon();
  }

  notes(cueId: string): Promise<readonly Note[]> {
    return this.#list<Note>(`tracks/${this.track}/notes?cue_id=${encodeURIComponent(cueId)}`);
  }

  async history(cueId: string): Promise<readonly Revision[]> {
    const path = `tracks/${this.track}/history?cue_id=${encodeURIComponent(cueId)}`;
    const found = await this.#list<Revision>(path);
    this.learn(
      found.flatMap(({ person_id, person }) =>
        person_id !== null && person ? [[person_id, person] as const] : [],
      ),
    );
    return found;
  }

  memory(cueId: string): Promise<readonly MemoryHit[]> {
    return this.#list<MemoryHit>(`tracks/${this.track}/memory?cue_id=${encodeURIComponent(cueId)}`);
  }

  async refreshTerms(): Promise<void> {
    this.#wanted.add("terms");
    await this.#fetch();
  }

  termHits(cueId: string, lines: () => readonly string[]): readonly Term[] {
    let found = this.#hits.get(cueId);
    if (!found) {
      found = this.#index.hits(lines());
      this.#hits.set(cueId, found);
    }
    return found;
  }

  learn(people: Iterable<readonly [number, string]>): void {
    for (const [id, name] of people) if (name) this.#names.set(id, name);
  }

  personName(id: number | null): string {
    return id === null ? "" : (this.#names.get(id) ?? S.personNumber(id));
  }

  /** A cue that was taken out, as it was last; null where there never was one. */
  async goneView(cueId: string): Promise<CueView | null> {
    const past = await this.history(cueId);
    const last = past[past.length - 1];
    if (!last) return null;
    const after = last.after as unknown as CueView["cue"] & Omit<CueView, "cue" | "revision">;
    const { id, start, end, lines, kind, translate, speaker, placement, source_ids } = after;
    return {
      cue: { id, start, end, lines, kind, translate, speaker, placement, source_ids },
      revision: last.number,
      state: after.state,
      stale: after.stale,
      locked: after.locked,
      deleted: after.deleted,
      machine: null,
      annotations: [],
      notes: 0,
      sources: source_ids,
      edited_by: after.edited_by,
      reviewed_by: after.reviewed_by,
      approved_by: after.approved_by,
      approved_at: after.approved_at,
      approved_bulk: after.approved_bulk,
    };
  }

  async #list<T>(path: string): Promise<readonly T[]> {
    const answer = await this.api.get<readonly T[]>(path);
    if (answer.kind === "answer") return answer.data;
    if (answer.kind === "not-reached") this.host.failed();
    return [];
  }

  #soon(): void {
    this.#timer ??= this.world.after(GATHER, () => {
      this.#timer = null;
      void this.#fetch();
    });
  }

  /** Ask for what is wanted; what the server is not reached for stays wanted. */
  async #fetch(): Promise<void> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    for (const want of wanted) {
      const { kind } = await this.#fetchOne(want);
      if (kind === "not-reached" || kind === "signed-out") this.#wanted.add(want);
    }
  }

  #fetchOne(want: Want): Promise<Answer<unknown>> {
    switch (want) {
      case "notes":
        return this.#have<readonly Note[]>("notes?unanswered=true", (notes) => this.#count(notes));
      case "waivers":
        return this.#have<readonly Waiver[]>("waivers", (found) => this.host.waivers(found));
      case "terms":
        return this.#have<readonly Term[]>("terms", (terms) => this.#setTerms(terms));
      case "findings":
        return this.#fetchFindings();
      case "whole":
        return this.#have<readonly Finding[]>("findings?whole=true", (found) =>
          this.host.whole(found),
        );
    }
  }

  async #fetchFindings(): Promise<Answer<unknown>> {
    const cues = this.#cues;
    this.#cues = new Set();
    const ids = cues && [...cues];
    const query = (ids ?? []).map((id) => `cue_id=${encodeURIComponent(id)}`).join("&");
    const answer = await this.#have<readonly Finding[]>(`findings?${query}`, (found) =>
      this.host.findings(ids, found),
    );
    if (answer.kind === "not-reached" || answer.kind === "signed-out") {
      const later: Set<string> | null = this.#cues;
      this.#cues = cues && later && new Set([...cues, ...later]);
    }
    return answer;
  }

  async #have<T>(path: string, take: (data: T) => void): Promise<Answer<T>> {
    const answer = await this.api.get<T>(`tracks/${this.track}/${path}`);
    if (answer.kind === "answer") take(answer.data);
    return answer;
  }

  #setTerms(terms: readonly Term[]): void {
    this.terms = terms;
    this.#index = new TermIndex(terms, this.desk.track.source_locale);
    this.#hits.clear();
    this.host.terms();
  }

  #count(notes: readonly Note[]): void {
    const counts = new Map<string, number>();
    this.returned.clear();
    this.yours.clear();
    const { roles } = this.desk.me;
    const all = !roles.includes("translator") || roles.some((role) => SEND_BACK.has(role));
    for (const note of notes) {
      if (note.track_id !== this.track) continue; // a template's, for all markets
      counts.set(note.cue_id, (counts.get(note.cue_id) ?? 0) + 1);
      if (note.yours) this.yours.add(note.cue_id);
      if (note.category === RETURNED && (all || note.yours)) this.returned.add(note.cue_id);
    }
    this.host.notes(counts);
  }
}
