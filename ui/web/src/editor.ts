/**
 * The parts of the editor as the others see them. Data flows one way: a key or a click calls a
 * command, a command changes the model or moves the player, and the views draw what these tell.
 *
 *     keys ─► commands ─► model ─► views (list, strip, timeline, panels)
 *                    └──► player ─┘
 */

import type { CueView, Desk, Finding, Note, Other, Term, MemoryHit, Revision, WireError } from "./wire";
import type { FrameRate } from "./core/frames";

// --- Model ---------------------------------------------------------------------------------------

/** In- and out-time, ms. */
export interface Times {
  readonly start: number;
  readonly end: number;
}

/** A cue as the person has it: what the server last said, and what is not saved yet. */
export interface Row {
  readonly id: string;
  readonly view: CueView;
  readonly start: number; // ms
  readonly end: number; // ms
  /** Its times without what is sketched: the server's, once it has done what it was asked. */
  readonly asked: Times;
  readonly lines: readonly string[];
  /** Not saved yet. */
  readonly dirty: boolean;
  /** The draft is withheld: a control scene, and nothing typed yet. */
  readonly withheld: boolean;
}

export type SaveState =
  | { readonly kind: "saved"; readonly at: Date | null }
  | { readonly kind: "saving" }
  /** Something is typed, and not saved in its time: a composition lasts. */
  | { readonly kind: "unsaved" }
  /** Kept in this browser, to be sent when the server answers again. */
  | { readonly kind: "kept"; readonly cues: number; readonly reason: string }
  /** The server refused what was typed; it is kept in the box. */
  | { readonly kind: "refused"; readonly message: string };

/** Somebody else changed the cue meanwhile: both versions, for the person to decide. */
export interface Conflict {
  readonly cue_id: string;
  readonly mine: readonly string[] | null;
  readonly theirs: readonly string[] | null; // null: taken out
  readonly mine_times: readonly [number, number] | null;
  readonly theirs_times: readonly [number, number] | null;
  /** The neighbour whose edge was to move with it, as one act (`edges`). */
  readonly along?: {
    readonly cue_id: string;
    readonly mine_times: readonly [number, number];
    readonly theirs_times: readonly [number, number];
  };
  readonly revision: number;
  readonly by: string;
  readonly at: string;
}

/** Something to say in the status line; `link` opens beside the page (sign in again); with an
 * empty address it loads the page anew. */
export interface Message {
  readonly text: string;
  readonly kind: "info" | "refused" | "done";
  readonly link?: { readonly href: string; readonly text: string };
}

/** What a route answered; `error` null where the server was not reached. */
export type Called<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly error: WireError | null };

/** The API for what is no act on cues: terms, find and replace, the media's copy. */
export interface Caller {
  /** `path` below /api/v1: "replace/preview". Changes carry the session's code by themselves. */
  call<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<Called<T>>;
}

export type SortKey = "programme" | "risk";

/** Which cues the list shows. */
export interface Filter {
  readonly what: "all" | "findings" | "risky" | "unconfirmed" | "stale" | "notes" | "mine-returned" | "rule";
  readonly rule?: string; // of `rule`
  readonly text?: string; // in source or target, letters' case aside
}

export type ModelEvent =
  | { readonly type: "rows"; readonly ids: ReadonlySet<string> | "all" } // content, state or order
  | { readonly type: "shown" } // filter or sort
  | { readonly type: "current" } // another cue
  | { readonly type: "typed"; readonly id: string } // at every input event
  | { readonly type: "status" } // SaveState
  | { readonly type: "findings"; readonly ids: ReadonlySet<string> | "all" }
  | { readonly type: "others" }
  | { readonly type: "conflict" }
  | { readonly type: "message" } // something to say in the status line
  | { readonly type: "desk" }; // shots, media, stage

/** An act of the API on cues: the route's last word, and its body without the revision. */
export interface Act {
  readonly route: string; // "times", "split", "merge", "confirm" …
  readonly cue_id?: string; // its revision is added
  /** Cues that change together (`edges`); the revision of each is added. */
  readonly cues?: readonly {
    readonly cue_id: string;
    readonly start: number;
    readonly end: number;
  }[];
  readonly body?: Readonly<Record<string, unknown>>;
  /** Say in words what it does, for a refusal: "set the in-time". */
  readonly what: string;
}

export type Outcome =
  | { readonly ok: true; readonly cues: readonly CueView[]; readonly note: string }
  | { readonly ok: false; readonly error: WireError | null }; // null: not reached

export interface Speechless {
  /** Speech that no cue covers, or a cue over which nobody speaks. */
  readonly kind: "speech-without-cue" | "cue-without-speech";
  readonly start: number;
  readonly end: number;
  readonly cue_id: string; // of `cue-without-speech`; else empty
  /** What a machine recognised there and left out, and why; a reason alone: it may have missed
   * speech there. Absent where it only heard that somebody speaks. */
  readonly text?: string;
  readonly why?: string;
}

