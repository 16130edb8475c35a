/** A page with a text box, a timeline and a panel's field, for keys in a real browser. */

import type { PersonSettings } from "../../src/editor";
import { Keyboard } from "../../src/keys/dispatch";
import { keymapOf } from "../../src/keys/keymap";

const ran: string[] = [];
let preset: PersonSettings["keys"] = "default";

document.body.innerHTML =
  '<textarea id="text"></textarea><div id="timeline" tabindex="0">timeline</div><input id="field" />';

const keyboard = new Keyboard({
  keymap: () => keymapOf(preset),
  where: (event) => {
    const { id } = event.target as Element;
    return id === "text" || id === "timeline" || id === "field" ? id : "other";
  },
  run: (command) => ran.push(command),
  mac: false,
});
keyboard.attach(window);

Object.assign(window, {
  ran,
  choose: (name: PersonSettings["keys"]) => (preset = name),
});
