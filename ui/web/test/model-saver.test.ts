import assert from "node:assert/strict";
import { test } from "node:test";

import { AUTOSAVE } from "../src/model/saver";
import { FakeBrowser, Page } from "./model/page";
import { BEN, FakeServer } from "./model/server";
import { memoryStore } from "../src/model/world";

const texts = (server: FakeServer, id: string): string[] =>
  server.saves.filter(([cue]) => cue === id).map(([, lines]) => lines.join("\n"));

test("a steady typist is saved every five seconds", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  let text = "";
  for (let stroke = 0; stroke < 100; stroke += 1) {
    text += "a";
    page.type("c0", text);
    await page.world.pass(200);
  }
  const saved = texts(server, "c0");
  assert.equal(saved.length, 4); // 20 s
  assert.equal(saved[0]?.length, AUTOSAVE / 200);
  assert.equal(page.model.status.kind, "saved");
});

test("leaving the cue saves at once, and the box is not touched while somebody is in it", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  page.type("c0", "One\nTwo\n");
  await page.world.pass(AUTOSAVE + 10);
  assert.deepEqual(texts(server, "c0"), ["One\nTwo"]);
  assert.equal(page.lines("c0"), "One\nTwo\n"); // the blank line stays in the box
  assert.equal(page.model.row("c0")?.dirty, false);
  page.type("c0", "One\nTwo\nThree");
  page.model.select("c1");
  await page.world.pass(1);
  assert.deepEqual(texts(server, "c0"), ["One\nTwo", "One\nTwo\nThree"]);
  assert.equal(page.model.row("c0")?.dirty, false);
});

test("what comes to the same is not sent", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  page.type("c0", "Line 0x");
  page.type("c0", "Line 0");
  page.type("c1", "Line 1\n\n");
  await page.world.pass(AUTOSAVE * 2);
  assert.equal(server.asked.filter((one) => one.includes("text")).length, 0);
  assert.equal(page.browser.store.keys("localize/typed/").length, 0);
});

test("during a composition what was whole before it is sent, and nothing half-made", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  page.type("c0", "가");
  page.model.setComposing(true);
  for (let stroke = 0; stroke < 40; stroke += 1) {
    page.type("c0", `가ㄴ${stroke}`);
    await page.world.pass(200);
  }
  assert.deepEqual(texts(server, "c0"), ["가"]); // in its time
  assert.deepEqual(page.model.status, { kind: "unsaved" });
  assert.equal(page.model.row("c0")?.dirty, true);
  void page.model.flush();
  void page.model.saver.saveAll({ keepalive: true });
  await page.world.pass(0);
  assert.equal(texts(server, "c0").length, 1);
  assert.equal(page.lines("c0"), "가ㄴ39");
  // A crash now leaves what was whole.
  assert.match(page.browser.store.get(page.browser.store.keys("localize/typed/")[0] ?? "") ?? "", /"lines":\["가"\]/);
  page.type("c0", "가나");
  page.model.setComposing(false);
  await page.world.pass(100);
  assert.deepEqual(texts(server, "c0"), ["가", "가나"]); // overdue, so at once
  assert.equal(page.model.status.kind, "saved");
});

test("whoever composes without a pause is saved every five seconds too", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  const syllables = "가나다라마바사아자차카타파하";
  const wholes = new Set<string>();
  const states = new Set<string>();
  let text = "";
  // A syllable is a composition, and the key that ends one begins the next.
  for (let stroke = 0; stroke < 100; stroke += 1) {
    page.model.setComposing(true);
    page.type("c0", `${text}ㄱ`);
    await page.world.pass(150);
    text += syllables[stroke % syllables.length] ?? "";
    page.type("c0", text);
    await page.world.pass(150);
    page.model.setComposing(false);
    page.type("c0", text);
    wholes.add(text);
    states.add(page.model.status.kind);
  }
  const saved = texts(server, "c0");
  assert.ok(saved.length >= 5, `${saved.length} saves in 30 s`);
  assert.deepEqual(saved.filter((one) => !wholes.has(one)), []);
  assert.ok(!states.has("unsaved"), [...states].join());
});