export interface Model {
  readonly desk: Desk;
  readonly rate: FrameRate;
  readonly api: Caller;
  /** Every cue that is there, in programme order. */
  readonly rows: readonly Row[];
  /** Those that pass the filter, in the order of the sort. The current one stays until left. */
  readonly shown: readonly Row[];
  readonly current: Row | undefined;
  readonly status: SaveState;
  readonly conflict: Conflict | null;
  readonly message: Message | null;
  readonly others: readonly Other[];
  readonly filter: Filter;
  readonly sort: SortKey;
  readonly speechless: readonly Speechless[];

  row(id: string): Row | undefined;
  index(id: string): number; // in rows; -1
  before(id: string): Row | undefined;
  after(id: string): Row | undefined;
  /** The source's cues that a cue stands for, or that are said at its time. */
  sources(id: string): readonly import("./wire").Cue[];
  /** Open findings of a cue, blocking ones first; measured here and, for other rules, by the server. */
  findings(id: string): readonly Finding[];
  /** What is waived on a cue, with why. Under the id "", as of `findings`: of the whole track. */
  waived(id: string): readonly Finding[];
  /** 0 to 1; how likely a cue wants work: findings, the machine's doubt, staleness. */
  risk(id: string): number;
  /** What makes it so, in words, the weightiest first; empty for none. */
  riskWhy(id: string): readonly string[];

  /** Go to a cue; what is typed in the present one is saved first, without waiting for it. */
  select(id: string): void;
  setFilter(filter: Filter): void;
  /** Whether the person writes here: the whole track, or a cue that was sent back to them. */
  mayEdit(id: string): boolean;
  /** Whether a cue is what the filter asks for; the current one stays in the list in any case. */
  matches(id: string): boolean;
  setSort(sort: SortKey): void;
  /** What is in the box now, at every input event. */
  type(id: string, lines: readonly string[]): void;
  /**
   * Put a text into a cue as if it had been typed, the box included, and save it; whether that was
   * done. Nothing is put where somebody composes.
   */
  write(id: string, lines: readonly string[]): Promise<boolean>;
  /** During composition nothing is sent; at its end the clock of the autosave begins. */
  setComposing(composing: boolean): void;
  /** Move edges in the browser alone, while a drag lasts; `act` keeps them. */
  sketch(id: string, start: number, end: number): void;
  /** Save what is typed; resolves when it is saved, or kept because it cannot be. */
  flush(): Promise<void>;
  /** Save what is typed, then do something; a refusal is said in the status line. */
  act(act: Act): Promise<Outcome>;
  /** Take in at once what a route that is no act did here: replacing, granting a request. */
  refresh(): Promise<void>;
  /** Keep one side of the conflict, or both texts one over the other. */
  settle(how: "mine" | "theirs" | "both"): Promise<void>;
  say(text: string, kind?: "info" | "refused" | "done"): void;

  notes(cueId: string): Promise<readonly Note[]>;
  history(cueId: string): Promise<readonly Revision[]>;
  memory(cueId: string): Promise<readonly MemoryHit[]>;
  /** All terms of the season for this market; `hits` those that occur in a cue's source. */
  readonly terms: readonly Term[];
  termHits(cueId: string): readonly Term[];
  refreshTerms(): Promise<void>;
  personName(id: number | null): string;

  on(listener: (event: ModelEvent) => void): () => void;
}

// --- Player --------------------------------------------------------------------------------------

export interface Player {
  readonly ready: boolean;
  readonly playing: boolean;
  readonly speed: number;
  /** The presented frame, from 0. Where there is no picture, the time in frames. */
  readonly frame: number;
  /** Its time, ms (`rate.timeOf(frame)`). */
  readonly time: number;
  /** Show a frame, paused: the seek goes to its middle. */
  seek(frame: number): void;
  play(): void;
  pause(): void;
  /** Play [from, to) in frames; ends parked on the last visible frame, or loops. */
  playRange(from: number, to: number, options?: { readonly loop?: boolean }): void;
  step(frames: number): void;
  setSpeed(speed: number): void;
  /** The presented frame at this moment, for set-in and set-out. */
  presented(): number;
  /** The newest frame asked for; where no seek is under way, the presented one. Steps count from it. */
  readonly target: number;
  /** J, K, L: -1 runs backwards, 1 runs on, 0 stops; the same again is twice as fast. */
  shuttle(direction: -1 | 0 | 1): void;
  /** The picture to a window of its own, and back. */
  togglePictureWindow(): void;
  readonly watch: WatchThrough;
  /** The working copy, as last heard of; `ready` is told when it changes. */
  readonly media: import("./wire").Media;
  on(listener: (event: "frame" | "state" | "ready") => void): () => void;
}

