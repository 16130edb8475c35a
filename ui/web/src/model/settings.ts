/** What a person has set for their own page: kept by the server, mirrored here for first paint. */

import type { PersonSettings, Settings } from "../editor";
import type { Api } from "./api";
import type { TextStore, Timer, World } from "./world";

export const DEFAULTS: Readonly<PersonSettings> = {
  keys: "default",
  remapped: {},
  theme: "dark",
  listFont: 13, // 42 characters of a line are seen in the list's narrowest column
  boxFont: 20,
  mirrored: false,
  splits: {},
  autoplay: false,
  loopOnArrival: false,
  preroll: 500, // half a second, as Subtitle Edit's "play from just before"
  postroll: 500,
  typeToPause: false,
  follow: true,
  centred: false,
  reaction: 0,
  loudness: 1,
  zoom: 10,
  safeArea: false,
  draftDiff: false,
  blockingFirst: true,
};

const KEY = "localize/settings";
/** A splitter that is dragged is saved when it has come to rest, ms. */
const REST = 1_000;
/** Between tries where the server is not reached, ms. */
const AGAIN = 10_000;

/** Ranges of figures that come from a store which others may have written. */
const RANGES: Partial<Record<keyof PersonSettings, readonly [number, number]>> = {
  listFont: [9, 40],
  boxFont: [9, 60],
  preroll: [0, 10_000],
  postroll: [0, 10_000],
  reaction: [0, 60],
  loudness: [0.1, 50],
  zoom: [0.5, 3_600],
};
const CHOICES: Partial<Record<keyof PersonSettings, readonly string[]>> = {
  keys: ["default", "subtitle-edit", "aegisub", "numpad"],
  theme: ["dark", "light", "system"],
};

type Key = keyof PersonSettings;

interface Mirror {
  readonly settings: unknown;
  /** What was set here, and is not kept by the server yet. */
  readonly unsent: readonly Key[];
}

export class PersonalSettings implements Settings {
  #values: PersonSettings;
  /** What was set here, and is not kept by the server yet. */
  readonly #unsent = new Set<Key>();
  #person: string | null = null;
  #timer: Timer | null = null;
  readonly #listeners = new Set<(key: keyof PersonSettings) => void>();

  /** As they were when the page was last open in this browser. */
  constructor(
    private readonly world: World,
    private readonly api: Api,
  ) {
    const mirror = readMirror(world.store, KEY);
    this.#values = sound(mirror?.settings);
  }

  get values(): Readonly<PersonSettings> {
    return this.#values;
  }