test("a first composition that is left open is not told as saved", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  const told: string[] = [];
  page.model.on(({ type }) => {
    if (type === "status") told.push(page.model.status.kind);
  });
  page.model.setComposing(true);
  page.type("c0", "Line 0ㄴ");
  await page.world.pass(AUTOSAVE + 10);
  assert.deepEqual([texts(server, "c0"), told], [[], ["unsaved"]]);
  page.type("c0", "Line 0"); // taken back
  page.model.setComposing(false);
  await page.world.pass(AUTOSAVE * 2);
  assert.deepEqual([texts(server, "c0"), page.model.status.kind], [[], "saved"]);
  assert.equal(page.browser.store.keys("localize/typed/").length, 0);
});

test("the page goes while a syllable is open: what stood before it is saved", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  page.type("c0", "하나 둘 ");
  page.model.setComposing(true);
  page.type("c0", "하나 둘 셋");
  void page.model.saver.saveAll({ keepalive: true });
  await page.world.pass(10);
  page.crash();
  assert.deepEqual(texts(server, "c0"), ["하나 둘 "]);
  const next = new Page(server, page.browser);
  await next.world.pass(AUTOSAVE * 2);
  assert.equal(server.saves.length, 1);
  assert.equal(page.browser.store.keys("localize/typed/").length, 0);
});

test("a composition on a clean cue leaves nothing half-made behind", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  page.model.setComposing(true);
  page.type("c0", "Line 0ㄴ");
  page.crash();
  const next = new Page(server, page.browser);
  await next.world.pass(AUTOSAVE * 2);
  assert.deepEqual(texts(server, "c0"), []);
});

test("one save in flight a cue; what is typed meanwhile goes with the new revision", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  server.delay = () => new Promise((done) => page.world.after(1000, done));
  page.type("c0", "one");
  void page.model.flush();
  await page.world.pass(500);
  page.type("c0", "two");
  void page.model.flush();
  await page.world.pass(1000);
  assert.equal(server.asked.filter((one) => one.includes("text")).length, 1);
  await page.world.pass(10_000);
  assert.deepEqual(texts(server, "c0"), ["one", "two"]);
  assert.equal(server.view("c0").revision, 3);
});

test("an answer that is lost does not save twice, nor make a conflict", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  page.model.following.close(); // else it tells at once what the save did
  server.fate = (path) => (path.endsWith("/text") ? "answer-lost" : "whole");
  page.type("c0", "mine");
  void page.model.flush();
  await page.world.pass(100);
  assert.equal(page.model.status.kind, "kept");
  page.type("c0", "mine, and more");
  server.fate = () => "whole";
  await page.world.pass(30_000);
  assert.deepEqual(texts(server, "c0"), ["mine", "mine, and more"]);
  assert.equal(page.model.conflict, null);
  assert.equal(page.model.status.kind, "saved");
});

test("the server is killed and started anew: the page recovers by itself", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  server.down = true;
  page.type("c0", "typed while it was away");
  page.model.select("c1");
  page.type("c1", "and here");
  await page.world.pass(60_000);
  const { status } = page.model;
  assert.equal(status.kind === "kept" && status.cues, 2);
  server.restart(); // with another code
  await page.world.pass(11_000);
  assert.deepEqual(texts(server, "c0"), ["typed while it was away"]);
  assert.deepEqual(texts(server, "c1"), ["and here"]);
  assert.equal(page.model.status.kind, "saved");
});

test("tries are 1, 2, 5, 10, 10 … s apart, and `online` tries at once", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  page.model.following.close();
  server.down = true;
  const at: number[] = [];
  server.fate = (path) => {
    if (path.endsWith("/text")) at.push(page.world.now());
    return "whole";
  };
  page.type("c0", "x");
  void page.model.flush();
  await page.world.pass(40_000);
  const gaps = at.slice(1).map((time, index) => Math.round((time - (at[index] ?? 0)) / 1000));
  assert.deepEqual(gaps, [1, 2, 5, 10, 10, 10]);
  server.down = false;
  page.model.saver.retryNow();
  await page.world.pass(10);
  assert.deepEqual(texts(server, "c0"), ["x"]);
});

test("the browser crashes: what was typed is sent by the next page", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  page.type("c1", "half a line");
  page.crash();
  const next = new Page(server, page.browser);
  await next.world.pass(100);
  assert.deepEqual(texts(server, "c1"), ["half a line"]);
  assert.equal(page.browser.store.keys("localize/typed/").length, 0);
});

