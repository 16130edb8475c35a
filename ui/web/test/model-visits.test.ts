import assert from "node:assert/strict";
import { test } from "node:test";

import { listen } from "../src/model/open";
import { PersonalSettings } from "../src/model/settings";
import type { Report } from "../src/model/visit";
import { Visits } from "../src/model/visits";
import { Page } from "./model/page";
import { FakeServer } from "./model/server";
import { StandingPlayer } from "./model/stand";
import { settle } from "./model/world";

function key(name: string, more: object = {}): KeyboardEvent {
  const event = { key: name, ctrlKey: false, altKey: false, metaKey: false, isComposing: false };
  return { ...event, getModifierState: () => false, ...more } as unknown as KeyboardEvent;
}

function watched(server: FakeServer): { page: Page; visits: Visits; player: StandingPlayer } {
  const page = new Page(server);
  const visits = new Visits(page.model, page.api, page.world);
  void page.begun.then(() => visits.begin());
  const player = new StandingPlayer(page.model);
  visits.attach(player);
  return { page, visits, player };
}

const sent = (server: FakeServer): readonly (Report & { sent: string })[] =>
  server.visits as unknown as (Report & { sent: string })[];

test("one visit a cue, with what was done in it, and never what was written", async () => {
  const server = new FakeServer(3);
  const { page, visits, player } = watched(server);
  await page.world.pass(1_000);
  visits.keyDown(key("F5"), true);
  visits.ran("play-cue");
  player.playRange(0, 48);
  await page.world.pass(2_000);
  player.pause();
  for (const text of ["Line 0 s", "Line 0 se", "Line 0 secret"]) {
    visits.keyDown(key("x"), true);
    page.type("c0", text);
    await page.world.pass(500);
  }
  visits.keyDown(key("ArrowLeft"), true);
  visits.keyDown(key("Shift"), true);
  visits.keyDown(key("ArrowDown", { altKey: true }), true); // a chord; the command says that it goes
  visits.ran("cue-after");
  visits.mouse(true);
  visits.took(2);
  page.model.select("c1");
  await page.world.pass(3_000); // the save of c0 is there: its last revision is known
  page.model.select("c2"); // c1 was looked at, no more
  await page.world.pass(61_000);
  const [first, second] = sent(server);
  assert.equal(sent(server).length, 2);
  assert.deepEqual(
    [first?.cue_id, first?.before, first?.after, first?.plays, first?.suggestion, first?.mouse_actions],
    ["c0", 1, 2, 1, 2, 1],
  );
  assert.deepEqual([first?.inserted, first?.deleted], [7, 0]);
  assert.deepEqual([first?.navigation_keys, first?.command_keys], [2, 1]);
  assert.deepEqual(first?.activity.filter(([kind]) => kind === "playing"), [["playing", 1_000, 3_000]]);
  assert.deepEqual([second?.cue_id, second?.before, second?.after, second?.inserted], ["c1", 1, 1, 0]);
  assert.equal(Date.parse(second?.closed ?? "") - Date.parse(second?.opened ?? ""), 3_000);
  assert.ok(!JSON.stringify(server.visits).includes("secret"));
  visits.close();
});

test("findings shown, fixed, and what was there before", async () => {
  const server = new FakeServer(2);
  const { page, visits } = watched(server);
  page.type("c1", "x".repeat(60));
  await page.model.flush();
  page.model.select("c1"); // two findings
  page.type("c1", "fine again, and quite another text");
  page.model.select("c0");
  await page.world.pass(61_000);
  const visit = sent(server).find(({ cue_id }) => cue_id === "c1");
  assert.deepEqual([visit?.findings_shown, visit?.findings_fixed, visit?.draft], [2, 2, "human"]);
  visits.close();
});

test("while the server is away visits wait, the revision too; none is lost or sent twice", async () => {
  const server = new FakeServer(3);
  const { page, visits } = watched(server);
  await page.world.pass(100);
  server.down = true;
  page.type("c0", "typed meanwhile");
  page.model.select("c1");
  page.model.select("c2");
  await page.world.pass(200_000);
  assert.equal(sent(server).length, 0);
  assert.equal(visits.waiting, 2);
  visits.leave();
  page.crash();
  server.restart();
  const next = new Page(server, page.browser);
  const again = new Visits(next.model, next.api, next.world);
  void next.begun.then(() => again.begin());
  await next.world.pass(130_000);
  const told = sent(server).map(({ cue_id }) => cue_id).sort();
  assert.deepEqual(told, ["c0", "c1", "c2"]);
  assert.equal(new Set(sent(server).map((one) => one.key)).size, 3);
  for (const one of sent(server)) {
    assert.ok(Date.parse(one.opened) <= Date.parse(one.closed));
    assert.ok(Date.parse(one.closed) <= Date.parse(one.sent));
  }
  again.close();
});

test("a visit whose cue waits for a save says the revision that the save made", async () => {
  const server = new FakeServer(3);
  const { page, visits } = watched(server);
  await page.world.pass(100);
  server.fate = (path) => (path.endsWith("/text") ? "lost" : "whole");
  page.type("c0", "typed");
  page.model.select("c1");
  await page.world.pass(65_000);
  assert.equal(sent(server).length, 0); // held: c0 is not saved yet
  server.fate = () => "whole";
  await page.world.pass(80_000);
  assert.deepEqual(sent(server).map(({ cue_id, after }) => [cue_id, after]), [["c0", 2]]);
  visits.close();
});

