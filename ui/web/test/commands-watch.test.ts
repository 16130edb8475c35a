import assert from "node:assert/strict";
import { test } from "node:test";

import { watchThrough } from "../src/commands/watch";
import type { Called, Editor, WatchedCue } from "../src/editor";

/** An editor that is watched through; each record sent is answered by the next of these. */
function watched(answers: Called<{ outdated: readonly string[] }>[]) {
  Object.assign(globalThis, { document: { addEventListener: () => undefined, hidden: false } });
  const sent: unknown[] = [];
  const said: string[] = [];
  let see: (cue: WatchedCue) => void = () => undefined;
  const editor = {
    model: {
      row: () => ({ dirty: false }),
      say: (text: string) => said.push(text),
      desk: { track: { track_id: 1 } },
      api: {
        call: async (_: string, __: string, body: unknown) => {
          sent.push(body);
          return answers.shift() ?? { ok: true, data: { outdated: [] } };
        },
      },
    },
    player: {
      speed: 1,
      on: () => undefined,
      watch: { on: false, start: () => undefined, onWatched: (tell: typeof see) => (see = tell) },
    },
    visits: { watched: () => undefined },
  } as unknown as Editor;
  void watchThrough(editor);
  return { sent, said, see: (id: string) => see({ cue_id: id, revision: 1, speed: 1 }) };
}

function refusal(code: string): Called<never> {
  return { ok: false, error: { code, message: code, hint: "" } };
}

for (const code of ["signed-out", "other-person"]) {
  test(`what was watched is kept until it can be sent: ${code}`, async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const rest = () => new Promise((done) => setImmediate(done));
    const { sent, said, see } = watched([refusal(code)]);
    see("c0");
    context.mock.timers.tick(5_000);
    await rest();
    see("c1");
    context.mock.timers.tick(10_000);
    await rest();
    const cues = ["c0", "c1"].map((cue_id) => ({ cue_id, revision: 1 }));
    assert.equal(said.at(-1), code);
    assert.deepEqual(sent, [{ cues: cues.slice(0, 1), speed: 1 }, { cues, speed: 1 }]);
  });
}

test("what is refused for itself is told, and not sent again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { sent, said, see } = watched([refusal("refused")]);
  see("c0");
  context.mock.timers.tick(5_000);
  await new Promise((done) => setImmediate(done));
  context.mock.timers.tick(20_000);
  assert.equal(sent.length, 1);
  assert.equal(said.at(-1), "refused");
});
