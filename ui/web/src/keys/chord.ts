/**
 * Chords: `Ctrl+Shift+Enter`, `Alt+Up`, `P`, `Num5`. One spelling each: modifiers in the order
 * Ctrl, Alt, Shift, then the key's name. `Ctrl` is ⌘ on a Mac, but for the few that macOS keeps.
 */

import type { Focus } from "../editor";

/** Of a keyboard event, what is looked at: synthetic ones in tests have no more. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly repeat: boolean;
  getModifierState(name: string): boolean;
}

/** `KeyboardEvent.key` of keys that write nothing → their name in a chord. */
const NAMED: Readonly<Record<string, string>> = {
  ArrowUp: "Up",
  ArrowDown: "Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
  PageUp: "PgUp",
  PageDown: "PgDn",
  Home: "Home",
  End: "End",
  Insert: "Ins",
  Delete: "Del",
  Enter: "Enter",
  Escape: "Esc",
  Tab: "Tab",
  Backspace: "Backspace",
  " ": "Space",
};
/** `KeyboardEvent.code` → the sign that a US keyboard has there. */
const SIGNS: Readonly<Record<string, string>> = {
  Comma: ",",
  Period: ".",
  Slash: "/",
  Semicolon: ";",
  Quote: "'",
  BracketLeft: "[",
  BracketRight: "]",
  Backslash: "\\",
  Minus: "-",
  Equal: "=",
  Backquote: "`",
};
const NUMPAD: Readonly<Record<string, string>> = {
  NumpadAdd: "Num+",
  NumpadSubtract: "Num-",
  NumpadMultiply: "Num*",
  NumpadDivide: "Num/",
  NumpadDecimal: "Num.",
  NumpadEnter: "NumEnter",
};
/** What macOS does itself with ⌘ (hide, minimise, search, settings): there ⌃ is taken. */
const CONTROL_ON_MAC = new Set(["H", "M", "Space", ","]);

interface Modifiers {
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

function spelt({ ctrl, alt, shift }: Modifiers, key: string): string {
  return `${ctrl ? "Ctrl+" : ""}${alt ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}

/** The key's name by its place on the keyboard; undefined for one without a name here. */
function byCode(code: string): string | undefined {
  if (/^Key[A-Z]$/.test(code)) return code.slice(3);
  if (/^Digit\d$/.test(code)) return code.slice(5);
  if (/^Numpad\d$/.test(code)) return `Num${code.slice(6)}`;
  return NUMPAD[code] ?? SIGNS[code];
}

/** The key's name by what it writes or is; undefined for a dead key, a modifier and the like. */
function byKey(key: string): string | undefined {
  if (NAMED[key]) return NAMED[key];
  if (/^F([1-9]|1\d|2[0-4])$/.test(key)) return key;
  return [...key].length === 1 ? key.toUpperCase() : undefined;
}

/**
 * AltGr, which writes characters: Ctrl+Alt where a browser says no more (Windows). A Mac has none;
 * Firefox gives Option that name there.
 */
export function isAltGr(event: KeyPress, mac: boolean): boolean {
  return !mac && (event.getModifierState("AltGraph") || (event.ctrlKey && event.altKey));
}

/**
 * The chords that a key press can be, the likeliest first; the first that is bound is meant.
 *
 * Without Ctrl, in timeline focus, a letter is the physical key, so that the hand finds it on any
 * layout. With Ctrl, and in text focus, it is what the layout writes; where that is no Latin letter
 * (Russian, Arabic, Korean …), the physical key. A sign is taken by both: `?` is where the layout
 * has it, `,` and `.` also where a US keyboard has them.
 */
export function chordsOf(event: KeyPress, focus: Focus, mac: boolean): readonly string[] {
  if (isAltGr(event, mac)) return [];
  const named = byKey(event.key);
  const placed = byCode(event.code);
  const command = mac && !CONTROL_ON_MAC.has(named ?? "");
  const ctrl = command ? event.metaKey : event.ctrlKey;
  // The other of the two is no modifier of ours: ⌃A goes to a line's start, Win+L locks.
  if (command ? event.ctrlKey : event.metaKey) return [];
  const held: Modifiers = { ctrl, alt: event.altKey, shift: event.shiftKey };
  const found: string[] = [];
  const add = (key: string | undefined, modifiers: Modifiers = held): void => {
    if (key === undefined) return;
    const chord = spelt(modifiers, key);
    if (!found.includes(chord)) found.push(chord);
  };
  const letterKey = /^Key[A-Z]$/.test(event.code);
  const latin = named !== undefined && /^[A-Z]$/.test(named);
  const sign = named !== undefined && /^[!-~]$/.test(named) && !latin;
  if (placed?.startsWith("Num")) {
    add(placed); // with NumLock or without; then as the key that it doubles
    add(named);
  } else if (focus === "timeline" && !ctrl) {
    add(placed);
    if (!letterKey || sign) add(named);
    if (sign) add(named, { ...held, shift: false });
  } else {
    // Alt on a Mac writes other characters, so there the place decides.
    if (!(mac && event.altKey && placed)) add(named);
    if (sign && event.shiftKey) add(named, { ...held, shift: false });
    // A key that writes a Latin letter means that letter and no other; one that writes a sign does
    // not mean the letter that other layouts have there.
    if (!latin && !(sign && letterKey)) add(placed);
  }
  return found;
}

/** What a person pressed, for a remapping; undefined while only modifiers are down. */
export function captured(event: KeyPress, focus: Focus, mac: boolean): string | undefined {
  if (/^(Control|Alt|AltGraph|Shift|Meta|Dead|Process|Unidentified)$/.test(event.key)) {
    return undefined;
  }
  const found = chordsOf(event, focus, mac);
  // A sign that Shift writes is kept without Shift, as it is read everywhere: "?", not "Shift+?".
  return found.find((chord) => /^(?:Ctrl\+|Alt\+)*[!-@[-`{-~]$/.test(chord)) ?? found[0];
}

