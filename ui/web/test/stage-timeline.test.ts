import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameRate } from "../src/core/frames";
import type { Model, Row } from "../src/editor";
import { moved, roomOf, type Grab, type Moved } from "../src/stage/drag";
import { heldEdges } from "../src/stage/held";
import { Peaks } from "../src/stage/peaks";
import { hit } from "../src/stage/pointer";
import { marks } from "../src/stage/ruler";
import { caught, zones, type Grounds } from "../src/stage/snap";
import { following, showing, toTime, toX, within, zoomed, type View } from "../src/stage/view";

const rate = new FrameRate(24, 1);
const ms = (frame: number): number => rate.timeOf(frame);

function grounds(more: Partial<Grounds> = {}): Grounds {
  return { rate, minGap: 2, shots: [], speech: [], words: [], ...more };
}

function grab(more: Partial<Grab> = {}): Grab {
  return {
    what: "end",
    cue: { start: 100, end: 150 },
    before: { id: "before", start: 40, end: 90 },
    after: { id: "after", start: 170, end: 220 },
    frames: 1000,
    room: { start: undefined, end: undefined },
    ...more,
  };
}

const PLAIN = { free: false, along: false };
const FREE = { free: true, along: false };
const ALONG = { free: false, along: true };

function times(result: Moved): [number, number] {
  return [result.start, result.end];
}

// --- What lies under the pointer -----------------------------------------------------------------

test("edges are found some pixels around, the current cue's first, and narrow cues keep a middle", () => {
  const at: View = { start: 0, span: 10_000, width: 1000 };
  const rows = [
    { id: "a", start: 1000, end: 2000 },
    { id: "b", start: 2040, end: 2200 },
  ];
  const found = (x: number, current?: string) => {
    const under = hit(rows, at, x, current);
    return under && `${under.row.id} ${under.what}`;
  };
  assert.equal(found(103), "a start");
  assert.equal(found(150), "a whole");
  assert.equal(found(199), "a end");
  assert.equal(found(202), "a end");
  assert.equal(found(202, "b"), "b start");
  assert.equal(found(204), "b start");
  assert.equal(found(212), "b whole");
  assert.equal(found(230), undefined);
});

test("a row's times are held at the outer edges of the template's lines", () => {
  const row = (id: string, start: number, end: number, source_ids: string[]) =>
    ({ id, start, end, view: { cue: { source_ids } } }) as unknown as Row;
  const source = [
    { id: "1", start: 0, end: 900 },
    { id: "2", start: 1000, end: 1900 },
  ];
  const rows = [row("x", 0, 400, ["1"]), row("y", 440, 1900, ["1", "2"]), row("z", 2000, 3000, [])];
  const held = (version: number | null) => {
    const model = { rows, desk: { track: { source, version } } } as unknown as Model;
    return rows.map((one) => heldEdges(model, one));
  };
  const free = { start: undefined, end: undefined };
  assert.deepEqual(held(2), [{ start: 0, end: undefined }, { start: undefined, end: 1900 }, free]);
  assert.deepEqual(held(null), [free, free, free]); // the transcript holds nothing
});

// --- What an edge catches ------------------------------------------------------------------------

test("an in-time catches a shot change on the cut, an out-time the least gap before it", () => {
  const at = grounds({ shots: [ms(200)] });
  assert.deepEqual(caught(203.4, "start", undefined, 4, at), { frame: 200, by: "shot" });
  assert.deepEqual(caught(201, "end", undefined, 4, at), { frame: 198, by: "shot" });
  assert.equal(caught(204.5, "start", undefined, 4, at), undefined);
});

test("a shot change comes before a nearer neighbour, a neighbour before a nearer voice", () => {
  const at = grounds({ shots: [ms(200)], speech: [[ms(203), ms(260)]] });
  assert.equal(caught(203, "start", 203, 4, at)?.by, "shot");
  assert.deepEqual(caught(206, "start", 207, 4, at), { frame: 207, by: "neighbour" });
  assert.deepEqual(caught(206, "start", 250, 4, at), { frame: 203, by: "voice" });
});

test("onsets catch the frame that they lie in, ends the frame after", () => {
  const at = grounds({ words: [[ms(50) + 20, ms(60) + 20, "word", 1]] });
  assert.deepEqual(caught(49, "start", undefined, 3, at), { frame: 50, by: "word" });
  assert.deepEqual(caught(59, "end", undefined, 3, at), { frame: 61, by: "word" });
});

test("the nearer of word and voice is caught", () => {
  const at = grounds({ words: [[ms(50), ms(60), "word", 1]], speech: [[ms(52), ms(60)]] });
  assert.equal(caught(52, "start", undefined, 4, at)?.by, "voice");
  assert.equal(caught(50, "start", undefined, 4, at)?.by, "word");
});

