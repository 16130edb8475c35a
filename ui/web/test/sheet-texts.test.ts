import assert from "node:assert/strict";
import { test } from "node:test";
import { movedCaret } from "../src/sheet/caret";
import { codeUnits, nextMatch, type Match } from "../src/sheet/matches";
import { termSpans } from "../src/sheet/termspans";
import type { Term } from "../src/wire";

const caret = (before: string, after: string): string => {
  const at = before.indexOf("|");
  const moved = movedCaret(before.replace("|", ""), after, at);
  return `${after.slice(0, moved)}|${after.slice(moved)}`;
};

test("the caret stays in its place when the server changes what is elsewhere", () => {
  assert.equal(caret("Hel|lo", "Hello there"), "Hel|lo there");
  assert.equal(caret("one two|", "zero one two"), "zero one two|");
  assert.equal(caret("one two| three", "one 2 three"), "one 2| three");
  assert.equal(caret("|", "all new"), "|all new");
  assert.equal(caret("gone|", ""), "|");
  assert.equal(caret("a  b|", "a b"), "a b|");
  assert.equal(caret("aaa|", "aa"), "aa|");
});

test("the caret never leaves the text", () => {
  const texts = ["", "a", "ab", "aba", "aab", "bb", "a\nb", "👨‍👩‍👧"];
  for (const before of texts) {
    for (const after of texts) {
      for (let at = 0; at <= before.length; at += 1) {
        const moved = movedCaret(before, after, at);
        assert.ok(moved >= 0 && moved <= after.length, `${before} ${at} ${after}`);
        if (before === after) assert.equal(moved, at);
      }
    }
  }
});

const match = (row: number, start: number): Match => ({
  id: `c${row}`,
  row,
  start,
  end: start + 3,
});
const MATCHES = [match(2, 0), match(2, 10), match(5, 4)];

test("matches are gone through in order, and round at the ends", () => {
  assert.equal(nextMatch(MATCHES, 0, 0, 1, false), MATCHES[0]);
  assert.equal(nextMatch(MATCHES, 2, 3, 1, false), MATCHES[1]);
  assert.equal(nextMatch(MATCHES, 2, 13, 1, false), MATCHES[2]);
  assert.equal(nextMatch(MATCHES, 5, 7, 1, false), MATCHES[0]);
  assert.equal(nextMatch(MATCHES, 2, 13, 1, true), MATCHES[0]); // no caret: the cue's own first
  assert.equal(nextMatch(MATCHES, 5, 4, -1, false), MATCHES[1]);
  assert.equal(nextMatch(MATCHES, 2, 10, -1, false), MATCHES[0]);
  assert.equal(nextMatch(MATCHES, 2, 0, -1, false), MATCHES[2]);
  assert.equal(nextMatch([], 2, 0, 1, false), undefined);
});

test("places in code points are found in code units", () => {
  assert.equal(codeUnits("a😀b", 0), 0);
  assert.equal(codeUnits("a😀b", 2), 3);
  assert.equal(codeUnits("a😀b", 9), 4);
});

const term = (source: string): Term => ({ term_id: 1, source, target: "x", kind: "", note: "", target_at: null, term_at: "" });
const marked = (text: string, ...sources: string[]): string[] =>
  termSpans(text, sources.map(term), "en").map((one) => text.slice(one.start, one.end));

test("terms are marked wherever they stand as words, the longest first", () => {
  assert.deepEqual(marked("The Lamp and the lamps, a lamp.", "lamp"), ["Lamp", "lamp"]);
  assert.deepEqual(marked("In New York, not York.", "York", "New York"), ["New York", "York"]);
  assert.deepEqual(marked("最後の電車は電車", "電車"), ["電車", "電車"]);
  assert.deepEqual(marked("서울에서", "서울"), ["서울"]);
  assert.deepEqual(marked("nothing", ""), []);
});
