import assert from "node:assert/strict";
import { test } from "node:test";

import type { ModelEvent } from "../src/editor";
import { FrameRate } from "../src/core/frames";
import { difference } from "../src/model/visit";
import { refuses, type Move } from "../src/model/held";
import { joined, speechless, wordsIn } from "../src/model/spans";
import { sound, DEFAULTS } from "../src/model/settings";
import { TermIndex } from "../src/model/terms";
import { Signs } from "../src/model/activity";
import { kept } from "../src/model/lines";
import { S } from "../src/strings";
import type { Desk, RulesInForce, Stretch, Term } from "../src/wire";
import { FakeBrowser, Page } from "./model/page";
import { ANA, cueOf, FakeServer } from "./model/server";

/** A page on a server whose desk says this besides. */
function page(server: FakeServer, parts: Partial<Desk> = {}): Page {
  const plain = server.desk.bind(server);
  server.desk = (who) => ({ ...plain(who), ...parts });
  return new Page(server, new FakeBrowser(), ANA);
}

const ids = (rows: readonly { readonly id: string }[]): string => rows.map(({ id }) => id).join(" ");

test("a finding comes and goes at each input event, on the cue and on the one before it", () => {
  const server = new FakeServer(3);
  const { model } = page(server);
  const events: ModelEvent[] = [];
  model.on((event) => events.push(event));
  model.type("c0", ["x".repeat(60)]);
  assert.deepEqual(model.findings("c0").map(({ rule }) => rule), ["line-length", "reading-speed"]);
  assert.ok(events.some((event) => event.type === "findings" && event.ids !== "all" && event.ids.has("c0")));
  model.type("c0", ["Short."]);
  assert.deepEqual(model.findings("c0"), []);
  model.sketch("c1", 2_000, 5_000); // at once after c0
  assert.deepEqual(model.findings("c0").map(({ rule }) => rule), ["gap"]);
  assert.equal(model.index("c1"), 1);
  model.sketch("c1", 3_000, 5_000);
  assert.deepEqual(model.findings("c0"), []);
});

test("a waived rule is no finding; one that is not measured here is the server's", async () => {
  const server = new FakeServer(3);
  const one = page(server);
  const { model } = one;
  const finding = { severity: "warning", message: "m", start: 0, measured: null, limit: null, unit: "", fix: null };
  const answers: Record<string, unknown> = {
    waivers: [{ waiver_id: 1, cue_id: "", rule: "empty" }],
    findings: [
      { ...finding, rule: "names", cue_id: "c1" },
      { ...finding, rule: "names", cue_id: "c2", waived: true },
      { ...finding, rule: "gap", cue_id: "c2" }, // measured here: there is none
    ],
  };
  const { fetchAs } = server;
  void fetchAs;
  const world = one.world as { fetch: (url: string, init: RequestInit) => Promise<Response> };
  const plain = world.fetch.bind(world);
  world.fetch = async (url, init) => {
    const route = /tracks\/1\/(\w+)/.exec(url)?.[1] ?? "";
    return route in answers ? new Response(JSON.stringify(answers[route])) : plain(url, init);
  };
  model.reading.steps([{ step: 1, number: 1, action: "waive", person_id: 1, at: "", detail: {}, undone: false }]);
  await one.world.pass(1_000);
  assert.deepEqual(model.findings("c1").map(({ rule }) => rule), ["names"]);
  assert.deepEqual(model.findings("c2"), []);
  model.type("c0", [""]);
  assert.deepEqual(model.findings("c0"), []); // empty is waived on the whole track
});

