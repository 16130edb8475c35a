import assert from "node:assert/strict";
import { test } from "node:test";

import type { Focus } from "../src/editor";
import { type KeyPress, captured, chordsOf, normalised, shownChord } from "../src/keys/chord";
import { COMMAND_NAMES, type CommandName } from "../src/keys/commands";
import { Composition } from "../src/keys/composition";
import { type Where, Keyboard, answerTo, onMac } from "../src/keys/dispatch";
import { help, hint } from "../src/keys/help";
import { keymapOf, problemOf, remappedWith, takenBy } from "../src/keys/keymap";
import { PRESETS, type Preset } from "../src/keys/presets";

type Press = KeyPress & { readonly timeStamp: number };

/** A key press as a browser would send it; `held` such as "Ctrl+Shift". */
function press(key: string, code: string, held = "", more: Partial<Press> = {}): Press {
  const has = (name: string): boolean => held.split("+").includes(name);
  return {
    key,
    code,
    ctrlKey: has("Ctrl"),
    altKey: has("Alt"),
    shiftKey: has("Shift"),
    metaKey: has("Meta"),
    isComposing: false,
    keyCode: 0,
    repeat: false,
    timeStamp: 1000,
    getModifierState: (name) => name === "AltGraph" && has("AltGraph"),
    ...more,
  };
}

const keymap = keymapOf("default");

/** What a press does with the default keys: the command, or "swallowed", or "" for let through. */
function does(event: KeyPress, where: Where, mac = false): string {
  const { command, swallow } = answerTo(event, where, keymap, mac);
  return command ?? (swallow ? "swallowed" : "");
}

test("letters in the timeline are physical keys, on any layout", () => {
  assert.equal(does(press("p", "KeyP"), "timeline"), "play-cue");
  assert.equal(does(press("з", "KeyP"), "timeline"), "play-cue"); // Russian
  assert.equal(does(press("ح", "KeyP"), "timeline"), "play-cue"); // Arabic
  assert.equal(does(press("ㅔ", "KeyP"), "timeline"), "play-cue"); // Korean
  assert.equal(does(press("q", "KeyA"), "timeline"), "confirm-next"); // AZERTY: place of A
  assert.equal(does(press("Q", "KeyA", "Shift"), "timeline"), "approve-next");
  assert.equal(does(press("&", "Digit1"), "timeline"), "hear-in"); // AZERTY
  assert.equal(does(press(",", "Comma"), "timeline"), "in-earlier");
  assert.equal(does(press(">", "Period", "Shift"), "timeline"), "out-later");
  assert.equal(does(press(":", "Period", "Shift"), "timeline"), "out-later"); // German
});

test("a sign is where the layout has it", () => {
  assert.equal(does(press("?", "Slash", "Shift"), "timeline"), "help"); // US
  assert.equal(does(press("?", "Minus", "Shift"), "timeline"), "help"); // German
  assert.equal(does(press("?", "KeyM", "Shift"), "timeline"), "help"); // AZERTY
  assert.equal(does(press("+", "BracketRight"), "timeline"), "zoom-in"); // German
  assert.equal(does(press("+", "Equal", "Shift"), "timeline"), "zoom-in"); // US
});

test("chords of the text follow the layout, and other alphabets the place", () => {
  assert.equal(does(press("b", "KeyB", "Ctrl"), "text"), "auto-break");
  assert.equal(does(press("b", "KeyN", "Ctrl"), "text"), "auto-break"); // Dvorak
  assert.equal(does(press("и", "KeyB", "Ctrl"), "text"), "auto-break"); // Russian
  assert.equal(does(press("ш", "KeyI", "Ctrl"), "text"), "italics");
  assert.equal(does(press("لا", "KeyB", "Ctrl"), "text"), "auto-break"); // Arabic: two letters
  assert.equal(does(press("ㅠ", "KeyB", "Ctrl"), "text"), "auto-break"); // Korean
  assert.equal(does(press("B", "KeyB", "Ctrl+Shift"), "text"), "one-line");
  assert.equal(does(press("И", "KeyB", "Ctrl+Shift"), "text"), "one-line");
  assert.equal(does(press("&", "Digit1", "Ctrl"), "text"), "insert-1"); // AZERTY
  assert.equal(does(press("à", "Digit0", "Ctrl"), "text"), "insert-draft");
});

