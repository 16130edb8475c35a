/**
 * A cue's text cut in two and joined again, without breaking tags, readings or characters: what the
 * server does in `localize/review/pieces.py`, for what the box shows before it is saved.
 *
 * A text is a cue's lines joined by newlines, tags included; places in it are code units, as a
 * text box counts them. The API counts code points: `codePoints`.
 */

import { clusters } from "./graphemes";
import { trim } from "./markup";

const TAG = /<\/?(?:i|b|u|ruby|rt)>/g;
const RUBY = /<ruby>[^]*?(?:<\/ruby>|$)/g;
const READING = /<rt>[^]*?(?:<\/rt>|$)/g;
const STYLE = /<(\/?)([ibu])>/g;
const EMPTY = /<([ibu])>(\s*)<\/\1>|<\/([ibu])>(\s*)<\3>/g;
const LEADING = /^((?:<[ibu]>)*)\s+/;
const TRAILING = /\s+((?:<\/[ibu]>)*)$/;

/** A character that is read, and its place in the text. */
export interface Shown {
  readonly place: number;
  readonly char: string;
}

/** The characters that are read, by code point: no tags, no readings; line breaks stay. */
export function visible(text: string): Shown[] {
  const hidden: (readonly [number, number])[] = [];
  for (const pattern of [READING, TAG]) {
    for (const match of text.matchAll(pattern)) {
      hidden.push([match.index, match.index + match[0].length]);
    }
  }
  const found: Shown[] = [];
  let place = 0;
  for (const char of text) {
    const at = place;
    if (!hidden.some(([from, to]) => from <= at && at < to)) found.push({ place: at, char });
    place += char.length;
  }
  return found;
}

/** The text as it is read. */
export function plain(text: string): string {
  return visible(text)
    .map(({ char }) => char)
    .join("");
}

/** The text without empty styles and without styles that end where they begin again. */
export function tidy(text: string): string {
  for (;;) {
    const shorter = text.replace(
      EMPTY,
      (_, _one: string, inside?: string, _two?: string, between?: string) =>
        inside ?? between ?? "",
    );
    if (shorter === text) return text;
    text = shorter;
  }
}

/** A text in lines: trimmed, none empty, no empty styles. */
export function linesOf(text: string): string[] {
  const lines: string[] = [];
  let opened = ""; // tags that stand alone before the line that they are for
  for (const line of tidy(text).split("\n")) {
    const trimmed = trim(trim(line).replace(LEADING, "$1").replace(TRAILING, "$1"));
    if (trim(plain(trimmed))) {
      lines.push(opened + trimmed);
      opened = "";
    } else if (trimmed.startsWith("</") && lines.length) lines[lines.length - 1] += trimmed;
    else opened += trimmed;
  }
  return lines;
}

/**
 * A place moved back to where a text may be cut: before a tag, a reading with its base, or a
 * character of several code points that it lies in.
 */
export function whole(text: string, at: number): number {
  let place = Math.max(0, Math.min(at, text.length));
  for (const pattern of [RUBY, TAG]) {
    for (const match of text.matchAll(pattern)) {
      if (match.index < place && place < match.index + match[0].length) place = match.index;
    }
  }
  let before = 0;
  for (const cluster of clusters(text)) {
    if (before + cluster.length > place) return before;
    before += cluster.length;
  }
  return place;
}

/** The text in two; styles that are open at the cut are closed and opened again. */
export function cut(text: string, at: number): [string, string] {
  const place = whole(text, at);
  const opened: string[] = [];
  for (const match of text.slice(0, place).matchAll(STYLE)) {
    const name = match[2] as string;
    const last = opened.lastIndexOf(name);
    if (!match[1]) opened.push(name);
    else if (last >= 0) opened.splice(last, 1);
  }
  const closing = [...opened].reverse().map((name) => `</${name}>`);
  const opening = opened.map((name) => `<${name}>`);
  return [text.slice(0, place) + closing.join(""), opening.join("") + text.slice(place)];
}

/** How much of what is read stands before a place, 0 to 1, white space not counted. */
export function share(text: string, at: number): number {
  const letters = visible(text).filter(({ char }) => !/\s/u.test(char));
  if (!letters.length) return 0;
  return letters.filter(({ place }) => place < at).length / letters.length;
}

/** A place in code units as one in code points, which the API counts. */
export function codePoints(text: string, at: number): number {
  return [...text.slice(0, at)].length;
}

/** The other way round. */
export function codeUnits(text: string, at: number): number {
  return [...text].slice(0, at).join("").length;
}
