/**
 * Typed text that is not saved yet, kept in this browser at every input event, so that neither a
 * crash of the browser nor one of the server loses it.
 *
 * One entry a cue, person, project, track and window. Another window's are taken over once that
 * window is gone. One address can serve many projects one after the other, in each of which persons,
 * tracks and cues are counted anew: what is kept for one of them waits until it is served again.
 */

import { same, type Lines } from "./lines";
import type { TextStore } from "./world";

export interface Entry {
  readonly cue_id: string;
  readonly lines: Lines;
  /** Revision that it was typed over, and the lines of that. */
  readonly revision: number;
  readonly base: Lines;
  /** Texts that were sent and about which no answer came. */
  readonly sent: readonly Lines[];
  /** ms since 1970. */
  readonly at: number;
}

/** What is typed over where that is not known: no text of the server's has a line break in a line. */
const UNKNOWN: Lines = ["\n"];

export class Outbox {
  readonly #all: string;
  /** Keys of the page's versions that did not tell projects apart. */
  readonly #unmarked: string;

  constructor(
    private readonly store: TextStore,
    project: string,
    person: number,
    track: number,
    private readonly window: string,
  ) {
    this.#all = `localize/typed/${project}/${person}/${track}/`;
    this.#unmarked = `localize/typed/${person}/${track}/`;
  }

  /** Whether it is kept now. */
  put(entry: Entry): boolean {
    return this.store.set(this.#key(entry.cue_id), JSON.stringify(entry));
  }

  drop(cueId: string): void {
    this.store.remove(this.#key(cueId));
  }

  /** What this window has kept, as of an earlier load of the page. */
  own(): readonly Entry[] {
    return this.#read(this.store.keys(`${this.#all}${this.window}/`));
  }

  /**
   * Take over what windows kept that are gone now, but no second text of a cue: that waits until
   * the first is settled. Oldest first.
   */
  adopt(isGone: (window: string) => boolean, taken: (cueId: string) => boolean): readonly Entry[] {
    const found = this.#left(this.#all, (window) => window !== this.window && isGone(window));
    return this.#take(found, taken);
  }

  /**
   * The same of what versions of the page kept that did not tell projects apart. `theirs` are the
   * lines that the server has of a cue.
   *
   * Nothing says whose it is but what it was typed over. Where the server has just that, or a text
   * that was sent from here, it is this project's. Else, and where that is blank (as every cue of a
   * track without drafts), it is typed over nothing that is known, so that it waits for the person's
   * word. What is of a cue that this track has not is left where it is.
   */
  adoptUnmarked(
    isGone: (window: string) => boolean,
    taken: (cueId: string) => boolean,
    theirs: (cueId: string) => Lines | undefined,
  ): readonly Entry[] {
    const left = this.#left(this.#unmarked, (window) => window === this.window || isGone(window));
    const found = left.flatMap(([key, entry]): [string, Entry][] => {
      const lines = theirs(entry.cue_id);
      if (!lines) return [];
      const known = [entry.base, ...entry.sent].some((one) => same(one, lines));
      const ours = known && lines.some((line) => line.trim());
      return [[key, ours ? entry : { ...entry, revision: 0, base: UNKNOWN, sent: [] }]];
    });
    return this.#take(found, taken);
  }

  /** What such windows have left under keys that begin so, oldest first. */
  #left(prefix: string, of: (window: string) => boolean): readonly [string, Entry][] {
    const found = this.store.keys(prefix).flatMap((key): [string, Entry][] => {
      const [window] = key.slice(prefix.length).split("/");
      const [entry] = window !== undefined && of(window) ? this.#read([key]) : [];
      return entry ? [[key, entry]] : [];
    });
    return found.sort((one, other) => one[1].at - other[1].at);
  }

  /** Make them this window's own, one a cue. */
  #take(
    found: readonly [string, Entry][],
    taken: (cueId: string) => boolean,
  ): readonly Entry[] {
    const adopted: Entry[] = [];
    for (const [key, entry] of found) {
      if (taken(entry.cue_id) || adopted.some((one) => one.cue_id === entry.cue_id)) continue;
      if (!this.put(entry)) continue;
      this.store.remove(key);
      adopted.push(entry);
    }
    return adopted;
  }

  #key(cueId: string): string {
    return `${this.#all}${this.window}/${encodeURIComponent(cueId)}`;
  }

  #read(keys: readonly string[]): readonly Entry[] {
    return keys.flatMap((key) => {
      const text = this.store.get(key);
      const entry = text === null ? null : entryOf(text);
      return entry ? [entry] : [];
    });
  }
}

/** An entry, if it is one: another version of the page may have written it. */
function entryOf(text: string): Entry | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof data !== "object" || data === null) return null;
  const { cue_id, lines, revision, base, sent, at } = data as Record<string, unknown>;
  const sound =
    typeof cue_id === "string" &&
    isLines(lines) &&
    typeof revision === "number" &&
    isLines(base) &&
    Array.isArray(sent) &&
    sent.every(isLines) &&
    typeof at === "number";
  return sound ? { cue_id, lines, revision, base, sent, at } : null;
}

function isLines(value: unknown): value is Lines {
  return Array.isArray(value) && value.every((line) => typeof line === "string");
}
