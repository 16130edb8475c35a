import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameRate } from "../src/core/frames";
import type { Model, Row, Settings } from "../src/editor";
import { Following } from "../src/stage/follow";
import type { MediaPlayer } from "../src/stage/player";
import { RowIndex, type LiveIndex } from "../src/stage/rowindex";
import { placeOf, shownAt } from "../src/stage/subtitle";
import { blank, runs } from "../src/stage/tags";
import { Exposure, skipTo } from "../src/stage/watching";

const rate = new FrameRate(25, 1);

function row(id: string, start: number, end: number, more: Partial<Row> = {}): Row {
  const view = { revision: 3 } as Row["view"];
  const asked = { start, end };
  return { id, view, start, end, asked, lines: ["x"], dirty: false, withheld: false, ...more };
}

function watch(rows: readonly Row[], frames: Iterable<number>, speed = 1, at = rate): string[] {
  const exposure = new Exposure(at);
  const index = new RowIndex(rows);
  const seen: string[] = [];
  for (const frame of frames) {
    for (const one of exposure.present(frame, shownAt(index, at, frame), speed)) {
      seen.push(`${one.cue_id}@${one.revision}×${one.speed}`);
    }
  }
  return seen;
}

function* frames(from: number, to: number, step = 1): Generator<number> {
  for (let frame = from; frame < to; frame += step) yield frame;
}

const ROWS = [row("a", 400, 1000), row("b", 1080, 2000), row("c", 9000, 9400)];

test("a cue stands from its first frame to the one before its out-time", () => {
  const index = new RowIndex(ROWS);
  const at = (frame: number) => shownAt(index, rate, frame).map((one) => one.id);
  assert.deepEqual([9, 10, 24, 25, 26, 27, 49, 50].map(at), [[], ["a"], ["a"], [], [], ["b"], ["b"], []]);
});

test("off-frame times of other tools stand from the nearest frame", () => {
  const index = new RowIndex([row("a", 419, 1019)]); // 10.475 and 25.475 frames
  assert.deepEqual(shownAt(index, rate, 10).length, 1);
  assert.deepEqual(shownAt(index, rate, 24).length, 1);
  assert.deepEqual(shownAt(index, rate, 25).length, 0);
});

test("an index finds long cues that reach over later ones", () => {
  const rows = [row("long", 0, 60_000), row("a", 1000, 2000), row("b", 3000, 4000)];
  const index = new RowIndex(rows);
  assert.deepEqual(index.between(30_000, 31_000).map((one) => one.id), ["long"]);
  assert.deepEqual(index.between(3_500, 3_600).map((one) => one.id), ["long", "b"]);
  assert.deepEqual(index.between(60_000, 61_000), []);
  assert.equal(index.firstFrom(1_001)?.id, "b");
  assert.equal(index.firstFrom(3_001), undefined);
});

test("cues that ran from first to last frame were watched, at the speed of it", () => {
  assert.deepEqual(watch(ROWS, frames(0, 60), 1.5), ["a@3×1.5", "b@3×1.5"]);
});

test("a cue entered in its middle, or left before its end, was not watched", () => {
  assert.deepEqual(watch(ROWS, frames(12, 60)), ["b@3×1"]);
  assert.deepEqual(watch(ROWS, frames(0, 40)), ["a@3×1"]);
});

test("a jump within a cue is not watching it, back or on", () => {
  assert.deepEqual(watch(ROWS, [...frames(27, 32), ...frames(45, 60)]), []);
  assert.deepEqual(watch(ROWS, [...frames(27, 40), ...frames(30, 49)]), []);
});

test("frames that a busy machine drops do not count as a jump", () => {
  const fast = new FrameRate(50, 1);
  assert.deepEqual(watch([row("a", 400, 1000)], frames(1, 80, 3), 1.5, fast), ["a@3×1.5"]);
});

