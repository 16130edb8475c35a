/** What the model needs of the browser, so that tests can drive it: requests, clocks, storage. */

/** Texts by key, kept when the page is gone. */
export interface TextStore {
  get(key: string): string | null;
  /** Whether it is kept now: a browser may be out of room, or keep nothing at all. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  /** Keys that begin so. */
  keys(prefix: string): readonly string[];
}

export type Timer = unknown;

export interface World {
  fetch(url: string, init: RequestInit): Promise<Response>;
  after(ms: number, run: () => void): Timer;
  cancel(timer: Timer): void;
  /** ms since some moment; never goes back. */
  now(): number;
  /** ms since 1970, by the browser's clock, which may be set. */
  date(): number;
  readonly store: TextStore;
  /** 128 random bits, in hexadecimal. */
  random(): string;
}

/** The browser's own. */
export function browserWorld(): World {
  return {
    fetch: (url, init) => fetch(url, init),
    after: (ms, run) => setTimeout(run, ms),
    cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
    now: () => performance.now(),
    date: () => Date.now(),
    store: browserStore(),
    random: () =>
      // Not randomUUID: a page that is served without TLS has none.
      Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
        byte.toString(16).padStart(2, "0"),
      ).join(""),
  };
}

/** `localStorage`; where the browser refuses it, one that forgets with the page and says so. */
export function browserStore(): TextStore {
  let storage: Storage;
  try {
    storage = window.localStorage;
    storage.getItem("localize");
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return { ...memoryStore(), set: () => false };
  }
  return {
    get: (key) => storage.getItem(key),
    set: (key, value) => {
      try {
        storage.setItem(key, value);
        return true;
      } catch (error) {
        if (error instanceof DOMException) return false; // no room
        throw error;
      }
    },
    remove: (key) => storage.removeItem(key),
    keys: (prefix) => {
      const found: string[] = [];
      for (let index = 0; index < storage.length; index += 1) {
        const key = storage.key(index);
        if (key?.startsWith(prefix)) found.push(key);
      }
      return found;
    },
  };
}

/** One that forgets with the page. */
export function memoryStore(kept = new Map<string, string>()): TextStore {
  return {
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => {
      kept.set(key, value);
      return true;
    },
    remove: (key) => void kept.delete(key),
    keys: (prefix) => [...kept.keys()].filter((key) => key.startsWith(prefix)),
  };
}