test("zones round a cut: 12 green and 7 red at 24, scaled by the rate", () => {
  const list = (of: FrameRate) => zones(of.timeOf(1000), of).map(({ from, to, kind }) => [from, to, kind]);
  assert.deepEqual(list(rate), [
    [988, 993, "green"],
    [993, 1007, "red"],
    [1007, 1012, "green"],
  ]);
  assert.deepEqual(list(new FrameRate(50, 1)).map(([from]) => from), [975, 985, 1015]);
});

// --- Edges ---------------------------------------------------------------------------------------

test("an edge goes to whole frames", () => {
  assert.deepEqual(times(moved(grab(), 3.4, PLAIN, 0, grounds())), [100, 153]);
  assert.deepEqual(times(moved(grab({ what: "start" }), -2.6, PLAIN, 0, grounds())), [97, 150]);
});

test("an edge stops at the neighbour's least gap, and says that it caught it", () => {
  const out = moved(grab(), 40, PLAIN, 4, grounds());
  assert.deepEqual(times(out), [100, 168]);
  assert.equal(out.stopped, true);
  const near = moved(grab(), 16, PLAIN, 4, grounds());
  assert.deepEqual([near.end, near.caught?.by], [168, "neighbour"]);
  assert.equal(moved(grab({ what: "start" }), -40, FREE, 4, grounds()).start, 92);
});

test("Shift frees an edge from what it would catch, not from its neighbour", () => {
  const at = grounds({ shots: [ms(160)] });
  assert.equal(moved(grab(), 9, PLAIN, 4, at).end, 158);
  assert.equal(moved(grab(), 9, FREE, 4, at).end, 159);
  assert.equal(moved(grab(), 90, FREE, 4, at).end, 168);
});

test("a catch that lies beyond the neighbour does not take an edge there", () => {
  const at = grounds({ shots: [ms(175)] });
  const out = moved(grab(), 22, PLAIN, 4, at);
  assert.equal(out.end, 168);
  assert.deepEqual(out.caught, { frame: 168, by: "neighbour" });
});

test("no cue turns inside out, none leaves the programme", () => {
  assert.deepEqual(times(moved(grab(), -400, PLAIN, 0, grounds())), [100, 101]);
  assert.deepEqual(times(moved(grab({ what: "start" }), 400, PLAIN, 0, grounds())), [149, 150]);
  assert.equal(moved(grab({ after: undefined }), 5000, PLAIN, 0, grounds()).end, 1000);
  assert.equal(moved(grab({ what: "start", before: undefined }), -5000, PLAIN, 0, grounds()).start, 0);
});

test("neighbours nearer than the least gap, or overlapping, are not pushed apart by a touch", () => {
  const near = grab({ after: { id: "after", start: 151, end: 220 } });
  assert.equal(moved(near, 0, PLAIN, 4, grounds()).end, 150);
  assert.equal(moved(near, 10, FREE, 0, grounds()).end, 150);
  const over = grab({ after: { id: "after", start: 140, end: 220 } });
  assert.equal(moved(over, 10, FREE, 0, grounds()).end, 150);
  assert.equal(moved(over, -10, FREE, 0, grounds()).end, 140);
});

test("with Alt a chained neighbour's edge goes along both ways, and the gap stays", () => {
  const chained = grab({ after: { id: "after", start: 152, end: 220 } });
  const out = moved(chained, 10, ALONG, 0, grounds());
  assert.deepEqual([out.end, out.neighbour], [160, { id: "after", start: 162, end: 220 }]);
  const back = moved(chained, -10, ALONG, 0, grounds());
  assert.deepEqual([back.end, back.neighbour?.start], [140, 142]);
  assert.equal(moved(chained, 500, ALONG, 0, grounds()).neighbour?.start, 219);
});

test("with Alt a neighbour's in-edge side works alike", () => {
  const chained = grab({ what: "start", before: { id: "before", start: 40, end: 95 } });
  const out = moved(chained, -20, ALONG, 0, grounds());
  assert.deepEqual([out.start, out.neighbour], [80, { id: "before", start: 40, end: 75 }]);
});

test("with Alt a neighbour across a pause is pushed when it is reached, not drawn near", () => {
  assert.equal(moved(grab(), 10, ALONG, 0, grounds()).neighbour, undefined);
  const out = moved(grab(), 30, ALONG, 0, grounds());
  assert.deepEqual([out.end, out.neighbour?.start], [180, 182]);
  assert.equal(moved(grab(), -10, ALONG, 0, grounds()).neighbour, undefined);
});

// --- Whole cues ----------------------------------------------------------------------------------

