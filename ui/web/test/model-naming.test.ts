import assert from "node:assert/strict";
import { test } from "node:test";
import { numbered } from "../src/model/naming";

const ids = ["c0003", "c0011-2", "7"];
const index = (id: string): number => ids.indexOf(id);

test("cues are named by their numbers, and figures are left alone", () => {
  assert.equal(numbered("Last word of c0003 to c0011-2", index), "Last word of #1 to #2");
  assert.equal(numbered("Cue c0003 was changed by ana3.", index), "Cue #1 was changed by ana3.");
  assert.equal(numbered("7 frames, c0004 and v2", index), "7 frames, c0004 and v2");
});
