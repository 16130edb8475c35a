import assert from "node:assert/strict";
import { test } from "node:test";

import { applyMeant, firstOf, meantOf, offeredOf, rewritten } from "../src/sheet/meant";
import { MeantButtons, Presses } from "../src/sheet/panels/meantbuttons";
import { S } from "../src/strings";
import type { Finding } from "../src/wire";
import { Page } from "./model/page";
import { putPaper, type Paper } from "./model/paper";
import { FakeServer, holding } from "./model/server";
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
  // Dictionaries of French answer with the curly one.
  assert.equal(now("J'ai vu lhomme", "lhomme", "l’homme"), "J'ai vu l'homme");
  assert.equal(now("J’ai vu lhomme", "lhomme", "l’homme"), "J’ai vu l’homme");
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
  // Undo takes the word back, and leaves what was typed.
  assert.deepEqual(server.saves.map(([, lines]) => lines[0]), [
    "Teh end of teh line, typed",
    "Teh end of the line, typed",
  ]);
  assert.equal(model.message?.text, S.rewritten("teh", "the"));
  assert.equal(await apply(), false);
  assert.equal(model.message?.text, S.fixOvertaken);
});

const WROD = { word: "wrod", by: "word" };
const TEH = { word: "teh", by: "the" };

/** A page whose first cue has this text, and a second without any. */
async function opened(text: string): Promise<{ server: FakeServer; page: Page }> {
  const server = new FakeServer(2);
  await server.other("text", { cue_id: "c0", revision: 1, lines: [text] });
  const page = new Page(server);
  await page.begun;
  return { server, page };
}

test("a second word is written over the first, also before that is answered", async () => {
  const { server, page } = await opened("wrod teh");
  const { release } = holding(server, "text");
  const done = [applyMeant(page.model, "c0", WROD), applyMeant(page.model, "c0", TEH)];
  for (let answers = 0; answers < 3; answers += 1) await release();
  assert.deepEqual(await Promise.all(done), [true, true]);
  assert.equal(page.lines("c0"), "word the");
  assert.deepEqual(server.view("c0").cue.lines, ["word the"]);
});

test("another's text that came meanwhile is not written over unseen", async () => {
  const { server, page } = await opened("wrod teh");
  const { model } = page;
  const { release } = holding(server, "confirm");
  const confirmed = model.act({ route: "confirm", cue_id: "c0", what: "confirm" });
  await settle();
  const done = applyMeant(model, "c0", WROD);
  await server.other("text", { cue_id: "c0", revision: server.view("c0").revision, lines: ["Ben's"] });
  await release();
  await Promise.all([confirmed, done]);
  assert.deepEqual(server.view("c0").cue.lines, ["Ben's"]);
  assert.deepEqual(model.conflict?.theirs, ["Ben's"]);
});

test("who types on before the answer is in no conflict with themselves", async () => {
  const { server, page } = await opened("wrod teh");
  const { model } = page;
  const { release } = holding(server, "text");
  const shown: string[] = [];
  model.on(({ type }) => type === "rows" && shown.push(page.lines("c0"))); // as the box is told
  const done = applyMeant(model, "c0", WROD);
  assert.deepEqual(shown, ["word teh"]);
  page.type("c0", "word teh, and more");
  await release();
  assert.equal(await done, true);
  assert.equal(model.conflict, null);
  server.delay = async () => undefined;
  await model.flush();
  assert.deepEqual(server.view("c0").cue.lines, ["word teh, and more"]);
});

test("nothing is written under an input method's hands, nor half of what it makes kept", async () => {
  const { server, page } = await opened("wrod teh");
  const { model } = page;
  model.setComposing(true);
  page.type("c0", "wrod teh ㅎ");
  assert.equal(await applyMeant(model, "c0", WROD), false);
  assert.equal(model.message?.text, S.composeFirst);
  assert.equal(page.lines("c0"), "wrod teh ㅎ");
  assert.deepEqual(server.view("c0").cue.lines, ["wrod teh"]);
});

test("what the server refuses leaves the text as it was", async () => {
  const { server, page } = await opened("wrod teh");
  server.refuse = () => "The cue is locked.";
  assert.equal(await applyMeant(page.model, "c0", WROD), false);
  assert.match(page.model.message?.text ?? "", /locked/);
  assert.deepEqual([page.lines("c0"), page.model.status.kind], ["wrod teh", "saved"]);
});

test("nothing is offered where it is waived, nor to who may not write, nor where it has no place", async () => {
  const { server, page } = await opened("wrod teh");
  const { model } = page;
  const finding = { cue_id: "c0", words: ["wrod", "teh", "taht"], meant: [["word"], ["the"], ["that"]] };
  const offered = (of = finding): string => offeredOf(model, of).map(({ by }) => by).join(" ");
  assert.equal(offered(), "word the");
  assert.equal(offered({ ...finding, waived: true } as typeof finding), "");
  assert.equal(offered({ ...finding, cue_id: "" }), "");
  page.type("c0", "<i>w</i>rod teh");
  assert.equal(offered(), "the");
  const kept = server.cues.get("c0")!;
  for (const fields of [{ locked: true }, { state: "approved" }] as const) {
    server.cues.set("c0", { ...kept, view: { ...kept.view, ...fields } });
    const other = new Page(server);
    assert.deepEqual(offeredOf(other.model, finding), []);
  }
  server.cues.set("c0", kept);
  server.may = { edit: false, approve: false };
  assert.deepEqual(offeredOf(new Page(server).model, finding), []);
});

test("the digits write the likeliest of each word, whatever stands beside it", () => {
  const meant = meantOf({ words: ["wrod"], meant: [["word", "rod"]] });
  assert.deepEqual(firstOf(meant), [{ word: "wrod", by: "word" }]);
  const two = meantOf({ words: ["wrod", "teh"], meant: [["word", "rod"], ["the", "ten"]] });
  assert.deepEqual(firstOf(two), [WROD, TEH]);
});

test("the digits wait until the list is drawn as it is after a press", async () => {
  const presses = new Presses();
  let draws = 0;
  let done: () => void = () => undefined;
  const pressed = presses.press(() => new Promise<void>((go) => (done = go)), () => (draws += 1));
  presses.drawn(); // for another reason, before it is written
  assert.ok(presses.waits);
  done();
  await pressed;
  assert.deepEqual([presses.waits, draws], [true, 1]);
  presses.drawn();
  assert.ok(!presses.waits);
});

test("the buttons of a finding stay while they are the same, so that a press is not lost", async () => {
  putPaper();
  const { page } = await opened("wrod teh");
  const wrote: string[] = [];
  const buttons = new MeantButtons(page.model, (cueId, { by }) => wrote.push(`${cueId} ${by}`));
  const finding = { cue_id: "c0", words: ["wrod"], meant: [["word", "rod"]] } as unknown as Finding;
  const drawn = (of: Finding | null): Paper[] => {
    buttons.draw(of);
    return [...(buttons.element as unknown as Paper).children];
  };
  const [first, second] = drawn(finding);
  assert.deepEqual(drawn({ ...finding, message: "another" }), [first, second]);
  assert.match(first?.title ?? "", /\(1 in this list\)/);
  assert.doesNotMatch(second?.title ?? "", /in this list/);
  second?.heard.get("click")?.({});
  assert.deepEqual(wrote, ["c0 rod"]);
  assert.notEqual(drawn({ ...finding, meant: [["word"]] })[0], first);
  assert.deepEqual(drawn(null), []);
});