test("the current cue stays in the list until it is left", async () => {
  const server = new FakeServer(4);
  const one = page(server);
  const { model } = one;
  await server.other("confirm", { cue_id: "c1", revision: 1 });
  await model.refresh();
  model.setFilter({ what: "unconfirmed" });
  assert.equal(ids(model.shown), "c0 c2 c3");
  await model.act({ route: "confirm", cue_id: "c0", what: "" });
  assert.equal(ids(model.shown), "c0 c2 c3");
  assert.deepEqual(["c0", "c2"].map((id) => model.matches(id)), [false, true]);
  model.select("c2");
  assert.equal(ids(model.shown), "c2 c3");
  model.setFilter({ what: "all", text: "LINE 3" });
  assert.equal(ids(model.shown), "c2 c3");
  model.type("c2", ["typed"]);
  assert.deepEqual(model.shown[0]?.lines, ["typed"]);
});

test("sorted by risk, the order stays while one works through it", async () => {
  const server = new FakeServer(3);
  const words = [[6_100, 6_500, "Sprotch", 0.2], [6_600, 7_000, "and", 0.99]] as const;
  const { model } = page(server, { words });
  model.setSort("risk");
  assert.equal(ids(model.shown), "c2 c0 c1");
  assert.match(model.riskWhy("c2")[0] ?? "", /Sprotch/);
  assert.ok(model.risk("c2") > model.risk("c0") && model.risk("c2") <= 1);
  model.type("c1", ["x".repeat(90)]);
  assert.ok(model.risk("c1") > model.risk("c2"));
  model.select("c2");
  assert.equal(ids(model.shown), "c2 c0 c1");
  model.setSort("risk");
  assert.equal(ids(model.shown), "c1 c2 c0");
  await model.act({ route: "confirm", cue_id: "c0", what: "" });
  assert.equal(model.risk("c0"), 0); // a person has read it, and nothing is found
});

test("what the run knew of a draft counts until somebody writes", async () => {
  const server = new FakeServer(3);
  const why = "The source says “not”, the draft does not";
  const risk = { reasons: [{ why, points: 45 }, { why: "Words were heard badly", points: 20 }] };
  const kept = server.cues.get("c1")!;
  server.cues.set("c1", { ...kept, view: { ...kept.view, risk } });
  const { model } = page(server, {});
  model.setSort("risk");
  assert.equal(ids(model.shown), "c1 c0 c2");
  assert.equal(model.riskWhy("c1")[0], why);
  model.select("c1");
  model.setFilter({ what: "risky" });
  assert.equal(ids(model.shown), "c1");
  model.type("c1", ["Written by a person."]);
  assert.ok(!model.riskWhy("c1").includes(why));
  assert.ok(model.risk("c1") < 0.5);
});

test("speech that no cue covers, and a cue over which nobody speaks", () => {
  const server = new FakeServer(3); // 0–2, 3–5, 6–8 s
  const speech = [[0, 2_300], [6_200, 6_800], [9_000, 9_400], [10_000, 11_000]] as const;
  const { model } = page(server, { speech });
  assert.deepEqual(
    model.speechless.map(({ kind, start, end, cue_id }) => [kind, start, end, cue_id]),
    [
      ["cue-without-speech", 3_000, 5_000, "c1"],
      ["speech-without-cue", 10_000, 11_000, ""],
    ],
  );
  assert.match(model.riskWhy("c1").join(), /nobody speaks/);
  assert.deepEqual(speechless([], model.rows), []); // never listened to: nothing is said
});

test("what the machine left out stands where it was heard, until a cue does", () => {
  const server = new FakeServer(3);
  const told = (kind: Stretch["kind"], start: number, end: number, text: string): Stretch =>
    ({ kind, start, end, text, why: "it loops", language: "" });
  const coverage = {
    speech: 4_000, heard: 2_000, windows: 2, retried: 1,
    stretches: [
      told("kept-out", 10_200, 10_900, "la la"),
      told("retried", 10_200, 10_900, "no matter"),
      told("kept-out", 20_000, 20_300, "You"),
      told("missed", 22_000, 23_000, ""),
      told("unspoken", 3_500, 4_000, "under a cue"),
    ],
  };
  const speech = [[0, 2_300], [3_000, 5_000], [10_000, 11_000]] as const;
  const { model } = page(server, { speech, coverage });
  assert.deepEqual(
    model.speechless
      .filter(({ kind }) => kind === "speech-without-cue")
      .map(({ start, end, text, why }) => [start, end, text, why]),
    [
      [10_000, 11_000, "la la", "it loops"],
      [20_000, 20_300, "You", "it loops"],
    ],
  );
  const [only] = speechless([], [], [told("kept-out", 5, 9, "You"), told("unspoken", 6, 8, "me")]);
  assert.equal(only?.text, "You … me");
  assert.deepEqual(speechless([], model.rows, [told("missed", 5, 9, "")]), []);
});

