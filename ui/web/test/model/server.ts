/**
 * A server that keeps the API's rules for what the model does with cues: revisions, conflicts,
 * codes of sessions, the one shape of errors. `model-contract.test.ts` holds it to them, and the
 * real one to the same.
 */

import type { Cue, CueView, Desk, Edited, Note, Step } from "../../src/wire";

interface Kept {
  view: CueView;
  /** Every text that it had, oldest first, with who wrote it. */
  readonly texts: { readonly lines: readonly string[]; readonly by: number | null }[];
}

export interface Person {
  readonly id: number;
  readonly name: string;
}

/** What becomes of one request on its way. */
export type Fate = "whole" | "lost" | "answer-lost";

export const ANA: Person = { id: 1, name: "Ana" };
export const BEN: Person = { id: 2, name: "Ben" };

let made = 0;

export class FakeServer {
  /** Drawn with its database. */
  readonly project = `project-${(made += 1)}`;
  readonly cues = new Map<string, Kept>();
  readonly steps: Step[] = [];
  /** Saves of text that changed something: [cue, lines, person]. */
  readonly saves: [string, readonly string[], number][] = [];
  readonly visits: Record<string, unknown>[] = [];
  readonly asked: string[] = [];
  number = 0;
  down = false;
  signedOut = false;
  refuse: ((cueId: string) => string) | null = null;
  busy = 0;
  settings: unknown = {};
  may = { edit: true, approve: false };
  /** Those that are not answered. */
  notes: readonly Note[] = [];
  /** Asked for each request. */
  fate: (path: string) => Fate = () => "whole";
  /** How long a request takes there, and back. */
  delay: (path: string) => Promise<void> = async () => undefined;
  #code = "code-0";
  #restarts = 0;
  #touched = new Map<string, number>();

  constructor(count: number) {
    for (let index = 0; index < count; index += 1) {
      const cue = cueOf(`c${index}`, index * 3000, index * 3000 + 2000, [`Line ${index}`]);
      this.cues.set(cue.id, { view: viewOf(cue), texts: [{ lines: cue.lines, by: null }] });
    }
  }

  /** The server is killed and started anew: the local user's code is another. */
  restart(): void {
    this.#restarts += 1;
    this.#code = `code-${this.#restarts}`;
    this.down = false;
  }

  view(id: string): CueView {
    return (this.cues.get(id) as Kept).view;
  }

