/** Opens a track: who asks, its desk, and what the browser tells the model (going, coming back). */

import type { VisitLog } from "../editor";
import { S } from "../strings";
import type { Desk, WireError } from "../wire";
import { Api, OTHER_PROJECT } from "./api";
import { PersonalSettings } from "./settings";
import { Store } from "./store";
import { Visits } from "./visits";
import { openWindows } from "./windows";
import { browserWorld, type World } from "./world";

/** What the page is made of; `settings` is there before anything is asked. */
export interface Opened {
  readonly model: Store;
  readonly visits: VisitLog;
}

/** Why a track could not be opened: what the server said, or that it was not reached. */
export class OpenError extends Error {
  override readonly name = "OpenError";

  constructor(readonly error: WireError) {
    super(error.message);
  }
}

/** Between tries while the server is not reached, ms. */
const AGAIN = 2_000;

/** The settings of last time, for first paint, and a way to open tracks. */
export class Opening {
  readonly world: World = browserWorld();
  readonly api = new Api(this.world);
  readonly settings = new PersonalSettings(this.world, this.api);

  /**
   * Open a track. `waiting` is told why while the server is not reached; it is asked again.
   *
   * @throws OpenError: the server says no.
   */
  async open(
    track: number,
    cue: string | null,
    waiting: (reason: string) => void = () => undefined,
  ): Promise<Opened> {
    const windows = openWindows(this.world);
    const asked = this.#insist(() => this.api.me(), waiting);
    // Where the desk is refused too, that refusal is the one that is told.
    asked.catch(() => undefined);
    const desk = await this.#insist(() => this.api.get<Desk>(`tracks/${track}/desk`), waiting);
    const me = await asked;
    // The server was ended in between, and another project's began.
    if (desk.project !== me.project) {
      throw new OpenError({ code: OTHER_PROJECT, message: S.otherProject, hint: "" });
    }
    void this.settings.load(`${me.project}/${me.id}`, me.roles);
    const model = new Store(desk, this.api, this.world, await windows, () => document.hidden);
    const wanted = (cue !== null && model.row(cue)) || model.rows[0];
    if (wanted) model.select(wanted.id);
    const visits = new Visits(model, this.api, this.world);
    listen(model, visits, this.settings);
    void model.begin().then(() => visits.begin());
    return { model, visits };
  }

  async #insist<T>(
    ask: () => ReturnType<typeof this.api.get<T>>,
    waiting: (reason: string) => void,
  ): Promise<T> {
    for (;;) {
      const answer = await ask();
      if (answer.kind === "answer") return answer.data;
      if (answer.kind !== "not-reached") throw new OpenError(answer.error);
      waiting(answer.reason || S.notReachedNow);
      await new Promise<void>((done) => this.world.after(AGAIN, done));
    }
  }
}

/** What the browser tells: the page is hidden, goes, comes back; the network is there again. */
export function listen(model: Store, visits: Visits, settings: PersonalSettings): void {
  const save = (): void => {
    void model.saver.saveAll({ keepalive: true });
    settings.flush();
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save();
    else {
      model.saver.retryNow();
      model.following.soon();
    }
  });
  window.addEventListener("pagehide", ({ persisted }) => {
    save();
    visits.leave();
    if (persisted) return;
    visits.close();
    model.close();
  });
  window.addEventListener("pageshow", () => visits.return());
  window.addEventListener("online", () => {
    model.saver.retryNow();
    model.following.soon();
  });
  // Capture: a handler that stops the event must not hide that somebody is there.
  const capture = { capture: true, passive: true } as const;
  document.addEventListener(
    "keydown",
    (event) => {
      const at = event.target;
      visits.keyDown(event, at instanceof HTMLTextAreaElement || at instanceof HTMLInputElement);
    },
    capture,
  );
  document.addEventListener("pointerdown", () => visits.mouse(true), capture);
  document.addEventListener("wheel", () => visits.mouse(false), capture);
  document.addEventListener("pointermove", () => visits.mouse(false), capture);
}
