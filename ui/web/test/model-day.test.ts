/**
 * A day's commands at a real server, which `tests/localize_ui/test_editor_model.py` starts: what
 * each does to the track is read back from the server.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { commands } from "../src/commands/commands";
import { keepNudges } from "../src/commands/nudging";
import { Api } from "../src/model/api";
import { Store } from "../src/model/store";
import { Visits } from "../src/model/visits";
import { memoryStore, type World } from "../src/model/world";
import type { Desk, Note, TrackView } from "../src/wire";
import { given, signedIn, type Given } from "./model/real";
import { standing, type Standing } from "./model/stand";

interface Desktop {
  readonly editor: Standing;
  readonly model: Store;
  readonly api: Api;
  readonly visits: Visits;
  /** Requests that the server has answered, the last one last: "POST /api/v1/visits". */
  readonly answered: readonly string[];
  track(): Promise<TrackView>;
}

async function sitDown(there: Given, name: string): Promise<Desktop> {
  let randoms = 0;
  const fetch = await signedIn(there, name);
  const answered: string[] = [];
  const world: World = {
    fetch: async (path, init) => {
      const answer = await fetch(path, init);
      answered.push(`${init.method ?? "GET"} ${path}`);
      return answer;
    },
    after: (ms, run) => setTimeout(run, ms),
    cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
    now: () => performance.now(),
    date: () => Date.now(),
    store: memoryStore(),
    random: () => `${name}-${process.pid}-${(randoms += 1)}`.padEnd(12, "0"),
  };
  const api = new Api(world);
  await api.me();
  const desk = await ask<Desk>(api, `tracks/${there.track}/desk`);
  const windows = { name, isGone: () => false, beat: async () => undefined, leave: () => undefined };
  const model = new Store(desk, api, world, windows, () => false);
  model.select(model.rows[0]?.id ?? "");
  await model.begin();
  const visits = new Visits(model, api, world);
  visits.begin();
  const editor = standing(model, visits);
  visits.attach(editor.player);
  const made = { editor, model, api, visits, answered, track: () => ask<TrackView>(api, `tracks/${there.track}`) };
  open.push(made);
  return made;
}

async function ask<T>(api: Api, path: string): Promise<T> {
  const answer = await api.get<T>(path);
  if (answer.kind !== "answer") throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer.data;
}

/** Longer than any machine takes over one request, ms. */
const PATIENCE = 30_000;

/** What the page does by itself takes as long as it takes. */
async function until(what: string, done: () => boolean, meanwhile?: () => Promise<void>): Promise<void> {
  for (const begun = performance.now(); !done(); ) {
    assert.ok(performance.now() - begun < PATIENCE, `${what}: not within ${PATIENCE} ms`);
    await meanwhile?.();
    await new Promise((again) => setTimeout(again, 50));
  }
}

const texts = (view: TrackView): string[] => view.cues.map(({ cue }) => cue.lines.join(" | "));

const open: Desktop[] = [];