test("what the layout writes wins over the place: select-all stays select-all", () => {
  const ours = keymapOf("default", { "cue-after": { text: ["Ctrl+Q"] } });
  const answer = answerTo(press("a", "KeyQ", "Ctrl"), "text", ours, false); // AZERTY
  assert.deepEqual(answer, { command: undefined, swallow: false });
  assert.equal(does(press(";", "KeyZ", "Ctrl"), "text"), ""); // Dvorak: no undo
  assert.equal(does(press("w", "KeyZ", "Ctrl"), "timeline"), ""); // AZERTY: no undo either
  assert.equal(does(press("z", "KeyW", "Ctrl"), "timeline"), "undo");
});

test("words go over the border with a full stop and a comma, shifted or not", () => {
  assert.equal(does(press(".", "Period", "Ctrl"), "text"), "push-word");
  assert.equal(does(press(",", "Comma", "Ctrl"), "text"), "pull-word");
  assert.equal(does(press(">", "Period", "Ctrl+Shift"), "text"), "push-word-line"); // US
  assert.equal(does(press("<", "Comma", "Ctrl+Shift"), "text"), "pull-word-line");
  assert.equal(does(press(":", "Period", "Ctrl+Shift"), "text"), "push-word-line"); // German
  assert.equal(does(press(";", "Comma", "Ctrl+Shift"), "text"), "pull-word-line");
  assert.equal(does(press("ю", "Period", "Ctrl"), "text"), "push-word"); // Russian
});

test("Polish and German AltGr write, and are no chord", () => {
  for (const where of ["text", "timeline", "field"] as const) {
    for (const [key, code] of [["ą", "KeyA"], ["ź", "KeyX"], ["ń", "KeyN"], ["@", "KeyQ"]] as const) {
      assert.equal(does(press(key, code, "AltGraph"), where), "", "Linux, macOS");
      assert.equal(does(press(key, code, "Ctrl+Alt"), where), "", "Windows");
      assert.equal(does(press(key, code, "Ctrl+Alt+AltGraph"), where), "", "Windows, newer");
      assert.equal(does(press(key, code, "Ctrl+Alt+Shift"), where), "");
    }
  }
  const greedy = keymapOf("default", { split: { text: ["Ctrl+Alt+V"], timeline: ["Ctrl+Alt+V"] } });
  assert.deepEqual(greedy.unreadable, ["Ctrl+Alt+V", "Ctrl+Alt+V"]);
});

test("typing is never taken from the text", () => {
  for (const [key, code] of [["a", "KeyA"], [" ", "Space"], ["1", "Digit1"], ["?", "Slash"]] as const) {
    assert.equal(does(press(key, code), "text"), "");
    assert.equal(does(press(key.toUpperCase(), code, "Shift"), "text"), "");
  }
  assert.equal(does(press("5", "Numpad5"), "text"), "");
  assert.equal(does(press("Enter", "Enter"), "text"), "", "a line break");
  assert.equal(does(press("Enter", "Enter", "Shift"), "text"), "");
  assert.equal(does(press("Delete", "Delete"), "text"), "");
  for (const key of ["c", "v", "x", "a"]) {
    assert.equal(does(press(key, `Key${key.toUpperCase()}`, "Ctrl"), "text"), "");
  }
});

