/**
 * The keys as they are before anybody changes them: ours, and those of other editors.
 *
 * A row is `command: [chords in timeline focus, chords in text focus]`, chords parted by spaces.
 * The default table is review-page.md's; function keys of the text focus hold in the timeline too,
 * so that a hand on F11 need not know where the focus is. A preset names what differs.
 */

import type { CommandName } from "./commands";

export type Preset = "default" | "subtitle-edit" | "aegisub" | "numpad";
export type Row = readonly [timeline: string, text: string];
export type Table = Readonly<Record<CommandName, Row>>;

const both = (chords: string): Row => [chords, chords];

const DEFAULT: Table = {
  "play-pause": ["Space", "Tab Ctrl+Space"], // Ctrl+Space toggles Chinese input: only an alias
  "play-cue": ["P F5", "F5"],
  "loop-cue": ["R Shift+F5", "Shift+F5"],
  "play-before": ["B F6", "F6"],
  "hear-in": ["1 F7", "F7"],
  "hear-out": ["3 Shift+F7", "Shift+F7"],
  "frame-back": ["Left", ""],
  "frame-on": ["Right", ""],
  "second-back": ["Shift+Left Alt+Left", "Alt+Left"],
  "second-on": ["Shift+Right Alt+Right", "Alt+Right"],
  "shot-back": ["Ctrl+Left", ""],
  "shot-on": ["Ctrl+Right", ""],
  "shuttle-back": ["J", ""],
  "shuttle-stop": ["K", ""],
  "shuttle-on": ["L", ""],
  "cycle-speed": both("Ctrl+Shift+Space"),

  "cue-before": ["Up PgUp Alt+Up", "Alt+Up PgUp"],
  "cue-after": ["Down PgDn Alt+Down", "Alt+Down PgDn"],
  "stop-before": both("Ctrl+Up"),
  "stop-after": both("Ctrl+Down"),
  "go-to": both("Ctrl+G"),
  follow: ["H", ""],

  "confirm-next": ["A Ctrl+Enter", "Ctrl+Enter"],
  "approve-next": ["Shift+A Ctrl+Shift+Enter", "Ctrl+Shift+Enter"],
  note: ["F F4", "F4"],
  "send-back": ["Shift+F", ""],
  lock: ["U", ""],

  "finding-next": both("F8"),
  "finding-before": both("Shift+F8"),
  "finding-list": ["2 Ctrl+F8", "Ctrl+F8"],
  "finding-fix": both("Alt+F8"),

  "insert-1": ["", "Ctrl+1"],
  "insert-2": ["", "Ctrl+2"],
  "insert-3": ["", "Ctrl+3"],
  "insert-4": ["", "Ctrl+4"],
  "insert-5": ["", "Ctrl+5"],
  "insert-6": ["", "Ctrl+6"],
  "insert-7": ["", "Ctrl+7"],
  "insert-8": ["", "Ctrl+8"],
  "insert-9": ["", "Ctrl+9"],
  "insert-draft": ["", "Ctrl+0"],
  "auto-break": ["", "Ctrl+B"],
  "one-line": ["", "Ctrl+Shift+B"],
  "push-word": ["", "Ctrl+."],
  "pull-word": ["", "Ctrl+,"],
  "push-word-line": ["", "Ctrl+Shift+."],
  "pull-word-line": ["", "Ctrl+Shift+,"],
  italics: ["", "Ctrl+I"],
  dashes: ["", "Ctrl+D"],
  "note-sign": ["", "Ctrl+M"],
  "top-bottom": both("F9"),

  "set-in": ["I F11", "F11"],
  "set-out": ["O F12", "F12"],
  "set-out-next": ["Shift+O F10", "F10"],
  "set-in-keep": ["Shift+I Shift+F11", "Shift+F11"],
  "set-in-ripple": ["Alt+I Ctrl+F11", "Ctrl+F11"],
  "in-earlier": [",", ""],
  "in-later": [".", ""],
  "out-earlier": ["Shift+,", ""],
  "out-later": ["Shift+.", ""],
  "chain-out": ["C Shift+F12", "Shift+F12"],
  "butt-in": ["V", ""],
  "snap-edge": ["S", ""],
  "toggle-shot": ["M", ""],
  "shot-list": ["Alt+M", ""],

  "new-cue": ["N Ins Alt+Ins", "Alt+Ins"],
  split: ["X Ctrl+Shift+X", "Ctrl+Shift+X"],
  merge: ["G Ctrl+Shift+M", "Ctrl+Shift+M"],
  kind: ["T Ctrl+Shift+K", "Ctrl+Shift+K"],
  delete: ["Del", ""],

  find: both("Ctrl+F"),
  replace: both("Ctrl+H"),
  "find-next": both("F3"),
  "find-before": both("Shift+F3"),

  undo: both("Ctrl+Z"),
  redo: both("Ctrl+Y Ctrl+Shift+Z"),
  save: both("Ctrl+S"),

  "focus-timeline": ["", "Esc"],
  "focus-text": ["Enter", ""],
  "panel-terms": ["4 F2", "F2"],
  "panel-memory": ["5 Shift+F2", "Shift+F2"],
  "panel-history": ["6 Shift+F6", "Shift+F6"],
  "panel-notes": ["7 Shift+F4", "Shift+F4"],
  "panel-draft": ["8 Shift+F9", "Shift+F9"],
  "panel-close": ["Esc", ""],
  "zoom-in": ["+ = Num+", ""],
  "zoom-out": ["- Num-", ""],
  louder: ["Shift+Up", ""],
  softer: ["Shift+Down", ""],
  "watch-through": ["W", ""],
  "watch-flag": ["Q", ""],
  "picture-window": ["D", ""],
  settings: both("Ctrl+F1"),
  help: ["? F1", "F1"],
};

