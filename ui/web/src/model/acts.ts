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
    const known = this.#conflictOf(act);
    const turn = this.#last.then(async () => {
      // Another's times came to light while this waited: they are not gone over unseen.
      const conflict = this.#conflictOf(act);
      if (conflict && conflict !== known) return { ok: false as const, error: conflict };
      return this.#do(act);
    });
    // The next one waits for this one, however it ends.
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #conflictOf({ route, cue_id: id }: Act): WireError | undefined {
    return route === "times" && id !== undefined ? this.#conflicts.get(id) : undefined;
  }

  async #do(act: Act): Promise<Outcome> {
    const held = await this.host.flush(act.cue_id ?? "");
    if (held) return { ok: false, error: held.error };
    const seen = act.cue_id === undefined ? undefined : this.host.view(act.cue_id);
    if (act.cue_id !== undefined && !seen) return this.#refuse(act, gone(act.cue_id));
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
      const now = act.cue_id === undefined ? undefined : this.host.view(act.cue_id);
      // Only its state moved on: what the person saw is what is there.
      if (again && seen && now && now.revision > seen.revision && sameContent(seen, now)) continue;
      return this.#conflict(act, answer.error, now);
    }
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

  #conflict(act: Act, error: WireError, now: CueView | undefined): Outcome {
    const times = act.route === "times" && now && !now.deleted;
    if (times && act.cue_id !== undefined) {
      const { cue, revision } = now;
      const { start, end } = { ...cue, ...this.host.wished(act.cue_id) };
      this.#conflicts.set(act.cue_id, error);
      this.host.timesConflict({
        cue_id: act.cue_id,
        mine: null,
        theirs: cue.lines,
        mine_times: [start, end],
        theirs_times: [cue.start, cue.end],
        revision,
        by: typeof error.by === "string" ? error.by : "",
        at: typeof error.at === "string" ? error.at : "",
      });
    }
    return this.#refuse(act, error);
  }
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

function sameContent({ cue: one, deleted }: CueView, { cue: other, deleted: gone }: CueView): boolean {
  return (
    deleted === gone &&
    one.start === other.start &&
    one.end === other.end &&
    one.kind === other.kind &&
    same(one.lines, other.lines)
  );
}

function gone(id: string): WireError {
  return { code: "refused", message: S.cueGone(id), hint: "" };
}