test("noise that may hide speech has a row where nothing else has one", () => {
  const server = new FakeServer(3); // 0–2, 3–5, 6–8 s
  const noise = (start: number, end: number): Stretch =>
    ({ kind: "noisy", start, end, text: "", why: "noise", language: "" });
  const coverage = {
    speech: 4_000, heard: 2_000, windows: 2, retried: 0,
    stretches: [noise(1_000, 30_000), noise(40_000, 41_000)],
  };
  const speech = [[0, 2_000], [3_000, 5_000], [6_000, 8_000], [12_000, 13_000]] as const;
  const { model } = page(server, { speech, coverage });
  assert.deepEqual(
    model.speechless.map(({ start, end, why }) => [start, end, why]),
    [
      [8_000, 12_000, "noise"],
      [12_000, 13_000, undefined],
      [13_000, 30_000, "noise"],
    ],
  );
});

test("words over a time, spans made one", () => {
  const words = [[0, 100, "a", 1], [100, 200, "b", 1], [200, 300, "c", 1]] as const;
  assert.equal(wordsIn(words, 60, 250).map((word) => word[2]).join(""), "b");
  assert.equal(wordsIn(words, 50, 251).map((word) => word[2]).join(""), "abc");
  assert.deepEqual(joined([[5, 9], [0, 3], [2, 4], [9, 10]]), [[0, 4], [5, 10]]);
});

test("terms: whole words where there are words, the longest in one place", () => {
  const term = (term_id: number, source: string): Term => ({ term_id, source, target: "t", kind: "", note: "", target_at: null, term_at: "" });
  const found = (locale: string, sources: string[], line: string): string =>
    new TermIndex(sources.map((source, index) => term(index, source)), locale)
      .hits([line])
      .map(({ source }) => source)
      .join(", ");
  assert.equal(found("en", ["York", "New York", "art"], "new <i>york</i>, party"), "New York");
  assert.equal(found("en", ["art"], "The art. Art!"), "art");
  assert.equal(found("en", ["art"], "heart 𝐀art arts"), "");
  assert.equal(found("ja", ["東京", "港"], "東京の港へ"), "東京, 港");
  assert.equal(found("ko", ["하루"], "하루가 갔다"), "하루"); // with its particle
  assert.equal(found("tr", ["ırmak"], "IRMAK akıyor"), "ırmak");
  assert.equal(found("en", ["", "  "], "anything"), "");
});

test("lines as the server keeps them", () => {
  assert.deepEqual(kept(["a\r\nb", "", "e\u0301", " \t", ""]), ["a", "b", "", "\u00e9"]);
  assert.deepEqual(kept([""]), []);
  assert.deepEqual(kept(["\ufeff"]), ["\ufeff"]); // Python takes it for a character
});

test("settings out of anything", () => {
  assert.deepEqual(sound(null), DEFAULTS);
  assert.deepEqual(sound([1]), DEFAULTS);
  const made = sound({ keys: "emacs", theme: "light", listFont: 1e9, zoom: 20, splits: { a: "x" }, other: 1,
    remapped: { undo: { text: ["Ctrl+U"] } }, follow: "yes" }); // prettier-ignore
  assert.deepEqual(made, { ...DEFAULTS, theme: "light", zoom: 20, remapped: { undo: { text: ["Ctrl+U"] } } });
});

