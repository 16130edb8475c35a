import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row, Speechless } from "../src/editor";
import { itemsOf } from "../src/sheet/items";

const row = (id: string, start: number): Row => ({ id, start, end: start + 900 }) as Row;
const gap = (start: number): Speechless => ({
  kind: "speech-without-cue",
  start,
  end: start + 500,
  cue_id: "",
});
const shown = (rows: Row[], gaps: Speechless[], woven = true): string =>
  itemsOf(rows, gaps, woven)
    .map((one) => (one.kind === "cue" ? one.row.id : `(${one.start})`))
    .join(" ");

test("speech without a cue stands where it is said", () => {
  const rows = [row("a", 1000), row("b", 2000), row("c", 5000)];
  assert.equal(
    shown(rows, [gap(0), gap(3000), gap(3600), gap(9000)]),
    "(0) a b (3000) (3600) c (9000)",
  );
  assert.equal(shown([], [gap(1)]), "(1)");
});

test("not in the order of risk, and never twice for a cue that nobody speaks in", () => {
  const rows = [row("b", 2000), row("a", 1000)];
  assert.equal(shown(rows, [gap(0)], false), "b a");
  const mute: Speechless = { kind: "cue-without-speech", start: 1000, end: 1900, cue_id: "a" };
  assert.equal(shown([row("a", 1000)], [mute]), "a");
});

test("a row for speech says what was left out there", () => {
  const [item] = itemsOf([], [{ ...gap(1), text: "la la", why: "it loops" }, gap(2)], true);
  assert.deepEqual(item, { kind: "speech", start: 1, end: 501, text: "la la", why: "it loops" });
  const [, plain] = itemsOf([], [gap(1), gap(2)], true);
  assert.deepEqual(plain, { kind: "speech", start: 2, end: 502, text: "", why: "" });
});
