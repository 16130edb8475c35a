/**
 * Whatever happens in whatever order, no typed text is lost and none is saved twice.
 *
 * Two people in three windows type, go about, act and decide conflicts, while requests and answers
 * get lost, the server is killed and started anew, and windows crash and are opened again.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeBrowser, Page } from "./model/page";
import { ANA, BEN, FakeServer, type Person } from "./model/server";
import { FakeWorld, randoms } from "./model/world";

const CUES = 3;
const STEPS = 120;
const RUNS = Number(process.env.MODEL_RUNS ?? 40);
const FIRST = Number(process.env.MODEL_SEED ?? 1);

interface Window {
  page: Page;
  readonly browser: FakeBrowser;
  readonly who: Person;
}

interface Tally {
  conflicts: number;
  crashes: number;
  lost: number;
  saves: number;
}

async function run(seed: number): Promise<Tally> {
  const random = randoms(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const server = new FakeServer(CUES);
  const clock = new FakeWorld(async () => new Response());
  const tally: Tally = { conflicts: 0, crashes: 0, lost: 0, saves: 0 };
  /** Lines that somebody typed, and did not themselves write over or give up. */
  const wanted = new Set<string>();
  /** Texts that somebody decided for: saved once more, knowingly. */
  const decided = new Set<string>();
  let trouble = 0;
  server.fate = (path) => {
    const luck = random();
    if (!path.startsWith("tracks") || luck >= trouble) return "whole";
    tally.lost += 1;
    return luck < trouble / 2 ? "lost" : "answer-lost";
  };
  server.delay = () => new Promise((done) => clock.after(1 + below(400), done));
  const browsers = [new FakeBrowser(), new FakeBrowser()] as const;
  const windows: Window[] = [
    { browser: browsers[0], who: ANA, page: new Page(server, browsers[0], ANA) },
    { browser: browsers[0], who: ANA, page: new Page(server, browsers[0], ANA) },
    { browser: browsers[1], who: BEN, page: new Page(server, browsers[1], BEN) },
  ];
  const pass = async (ms: number): Promise<void> => {
    for (let gone = 0; gone < ms; gone += 100) {
      await clock.pass(100);
      for (const { page } of windows) await page.world.pass(100);
    }
  };
  let words = 0;
  const type = (page: Page): void => {
    const row = page.model.current;
    if (!row) return;
    // What stands in the box, not saved, is written over by the person.
    if (row.dirty) for (const line of row.lines) wanted.delete(line);
    words += 1;
    wanted.add(`w${words}`);
    page.type(row.id, `w${words}`);
  };
  const decide = async (page: Page): Promise<void> => {
    const { conflict } = page.model;
    if (!conflict) return;
    tally.conflicts += 1;
    const how = (["mine", "theirs", "both"] as const)[below(3)] ?? "mine";
    if (how === "theirs") for (const line of conflict.mine ?? []) wanted.delete(line);
    else decided.add(conflict.mine?.join("\n") ?? "");
    const done = page.model.settle(how);
    await pass(2_000);
    void done;
  };
  for (let step = 0; step < STEPS; step += 1) {
    const window = windows[below(windows.length)] as Window;
    const { page } = window;
    const id = `c${below(CUES)}`;
    const luck = below(20);
    if (luck < 8) type(page);
    else if (luck < 11) page.model.select(id);
    else if (luck < 12) void page.model.flush();
    else if (luck < 14) trouble = random() < 0.5 ? 0 : random() * 0.8;
    else if (luck < 15) server.down = true;
    else if (luck < 16) server.restart();
    else if (luck < 17) await decide(page);
    else if (luck < 18) void page.model.act({ route: "confirm", cue_id: id, what: "confirm" });
    else if (luck < 19) {
      tally.crashes += 1;
      page.crash();
      const name = random() < 0.5 ? page.name : undefined; // loaded again, or a new window
      window.page = new Page(server, window.browser, window.who, name);
    }
    await pass(below(2_500));
  }
  // Peace: all gets there, and people decide what is left to decide.
  trouble = 0;
  server.restart();
  const quiet = (): boolean =>
    windows.every(({ page }) => page.model.status.kind === "saved" && !page.model.conflict) &&
    browsers.every(({ store }) => !store.keys("localize/typed/").length);
  for (let round = 0; round < 40 && !quiet(); round += 1) {
    await pass(12_000);
    for (const { page } of windows) {
      const { conflict } = page.model;
      if (!conflict) continue;
      tally.conflicts += 1;
      decided.add(conflict.mine?.join("\n") ?? "");
      const done = page.model.settle("both");
      await pass(3_000);
      await done;
    }
  }
  await pass(12_000);
  const left = windows.map(({ page }) => ({ status: page.model.status, conflict: page.model.conflict }));
  const boxes = browsers.map(({ store, there }) => [
    [...there],
    store.keys("localize/typed/").map((key) => [key, store.get(key)]),
  ]);
  assert.ok(quiet(), `everything is saved: ${JSON.stringify([left, boxes], null, 1)}`);
  for (const { page } of windows) {
    for (const row of page.model.rows) {
      assert.deepEqual(row.lines, server.view(row.id).cue.lines, `${row.id} is as the server has it`);
    }
    page.model.close();
  }
  const saves = server.saves.map(([, lines]) => lines.join("\n"));
  const twice = saves.filter((text, at) => saves.indexOf(text) !== at && !decided.has(text));
  assert.deepEqual(twice, [], "every text is saved once");
  const history = new Set(
    [...server.cues.values()].flatMap(({ texts }) => texts.flatMap(({ lines }) => lines)),
  );
  assert.deepEqual([...wanted].filter((line) => !history.has(line)), [], "no text is lost");
  return { ...tally, saves: saves.length };
}

test(`${RUNS} random days lose no text and save none twice`, async (context) => {
  const sum: Tally = { conflicts: 0, crashes: 0, lost: 0, saves: 0 };
  for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) {
    try {
      const tally = await run(seed);
      for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += tally[key];
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  context.diagnostic(JSON.stringify(sum));
  assert.ok(sum.conflicts && sum.crashes && sum.lost, "there was trouble enough");
});
