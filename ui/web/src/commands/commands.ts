/** What every command does. */

import { COMMAND_NAMES, type Command, type CommandName, type Commands } from "../keys/commands";
import * as cueing from "./cueing";
import * as findings from "./findings";
import * as going from "./going";
import { keepNudges, nudge } from "./nudging";
import * as page from "./page";
import * as playing from "./playing";
import { insert, insertDraft } from "./suggestions";
import * as timing from "./timing";
import * as undoing from "./undoing";
import * as watch from "./watch";
import * as writing from "./writing";

const plain: Commands = {
  "play-pause": playing.playPause,
  "play-cue": playing.playCue,
  "loop-cue": playing.loopCue,
  "play-before": playing.playBefore,
  "hear-in": playing.hearIn,
  "hear-out": playing.hearOut,
  "frame-back": playing.frameBack,
  "frame-on": playing.frameOn,
  "second-back": playing.secondBack,
  "second-on": playing.secondOn,
  "shot-back": playing.shotBack,
  "shot-on": playing.shotOn,
  "shuttle-back": playing.shuttleBack,
  "shuttle-stop": playing.shuttleStop,
  "shuttle-on": playing.shuttleOn,
  "cycle-speed": playing.cycleSpeed,

  "cue-before": going.cueBefore,
  "cue-after": going.cueAfter,
  "stop-before": going.stopBefore,
  "stop-after": going.stopAfter,
  "go-to": page.goToAny,
  follow: going.follow,

  "confirm-next": going.confirmNext,
  "approve-next": going.approveNext,
  note: page.note(),
  "send-back": page.note("send-back"),
  lock: going.lock,

  "finding-next": findings.findingNext,
  "finding-before": findings.findingBefore,
  "finding-list": page.panel("findings"),
  "finding-fix": findings.findingFix,

  "insert-1": insert(1),
  "insert-2": insert(2),
  "insert-3": insert(3),
  "insert-4": insert(4),
  "insert-5": insert(5),
  "insert-6": insert(6),
  "insert-7": insert(7),
  "insert-8": insert(8),
  "insert-9": insert(9),
  "insert-draft": insertDraft,
  "auto-break": writing.autoBreakLines,
  "one-line": writing.oneLineLines,
  "push-word": writing.pushWord,
  "pull-word": writing.pullWord,
  "push-word-line": writing.pushLine,
  "pull-word-line": writing.pullLine,
  italics: writing.italics,
  dashes: writing.dashes,
  "note-sign": writing.noteSign,
  "top-bottom": writing.topBottom,

  "set-in": timing.setIn,
  "set-out": timing.setOut,
  "set-out-next": timing.setOutNext,
  "set-in-keep": timing.setInKeep,
  "set-in-ripple": timing.setInRipple,
  "in-earlier": nudge("start", -1),
  "in-later": nudge("start", 1),
  "out-earlier": nudge("end", -1),
  "out-later": nudge("end", 1),
  "chain-out": timing.chainOut,
  "butt-in": timing.buttIn,
  "snap-edge": timing.snapEdge,
  "toggle-shot": timing.toggleShot,
  "shot-list": page.shotList,

  "new-cue": cueing.newCue,
  split: cueing.split,
  merge: cueing.merge,
  kind: cueing.kind,
  delete: cueing.remove,

  find: page.find,
  replace: page.replace,
  "find-next": page.findNext,
  "find-before": page.findBefore,

  undo: undoing.undo,
  redo: undoing.redo,
  save: undoing.save,

  "focus-timeline": page.focusOn("timeline"),
  "focus-text": page.focusOn("text"),
  "panel-terms": page.panel("terms"),
  "panel-memory": page.panel("memory"),
  "panel-history": page.panel("history"),
  "panel-notes": page.panel("notes"),
  "panel-draft": page.panel("draft"),
  "panel-close": page.closePanel,
  "zoom-in": page.zoomIn,
  "zoom-out": page.zoomOut,
  louder: page.louder,
  softer: page.softer,
  "watch-through": watch.watchThrough,
  "watch-flag": watch.watchFlag,
  "picture-window": page.pictureWindow,
  settings: page.settings,
  help: page.help,
};

/** Nudges go on being one act while these come between. */
const BESIDE: ReadonlySet<CommandName> = new Set([
  "in-earlier", "in-later", "out-earlier", "out-later", "play-pause", "play-cue", "loop-cue",
  "hear-in", "hear-out", "zoom-in", "zoom-out", "louder", "softer", "help",
]); // prettier-ignore

/** What an edge was nudged by is kept before anything else is done: first come, first in undo. */
function afterNudges(command: Command): Command {
  return (editor) => {
    // It is in the row of acts with this: nobody has to wait for the server to go elsewhere.
    void keepNudges(editor);
    return command(editor);
  };
}

export const commands: Commands = Object.fromEntries(
  COMMAND_NAMES.map((name) => [name, BESIDE.has(name) ? plain[name] : afterNudges(plain[name])]),
) as Commands;
