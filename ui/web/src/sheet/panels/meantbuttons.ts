/** The buttons that write a misspelt word otherwise, and when the digits in their place do. */

import type { Model } from "../../editor";
import { S } from "../../strings";
import type { Finding } from "../../wire";
import { button, fill, h } from "../dom";
import { firstOf, offeredOf, type Meant } from "../meant";

export class MeantButtons {
  readonly element = h("div", { class: "lz-finding-meant" });
  private shown = "";

  constructor(
    private readonly model: Model,
    private readonly write: (cueId: string, meant: Meant) => void,
  ) {}

  /** @param finding null: of none. What is the same is left, so that no press is lost by it. */
  draw(finding: Finding | null): void {
    const offered = finding ? offeredOf(this.model, finding) : [];
    const cueId = finding?.cue_id ?? "";
    this.element.hidden = offered.length === 0;
    const shown = JSON.stringify([cueId, offered]);
    if (shown === this.shown) return;
    this.shown = shown;
    const keyed = firstOf(offered);
    fill(
      this.element,
      ...offered.map((one) => {
        const title = S.meantHint(one.word, one.by, keyed.indexOf(one) + 1);
        return button(S.meant(one.word, one.by), () => this.write(cueId, one), { title, tabindex: -1 });
      }),
    );
  }
}

/** What is written changes what the digits mean: they wait until the list is drawn as it is then. */
export class Presses {
  private under = 0;
  private undrawn = false;

  /** Whether a digit would mean something else than what is seen. */
  get waits(): boolean {
    return this.undrawn;
  }

  async press(write: () => Promise<unknown>, draw: () => void): Promise<void> {
    this.under += 1;
    this.undrawn = true;
    try {
      await write();
    } finally {
      this.under -= 1;
      draw();
    }
  }

  /** The list is drawn. */
  drawn(): void {
    if (!this.under) this.undrawn = false;
  }
}
