/**
 * The REST API as values: an answer, a refusal, or nothing heard. Nothing here throws for what a
 * server or a network can do.
 */

import type { Called, Caller } from "../editor";
import { S } from "../strings";
import type { WireError } from "../wire";
import type { World } from "./world";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who asks, and the code that changes must carry: `GET me`. */
export interface Me {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly string[];
  readonly code: string;
  /** What tells the project from others that are served at the same address. */
  readonly project: string;
}

export type Answer<T> =
  | { readonly kind: "answer"; readonly data: T }
  /** The server understood, and said no. */
  | { readonly kind: "refused"; readonly status: number; readonly error: WireError }
  /** Nobody is signed in (any more), somebody else is, or another project is served here. */
  | { readonly kind: "signed-out"; readonly error: WireError }
  /** Whether it was done is not known. */
  | { readonly kind: "not-reached"; readonly reason: string };

type Foreign = Extract<Answer<never>, { kind: "signed-out" }>;

export interface Sending {
  /** The page may be going: the browser is to send it all the same. */
  readonly keepalive?: boolean;
}

/** ms without an answer after which a request counts as not having reached the server. */
export const TIMEOUT = 20_000;
/** Code of our own error where the server at this address serves another project now. */
export const OTHER_PROJECT = "other-project";
/** How often a request that found the database busy comes again. */
const BUSY_TRIES = 5;
/** How often a code that does not hold is asked for anew. */
const FORGED_TRIES = 3;
/** Browsers refuse keepalive requests with more than 64 KiB in flight. */
const KEEPALIVE_BYTES = 60_000;
/** Our own answers to what went wrong inside the server: whether it was done is not known. */
const INSIDE = new Set(["unexpected", "failed", "unavailable"]);

export class Api implements Caller {
  #me: Me | null = null;
  /** Why nothing that is answered now is for this page. */
  #foreign: Foreign | null = null;
  /** The one request for `me` that is under way. */
  #asking: Promise<Answer<Me>> | null = null;

  constructor(
    readonly world: World,
    readonly base = "/api/v1",
  ) {}

  /** Who asks, as last heard. */
  get known(): Me | null {
    return this.#me;
  }

  /** Ask who asks; the session's code is taken anew. */
  me(): Promise<Answer<Me>> {
    this.#asking ??= this.#askMe().finally(() => (this.#asking = null));
    return this.#asking;
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.send<T>("GET", path);
  }

  post<T>(path: string, body: unknown, sending: Sending = {}): Promise<Answer<T>> {
    return this.send<T>("POST", path, body, sending);
  }

  async call<T>(method: Method, path: string, body?: unknown): Promise<Called<T>> {
    const answer = await this.send<T>(method, path, body);
    return answer.kind === "answer"
      ? { ok: true, data: answer.data }
      : { ok: false, error: answer.kind === "not-reached" ? null : answer.error };
  }