test("a whole cue keeps its length between its neighbours", () => {
  const whole = grab({ what: "whole" });
  assert.deepEqual(times(moved(whole, 5.2, FREE, 0, grounds())), [105, 155]);
  assert.deepEqual(times(moved(whole, 50, FREE, 0, grounds())), [118, 168]);
  assert.deepEqual(times(moved(whole, -50, FREE, 0, grounds())), [92, 142]);
});

test("either edge of a whole cue catches, a shot change before a voice", () => {
  const at = grounds({ shots: [ms(160)], speech: [[ms(106), ms(400)]] });
  const out = moved(grab({ what: "whole" }), 7, PLAIN, 3, at);
  assert.deepEqual([...times(out), out.caught?.by], [108, 158, "shot"]);
});

// --- Rules ---------------------------------------------------------------------------------------

test("rules for times stop a drag where the server would refuse it", () => {
  const held = ms(150);
  const end = (rule: "fixed" | "tail" | "adjust" | "free", frames = 0, shots: number[] = []) =>
    moved(
      grab({ room: { start: undefined, end: roomOf({ rule, frames }, "end", held, rate, shots) } }),
      15, FREE, 0, grounds(),
    ).end; // prettier-ignore
  assert.equal(end("free"), 165);
  assert.equal(end("fixed"), 150);
  assert.equal(end("adjust", 4), 154);
  assert.equal(end("tail"), 162);
  assert.equal(end("tail", 0, [ms(155)]), 155);
  assert.deepEqual(roomOf({ rule: "tail", frames: 0 }, "start", ms(100), rate, []), { from: 100, to: 100 });
  assert.equal(roomOf({ rule: "fixed", frames: 0 }, "end", undefined, rate, []), undefined);
});

// --- The view ------------------------------------------------------------------------------------

const view: View = { start: 10_000, span: 10_000, width: 1000 };

test("zooming leaves the time under the pointer where it is", () => {
  const near = zoomed(view, 2_500, 300);
  assert.equal(toTime(near, 300), toTime(view, 300));
  assert.equal(zoomed(view, 1, 300).span, 1_000);
  assert.equal(toX(view, toTime(view, 123)), 123);
});

test("the playhead stays in the middle, or turns pages", () => {
  assert.equal(following(view, 12_000, true).start, 7_000);
  assert.equal(following(view, 12_000, false), view);
  assert.equal(following(view, 20_000, false).start, 19_000);
  assert.equal(following(view, 9_000, false).start, 0);
});

test("a view stays within the programme, but for a centred playhead", () => {
  assert.equal(within({ ...view, start: -500 }, 60_000, false).start, 0);
  assert.equal(within({ ...view, start: 55_000 }, 60_000, false).start, 50_000);
  assert.equal(within({ ...view, start: 55_000 }, 60_000, true).start, 55_000);
  assert.equal(within({ ...view, start: 0 }, 4_000, false).start, 0);
});

test("what is well inside is shown as it is; else it comes to the middle", () => {
  assert.equal(showing(view, 12_000, 14_000), view);
  assert.equal(showing(view, 30_000, 32_000).start, 26_000);
  assert.equal(showing(view, 30_000, 90_000).start, 29_000);
});

// --- Ruler and peaks -----------------------------------------------------------------------------

test("marks stand on whole frames, with a timecode where there is room", () => {
  const at = (pixels: number) => {
    const found = marks(0, 2400, pixels, rate, 80);
    const labelled = found.filter((mark) => mark.labelled).map((mark) => mark.frame);
    assert.ok(found.every((mark) => Number.isInteger(mark.frame)));
    return (labelled[1] ?? 0) - (labelled[0] ?? 0);
  };
  assert.equal(at(100), 1);
  assert.equal(at(40), 2);
  assert.equal(at(4), 24);
  assert.equal(at(0.5), 240);
});

test("a column has the extremes of all pairs that it touches; outside there is silence", () => {
  const bytes = Int8Array.from([-127, 0, 0, 127, -64, 64, 0, 0]);
  const peaks = new Peaks(bytes, 2); // half a second each
  assert.equal(peaks.duration, 2000);
  const two = peaks.slice(0, 2000, 2);
  assert.deepEqual([...two.above].map((v) => Math.round(v * 127)), [127, 64]);
  assert.deepEqual([...two.below].map((v) => Math.round(v * 127)), [127, 64]);
  const around = peaks.slice(-1000, 3000, 8);
  assert.deepEqual([...around.above].map((v) => Math.round(v * 127)), [0, 0, 0, 127, 64, 0, 0, 0]);
  assert.equal(peaks.slice(0, 1000, 800).above.length, 2);
});
