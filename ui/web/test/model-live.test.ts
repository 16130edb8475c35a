import assert from "node:assert/strict";
import { test } from "node:test";

import { applyFix, findingNext } from "../src/commands/findings";
import type { Editor } from "../src/editor";
import { REST } from "../src/model/live";
import { FakeBrowser, Page } from "./model/page";
import { ANA, FakeServer, holding } from "./model/server";

const base = {
  severity: "warning", message: "m", start: 0, measured: null, limit: null, unit: "", fix: null,
}; // prettier-ignore

/** A page whose server's findings are these; what it was asked, in order. */
function served(answers: { get?: readonly object[]; post?: (lines: readonly string[]) => readonly object[] }) {
  const server = new FakeServer(4);
  const one = new Page(server, new FakeBrowser(), ANA);
  const asked: string[] = [];
  const world = one.world as { fetch: (url: string, init: RequestInit) => Promise<Response> };
  const plain = world.fetch.bind(world);
  const waivers: object[] = [];
  world.fetch = async (url, init) => {
    if (url.endsWith("/waivers") && init.method === "GET") return new Response(JSON.stringify(waivers));
    if (!/tracks\/1\/findings/.test(url)) return plain(url, init);
    if (init.method === "POST") {
      const { cue_id, lines } = JSON.parse(String(init.body)) as { cue_id: string; lines: string[] };
      asked.push(`${cue_id}: ${lines.join(" / ")}`);
      return new Response(JSON.stringify(answers.post?.(lines) ?? []));
    }
    asked.push(url.split("findings")[1] ?? "");
    return new Response(JSON.stringify(answers.get ?? []));
  };
  return { server, one, model: one.model, asked, waivers };
}

const rules = (found: readonly { readonly rule: string }[]): string => found.map(({ rule }) => rule).join(" ");

test("a text is asked about a moment after the last letter, and is not saved by it", async () => {
  const { one, model, asked, server } = served({
    post: (lines) =>
      lines[0]?.includes("  ")
        ? [{ ...base, rule: "spaces", cue_id: "c0", fix: { cue_id: "c0", start: null, end: null, lines: ["Good morning."] } }]
        : [],
  });
  await one.begun;
  await one.world.pass(500);
  asked.length = 0;
  const before = server.desk(ANA).track.cues[0]?.revision;
  model.type("c0", ["Good"]);
  await one.world.pass(REST - 50);
  model.type("c0", ["Good  morning."]);
  await one.world.pass(REST - 50);
  assert.deepEqual(asked, []);
  await one.world.pass(100);
  assert.deepEqual(asked, ["c0: Good  morning."]);
  assert.equal(rules(model.findings("c0")), "spaces");
  assert.ok(model.findings("c0")[0]?.fix);
  assert.equal(server.desk(ANA).track.cues[0]?.revision, before);
  // Typed on: its fix would take away what was typed since.
  model.type("c0", ["Good  morning. Yes."]);
  assert.equal(rules(model.findings("c0")), "spaces");
  assert.equal(model.findings("c0")[0]?.fix, null);
  model.type("c0", ["Good morning. Yes."]);
  await one.world.pass(REST + 50);
  assert.deepEqual(model.findings("c0"), []);
});

test("nothing half composed is asked about", async () => {
  const { one, model, asked } = served({});
  await one.begun;
  await one.world.pass(500);
  asked.length = 0;
  model.setComposing(true);
  model.type("c0", ["き"]);
  await one.world.pass(REST * 3);
  assert.deepEqual(asked, []);
  model.type("c0", ["今日"]);
  model.setComposing(false);
  await one.world.pass(REST + 50);
  assert.deepEqual(asked, ["c0: 今日"]);
});

test("an answer about a text that is another by now is passed over", async () => {
  let late: (() => void) | undefined;
  const { one, model } = served({ post: () => [{ ...base, rule: "old", cue_id: "c0" }] });
  await one.begun;
  await one.world.pass(500);
  const world = one.world as { fetch: (url: string, init: RequestInit) => Promise<Response> };
  const plain = world.fetch.bind(world);
  world.fetch = async (url, init) => {
    if (init.method === "POST" && url.endsWith("/findings")) await new Promise<void>((go) => (late = go));
    return plain(url, init);
  };
  model.type("c0", ["One."]);
  await one.world.pass(REST + 50);
  assert.ok(late);
  model.type("c0", ["One. Two."]);
  late();
  await one.world.pass(1);
  assert.deepEqual(model.findings("c0"), []);
});