test("what would leave the page never reaches the browser, bound or not, in every place", () => {
  const numbers = [1, 3, 5, 6, 7, 10, 11, 12];
  for (const where of ["timeline", "text", "field", "other"] as const) {
    for (const number of numbers) {
      for (const held of ["", "Shift", "Ctrl", "Ctrl+Shift"]) {
        assert.notEqual(does(press(`F${number}`, `F${number}`, held), where), "", `F${number}`);
      }
    }
    assert.notEqual(does(press("ArrowLeft", "ArrowLeft", "Alt"), where), "");
    assert.notEqual(does(press("ArrowRight", "ArrowRight", "Alt"), where), "");
    assert.notEqual(does(press("s", "KeyS", "Ctrl"), where), "");
    assert.notEqual(does(press("ы", "KeyS", "Ctrl"), where), "", "Russian");
  }
  assert.equal(does(press("'", "Quote"), "timeline"), "swallowed", "Firefox would search");
  assert.equal(does(press("I", "KeyI", "Ctrl+Shift"), "timeline"), "", "tools stay reachable");
  assert.equal(does(press("Tab", "Tab"), "other"), "");
});

test("in a panel's field only what no field needs", () => {
  assert.equal(does(press("F3", "F3"), "field"), "find-next");
  assert.equal(does(press("s", "KeyS", "Ctrl"), "field"), "save");
  assert.equal(does(press("Tab", "Tab"), "field"), "");
  assert.equal(does(press("z", "KeyZ", "Ctrl"), "field"), "");
  assert.equal(does(press("Escape", "Escape"), "field"), "");
  assert.equal(does(press("ArrowDown", "ArrowDown"), "field"), "");
});

test("a held key repeats where it moves, and is swallowed where it acts", () => {
  assert.equal(does(press("ArrowRight", "ArrowRight", "", { repeat: true }), "timeline"), "frame-on");
  assert.equal(does(press("i", "KeyI", "", { repeat: true }), "timeline"), "swallowed");
  assert.equal(does(press("Enter", "Enter", "Ctrl", { repeat: true }), "text"), "swallowed");
  assert.equal(does(press("Delete", "Delete", "", { repeat: true }), "timeline"), "swallowed");
});

test("on a Mac ⌘ is Ctrl, but for what macOS keeps", () => {
  assert.equal(does(press("Enter", "Enter", "Meta"), "text", true), "confirm-next");
  assert.equal(does(press("z", "KeyZ", "Meta+Shift"), "text", true), "redo");
  assert.equal(does(press("h", "KeyH", "Ctrl"), "text", true), "replace");
  assert.equal(does(press("h", "KeyH", "Meta"), "text", true), "", "hides the window");
  assert.equal(does(press("a", "KeyA", "Ctrl"), "text", true), "", "start of the line");
  assert.equal(does(press("b", "KeyB", "Ctrl"), "text", true), "");
  assert.equal(does(press("ˆ", "KeyI", "Alt"), "timeline", true), "set-in-ripple");
  assert.equal(does(press("ArrowUp", "ArrowUp", "Alt+AltGraph"), "text", true), "cue-before");
  assert.equal(does(press("å", "KeyA", "Alt"), "text", true), "", "writes å");
  assert.equal(does(press("s", "KeyS", "Meta"), "text", false), "", "Windows key");
  assert.ok(onMac("MacIntel") && onMac("iPad") && !onMac("Linux x86_64") && !onMac("Win32"));
});

test("the numeric keypad, with NumLock and without", () => {
  const pad = keymapOf("numpad");
  const at = (event: KeyPress, focus: Focus = "timeline"): CommandName | undefined =>
    answerTo(event, focus, pad, false).command;
  assert.equal(at(press("5", "Numpad5")), "play-pause");
  assert.equal(at(press("4", "Numpad4")), "frame-back");
  assert.equal(at(press("ArrowLeft", "Numpad4")), "frame-back");
  assert.equal(at(press("Insert", "Numpad0")), "set-in");
  assert.equal(at(press("Insert", "Insert")), "set-in");
  assert.equal(at(press("Delete", "Delete")), "set-out");
  assert.equal(at(press("PageDown", "PageDown")), "cue-after");
  assert.equal(at(press("5", "Numpad5"), "text"), undefined);
  // By default the keypad doubles the other keys.
  assert.equal(does(press("Enter", "NumpadEnter", "Ctrl"), "text"), "confirm-next");
  assert.equal(does(press("ArrowUp", "Numpad8"), "timeline"), "cue-before");
  assert.equal(does(press("1", "Numpad1", "Ctrl"), "text"), "insert-1");
});

