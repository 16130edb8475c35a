/**
 * What the model takes for granted of the API. The fake server of its tests is held to it here; the
 * real one by `tests/localize_ui/test_editor_model.py`, which runs this with LOCALIZE_SERVER.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Changes, CueView, Edited } from "../src/wire";
import { given, signedIn } from "./model/real";
import { ANA, BEN, FakeServer } from "./model/server";

type Ask = (method: string, path: string, body?: unknown, code?: string) => Promise<[number, any]>;
type Fetch = (url: string, init: RequestInit) => Promise<Response>;

interface Side {
  readonly ana: Ask;
  readonly ben: Ask;
  readonly track: string;
  cue(): Promise<CueView>;
}

async function asking(fetch: Fetch): Promise<Ask> {
  const ask: Ask = async (method, path, body, code) => {
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (code !== undefined) headers["X-CSRF-Token"] = code;
    const init: RequestInit = { method, headers };
    if (body !== undefined) init.body = JSON.stringify(body);
    const answer = await fetch(`/api/v1/${path}`, init);
    return [answer.status, await answer.json()];
  };
  const [, me] = await ask("GET", "me");
  return (method, path, body, code = me.code) => ask(method, path, body, code);
}

async function fakeSide(): Promise<Side> {
  const server = new FakeServer(4);
  const ana = await asking(server.fetchAs(ANA));
  const ben = await asking(server.fetchAs(BEN));
  return { ana, ben, track: "tracks/1", cue: async () => server.view("c1") };
}

async function realSide(): Promise<Side> {
  const there = given();
  if (!there) throw new Error("no server is given");
  const track = `tracks/${there.track}`;
  const ana = await asking(await signedIn(there, there.people[0]));
  const ben = await asking(await signedIn(there, there.people[1]));
  const cue = async (): Promise<CueView> => {
    const [, view] = await ana("GET", track);
    return view.cues.find((one: CueView) => one.cue.id === "c1");
  };
  return { ana, ben, track, cue };
}

const CASES: Record<string, (side: Side) => Promise<void>> = {
  "who asks": async ({ ana }) => {
    const [status, me] = await ana("GET", "me");
    assert.equal(status, 200);
    assert.equal(typeof me.id, "number");
    assert.ok(me.code.length > 5);
    assert.ok(me.project.length > 5);
    assert.deepEqual(me.roles, ["translator"]);
  },

  "a save takes the revision on by one, and keeps lines its own way": async (side) => {
    const { ana, track } = side;
    const before = await side.cue();
    const [, { number }] = await ana("GET", `${track}/changes?since=0`);
    const lines = ["e\u0301a", "two\u2028three", "  ", ""];
    const body = { cue_id: "c1", revision: before.revision, lines };
    const [status, edited] = (await ana("POST", `${track}/text`, body)) as [number, Edited];
    assert.equal(status, 200);
    assert.ok(edited.step > 0);
    assert.equal(edited.number, number + 1);
    const [view] = edited.cues;
    assert.equal(view?.revision, before.revision + 1);
    assert.equal(view?.state, "edited");
    assert.deepEqual(view?.cue.lines, ["\u00e9a", "two", "three"]);
    const again = { ...body, revision: view?.revision, lines: [...(view?.cue.lines ?? []), "\t"] };
    const [, same] = (await ana("POST", `${track}/text`, again)) as [number, Edited];
    assert.deepEqual([same.step, same.number], [0, 0]);
    assert.equal(same.cues[0]?.revision, view?.revision);
  },

  "an old revision is a conflict that carries both": async (side) => {
    const { ana, ben, track } = side;
    const { revision } = await side.cue();
    await ben("POST", `${track}/text`, { cue_id: "c1", revision, lines: ["Ben's"] });
    const [status, { error }] = await ana("POST", `${track}/text`, {
      cue_id: "c1",
      revision,
      lines: ["Ana's"],
    });
    assert.equal(status, 409);
    assert.equal(error.code, "conflict");
    assert.deepEqual(error.theirs.lines, ["Ben's"]);
    assert.deepEqual(error.mine.lines, ["Ana's"]);
    assert.equal(error.revision, revision + 1);
    assert.ok(error.by && !Number.isNaN(Date.parse(error.at)));
  },

  "what came since is told, each cue once, as it is now": async (side) => {
    const { ana, track } = side;
    const [, start] = (await ana("GET", `${track}/changes?since=0`)) as [number, Changes];
    const { revision } = await side.cue();
    for (const [step, text] of ["one", "two"].entries()) {
      await ana("POST", `${track}/text`, { cue_id: "c1", revision: revision + step, lines: [text] });
    }
    const [, found] = (await ana("GET", `${track}/changes?since=${start.number}`)) as [number, Changes];
    assert.equal(found.number, start.number + 2);
    assert.deepEqual(found.cues.map(({ cue }) => cue.lines), [["two"]]);
    assert.deepEqual(found.steps.map(({ action }) => action), ["text", "text"]);
    const [, nothing] = (await ana("GET", `${track}/changes?since=${found.number}`)) as [number, Changes];
    assert.deepEqual([nothing.cues, nothing.steps], [[], []]);
  },

  "a change without the session's code is not made": async (side) => {
    const { revision } = await side.cue();
    const body = { cue_id: "c1", revision, lines: ["forged"] };
    const [status, { error }] = await side.ana("POST", `${side.track}/text`, body, "another-code");
    assert.deepEqual([status, error.code], [403, "forged"]);
    assert.equal((await side.cue()).revision, revision);
  },

  "times, and what they may not be": async (side) => {
    const { ana, track } = side;
    const { revision, cue } = await side.cue();
    const wrong = await ana("POST", `${track}/times`, { cue_id: "c1", revision, end: cue.start });
    assert.equal(wrong[0], 403);
    assert.equal(wrong[1].error.code, "refused");
    const [, moved] = await ana("POST", `${track}/times`, { cue_id: "c1", revision, end: cue.end + 40 });
    assert.equal(moved.cues[0].cue.end, cue.end + 40);
    assert.equal(moved.cues[0].cue.start, cue.start);
    const [, { number }] = await ana("GET", `${track}/changes?since=0`);
    const same = { cue_id: "c1", revision: moved.cues[0].revision, end: cue.end + 40 };
    assert.equal((await ana("POST", `${track}/times`, same))[0], 200);
    assert.equal((await ana("GET", `${track}/changes?since=0`))[1].number, number, "no step is made");
  },

  "a confirmed cue whose text changes is confirmed no more": async (side) => {
    const { ana, track } = side;
    const { revision } = await side.cue();
    const [, confirmed] = await ana("POST", `${track}/confirm`, { cue_id: "c1", revision });
    assert.equal(confirmed.cues[0].state, "reviewed");
    const next = { cue_id: "c1", revision: confirmed.cues[0].revision, lines: ["other words"] };
    const [, edited] = await ana("POST", `${track}/text`, next);
    assert.equal(edited.cues[0].state, "edited");
  },

  "a cue that is taken out stays to be had back": async (side) => {
    const { ana, ben, track } = side;
    const { revision } = await side.cue();
    const [, gone] = await ben("POST", `${track}/delete`, { cue_id: "c1", revision });
    assert.equal(gone.cues[0].deleted, true);
    const old = await ana("POST", `${track}/text`, { cue_id: "c1", revision, lines: ["mine"] });
    assert.equal(old[0], 409);
    assert.equal(old[1].error.theirs, null);
    const now = { cue_id: "c1", revision: revision + 1 };
    const there = await ana("POST", `${track}/text`, { ...now, lines: ["mine"] });
    assert.deepEqual([there[0], there[1].error.code], [403, "refused"]);
    const [, past] = await ana("GET", `${track}/history?cue_id=c1`);
    const last = past[past.length - 1];
    assert.deepEqual([last.number, last.after.deleted, last.after.id], [revision + 1, true, "c1"]);
    const [, back] = await ana("POST", `${track}/restore`, now);
    assert.deepEqual([back.cues[0].deleted, back.cues[0].revision], [false, revision + 2]);
  },

  "undo takes back one's own last change": async (side) => {
    const { ana, track } = side;
    const { revision, cue } = await side.cue();
    await ana("POST", `${track}/text`, { cue_id: "c1", revision, lines: ["to be undone"] });
    const [, undone] = await ana("POST", `${track}/undo`, {});
    assert.deepEqual(undone.cues[0].cue.lines, cue.lines);
    assert.equal(undone.cues[0].revision, revision + 2);
  },

  "who is here, and the number of the last step": async ({ ana, track }) => {
    const body = { client: "window-1", cue_id: "c1", editing: true };
    const [status, seen] = await ana("POST", `${track}/presence`, body);
    assert.equal(status, 200);
    assert.deepEqual(seen.others, []);
    const [, { number }] = await ana("GET", `${track}/changes?since=0`);
    assert.equal(seen.number, number);
  },

  "settings come back as they were kept": async ({ ana }) => {
    const settings = { keys: "aegisub", splits: { left: 480 } };
    await ana("PUT", "me/settings", { settings });
    const [, found] = await ana("GET", "me/settings");
    assert.deepEqual(found, { settings });
  },

  "settings that are changed leave the others as they were": async ({ ana }) => {
    await ana("PUT", "me/settings", { settings: { keys: "aegisub", splits: { left: 480 } } });
    await ana("PATCH", "me/settings", { settings: { splits: { right: 90 } } });
    const [, found] = await ana("GET", "me/settings");
    assert.deepEqual(found, { settings: { keys: "aegisub", splits: { right: 90 } } });
  },
};

for (const [name, check] of Object.entries(CASES)) {
  test(`fake: ${name}`, async () => check(await fakeSide()));
  if (given()) test(`real: ${name}`, async () => check(await realSide()));
}
