/** Cues that were sent back: theirs to change whom they were sent to, where others write now. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Note } from "../src/wire";
import { flag } from "./model/notes";
import { Page } from "./model/page";
import { ANA, BEN, FakeServer } from "./model/server";

test("a cue that was sent back is written while others write the track", async () => {
  const server = new FakeServer(4);
  server.may = { edit: false, approve: false };
  server.notes = [flag("c1", true), flag("c2", false)];
  const page = new Page(server);
  await page.begun;
  await page.world.pass(5_000);
  const { model } = page;
  assert.deepEqual(["c0", "c1", "c2"].map((id) => model.mayEdit(id)), [false, true, false]);

  // Told to who draws the box, also where the number of notes is the same as before.
  let told = 0;
  model.on(({ type }) => (told += Number(type === "desk")));
  server.notes = [flag("c2", true), flag("c1", false)];
  await server.other("confirm", { cue_id: "c3", revision: 1 });
  server.steps.push({ ...server.steps[0]!, number: (server.number += 1), action: "return" });
  await model.refresh();
  await page.world.pass(5_000);
  assert.deepEqual(["c0", "c1", "c2"].map((id) => model.mayEdit(id)), [false, false, true]);
  assert.ok(told > 0);
});

test("whose a returned cue is to change is asked anew after each step that decides it", async () => {
  const server = new FakeServer(2);
  server.may = { edit: false, approve: false };
  const page = new Page(server);
  await page.begun;
  await page.world.pass(5_000);
  let yours = false;
  for (const action of [
    "lock", "unlock", "approve", "reopen", "unassign", "assign", "undo", "redo", "restore",
  ]) { // prettier-ignore
    server.notes = [flag("c1", (yours = !yours))];
    server.steps.push({ step: 9, number: (server.number += 1), action, person_id: BEN.id,
      at: "2026-11-25T12:00:00+00:00", detail: {}, undone: false }); // prettier-ignore
    await page.model.refresh();
    await page.world.pass(5_000);
    assert.equal(page.model.mayEdit("c1"), yours, action);
  }
});

test("who writes the track writes every cue", async () => {
  const page = new Page(new FakeServer(4));
  await page.begun;
  await page.world.pass(5_000);
  assert.ok(page.model.mayEdit("c0"));
});

test("the filter shows a translator the cues that are theirs to change, who sends back all of them", async () => {
  const shown = async (roles: readonly string[], notes: readonly Note[], later = notes) => {
    const server = new FakeServer(4);
    server.may = { edit: false, approve: false };
    server.notes = notes;
    const plain = server.desk.bind(server);
    server.desk = (who) => ({ ...plain(who), me: { ...who, roles } });
    const page = new Page(server);
    await page.begun;
    await page.world.pass(5_000);
    const { model } = page;
    model.select("c3");
    model.setFilter({ what: "mine-returned" });
    if (later !== notes) {
      server.notes = later;
      server.steps.push({ step: 9, number: (server.number += 1), action: "return", person_id: BEN.id,
        at: "2026-11-25T12:00:00+00:00", detail: {}, undone: false }); // prettier-ignore
      await model.refresh();
      await page.world.pass(5_000);
    }
    return model.shown.map(({ id }) => id).join(" ");
  };
  const notes = [flag("c1", true), flag("c2", false)];
  assert.equal(await shown(["translator"], notes), "c1 c3");
  assert.equal(await shown(["translator", "reviewer"], notes), "c1 c2 c3");
  assert.equal(await shown(["lead"], notes), "c1 c2 c3");
  // Those that they sent back themselves too: they wait for what comes of it.
  assert.equal(await shown(["reviewer"], [{ ...flag("c1", false), by: ANA.id }]), "c1 c3");
  // Sent back to others since, as many notes at each cue as before.
  assert.equal(await shown(["translator"], notes, [flag("c1", false), flag("c2", true)]), "c2 c3");
});
