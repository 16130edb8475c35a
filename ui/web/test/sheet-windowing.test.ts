import assert from "node:assert/strict";
import { test } from "node:test";
import { rowAt, scrollTo, spanOf, topsOf, totalOf } from "../src/sheet/windowing";

const even = topsOf(3000, () => 44);
const mixed = topsOf(5, (index) => (index === 2 ? 20 : 44)); // 0 44 88 108 152 196

test("a height belongs to the row that covers it", () => {
  assert.equal(totalOf(even), 132_000);
  assert.equal(rowAt(even, 0), 0);
  assert.equal(rowAt(even, 43.9), 0);
  assert.equal(rowAt(even, 44), 1);
  assert.equal(rowAt(even, 10_000_000), 2999);
  assert.equal(rowAt(mixed, 90), 2);
  assert.equal(rowAt(mixed, 108), 3);
  assert.equal(
    rowAt(
      topsOf(0, () => 44),
      10,
    ),
    -1,
  );
});

test("what is drawn covers what is seen, at every place, and little more", () => {
  for (let scroll = 0; scroll < 132_000; scroll += 997) {
    const { first, end } = spanOf(even, scroll, 262, 4);
    assert.ok(first * 44 <= scroll, `${scroll}`);
    assert.ok(end === 3000 || end * 44 >= scroll + 262, `${scroll}`);
    assert.ok(end - first <= 262 / 44 + 10);
  }
  assert.deepEqual(
    spanOf(
      topsOf(0, () => 44),
      0,
      262,
      4,
    ),
    { first: 0, end: 0 },
  );
  assert.deepEqual(spanOf(mixed, 0, 1000, 4), { first: 0, end: 5 });
});

test("a row that is seen with its neighbours is not scrolled to", () => {
  assert.equal(scrollTo(even, 3, 0, 264, 44), 0);
  assert.equal(scrollTo(even, 5, 0, 264, 44), 44); // the one after it comes into view
  assert.equal(scrollTo(even, 100, 0, 264, 44), 101 * 44 + 44 - 264);
  assert.equal(scrollTo(even, 100, 100_000, 264, 44), 99 * 44);
  assert.equal(scrollTo(even, 2999, 0, 264, 44), 132_000 - 264);
  assert.equal(scrollTo(even, 0, 5000, 264, 44), 0);
  assert.equal(scrollTo(even, -1, 77, 264, 44), 77);
});

test("a list lower than a row still shows the row's top", () => {
  assert.equal(scrollTo(even, 10, 0, 44, 44), 440);
});
