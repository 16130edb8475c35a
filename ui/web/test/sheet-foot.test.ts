/** The message line, in a document that only takes it down. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Context } from "../src/sheet/context";
import { Foot } from "../src/sheet/foot";
import { Page } from "./model/page";
import { putPaper, resized, type Paper } from "./model/paper";
import { FakeServer } from "./model/server";

test("a message that is cut off gets as many lines as it takes, and the next one has its place again", () => {
  putPaper();
  const { model } = new Page(new FakeServer(2));
  const foot = new Foot({ model } as unknown as Context);
  const line = foot.element as unknown as Paper;
  const [status] = line.all("lz-status") as [Paper];
  status.clientWidth = 500;
  status.scrollWidth = 900;
  const said = "Cues are merged only inside one sentence of the template. F4 asks its owner.";
  model.say(said, "refused");
  assert.equal(status.textContent, said);
  assert.equal(status.title, said);
  assert.ok(line.classes.has("lz-long-message"));
  status.scrollWidth = 200;
  model.say("Nothing to change", "refused");
  assert.ok(!line.classes.has("lz-long-message"));
});

test("how much room a message has is seen anew when the page's width or a question changes it", async () => {
  putPaper();
  Object.assign(globalThis, { HTMLElement: class {} });
  const { model } = new Page(new FakeServer(2));
  const foot = new Foot({ model } as unknown as Context);
  const line = foot.element as unknown as Paper;
  const [status] = line.all("lz-status") as [Paper];
  [status.clientWidth, status.scrollWidth] = [900, 900];
  model.say("A message that just has room", "refused");
  status.clientWidth = 500; // a narrower window
  resized();
  assert.ok(line.classes.has("lz-long-message"));
  // While a question stands in its place the message has no size at all.
  const answered = foot.ask("Shift 412 cues?");
  [status.clientWidth, status.scrollWidth] = [0, 0];
  model.say("Another one, that is said meanwhile", "refused");
  assert.ok(!line.classes.has("lz-long-message"));
  [status.clientWidth, status.scrollWidth] = [500, 900];
  const [question] = line.all("lz-question") as [Paper];
  question.children.at(-1)?.heard.get("click")?.({}); // no
  assert.equal(await answered, false);
  assert.ok(line.classes.has("lz-long-message"));
});
