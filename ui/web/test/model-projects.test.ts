/** One address serves many projects, one after the other: what is typed for one stays out of others. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Entry } from "../src/model/outbox";
import { AUTOSAVE } from "../src/model/saver";
import { FakeBrowser, Page } from "./model/page";
import { ANA, cueOf, FakeServer, viewOf } from "./model/server";

const typed = (browser: FakeBrowser): readonly string[] => browser.store.keys("localize/typed/");

/** Another show's server at the same address: the same ids and revisions, other lines and code. */
function otherShow(lines = (index: number): string[] => [`Another show, line ${index}`]): FakeServer {
  const server = new FakeServer(3);
  for (let index = 0; index < 3; index += 1) {
    const cue = cueOf(`c${index}`, index * 3000, index * 3000 + 2000, lines(index));
    server.cues.set(cue.id, { view: viewOf(cue), texts: [{ lines: cue.lines, by: null }] });
  }
  server.restart();
  return server;
}

function served(page: Page, server: FakeServer): void {
  (page.world as { fetch: unknown }).fetch = server.fetchAs(ANA);
}

test("another project at the address of an open page: nothing of it is touched, and it is said", async () => {
  const server = new FakeServer(3);
  const other = otherShow();
  const page = new Page(server);
  await page.world.pass(100);
  page.type("c0", "Saved");
  await page.world.pass(AUTOSAVE + 10);
  page.type("c1", "Typed for this show");
  served(page, other);
  await page.world.pass(60_000);
  assert.deepEqual(other.saves, []);
  assert.equal(page.model.status.kind, "kept");
  assert.match(page.model.message?.text ?? "", /Another project/);
  assert.equal(page.model.message?.link?.href, ""); // the page anew
  assert.equal(typed(page.browser).length, 1);
  // What the other has is not taken in, whoever asks.
  await page.model.refresh();
  assert.equal(page.lines("c2"), "Line 2");
  served(page, server);
  server.restart();
  await page.world.pass(20_000);
  assert.deepEqual(server.view("c1").cue.lines, ["Typed for this show"]);
  assert.equal(page.model.status.kind, "saved");
  assert.equal(page.model.message?.link, undefined);
});

test("it is said before anything is typed", async () => {
  const page = new Page(new FakeServer(3));
  await page.world.pass(100);
  served(page, otherShow());
  await page.world.pass(5_000);
  assert.match(page.model.message?.text ?? "", /Another project/);
});

test("typed text waits for its own project, whichever is opened in between", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  server.down = true;
  page.type("c1", "Typed for this show");
  await page.world.pass(8_000);
  page.crash();
  const other = otherShow();
  const there = new Page(other, page.browser, ANA, page.name);
  await there.world.pass(8_000);
  assert.deepEqual([other.saves, there.model.conflict], [[], null]);
  there.crash();
  server.restart();
  const back = new Page(server, page.browser, ANA, page.name);
  await back.world.pass(8_000);
  assert.deepEqual(server.view("c1").cue.lines, ["Typed for this show"]);
  assert.equal(typed(page.browser).length, 0);
});

test("a copy of the database that went another way: the same revision with another text waits", async () => {
  const server = new FakeServer(3);
  const page = new Page(server);
  await page.world.pass(100);
  page.type("c0", "One");
  await page.world.pass(AUTOSAVE + 10); // revision 2
  server.down = true;
  page.type("c0", "One, and more");
  page.type("c1", "Mine");
  page.crash();
  for (const [went, lines] of [[1, ["Older"]], [2, ["Elsewhere"]]] as const) {
    const copy = Object.assign(otherShow(), { project: server.project });
    const view = { ...viewOf(cueOf("c0", 0, 2000, lines)), revision: went };
    copy.cues.set("c0", { view, texts: [] });
    copy.cues.set("c1", { view: server.view("c1"), texts: [] }); // as it was typed over
    const kept = new FakeBrowser();
    for (const key of typed(page.browser)) kept.store.set(key, page.browser.store.get(key) ?? "");
    const next = new Page(copy, kept);
    await next.world.pass(100);
    assert.deepEqual(copy.saves.map(([id]) => id), ["c1"]);
    assert.deepEqual(next.model.conflict?.theirs, lines);
    assert.deepEqual(next.model.conflict?.mine, ["One, and more"]);
  }
});

// --- What versions of the page kept that did not tell projects apart ------------------------------

function before(browser: FakeBrowser, id: string, entry: Partial<Entry>): void {
  const data = { cue_id: id, lines: ["Mine"], revision: 1, base: [], sent: [], at: 1, ...entry };
  browser.store.set(`localize/typed/1/1/w9/${id}`, JSON.stringify(data));
}

test("what was kept before projects had marks is saved where the cue reads as it was typed over", async () => {
  const server = new FakeServer(3);
  const browser = new FakeBrowser();
  before(browser, "c0", { base: ["Line 0"] });
  before(browser, "c1", { base: ["Line one"], sent: [["Line 1"]] });
  before(browser, "c9", { base: ["Not here"] });
  const page = new Page(server, browser);
  await page.world.pass(100);
  assert.deepEqual(server.saves.map(([id]) => id).sort(), ["c0", "c1"]);
  assert.equal(page.model.conflict, null);
  assert.deepEqual(typed(browser), ["localize/typed/1/1/w9/c9"]); // no cue of this track: left alone
});

test("else, and over nothing, it waits for the person's word, across a reload too", async () => {
  const server = otherShow((index) => (index === 0 ? [] : [`Another show, line ${index}`]));
  const browser = new FakeBrowser();
  before(browser, "c0", {}); // a track without drafts: every cue is blank
  before(browser, "c1", { base: ["Line 1"], revision: 3 });
  const page = new Page(server, browser);
  await page.world.pass(10_000);
  page.crash();
  const next = new Page(server, browser, ANA, page.name);
  await next.world.pass(10_000);
  assert.equal(server.saves.length, 0);
  assert.deepEqual(next.model.conflict?.mine, ["Mine"]);
  await next.model.settle("mine");
  next.model.select("c1");
  await next.model.settle("theirs");
  assert.deepEqual(server.saves.map(([id]) => id), ["c0"]);
  assert.equal(typed(browser).length, 0);
});

test("visits are kept by project too", async () => {
  const { Visits } = await import("../src/model/visits");
  const server = new FakeServer(3);
  const page = new Page(server);
  const visits = new Visits(page.model, page.api, page.world);
  await page.world.pass(2_000);
  server.down = true;
  page.model.select("c1");
  visits.leave();
  await page.world.pass(100);
  page.crash();
  const other = otherShow();
  const there = new Page(other, page.browser);
  const log = new Visits(there.model, there.api, there.world);
  await there.world.pass(1_000);
  await log.send();
  assert.deepEqual([log.waiting, other.visits], [0, []]);
});