type Differences = Partial<Table>;

/**
 * Subtitle Edit 4's defaults (src/libse/Settings, class Shortcuts), where this editor has the
 * command. Left out: Ctrl+Shift+W, which a browser keeps; Ctrl+Alt+V and Ctrl+Alt+B, which are
 * AltGr on Windows. Its steps of 500 and 1000 ms are our second, its finer one our frame.
 */
const SUBTITLE_EDIT: Differences = {
  "play-pause": ["Space Ctrl+P", "Ctrl+P Tab"],
  "play-before": ["B F6 Shift+F10", "F6 Shift+F10"],
  "second-back": ["Left Alt+Left", "Alt+Left"],
  "second-on": ["Right Alt+Right", "Alt+Right"],
  "frame-back": ["Shift+Left", ""],
  "frame-on": ["Shift+Right", ""],
  "cue-after": ["Down PgDn Alt+Down Shift+Enter", "Alt+Down PgDn Shift+Enter"],
  "auto-break": ["", "Ctrl+R"],
  "set-in-ripple": ["Alt+I F9 Ctrl+Space", "F9 Ctrl+Space"],
  "top-bottom": both("Ctrl+F9"),
  "chain-out": both("Ctrl+Shift+E"),
  "butt-in": ["V Alt+Shift+E", ""],
  "new-cue": ["N Ins Shift+F9 Alt+Ins", "Alt+Ins Shift+F9"],
  "panel-draft": ["8 Ctrl+Shift+F9", "Ctrl+Shift+F9"],
  louder: ["Shift+Up Shift+Num+", ""],
  softer: ["Shift+Down Shift+Num-", ""],
};

/**
 * Aegisub 3's defaults (src/libresrc/default_hotkey.json): "Audio", "Video" and "Always" for the
 * timeline, "Subtitle Edit Box" for the text, where Enter takes the line and Shift+Enter breaks it.
 * Its half seconds before, after, at the start and at the end (Q W E D) are our second across an
 * edge. Ctrl+3 to 5 snap in the timeline alone: in the text they insert suggestions. Enter in the
 * timeline goes to the text, without which nothing would.
 */
