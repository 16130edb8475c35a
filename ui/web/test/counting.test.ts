import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { characters, count, isBlank, readingSpeed, type CountingRule } from "../src/core/counting";
import { clusters } from "../src/core/graphemes";
import { closedLines, strip, trim } from "../src/core/markup";

declare const ROOT: string;

interface Vector {
  readonly text: string;
  readonly rule: CountingRule;
  readonly expected: number;
  readonly why: string;
}

const vectors = JSON.parse(
  readFileSync(path.join(ROOT, "localize/guides/counting_vectors.json"), "utf8"),
) as Vector[];

test("every vector of the guides counts as Python counts it", () => {
  assert.ok(vectors.length > 90);
  const wrong = vectors
    .map((vector) => ({ ...vector, got: count(vector.text, vector.rule) }))
    .filter(({ got, expected }) => got !== expected);
  assert.deepEqual(wrong, []);
});

interface Counted {
  readonly line: string;
  readonly counts: Readonly<Record<CountingRule, number>>;
  readonly blank: boolean;
  readonly clusters: readonly string[];
}

test("lines of whatever characters count as Python counts them", () => {
  const lines = JSON.parse(
    readFileSync(path.join(ROOT, "tests/vectors/counts.json"), "utf8"),
  ) as Counted[];
  assert.ok(lines.length > 500);
  for (const { line, counts, blank, clusters: expected } of lines) {
    const why = JSON.stringify(line);
    assert.deepEqual(clusters(line), expected, why);
    assert.equal(isBlank(line), blank, why);
    for (const [rule, expectedCount] of Object.entries(counts)) {
      assert.equal(count(line, rule as CountingRule), expectedCount, `${rule} of ${why}`);
    }
  }
});

test("clusters joined give the text back, whatever is in it", () => {
  for (const { text } of vectors) assert.equal(clusters(text).join(""), text);
});

test("blank: spaces, tags and characters without a shape", () => {
  for (const line of ["", "  ", "\u3000", "<i></i>", "\u200b\ufeff", "\t", "<rt>よみ</rt>"]) {
    assert.equal(isBlank(line), true, JSON.stringify(line));
  }
  for (const line of [".", " a", "<font>", "\u0301"]) assert.equal(isBlank(line), false, line);
});

test("reading speed: lines together, nothing for their break", () => {
  assert.equal(readingSpeed(["Hello,", "world!"], 2000, "latin"), 6);
  assert.equal(readingSpeed(["", "<i></i>"], 0, "latin"), 0);
  assert.equal(readingSpeed(["a"], 0, "latin"), Infinity);
  assert.equal(characters(["今日は", "ABC"], "full-width"), 4.5);
});

test("styles that run over a line's end are closed and opened again", () => {
  assert.deepEqual(closedLines(["<i>one", "two</i>"]), ["<i>one</i>", "<i>two</i>"]);
  assert.deepEqual(closedLines(["<i>a <b>b", "c", "d</i> e"]), [
    "<i>a <b>b</b></i>",
    "<i><b>c</b></i>",
    "<i><b>d</i> e</b>",
  ]);
  assert.deepEqual(closedLines(["one", "</i>two"]), ["one", "</i>two"]);
  assert.deepEqual(closedLines(["<ruby>東<rt>とう", "京"]), ["<ruby>東<rt>とう", "京"]);
  assert.deepEqual(closedLines([]), []);
});

test("spaces at the ends go as Python takes them", () => {
  assert.equal(trim(" \u00a0\u3000a b\t\u001f\u0085"), "a b");
  assert.equal(trim("\ufeffa\u200b"), "\ufeffa\u200b");
  assert.equal(strip("<i>a</i><rt>x</rt>"), "a");
});
