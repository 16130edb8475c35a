/** What every part of the sheet is given. */

import type { ProgrammeClock } from "../core/frames";
import type { Editor, Model, Player, Screen, Settings } from "../editor";
import type { CommandName } from "../keys/commands";
import type { Keymap } from "../keys/keymap";
import type { Term } from "../wire";

export interface Context {
  readonly model: Model;
  readonly settings: Settings;
  readonly clock: ProgrammeClock;
  readonly player: () => Player;
  readonly screen: () => Screen;
  readonly editor: () => Editor;
  /** Back to the text or the timeline, wherever one was before a field or a panel. */
  readonly back: () => void;
  /** Run a command as its key would. */
  readonly run: (name: CommandName) => void;
  /** The key of a command for a focus, as it is written on the keyboard; empty for none. */
  readonly key: (name: CommandName, focus?: "text" | "timeline") => string;
  readonly keymap: () => Keymap;
  readonly mac: boolean;
  /** Under which number a term of the current cue is put in (Ctrl+2 …); 0 for none. */
  readonly suggestionOf: (term: Term) => number;
}

/** A cue's number as people count: from 1, in programme order. */
export function numberOf(model: Model, id: string): number {
  return model.index(id) + 1;
}

/** `12:03:05`, of the wall's clock. */
export function wallClock(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `2026-11-25 12:03`, from what the server sends. */
export function dayAndTime(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Do something once at the next frame, however often it is asked for. */
export function atNextFrame(work: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}

/** Do something once, `wait` ms after it was last asked for. */
export function afterRest(work: () => void, wait: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}