async function day(there: Given): Promise<void> {
  const { editor, model, api, visits, answered, track } = await sitDown(there, there.people[0]);
  const { player, screen } = editor;
  const box = screen.box;
  const run = async (name: keyof typeof commands): Promise<void> => {
    visits.ran(name);
    await commands[name](editor);
  };
  const type = (text: string): void => {
    box.setSelectionRange(0, box.value.length);
    box.ownerDocument.execCommand("insertText", false, text);
  };

  // Text, and what stands in the way of nothing: leaving the cue saves it.
  type("Première ligne de la journée");
  await run("cue-after");
  await model.flush();
  assert.equal(texts(await track())[0], "Première ligne de la journée");

  // A break, a style, a term of the source.
  await run("cue-before");
  await run("italics");
  await run("save");
  assert.equal(texts(await track())[0], "<i>Première ligne de la journée</i>");
  await run("undo");
  assert.equal(box.value, "Première ligne de la journée");
  const term = { source: "number", locale: "fr-FR", target: "numéro" };
  await api.post("terms", term);
  await model.refreshTerms();
  box.setSelectionRange(9, 9);
  await run("insert-2");
  assert.equal(box.value, "Première numéroligne de la journée");
  await run("insert-9");
  assert.equal(box.value, "Line number 1.");
  await run("insert-draft");
  assert.equal(box.value, "fr-FR Line number 1.");
  type("Un deux trois quatre");

  // Structure: split at the caret, push a word over, join again.
  box.setSelectionRange(8, 8); // before "trois"
  await run("split");
  assert.deepEqual(texts(await track()).slice(0, 2), ["Un deux", "trois quatre"]);
  await run("push-word");
  assert.deepEqual(texts(await track()).slice(0, 2), ["Un", "deux trois quatre"]);
  await run("pull-word");
  await run("undo");
  await run("redo");
  assert.deepEqual(texts(await track()).slice(0, 2), ["Un deux", "trois quatre"]);
  await run("merge");
  assert.deepEqual(texts(await track())[0], "Un deux | trois quatre");
  assert.equal(model.rows.length, 4);

  // Times: on frames, nudged as one act, chained, rippled with the question.
  const frames = (view: TrackView, at: number): [number, number] => {
    const { start, end } = (view.cues[at] as TrackView["cues"][number]).cue;
    return [model.rate.nearestFrame(start), model.rate.nearestFrame(end)];
  };
  const [first] = frames(await track(), 0);
  player.frame = first + 5;
  await run("set-in");
  player.frame = first + 40;
  player.playing = true;
  editor.settings.set("reaction", 3);
  await run("set-out");
  assert.deepEqual(frames(await track(), 0), [first + 5, first + 37]);
  player.playing = false;
  // One frame on, and back while that is being saved: two acts, which undo takes one by one.
  await run("out-later");
  const saving = keepNudges(editor);
  await run("out-earlier");
  await Promise.all([saving, keepNudges(editor)]);
  assert.equal(frames(await track(), 0)[1], first + 37);
  for (const length of [38, 37]) {
    await run("undo");
    assert.equal(frames(await track(), 0)[1], first + length);
  }
  const { number } = await track();
  await run("out-later");
  await run("out-later");
  await run("out-later");
  await run("chain-out"); // keeps the nudges first
  const chained = await track();
  assert.equal(chained.number, number + 2);
  const [next] = frames(chained, 1);
  assert.deepEqual(frames(chained, 0), [first + 5, next - model.desk.limits.min_gap_frames]);
  await run("undo");
  assert.equal(frames(await track(), 0)[1], first + 40);
  await run("undo");
  assert.equal(frames(await track(), 0)[1], first + 37);
  await run("cue-after");
  const [second] = frames(await track(), 1);
  player.frame = second + 7;
  screen.answer = false;
  await run("set-in-ripple");
  assert.match(screen.asked[screen.asked.length - 1] ?? "", /3 cues \+7 frames, 0 confirmed/);
  assert.equal(frames(await track(), 1)[0], second);
  screen.answer = true;
  await run("set-in-ripple");
  assert.equal(frames(await track(), 1)[0], second + 7);
  assert.equal(frames(await track(), 3)[0], model.rate.nearestFrame(12_000) + 7);
  await run("undo");
  assert.equal(frames(await track(), 3)[0], model.rate.nearestFrame(12_000));

  // A new cue, its kind and place; taken out, and had back.
  player.frame = model.rate.nearestFrame(20_000);
  await run("new-cue");
  const made = model.current;
  assert.equal(made?.start, 20_000);
  assert.deepEqual(made?.lines, []);
  type("Enseigne");
  await run("kind");
  await run("top-bottom");
  const kept = (await track()).cues.at(-1);
  assert.deepEqual([kept?.cue.lines, kept?.cue.kind, kept?.cue.placement.anchor], [["Enseigne"], "forced", 8]);
  await run("delete");
  assert.equal((await track()).cues.length, 4);
  await run("undo");
  assert.equal(model.current?.id, made?.id);
  await run("delete");

  // Findings: to the one there is, and its fix.
  model.select(model.rows[3]?.id ?? "");
  await model.act({ route: "times", cue_id: model.current?.id ?? "", what: "", body: { end: 12_200 } });
  model.select(model.rows[0]?.id ?? "");
  await run("finding-next");
  assert.equal(model.current?.id, model.rows[3]?.id);
  assert.ok(model.findings(model.current?.id ?? "").length);
  // Long enough to be seen, then to be read; then what the server's own rules offer.
  const fixable = () => model.findings(model.current?.id ?? "").some(({ fix }) => fix);
  for (let times = 0; times < 6 && fixable(); times += 1) await run("finding-fix");
  assert.equal(fixable(), false);

  // Confirming goes to the next that waits, round the end.
  await run("confirm-next");
  assert.equal(model.current?.id, model.rows[0]?.id);
  model.setFilter({ what: "unconfirmed" });
  for (const _ of [1, 2, 3]) await run("confirm-next");
  assert.equal(model.shown.length, 1); // the last one stays until it is left
  assert.ok((await track()).cues.every(({ state }) => state === "reviewed"));
  model.setFilter({ what: "all" });

  // A refusal says why; what was typed stays.
  await run("approve-next");
  assert.equal(model.message?.kind, "refused");
  assert.ok(model.message?.text);

  // Watched through, with a flag.
  (globalThis as { document?: unknown }).document ??= { addEventListener: () => undefined, hidden: false };
  await run("watch-through");
  for (const { id, view } of model.rows) {
    for (const tell of player.watchers) tell({ cue_id: id, revision: view.revision, speed: 1.25 });
  }
  player.flagged = "c2";
  await run("watch-flag");
  assert.equal(player.playing, true);
  await run("watch-through");
  await until("the flag is counted at its cue", () => model.row("c2")?.view.notes === 1);
  const notes = await ask<Note[]>(api, `tracks/${there.track}/notes?cue_id=c2`);
  assert.deepEqual(notes.map(({ kind }) => kind), ["flag"]);
  // The page has sent what was watched: sent again, nothing of it is new.
  await until("what was watched is sent", () => answered.some((one) => /^POST .*\/watched$/.test(one)));
  const again = await api.post<{ marked: number }>(`tracks/${there.track}/watched`, {
    cues: model.rows.map(({ id, view }) => ({ cue_id: id, revision: view.revision })),
    speed: 1.25,
  });
  assert.deepEqual(again.kind === "answer" && again.data.marked, 0);

  // Another person, on the same cue.
  const ben = await sitDown(there, there.people[1]);
  model.select("c2");
  ben.model.select("c2");
  ben.model.type("c2", ["De Ben"]);
  await ben.model.flush();
  model.type("c2", ["D’Ana"]);
  await model.flush();
  assert.deepEqual([model.conflict?.mine, model.conflict?.theirs], [["D’Ana"], ["De Ben"]]);
  assert.equal(model.conflict?.by, there.people[1]);
  await model.settle("both");
  assert.equal(texts(await track())[1], "De Ben | D’Ana");
  await ben.model.refresh();
  assert.deepEqual(ben.model.row("c2")?.lines, ["De Ben", "D’Ana"]);

  // The log of all that is taken by the server, every visit of it.
  visits.leave();
  await until("every visit is taken", () => visits.waiting === 0, () => visits.send());
  const effort = await ask<{ tracks: readonly { track_id: number; stages: readonly unknown[] }[] }>(
    api,
    "effort/mine",
  );
  assert.ok(effort.tracks.find(({ track_id }) => track_id === there.track)?.stages.length);
}

const there = given();
test(there ? "real: a day's commands" : "a day's commands are tried at a real server", async () => {
  try {
    if (there) await day(there);
  } finally {
    for (const { model, visits } of open) {
      model.close();
      visits.close();
    }
  }
});