test("signs close together are one, and playback has a length", () => {
  const signs = new Signs();
  for (const at of [0, 1_000, 2_500, 9_000]) signs.sign("typing", at);
  signs.playing(true, 3_000);
  signs.playing(false, 8_000);
  signs.playing(true, 9_500);
  assert.deepEqual(signs.until(10_000), [
    ["typing", 0, 2_500],
    ["typing", 9_000, 9_000],
    ["playing", 3_000, 8_000],
    ["playing", 9_500, 10_000],
  ]);
});

test("characters written and deleted, counted and not kept", () => {
  assert.deepEqual(difference("", "abc"), [0, 3]);
  assert.deepEqual(difference("abc", "ac"), [1, 0]);
  assert.deepEqual(difference("one two", "one 😀 two"), [0, 2]);
  assert.deepEqual(difference("same", "same"), [0, 0]);
});

test("a line that is too long has the auto break for a fix, where its lines hold the text", async () => {
  const { model } = page(new FakeServer(2));
  const fixOf = (line: string): readonly string[] | null | undefined => {
    model.type("c0", [line]);
    return model.findings("c0").find(({ rule }) => rule === "line-length")?.fix?.lines;
  };
  const words = "Disculpe, señor, ¿ya salió el último tren de la noche?";
  const broken = fixOf(words);
  assert.equal(broken?.length, 2);
  assert.equal(broken?.join(" "), words);
  assert.equal(fixOf("x".repeat(60)), undefined);
});

/** Where the fix of c1, which is too short, would end it, from its start, ms; undefined: no fix is offered. */
function endOffered(
  times: RulesInForce["times"],
  source: readonly { readonly id: string; readonly start: number; readonly end: number }[],
  over: Readonly<Record<string, readonly string[]>>,
  version: number | null = 1,
): number | null | undefined {
  const server = new FakeServer(3); // 0–2, 3–5, 6–8 s
  const { track } = server.desk(ANA);
  const cues = track.cues.map((view) => {
    const source_ids = over[view.cue.id] ?? [];
    return { ...view, sources: ["s"], cue: { ...view.cue, source_ids } };
  });
  const template = source.map(({ id, start, end }) => cueOf(id, start, end, ["…"]));
  const rules = { ...track.rules, times };
  const { model } = page(server, { track: { ...track, version, cues, source: template, rules } });
  const { start } = model.row("c1")!;
  model.sketch("c1", start, start + 200); // to end later is its fix
  const end = model.findings("c1").find((one) => one.rule === "duration-short")?.fix?.end;
  return end && end - start;
}

test("a fix that moves what is the template's is not offered", () => {
  const fixOf = (rule: "free" | "tail" | "fixed", lasts: number): number | null | undefined =>
    endOffered({ rule, frames: 0 }, [{ id: "s", start: 3_000, end: 3_000 + lasts }], { c1: ["s"] });
  assert.equal(fixOf("free", 1_500), 833);
  assert.equal(fixOf("tail", 400), 833);
  assert.equal(fixOf("tail", 300), undefined); // more than half a second after the template's
  assert.equal(fixOf("tail", 1_500), undefined); // before the template's
  assert.equal(fixOf("fixed", 833), 833); // back to the template's own
  assert.equal(fixOf("fixed", 1_500), undefined);
});

test("a fix that goes further from the template's times than the market may is not offered", () => {
  const fixOf = (frames: number, lasts: number): number | null | undefined =>
    endOffered({ rule: "adjust", frames }, [{ id: "s", start: 3_000, end: 3_000 + lasts }], { c1: ["s"] });
  assert.equal(fixOf(2, 750), 833); // two frames later than the template's
  assert.equal(fixOf(1, 750), undefined);
  assert.equal(fixOf(2, 917), 833); // two frames earlier
  assert.equal(fixOf(1, 917), undefined);
});