  /** Somebody at another machine. */
  async other(route: string, body: Record<string, unknown>, who: Person = BEN): Promise<unknown> {
    const [status, data] = this.#route("POST", `tracks/1/${route}`, new URLSearchParams(), body, who);
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(data)}`);
    return data;
  }

  /** `fetch` of a page of this person. */
  fetchAs(who: Person): (url: string, init: RequestInit) => Promise<Response> {
    return async (url, init) => {
      const [path = "", query = ""] = url.replace("/api/v1/", "").split("?");
      const method = init.method ?? "GET";
      this.asked.push(`${method} ${path}`);
      const fate = this.fate(path);
      await this.delay(path);
      if (this.down || fate === "lost") throw new TypeError("Failed to fetch");
      const answer = this.#answer(method, path, query, init, who);
      await this.delay(path);
      if (this.down || fate === "answer-lost") throw new TypeError("Failed to fetch");
      return answer;
    };
  }

  desk(who: Person): Desk {
    return {
      track: {
        track_id: 1,
        episode: "S01E01",
        locale: "en",
        role: "subtitle",
        stage: "translate",
        number: this.number,
        rules: { times: { rule: "free", frames: 0 }, cues: "free", source: "read", draft: "prefilled" },
        cues: this.#live(),
        based_on: null,
        version: null,
        source_locale: "ja",
        source: [],
        people: [[who.id, who.name]],
      },
      withheld: [],
      limits: {
        guide: "netflix", version: "1", locale: "en", audience: "adult", sdh: false,
        counting: "latin", max_lines: 2, max_line_length: 42, max_line_length_vertical: null,
        reading_speed: 20, min_duration: 833, max_duration: 7000, min_gap_frames: 2,
        chain_frames: 11,
      }, // prettier-ignore
      source_limits: null,
      rate: { num: 24, den: 1, drop: false, label: "24" },
      start_timecode: "00:00:00:00",
      duration: 600_000,
      project: this.project,
      season: "S",
      stages: ["translate", "review"],
      me: { ...who, roles: ["translator"] },
      may: this.may,
      media: {
        state: "none", progress: 0, reason: "", kind: "", plan: "", url: "", width: 0, height: 0,
        frames: 0, duration: 0, peaks: null, name_on_picture: false,
      }, // prettier-ignore
      speech: [],
      words: [],
      shots: [],
      tracks: [],
      right_to_left: false,
      source_right_to_left: false,
      unspaced: false,
      dashes: ["-", "-"],
    };
  }

  #live(): CueView[] {
    return [...this.cues.values()]
      .map(({ view }) => view)
      .filter((view) => !view.deleted)
      .sort((one, other) => one.cue.start - other.cue.start || one.cue.end - other.cue.end);
  }

  #answer(method: string, path: string, query: string, init: RequestInit, who: Person): Response {
    const headers = new Headers(init.headers);
    if (this.signedOut) return reply(401, error("signed-out", "Nobody is signed in."));
    if (this.busy > 0) {
      this.busy -= 1;
      return reply(503, error("busy", "The database is busy."), { "Retry-After": "1" });
    }
    if (method !== "GET" && headers.get("X-CSRF-Token") !== this.#code) {
      return reply(403, error("forged", "The request does not prove that the page made it."));
    }
    const body = init.body ? (JSON.parse(init.body as string) as Record<string, unknown>) : {};
    const [status, data] = this.#route(method, path, new URLSearchParams(query), body, who);
    return reply(status, data);
  }

  #route(
    method: string,
    path: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
    who: Person,
  ): [number, unknown] {
    if (path === "me") {
      return [200, { ...who, roles: ["translator"], code: this.#code, project: this.project }];
    }
    if (path === "me/settings") {
      if (method === "PUT") this.settings = body.settings;
      if (method === "PATCH") this.settings = { ...(this.settings as object), ...(body.settings as object) };
      return [200, { settings: this.settings }];
    }
    if (path === "visits") {
      this.visits.push(...(body.visits as Record<string, unknown>[]));
      return [200, { new: 1 }];
    }
    const route = path.replace("tracks/1/", "");
    if (method === "GET") return this.#read(route, query);
    if (route === "presence") return [200, { others: [], number: this.number }];
    if (route === "undo") return this.#undo(who);
    if (route === "edges") return this.#edges(body, who);
    return this.#change(route, body, who);
  }

  #read(route: string, query: URLSearchParams): [number, unknown] {
    if (route === "changes") {
      const since = Number(query.get("since"));
      const cues = [...this.#touched]
        .filter(([, number]) => number > since)
        .map(([id]) => this.view(id));
      const steps = this.steps.filter(({ number }) => number > since);
      return [200, { number: this.number, stage: "translate", cues, steps }];
    }
    if (route === "notes") return [200, this.notes];
    if (route === "history") {
      const kept = this.cues.get(query.get("cue_id") ?? "");
      if (!kept) return [403, error("refused", "There is no such cue.")];
      const { cue, revision, ...rest } = kept.view;
      const after = { ...cue, ...rest };
      return [200, [{ number: revision, step: 1, action: "text", person_id: null, person: "",
        at: "2026-11-25T12:00:00+00:00", before: null, after }]]; // prettier-ignore
    }
    return [200, []];
  }

  #change(route: string, body: Record<string, unknown>, who: Person): [number, unknown] {
    const id = String(body.cue_id);
    const kept = this.cues.get(id);
    if (!kept) return [403, error("refused", `There is no cue ${id} in this track.`)];
    const { view } = kept;
    if (view.revision !== body.revision) return this.#conflict(view, body);
    const restores = route === "restore";
    if (view.deleted && !restores) return [403, error("refused", `There is no cue ${id} in this track.`)];
    const why = this.refuse?.(id);
    if (why) return [403, error("refused", why, "F4 asks the lead.")];
    switch (route) {
      case "text": {
        const lines = linesAs(body.lines as string[]);
        if (lines.join("\n") === view.cue.lines.join("\n")) return [200, { step: 0, number: 0, cues: [view], note: "Text" }];
        kept.texts.push({ lines, by: who.id });
        this.saves.push([id, lines, who.id]);
        return this.#write("text", who, view, { cue: { ...view.cue, lines }, state: "edited" });
      }
      case "times": {
        const { start = view.cue.start, end = view.cue.end } = body as { start?: number; end?: number };
        if (end <= start) return [403, error("refused", "The out-time must come after the in-time.")];
        if (start === view.cue.start && end === view.cue.end) return [200, { step: 0, number: 0, cues: [], note: "Times" }];
        return this.#write("times", who, view, { cue: { ...view.cue, start, end }, state: "edited" });
      }
      case "confirm":
        return this.#write("confirm", who, view, { state: "reviewed", reviewed_by: who.id });
      case "delete":
        return this.#write("delete", who, view, { deleted: true });
      case "restore":
        return this.#write("restore", who, view, { deleted: false });
      default:
        throw new Error(`the fake server has no route ${route}`);
    }
  }

  /** Two neighbours' times as one step. */
  #edges(body: Record<string, unknown>, who: Person): [number, unknown] {
    const cues = body.cues as { cue_id: string; revision: number; start: number; end: number }[];
    const other = cues.find((one) => this.view(one.cue_id).revision !== one.revision);
    if (other) return this.#conflict(this.view(other.cue_id), {});
    this.number += 1;
    const views = cues.map(({ cue_id, start, end }) => {
      const before = this.view(cue_id);
      const cue = { ...before.cue, start, end };
      const revision = before.revision + 1;
      const view: CueView = { ...before, cue, state: "edited", edited_by: who.id, revision };
      (this.cues.get(cue_id) as Kept).view = view;
      this.#touched.set(cue_id, this.number);
      return view;
    });
    this.steps.push({ step: this.number, number: this.number, action: "times", person_id: who.id,
      at: "2026-11-25T12:00:00+00:00", detail: {}, undone: false }); // prettier-ignore
    return [200, { step: this.number, number: this.number, cues: views, note: "times" }];
  }

  #undo(who: Person): [number, unknown] {
    for (const [index, [id, lines, by]] of [...this.saves.entries()].reverse()) {
      const kept = this.cues.get(id) as Kept;
      if (by !== who.id || kept.view.cue.lines.join("\n") !== lines.join("\n")) continue;
      this.saves.splice(index, 1);
      const before = kept.texts[kept.texts.length - 2]?.lines ?? [];
      kept.texts.push({ lines: before, by: who.id });
      return this.#write("undo", who, kept.view, { cue: { ...kept.view.cue, lines: before } });
    }
    return [403, error("refused", "There is nothing to undo on this track.")];
  }

  #conflict(view: CueView, body: Record<string, unknown>): [number, unknown] {
    const mine = { ...view.cue, lines: body.lines ?? view.cue.lines };
    const facts = {
      mine,
      theirs: view.deleted ? null : view.cue,
      revision: view.revision,
      by: "Somebody",
      at: "2026-11-25T12:00:00+00:00",
    };
    return [409, error("conflict", `Cue ${view.cue.id} was changed.`, "Nothing is lost.", facts)];
  }

  #write(action: string, who: Person, before: CueView, fields: Partial<CueView>): [number, unknown] {
    const view = { ...before, edited_by: who.id, ...fields, revision: before.revision + 1 };
    this.number += 1;
    (this.cues.get(before.cue.id) as Kept).view = view;
    this.#touched.set(before.cue.id, this.number);
    this.steps.push({ step: this.number, number: this.number, action, person_id: who.id,
      at: "2026-11-25T12:00:00+00:00", detail: {}, undone: false }); // prettier-ignore
    const edited: Edited = { step: this.number, number: this.number, cues: [view], note: action };
    return [200, edited];
  }
}

/** Requests of a route that are under way until they are let through, the oldest first. */
export function holding(server: FakeServer, route: string) {
  const held: (() => void)[] = [];
  server.delay = (path) =>
    path.endsWith(`/${route}`) ? new Promise((go) => held.push(go)) : Promise.resolve();
  return {
    held,
    /** Let one request through, there and back. */
    release: async (): Promise<void> => {
      for (let way = 0; way < 2; way += 1) {
        await new Promise((done) => setImmediate(done));
        held.shift()?.();
      }
      await new Promise((done) => setImmediate(done));
    },
  };
}

/** As the server keeps lines. */
function linesAs(lines: string[]): string[] {
  const found = lines.join("\n").normalize("NFC").split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/u);
  while (found.length && !(found[found.length - 1] ?? "").trim()) found.pop();
  return found;
}

export function cueOf(id: string, start: number, end: number, lines: readonly string[]): Cue {
  return {
    id, start, end, lines, kind: "dialogue", translate: true, speaker: "",
    placement: { anchor: 2, vertical: "", settings: [] }, source_ids: [],
  }; // prettier-ignore
}

export function viewOf(cue: Cue, fields: Partial<CueView> = {}): CueView {
  return {
    cue, revision: 1, state: "machine", stale: "", locked: false, deleted: false, machine: null,
    annotations: [], notes: 0, sources: [], edited_by: null, reviewed_by: null, approved_by: null,
    approved_at: null, approved_bulk: false, ...fields,
  }; // prettier-ignore
}

function error(code: string, message: string, hint = "", facts: object = {}): object {
  return { error: { code, message, hint, ...facts } };
}

function reply(status: number, data: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(data), { status, headers });
}