// --- Composition -------------------------------------------------------------------------------

/** A keyboard that writes down what ran, and what was kept from the browser. */
function keyboard(where: Where = "text", preset: Preset = "default") {
  const ran: CommandName[] = [];
  const page = new EventTarget();
  const keys = new Keyboard({
    keymap: () => keymapOf(preset),
    where: () => where,
    run: (command) => ran.push(command),
    mac: false,
  });
  keys.attach(page as unknown as Window);
  const send = (event: Press): boolean => {
    const real = new Event("keydown", { cancelable: true });
    const { timeStamp, ...rest } = event;
    Object.assign(real, rest);
    Object.defineProperty(real, "timeStamp", { value: timeStamp });
    page.dispatchEvent(real);
    return real.defaultPrevented;
  };
  const compose = (type: string, timeStamp: number): void => {
    const real = new Event(type);
    Object.defineProperty(real, "timeStamp", { value: timeStamp });
    page.dispatchEvent(real);
  };
  const release = (): void => void page.dispatchEvent(new Event("keyup"));
  return { ran, send, compose, release };
}

test("Japanese, Chromium's order: the Enter that takes the word is marked and does nothing", () => {
  const { ran, send, compose, release } = keyboard("text", "aegisub"); // Enter confirms there
  send(press("Process", "KeyK", "", { keyCode: 229 }));
  compose("compositionstart", 1000);
  release();
  send(press("Process", "Space", "", { keyCode: 229, isComposing: true }));
  release();
  const kept = send(press("Enter", "Enter", "", { keyCode: 229, isComposing: true, timeStamp: 2000 }));
  compose("compositionend", 2000);
  release();
  assert.equal(kept, false, "the input method gets its key");
  assert.deepEqual(ran, []);
  send(press("Enter", "Enter", "", { keyCode: 13, timeStamp: 2005 }));
  assert.deepEqual(ran, ["confirm-next"], "the next one is ours, however fast");
});

test("Japanese, Safari's order: compositionend comes before its Enter", () => {
  const { ran, send, compose, release } = keyboard("text", "aegisub");
  compose("compositionstart", 1000);
  compose("compositionend", 2000);
  send(press("Enter", "Enter", "", { keyCode: 229, timeStamp: 2001 }));
  release();
  assert.deepEqual(ran, [], "marked by keyCode alone");
  compose("compositionstart", 3000);
  compose("compositionend", 4000);
  send(press("Enter", "Enter", "", { keyCode: 13, timeStamp: 4002 }));
  release();
  assert.deepEqual(ran, [], "not even that");
  send(press("Enter", "Enter", "", { keyCode: 13, timeStamp: 4200 }));
  assert.deepEqual(ran, ["confirm-next"]);
});

test("Korean on a Mac: Enter is sent twice for one press", () => {
  const { ran, send, compose, release } = keyboard("text", "aegisub");
  compose("compositionstart", 1000);
  send(press("Enter", "Enter", "", { keyCode: 229, isComposing: true, timeStamp: 2000 }));
  compose("compositionend", 2001);
  send(press("Enter", "Enter", "", { keyCode: 13, timeStamp: 2002 }));
  assert.deepEqual(ran, []);
  release();
  send(press("Enter", "Enter", "", { keyCode: 13, timeStamp: 2100 }));
  assert.deepEqual(ran, ["confirm-next"]);
});

test("Korean: a chord right after a syllable is ours, one within it is not", () => {
  const { ran, send, compose } = keyboard();
  compose("compositionstart", 1000);
  send(press("Enter", "Enter", "Ctrl", { keyCode: 229, isComposing: true, timeStamp: 1500 }));
  assert.deepEqual(ran, []);
  compose("compositionend", 1501);
  send(press("Enter", "Enter", "Ctrl", { keyCode: 13, timeStamp: 1502 }));
  assert.deepEqual(ran, ["confirm-next"]);
});

