/** Which chord means which command: a preset, and over it what the person changed. */

import type { Focus, PersonSettings } from "../editor";
import { normalised } from "./chord";
import { COMMAND_NAMES, type CommandName } from "./commands";
import { PRESETS } from "./presets";

export type Remapped = PersonSettings["remapped"];
type Preset = PersonSettings["keys"];

const FOCUSES: readonly Focus[] = ["timeline", "text"];

/** Two commands on one chord: whichever comes first in `COMMAND_NAMES` would get it. */
export interface Clash {
  readonly focus: Focus;
  readonly chord: string;
  readonly commands: readonly CommandName[];
}

export interface Keymap {
  /** The command that a chord means in a focus. */
  command(focus: Focus, chord: string): CommandName | undefined;
  /** The chords of a command, in the order in which they are shown. */
  chords(command: CommandName, focus: Focus): readonly string[];
  readonly clashes: readonly Clash[];
  /** Chords among the settings that cannot be read, for the person to see; they do nothing. */
  readonly unreadable: readonly string[];
}

function listed(command: CommandName, focus: Focus, preset: Preset, remapped: Remapped): string[] {
  const own = remapped[command]?.[focus];
  if (own) return [...own];
  const row = PRESETS[preset][command];
  return row[focus === "timeline" ? 0 : 1].split(" ").filter(Boolean);
}

/** The keys in force. */
export function keymapOf(preset: Preset, remapped: Remapped = {}): Keymap {
  const chords = new Map<string, string[]>();
  const owners = new Map<string, CommandName[]>();
  const unreadable: string[] = [];
  for (const focus of FOCUSES) {
    for (const command of COMMAND_NAMES) {
      const kept: string[] = [];
      for (const written of listed(command, focus, preset, remapped)) {
        const chord = normalised(written);
        if (chord === undefined || problemOf(chord, focus)) {
          unreadable.push(written);
          continue;
        }
        kept.push(chord);
        const key = `${focus} ${chord}`;
        owners.set(key, [...(owners.get(key) ?? []), command]);
      }
      chords.set(`${focus} ${command}`, kept);
    }
  }
  const clashes = [...owners]
    .filter(([, commands]) => commands.length > 1)
    .map(([key, commands]) => {
      const at = key.indexOf(" ");
      return { focus: key.slice(0, at) as Focus, chord: key.slice(at + 1), commands };
    });
  return {
    command: (focus, chord) => owners.get(`${focus} ${chord}`)?.[0],
    chords: (command, focus) => chords.get(`${focus} ${command}`) ?? [],
    clashes,
    unreadable,
  };
}

/** Why a chord cannot be a command's in a focus; undefined where it can. */
export type Problem = "browser" | "altgr" | "types" | "unknown";

/** Chromium gives a page none of these (review-page.md 2.2). */
const BROWSERS = new Set(
  ["N", "T", "W", "Tab", "PgUp", "PgDn"].flatMap((key) => [`Ctrl+${key}`, `Ctrl+Shift+${key}`]),
);
/** Editing that a text box has on its own, and must keep. */
const EDITING = new Set(["Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Shift+V"]);

export function problemOf(written: string, focus: Focus): Problem | undefined {
  const chord = normalised(written);
  if (chord === undefined) return "unknown";
  if (BROWSERS.has(chord)) return "browser";
  if (chord.includes("Ctrl+Alt+")) return "altgr";
  if (focus === "timeline") return undefined;
  if (EDITING.has(chord)) return "types";
  const key = chord.replace(/^(?:Ctrl\+|Alt\+|Shift\+)+/, "");
  const writes = [...key].length === 1 || key.startsWith("Num") || key === "Space";
  const moves = /^(Up|Down|Left|Right|Home|End|Backspace|Del)$/.test(key);
  if (chord.startsWith("Ctrl+")) return undefined;
  // With Alt a Mac writes other characters; without Ctrl or Alt a box types and moves.
  if (chord.startsWith("Alt+")) return writes ? "types" : undefined;
  return writes || moves ? "types" : undefined;
}

/** The command that already has a chord in a focus, other than the one that asks for it. */
export function takenBy(
  keymap: Keymap,
  chord: string,
  focus: Focus,
  asking: CommandName,
): CommandName | undefined {
  const owner = keymap.command(focus, normalised(chord) ?? chord);
  return owner === asking ? undefined : owner;
}

/**
 * The person's changes with a command's chords in one focus set anew; `null` gives it back to the
 * preset. Another command that had one of the chords loses it (the person is asked before).
 */
export function remappedWith(
  preset: Preset,
  remapped: Remapped,
  command: CommandName,
  focus: Focus,
  chords: readonly string[] | null,
): Remapped {
  const changed: Remapped = structuredClone(remapped);
  const own = (changed[command] ??= {});
  if (chords === null) delete own[focus];
  else own[focus] = chords.map((chord) => normalised(chord) ?? chord);
  if (!own.timeline && !own.text) delete changed[command];
  for (const other of chords === null ? [] : COMMAND_NAMES) {
    if (other === command) continue;
    const had = listed(other, focus, preset, changed);
    const left = had.filter((chord) => !changed[command]?.[focus]?.includes(normalised(chord) ?? ""));
    if (left.length !== had.length) (changed[other] ??= {})[focus] = left;
  }
  return changed;
}
