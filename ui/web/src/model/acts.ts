/** Acts on cues, one after the other: each names the revisions as they are when its turn comes. */

import type { Act, Conflict, Outcome, Row, Times } from "../editor";
import { S } from "../strings";
import type { CueView, Edited, WireError } from "../wire";
import type { Api } from "./api";
import { same } from "./lines";

/** Acts that also take the next cue, whose revision they name. */
const WITH_NEXT = new Set(["merge", "push-word", "pull-word"]);

export interface ActsHost {
  after(id: string): Row | undefined;
  view(id: string): CueView | undefined;
  /** Save what is typed; why it cannot be, for an act on this cue ("" for on the track). */
  flush(cueId: string): Promise<{ readonly error: WireError | null } | null>;
  edited(edited: Edited): void;
  pull(): Promise<boolean>;
  shots(shots: readonly number[]): void;
  /** Times of a cue that the person wants otherwise than the server has them. */
  wished(id: string): Partial<Times>;
  timesConflict(conflict: Conflict): void;
  say(text: string, kind: "info" | "refused" | "done"): void;
  signedOut(error: WireError): void;
}

export class Acts {
  #last: Promise<unknown> = Promise.resolve();
  /** Of each cue, the last conflict about its times. */
  readonly #conflicts = new Map<string, WireError>();

  constructor(
    private readonly api: Api,
    private readonly track: number,
    private readonly host: ActsHost,
  ) {}

  run(act: Act): Promise<Outcome> {
    const known = this.#conflictsOf(act);
    const turn = this.#last.then(async () => {
      // Another's times came to light while this waited: they are not gone over unseen.
      const conflict = this.#conflictsOf(act).find((one) => !known.includes(one));
      if (conflict) return { ok: false as const, error: conflict };
      return this.#do(act);
    });
    // The next one waits for this one, however it ends.
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #conflictsOf(act: Act): readonly WireError[] {
    return timesIn(act).flatMap(([id]) => this.#conflicts.get(id) ?? []);
  }

  async #do(act: Act): Promise<Outcome> {
    const held = await this.host.flush(act.cue_id ?? "");
    if (held) return { ok: false, error: held.error };
    const seen = new Map(cuesOf(act).map((id) => [id, this.host.view(id)] as const));
    for (const [id, view] of seen) if (!view) return this.#refuse(act, gone(id));
    for (let again = true; ; again = false) {
      const body = this.#body(act);
      const answer = await this.api.post<unknown>(`tracks/${this.track}/${act.route}`, body);
      if (answer.kind === "answer") return this.#done(answer.data);
      if (answer.kind === "not-reached") {
        this.host.say(S.actNotReached(act.what), "refused");
        // It may have been done all the same.
        void this.host.pull();
        return { ok: false, error: null };
      }
      if (answer.kind === "signed-out") {
        this.host.signedOut(answer.error);
        return { ok: false, error: answer.error };
      }
      if (answer.status !== 409) return this.#refuse(act, answer.error);
      await this.host.pull();
      // Only a state moved on: what the person saw is what is there.
      if (again && this.#stateAlone(seen, timesIn(act).length > 0)) continue;
      return this.#conflict(act, answer.error);
    }
  }

  /** @param ofTimes the act is about times: another's text does not stand in its way. */
  #stateAlone(seen: ReadonlyMap<string, CueView | undefined>, ofTimes: boolean): boolean {
    const alike = ofTimes ? sameTimes : sameContent;
    let on = false;
    for (const [id, before] of seen) {
      const now = this.host.view(id);
      if (!before || !now || !alike(before, now)) return false;
      on ||= now.revision > before.revision;
    }
    return on;
  }

  #body(act: Act): Record<string, unknown> {
    const body: Record<string, unknown> = { ...act.body };
    if (act.cues) {
      const seen = (id: string) => this.host.view(id)?.revision;
      body.cues = act.cues.map((one) => ({ ...one, revision: seen(one.cue_id) }));
    }
    if (act.cue_id === undefined) return body;
    const view = this.host.view(act.cue_id);
    body.cue_id = act.cue_id;
    body.revision = view?.revision;
    const next = WITH_NEXT.has(act.route) ? this.host.after(act.cue_id) : undefined;
    if (next && body.next_revision === undefined) body.next_revision = next.view.revision;
    return body;
  }

  #done(data: unknown): Outcome {
    const edited = editedIn(data);
    if (edited) this.host.edited(edited);
    // Notes, waivers, assignments: their steps tell what else is to be read anew.
    if (!edited?.cues.length) void this.host.pull();
    if (isRecord(data) && Array.isArray(data.shots)) this.host.shots(data.shots as number[]);
    const note = isRecord(data) && typeof data.note === "string" ? data.note : edited?.note;
    return { ok: true, cues: edited?.cues ?? [], note: note ?? "" };
  }

  #refuse(act: Act, error: WireError): Outcome {
    this.host.say([error.message, error.hint].filter(Boolean).join(" ") || act.what, "refused");
    return { ok: false, error };
  }

  #conflict(act: Act, error: WireError): Outcome {
    const timed = timesIn(act).map(([id]) => id);
    const [own, along] = timed.flatMap((id) => this.#sides(id) ?? []);
    const view = own && this.host.view(own.cue_id);
    // Where one of them is gone there is nothing to choose between.
    if (own && view && timed.length === (along ? 2 : 1)) {
      for (const id of timed) this.#conflicts.set(id, error);
      this.host.timesConflict({
        ...own,
        ...(along ? { along } : {}),
        mine: null,
        theirs: view.cue.lines,
        revision: view.revision,
        by: typeof error.by === "string" ? error.by : "",
        at: typeof error.at === "string" ? error.at : "",
      });
    }
    return this.#refuse(act, error);
  }

  /** A cue's times as the person wants them, and as the server has them. */
  #sides(id: string): NonNullable<Conflict["along"]> | undefined {
    const view = this.host.view(id);
    if (!view || view.deleted) return undefined;
    const { cue } = view;
    const { start, end } = { ...cue, ...this.host.wished(id) };
    return { cue_id: id, mine_times: [start, end], theirs_times: [cue.start, cue.end] };
  }
}

