/**
 * What the server sends: the JSON of `/api/v1`, named as Python names it.
 *
 * Times are integer milliseconds from the start of the picture; locales are BCP 47.
 */

export type CueState = "machine" | "edited" | "reviewed" | "approved";
export type CueKind = "dialogue" | "forced" | "song" | "sound" | "title" | "credit";
export type Severity = "error" | "warning" | "note";
export type TrackRole = "transcript" | "template" | "subtitle";

export interface Placement {
  readonly anchor: number; // key of a numeric keypad, 1 (bottom left) to 9 (top right)
  readonly vertical: "" | "rl" | "lr";
  readonly settings: readonly (readonly [string, string])[];
}

export interface Cue {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
  readonly kind: CueKind;
  readonly translate: boolean;
  readonly speaker: string;
  readonly placement: Placement;
  readonly source_ids: readonly string[];
}

export interface MachineDraft {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
  readonly machines: readonly number[];
  readonly memory: Remembered | null;
}

/** Which approved line a draft is (`localize.review.remembered`). */
export interface Remembered {
  readonly episode: string;
  readonly season: string;
  readonly cue_ids: readonly string[];
  readonly by: readonly string[];
  readonly at: string;
  readonly locked: boolean;
  readonly doubt: string; // why it was not taken as it stands; empty where it was
}

export interface CueView {
  readonly cue: Cue;
  readonly revision: number;
  readonly state: CueState;
  readonly stale: string;
  readonly locked: boolean;
  readonly deleted: boolean;
  readonly machine: MachineDraft | null;
  readonly annotations: readonly (readonly [string, string])[];
  readonly notes: number;
  readonly sources: readonly string[];
  readonly edited_by: number | null;
  readonly reviewed_by: number | null;
  readonly approved_by: number | null;
  readonly approved_at: string | null;
  readonly approved_bulk: boolean;
  /** How likely the draft is wrong, while it is a machine's (`localize.drafting.risk`). */
  readonly risk?: { readonly reasons: readonly { readonly why: string; readonly points: number }[] } | null;
}

/** What an act did (`localize.review.views.Edited`). */
export interface Edited {
  readonly step: number;
  readonly number: number;
  readonly cues: readonly CueView[];
  readonly note: string;
}

export interface Step {
  readonly step: number;
  readonly number: number;
  readonly action: string;
  readonly person_id: number | null;
  readonly at: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly undone: boolean;
}

export interface Changes {
  readonly number: number;
  readonly stage: string;
  readonly cues: readonly CueView[];
  readonly steps: readonly Step[];
}

export interface RulesInForce {
  readonly times: { readonly rule: "fixed" | "tail" | "adjust" | "free"; readonly frames: number };
  readonly cues: "fixed" | "sentence" | "free";
  readonly source: "read" | "propose" | "edit";
  readonly draft: "prefilled" | "on-key" | "none" | null;
}

export interface TrackView {
  readonly track_id: number;
  readonly episode: string;
  readonly locale: string;
  readonly role: TrackRole;
  readonly stage: string;
  readonly number: number;
  readonly rules: RulesInForce;
  readonly cues: readonly CueView[];
  readonly based_on: number | null;
  readonly version: number | null;
  readonly source_locale: string;
  readonly source: readonly Cue[];
  readonly people: readonly (readonly [number, string])[];
}

/** `localize.guides.model.Limits`. */
export interface Limits {
  readonly guide: string;
  readonly version: string;
  readonly locale: string;
  readonly audience: string;
  readonly sdh: boolean;
  readonly counting: "latin" | "full-width" | "korean" | "thai";
  readonly max_lines: number;
  readonly max_line_length: number;
  readonly max_line_length_vertical: number | null;
  readonly reading_speed: number;
  readonly min_duration: number;
  readonly max_duration: number;
  readonly min_gap_frames: number;
  readonly chain_frames: number;
  // What the server's checks look at and the editor's own meters do not.
  readonly shots?: ShotZones | null;
  readonly max_characters?: number | null;
  readonly min_line_share?: number;
  readonly min_word_duration?: number;
}

/** `localize.guides.shots.ShotZones`: frames at 24 a second, but for `out_gap`. */
export interface ShotZones {
  readonly snap_before: number;
  readonly clear_before: number;
  readonly snap_after: number;
  readonly out_gap: number;
  readonly out_before: number;
  readonly out_after: number;
}

/** An exact frame rate: `num / den` frames a second. */
export interface WireRate {
  readonly num: number;
  readonly den: number;
  readonly drop: boolean;
  readonly label: string;
}

/** The working copy of the episode's media, for this session alone. */
export interface Media {
  /** `none`: the episode has no media here. `missing`: nobody has asked for the copy yet. */
  readonly state: "none" | "missing" | "making" | "ready" | "failed";
  readonly progress: number; // 0 to 1
  readonly reason: string; // why it failed, or why there is none; empty otherwise
  readonly kind: "video" | "audio" | "";
  readonly plan: string; // what was done: "picture copied, sound encoded" …
  readonly url: string; // answers range requests; bound to the session
  readonly width: number;
  readonly height: number;
  readonly frames: number; // 0 where it is sound alone
  readonly duration: number; // ms
  readonly peaks: { readonly url: string; readonly per_second: number } | null;
  readonly name_on_picture: boolean;
}

