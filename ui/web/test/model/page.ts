/** A page that is open on the fake server: its model, and what a crash leaves. */

import { Api } from "../../src/model/api";
import { Store } from "../../src/model/store";
import type { Windows } from "../../src/model/windows";
import { memoryStore, type TextStore } from "../../src/model/world";
import { ANA, type FakeServer, type Person } from "./server";
import { FakeWorld } from "./world";

/** The windows of one browser. */
export class FakeBrowser {
  readonly store: TextStore = memoryStore();
  readonly there = new Set<string>();
  opened = 0;
}

export class Page {
  readonly world: FakeWorld;
  readonly api: Api;
  readonly model: Store;
  readonly begun: Promise<void>;
  hidden = false;

  constructor(
    readonly server: FakeServer,
    readonly browser = new FakeBrowser(),
    readonly who: Person = ANA,
    /** A window that is loaded again keeps its name. */
    readonly name = `w${(browser.opened += 1)}`,
  ) {
    this.world = new FakeWorld(server.fetchAs(who), browser.store, name.slice(1));
    this.api = new Api(this.world);
    browser.there.add(name);
    const windows: Windows = {
      name,
      isGone: (other) => !browser.there.has(other),
      beat: async () => undefined,
      leave: () => void browser.there.delete(name),
    };
    this.model = new Store(server.desk(who), this.api, this.world, windows, () => this.hidden);
    this.model.select("c0");
    this.begun = this.model.begin();
  }

  lines(id: string): string {
    return (this.model.row(id)?.lines ?? []).join("\n");
  }

  type(id: string, text: string): void {
    this.model.type(id, text.split("\n"));
  }

  /** The browser is killed: nothing of this page runs any more. */
  crash(): void {
    this.world.stop();
    this.browser.there.delete(this.name);
  }
}