test("while something is composed no key acts, marked or not", () => {
  const { ran, send, compose } = keyboard();
  compose("compositionstart", 1000);
  for (const [key, code] of [["Tab", "Tab"], ["Escape", "Escape"], ["F8", "F8"]] as const) {
    assert.equal(send(press(key, code)), false);
  }
  assert.deepEqual(ran, []);
});

test("in the timeline a switched-on input method is no obstacle", () => {
  const { ran, send } = keyboard("timeline");
  send(press("ㅔ", "KeyP", "", { keyCode: 229 }));
  assert.deepEqual(ran, ["play-cue"]);
  send(press("Process", "KeyP", "", { keyCode: 229 }));
  assert.deepEqual(ran, ["play-cue"], "its own key stays its own");
});

test("composition by itself", () => {
  const composition = new Composition();
  assert.equal(composition.owns(press("Enter", "Enter"), true), false);
  composition.started();
  assert.equal(composition.owns(press("Enter", "Enter"), true), true);
  assert.equal(composition.owns(press("p", "KeyP"), false), false, "the box has lost it");
});

// --- Keymaps -----------------------------------------------------------------------------------

for (const preset of Object.keys(PRESETS) as Preset[]) {
  test(`preset ${preset}: no chord twice, none that a browser or a keyboard keeps`, () => {
    const found = keymapOf(preset);
    assert.deepEqual(found.clashes, []);
    assert.deepEqual(found.unreadable, []);
    for (const command of COMMAND_NAMES) {
      const all = [...found.chords(command, "timeline"), ...found.chords(command, "text")];
      assert.ok(all.length, `${command} has no key`);
      for (const chord of all) assert.equal(normalised(chord), chord);
      for (const focus of ["timeline", "text"] as const) {
        for (const chord of found.chords(command, focus)) {
          assert.equal(found.command(focus, chord), command);
        }
      }
    }
  });
}

