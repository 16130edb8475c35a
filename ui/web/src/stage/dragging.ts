/** A drag on the timeline from the first press to what is kept of it: the screen's side of `drag.ts`. */

import { place } from "../core/measure";
import type { Model, Row, Times } from "../editor";
import { S } from "../strings";
import { moved, roomOf, type Grab, type Keys, type Moved, type Neighbour } from "./drag";
import { heldEdges } from "./held";
import type { Hit } from "./pointer";
import { REACH_PX, type Grounds, type Side, type Target } from "./snap";

export function groundsOf(model: Model): Grounds {
  const { desk, rate } = model;
  return {
    rate,
    minGap: desk.limits.min_gap_frames,
    shots: desk.shots,
    speech: desk.speech,
    words: desk.words,
  };
}

/** Whether somebody may move an edge at all, or a whole cue. */
export function mayMove(model: Model, row: Row, what: Side | "whole"): boolean {
  if (!model.mayEdit(row.id) || row.view.locked) return false;
  const { start, end } = roomsOf(model, row);
  const free = (room: { from: number; to: number } | undefined): boolean =>
    room === undefined || room.to > room.from;
  if (what === "start") return free(start);
  if (what === "end") return free(end);
  return free(start) && free(end);
}

function roomsOf(model: Model, row: Row): Grab["room"] {
  const { rules } = model.desk.track;
  if (rules.times.rule === "free") return { start: undefined, end: undefined };
  const held = heldEdges(model, row);
  const room = (side: Side) => roomOf(rules.times, side, held[side], model.rate, model.desk.shots);
  return { start: room("start"), end: room("end") };
}

/**
 * The next (1) or former (-1) cue in the same part of the picture: a title at the top may stand
 * over any dialogue below it.
 */
function besideOf(model: Model, row: Row, step: 1 | -1): Row | undefined {
  const placed = ({ id, start, end, lines, view }: Row): string =>
    place({ id, start, end, lines, translate: true, placement: view.cue.placement });
  const here = placed(row);
  for (let at = model.index(row.id) + step; at >= 0 && at < model.rows.length; at += step) {
    const other = model.rows[at];
    if (other && placed(other) === here) return other;
  }
  return undefined;
}

/** One drag of a cue. Times that do not move stay as they are, off-frame ones to the millisecond. */
export class CueDrag {
  readonly #grab: Grab;
  readonly #grounds: Grounds;
  #result: Moved | undefined;
  #sketched: string | undefined; // the neighbour that went along

  constructor(
    private readonly model: Model,
    private readonly row: Row,
    readonly what: Side | "whole",
    frames: number,
  ) {
    this.#grounds = groundsOf(model);
    const neighbour = (of: Row | undefined): Neighbour | undefined =>
      of && { id: of.id, ...this.#frames(of) };
    this.#grab = {
      what,
      cue: this.#frames(row),
      before: neighbour(besideOf(model, row, -1)),
      after: neighbour(besideOf(model, row, 1)),
      frames: Math.max(frames, this.#frames(row).end),
      room: roomsOf(model, row),
    };
  }

  static of(model: Model, hit: Hit<Row>, frames: number): CueDrag {
    return new CueDrag(model, hit.row, hit.what, frames);
  }

  get id(): string {
    return this.row.id;
  }

  get caught(): Target | undefined {
    return this.#result?.caught;
  }

  /** The frame that the dragged edge shows now: its first, or its last visible one. */
  get shown(): number | undefined {
    if (!this.#result || this.what === "whole") return undefined;
    return this.what === "start" ? this.#result.start : this.#result.end - 1;
  }

  /** The pointer is so many ms from where it took hold; `msPerPixel` says how far a catch reaches. */
  move(ms: number, msPerPixel: number, keys: Keys): void {
    const { rate } = this.model;
    const perMs = rate.num / (1000 * rate.den);
    const reach = REACH_PX * msPerPixel * perMs;
    this.#result = moved(this.#grab, ms * perMs, keys, reach, this.#grounds);
    const along = this.#result.neighbour;
    if (this.#sketched !== undefined && this.#sketched !== along?.id) this.#restore(this.#sketched);
    this.#sketched = along?.id;
    if (along) this.#sketch(along.id, along);
    this.#sketch(this.row.id, this.#result);
  }

  cancel(): void {
    this.#restore(this.row.id);
    if (this.#sketched !== undefined) this.#restore(this.#sketched);
  }

  /**
   * Keep what was dragged; two cues that moved together are one act, so one undo. What is refused
   * goes back to where it was, and the model says why.
   */
  async finish(): Promise<void> {
    if (!this.#result) return;
    const { start, end, neighbour } = this.#result;
    const dragged = [{ id: this.row.id, start, end }, ...(neighbour ? [neighbour] : [])];
    for (const one of dragged) this.#sketch(one.id, one); // what stays is sketched no more
    const due = dragged
      .map((one) => ({ id: one.id, times: this.#kept(one.id, one) }))
      .filter(({ times }) => times.start !== undefined || times.end !== undefined);
    const [first, second] = due;
    if (!first) return;
    await this.model.act(
      second
        ? { route: "edges", cues: [this.#whole(first), this.#whole(second)], what: S.actTimes }
        : { route: "times", cue_id: first.id, body: first.times, what: S.actTimes },
    );
  }

  #whole({ id, times }: { id: string; times: { start?: number; end?: number } }): {
    cue_id: string;
    start: number;
    end: number;
  } {
    const { start = 0, end = 0 } = { ...this.#asked(id), ...times };
    return { cue_id: id, start, end };
  }

  #frames(row: Row): { start: number; end: number } {
    const { rate } = this.model;
    const start = rate.nearestFrame(row.start);
    return { start, end: Math.max(start + 1, rate.nearestFrame(row.end)) };
  }

  /** Where a cue stands without this drag; an earlier one may still be on its way to the server. */
  #asked(id: string): Times | undefined {
    return this.model.row(id)?.asked;
  }

  /** ms of the edges that moved, for the API: one that this drag left alone may be another's since. */
  #kept(id: string, to: { start: number; end: number }): { start?: number; end?: number } {
    const before = this.#asked(id);
    if (!before) return {};
    const { rate } = this.model;
    const { cue, before: former, after } = this.#grab;
    const held = id === this.row.id ? cue : former?.id === id ? former : after;
    const moved = (side: Side): boolean =>
      to[side] !== held?.[side] && rate.nearestFrame(before[side]) !== to[side];
    return {
      ...(moved("start") ? { start: rate.timeOf(to.start) } : {}),
      ...(moved("end") ? { end: rate.timeOf(to.end) } : {}),
    };
  }

  #sketch(id: string, to: { start: number; end: number }): void {
    const before = this.#asked(id);
    if (!before) return;
    const { start = before.start, end = before.end } = this.#kept(id, to);
    this.model.sketch(id, start, end);
  }

  #restore(id: string): void {
    const before = this.#asked(id);
    if (before) this.model.sketch(id, before.start, before.end);
  }
}