/** A cue that was on the screen in full, as it was at a revision; `speed` of the playback. */
export interface WatchedCue {
  readonly cue_id: string;
  readonly revision: number;
  readonly speed: number;
}

/** Watching through: plays on, passing over what has no dialogue. */
export interface WatchThrough {
  readonly on: boolean;
  /** From the presented frame, at 1, 1.25 or 1.5. */
  start(speed: number): void;
  stop(): void;
  /** Pauses, and says which cue was on the screen or the last before; undefined for none. */
  flag(): string | undefined;
  /** Play on after a flag. */
  resume(): void;
  onWatched(listener: (watched: WatchedCue) => void): () => void;
}

// --- Timeline ------------------------------------------------------------------------------------

export interface Edge {
  readonly id: string;
  readonly side: "start" | "end";
}

export interface Timeline {
  /** Seconds across. */
  zoom: number;
  zoomBy(factor: number): void;
  /** Vertical zoom of the waveform. */
  loudnessBy(factor: number): void;
  /** Bring a time into view. */
  show(time: number): void;
  /** The edge that is selected, if any: shot zones are shaded round it. */
  readonly edge: Edge | null;
  /** By keyboard: the edge that a command moved is the one whose zones are seen. */
  selectEdge(edge: Edge | null): void;
  centred: boolean; // playhead in the middle, else page by page
}

// --- Screen --------------------------------------------------------------------------------------

export type Focus = "text" | "timeline";
export type Panel = "findings" | "terms" | "memory" | "history" | "notes" | "draft";

/** What can be written about a cue: `request` goes to the template's owner. */
export type NoteAs = "note" | "query" | "flag" | "request" | "annotation" | "send-back";

/** What commands ask of the views. */
export interface Screen {
  readonly focus: Focus;
  setFocus(focus: Focus): void;
  /** The target's box: text with line breaks, caret in code units. */
  readonly box: HTMLTextAreaElement;
  /** Replace the box's text through the model, and put the caret. */
  setText(lines: readonly string[], caret?: number): void;
  openPanel(panel: Panel): void;
  closePanel(): void;
  toggleHelp(): void;
  openFind(replace: boolean): void;
  findNext(step: 1 | -1): void;
  openGoTo(): void;
  /** The line in which a note is written; `as` what, else a note. */
  openNote(as?: NoteAs): void;
  /** The line in which one says why a rule may be broken. */
  openWaive(finding: Finding): void;
  toggleSettings(): void;
  /** The form that takes in a list of shot changes. */
  toggleShotList(): void;
  /** Two lines of choice in the status bar: "412 cues +7 frames, 38 confirmed among them". */
  confirmInLine(question: string): Promise<boolean>;
}

export interface Editor {
  readonly model: Model;
  readonly player: Player;
  readonly timeline: Timeline;
  readonly screen: Screen;
  readonly settings: Settings;
  readonly visits: VisitLog;
}

/** How somebody worked on each cue, in counts and durations; never what was typed. */
export interface VisitLog {
  /** Begin: listens to keys and the mouse of the page, and to playback. */
  attach(player: Player): void;
  /** A command ran, by key or button. */
  ran(command: string): void;
  /** A suggestion was taken into the text: 1 (the draft) to 9. */
  took(suggestion: number): void;
  /** A cue was watched in full in the watch-through. */
  watched(cueId: string, speed: number): void;
}

// --- Settings ------------------------------------------------------------------------------------

/** A person's own, kept on the server (`me/settings`). */
export interface PersonSettings {
  keys: "default" | "subtitle-edit" | "aegisub" | "numpad";
  /** command → chords that replace the preset's, `timeline` and `text` apart. */
  remapped: Record<string, { timeline?: string[]; text?: string[] }>;
  theme: "dark" | "light" | "system";
  listFont: number; // px
  boxFont: number; // px
  mirrored: boolean;
  splits: Record<string, number>; // name of a splitter → px
  autoplay: boolean; // on arrival at a cue
  loopOnArrival: boolean;
  preroll: number; // ms
  postroll: number; // ms
  typeToPause: boolean;
  follow: boolean;
  centred: boolean;
  reaction: number; // frames taken off a set-in while playing
  loudness: number; // vertical zoom
  zoom: number; // seconds across
  safeArea: boolean;
  draftDiff: boolean;
  blockingFirst: boolean;
}

export interface Settings {
  readonly values: Readonly<PersonSettings>;
  set<K extends keyof PersonSettings>(key: K, value: PersonSettings[K]): void;
  on(listener: (key: keyof PersonSettings) => void): () => void;
}