test("the table of review-page.md, row by row", () => {
  const rows: readonly (readonly [CommandName, string, string])[] = [
    ["play-pause", "Space", "Tab"], ["play-pause", "Space", "Ctrl+Space"],
    ["play-cue", "P", "F5"], ["loop-cue", "R", "Shift+F5"], ["play-before", "B", "F6"],
    ["hear-in", "1", "F7"], ["hear-out", "3", "Shift+F7"],
    ["frame-back", "Left", ""], ["frame-on", "Right", ""],
    ["second-back", "Shift+Left", "Alt+Left"], ["second-on", "Shift+Right", "Alt+Right"],
    ["shot-back", "Ctrl+Left", ""], ["shot-on", "Ctrl+Right", ""],
    ["shuttle-back", "J", ""], ["shuttle-stop", "K", ""], ["shuttle-on", "L", ""],
    ["cycle-speed", "Ctrl+Shift+Space", "Ctrl+Shift+Space"],
    ["cue-before", "Up", "Alt+Up"], ["cue-after", "Down", "Alt+Down"],
    ["cue-before", "PgUp", "PgUp"], ["cue-after", "PgDn", "PgDn"],
    ["stop-before", "Ctrl+Up", "Ctrl+Up"], ["stop-after", "Ctrl+Down", "Ctrl+Down"],
    ["confirm-next", "A", "Ctrl+Enter"], ["approve-next", "Shift+A", "Ctrl+Shift+Enter"],
    ["note", "F", "F4"], ["finding-next", "F8", "F8"], ["finding-before", "Shift+F8", "Shift+F8"],
    ["finding-list", "Ctrl+F8", "Ctrl+F8"], ["finding-fix", "Alt+F8", "Alt+F8"],
    ["insert-1", "", "Ctrl+1"], ["insert-9", "", "Ctrl+9"], ["insert-draft", "", "Ctrl+0"],
    ["auto-break", "", "Ctrl+B"], ["one-line", "", "Ctrl+Shift+B"],
    ["push-word", "", "Ctrl+."], ["pull-word", "", "Ctrl+,"],
    ["push-word-line", "", "Ctrl+Shift+."], ["pull-word-line", "", "Ctrl+Shift+,"],
    ["italics", "", "Ctrl+I"], ["dashes", "", "Ctrl+D"], ["note-sign", "", "Ctrl+M"],
    ["top-bottom", "F9", "F9"], ["set-in", "I", "F11"], ["set-out", "O", "F12"],
    ["set-out-next", "Shift+O", "F10"], ["set-in-keep", "Shift+I", "Shift+F11"],
    ["set-in-ripple", "Alt+I", "Ctrl+F11"], ["in-earlier", ",", ""], ["in-later", ".", ""],
    ["out-earlier", "Shift+,", ""], ["out-later", "Shift+.", ""],
    ["chain-out", "C", "Shift+F12"], ["butt-in", "V", ""], ["snap-edge", "S", ""],
    ["toggle-shot", "M", ""], ["new-cue", "N", "Alt+Ins"], ["new-cue", "Ins", "Alt+Ins"],
    ["split", "X", "Ctrl+Shift+X"], ["merge", "G", "Ctrl+Shift+M"], ["kind", "T", "Ctrl+Shift+K"],
    ["delete", "Del", ""], ["find", "Ctrl+F", "Ctrl+F"], ["replace", "Ctrl+H", "Ctrl+H"],
    ["find-next", "F3", "F3"], ["go-to", "Ctrl+G", "Ctrl+G"], ["undo", "Ctrl+Z", "Ctrl+Z"],
    ["redo", "Ctrl+Y", "Ctrl+Shift+Z"], ["save", "Ctrl+S", "Ctrl+S"], ["help", "?", "F1"],
    ["help", "F1", "F1"], ["focus-timeline", "", "Esc"], ["focus-text", "Enter", ""],
  ]; // prettier-ignore
  for (const [command, timeline, text] of rows) {
    if (timeline) assert.equal(keymap.command("timeline", timeline), command, timeline);
    if (text) assert.equal(keymap.command("text", text), command, text);
    if (!text) assert.deepEqual(keymap.chords(command, "text"), [], `${command} in text`);
  }
});

test("other editors' hands find their keys", () => {
  const se = keymapOf("subtitle-edit");
  assert.equal(se.command("text", "Ctrl+R"), "auto-break");
  assert.equal(se.command("text", "F9"), "set-in-ripple");
  assert.equal(se.command("text", "Ctrl+Shift+E"), "chain-out");
  assert.equal(se.command("timeline", "F10"), "set-out-next");
  const aegisub = keymapOf("aegisub");
  assert.equal(aegisub.command("timeline", "Q"), "hear-in");
  assert.equal(aegisub.command("timeline", "W"), "hear-out");
  assert.equal(aegisub.command("timeline", "Z"), "cue-before");
  assert.equal(aegisub.command("timeline", "X"), "cue-after");
  assert.equal(aegisub.command("timeline", "G"), "confirm-next");
  assert.equal(aegisub.command("text", "Enter"), "confirm-next");
});

