/** The keys for people to read: every command once, in groups. */

import { shownChord } from "./chord";
import { COMMAND_NAMES, type CommandName } from "./commands";
import type { Keymap } from "./keymap";

export interface HelpRow {
  readonly command: CommandName;
  readonly timeline: readonly string[];
  readonly text: readonly string[];
}

export type HelpGroupName =
  | "playing" | "going" | "deciding" | "findings" | "writing" | "timing" | "cues" | "searching"
  | "undoing" | "page"; // prettier-ignore

export interface HelpGroup {
  readonly name: HelpGroupName;
  readonly rows: readonly HelpRow[];
}

/** The first command of each group, in the order of `COMMAND_NAMES`. */
const FIRST: readonly (readonly [HelpGroupName, CommandName])[] = [
  ["playing", "play-pause"],
  ["going", "cue-before"],
  ["deciding", "confirm-next"],
  ["findings", "finding-next"],
  ["writing", "insert-1"],
  ["timing", "set-in"],
  ["cues", "new-cue"],
  ["searching", "find"],
  ["undoing", "undo"],
  ["page", "focus-timeline"],
];

/** All commands with their chords, as the person's keyboard shows them. */
export function help(keymap: Keymap, mac: boolean): readonly HelpGroup[] {
  const shown = (chords: readonly string[]): string[] =>
    chords.map((chord) => shownChord(chord, mac));
  const starts = FIRST.map(([, command]) => COMMAND_NAMES.indexOf(command));
  return FIRST.map(([name], index) => ({
    name,
    rows: COMMAND_NAMES.slice(starts[index], starts[index + 1]).map((command) => ({
      command,
      timeline: shown(keymap.chords(command, "timeline")),
      text: shown(keymap.chords(command, "text")),
    })),
  }));
}

/** The first chord of a command in a focus, as shown on a button; empty for none. */
export function hint(
  keymap: Keymap,
  command: CommandName,
  focus: "timeline" | "text",
  mac: boolean,
): string {
  const first = keymap.chords(command, focus)[0];
  return first === undefined ? "" : shownChord(first, mac);
}
