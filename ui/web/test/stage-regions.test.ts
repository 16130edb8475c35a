/** What a cue's region on the timeline says of it, in a document that only takes it down. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import type { Row } from "../src/editor";
import { Regions } from "../src/stage/regions";
import { flag } from "./model/notes";
import { Page } from "./model/page";
import { putPaper, type Paper } from "./model/paper";
import { FakeServer } from "./model/server";

const VIEW = { start: 0, span: 10_000, width: 1000 };

test("a cue that was sent back does not look locked to whom it was sent", async () => {
  putPaper();
  const server = new FakeServer(3);
  server.may = { edit: false, approve: false };
  server.notes = [flag("c1", true)];
  const page = new Page(server);
  const { model } = page;
  const regions = new Regions(model);
  const draw = (): Record<string, string | undefined> => {
    regions.draw(model.rows as Row[], VIEW, { edge: null });
    const drawn = (regions.element as unknown as Paper).children;
    return Object.fromEntries(drawn.map(({ dataset }) => [dataset["cue"], dataset["locked"]]));
  };
  assert.deepEqual(draw(), { c0: "true", c1: "true", c2: "true" }); // nothing is known of notes yet
  await page.begun;
  await page.world.pass(5_000);
  assert.deepEqual(draw(), { c0: "true", c1: "false", c2: "true" });
  // It is another's since: the row itself is the same.
  server.notes = [flag("c1", false)];
  await model.reading.begin();
  assert.deepEqual(draw(), { c0: "true", c1: "true", c2: "true" });
});

test("a cue that is locked looks so", () => {
  const css = readFileSync(path.join(process.env["ROOT"]!, "ui/web/src/stage/stage.css"), "utf8");
  assert.match(css, /\.lz-tl-cue\[data-locked="true"\] \{/);
});
