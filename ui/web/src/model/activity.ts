/** Signs that somebody is there, as `localize.effort.activity` measures them: kind, start, end. */

export type Kind = "key" | "typing" | "mouse" | "playing";
export type Activity = readonly [Kind, number, number];

/** Signs closer together than this may be told as one (`activity.TYPING_PAUSE`), ms. */
const JOIN = 2_000;

/** The signs of one visit, ms from its opening, those that lie close together made one. */
export class Signs {
  readonly #spans: [Kind, number, number][] = [];
  readonly #last = new Map<Kind, [Kind, number, number]>();
  #playingSince: number | null = null;

  sign(kind: Exclude<Kind, "playing">, at: number): void {
    this.#add(kind, at, at);
  }

  playing(yes: boolean, at: number): void {
    if (yes) this.#playingSince ??= at;
    else if (this.#playingSince !== null) {
      this.#add("playing", this.#playingSince, at);
      this.#playingSince = null;
    }
  }

  /** All of them, up to the end of the visit. */
  until(end: number): readonly Activity[] {
    const found: Activity[] = this.#spans.map(([kind, start, last]) => [
      kind,
      Math.min(start, end),
      Math.min(last, end),
    ]);
    if (this.#playingSince !== null) {
      found.push(["playing", Math.min(this.#playingSince, end), end]);
    }
    return found;
  }

  #add(kind: Kind, start: number, end: number): void {
    const last = this.#last.get(kind);
    if (last && start - last[2] < JOIN) {
      last[2] = Math.max(last[2], end);
      return;
    }
    const span: [Kind, number, number] = [kind, start, end];
    this.#spans.push(span);
    this.#last.set(kind, span);
  }
}
