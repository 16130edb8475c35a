import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { type Measured, RULES, checkCue, checkTrack, touched } from "../src/core/checks";
import { FrameRate } from "../src/core/frames";
import { amountOf, fixed, general } from "../src/core/numbers";
import type { Finding, Limits, TrackRole } from "../src/wire";

declare const ROOT: string;

interface Vector {
  readonly limits: Limits;
  readonly rate: readonly [number, number, boolean];
  readonly role: TrackRole;
  readonly cues: readonly Measured[];
  readonly findings: readonly Finding[];
}

const vectors = JSON.parse(
  readFileSync(path.join(ROOT, "tests/vectors/checks.json"), "utf8"),
) as Vector[];

const byCue = (found: readonly Finding[]): Finding[] =>
  [...found].sort(
    (a, b) =>
      a.cue_id.localeCompare(b.cue_id) ||
      a.rule.localeCompare(b.rule) ||
      a.message.localeCompare(b.message),
  );

for (const [number, vector] of vectors.entries()) {
  const { limits } = vector;
  const rate = new FrameRate(...vector.rate);
  test(`track ${number}, ${limits.locale} ${limits.audience} at ${rate.label}: as Python's`, () => {
    const found = checkTrack(vector.cues, { limits, rate }, vector.role);
    assert.deepEqual(byCue(found), byCue(vector.findings));
  });
}

test("every rule occurs in the vectors, with a fix where it has one, and each only here", () => {
  const all = vectors.flatMap((vector) => vector.findings);
  assert.deepEqual([...new Set(all.map((finding) => finding.rule))].sort(), [...RULES]);
  const fixed = new Set(all.filter((finding) => finding.fix).map((finding) => finding.rule));
  const curable = ["duration-short", "gap", "line-length", "lines", "overlap", "reading-speed"];
  assert.deepEqual([...fixed].sort(), curable);
});

test("a change of a cue touches no other findings than those named", () => {
  for (const vector of vectors) {
    const context = { limits: vector.limits, rate: new FrameRate(...vector.rate) };
    const of = (cues: readonly Measured[]): string[] =>
      cues.map((_, index) => JSON.stringify(checkCue(cues, index, context, vector.role)));
    const before = of(vector.cues);
    vector.cues.forEach((cue, index) => {
      const changed = { ...cue, lines: ["Another text altogether"], end: cue.end + 40 };
      const cues = vector.cues.map((old) => (old === cue ? changed : old));
      const named = new Set(touched(cues, index));
      of(cues).forEach((now, at) => {
        // How many more cues an overlap covers may change further back; that it is one may not.
        if (now.includes("more:") || before[at]?.includes("more:")) return;
        if (now !== before[at]) assert.ok(named.has(at), `${at} for ${index}`);
      });
    });
  }
});

test("numbers are written as Python writes them", () => {
  assert.equal(fixed(0.25, 1), "0.2");
  assert.equal(fixed(0.75, 1), "0.8");
  assert.equal(fixed(12.0625, 3), "12.062");
  assert.equal(fixed(12.1875, 3), "12.188");
  assert.equal(fixed(2.675, 2), "2.67");
  assert.equal(fixed(-0.25, 1), "-0.2");
  assert.equal(general(42), "42");
  assert.equal(general(13.5), "13.5");
  assert.equal(general(0), "0");
  assert.equal(general(1_234_567), "1.23457e+06");
  assert.equal(amountOf(1, "frame"), "1 frame");
  assert.equal(amountOf(0.5, "character"), "0.5 characters");
});