const WRITTEN: Readonly<Record<string, string>> = {
  control: "Ctrl",
  cmd: "Ctrl",
  option: "Alt",
  escape: "Esc",
  insert: "Ins",
  delete: "Del",
  return: "Enter",
  pageup: "PgUp",
  pagedown: "PgDn",
  arrowup: "Up",
  arrowdown: "Down",
  arrowleft: "Left",
  arrowright: "Right",
};
const KEY_NAMES = new Set([
  ...Object.values(NAMED),
  ...Object.values(NUMPAD),
  ...Array.from({ length: 10 }, (_, digit) => `Num${digit}`),
  ...Array.from({ length: 24 }, (_, number) => `F${number + 1}`),
]);

/**
 * A chord in its one spelling, whatever order, case or other name it was written with.
 * Undefined for what is none.
 */
export function normalised(text: string): string | undefined {
  // The last "+" may be the key itself: "Ctrl++", "Num+".
  const parts = text.trim().split(/\+(?!$)/);
  const modifiers = { ctrl: false, alt: false, shift: false };
  const last = parts.pop() ?? "";
  for (const part of parts) {
    const name = (WRITTEN[part.trim().toLowerCase()] ?? part.trim()).toLowerCase();
    if (name !== "ctrl" && name !== "alt" && name !== "shift") return undefined;
    if (modifiers[name]) return undefined;
    modifiers[name] = true;
  }
  const key = last.trim() || last;
  const other = WRITTEN[key.toLowerCase()] ?? key;
  const known = [...KEY_NAMES].find((name) => name.toLowerCase() === other.toLowerCase());
  if (known) return spelt(modifiers, known);
  return [...other].length === 1 && other !== " " ? spelt(modifiers, other.toUpperCase()) : undefined;
}

const MAC_SIGNS: Readonly<Record<string, string>> = { Ctrl: "⌘", Alt: "⌥", Shift: "⇧" };
const SHOWN: Readonly<Record<string, string>> = { Up: "↑", Down: "↓", Left: "←", Right: "→" };

/** A chord as a person reads it: `Ctrl+↑`; on a Mac `⌘↑`. */
export function shownChord(chord: string, mac: boolean): string {
  const parts = chord.split(/\+(?!$)/);
  const key = parts.pop() ?? "";
  const name = SHOWN[key] ?? key;
  if (!mac) return [...parts, name].join("+");
  const control = parts.includes("Ctrl") && CONTROL_ON_MAC.has(key);
  return (
    parts.map((part) => (part === "Ctrl" && control ? "⌃" : (MAC_SIGNS[part] ?? part))).join("") +
    name
  );
}
