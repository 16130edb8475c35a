/** A term that two people change: what is sent says what was read, and nothing typed is lost. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { shownTerm, termChange, typedOver } from "../src/model/termchange";
import type { Term } from "../src/wire";

const READ: Term = {
  term_id: 7,
  source: "Deep Six",
  target: "Le Fond",
  kind: "name",
  note: "A harbour.",
  target_at: "2026-01-02T03:04:05.000006Z",
  term_at: "2026-01-01T00:00:00Z",
};

test("only what was changed is sent, with when it had been changed last", () => {
  const shown = shownTerm(READ);
  assert.equal(termChange(READ, shown, "fr-FR"), null);
  assert.deepEqual(termChange(READ, { ...shown, target: "Le Gouffre" }, "fr-FR"), {
    locale: "fr-FR",
    target: "Le Gouffre",
    seen: READ.target_at,
  });
  assert.deepEqual(termChange(READ, { ...shown, note: "" }, "fr-FR"), {
    locale: "fr-FR",
    note: "",
    seen_term: READ.term_at,
  });
});

test("where there was no rendering, that is what was seen", () => {
  const bare = { ...READ, target: "", target_at: null };
  const change = termChange(bare, { ...shownTerm(bare), target: "Le Fond" }, "fr-FR");
  assert.deepEqual(change, { locale: "fr-FR", target: "Le Fond", seen: null });
});

test("a note of several lines is not changed by a field that shows one", () => {
  const long = { ...READ, note: "A harbour.\nNot a number." };
  assert.equal(shownTerm(long).note, "A harbour.Not a number.");
  assert.equal(termChange(long, shownTerm(long), "fr-FR"), null);
});

test("after another's change what was typed stands, and the rest is theirs", () => {
  const now = { ...READ, target: "L’Abîme", note: "A bar.", target_at: "2026-01-03T00:00:00Z" };
  const typed = { ...shownTerm(READ), target: "Le Gouffre" };
  const kept = typedOver(READ, now, typed);
  assert.deepEqual(kept, { ...typed, note: "A bar." });
  assert.deepEqual(termChange(now, kept, "fr-FR"), {
    locale: "fr-FR",
    target: "Le Gouffre",
    seen: "2026-01-03T00:00:00Z",
  });
  // Typed over with what the other wrote too: there is nothing left to save.
  assert.equal(termChange(now, typedOver(READ, now, { ...typed, target: now.target }), "fr-FR"), null);
});
