import assert from "node:assert/strict";
import { test } from "node:test";

import { Arrival } from "../src/sheet/arrival";
import { Gestures } from "../src/stage/gestures";
import type { StageTimeline } from "../src/stage/timeline";
import { S } from "../src/strings";
import { Page } from "./model/page";
import { FakeServer, holding } from "./model/server";
import { standing, StandingPlayer } from "./model/stand";
import { settle } from "./model/world";

const VIEW = { start: 0, span: 10_000, width: 1000 }; // 10 ms a pixel; c0 ends at x = 200

/** A hand on a timeline of three cues, and what it does to the player. */
function hand(server = new FakeServer(3)) {
  const page = new EventTarget();
  Object.assign(globalThis, { document: page });
  const element = Object.assign(new EventTarget(), {
    style: { cursor: "" },
    setPointerCapture: () => undefined,
    releasePointerCapture: () => undefined,
    getBoundingClientRect: () => ({ left: 0, top: 0 }),
  });
  const { model } = new Page(server);
  const player = new StandingPlayer(model);
  const timeline = {
    element,
    model,
    player,
    view: VIEW,
    frames: 1000,
    visible: () => model.rows,
    mayMove: () => true,
    scrubbing: false,
    scrub(frame: number, going: boolean) {
      timeline.scrubbing = going;
      player.seek(frame);
    },
    endScrub: () => (timeline.scrubbing = false),
    selectEdge: () => undefined,
    showCaught: () => undefined,
    showCreated: () => undefined,
    draw: () => undefined,
  };
  new Gestures(timeline as unknown as StageTimeline);
  const point = (type: string, x = 0) =>
    element.dispatchEvent(
      Object.assign(new Event(type), {
        button: 0, pointerId: 1, clientX: x, clientY: 50, altKey: false, shiftKey: false,
      }), // prettier-ignore
    );
  const escape = () =>
    page.dispatchEvent(Object.assign(new Event("keydown", { cancelable: true }), { key: "Escape" }));
  return { model, player, timeline, point, escape };
}

const ENDS: Record<string, (at: ReturnType<typeof hand>) => unknown> = {
  "let go": ({ point }) => point("pointerup", 150),
  "given up": ({ escape }) => escape(),
  "taken away": ({ point }) => point("pointercancel"),
};

for (const [how, end] of Object.entries(ENDS)) {
  test(`a drag of an edge that is ${how} leaves a loop alone`, () => {
    const at = hand();
    at.player.playRange(0, 48, { loop: true });
    at.player.frame = 20;
    at.point("pointerdown", 199);
    at.point("pointermove", 150);
    assert.equal(at.model.row("c0")?.end, 1500);
    end(at);
    assert.deepEqual([at.player.playing, at.player.frame], [true, 20]);
  });

  test(`so it is where playing began during the drag, which moves the view no more: ${how}`, () => {
    const at = hand();
    at.point("pointerdown", 199);
    at.point("pointermove", 150);
    assert.deepEqual([at.timeline.scrubbing, at.player.frame], [true, 35]);
    at.player.play();
    end(at);
    assert.deepEqual([at.timeline.scrubbing, at.player.playing], [false, true]);
  });
}

test("an edge that is dragged back while the first drag is being saved comes back", async () => {
  const server = new FakeServer(3);
  const { model, point } = hand(server);
  const { held, release } = holding(server, "times");
  const drag = (from: number, to: number): void => {
    point("pointerdown", from);
    point("pointermove", to);
    point("pointerup", to);
  };
  drag(199, 150);
  await settle();
  assert.equal(held.length, 1);
  drag(149, 199);
  assert.equal(model.row("c0")?.end, 2000);
  await release();
  await release();
  assert.deepEqual([server.view("c0").cue.end, model.row("c0")?.end], [2000, 2000]);
  assert.deepEqual(server.steps.map(({ action }) => action), ["times", "times"]);
});

test("what another moves during a drag is not put back by letting go", async () => {
  const server = new FakeServer(3);
  const { model, point } = hand(server);
  point("pointerdown", 199);
  point("pointermove", 150);
  await server.other("times", { cue_id: "c0", revision: 1, start: 500 });
  await model.refresh();
  point("pointermove", 149);
  point("pointerup", 150);
  for (let turns = 0; turns < 5; turns += 1) await settle();
  assert.deepEqual([server.view("c0").cue.start, server.view("c0").cue.end], [500, 1500]);
});

test("nor is the edge itself, where another moved it: both wait for the person's word", async () => {
  const server = new FakeServer(3);
  const { model, point } = hand(server);
  point("pointerdown", 199);
  point("pointermove", 150);
  await server.other("times", { cue_id: "c0", revision: 1, end: 2500 });
  await model.refresh();
  point("pointermove", 120);
  point("pointerup", 120);
  for (let turns = 0; turns < 5; turns += 1) await settle();
  assert.equal(server.view("c0").cue.end, 2500);
  assert.deepEqual(
    [model.conflict?.mine_times, model.conflict?.theirs_times],
    [[0, 1208], [0, 2500]],
  );
});

test("another cue's edge is dragged while it plays: the playback goes on", () => {
  const { model, player, point } = hand();
  new Arrival(model, standing(model).settings, player);
  player.play();
  player.frame = 20;
  point("pointerdown", 301); // c1 begins at x = 300
  point("pointermove", 350);
  assert.equal(model.row("c1")?.start, 3500);
  assert.deepEqual([player.playing, player.frame, model.current?.id], [true, 20, "c0"]);
  point("pointerup", 350);
  assert.deepEqual([player.playing, player.frame], [true, 20]);
});

test("at rest it is come to", () => {
  const { model, player, point } = hand();
  new Arrival(model, standing(model).settings, player);
  point("pointerdown", 301);
  point("pointermove", 350);
  assert.deepEqual([model.current?.id, player.playing, player.frame], ["c1", false, 84]);
});

test("at rest the picture stays at the edge that was let go", () => {
  const { player, timeline, point } = hand();
  point("pointerdown", 199);
  point("pointermove", 150);
  point("pointerup", 150);
  assert.deepEqual([timeline.scrubbing, player.playing, player.frame], [false, false, 35]);
});

test("a cue that one may not change does not go along, and it is said why", () => {
  for (const [edit, said] of [[true, S.dragFixed], [false, S.dragLocked]] as const) {
    const server = new FakeServer(3);
    server.may = { edit, approve: false };
    const { model, timeline, point } = hand(server);
    timeline.mayMove = () => false;
    point("pointerdown", 150);
    point("pointermove", 180);
    assert.equal(model.message?.text, said);
  }
});