const AEGISUB: Differences = {
  "play-pause": ["B Ctrl+P", "Ctrl+P Tab"],
  "play-cue": ["S R Space Num5 F5", "F5"],
  "loop-cue": ["Shift+R Shift+F5", "Shift+F5"],
  "play-before": ["T F6", "F6"],
  "hear-in": ["Q E 1 Num1 F7", "F7"],
  "hear-out": ["W D 3 Num3 Shift+F7", "Shift+F7"],
  "shuttle-stop": ["H K Num8", ""],
  "second-back": ["Alt+Left", "Alt+Left"],
  "second-on": ["Alt+Right", "Alt+Right"],
  "shot-back": ["Shift+Left Ctrl+Left", ""],
  "shot-on": ["Shift+Right Ctrl+Right", ""],
  "cue-before": ["Z Up Num0 PgUp Alt+Up", "Alt+Up PgUp"],
  "cue-after": ["X Down Num2 PgDn Alt+Down", "Alt+Down PgDn"],
  "confirm-next": ["G A NumEnter Ctrl+Enter", "Enter Ctrl+Enter"],
  follow: ["Shift+H", ""],
  "set-in": ["I F11 Ctrl+3", "F11"],
  "set-out": ["O F12 Ctrl+4", "F12"],
  "in-earlier": [", Num4", ""],
  "in-later": [". Num6", ""],
  "out-earlier": ["Shift+, Num7 Num-", ""],
  "out-later": ["Shift+. Num9 Num+", ""],
  "snap-edge": ["Shift+S Ctrl+5", ""],
  split: ["Shift+X Ctrl+Shift+X", "Ctrl+Shift+X"],
  merge: ["Shift+G Ctrl+Shift+M", "Ctrl+Shift+M"],
  kind: ["Shift+T Ctrl+Shift+K", "Ctrl+Shift+K"],
  "watch-through": ["Shift+W", ""],
  "watch-flag": ["Shift+Q", ""],
  "picture-window": ["Shift+D", ""],
  "zoom-in": ["+ =", ""],
  "zoom-out": ["-", ""],
  delete: ["Del Ctrl+Del", ""],
  save: both("Ctrl+S F2"),
  "panel-terms": ["4 Ctrl+F2", "Ctrl+F2"],
};

/** One hand on the numeric keypad: WinCAPS sets in with Ins and out with Del, EZTitles pages. */
const NUMPAD: Differences = {
  "play-pause": ["Space Num5", "Tab Ctrl+Space"],
  "frame-back": ["Left Num4", ""],
  "frame-on": ["Right Num6", ""],
  "set-in": ["I F11 Ins Num0", "F11"],
  "set-out": ["O F12 Del Num.", "F12"],
  "cue-before": ["Up PgUp Num8 Num9 Alt+Up", "Alt+Up PgUp"],
  "cue-after": ["Down PgDn Num2 Num3 Alt+Down", "Alt+Down PgDn"],
  "play-cue": ["P F5 Num*", "F5"],
  "play-before": ["B F6 Num/", "F6"],
  "hear-in": ["1 F7 Num7", "F7"],
  "hear-out": ["3 Shift+F7 Num1", "Shift+F7"],
  "confirm-next": ["A Ctrl+Enter NumEnter", "Ctrl+Enter"],
  "new-cue": ["N Alt+Ins", "Alt+Ins"],
  delete: ["Ctrl+Del", ""],
};

export const PRESETS: Readonly<Record<Preset, Table>> = {
  default: DEFAULT,
  "subtitle-edit": { ...DEFAULT, ...SUBTITLE_EDIT },
  aegisub: { ...DEFAULT, ...AEGISUB },
  numpad: { ...DEFAULT, ...NUMPAD },
};