/** A stretch that the machine heard badly, or as no dialogue (`localize.engines.Stretch`). */
export interface Stretch {
  readonly kind:
    | "missed" | "unspoken" | "kept-out" | "doubtful" | "retried" | "foreign" | "song" | "sound"
    | "noisy";
  readonly start: number;
  readonly end: number;
  readonly why: string;
  readonly text: string; // what was recognised, kept or not
  readonly language: string; // of foreign dialogue
}

/** How well the episode was heard (`localize.engines.Coverage`). */
export interface Coverage {
  readonly speech: number; // ms
  readonly heard: number; // ms of it that words account for
  readonly windows: number;
  readonly retried: number;
  readonly stretches: readonly Stretch[];
}

/** Everything that the editor needs to open a track: `GET tracks/{id}/desk`. */
export interface Desk {
  readonly track: TrackView;
  /** Cues whose draft this person is not shown; their lines come empty. */
  readonly withheld: readonly string[];
  readonly limits: Limits;
  readonly source_limits: Limits | null;
  /** The guide's half second, chaining gap and shot zones are counted at this rate. */
  readonly rate: WireRate;
  readonly start_timecode: string; // SMPTE of frame 0
  readonly duration: number; // ms
  /** What tells the project from others that are served at the same address. */
  readonly project: string;
  readonly season: string;
  readonly stages: readonly string[];
  readonly me: { readonly id: number; readonly name: string; readonly roles: readonly string[] };
  /** What the person's roles and the track's stage let them do here, before any cue is asked. */
  readonly may: { readonly edit: boolean; readonly approve: boolean };
  readonly media: Media;
  /** Where somebody speaks, by voice activity: [start, end], in order. */
  readonly speech: readonly (readonly [number, number])[];
  /** Words as the machine heard them: [start, end, text, probability], in order. */
  readonly words: readonly (readonly [number, number, string, number])[];
  /** How well it was heard; null where no machine listened. */
  readonly coverage?: Coverage | null;
  /** Shot changes, ms, in order. */
  readonly shots: readonly number[];
  /** Other tracks of the episode that can be opened, this one among them. */
  readonly tracks: readonly {
    readonly track_id: number;
    readonly locale: string;
    readonly role: TrackRole;
  }[];
  /** Languages of this track and its source: right to left, and whether words have no spaces. */
  readonly right_to_left: boolean;
  readonly source_right_to_left: boolean;
  readonly unspaced: boolean;
  /** What the guide puts before the first and every further speaker's line. */
  readonly dashes: readonly [first: string, further: string];
}

export interface Fix {
  readonly cue_id: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly lines: readonly string[] | null;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly cue_id: string;
  readonly start: number | null;
  readonly measured: number | null;
  readonly limit: number | null;
  readonly unit: string;
  readonly fix: Fix | null;
  /** Words that it is about, with straight apostrophes and hyphens. */
  readonly words?: readonly string[];
  /** For each of `words` what may be meant, the likeliest first; empty where nothing is known of any. */
  readonly meant?: readonly (readonly string[])[];
  readonly waived?: boolean;
  /** Of a waived one: why, and the waiver, to be withdrawn by. */
  readonly reason?: string;
  readonly waiver_id?: number | null;
  /** Its rule looks at the whole track, so that nothing is said of it where cues are named. */
  readonly whole_track?: boolean;
}

export interface Note {
  readonly note_id: number;
  readonly track_id: number;
  readonly cue_id: string;
  readonly kind: string;
  readonly scope: string;
  readonly category: string;
  readonly severity: string;
  readonly text: string;
  readonly by: number;
  readonly at: string;
  readonly answer: string;
  readonly answered_by: number | null;
  readonly answered_at: string | null;
  /** It returns a cue that the person may change now, wherever the track is. */
  readonly yours: boolean;
}

/** A term of the show with its rendering for this market. */
export interface Term {
  readonly term_id: number;
  readonly source: string;
  readonly target: string;
  readonly kind: string;
  readonly note: string;
  /** When the rendering was changed last; null where there is none. */
  readonly target_at: string | null;
  /** When the term itself was. */
  readonly term_at: string;
}

/** Something that the sources say again and again, and that may be a name of the show. */
export interface Candidate {
  readonly text: string;
  readonly times: number;
  readonly episodes: readonly string[];
  readonly example: string;
}

/** A line of this market that a person approved, for a source like this one. */
export interface MemoryHit {
  readonly score: number; // 0 to 100
  readonly source: readonly string[];
  readonly target: readonly string[];
  readonly episode: string; // empty for a line that somebody brought in
  readonly track_id: number;
  readonly cue_id: string;
  readonly season: string; // where it is another than this one
  readonly origin: string; // of a line that was brought in
  readonly by: string; // who approved it, or brought it in
}

/** A revision of a cue (`localize.store.steps.Revision`). */
export interface Revision {
  readonly number: number;
  readonly step: number;
  readonly action: string;
  readonly person_id: number | null;
  readonly person: string; // empty for a machine
  readonly at: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>>;
}

export interface Other {
  readonly person_id: number;
  readonly name: string;
  readonly cue_id: string;
  readonly editing: boolean;
}

/** Answer to `POST tracks/{id}/presence`: who else is here, and the track's last step. */
export interface Presence {
  readonly others: readonly Other[];
  readonly number: number;
}

/** The one shape of errors; a conflict carries both versions of the cue. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly [more: string]: unknown;
}
