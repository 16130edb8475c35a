/** What is typed over a cue and not saved: pure decisions about it. */

import type { CueView } from "../wire";
import { kept, same, type Lines } from "./lines";

export interface Unsaved {
  readonly id: string;
  /** What is in the box, as it is. */
  lines: Lines;
  /** What was there before a composition that lasts; else the same. It alone is kept and sent. */
  whole: Lines;
  /** Since when something of it is not saved, by `World.now`, ms. */
  since: number;
  /** Revision that it is typed over, and the lines of that. */
  revision: number;
  base: Lines;
  /** Sent, and no answer came: the server may have them. */
  sent: Lines[];
  /** Somebody else changed the text: nothing is sent until the person has decided. */
  conflict: boolean;
  /** Lines that were refused, and why. */
  refused: { readonly lines: Lines; readonly message: string } | null;
  /** Why it is kept here alone; empty while it is not. */
  kept: string;
}

/** Texts that are remembered while no answer comes. */
const MOST_SENT = 50;

export function begin(view: CueView, lines: Lines, now: number): Unsaved {
  return {
    id: view.cue.id,
    lines,
    whole: lines,
    since: now,
    revision: view.revision,
    base: view.cue.lines,
    sent: [],
    conflict: false,
    refused: null,
    kept: "",
  };
}

/** A text goes out: until an answer comes, the server may have it or not. */
export function sending(unsaved: Unsaved, lines: Lines): void {
  const sent = unsaved.sent.filter((one) => !same(one, lines));
  unsaved.sent = [...sent, lines].slice(-MOST_SENT);
}

/**
 * What a view of the server's means for what is typed.
 *
 * - `same`: nothing new.
 * - `saved`: the server has exactly this text.
 * - `rebased`: its text is the one typed over, or one that was sent from here: typing goes on over
 *   the new revision.
 * - `conflict`: somebody else changed the text, or took the cue out. So it is too where the text
 *   differs and the revision is no later: it counts in another copy of the database.
 */
export function meet(unsaved: Unsaved, view: CueView): "same" | "saved" | "rebased" | "conflict" {
  const theirs = view.cue.lines;
  if (view.deleted) return "conflict";
  if (view.revision === unsaved.revision && same(theirs, unsaved.base)) return "same";
  if (same(theirs, kept(unsaved.lines))) return "saved";
  const ours = unsaved.sent.some((one) => same(one, theirs));
  if (!ours && !same(theirs, unsaved.base)) return "conflict";
  if (ours) unsaved.sent = [];
  unsaved.revision = view.revision;
  unsaved.base = theirs;
  return "rebased";
}
