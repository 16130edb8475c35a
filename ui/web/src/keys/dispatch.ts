/** From a key press to a command: in which focus, whether it repeats, what the browser gets. */

import type { Focus } from "../editor";
import { type KeyPress, chordsOf, isAltGr } from "./chord";
import type { CommandName } from "./commands";
import { Composition } from "./composition";
import type { Keymap } from "./keymap";

/** Commands that a held key may ask for again and again. */
const REPEATING = new Set<CommandName>([
  "frame-back",
  "frame-on",
  "second-back",
  "second-on",
  "shot-back",
  "shot-on",
  "cue-before",
  "cue-after",
  "stop-before",
  "stop-after",
  "finding-next",
  "finding-before",
  "find-next",
  "find-before",
  "zoom-in",
  "zoom-out",
  "louder",
  "softer",
]);

/** What works in a field of a panel (find, a note, a term): the rest is the field's own. */
const IN_FIELDS = new Set<CommandName>([
  "find",
  "replace",
  "find-next",
  "find-before",
  "go-to",
  "save",
  "help",
  "play-cue",
  "play-before",
  "finding-next",
  "finding-before",
  "finding-list",
  "note",
  "panel-terms",
  "panel-memory",
  "panel-history",
  "panel-notes",
  "panel-draft",
  "settings",
]);

/**
 * Keys with which a browser leaves the page or covers it: never let through while the editor is
 * open, bound or not. (Back, forward, save, help, search, reload, address bar, caret browsing, menu,
 * full screen, tools.)
 */
const SWALLOWED = /^(?:(?:Ctrl\+|Shift\+)*F(?:1|3|5|6|7|10|11|12)|Alt\+(?:Left|Right)|Ctrl\+S)$/;

/** Where a key press went: the two focuses, another field, or nowhere of ours (a dialog's button). */
export type Where = Focus | "field" | "other";

/** What is to be done with a key press. */
export interface Answer {
  readonly command: CommandName | undefined;
  /** Keep it from the browser. */
  readonly swallow: boolean;
}

const LET_GO: Answer = { command: undefined, swallow: false };

/** A pure answer; `Keyboard` asks it for every press. */
export function answerTo(event: KeyPress, where: Where, keymap: Keymap, mac: boolean): Answer {
  if (isAltGr(event, mac)) return LET_GO;
  const focus: Focus = where === "timeline" || where === "other" ? "timeline" : "text";
  const chords = chordsOf(event, focus, mac);
  const swallow = chords.some((chord) => SWALLOWED.test(chord));
  if (where === "other") return { command: undefined, swallow };
  let command: CommandName | undefined;
  for (const chord of chords) command ??= keymap.command(focus, chord);
  if (where === "field" && command && !IN_FIELDS.has(command)) command = undefined;
  if (!command) {
    // Firefox finds as you type outside of boxes (', /), and a page scrolls.
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    const writes = [...event.key].length === 1;
    return { command, swallow: swallow || (where === "timeline" && plain && writes) };
  }
  return { command: event.repeat && !REPEATING.has(command) ? undefined : command, swallow: true };
}

export interface KeyboardParts {
  keymap(): Keymap;
  where(event: KeyboardEvent): Where;
  run(command: CommandName): void;
  readonly mac: boolean;
}

/** Whether this browser runs on a Mac (or an iPad), where ⌘ is what Ctrl is elsewhere. */
export function onMac(platform: string): boolean {
  return /^(Mac|iP)/i.test(platform);
}

/** Listens to a page's keys before anything in it does. */
export class Keyboard {
  readonly composition = new Composition();

  constructor(private readonly parts: KeyboardParts) {}

  /** Returns what ends it. */
  attach(page: Window): () => void {
    this.composition.attach(page);
    const listener = (event: KeyboardEvent): void => this.pressed(event);
    page.addEventListener("keydown", listener, true);
    return () => page.removeEventListener("keydown", listener, true);
  }

  pressed(event: KeyboardEvent): void {
    const where = this.parts.where(event);
    const inBox = where === "text" || where === "field";
    if (this.composition.owns(event, inBox)) return;
    const { command, swallow } = answerTo(event, where, this.parts.keymap(), this.parts.mac);
    if (swallow) event.preventDefault();
    if (command) this.parts.run(command);
  }
}