test("after a crash, with the cue changed by another: a conflict with both versions", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  page.type("c1", "mine");
  page.crash();
  await server.other("text", { cue_id: "c1", revision: 1, lines: ["theirs"] });
  const next = new Page(server, page.browser);
  await next.world.pass(100);
  assert.deepEqual(next.model.conflict?.mine, ["mine"]);
  assert.deepEqual(next.model.conflict?.theirs, ["theirs"]);
  assert.equal(next.lines("c1"), "mine");
  await next.model.settle("both");
  assert.deepEqual(server.view("c1").cue.lines, ["theirs", "mine"]);
  assert.equal(next.model.conflict, null);
});

test("another window's text is left alone while that window is there", async () => {
  const server = new FakeServer(3);
  const first = new Page(server);
  server.down = true;
  first.type("c1", "first window");
  const second = new Page(server, first.browser);
  second.type("c1", "second window");
  await second.world.pass(20_000);
  await first.world.pass(20_000);
  assert.equal(second.lines("c1"), "second window");
  first.crash();
  server.restart();
  await second.world.pass(30_000);
  // The second window's is saved; the first one's is not lost: it stands against it.
  assert.deepEqual(texts(server, "c1"), ["second window"]);
  assert.deepEqual(second.model.conflict?.mine, ["first window"]);
});

test("two people on one cue: the second is shown both, and others can be typed in", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  page.type("c0", "mine");
  await server.other("text", { cue_id: "c0", revision: 1, lines: ["theirs"] });
  await page.model.flush();
  const { conflict } = page.model;
  assert.deepEqual([conflict?.mine, conflict?.theirs], [["mine"], ["theirs"]]);
  assert.equal(conflict?.by, "Somebody");
  page.model.select("c1");
  page.type("c1", "goes on");
  await page.model.flush();
  assert.deepEqual(texts(server, "c1"), ["goes on"]);
  assert.deepEqual(page.model.conflict?.mine, ["mine"]); // still waits
  page.type("c0", "mine, later");
  assert.deepEqual(page.model.conflict?.mine, ["mine, later"]);
  await page.model.settle("mine");
  assert.deepEqual(server.view("c0").cue.lines, ["mine, later"]);
});

test("theirs is taken, mine is gone from the box and from the browser", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  page.type("c0", "mine");
  await server.other("text", { cue_id: "c0", revision: 1, lines: ["theirs"] });
  await page.model.flush();
  await page.model.settle("theirs");
  assert.equal(page.lines("c0"), "theirs");
  assert.equal(page.browser.store.keys("localize/typed/").length, 0);
  assert.equal(page.model.status.kind, "saved");
});

test("a cue whose times or state moved on is no conflict", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  page.type("c0", "mine");
  await server.other("times", { cue_id: "c0", revision: 1, start: 0, end: 2500 });
  await server.other("confirm", { cue_id: "c0", revision: 2 });
  await page.model.flush();
  assert.equal(page.model.conflict, null);
  assert.deepEqual(server.view("c0").cue.lines, ["mine"]);
  assert.equal(server.view("c0").cue.end, 2500);
});

test("a cue that somebody took out while I typed: mine brings it back", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  page.type("c0", "mine");
  await server.other("delete", { cue_id: "c0", revision: 1 });
  await page.world.pass(2_500); // presence tells
  assert.equal(page.model.conflict?.theirs, null);
  assert.equal(page.lines("c0"), "mine"); // it stays in its place
  await page.model.settle("mine");
  assert.equal(server.view("c0").deleted, false);
  assert.deepEqual(server.view("c0").cue.lines, ["mine"]);
  assert.equal(page.model.conflict, null);
});

test("a refusal keeps the text in the box, with reason and ask, and is not sent over and over", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  server.refuse = () => "The cue is approved.";
  page.type("c0", "mine");
  await page.world.pass(60_000);
  assert.deepEqual(page.model.status, {
    kind: "refused",
    message: "The cue is approved. F4 asks the lead.",
  });
  assert.equal(page.lines("c0"), "mine");
  assert.equal(server.asked.filter((one) => one.includes("text")).length, 1);
  server.refuse = null;
  page.type("c0", "mine again");
  await page.world.pass(AUTOSAVE + 10);
  assert.equal(page.model.status.kind, "saved");
});

