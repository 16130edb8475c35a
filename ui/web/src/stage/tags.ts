/** A cue's line as nodes, for the picture: the closed set of tags of `core/markup.ts` and text. */

import { pieces, strip } from "../core/markup";

export type TagName = "i" | "b" | "u" | "ruby" | "rt";

export interface Run {
  readonly text: string;
  /** From the outermost inwards. */
  readonly tags: readonly TagName[];
}

/**
 * The line in runs of text, each with the tags that are open over it. A closing tag closes the
 * newest of its name; one that closes nothing is left out, and what is open at the end of a line
 * ends there, as on a screen.
 */
export function runs(line: string): Run[] {
  const found: Run[] = [];
  const open: TagName[] = [];
  for (const piece of pieces(line)) {
    if (!piece.tag) {
      found.push({ text: piece.text, tags: [...open] });
      continue;
    }
    const closing = piece.text.startsWith("</");
    const name = piece.text.slice(closing ? 2 : 1, -1) as TagName;
    if (!closing) open.push(name);
    else {
      const place = open.lastIndexOf(name);
      if (place >= 0) open.splice(place, 1);
    }
  }
  return found;
}

/** Whether there is nothing to be read in a line. */
export function blank(line: string): boolean {
  return strip(line).trim() === "";
}

/**
 * The line as nodes. Text goes in as text, so that no line is ever markup: elements are made here
 * and for these tags alone. Runs under the same tags share the elements.
 */
export function nodes(line: string, document: Document): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let path: { name: TagName; element: HTMLElement }[] = [];
  for (const run of runs(line)) {
    let kept = 0;
    while (kept < path.length && path[kept]?.name === run.tags[kept]) kept += 1;
    path = path.slice(0, kept);
    for (const name of run.tags.slice(kept)) {
      const element = document.createElement(name);
      (path.at(-1)?.element ?? fragment).append(element);
      path.push({ name, element });
    }
    (path.at(-1)?.element ?? fragment).append(document.createTextNode(run.text));
  }
  return fragment;
}
