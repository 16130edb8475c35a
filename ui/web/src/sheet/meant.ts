/** What may be meant by the misspelt words of a finding, as the server's dictionaries have it. */

import type { Model } from "../editor";
import { S } from "../strings";
import type { Finding } from "../wire";
import { placesOf } from "./misspelt";

export interface Meant {
  /** As the finding names it, with straight apostrophes and hyphens. */
  readonly word: string;
  readonly by: string;
}

/** As many as are offered of one finding. */
const MOST = 3;

/** All that is known of a single word; of several, the likeliest of each. */
export function meantOf({ words = [], meant = [] }: Pick<Finding, "words" | "meant">): readonly Meant[] {
  const each = words.length > 1 ? 1 : MOST;
  return words
    .flatMap((word, at) => (meant[at] ?? []).slice(0, each).map((by) => ({ word, by })))
    .slice(0, MOST);
}

/** The likeliest of each word: what the digits write, in order. */
export function firstOf(meant: readonly Meant[]): readonly Meant[] {
  return meant.filter(({ word }, at) => meant.findIndex((one) => one.word === word) === at);
}

/** What can be written of a finding into the lines that it was last asked for: a list asks often. */
const written = new WeakMap<object, { lines: readonly string[]; meant: readonly Meant[] }>();

/** What may be meant where it can be written: not where it is waived, nor by who may not. */
export function offeredOf(
  model: Pick<Model, "row" | "mayEdit">,
  finding: Pick<Finding, "cue_id" | "words" | "meant" | "waived">,
): readonly Meant[] {
  if (finding.waived || !finding.meant?.length) return [];
  const row = model.row(finding.cue_id);
  if (!row || !model.mayEdit(row.id) || row.view.locked || row.view.state === "approved") return [];
  const { lines } = row;
  const known = written.get(finding);
  if (known?.lines === lines) return known.meant;
  const meant = meantOf(finding).filter((one) => rewritten(lines, one) !== null);
  written.set(finding, { lines, meant });
  return meant;
}

/** Lines with a word written otherwise wherever it stands; null where it stands nowhere. */
export function rewritten(lines: readonly string[], { word, by }: Meant): readonly string[] | null {
  const text = lines.join("\n");
  const places = placesOf(text, [word]);
  if (!places.length) return null;
  const straight = by.replaceAll("’", "'"); // dictionaries have either
  let made = "";
  let at = 0;
  for (const { start, end } of places) {
    const curly = text.slice(start, end).includes("’") || (!text.includes("'") && text.includes("’"));
    made += text.slice(at, start) + (curly ? straight.replaceAll("'", "’") : straight);
    at = end;
  }
  return (made + text.slice(at)).split("\n");
}

/** Write what is meant into a cue's text as it is now; whether it was done. */
export async function applyMeant(model: Model, cueId: string, meant: Meant): Promise<boolean> {
  const lines = rewritten(model.row(cueId)?.lines ?? [], meant);
  if (!lines) {
    model.say(S.fixOvertaken, "refused");
    return false;
  }
  // As typed, not as an act: an act would wait, and write over what came meanwhile.
  const done = await model.write(cueId, lines);
  if (done) model.say(S.rewritten(meant.word, meant.by), "done");
  return done;
}
