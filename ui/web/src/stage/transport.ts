/** The bar under the picture: timecode of the presented frame, and what one does with a mouse. */

import { ProgrammeClock } from "../core/frames";
import type { Model, Player, Settings } from "../editor";
import { S } from "../strings";
import { button, h, select, setText } from "../sheet/dom";
import { sign, turnSign } from "./icons";

const SPEEDS = ["0.5", "0.75", "1", "1.25", "1.5", "2"] as const;
/** ms for which a copied timecode says so. */
const COPIED_MS = 1_200;

export interface Transport {
  readonly element: HTMLElement;
  /** The presented frame changed. */
  frame(): void;
  /** Playing, speed, loop, settings or media changed. */
  state(): void;
}

interface Bar extends Player {
  readonly looping: boolean;
  readonly pictureWindow: boolean;
  /** Frames of the programme. */
  readonly length: number;
  toggleLoop(): void;
}

export function createTransport(model: Model, settings: Settings, player: Bar): Transport {
  const clock = new ProgrammeClock(model.rate, model.desk.start_timecode);

  const toggle = (text: string, name: Parameters<typeof sign>[0], act: () => void) => {
    const made = button("", act, { class: "lz-transport-button", label: text, title: text });
    made.append(sign(name));
    return made;
  };
  const playSign = sign("play");
  const play = button(
    "",
    () => (player.playing ? player.pause() : player.play()),
    { class: "lz-transport-button lz-transport-play", label: S.play },
  );
  play.append(playSign);

  const code = h("span", { class: "lz-tc", text: clock.timecode(0) });
  const copy = button("", () => void copyCode(), {
    class: "lz-transport-tc",
    label: S.copyTimecode,
    title: S.copyTimecode,
  });
  copy.append(code);
  const length = h("span", { class: "lz-tc-length", title: S.programmeEnd });
  const said = h("span", { class: "lz-transport-said", role: "status" });

  const speed = select(
    S.playbackSpeed,
    SPEEDS.map((value) => [value, `${value}×`] as const),
    "1",
    (value) => player.setSpeed(Number(value)),
    { class: "lz-transport-speed" },
  );
  const loop = toggle(S.loopCue, "loop", () => player.toggleLoop());
  const follow = toggle(S.followPlayback, "follow", () =>
    settings.set("follow", !settings.values.follow),
  );
  const safe = toggle(S.safeArea, "safe", () =>
    settings.set("safeArea", !settings.values.safeArea),
  );
  const out = toggle(S.pictureWindow, "window", () => player.togglePictureWindow());

  let timer = 0;
  const resting = (): string => (player.watch.on ? S.watchingThrough : "");
  async function copyCode(): Promise<void> {
    const text = code.textContent;
    let done = true;
    try {
      // Missing on pages without TLS that are not on this machine.
      await navigator.clipboard.writeText(text);
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      done = false;
    }
    setText(said, done ? S.timecodeCopied : S.timecodeNotCopied);
    clearTimeout(timer);
    timer = window.setTimeout(() => setText(said, resting()), COPIED_MS);
  }

  const press = (element: HTMLElement, pressed: boolean): void =>
    element.setAttribute("aria-pressed", String(pressed));

  const bar: Transport = {
    element: h(
      "div",
      { class: "lz-transport", role: "toolbar", label: S.transport },
      play,
      toggle(S.frameBack, "frameBack", () => player.step(-1)),
      toggle(S.frameOn, "frameOn", () => player.step(1)),
      copy,
      length,
      said,
      h("span", { class: "lz-transport-space" }),
      speed,
      loop,
      follow,
      safe,
      out,
    ),
    frame: () => setText(code, clock.timecode(player.frame)),
    state: () => {
      const words = player.playing ? S.pause : S.play;
      turnSign(playSign, player.playing ? "pause" : "play");
      play.setAttribute("aria-label", words);
      play.title = words;
      const value = String(player.speed);
      if (speed.value !== value && document.activeElement !== speed) speed.value = value;
      setText(said, resting());
      press(loop, player.looping);
      press(follow, settings.values.follow);
      press(safe, settings.values.safeArea);
      press(out, player.pictureWindow);
      setText(length, `/ ${clock.timecode(Math.max(0, player.length - 1))}`);
    },
  };
  bar.frame();
  bar.state();
  return bar;
}
