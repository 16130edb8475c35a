/** A world whose clock runs when the test says so, for the model's tests. */

import { memoryStore, type TextStore, type World } from "../../src/model/world";

interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class FakeWorld implements World {
  #now = 0;
  #order = 0;
  #timers = new Map<number, Waiting>();
  #randoms = 0;
  #stopped = false;
  readonly store: TextStore;

  constructor(
    private readonly network: World["fetch"],
    store: TextStore = memoryStore(),
    /** Of two pages in one test, each has its own names. */
    private readonly seed = "00",
  ) {
    this.store = {
      get: (key) => store.get(key),
      set: (key, value) => this.#stopped || store.set(key, value),
      remove: (key) => void (this.#stopped || store.remove(key)),
      keys: (prefix) => store.keys(prefix),
    };
  }

  async fetch(url: string, init: RequestInit): Promise<Response> {
    const answer = await this.network(url, init).catch((error: unknown) => error);
    if (this.#stopped) await new Promise(() => undefined); // nobody is there to hear it
    if (answer instanceof Response) return answer;
    throw answer;
  }

  after(ms: number, run: () => void): number {
    this.#order += 1;
    this.#timers.set(this.#order, { at: this.#now + ms, order: this.#order, run });
    return this.#order;
  }

  cancel(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  now(): number {
    return this.#now;
  }

  date(): number {
    return Date.UTC(2026, 10, 25, 12) + this.#now;
  }

  random(): string {
    this.#randoms += 1;
    return this.seed.padStart(2, "0") + String(this.#randoms).padStart(30, "0");
  }

  /** Let so much time pass, with all that happens in it. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settle();
      const next = [...this.#timers.values()]
        .filter(({ at }) => at <= until)
        .sort((one, other) => one.at - other.at || one.order - other.order)[0];
      if (!next) break;
      this.#timers.delete(next.order);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
    await settle();
  }

  /** The page is gone: nothing runs any more. */
  stop(): void {
    this.#stopped = true;
    this.#timers.clear();
    this.after = () => 0;
  }
}

/** Let every promise that can go on do so. */
export async function settle(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}

/** Numbers that come again with the same seed (mulberry32). */
export function randoms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
