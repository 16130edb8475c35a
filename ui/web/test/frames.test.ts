import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { FrameRate, ProgrammeClock, TimecodeError, writtenOut } from "../src/core/frames";

declare const ROOT: string;

interface Vector {
  readonly num: number;
  readonly den: number;
  readonly drop: boolean;
  readonly label: string;
  readonly nominal: number;
  readonly frames_a_day: number;
  readonly frames: readonly (readonly [number, number, string])[];
  readonly times: readonly (readonly [number, number, number])[];
  readonly lengths: readonly (readonly [number, number, number])[];
  readonly refused: readonly string[];
}

const vectors = JSON.parse(
  readFileSync(path.join(ROOT, "tests/vectors/frames.json"), "utf8"),
) as Vector[];

for (const vector of vectors) {
  test(`${vector.label}: every conversion as Python's`, () => {
    const rate = new FrameRate(vector.num, vector.den, vector.drop);
    assert.equal(rate.label, vector.label);
    assert.equal(rate.nominal, vector.nominal);
    assert.equal(rate.framesADay, vector.frames_a_day);
    assert.ok(vector.frames.length > 80 && vector.times.length > 80);
    for (const [frame, time, timecode] of vector.frames) {
      assert.equal(rate.timeOf(frame), time, `time of ${frame}`);
      assert.equal(rate.timecode(frame), timecode, `timecode of ${frame}`);
      assert.equal(rate.nearestFrame(time), frame, `nearest to ${time}`);
      const within = ((frame % rate.framesADay) + rate.framesADay) % rate.framesADay;
      assert.equal(rate.frameOfTimecode(timecode), within, timecode);
    }
    for (const [time, nearest, shown] of vector.times) {
      assert.equal(rate.nearestFrame(time), nearest, `nearest to ${time}`);
      assert.equal(rate.frameShown(time), shown, `shown at ${time}`);
    }
    for (const [length, span, upTo] of vector.lengths) {
      assert.equal(rate.spanOf(length), span, `span of ${length}`);
      assert.equal(rate.framesUpTo(length), upTo, `frames up to ${length}`);
    }
    for (const text of vector.refused) {
      assert.throws(() => rate.frameOfTimecode(text), TimecodeError, text);
    }
  });

  test(`${vector.label}: the middle of a frame lies in it, a day long`, () => {
    const rate = new FrameRate(vector.num, vector.den, vector.drop);
    const exact = vector.num / vector.den;
    for (let frame = 0; frame < rate.framesADay; frame += 99_991) {
      const middle = rate.middleOf(frame);
      assert.equal(Math.floor(middle * exact), frame);
      assert.equal(rate.frameOfSeconds(frame / exact), frame);
      assert.equal(rate.frameShown(Math.round(middle * 1000)), frame);
    }
  });
}

test("a rate that is none is refused", () => {
  assert.throws(() => new FrameRate(0, 1), RangeError);
  assert.throws(() => new FrameRate(25, 1, true), RangeError);
  assert.throws(() => new FrameRate(23.976, 1), RangeError);
  assert.equal(new FrameRate(50, 2).label, "25");
});

test("a programme's timecode starts where its first frame says, and passes midnight", () => {
  const clock = new ProgrammeClock(new FrameRate(25, 1), "10:00:00:00");
  assert.equal(clock.timecode(0), "10:00:00:00");
  assert.equal(clock.timecodeOf(1000), "10:00:01:00");
  assert.equal(clock.frame("10:00:02:05"), 55);
  const late = new ProgrammeClock(new FrameRate(30000, 1001, true), "23:59:59;29");
  assert.equal(late.timecode(1), "00:00:00;00");
  assert.equal(late.frame("00:00:00;00"), 1);
});

test("what a person types is written out", () => {
  const rate = new FrameRate(25, 1);
  assert.equal(writtenOut("1:02:03", rate), "00:01:02:03");
  assert.equal(writtenOut("10203", rate), "00:01:02:03");
  assert.equal(writtenOut("10:00:00;05", rate), "10:00:00:05");
  assert.equal(writtenOut("01020304", rate), "01:02:03:04");
  assert.equal(writtenOut("412", rate), undefined);
  assert.equal(writtenOut("412", rate, 1), "00:00:04:12");
  assert.equal(writtenOut("later", rate), undefined);
  assert.equal(writtenOut("123456789", rate), undefined);
  assert.equal(writtenOut("1:2:3:4", new FrameRate(30000, 1001, true)), "01:02:03;04");
});