  set<K extends keyof PersonSettings>(key: K, value: PersonSettings[K]): void {
    if (Object.is(this.#values[key], value)) return;
    this.#values = { ...this.#values, [key]: value };
    this.#unsent.add(key);
    this.#mirror();
    this.#tell(key);
    this.#in(REST);
  }

  on(listener: (key: keyof PersonSettings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Take the person's own from the server; what was set here meanwhile goes there. Whoever only
   * reviews sees what was changed of the draft, unless they have set it otherwise.
   *
   * @param person with the project: in another one the same number is somebody else.
   */
  async load(person: string, roles: readonly string[] = []): Promise<void> {
    this.#person = person;
    const own = { draftDiff: roles.includes("reviewer") && !roles.includes("translator") };
    const mine = readMirror(this.world.store, `${KEY}/${person}`);
    if (mine?.unsent.length) {
      const here = this.#here();
      for (const key of mine.unsent) this.#unsent.add(key);
      this.#take({ ...sound(mine.settings), ...here });
    }
    const answer = await this.api.get<{ settings: unknown }>("me/settings");
    if (answer.kind === "answer") {
      this.#take({ ...sound(answer.data.settings, own), ...this.#here() });
    }
    this.#mirror();
    if (this.#unsent.size) this.#in(0);
  }

  /** The page goes: send what has not been sent. */
  flush(): void {
    if (this.#unsent.size) void this.#send(true);
  }

  /** What was set here and is not kept yet, alone. */
  #here(): Partial<PersonSettings> {
    const here = [...this.#unsent].map((key) => [key, this.#values[key]]);
    return Object.fromEntries(here) as Partial<PersonSettings>;
  }

  async #send(keepalive = false): Promise<void> {
    if (this.#timer !== null) this.world.cancel(this.#timer);
    this.#timer = null;
    if (!this.#unsent.size) return;
    // What was set here alone: another page may be setting something else at the same moment.
    const sent = this.#here();
    const answer = await this.api.send("PATCH", "me/settings", { settings: sent }, { keepalive });
    if (answer.kind === "answer" || answer.kind === "refused") {
      // A refusal (too much, or a server that knows no settings) is not cured by asking again.
      for (const key of Object.keys(sent) as Key[]) {
        // What was set anew meanwhile is under way.
        if (Object.is(this.#values[key], sent[key])) this.#unsent.delete(key);
      }
      this.#mirror();
    } else if (this.#timer === null) {
      this.#in(AGAIN);
    }
  }

  #in(ms: number): void {
    if (this.#person === null) return;
    if (this.#timer !== null) this.world.cancel(this.#timer);
    this.#timer = this.world.after(ms, () => void this.#send());
  }

  #take(values: PersonSettings): void {
    const before = this.#values;
    this.#values = values;
    for (const key of Object.keys(values) as (keyof PersonSettings)[]) {
      if (JSON.stringify(before[key]) !== JSON.stringify(values[key])) this.#tell(key);
    }
  }

  #mirror(): void {
    const mirror: Mirror = { settings: this.#values, unsent: [...this.#unsent] };
    const text = JSON.stringify(mirror);
    // Where the browser keeps nothing, the server's copy does; only the first paint is plain.
    this.world.store.set(KEY, text);
    if (this.#person !== null) this.world.store.set(`${KEY}/${this.#person}`, text);
  }

  #tell(key: keyof PersonSettings): void {
    for (const listener of this.#listeners) listener(key);
  }
}

function readMirror(store: TextStore, key: string): Mirror | null {
  const text = store.get(key);
  if (text === null) return null;
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data !== "object" || data === null) return null;
    const { settings, unsent } = data as Record<string, unknown>;
    const keys: unknown[] = Array.isArray(unsent) ? unsent : [];
    return { settings, unsent: keys.filter((key) => Object.hasOwn(DEFAULTS, key as Key)) as Key[] };
  } catch {
    return null; // written by something else: the defaults stand
  }
}

/** Settings out of anything: what is missing or of another kind has its default. */
export function sound(data: unknown, own: Partial<PersonSettings> = {}): PersonSettings {
  const found = { ...DEFAULTS, ...own } as Record<string, unknown>;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return found as unknown as PersonSettings;
  }
  for (const [key, value] of Object.entries(data)) {
    if (Object.hasOwn(DEFAULTS, key) && isSound(key as keyof PersonSettings, value)) {
      found[key] = value;
    }
  }
  return found as unknown as PersonSettings;
}

function isSound(key: keyof PersonSettings, value: unknown): boolean {
  if (typeof value !== typeof DEFAULTS[key] || value === null) return false;
  const range = RANGES[key];
  if (range) return Number.isFinite(value) && range[0] <= Number(value) && Number(value) <= range[1];
  const choices = CHOICES[key];
  if (choices) return choices.includes(value as string);
  if (key === "splits") {
    return Object.values(value as object).every((px) => Number.isFinite(px) && px >= 0);
  }
  if (key === "remapped") return Object.values(value as object).every(isRemapped);
  return true;
}

function isRemapped(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([focus, chords]) =>
      (focus === "timeline" || focus === "text") &&
      Array.isArray(chords) &&
      chords.every((chord) => typeof chord === "string"),
  );
}
