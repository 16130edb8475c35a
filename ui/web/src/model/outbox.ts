/**
 * Typed text that is not saved yet, kept in this browser at every input event, so that neither a
 * crash of the browser nor one of the server loses it.
 *
 * One entry a cue, person, track and window. Another window's are taken over once that window is
 * gone.
 */

import type { Lines } from "./lines";
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

export class Outbox {
  readonly #all: string;

  constructor(
    private readonly store: TextStore,
    /** The server's base address is the storage's own. */
    person: number,
    track: number,
    private readonly window: string,
  ) {
    this.#all = `localize/typed/${person}/${track}/`;
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
    const found: [string, Entry][] = [];
    for (const key of this.store.keys(this.#all)) {
      const [window] = key.slice(this.#all.length).split("/");
      if (window === undefined || window === this.window || !isGone(window)) continue;
      const [entry] = this.#read([key]);
      if (entry) found.push([key, entry]);
    }
    found.sort((one, other) => one[1].at - other[1].at);
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
