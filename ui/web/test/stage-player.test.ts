import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameRate } from "../src/core/frames";
import type { Called, Caller } from "../src/editor";
import { frameAt } from "../src/stage/frameclock";
import { WorkingCopy } from "../src/stage/media";
import { lastOf, next } from "../src/stage/range";
import { Seeks } from "../src/stage/seeks";
import { backwardsFrame, nextSpeed } from "../src/stage/shuttle";
import type { Media } from "../src/wire";

const RATES = [new FrameRate(24000, 1001), new FrameRate(25, 1), new FrameRate(30000, 1001, true), new FrameRate(50, 1)];

test("every seek goes to the middle of its frame", () => {
  for (const rate of RATES) {
    for (const frame of [0, 1, 13, 1799, 86_313, 259_199]) {
      const media = { currentTime: -1 };
      new Seeks(media, rate).ask(frame);
      assert.equal(Math.floor((media.currentTime * rate.num) / rate.den), frame);
      const part = (media.currentTime * rate.num) / rate.den - frame;
      assert.ok(Math.abs(part - 0.5) < 1e-6, `${part}`);
    }
  }
});

test("while a seek is under way only the newest target is kept", () => {
  const asked: number[] = [];
  const rate = new FrameRate(25, 1);
  const seeks = new Seeks(
    {
      set currentTime(seconds: number) {
        asked.push(frameAt(seconds, rate));
      },
      get currentTime() {
        return 0;
      },
    },
    rate,
  );
  for (const frame of [10, 11, 12, 13]) seeks.ask(frame);
  assert.deepEqual(asked, [10]);
  assert.equal(seeks.target, 13);
  assert.equal(seeks.landed(), null);
  assert.deepEqual(asked, [10, 13]);
  assert.equal(seeks.landed(), 13);
  assert.equal(seeks.target, null);
  assert.equal(seeks.landed(), null);
});

test("a second wish for the frame that is being sought lands once", () => {
  const media = { currentTime: 0 };
  const seeks = new Seeks(media, new FrameRate(25, 1));
  seeks.ask(7);
  seeks.ask(7);
  assert.equal(seeks.landed(), 7);
  assert.equal(seeks.target, null);
});

test("what was sought when the source went is given back", () => {
  const seeks = new Seeks({ currentTime: 0 }, new FrameRate(25, 1));
  seeks.ask(7);
  seeks.ask(9);
  assert.equal(seeks.drop(), 9);
  assert.equal(seeks.target, null);
});

test("the frame of an element's time, where its time base rounds a start down", () => {
  for (const rate of RATES) {
    for (let frame = 0; frame < 2000; frame += 1) {
      const start = (frame * rate.den) / rate.num;
      assert.equal(frameAt(Math.floor(start * 90_000) / 90_000, rate), frame);
      assert.equal(frameAt(rate.middleOf(frame), rate), frame);
    }
  }
});

test("a range parks on its last visible frame, or goes round", () => {
  const range = { from: 10, to: 14, loop: false };
  assert.equal(lastOf(range), 13);
  assert.deepEqual([9, 10, 12, 13, 15].map((frame) => next(range, frame)), ["on", "on", "on", "park", "park"]);
  assert.equal(next({ ...range, loop: true }, 13), "again");
  assert.equal(lastOf({ from: 10, to: 10, loop: false }), 10);
});

test("the shuttle's keys: faster with each, a stop between the directions", () => {
  assert.equal(nextSpeed(0, 1), 1);
  assert.equal(nextSpeed(1, 1), 1.5);
  assert.equal(nextSpeed(2, 1), 2);
  assert.equal(nextSpeed(1.5, -1), 0);
  assert.equal(nextSpeed(0, -1), -1);
  assert.equal(nextSpeed(-1, -1), -2);
  assert.equal(nextSpeed(-2, -1), -2);
  assert.equal(nextSpeed(-2, 1), 0);
  assert.equal(nextSpeed(2, 0), 0);
});

test("backwards the shuttle passes the programme's own frames and ends at the first", () => {
  const rate = new FrameRate(24000, 1001);
  assert.equal(backwardsFrame(100, 0, 1, rate), 100);
  assert.equal(backwardsFrame(100, 1001, 1, rate), 76);
  assert.equal(backwardsFrame(100, 1001, 2, rate), 52);
  assert.equal(backwardsFrame(10, 60_000, 1, rate), 0);
});

// --- The working copy ----------------------------------------------------------------------------

function media(state: Media["state"], more: Partial<Media> = {}): Media {
  return {
    state, progress: 0, reason: "", kind: "video", plan: "", url: "", width: 16, height: 9,
    frames: 10, duration: 400, peaks: null, name_on_picture: false, ...more,
  }; // prettier-ignore
}

