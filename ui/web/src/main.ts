/**
 * The review page's editor: asks for its track as soon as the script is there, waits for its place
 * on the page, and puts the parts together.
 */

import "./style/main.css";
import "./stage/stage.css";
import { commands } from "./commands/commands";
import { numberOfTerm } from "./commands/suggestions";
import { ProgrammeClock } from "./core/frames";
import type { Editor } from "./editor";
import type { CommandName } from "./keys/commands";
import { Keyboard, onMac } from "./keys/dispatch";
import { hint } from "./keys/help";
import { keymapOf, type Keymap } from "./keys/keymap";
import { OpenError, Opening, type Opened } from "./model/open";
import { Arrival } from "./sheet/arrival";
import type { Context } from "./sheet/context";
import { Loading } from "./sheet/loading";
import { Sheet } from "./sheet/screen";
import { followTheme } from "./sheet/themes";
import { createPlayer } from "./stage/create";
import { createTimeline } from "./stage/timeline";
import { S } from "./strings";

/** Named in `localize_ui/pages/review.py` too. */
const PLACE = "lz-editor";

async function main(): Promise<void> {
  const query = new URLSearchParams(window.location.search);
  const opening = new Opening();
  followTheme(opening.settings);
  const track = Number(query.get("track"));
  const loading = new Loading();
  const isTrack = Number.isInteger(track) && track > 0;
  // Asked before the place is there: the page's own script takes a while.
  const opened = isTrack
    ? opening.open(track, query.get("cue"), (reason) => loading.say(reason))
    : null;
  // Told where it is awaited below; until then it is nobody's unhandled rejection.
  opened?.catch(() => undefined);
  const place = await placeOnPage();
  const root = document.createElement("div");
  root.append(loading.element);
  place.replaceChildren(root);
  try {
    if (opened) assemble(root, await opened, opening);
    else await loading.choose(opening.api);
  } catch (error) {
    root.className = "";
    root.replaceChildren(loading.element);
    if (error instanceof OpenError) loading.refused(error.error);
    else {
      loading.broken(error);
      throw error;
    }
  }
}

/** The element that the page's shell makes, now or later. */
function placeOnPage(): Promise<HTMLElement> {
  return new Promise((resolve) => {
    const found = document.getElementById(PLACE);
    if (found) {
      resolve(found);
      return;
    }
    const watch = new MutationObserver(() => {
      const later = document.getElementById(PLACE);
      if (!later) return;
      watch.disconnect();
      resolve(later);
    });
    watch.observe(document.documentElement, { childList: true, subtree: true });
  });
}

function assemble(root: HTMLElement, { model, visits }: Opened, opening: Opening): void {
  const { settings } = opening;
  const { desk } = model;
  document.title = `${desk.track.episode} · ${desk.track.locale} · ${S.review}`;
  const mac = onMac(navigator.platform);
  let keymap: Keymap = keymapOf(settings.values.keys, settings.values.remapped);
  settings.on((key) => {
    if (key === "keys" || key === "remapped") {
      keymap = keymapOf(settings.values.keys, settings.values.remapped);
    }
  });

  let editor: Editor | undefined;
  let arrival: Arrival | undefined;
  const made = (): Editor => {
    if (!editor) throw new Error("asked of the editor before it was made");
    return editor;
  };
  const run = (name: CommandName): void => {
    visits.ran(name);
    if (name === "set-out-next") arrival?.goOn();
    // A command throws only for a mistake of ours; that is told, and is not lost.
    const failed = (error: unknown): never => {
      model.say(S.commandFailed(S.command[name]), "refused");
      throw error;
    };
    try {
      commands[name](made())?.catch(failed);
    } catch (error) {
      failed(error);
    }
  };
  const context: Context = {
    model,
    settings,
    clock: new ProgrammeClock(model.rate, desk.start_timecode),
    player: () => made().player,
    screen: () => made().screen,
    editor: made,
    back: () => sheet.back(),
    run,
    key: (name, focus = "text") =>
      hint(keymap, name, focus, mac) ||
      (focus === "text" ? hint(keymap, name, "timeline", mac) : ""),
    keymap: () => keymap,
    mac,
    suggestionOf: (term) => numberOfTerm(model, term),
  };
  const sheet = new Sheet(root, context);
  const player = createPlayer(model, settings, sheet.picture);
  const timeline = createTimeline(model, player, settings, sheet.wave);
  editor = { model, player, timeline, screen: sheet, settings, visits };
  arrival = new Arrival(model, settings, player);
  visits.attach(player);
  new Keyboard({ keymap: () => keymap, where: (event) => sheet.where(event), run, mac }).attach(
    window,
  );
  arrival.begin();
  sheet.setFocus("text");
}

void main();
