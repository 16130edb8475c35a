import assert from "node:assert/strict";
import { test } from "node:test";

import { stateName } from "../src/sheet/statename";
import { S } from "../src/strings";
import type { CueState, MachineDraft } from "../src/wire";
import { cueOf, viewOf } from "./model/server";

const DRAFT: MachineDraft = { start: 0, end: 1, lines: ["Draft"], machines: [1], memory: null };

test("a line of the template that nobody has written is called empty, and no machine's", () => {
  const name = (state: CueState, lines: readonly string[], machine: MachineDraft | null, withheld = false) =>
    stateName({ view: viewOf(cueOf("c", 0, 1, lines), { state, machine }), withheld });
  assert.equal(name("machine", [], null), S.rule.empty);
  assert.equal(name("machine", ["", " "], null), S.rule.empty);
  assert.equal(name("machine", ["Line"], null), S.state.machine);
  assert.equal(name("machine", [], DRAFT), S.state.machine); // it wrote nothing
  assert.equal(name("machine", [], null, true), S.state.machine); // its draft is not shown
  assert.equal(name("edited", [], null), S.state.edited); // somebody has taken the text out
});
