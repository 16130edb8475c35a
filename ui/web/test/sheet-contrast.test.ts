import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const file = path.join(process.env["ROOT"]!, "ui/web/src/style/tokens.css");
const css = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");

const colours = (selector: string): Map<string, string> => {
  const start = css.indexOf(`${selector} {`);
  assert.ok(start >= 0, selector);
  const block = css.slice(start, css.indexOf("}", start));
  return new Map(
    [...block.matchAll(/--lz-([\w-]+):\s*(#[0-9a-f]{6})\s*;/g)].map((m) => [m[1]!, m[2]!]),
  );
};

/** Relative luminance and contrast as WCAG 2.2 defines them. */
const luminance = (colour: string): number => {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one: string, two: string): number => {
  const [low, high] = [luminance(one), luminance(two)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

const GROUNDS = ["bg", "surface", "raised", "hover", "selected", "field"];
const TEXTS = ["text", "muted", "accent", "ok", "warn", "bad", "note"];
const PAIRS = [
  ...GROUNDS.flatMap((ground) => TEXTS.map((text) => [text, ground] as const)),
  ["on-accent", "accent"],
  ["ok", "ok-ground"],
  ["warn", "warn-ground"],
  ["bad", "bad-ground"],
  ["text", "ok-ground"],
  ["text", "warn-ground"],
  ["text", "bad-ground"],
  ["text", "added"],
  ["text", "removed"],
  ["ruler", "wave-ground"],
  ["cue-text", "wave-ground"],
] as const;

for (const [theme, selector] of [
  ["dark", ":root"],
  ["light", ':root[data-theme="light"]'],
] as const) {
  test(`${theme}: every text can be read on every ground it stands on`, () => {
    const found = new Map([...colours(":root"), ...colours(selector)]);
    for (const [text, ground] of PAIRS) {
      const [front, back] = [found.get(text), found.get(ground)];
      assert.ok(front && back, `${text} on ${ground}`);
      const ratio = contrast(front, back);
      assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
    }
    // What is no text but must be seen: frames of fields, focus, marks (3 : 1).
    for (const [mark, ground] of [
      ["line-strong", "surface"],
      ["line-strong", "bg"],
      ["accent", "bg"],
      ["shot", "wave-ground"],
      ["wave", "wave-ground"],
      ["playhead", "wave-ground"],
      ["cue-edge", "wave-ground"],
      ["cue-current-edge", "wave-ground"],
    ] as const) {
      assert.ok(contrast(found.get(mark)!, found.get(ground)!) >= 3, `${mark} on ${ground}`);
    }
  });
}