test("a person's own keys: spelt any way, clashes told, the other command gives way", () => {
  const own = keymapOf("default", { note: { text: ["shift+ctrl+n", "control+Q"] } });
  assert.deepEqual(own.chords("note", "text"), ["Ctrl+Q"]);
  assert.deepEqual(own.unreadable, ["shift+ctrl+n"]);
  assert.deepEqual(own.chords("note", "timeline"), ["F", "F4"], "the other focus as it was");

  const clash = keymapOf("default", { note: { text: ["Ctrl+B"] } });
  assert.deepEqual(clash.clashes, [
    { focus: "text", chord: "Ctrl+B", commands: ["note", "auto-break"] },
  ]);
  assert.equal(takenBy(keymap, "ctrl+b", "text", "note"), "auto-break");
  assert.equal(takenBy(keymap, "Ctrl+B", "text", "auto-break"), undefined);
  assert.equal(takenBy(keymap, "Ctrl+Q", "text", "note"), undefined);

  const changed = remappedWith("default", {}, "note", "text", ["Ctrl+B"]);
  const settled = keymapOf("default", changed);
  assert.deepEqual(settled.clashes, []);
  assert.equal(settled.command("text", "Ctrl+B"), "note");
  assert.deepEqual(settled.chords("auto-break", "text"), []);
  const back = remappedWith("default", changed, "note", "text", null);
  assert.equal(keymapOf("default", back).command("text", "F4"), "note");
  assert.deepEqual(remappedWith("default", {}, "note", "text", null), {});
});

test("why a chord cannot be taken", () => {
  assert.equal(problemOf("Ctrl+W", "timeline"), "browser");
  assert.equal(problemOf("Ctrl+Shift+T", "text"), "browser");
  assert.equal(problemOf("Ctrl+Alt+V", "timeline"), "altgr");
  assert.equal(problemOf("P", "text"), "types");
  assert.equal(problemOf("Shift+P", "text"), "types");
  assert.equal(problemOf("Alt+P", "text"), "types");
  assert.equal(problemOf("Num5", "text"), "types");
  assert.equal(problemOf("Left", "text"), "types");
  assert.equal(problemOf("Ctrl+C", "text"), "types");
  assert.equal(problemOf("Hyper+C", "text"), "unknown");
  assert.equal(problemOf("P", "timeline"), undefined);
  assert.equal(problemOf("Alt+Up", "text"), undefined);
  assert.equal(problemOf("Enter", "text"), undefined);
});

test("chords are read in any spelling and shown as keyboards print them", () => {
  assert.equal(normalised("shift + ctrl + a"), "Ctrl+Shift+A");
  assert.equal(normalised("Cmd+ArrowUp"), "Ctrl+Up");
  assert.equal(normalised("ctrl++"), "Ctrl++");
  assert.equal(normalised("Num+"), "Num+");
  assert.equal(normalised("Shift+Num+"), "Shift+Num+");
  assert.equal(normalised("numenter"), "NumEnter");
  assert.equal(normalised("Ctrl+Ctrl+A"), undefined);
  assert.equal(normalised("Ctrl+"), undefined);
  assert.equal(normalised(""), undefined);
  assert.equal(shownChord("Ctrl+Shift+Up", false), "Ctrl+Shift+↑");
  assert.equal(shownChord("Ctrl+Shift+Up", true), "⌘⇧↑");
  assert.equal(shownChord("Ctrl+H", true), "⌃H");
  assert.equal(shownChord("Num+", false), "Num+");
});

test("a press is caught for a remapping as it will be read", () => {
  assert.equal(captured(press("Control", "ControlLeft", "Ctrl"), "text", false), undefined);
  assert.equal(captured(press("?", "Slash", "Shift"), "timeline", false), "?");
  assert.equal(captured(press("з", "KeyP"), "timeline", false), "P");
  assert.equal(captured(press("b", "KeyB", "Ctrl"), "text", false), "Ctrl+B");
  assert.equal(captured(press("F5", "F5", "Shift"), "text", false), "Shift+F5");
  assert.equal(captured(press("ą", "KeyA", "AltGraph"), "text", false), undefined);
  assert.deepEqual(chordsOf(press("ArrowLeft", "Numpad4"), "timeline", false), ["Num4", "Left"]);
});

test("the help names every command once", () => {
  const groups = help(keymap, false);
  const named = groups.flatMap((group) => group.rows.map((row) => row.command));
  assert.deepEqual(named, [...COMMAND_NAMES]);
  assert.ok(groups.every((group) => group.rows.length));
  assert.equal(hint(keymap, "confirm-next", "text", false), "Ctrl+Enter");
  assert.equal(hint(keymap, "delete", "text", false), "");
});