test("what rules say of the whole track stays while single cues are asked about", async () => {
  const { one, model } = served({
    get: [
      { ...base, rule: "no-dictionary", cue_id: "", whole_track: true },
      { ...base, rule: "consistency", cue_id: "c1", whole_track: true },
      { ...base, rule: "spaces", cue_id: "c1" },
    ],
    post: () => [],
  });
  await one.begun;
  await one.world.pass(500);
  assert.equal(rules(model.findings("")), "no-dictionary");
  assert.equal(rules(model.findings("c1")), "spaces consistency");
  model.type("c1", ["Clean."]);
  await one.world.pass(REST + 50);
  assert.equal(rules(model.findings("c1")), "consistency");
});

test("a waived finding is shown apart, with why, and by which waiver", async () => {
  const { one, model, waivers } = served({ get: [{ ...base, rule: "spaces", cue_id: "c1" }] });
  waivers.push({ waiver_id: 7, cue_id: "c1", rule: "spaces", reason: "a poem" });
  await one.begun;
  await one.world.pass(500);
  const step = { step: 1, number: 1, person_id: 1, at: "", detail: {}, undone: false };
  model.reading.steps([{ ...step, action: "waive" }]);
  await one.world.pass(1_000);
  assert.deepEqual(model.findings("c1"), []);
  const [waived] = model.waived("c1");
  assert.deepEqual([waived?.rule, waived?.waiver_id, waived?.reason], ["spaces", 7, "a poem"]);
  assert.deepEqual(model.waived("c0"), []);
});

test("from finding to finding goes by the rule that the list shows alone", async () => {
  const { one, model } = served({
    get: [
      { ...base, rule: "spaces", cue_id: "c1" },
      { ...base, rule: "names", cue_id: "c2" },
      { ...base, rule: "spaces", cue_id: "c3" },
    ],
  });
  await one.begun;
  await one.world.pass(500);
  const editor = { model, settings: { values: { blockingFirst: true } } } as unknown as Editor;
  model.setFilter({ what: "rule", rule: "names" });
  await findingNext(editor);
  assert.equal(model.current?.id, "c2");
  model.setFilter({ what: "all" });
  await findingNext(editor);
  assert.equal(model.current?.id, "c3");
});

test("a fix that a list still shows does not write over what was typed since", async () => {
  const fix = { cue_id: "c0", start: null, end: null, lines: ["Line zero"] };
  const { one, model, server } = served({ get: [{ ...base, rule: "spaces", cue_id: "c0", fix }] });
  await one.begun;
  await one.world.pass(500);
  const [shown] = model.findings("c0");
  assert.ok(shown?.fix);
  const editor = { model } as unknown as Editor;
  model.type("c0", ["Line 0, and more"]);
  assert.equal(await applyFix(editor, shown), false);
  await model.flush();
  assert.deepEqual(server.view("c0").cue.lines, ["Line 0, and more"]);
});

test("who types on before a fix is answered is in no conflict with themselves", async () => {
  const fix = { cue_id: "c0", start: null, end: null, lines: ["Line zero"] };
  const { one, model, server } = served({ get: [{ ...base, rule: "spaces", cue_id: "c0", fix }] });
  await one.begun;
  await one.world.pass(500);
  const [shown] = model.findings("c0");
  assert.ok(shown?.fix);
  const { release } = holding(server, "text");
  const done = applyFix({ model } as unknown as Editor, shown);
  assert.equal(one.lines("c0"), "Line zero");
  model.type("c0", ["Line zero, and more"]);
  await release();
  assert.equal(await done, true);
  server.delay = async () => undefined;
  await model.flush();
  assert.equal(model.conflict, null);
  assert.deepEqual(server.view("c0").cue.lines, ["Line zero, and more"]);
});
