import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, type Place } from "../src/sheet/places";

const inside = (place: Place, width: number, height: number): boolean =>
  place.x >= 0 &&
  place.y >= 0 &&
  place.x + place.width <= width &&
  place.y + place.height <= height;

const apart = (one: Place, two: Place): boolean =>
  one.x + one.width <= two.x ||
  two.x + two.width <= one.x ||
  one.y + one.height <= two.y ||
  two.y + two.height <= one.y;

test("the laptop's screen is divided as the drawing says", () => {
  const { size, places } = arrange(1280, 600, {}, false);
  assert.equal(size, "small");
  assert.deepEqual(places.head, { x: 0, y: 0, width: 1280, height: 32 });
  assert.deepEqual(places.picture, { x: 0, y: 32, width: 480, height: 308 });
  assert.deepEqual(places.list, { x: 480, y: 32, width: 800, height: 308 });
  assert.deepEqual(places.strip, { x: 0, y: 340, width: 1280, height: 112 });
  assert.deepEqual(places.wave, { x: 0, y: 452, width: 1280, height: 128 });
  assert.deepEqual(places.foot, { x: 0, y: 580, width: 1280, height: 20 });
});

test("and so is the desk's", () => {
  const { size, places, neighbours } = arrange(1920, 950, {}, false);
  assert.equal(size, "large");
  assert.ok(neighbours);
  assert.deepEqual(places.picture, { x: 0, y: 36, width: 768, height: 472 });
  assert.deepEqual(places.strip, { x: 0, y: 508, width: 768, height: 248 });
  assert.deepEqual(places.list, { x: 768, y: 36, width: 1152, height: 470 });
  assert.deepEqual(places.panels, { x: 768, y: 506, width: 1152, height: 250 });
  assert.deepEqual(places.wave, { x: 0, y: 756, width: 1920, height: 170 });
});

test("a larger desk gives the picture what the strip does not need", () => {
  const { places } = arrange(2560, 1300, {}, false);
  assert.ok(places.strip.height <= 260, `${places.strip.height}`);
  assert.ok(places.picture.width > 1024);
});

test("at any size, with any splits, nothing overlaps or leaves the screen", () => {
  const wild = [
    {},
    { "small-column": 9999, "large-column": -5, "small-wave": NaN, "large-strip": 1 },
  ];
  for (const splits of wild) {
    for (const [width, height] of [
      [1024, 560],
      [1280, 600],
      [1366, 650],
      [1536, 730],
      [1600, 760],
      [1920, 950],
      [1920, 700],
      [2560, 1300],
      [3840, 2000],
    ] as const) {
      for (const mirrored of [false, true]) {
        const { size, places } = arrange(width, height, splits, mirrored);
        const names = ["head", "picture", "list", "strip", "wave", "foot"] as const;
        const all = names.map((name) => places[name]);
        if (size === "large") all.push(places.panels);
        const at = `${width}×${height} ${size}`;
        all.forEach((one, index) => {
          assert.ok(inside(one, width, height), `${at} ${JSON.stringify(one)}`);
          for (const two of all.slice(index + 1)) assert.ok(apart(one, two), at);
        });
      }
    }
  }
});

test("mirrored, the list stands left, and its splitter is dragged the other way", () => {
  const { places, splits } = arrange(1280, 600, {}, true);
  assert.equal(places.list.x, 0);
  assert.equal(places.picture.x, 800);
  assert.equal(splits[0]!.sign, -1);
});

test("a splitter stands where the person left it", () => {
  const { places } = arrange(1920, 950, { "large-column": 900, "large-panels": 300 }, false);
  assert.equal(places.list.x, 900);
  assert.equal(places.panels.height, 300);
});