test("a cue that changed meanwhile, or whose text is not saved, was not watched", () => {
  const exposure = new Exposure(rate);
  const seen = [];
  for (const frame of frames(9, 30)) {
    const view = { revision: frame < 20 ? 3 : 4 } as Row["view"];
    const index = new RowIndex([row("a", 400, 1000, { view })]);
    seen.push(...exposure.present(frame, shownAt(index, rate, frame), 1));
  }
  assert.deepEqual(seen, []);
  assert.deepEqual(watch([row("a", 400, 1000, { dirty: true })], frames(0, 30)), []);
  assert.deepEqual(watch([row("a", 400, 1000, { withheld: true })], frames(0, 30)), []);
});

test("each pass over a cue counts once", () => {
  assert.deepEqual(watch([row("a", 400, 480)], [...frames(5, 20)]), ["a@3×1"]);
  assert.deepEqual(watch([row("a", 400, 440)], [...frames(5, 20)]), ["a@3×1"]);
});

test("without dialogue for over two seconds the rest is passed over, to a second before the next", () => {
  const index = new RowIndex(ROWS);
  const to = (frame: number, speech: [number, number][] = []) => skipTo(frame, index, speech, rate, 500);
  assert.equal(to(50), null); // the eye is still on b
  assert.equal(to(63), 200); // 9000 ms less a second
  assert.equal(to(180), null); // 1.8 s before c
  assert.equal(to(63, [[3000, 3500]]), null);
  assert.equal(to(63, [[5000, 5500]]), 100);
  assert.equal(to(130, [[5000, 5500]]), null); // somebody speaks
  assert.equal(to(260), "end");
  assert.equal(skipTo(260, index, [], rate, 290), null); // the last second plays out
});

test("the closed set of tags opens and closes; anything else is text", () => {
  assert.deepEqual(runs("<i>Time</i> <flies>"), [
    { text: "Time", tags: ["i"] },
    { text: " <flies>", tags: [] },
  ]);
  assert.deepEqual(runs("<b><i>x</b>y</i>z"), [
    { text: "x", tags: ["b", "i"] },
    { text: "y", tags: ["i"] },
    { text: "z", tags: [] },
  ]);
  assert.deepEqual(runs("a</i>b"), [
    { text: "a", tags: [] },
    { text: "b", tags: [] },
  ]);
  assert.deepEqual(runs("<ruby>東京<rt>とう</rt></ruby>"), [
    { text: "東京", tags: ["ruby"] },
    { text: "とう", tags: ["ruby", "rt"] },
  ]);
  assert.deepEqual(runs("<img src=x onerror=1><script>"), [{ text: "<img src=x onerror=1><script>", tags: [] }]);
});

test("a line of tags alone has nothing to be read", () => {
  assert.equal(blank("<i></i> "), true);
  assert.equal(blank("<i>.</i>"), false);
});

test("anchors are keys of a numeric keypad; vertical text's default is its last column", () => {
  const place = (anchor: number, vertical: "" | "rl" | "lr" = "") => {
    const { row: line, column } = placeOf({ anchor, vertical, settings: [] });
    return `${line} ${column}`;
  };
  assert.equal(place(1), "bottom left");
  assert.equal(place(2), "bottom center");
  assert.equal(place(6), "middle right");
  assert.equal(place(8), "top center");
  assert.equal(place(2, "rl"), "middle left");
  assert.equal(place(2, "lr"), "middle right");
  assert.equal(place(9, "rl"), "top right");
});

test("playback takes no cue away from whoever writes in a field of it", () => {
  const page = { addEventListener: () => undefined, activeElement: null as unknown };
  Object.assign(globalThis, { document: page });
  const selected: string[] = [];
  const model = { rate, current: ROWS[0], on: () => () => undefined, select: (id: string) => selected.push(id) };
  const follow = new Following(
    model as unknown as Model,
    { values: { follow: true } } as Settings,
    { playing: true, inRange: false, frame: 30 } as unknown as MediaPlayer,
    { index: new RowIndex(ROWS) } as LiveIndex,
  );
  page.activeElement = { closest: (of: string) => (of.includes(".lz-strip-head") ? {} : null) };
  follow.presented();
  assert.deepEqual(selected, []);
  page.activeElement = { closest: () => null };
  follow.presented();
  assert.deepEqual(selected, ["b"]);
});
