import assert from "node:assert/strict";
import { test } from "node:test";
import { changedCharacters, wordDiff } from "../src/sheet/worddiff";

const shown = (before: string, after: string, unspaced = false): string =>
  wordDiff(before, after, unspaced)
    .map((one) => ({ same: one.text, added: `+${one.text}+`, removed: `-${one.text}-` })[one.kind])
    .join("");

test("words that stay, come and go", () => {
  assert.equal(
    shown("I have not been back.", "I have never been back."),
    "I have -not-+never+ been back.",
  );
  assert.equal(shown("", "New"), "+New+");
  assert.equal(shown("Old", ""), "-Old-");
  assert.equal(shown("Same", "Same"), "Same");
  assert.deepEqual(wordDiff("", ""), []);
});

test("a line break is a change of its own", () => {
  assert.equal(shown("one two", "one\ntwo"), "one- -+\n+two");
});

test("without spaces whole characters are compared", () => {
  assert.equal(shown("もう三年になる", "もう五年になる", true), "もう-三-+五+年になる");
  // A family emoji is one character, and is not taken to pieces.
  assert.equal(shown("a👨‍👩‍👧b", "a👨‍👩‍👦b", true), "a-👨‍👩‍👧-+👨‍👩‍👦+b");
});

test("both texts can be read out of the pieces", () => {
  const words = ["the", "train", "has", "left", "\n", "at", "last", " "];
  let seed = 7;
  const next = (most: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
  for (let round = 0; round < 200; round += 1) {
    const text = (): string =>
      Array.from({ length: next(12) }, () => words[next(words.length)]).join(next(2) ? " " : "");
    const [before, after] = [text(), text()];
    const pieces = wordDiff(before, after, round % 2 === 0);
    const without = (kind: string): string =>
      pieces
        .filter((one) => one.kind !== kind)
        .map((one) => one.text)
        .join("");
    assert.equal(without("added"), before);
    assert.equal(without("removed"), after);
  }
});

test("what changed is counted in whole characters", () => {
  assert.deepEqual(changedCharacters(wordDiff("a cat", "a 👨‍👩‍👧 dog")), { added: 5, removed: 3 });
});