  /** Send a request, with the session's code where it changes something. */
  async send<T>(
    method: Method,
    path: string,
    body?: unknown,
    sending: Sending = {},
  ): Promise<Answer<T>> {
    if (method === "GET") {
      // Until a request with the code has found out that it is over.
      return this.#foreign ?? this.#patiently<T>(method, path, body, sending, "");
    }
    let me = this.#me;
    if (!me) {
      const asked = await this.me();
      if (asked.kind !== "answer") return asked;
      me = asked.data;
    }
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#patiently<T>(method, path, body, sending, me.code);
      if (answer.kind !== "refused" || answer.error.code !== "forged") return answer;
      // It says nothing about what was asked, so it may be asked again.
      if (tries >= FORGED_TRIES) return notReached(answer.error.message);
      // A new session, or a server that was started anew: its code is another.
      const asked = await this.me();
      if (asked.kind !== "answer") return asked;
      me = asked.data;
    }
  }

  async #askMe(): Promise<Answer<Me>> {
    const answer = await this.#patiently<Me>("GET", "me", undefined, {}, "");
    if (answer.kind !== "answer") return answer;
    // Whatever was typed here is of another project, or another person's: their code is not taken.
    this.#foreign = this.#me && foreignTo(this.#me, answer.data);
    if (this.#foreign) return this.#foreign;
    this.#me = answer.data;
    return answer;
  }

  /** Again while the database is busy: nothing was done then. */
  async #patiently<T>(
    method: Method,
    path: string,
    body: unknown,
    sending: Sending,
    code: string,
  ): Promise<Answer<T>> {
    for (let tries = 1; ; tries += 1) {
      const [answer, again] = await this.#once<T>(method, path, body, sending, code);
      if (again === null || tries >= BUSY_TRIES) return answer;
      await new Promise<void>((done) => this.world.after(again * 1000 * (0.5 + tries / 2), done));
    }
  }

  /** The answer, and after how many seconds to ask again (null: not). */
  async #once<T>(
    method: Method,
    path: string,
    body: unknown,
    sending: Sending,
    code: string,
  ): Promise<[Answer<T>, number | null]> {
    const text = body === undefined ? null : JSON.stringify(body);
    const headers: Record<string, string> = { Accept: "application/json" };
    if (text !== null) headers["Content-Type"] = "application/json";
    if (code) headers["X-CSRF-Token"] = code;
    const stop = new AbortController();
    let timer: unknown;
    const late = new Promise<null>((done) => {
      timer = this.world.after(TIMEOUT, () => {
        done(null);
        stop.abort();
      });
    });
    try {
      const asked = this.#read(`${this.base}/${path}`, {
        method,
        headers,
        body: text,
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        signal: stop.signal,
        keepalive: sending.keepalive === true && (text?.length ?? 0) < KEEPALIVE_BYTES / 3,
      });
      const heard = await Promise.race([asked, late]);
      if (heard === null) return [notReached(S.noAnswerInTime), null];
      return read<T>(heard);
    } catch (error) {
      // fetch has one kind of error for all that can happen on the way.
      return [notReached(error instanceof Error ? error.message : String(error)), null];
    } finally {
      this.world.cancel(timer);
    }
  }

  async #read(url: string, init: RequestInit): Promise<Heard> {
    const response = await this.world.fetch(url, init);
    const after = Number(response.headers.get("Retry-After") ?? "");
    return { status: response.status, after: after > 0 ? after : 1, text: await response.text() };
  }
}

/** Why what one asks now is not for a page that the other opened; null where it is. */
function foreignTo(before: Me, now: Me): Foreign | null {
  if (now.project !== before.project) {
    const error = { code: OTHER_PROJECT, message: S.otherProject, hint: "" };
    return { kind: "signed-out", error };
  }
  if (now.id === before.id) return null;
  const message = S.otherPerson(now.name, before.name);
  return { kind: "signed-out", error: { code: "other-person", message, hint: "" } };
}

interface Heard {
  readonly status: number;
  readonly after: number;
  readonly text: string;
}

function read<T>({ status, after, text }: Heard): [Answer<T>, number | null] {
  if (status === 204) return [{ kind: "answer", data: undefined as T }, null];
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // Not ours: a proxy's page, or an answer that broke off.
    return [notReached(S.strangeAnswer(status)), null];
  }
  if (status >= 200 && status < 300) return [{ kind: "answer", data: data as T }, null];
  const error = errorIn(data);
  if (!error) return [notReached(S.strangeAnswer(status)), null];
  if (status === 503 && error.code === "busy") return [notReached(error.message), after];
  if (status >= 500 && INSIDE.has(error.code)) return [notReached(error.message), null];
  if (status === 401) return [{ kind: "signed-out", error }, null];
  return [{ kind: "refused", status, error }, null];
}

/** The error of an answer, if it has the one shape of ours. */
function errorIn(data: unknown): WireError | null {
  if (typeof data !== "object" || data === null || !("error" in data)) return null;
  const error = data.error;
  if (typeof error !== "object" || error === null) return null;
  const { code, message, hint } = error as Record<string, unknown>;
  if (typeof code !== "string" || typeof message !== "string") return null;
  return { ...error, code, message, hint: typeof hint === "string" ? hint : "" };
}

function notReached(reason: string): Answer<never> {
  return { kind: "not-reached", reason };
}
