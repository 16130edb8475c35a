/**
 * What keys do to a cue's text: a word over a line's border, italics, dashes, notes, the place of a
 * split. All take and give values; none breaks a tag, a reading or a character of several code
 * points.
 */

import { DASH, cutAt } from "./breaking";
import { pieces, trim } from "./markup";
import { linesOf, plain, tidy, visible, whole } from "./pieces";
import { flow, nearestWord, wordStarts } from "./words";

export { autoBreak, oneLine, type BreakRules } from "./breaking";
export { codePoints, codeUnits, share } from "./pieces";

/** A text box's text and selection, code units. */
export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The line of a text in which a caret stands, from 0. */
export function lineAt(text: string, caret: number): number {
  return text.slice(0, caret).split("\n").length - 1;
}

/**
 * The last word of a line to the start of the next, which is made where there is none. A line of
 * one word goes over whole.
 */
export function pushWordLine(lines: readonly string[], index: number, locale: string): string[] {
  return moved(lines, index, locale, -1);
}

/** The first word of the next line to the end of a line. */
export function pullWordLine(lines: readonly string[], index: number, locale: string): string[] {
  return index + 1 < lines.length ? moved(lines, index, locale, 1) : [...lines];
}

function moved(lines: readonly string[], index: number, locale: string, step: 1 | -1): string[] {
  const line = lines[index];
  if (line === undefined) return [...lines];
  const next = lines[index + 1];
  const pair = next === undefined ? [line] : [line, next];
  const text = tidy(flow(pair));
  const starts = wordStarts(text, locale).map(({ place }) => place);
  const words = wordStarts(line, locale).length;
  const cutBefore = starts[words + step];
  // Nothing to move in a lone line of one word, and no line is left empty on purpose.
  if (next === undefined && words < 2) return [...lines];
  const both =
    cutBefore === undefined || words + step === 0
      ? linesOf(text)
      : cutAt(text, [{ place: cutBefore }]);
  return [...lines.slice(0, index), ...both, ...lines.slice(index + 2)];
}

// --- Italics -------------------------------------------------------------------------------------

/**
 * Italics on or off over a selection, or over the whole text where nothing is selected: off where
 * all of it is italic. Tags are laid anew and may run over a line's end, as the server lays them; the
 * selection stays on the same characters.
 */
export function toggleItalics({ text, start, end }: Selected): Selected {
  const nothing = start === end;
  const shown = visible(text);
  const [from, to] = nothing ? [0, text.length] : [whole(text, start), wholeEnd(text, end)];
  const italic = italicsOf(text);
  const inside = shown.filter(({ place }) => place >= from && place < to);
  const letters = inside.filter(({ char }) => !/\s/u.test(char));
  if (!letters.length) return { text, start, end };
  const on = !letters.every(({ place }) => italic.has(place));
  for (const { place } of inside) {
    if (on) italic.add(place);
    else italic.delete(place);
  }
  spread(text, italic);
  const laid = lay(text, italic);
  const before = shown.filter(({ place }) => place < start).length;
  const upTo = shown.filter(({ place }) => place < end).length;
  return { text: laid, start: placeOf(laid, before, false), end: placeOf(laid, upTo, !nothing) };
}

/** An end of a selection, moved on to after a tag or character that it lies in. */
function wholeEnd(text: string, end: number): number {
  let at = end;
  while (at < text.length && whole(text, at) !== at) at += 1;
  return at;
}

/** Places of the characters that are read in italics. */
function italicsOf(text: string): Set<number> {
  const found = new Set<number>();
  let depth = 0;
  for (const { tag, text: piece, at } of pieces(text)) {
    if (piece === "<i>") depth += 1;
    else if (piece === "</i>") depth = Math.max(0, depth - 1);
    else if (!tag && depth) for (let place = 0; place < piece.length; place += 1) found.add(at + place);
  }
  return found;
}

/** A base with its reading is one: italic where its first character is. */
function spread(text: string, italic: Set<number>): void {
  for (const match of text.matchAll(/<ruby>[^]*?(?:<\/ruby>|$)/g)) {
    const first = match.index + "<ruby>".length;
    for (let place = first; place < match.index + match[0].length; place += 1) {
      if (italic.has(first)) italic.add(place);
      else italic.delete(place);
    }
  }
}

/** The text with its italics laid anew, well nested. */
function lay(text: string, italic: ReadonlySet<number>): string {
  let laid = "";
  const open: string[] = [];
  const close = (name: string): void => {
    const at = open.lastIndexOf(name);
    if (at < 0) return;
    const inner = open.splice(at).slice(1);
    laid += [...inner].reverse().map((other) => `</${other}>`).join("") + `</${name}>`;
    for (const other of inner) {
      laid += `<${other}>`;
      open.push(other);
    }
  };
  const set = (on: boolean): void => {
    if (on && !open.includes("i")) {
      laid += "<i>";
      open.push("i");
    } else if (!on) close("i");
  };
  for (const { tag, text: piece, at } of pieces(text)) {
    if (piece === "<i>" || piece === "</i>") continue;
    if (!tag) {
      let place = at;
      for (const char of piece) {
        set(char !== "\n" && italic.has(place));
        laid += char;
        place += char.length;
      }
    } else if (piece.startsWith("</")) {
      const name = piece.slice(2, -1);
      if (open.at(-1) === "i" && open.includes(name)) set(false);
      const last = open.lastIndexOf(name);
      if (last >= 0) open.splice(last, 1);
      laid += piece;
    } else {
      const follows = nextLetter(text, at + piece.length);
      set(follows !== undefined && italic.has(follows));
      laid += piece;
      open.push(piece.slice(1, -1));
    }
  }
  set(false);
  return tidy(laid);
}