test("a border of the market's own is kept inside the template's line by no rule but that", () => {
  for (const rule of ["fixed", "tail", "adjust"] as const) {
    const fixOf = (start: number, end: number, over: Readonly<Record<string, readonly string[]>>) =>
      endOffered({ rule, frames: 2 }, [{ id: "s", start, end }], over);
    assert.equal(fixOf(3_000, 8_000, { c1: ["s"], c2: ["s"] }), 833, rule);
    assert.equal(fixOf(3_000, 3_500, { c1: ["s"], c2: ["s"] }), undefined, rule); // out of it
    assert.equal(fixOf(3_000, 8_000, { c1: [] }), 833, rule); // stands for no line at all
  }
});

test("a tail ends the least gap before the next cue, and no in-time has one", () => {
  const held = { start: 3_000, end: 3_400, inside: [3_000, 3_400] } as const;
  const refused = (after: Partial<Move["after"]>, following?: number): boolean => {
    const move = { before: { start: 2_900, end: 3_200 }, after: { start: null, end: null, ...after } };
    return refuses({ rule: "tail", frames: 0 }, held, { ...move, following, minGap: 83 }, new FrameRate(24, 1));
  };
  assert.deepEqual([refused({ end: 3_833 }), refused({ end: 3_833 }, 3_916)], [false, false]);
  assert.ok(refused({ end: 3_833 }, 3_915));
  assert.deepEqual([refused({ start: 3_042 }), refused({ start: 2_958 })], [true, true]);
  assert.ok(!refused({ start: 3_000 })); // back to the template's
});

test("a cue that was taken out, and stays for what is typed over it, is no next one", async () => {
  const server = new FakeServer(3);
  const top = { anchor: 8, vertical: "", settings: [] } as const; // not in the way of c1
  for (const [id, part] of [
    ["c1", { source_ids: ["s"] }],
    ["c2", { start: 3_700, placement: top }],
  ] as const) {
    const kept = server.cues.get(id)!;
    server.cues.set(id, { ...kept, view: { ...kept.view, cue: { ...kept.view.cue, ...part } } });
  }
  const { track } = server.desk(ANA);
  const rules = { ...track.rules, times: { rule: "tail", frames: 0 } } as const;
  const source = [cueOf("s", 3_000, 3_400, ["…"])];
  const { model } = page(server, { track: { ...track, version: 1, source, rules } });
  model.sketch("c1", 3_000, 3_200);
  const end = (): number | null | undefined =>
    model.findings("c1").find((one) => one.rule === "duration-short")?.fix?.end;
  assert.equal(end(), undefined);
  model.type("c2", ["typed"]);
  await server.other("delete", { cue_id: "c2", revision: 1 });
  await model.refresh();
  assert.ok(model.row("c2")?.view.deleted);
  assert.equal(end(), 3_833);
});

test("a market that hangs on no version of a template has its times for itself", () => {
  const source = [{ id: "s", start: 3_000, end: 4_500 }]; // the transcript's
  assert.equal(endOffered({ rule: "fixed", frames: 0 }, source, { c1: ["s"] }, null), 833);
});

test("a mark that tells of no change of the source is not told as one", () => {
  const why = "Template v1: Its times were set by hand and are not the template's";
  for (const [stale, said] of [
    ["“Who?” → “Who’s there?”", "source has moved on: “Who?” → “Who’s there?”"],
    ["Template v2: “Who?” → “Where?”; The template splits this line", "source has moved on: Template v2"],
    ["Taken out: “Who?”", "source has moved on: Taken out: “Who?”"],
    [why, `o be looked at: ${why}`],
  ] as const) {
    const server = new FakeServer(2);
    const kept = server.cues.get("c1")!;
    server.cues.set("c1", { ...kept, view: { ...kept.view, stale } });
    assert.ok(page(server).model.riskWhy("c1").some((one) => one.includes(said)), stale);
    assert.ok(S.staleBecause(stale).includes(said), stale);
  }
});
