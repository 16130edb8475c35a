/** Two people move one cue: whose times stay is the person's to say, however often they move it on. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Page } from "./model/page";
import { FakeServer } from "./model/server";

const times = (cue_id: string, end: number) => ({ route: "times", cue_id, body: { end }, what: "t" });
const EDGES = {
  route: "edges",
  cues: [
    { cue_id: "c0", start: 0, end: 2500 },
    { cue_id: "c1", start: 2600, end: 5000 },
  ],
  what: "t",
};

async function open() {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  const kept = (id: string): [number, number] => [server.view(id).cue.start, server.view(id).cue.end];
  return { server, model: page.model, kept };
}

test("an edge that two cues share: the neighbour that another moved opens a conflict", async () => {
  const { server, model, kept } = await open();
  await server.other("times", { cue_id: "c1", revision: 1, end: 5500 });
  assert.equal((await model.act(EDGES)).ok, false);
  const { conflict } = model;
  assert.deepEqual(
    [conflict?.cue_id, conflict?.mine_times, conflict?.theirs_times],
    ["c0", [0, 2500], [0, 2000]],
  );
  assert.deepEqual(conflict?.along, {
    cue_id: "c1",
    mine_times: [2600, 5000],
    theirs_times: [3000, 5500],
  });
  assert.deepEqual([model.row("c0")?.end, model.row("c1")?.end], [2000, 5500]);
  await model.settle("mine");
  assert.deepEqual([kept("c0"), kept("c1")], [[0, 2500], [2600, 5000]]);
  assert.equal(server.steps.length, 2, "both edges are one step");
  assert.equal(model.conflict, null);
});

test("a neighbour whose state alone moved on is no conflict", async () => {
  const { server, model, kept } = await open();
  await server.other("confirm", { cue_id: "c1", revision: 1 });
  assert.equal((await model.act(EDGES)).ok, true);
  assert.deepEqual([kept("c0"), kept("c1")], [[0, 2500], [2600, 5000]]);
});

test("another's text is no conflict about times", async () => {
  const { server, model, kept } = await open();
  await server.other("text", { cue_id: "c0", revision: 1, lines: ["theirs"] });
  assert.equal((await model.act(times("c0", 2100))).ok, true);
  assert.deepEqual([kept("c0"), model.conflict], [[0, 2100], null]);
  assert.deepEqual(server.view("c0").cue.lines, ["theirs"]);
});

test("what is moved while a conflict about times waits, waits with it", async () => {
  const { server, model, kept } = await open();
  await server.other("times", { cue_id: "c0", revision: 1, end: 3000 });
  await model.act(times("c0", 2100));
  assert.deepEqual(model.conflict?.mine_times, [0, 2100]);
  model.sketch("c0", 0, 2200);
  assert.equal((await model.act(times("c0", 2200))).ok, false);
  assert.deepEqual([kept("c0"), model.row("c0")?.end], [[0, 3000], 3000]);
  assert.deepEqual(model.conflict?.mine_times, [0, 2200]);
  assert.equal((await model.act(EDGES)).ok, false, "nor with its neighbour");
  assert.deepEqual(kept("c1"), [3000, 5000]);
  await model.settle("theirs");
  assert.deepEqual(kept("c0"), [0, 3000]);
  assert.equal((await model.act(times("c0", 2900))).ok, true);
  assert.deepEqual(kept("c0"), [0, 2900]);
});

test("a second cue's conflict leaves the first one's", async () => {
  const { server, model, kept } = await open();
  for (const id of ["c0", "c1"]) {
    await server.other("times", { cue_id: id, revision: 1, end: server.view(id).cue.end + 500 });
    await model.act(times(id, server.view(id).cue.end - 400));
  }
  assert.equal(model.conflict?.cue_id, "c0"); // where one is
  await model.settle("mine");
  assert.equal(model.conflict?.cue_id, "c1");
  await model.settle("theirs");
  assert.deepEqual([kept("c0"), kept("c1"), model.conflict], [[0, 2100], [3000, 5500], null]);
});

test("times that were decided for and did not reach the server still wait", async () => {
  const { server, model, kept } = await open();
  await server.other("times", { cue_id: "c0", revision: 1, end: 3000 });
  await model.act(times("c0", 2100));
  server.fate = (path) => (path.endsWith("/times") ? "lost" : "whole");
  await model.settle("mine");
  assert.deepEqual(model.conflict?.mine_times, [0, 2100]);
  server.fate = () => "whole";
  await model.settle("mine");
  assert.deepEqual([kept("c0"), model.conflict], [[0, 2100], null]);
});
