import assert from "node:assert/strict";
import { test } from "node:test";

import { applyMeant, meantOf, rewritten } from "../src/sheet/meant";
import { S } from "../src/strings";
import { Page } from "./model/page";
import { FakeServer } from "./model/server";
import { settle } from "./model/world";

const said = (words: string[], meant: string[][]): string =>
  meantOf({ words, meant }).map(({ word, by }) => `${word} ${by}`).join(", ");

test("of one word all that may be meant is offered, of several the likeliest of each", () => {
  assert.equal(said(["wrod"], [["word", "rod", "Prod", "wood"]]), "wrod word, wrod rod, wrod Prod");
  assert.equal(said(["wrod", "x", "teh"], [["word", "rod"], [], ["the"]]), "wrod word, teh the");
  assert.deepEqual(meantOf({ words: ["wrod"] }), []); // of a server that tells none
});

test("a word is written otherwise wherever it stands, in the text's own apostrophes", () => {
  const now = (text: string, word: string, by: string): string | undefined =>
    rewritten(text.split("\n"), { word, by })?.join("\n");
  assert.equal(now("<i>Teh teh</i>, tehs\nteh", "teh", "the"), "<i>Teh the</i>, tehs\nthe");
  assert.equal(now("He dont’t, he’s", "dont't", "don't"), "He don’t, he’s");
  assert.equal(now("It’s. Dont", "Dont", "Don't"), "It’s. Don’t");
  assert.equal(now("Dont, it's", "Dont", "Don't"), "Don't, it's");
  assert.equal(now("The end.", "teh", "the"), undefined);
});

test("what is offered is written into the text as it is now, or refused where it is another", async () => {
  const server = new FakeServer(2);
  const page = new Page(server);
  await page.begun;
  const { model } = page;
  const apply = () => applyMeant(model, "c1", { word: "teh", by: "the" });
  page.type("c1", "Teh end of teh line, typed");
  assert.equal(await apply(), true);
  await settle();
  assert.equal(page.lines("c1"), "Teh end of the line, typed");
  assert.deepEqual(server.view("c1").cue.lines, ["Teh end of the line, typed"]);
  assert.equal(model.message?.text, S.rewritten("teh", "the"));
  assert.equal(await apply(), false);
  assert.equal(model.message?.text, S.fixOvertaken);
});
