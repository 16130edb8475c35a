import assert from "node:assert/strict";
import { test } from "node:test";

import { FrameRate } from "../src/core/frames";
import type { Measured } from "../src/core/measure";
import { cureWords, cureWordsShort, metersOf, overBy } from "../src/core/meters";
import type { Limits } from "../src/wire";

const limits: Limits = {
  guide: "netflix",
  version: "1",
  locale: "fr",
  audience: "adult",
  sdh: false,
  counting: "latin",
  max_lines: 2,
  max_line_length: 42,
  max_line_length_vertical: null,
  reading_speed: 17,
  min_duration: 833,
  max_duration: 7000,
  min_gap_frames: 2,
  chain_frames: 12,
};
const rate = new FrameRate(25, 1);
const context = { limits, rate };

function cue(id: string, start: number, end: number, ...lines: string[]): Measured {
  return { id, start, end, lines, translate: true, placement: { anchor: 2, vertical: "" } };
}

test("a cue within its limits", () => {
  const cues = [
    cue("a", 0, 2000, "One"),
    cue("b", 2080, 4080, "Some <i>words</i> on a line", "and more of them"),
    cue("c", 5000, 7000, "Three"),
  ];
  const meters = metersOf(cues, 1, context);
  assert.deepEqual(meters.lines, [
    { count: 20, limit: 42, level: "fine" },
    { count: 16, limit: 42, level: "fine" },
  ]);
  assert.equal(meters.total, 36);
  assert.deepEqual(meters.speed, { value: 18, limit: 17, level: "over", share: 18 / 17 });
  assert.deepEqual(meters.cure, { cut: 2, add: 3, room: true });
  assert.equal(cureWords(meters.cure!), "cut 2 characters or add 3 frames");
  assert.equal(cureWordsShort(meters.cure!), "cut 2 or add 3 f");
  assert.deepEqual(meters.duration, { ms: 2000, frames: 50, level: "fine", side: "" });
  assert.deepEqual(meters.gapBefore, { frames: 2, limit: 2, level: "fine", chain: false });
  assert.deepEqual(meters.gapAfter, { frames: 23, limit: 2, level: "fine", chain: false });
});

test("levels: neutral to the limit, amber to a tenth over it, red beyond", () => {
  const of = (letters: number): string =>
    metersOf([cue("a", 0, 2000, "x".repeat(letters))], 0, context).speed.level;
  assert.deepEqual([34, 35, 37, 38].map(of), ["fine", "over", "over", "far-over"]);
  const line = (letters: number): string =>
    metersOf([cue("a", 0, 7000, "x".repeat(letters))], 0, context).lines[0]!.level;
  assert.deepEqual([42, 43, 46, 47].map(line), ["fine", "over", "over", "far-over"]);
});

test("no neighbours, no text, no time", () => {
  const alone = metersOf([cue("a", 0, 1000)], 0, context);
  assert.equal(alone.gapBefore, null);
  assert.equal(alone.gapAfter, null);
  assert.equal(alone.cure, null);
  assert.equal(alone.speed.value, 0);
  assert.deepEqual(alone.lineCount, { count: 0, limit: 2, level: "fine" });
  const flash = metersOf([cue("a", 0, 0, "Hi")], 0, context);
  assert.equal(flash.speed.value, Infinity);
  assert.equal(flash.speed.level, "far-over");
  assert.equal(flash.speed.share, 1.5);
  assert.deepEqual(flash.duration, { ms: 0, frames: 0, level: "far-over", side: "short" });
  assert.equal(flash.cure, null, "that it is too short says everything");
});

test("gaps: too small, to be closed, overlapping; a sign at the top is no neighbour", () => {
  const sign = { ...cue("s", 2010, 3000, "HOTEL"), placement: { anchor: 8, vertical: "" as const } };
  const gap = (start: number) =>
    metersOf([cue("a", 0, 2000, "One"), sign, cue("b", start, start + 2000, "Two")], 0, context)
      .gapAfter!;
  assert.deepEqual(gap(2040), { frames: 1, limit: 2, level: "far-over", chain: false });
  assert.deepEqual(gap(2080), { frames: 2, limit: 2, level: "fine", chain: false });
  assert.deepEqual(gap(2120), { frames: 3, limit: 2, level: "fine", chain: true });
  assert.deepEqual(gap(2480), { frames: 12, limit: 2, level: "fine", chain: true });
  assert.deepEqual(gap(2520), { frames: 13, limit: 2, level: "fine", chain: false });
  assert.deepEqual(gap(1960), { frames: -1, limit: 2, level: "far-over", chain: false });
});

test("a cure without room says so; half characters are told apart where the rule does", () => {
  const cues = [cue("a", 0, 1000, "x".repeat(30)), cue("b", 1080, 3000, "Two")];
  assert.deepEqual(metersOf(cues, 0, context).cure, { cut: 13, add: 20, room: false });
  const ja = { rate, limits: { ...limits, counting: "full-width" as const, max_line_length: 13 } };
  const long = metersOf([cue("a", 0, 9000, "今日はいい天気ですね。ABC")], 0, ja).lines[0]!;
  assert.equal(long.count, 12.5);
  assert.equal(overBy(long, ja), 0);
  const longer = metersOf([cue("a", 0, 9000, "今日はいい天気ですね。ABCD2")], 0, ja).lines[0]!;
  assert.equal(overBy(longer, ja), 0.5);
  assert.equal(longer.level, "over");
});

test("a cue that is still to be written has its time; one that never shows text has none", () => {
  const cues = (translate: boolean): Measured[] => [
    cue("a", 1000, 2000, "One"),
    { ...cue("b", 2400, 4000, ""), translate },
    cue("c", 6000, 7000, "Three"),
  ];
  assert.equal(metersOf(cues(true), 0, context).gapAfter?.frames, 10);
  assert.equal(metersOf(cues(true), 2, context).gapBefore?.frames, 50);
  assert.equal(metersOf(cues(false), 0, context).gapAfter?.frames, 100);
});