/** A server that answers in turn, and a clock that runs when told. */
function world(answers: Called<Media>[]) {
  const asked: string[] = [];
  const waits: number[] = [];
  let timers: (() => void)[] = [];
  const api: Caller = {
    call: <T>(method: string, path: string) => {
      asked.push(`${method} ${path}`);
      const answer = answers.shift();
      assert.ok(answer, "asked more often than expected");
      return Promise.resolve(answer as Called<T>);
    },
  };
  return {
    api,
    asked,
    waits,
    clock: {
      set: (work: () => void, ms: number) => {
        waits.push(ms);
        timers.push(work);
        return timers.length;
      },
      clear: () => undefined,
    },
    async pass() {
      const due = timers;
      timers = [];
      for (const work of due) work();
      await new Promise((done) => setImmediate(done));
    },
  };
}

const ok = (data: Media): Called<Media> => ({ ok: true, data });
const LOST: Called<Media> = { ok: false, error: null };

test("a copy that is missing is asked for, and watched until it is there", async () => {
  const there = world([ok(media("making")), ok(media("making", { progress: 0.5 })), ok(media("ready", { url: "/a" }))]);
  const told: string[] = [];
  const copy = new WorkingCopy(media("missing"), there.api, 7, (event) => told.push(event), there.clock);
  copy.start();
  await there.pass();
  await there.pass();
  assert.equal(copy.media.progress, 0.5);
  await there.pass();
  assert.deepEqual(there.asked, ["POST tracks/7/media", "GET tracks/7/media", "GET tracks/7/media"]);
  assert.deepEqual(there.waits, [2_000, 2_000]);
  assert.deepEqual(told, ["changed", "changed", "source"]);
});

test("a server that started anew gives another address, after it has been waited for", async () => {
  const there = world([LOST, LOST, ok(media("ready", { url: "/b" }))]);
  const told: string[] = [];
  const copy = new WorkingCopy(media("ready", { url: "/a" }), there.api, 7, (event) => told.push(event), there.clock);
  copy.start();
  copy.broke("network");
  await there.pass();
  assert.equal(copy.lost, true);
  await there.pass();
  await there.pass();
  assert.equal(copy.lost, false);
  assert.equal(copy.media.url, "/b");
  assert.deepEqual(there.waits, [500, 1_000]);
  assert.deepEqual(told, ["source", "changed", "changed", "source"]);
});

test("an element that cannot play a ready copy is not fed it in a circle", async () => {
  const there = world([ok(media("ready", { url: "/a" })), ok(media("ready", { url: "/a" }))]);
  const told: string[] = [];
  const copy = new WorkingCopy(media("ready", { url: "/a" }), there.api, 7, (event) => told.push(event), there.clock);
  copy.start();
  for (let time = 0; time < 3; time += 1) {
    copy.broke("no decoder");
    await there.pass();
  }
  assert.equal(copy.unplayable, "no decoder");
  assert.deepEqual(told, ["source", "source", "source", "changed"]);
});

test("failures that lie apart do not add up", async () => {
  const again = () => ok(media("ready", { url: "/a" }));
  const there = world([again(), again(), again()]);
  const copy = new WorkingCopy(media("ready", { url: "/a" }), there.api, 7, () => undefined, there.clock);
  for (let time = 0; time < 3; time += 1) {
    copy.broke("network");
    await there.pass();
    copy.works();
  }
  assert.equal(copy.unplayable, "");
});

test("a refusal is said, not asked again", async () => {
  const error = { code: "refused", message: "You are not on this track", hint: "" };
  const there = world([{ ok: false, error }]);
  const copy = new WorkingCopy(media("missing"), there.api, 7, () => undefined, there.clock);
  copy.start();
  await there.pass();
  assert.equal(copy.unplayable, "You are not on this track");
  assert.deepEqual(there.waits, []);
});

test("an element that waits for bytes: the copy is loaded anew only if the server was gone, or moved", async () => {
  const ready = (url: string) => ok(media("ready", { url }));
  const there = world([ready("/a"), LOST, ready("/a"), ready("/b")]);
  const told: string[] = [];
  const copy = new WorkingCopy(media("ready", { url: "/a" }), there.api, 7, (event) => told.push(event), there.clock);
  copy.stuck();
  await there.pass();
  assert.deepEqual(told, ["changed"]); // slow, no more
  copy.stuck();
  await there.pass();
  await there.pass();
  assert.deepEqual(told, ["changed", "changed", "source"]);
  copy.stuck();
  await there.pass();
  assert.equal(copy.media.url, "/b");
  assert.equal(told.at(-1), "source");
});