function nextLetter(text: string, from: number): number | undefined {
  return pieces(text).find(({ tag, at }) => !tag && at >= from)?.at;
}

/** The place of the n-th visible character; the end of a selection stands right after the last. */
function placeOf(text: string, index: number, after: boolean): number {
  const shown = visible(text);
  if (after && index > 0) {
    const last = shown[index - 1];
    if (last) return last.place + last.char.length;
  }
  return shown[index]?.place ?? text.length;
}

// --- Dashes and notes ----------------------------------------------------------------------------

/** What stands before the first and before every further speaker's line (`Desk.dashes`). */
export type DashMarks = readonly [first: string, further: string];

/**
 * Speakers' dashes on or off. On one line the second speaker is taken to begin after the first
 * sentence.
 */
export function toggleDashes(
  lines: readonly string[],
  locale: string,
  marks: DashMarks,
): string[] {
  if (lines.some((line) => DASH.test(line))) return lines.map((line) => line.replace(DASH, "$1"));
  const spoken = lines.length === 1 ? bySentence(lines[0] as string, locale) : lines;
  if (spoken.length < 2) return [...lines];
  return spoken.map((line, index) => {
    const styles = /^(?:<[ibu]>)*/.exec(line)?.[0] ?? "";
    return styles + (index === 0 ? marks[0] : marks[1]) + line.slice(styles.length);
  });
}

function bySentence(line: string, locale: string): string[] {
  const starts = wordStarts(line, locale);
  const second = starts.find(({ place }, index) => {
    const before = starts[index - 1];
    if (!before) return false;
    return /[.!?…。！？؟।]["'”’»)\]」』]*$/u.test(trim(plain(line.slice(before.place, place))));
  });
  return second ? cutAt(line, [second]) : [line];
}

const NOTE = "♪";
const NOTE_START = /^((?:<[ibu]>)*)[♪♫]\s*/u;
const NOTE_END = /\s*[♪♫]((?:<\/[ibu]>)*)$/u;

/** A note sign before and after the cue's text, inside its styles; taken away where both are. */
export function toggleNotes(lines: readonly string[]): string[] {
  if (!lines.length) return [`${NOTE} ${NOTE}`];
  const first = lines[0] as string;
  const last = lines.at(-1) as string;
  const there = NOTE_START.test(first) && NOTE_END.test(last) && plain(flow(lines)).length > 1;
  const changed = [...lines];
  if (there) {
    changed[0] = first.replace(NOTE_START, "$1");
    changed[lines.length - 1] = (changed.at(-1) as string).replace(NOTE_END, "$1");
    return changed;
  }
  if (!NOTE_START.test(first)) {
    const styles = /^(?:<[ibu]>)*/.exec(first)?.[0] ?? "";
    changed[0] = `${styles}${NOTE} ${first.slice(styles.length)}`;
  }
  const end = changed.at(-1) as string;
  if (!NOTE_END.test(end) || (lines.length === 1 && trim(plain(end)) === NOTE)) {
    const styles = /(?:<\/[ibu]>)*$/.exec(end)?.[0] ?? "";
    changed[lines.length - 1] = `${end.slice(0, end.length - styles.length)} ${NOTE}${styles}`;
  }
  return changed;
}

// --- Splitting -----------------------------------------------------------------------------------

/**
 * Where a split cuts, code units in the lines joined by newlines: at the word nearest to the caret,
 * so that no word is torn. With the caret before the first word or after the last, where nothing
 * would be left of one part, at the likeliest place: a line's or a sentence's end nearest to the
 * middle, else a word there. Undefined for a single word.
 */
export function splitPlace(text: string, caret: number, locale: string): number | undefined {
  const shown = visible(text).filter(({ char }) => !/\s/u.test(char));
  const first = shown[0]?.place;
  const last = shown.at(-1)?.place;
  if (first === undefined || last === undefined) return undefined;
  if (caret > first && caret <= last) return nearestWord(text, caret, locale);
  const middle = (first + last) / 2;
  const starts = wordStarts(text, locale);
  let best: { readonly place: number; readonly away: number } | undefined;
  starts.forEach(({ place }, index) => {
    const before = starts[index - 1];
    if (!before) return;
    const gone = text.slice(before.place, place);
    const ends = gone.includes("\n") || /[.!?…。！？؟।]["'”’»)\]」』]*\s*$/u.test(plain(gone));
    const away = Math.abs(place - middle) + (ends ? 0 : text.length);
    if (!best || away < best.away) best = { place, away };
  });
  return best?.place;
}
