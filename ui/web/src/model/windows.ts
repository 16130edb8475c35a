/**
 * Which windows of this browser have the page open, so that what a window kept is taken over when
 * it is gone and not before.
 */

import type { TextStore, World } from "./world";

/** A window that has not said for so long that it is there counts as gone, ms. Browsers let a
 * hidden page's timers run once a minute. */
const SILENT = 150_000;

const ALIVE = "localize/window/";

/** This window's own name, and whether another one is gone. */
export interface Windows {
  readonly name: string;
  isGone(window: string): boolean;
  /** Say that this window is there, and look which others are. */
  beat(): Promise<void>;
  /** This window goes. */
  leave(): void;
}

/** Told by the storage alone: a window that crashed counts as gone after `SILENT`. */
export class BeatingWindows implements Windows {
  constructor(
    private readonly world: World,
    readonly name: string,
  ) {}

  isGone(window: string): boolean {
    const last = Number(this.world.store.get(ALIVE + window) ?? 0);
    return this.world.date() - last > SILENT;
  }

  async beat(): Promise<void> {
    this.world.store.set(ALIVE + this.name, String(this.world.date()));
    for (const key of this.world.store.keys(ALIVE)) {
      if (this.isGone(key.slice(ALIVE.length))) this.world.store.remove(key);
    }
  }

  leave(): void {
    this.world.store.remove(ALIVE + this.name);
  }
}

/** Told by locks, which the browser takes back the moment a window is gone. */
class LockedWindows implements Windows {
  #there = new Set<string>();

  constructor(
    private readonly locks: LockManager,
    readonly name: string,
    private readonly release: () => void,
  ) {}

  isGone(window: string): boolean {
    return !this.#there.has(window);
  }

  async beat(): Promise<void> {
    const { held } = await this.locks.query();
    this.#there = new Set(
      (held ?? []).flatMap(({ name }) =>
        name?.startsWith(ALIVE) ? [name.slice(ALIVE.length)] : [],
      ),
    );
  }

  leave(): void {
    this.release();
  }
}

/** The browser's windows. A reload of a window keeps its name; a copy of it gets its own. */
export async function openWindows(world: World): Promise<Windows> {
  const session = sessionStore();
  const before = session?.get(ALIVE) ?? null;
  for (const name of [before, world.random()]) {
    if (name === null) continue;
    const found = await take(world, name);
    if (!found) continue;
    session?.set(ALIVE, name);
    await found.beat();
    return found;
  }
  throw new Error("a window's name that was made just now is taken");
}

/** This window under a name; null where another has it. */
async function take(world: World, name: string): Promise<Windows | null> {
  // Only pages served over TLS or from this machine have locks.
  const locks = (navigator as Partial<Navigator>).locks;
  if (!locks) return new BeatingWindows(world, name);
  return new Promise((found) => {
    void locks.request(ALIVE + name, { ifAvailable: true }, (lock) => {
      if (!lock) {
        found(null);
        return undefined;
      }
      return new Promise<void>((release) => found(new LockedWindows(locks, name, release)));
    });
  });
}

function sessionStore(): Pick<TextStore, "get" | "set"> | null {
  try {
    const storage = window.sessionStorage;
    return {
      get: (key) => storage.getItem(key),
      set: (key, value) => {
        storage.setItem(key, value);
        return true;
      },
    };
  } catch (error) {
    if (error instanceof DOMException) return null; // refused by the browser: no name is kept
    throw error;
  }
}
