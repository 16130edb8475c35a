/** The names of everything that a key or a button can ask of the editor. */

import type { Editor } from "../editor";

/** In the order of the keys' help; a test holds that each has its place there. */
export const COMMAND_NAMES = [
  // Playing
  "play-pause", "play-cue", "loop-cue", "play-before", "hear-in", "hear-out",
  "frame-back", "frame-on", "second-back", "second-on", "shot-back", "shot-on",
  "shuttle-back", "shuttle-stop", "shuttle-on", "cycle-speed",
  // Going from cue to cue
  "cue-before", "cue-after", "stop-before", "stop-after", "go-to", "follow",
  // Deciding
  "confirm-next", "approve-next", "note", "send-back", "lock",
  // Findings
  "finding-next", "finding-before", "finding-list", "finding-fix",
  // Writing
  "insert-1", "insert-2", "insert-3", "insert-4", "insert-5", "insert-6", "insert-7", "insert-8",
  "insert-9", "insert-draft", "auto-break", "one-line", "push-word", "pull-word",
  "push-word-line", "pull-word-line", "italics", "dashes", "note-sign", "top-bottom",
  // Timing
  "set-in", "set-out", "set-out-next", "set-in-keep", "set-in-ripple",
  "in-earlier", "in-later", "out-earlier", "out-later", "chain-out", "butt-in", "snap-edge",
  "toggle-shot", "shot-list",
  // Cues
  "new-cue", "split", "merge", "kind", "delete",
  // Finding text
  "find", "replace", "find-next", "find-before",
  // One stack
  "undo", "redo", "save",
  // The page
  "focus-timeline", "focus-text", "panel-terms", "panel-memory", "panel-history", "panel-notes",
  "panel-draft", "panel-close", "zoom-in", "zoom-out", "louder", "softer",
  "watch-through", "watch-flag", "picture-window", "settings", "help",
] as const; // prettier-ignore

export type CommandName = (typeof COMMAND_NAMES)[number];

/** What a command does. A refusal is said by the model; a command throws only for a mistake of ours. */
export type Command = (editor: Editor) => void | Promise<void>;
export type Commands = Readonly<Record<CommandName, Command>>;
