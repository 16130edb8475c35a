/**
 * Watching through: the player plays and tells what was seen in full; here it is kept, with the
 * revision that was on the screen, and flags are written on a key.
 */

import type { Command } from "../keys/commands";
import type { Editor, WatchedCue } from "../editor";
import { S } from "../strings";

/** Cues are sent together, ms after the first and at the latest so many. */
const GATHER = 5_000;
const MOST = 20;
/** Tries where the server is not reached, ms. */
const AGAIN = 10_000;
/** Refusals that say nothing about what was watched: it is sent once somebody has signed in. */
const LATER: ReadonlySet<string> = new Set(["signed-out", "other-person"]);
/** Speeds of watching, in the order in which the player's own speed chooses. */
const SPEEDS = [1, 1.25, 1.5] as const;

interface Watched {
  readonly cue_id: string;
  readonly revision: number;
}

/** Sends what was watched, by speed. */
class Record {
  readonly #waiting = new Map<number, Map<string, Watched>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending = false;

  constructor(private readonly editor: Editor) {
    const { player } = editor;
    player.watch.onWatched((watched) => this.#add(watched));
    let on = player.watch.on;
    player.on((event) => {
      if (event !== "state" || player.watch.on === on) return;
      on = player.watch.on;
      if (on) return;
      editor.model.say(S.watchEnded, "done");
      void this.send();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) void this.send();
    });
  }

  #add({ cue_id, revision, speed }: WatchedCue): void {
    const row = this.editor.model.row(cue_id);
    // A text that is not saved yet was on the screen, and is no revision.
    if (!row || row.dirty) return;
    let cues = this.#waiting.get(speed);
    if (!cues) this.#waiting.set(speed, (cues = new Map()));
    cues.set(cue_id, { cue_id, revision });
    this.editor.visits.watched(cue_id, speed);
    if (cues.size >= MOST) void this.send();
    else this.#timer ??= setTimeout(() => void this.send(), GATHER);
  }

  async send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (const [speed, cues] of [...this.#waiting]) {
        this.#waiting.delete(speed);
        await this.#post(speed, cues);
      }
    } finally {
      this.#sending = false;
    }
  }

  async #post(speed: number, cues: ReadonlyMap<string, Watched>): Promise<void> {
    const { model } = this.editor;
    const path = `tracks/${model.desk.track.track_id}/watched`;
    const body = { cues: [...cues.values()], speed };
    const answer = await model.api.call<{ outdated: readonly string[] }>("POST", path, body);
    if (answer.ok) {
      if (answer.data.outdated.length) model.say(S.watchedOutdated(answer.data.outdated.length));
      return;
    }
    const { error } = answer;
    const said = error ? [error.message, error.hint].filter(Boolean).join(" ") : "";
    // One that is tried again is told once.
    if (error && model.message?.text !== said) model.say(said, "refused");
    if (error && !LATER.has(error.code)) return;
    // Not reached, or not by this person: what was watched since goes before what was watched then.
    const later = this.#waiting.get(speed) ?? new Map<string, Watched>();
    this.#waiting.set(speed, new Map([...cues, ...later]));
    this.#timer ??= setTimeout(() => void this.send(), AGAIN);
  }
}

const records = new WeakMap<Editor, Record>();

export const watchThrough: Command = (editor) => {
  const { model, player } = editor;
  if (!records.has(editor)) records.set(editor, new Record(editor));
  if (player.watch.on) {
    player.watch.stop();
    return;
  }
  const speed = SPEEDS.find((one) => one >= player.speed - 0.01) ?? SPEEDS[SPEEDS.length - 1] ?? 1;
  player.watch.start(speed);
  model.say(S.watchBegun(speed));
};

/** Flag the cue that is on the screen, and play on. */
export const watchFlag: Command = async (editor) => {
  const { model, player } = editor;
  const watching = player.watch.on;
  const cue_id = watching ? player.watch.flag() : model.current?.id;
  if (cue_id === undefined) {
    if (watching) player.watch.resume();
    model.say(S.noCueChosen);
    return;
  }
  const body = { cue_id, kind: "flag", text: S.flagText };
  const done = await model.act({ route: "notes", body, what: S.actFlag });
  if (done.ok) model.say(S.flagged(model.index(cue_id) + 1), "done");
  if (watching) player.watch.resume();
};