test("signed out: kept, said with a link, and saved when somebody has signed in again", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  server.signedOut = true;
  page.type("c0", "mine");
  await page.model.flush();
  assert.equal(page.model.status.kind, "kept");
  assert.equal(page.model.message?.link?.href, "/sign-in");
  server.signedOut = false;
  server.restart(); // another session has another code
  await page.world.pass(30_000);
  assert.deepEqual(texts(server, "c0"), ["mine"]);
  assert.equal(page.model.message?.link, undefined); // nothing to sign in for any more
});

test("somebody else signs in here: what was typed is not saved in their name", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  const world = page.world as { fetch: unknown };
  world.fetch = server.fetchAs(BEN);
  server.restart();
  page.type("c0", "Ana's");
  await page.world.pass(30_000);
  assert.deepEqual(texts(server, "c0"), []);
  assert.equal(page.model.status.kind, "kept");
});

test("a busy database is asked again", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  server.busy = 2;
  page.type("c0", "mine");
  void page.model.flush();
  await page.world.pass(5_000);
  assert.deepEqual(texts(server, "c0"), ["mine"]);
});

test("a browser that keeps nothing says so once, and saving goes on", async () => {
  const server = new FakeServer(3);
  const browser = new FakeBrowser();
  Object.assign(browser, { store: { ...memoryStore(), set: () => false } });
  const page = new Page(server, browser);
  page.type("c0", "mine");
  assert.match(page.model.message?.text ?? "", /keeps nothing/);
  await page.world.pass(AUTOSAVE + 10);
  assert.deepEqual(texts(server, "c0"), ["mine"]);
});

test("an act waits for what is typed; a lost answer of an act is not sent again", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  page.type("c0", "typed");
  const done = await page.model.act({ route: "times", cue_id: "c0", body: { end: 2400 }, what: "t" });
  assert.equal(done.ok, true);
  assert.deepEqual(server.steps.map(({ action }) => action), ["text", "times"]);
  server.fate = (path) => (path.endsWith("/times") ? "answer-lost" : "whole");
  const lost = await page.model.act({ route: "times", cue_id: "c0", body: { end: 2300 }, what: "t" });
  assert.equal(lost.ok === false && lost.error, null);
  await page.world.pass(5_000);
  assert.equal(page.model.row("c0")?.end, 2300); // it was done, and the page has seen it
  assert.equal(server.steps.filter(({ action }) => action === "times").length, 2);
});

test("an act on a cue whose state alone moved on is done; on another text it is not", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  await server.other("confirm", { cue_id: "c0", revision: 1 });
  const fine = await page.model.act({ route: "confirm", cue_id: "c0", what: "confirm" });
  assert.equal(fine.ok, true);
  await server.other("text", { cue_id: "c1", revision: 1, lines: ["theirs"] });
  const unseen = await page.model.act({ route: "confirm", cue_id: "c1", what: "confirm" });
  assert.equal(unseen.ok, false);
  assert.equal(server.view("c1").state, "edited");
});

test("undo with unsaved typing saves it first, then takes it back", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  page.type("c0", "typed");
  const outcome = await page.model.act({ route: "undo", what: "undo" });
  assert.equal(outcome.ok && outcome.cues[0]?.cue.id, "c0");
  assert.equal(page.lines("c0"), "Line 0");
  assert.equal(page.model.row("c0")?.dirty, false);
});

test("an edge that is moved on while its times are saved stays where it was moved", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  const { model } = page;
  const times = (end: number) => ({ route: "times", cue_id: "c0", body: { end }, what: "t" });
  model.sketch("c0", 0, 2400);
  const first = model.act(times(2400));
  model.sketch("c0", 0, 2500);
  await first;
  assert.deepEqual([server.view("c0").cue.end, model.row("c0")?.end], [2400, 2500]);
  await model.act(times(2500));
  assert.equal(model.row("c0")?.end, 2500);
  // Nothing is held on to: another's times are seen.
  await server.other("times", { cue_id: "c0", revision: server.view("c0").revision, end: 2600 });
  await model.refresh();
  assert.equal(model.row("c0")?.end, 2600);
});
