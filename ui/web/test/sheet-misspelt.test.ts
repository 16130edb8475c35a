import assert from "node:assert/strict";
import { test } from "node:test";

import { placesOf } from "../src/sheet/misspelt";

const marked = (text: string, ...words: string[]): string[] =>
  placesOf(text, words).map(({ start, end }) => text.slice(start, end));

test("a word is found wherever it stands, and not inside another", () => {
  const text = "Gramde, gramde y\nengramdecer.";
  assert.deepEqual(placesOf(text, ["gramde"]), [{ start: 8, end: 14 }]);
  assert.deepEqual(marked("taill taills x_taill taill2", "taill"), ["taill"]);
});

test("apostrophes and hyphens are those of the text", () => {
  assert.deepEqual(marked("the cat’s tail, wel‑known", "cat's", "wel-known"), ["cat’s", "wel‑known"]);
});

test("tags are no words, and words in them are", () => {
  assert.deepEqual(marked("<ruby>rubi<rt>ruby</rt></ruby> <i>grmpf</i>", "ruby", "grmpf"), [
    "ruby",
    "grmpf",
  ]);
});

test("of two that overlap the longer one is marked", () => {
  assert.deepEqual(marked("wel-known known", "wel-known", "known"), ["wel-known", "known"]);
});

test("letters beyond the first plane, marks and drawn-out lines", () => {
  assert.deepEqual(marked("𝐚bc bc 𝐛", "bc"), ["bc"]);
  assert.deepEqual(marked("كـتاب كتابة", "كتاب"), ["كـتاب"]);
  assert.deepEqual(marked("e\u0301tat etat", "etat"), ["etat"]);
});

test("what the server takes for no word is none: addresses, tags, words beside a sign", () => {
  const text = "teh www.teh.com me.teh@teh.com @teh #teh teh.com/teh teh&co +teh teh\\n teh.";
  assert.deepEqual(placesOf(text, ["teh"]).map(({ start }) => start), [0, text.length - 4]);
  assert.deepEqual(marked("teh.été é-teh.de teh.", "teh"), ["teh", "teh"]);
});

test("a word goes on beyond a joiner, and a non-joiner", () => {
  assert.deepEqual(marked("می\u200cکتاب کتاب کتاب\u200cها", "کتاب"), ["کتاب"]);
  assert.deepEqual(placesOf("می\u200cکتاب کتاب\u200dها", ["کتاب"]), []);
});

test("what a word is made of is no pattern", () => {
  assert.deepEqual(marked("a.c abc a-c", "a.c"), ["a.c"]);
  assert.deepEqual(marked("nothing", ""), []);
});
