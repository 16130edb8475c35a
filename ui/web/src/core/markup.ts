/**
 * The closed set of tags that a cue's line may carry, as `localize/markup.py` has it.
 *
 * `<i> <b> <u>` for style, `<ruby>…<rt>…</rt></ruby>` for readings. Anything else that looks like a
 * tag is text and stays text.
 */

const TAG = /<\/?(?:i|b|u|ruby|rt)>/g;
const READING = /<rt>[^\n]*?(?:<\/rt>|$)/g;
/** What Python's `str.strip` takes away: like `trim`, which also takes the byte order mark. */
const SPACE = "[\\s\\u001c-\\u001f\\u0085]";
const ENDS = new RegExp(`^(?:(?!\\ufeff)${SPACE})+|(?:(?!\\ufeff)${SPACE})+$`, "g");

/** The line as it is read: tags gone, and the readings over ruby gone with them. */
export function strip(line: string): string {
  return line.includes("<") ? line.replace(READING, "").replace(TAG, "") : line;
}

/** A piece of a line: a tag, or text. */
export interface Piece {
  readonly tag: boolean;
  readonly text: string;
  /** Where it begins in the line, in code units. */
  readonly at: number;
}

/** The line in pieces; joined they give it back. */
export function pieces(line: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of line.matchAll(TAG)) {
    if (match.index > at) found.push({ tag: false, text: line.slice(at, match.index), at });
    found.push({ tag: true, text: match[0], at: match.index });
    at = match.index + match[0].length;
  }
  if (at < line.length) found.push({ tag: false, text: line.slice(at), at });
  return found;
}

/**
 * The lines with every style closed at its line's end and opened again on the next, for showing each
 * by itself: files, and the server, let `<i>` run over a line's end.
 */
export function closedLines(lines: readonly string[]): string[] {
  const open: string[] = [];
  return lines.map((line) => {
    const before = open.map((name) => `<${name}>`).join("");
    for (const { tag, text } of pieces(line)) {
      if (!tag) continue;
      const name = text.replace(/[</>]/g, "");
      if (!text.startsWith("</")) open.push(name);
      else if (open.includes(name)) open.splice(open.lastIndexOf(name), 1);
    }
    // A reading ends with its line (`strip`), and its base with it.
    for (const name of ["rt", "ruby"]) {
      while (open.includes(name)) open.splice(open.lastIndexOf(name), 1);
    }
    const after = [...open].reverse().map((name) => `</${name}>`);
    return before + line + after.join("");
  });
}

/** The line without the spaces at its ends, as Python takes them away. */
export function trim(line: string): string {
  return line.replace(ENDS, "");
}
