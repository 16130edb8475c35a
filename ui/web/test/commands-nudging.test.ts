import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";

import { commands } from "../src/commands/commands";
import type { CommandName } from "../src/keys/commands";
import { Page } from "./model/page";
import { FakeServer, holding } from "./model/server";
import { standing } from "./model/stand";
import { randoms, settle } from "./model/world";

/** ms after which strokes that came quickly after each other are made an act. */
const TOGETHER = 400;

/** A person who nudges c0 (0 to 2,000 ms at 24 frames a second) at a server that takes its time. */
function nudging(context: TestContext) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const server = new FakeServer(3);
  const page = new Page(server);
  const editor = standing(page.model);
  const { held, release } = holding(server, "times");
  const press = (...names: CommandName[]): void => {
    for (const name of names) void commands[name](editor);
  };
  const rest = async (): Promise<void> => {
    await settle();
    context.mock.timers.tick(TOGETHER);
    await settle();
  };
  const kept = (id = "c0"): [number, number] => {
    const { start, end } = server.view(id).cue;
    return [page.model.rate.nearestFrame(start), page.model.rate.nearestFrame(end)];
  };
  const shown = (id = "c0"): [number, number] => {
    const { start = NaN, end = NaN } = page.model.row(id) ?? {};
    return [page.model.rate.nearestFrame(start), page.model.rate.nearestFrame(end)];
  };
  return { server, page, editor, held, release, press, rest, kept, shown };
}

test("a nudge back while the first is being saved is kept, as an act of its own", async (context) => {
  const { server, press, rest, release, kept, shown, held } = nudging(context);
  press("out-later");
  await rest();
  assert.equal(held.length, 1);
  press("out-earlier");
  assert.deepEqual(shown(), [0, 48]);
  await rest();
  await release();
  assert.deepEqual([kept(), shown()], [[0, 49], [0, 48]]);
  await release();
  assert.deepEqual([kept(), shown()], [[0, 48], [0, 48]]);
  assert.equal(server.steps.length, 2);
});

test("so is one whose first is saved before the hand has come to rest", async (context) => {
  const { press, rest, release, kept, shown } = nudging(context);
  press("in-later");
  await rest();
  press("in-earlier");
  await release();
  assert.deepEqual([kept(), shown()], [[1, 48], [0, 48]]);
  await rest();
  await release();
  assert.deepEqual([kept(), shown()], [[0, 48], [0, 48]]);
});

test("there and back in one go is no act", async (context) => {
  const { press, rest, held, shown } = nudging(context);
  press("out-later", "out-earlier");
  await rest();
  assert.deepEqual([held.length, shown()], [0, [0, 48]]);
});

test("a time that is set back while the first is being saved is kept too", async (context) => {
  const { editor, press, release, kept } = nudging(context);
  editor.player.frame = 40;
  press("set-out");
  await settle();
  editor.player.frame = 48;
  press("set-out");
  await release();
  await release();
  assert.deepEqual(kept(), [0, 48]);
});

test("what is undone meanwhile takes its turn, and nothing stays laid over it", async (context) => {
  const { server, page, press, rest, release, kept, shown } = nudging(context);
  press("out-later");
  await rest();
  press("out-earlier");
  press("undo"); // keeps the nudge first, and waits for both
  for (let waiting = 0; waiting < 2; waiting += 1) await release();
  assert.equal(server.asked.filter((path) => !path.includes("presence")).at(-1), "POST tracks/1/undo");
  assert.deepEqual([kept(), shown()], [[0, 48], [0, 48]]);
  // The fake server takes text back alone: what another does stands for what undo would.
  await server.other("times", { cue_id: "c0", revision: server.view("c0").revision, end: 3000 });
  await page.model.refresh();
  assert.deepEqual(shown(), [0, 72]);
});

test("a nudge that is refused leaves what the server has, and so does one back from it", async (context) => {
  const { server, press, rest, release, kept, shown, page } = nudging(context);
  server.refuse = () => "It is locked.";
  press("out-later");
  await rest();
  press("out-earlier");
  await release();
  assert.deepEqual(shown(), [0, 48]);
  await rest();
  await release();
  assert.deepEqual([kept(), shown()], [[0, 48], [0, 48]]);
  server.refuse = null;
  await server.other("times", { cue_id: "c0", revision: server.view("c0").revision, end: 3000 });
  await page.model.refresh();
  assert.deepEqual(shown(), [0, 72], "nothing is held on to");
});

for (const rests of [true, false]) {
  test(`another's times are not gone over by what waited; at rest: ${rests}`, async (context) => {
    const { server, press, rest, release, kept, shown, page } = nudging(context);
    await page.world.pass(100);
    await server.other("times", { cue_id: "c0", revision: 1, start: 125, end: 3000 });
    press("out-later");
    await rest();
    press("out-later");
    if (rests) await rest();
    await release();
    await settle();
    if (!rests) await rest();
    await release();
    assert.deepEqual([kept(), shown()], [[3, 72], [3, 72]]);
    const { mine_times, theirs_times } = page.model.conflict ?? {};
    assert.deepEqual([mine_times, theirs_times], [[125, 2083], [125, 3000]]);
    const settled = page.model.settle("mine");
    await release();
    await settled;
    assert.deepEqual([kept(), shown()], [[3, 50], [3, 50]]);
  });
}

test("strokes on the next cue are all counted while the last one's are being saved", async (context) => {
  const { page, press, rest, release, kept } = nudging(context);
  press("out-later");
  page.model.select("c1");
  press("out-later", "out-later", "out-later");
  await rest();
  await release();
  await release();
  assert.deepEqual([kept(), kept("c1")], [[0, 49], [72, 123]]);
});

test("what changes nothing does not wait until a nudge is saved", async (context) => {
  const { editor, page, press, rest, release, kept } = nudging(context);
  editor.screen.focus = "timeline";
  press("out-later", "focus-text");
  assert.equal(editor.screen.focus, "text");
  press("out-later", "cue-after");
  assert.equal(page.model.current?.id, "c1");
  await rest();
  await release();
  await release();
  assert.deepEqual(kept(), [0, 50]);
});

test("any series there and back ends where it was pressed to", async (context) => {
  const { server, page, press, rest, release, kept, shown, held } = nudging(context);
  const random = randoms(7);
  const wanted: [number, number] = [0, 48];
  for (let turn = 0; turn < 600; turn += 1) {
    const what = random();
    if (what < 0.55) {
      const side = random() < 0.5 ? 0 : 1;
      const by = random() < 0.5 ? -1 : 1;
      if (side === 0 && wanted[0] + by < 0) continue;
      if (wanted[1] - wanted[0] + (side === 0 ? -by : by) < 1) continue;
      wanted[side] += by;
      press(
        side === 0 ? (by < 0 ? "in-earlier" : "in-later") : by < 0 ? "out-earlier" : "out-later",
      );
    } else if (what < 0.75) await rest();
    else await release();
    assert.deepEqual(shown(), wanted, `turn ${turn}`);
  }
  await rest();
  for (let acts = 0; acts < 600 && (held.length || acts < 2); acts += 1) await release();
  assert.deepEqual([kept(), shown()], [wanted, wanted]);
  await server.other("times", { cue_id: "c0", revision: server.view("c0").revision, start: 0, end: 9000 });
  await page.model.refresh();
  assert.deepEqual(shown(), [0, 216], "nothing is held on to");
});
