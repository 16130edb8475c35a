/** What commands ask of the other parts, standing still: a player at a frame, a box with a text. */

import type { Editor, Model, NoteAs, Player, Screen, Settings, Timeline, VisitLog } from "../../src/editor";
import { DEFAULTS } from "../../src/model/settings";

/** A player that shows the frame that it is told to. */
export class StandingPlayer implements Player {
  ready = true;
  playing = false;
  speed = 1;
  frame = 0;
  range: readonly [number, number, boolean] | null = null;
  readonly media: Player["media"] = {
    state: "none", progress: 0, reason: "", kind: "", plan: "", url: "", width: 0, height: 0,
    frames: 0, duration: 0, peaks: null, name_on_picture: false,
  }; // prettier-ignore
  readonly asked: string[] = [];
  readonly watchers: ((watched: { cue_id: string; revision: number; speed: number }) => void)[] = [];
  readonly #listeners: ((event: "frame" | "state" | "ready") => void)[] = [];
  readonly watch = {
    on: false,
    start: (speed: number) => {
      this.watch.on = true;
      this.speed = speed;
      this.#state(true);
    },
    stop: () => {
      this.watch.on = false;
      this.#state(false);
    },
    flag: () => {
      this.#state(false);
      return this.flagged;
    },
    resume: () => this.#state(true),
    onWatched: (listener: (typeof this.watchers)[number]) => {
      this.watchers.push(listener);
      return () => undefined;
    },
  };
  flagged: string | undefined;

  constructor(private readonly model: Model) {}

  get time(): number {
    return this.model.rate.timeOf(this.frame);
  }

  get target(): number {
    return this.frame;
  }

  seek(frame: number): void {
    this.frame = frame;
    this.#state(false);
  }

  play(): void {
    this.#state(true);
  }

  pause(): void {
    this.#state(false);
  }

  playRange(from: number, to: number, options: { readonly loop?: boolean } = {}): void {
    this.range = [from, to, options.loop ?? false];
    this.#state(true);
  }

  step(frames: number): void {
    this.frame += frames;
  }

  setSpeed(speed: number): void {
    this.speed = speed;
  }

  presented(): number {
    return this.frame;
  }

  shuttle(direction: -1 | 0 | 1): void {
    this.asked.push(`shuttle ${direction}`);
  }

  togglePictureWindow(): void {
    this.asked.push("window");
  }

  on(listener: (event: "frame" | "state" | "ready") => void): () => void {
    this.#listeners.push(listener);
    return () => undefined;
  }

  #state(playing: boolean): void {
    this.playing = playing;
    for (const listener of this.#listeners) listener("state");
  }
}

/** A text box as far as commands look at it. */
export class StandingScreen implements Screen {
  focus: "text" | "timeline" = "text";
  answer = true;
  readonly asked: string[] = [];
  readonly box: HTMLTextAreaElement;

  constructor(model: Model) {
    const box = {
      value: "",
      selectionStart: 0,
      selectionEnd: 0,
      ownerDocument: {
        /** What a browser does, and tells by an input event. */
        execCommand: (command: string, _: boolean, text = "") => {
          const put = command === "insertText" ? text : "";
          const { value, selectionStart: from, selectionEnd: to } = box;
          box.value = value.slice(0, from) + put + value.slice(to);
          box.selectionStart = box.selectionEnd = from + put.length;
          if (model.current) model.type(model.current.id, box.value.split("\n"));
          return true;
        },
      },
      setSelectionRange(start: number, end: number) {
        box.selectionStart = start;
        box.selectionEnd = end;
      },
    };
    this.box = box as unknown as HTMLTextAreaElement;
    const draw = (): void => {
      const text = model.current?.lines.join("\n") ?? "";
      if (box.value === text) return;
      box.value = text;
      box.selectionStart = box.selectionEnd = text.length;
    };
    draw();
    model.on(({ type }) => {
      if (type === "current" || type === "rows") draw();
    });
  }

  setFocus(focus: "text" | "timeline"): void {
    this.focus = focus;
  }
  setText(): void {
    throw new Error("the box takes what execCommand puts in");
  }
  openPanel(panel: string): void {
    this.asked.push(`panel ${panel}`);
  }
  closePanel(): void {
    this.asked.push("close");
  }
  toggleHelp(): void {
    this.asked.push("help");
  }
  openFind(replace: boolean): void {
    this.asked.push(replace ? "replace" : "find");
  }
  findNext(step: 1 | -1): void {
    this.asked.push(`find ${step}`);
  }
  openGoTo(): void {
    this.asked.push("go to");
  }
  openWaive(): void {
    this.asked.push("waive");
  }

  openNote(as: NoteAs = "note"): void {
    this.asked.push(`note ${as}`);
  }
  toggleSettings(): void {
    this.asked.push("settings");
  }
  toggleShotList(): void {
    this.asked.push("shot list");
  }
  async confirmInLine(question: string): Promise<boolean> {
    this.asked.push(question);
    return this.answer;
  }
}

export class StandingTimeline implements Timeline {
  zoom = 10;
  edge: Timeline["edge"] = null;
  selectEdge(edge: Timeline["edge"]): void {
    this.edge = edge;
  }
  centred = false;
  readonly asked: string[] = [];

  zoomBy(factor: number): void {
    this.zoom *= factor;
  }
  loudnessBy(factor: number): void {
    this.asked.push(`loudness ${factor}`);
  }
  show(): void {
    this.asked.push("show");
  }
}

export interface Standing extends Editor {
  readonly player: StandingPlayer;
  readonly screen: StandingScreen;
  readonly timeline: StandingTimeline;
}

export function standing(model: Model, visits?: VisitLog): Standing {
  const values = { ...DEFAULTS };
  const settings: Settings = {
    values,
    set: (key, value) => void (values[key] = value),
    on: () => () => undefined,
  };
  const none: VisitLog = {
    attach: () => undefined,
    ran: () => undefined,
    took: () => undefined,
    watched: () => undefined,
  };
  return {
    model,
    settings,
    player: new StandingPlayer(model),
    screen: new StandingScreen(model),
    timeline: new StandingTimeline(),
    visits: visits ?? none,
  };
}