/** The cues whose revisions an act names. */
function cuesOf({ cue_id: id, cues = [] }: Act): readonly string[] {
  return id === undefined ? cues.map((one) => one.cue_id) : [id];
}

/** The times that an act gives cues. */
export function timesIn({ route, cue_id: id, body, cues = [] }: Act): [string, Partial<Times>][] {
  if (route !== "times") return cues.map((one) => [one.cue_id, { start: one.start, end: one.end }]);
  if (id === undefined) return [];
  const { start, end } = body ?? {};
  const times = {
    ...(typeof start === "number" ? { start } : {}),
    ...(typeof end === "number" ? { end } : {}),
  };
  return [[id, times]];
}

/** The acts' answer: itself `Edited`, or with one in it. */
function editedIn(data: unknown): Edited | undefined {
  if (!isRecord(data)) return undefined;
  if (isRecord(data.edited)) return data.edited as unknown as Edited;
  return Array.isArray(data.cues) && typeof data.step === "number"
    ? (data as unknown as Edited)
    : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function sameTimes(one: CueView, other: CueView): boolean {
  return (
    one.deleted === other.deleted &&
    one.cue.start === other.cue.start &&
    one.cue.end === other.cue.end
  );
}

function sameContent(one: CueView, other: CueView): boolean {
  return (
    sameTimes(one, other) &&
    one.cue.kind === other.cue.kind &&
    same(one.cue.lines, other.cue.lines)
  );
}

function gone(id: string): WireError {
  return { code: "refused", message: S.cueGone(id), hint: "" };
}