test("the page is left with something unsaved: the next page's save is the visit's last revision", async () => {
  const server = new FakeServer(3);
  const { page, visits } = watched(server);
  await page.world.pass(100);
  server.down = true;
  page.type("c0", "typed at the end of the day");
  visits.leave();
  page.crash();
  server.restart();
  const next = new Page(server, page.browser);
  const again = new Visits(next.model, next.api, next.world);
  void next.begun.then(() => again.begin());
  await next.world.pass(65_000);
  assert.deepEqual(sent(server).map(({ cue_id, before, after }) => [cue_id, before, after]), [["c0", 1, 2]]);
  again.close();
});

test("one visit that the server will not have does not hold up the others", async () => {
  const server = new FakeServer(3);
  const { page, visits } = watched(server);
  const world = page.world as { fetch: (url: string, init: RequestInit) => Promise<Response> };
  const plain = world.fetch.bind(world);
  world.fetch = async (url, init) => {
    if (url.endsWith("/visits") && String(init.body).includes('"c0"')) {
      return new Response('{"error":{"code":"input","message":"no"}}', { status: 422 });
    }
    return plain(url, init);
  };
  page.model.select("c1");
  page.model.select("c2");
  await page.world.pass(70_000);
  assert.deepEqual(sent(server).map(({ cue_id }) => cue_id), ["c1"]);
  assert.equal(visits.waiting, 0);
  visits.close();
});

test("closed while it sends, it sends nothing more by itself", async () => {
  const server = new FakeServer(2);
  const { page, visits } = watched(server);
  await page.world.pass(1_000);
  page.model.select("c1");
  const sending = visits.send();
  visits.close();
  await page.world.pass(1_000);
  await sending;
  assert.equal(sent(server).length, 1);
  page.model.select("c0");
  await page.world.pass(120_000);
  assert.equal(sent(server).length, 1);
  assert.equal(visits.waiting, 1); // kept for the next page
});

test("settings: there at first paint, sent when they have come to rest, kept while away", async () => {
  const server = new FakeServer(1);
  const page = new Page(server);
  const one = new PersonalSettings(page.world, page.api);
  await one.load("p/1");
  server.down = true;
  one.set("zoom", 16);
  one.set("splits", { left: 480 });
  await page.world.pass(5_000);
  const again = new PersonalSettings(page.world, page.api); // another load, nothing asked yet
  assert.equal(again.values.zoom, 16);
  server.restart();
  await again.load("p/1");
  await page.world.pass(15_000);
  assert.deepEqual((server.settings as { splits: unknown }).splits, { left: 480 });
  // What another browser has set since is taken from the server.
  server.settings = { ...(server.settings as object), zoom: 30 };
  const third = new PersonalSettings(page.world, page.api);
  const told: string[] = [];
  third.on((key) => told.push(key));
  await third.load("p/1");
  assert.equal(third.values.zoom, 30);
  assert.deepEqual(told, ["zoom"]);
});

test("settings: what another page has set stays, and what was set here alone goes over it", async () => {
  const server = new FakeServer(1);
  server.settings = { own: "another program's" };
  const page = new Page(server);
  const [here, there] = [0, 1].map(() => new PersonalSettings(page.world, page.api)) as [
    PersonalSettings,
    PersonalSettings,
  ];
  await here.load("p/1");
  await there.load("p/1");
  const remapped = { confirm: { text: ["Ctrl+Enter"] } };
  there.set("remapped", remapped);
  await page.world.pass(3_000);
  here.set("zoom", 16);
  await page.world.pass(3_000);
  assert.deepEqual(server.settings, { own: "another program's", remapped, zoom: 16 });
  // So it is with what was set while the server was away, by a page that is gone.
  server.down = true;
  here.set("zoom", 20);
  await page.world.pass(3_000);
  server.settings = { remapped, zoom: 18, theme: "light" };
  const later = new PersonalSettings(page.world, page.api);
  server.restart();
  await later.load("p/1");
  assert.deepEqual(
    [later.values.remapped, later.values.zoom, later.values.theme],
    [remapped, 20, "light"],
  );
  await page.world.pass(1_000);
  assert.deepEqual(server.settings, { remapped, zoom: 20, theme: "light" });
});

test("a page that is gone for good sends no more figures by itself; one that may come back does", async () => {
  const asks = async (persisted: boolean): Promise<number> => {
    const server = new FakeServer(1);
    const { page, visits } = watched(server);
    await page.begun;
    const window = new EventTarget();
    Object.assign(globalThis, { window, document: new EventTarget() });
    listen(page.model, visits, new PersonalSettings(page.world, page.api));
    await page.world.pass(1_000);
    server.down = true; // what is sent on leaving does not arrive
    window.dispatchEvent(Object.assign(new Event("pagehide"), { persisted }));
    await page.world.pass(1_000);
    server.down = false;
    server.asked.length = 0;
    await page.world.pass(120_000);
    visits.close();
    page.model.close();
    return server.asked.filter((one) => one === "POST visits").length;
  };
  assert.equal(await asks(true), 1);
  assert.equal(await asks(false), 0);
});

test("settings: two pages that save at the same moment keep what each has set", async () => {
  const server = new FakeServer(1);
  const pages = [new Page(server), new Page(server)];
  const opened = pages.map(({ world, api }) => new PersonalSettings(world, api));
  for (const one of opened) await one.load("p/1");
  // Requests of both pages reach the server in turn: what either asks first, then what it asks next.
  const held: (() => void)[] = [];
  server.delay = () => new Promise((go) => held.push(go));
  const round = async (): Promise<void> => {
    await settle();
    for (const go of held.splice(0)) go();
  };
  opened[0]?.set("zoom", 16);
  opened[1]?.set("theme", "light");
  for (const one of opened) one.flush();
  for (let rounds = 0; rounds < 12; rounds += 1) await round();
  assert.deepEqual(server.settings, { zoom: 16, theme: "light" });
});
