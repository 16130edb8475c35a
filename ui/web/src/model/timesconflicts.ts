/** Conflicts about times that wait for the person's word, and the act that their side stands for. */

import type { Act, Conflict, Times } from "../editor";
import { S } from "../strings";

export class TimesConflicts {
  /** By the cue that was moved. */
  readonly #waiting = new Map<string, Conflict>();

  get any(): Conflict | null {
    return this.#waiting.values().next().value ?? null;
  }

  /** The one that is about a cue, be it as the neighbour whose edge was to move along. */
  of(id: string | undefined): Conflict | undefined {
    return [...this.#waiting.values()].find(
      ({ cue_id, along }) => cue_id === id || along?.cue_id === id,
    );
  }

  has(conflict: Conflict): boolean {
    return this.#waiting.get(conflict.cue_id) === conflict;
  }

  put(conflict: Conflict): void {
    this.#waiting.set(conflict.cue_id, conflict);
  }

  end(conflict: Conflict): void {
    this.#waiting.delete(conflict.cue_id);
  }
}

/** A conflict in which the person wants other times by now. */
export function wanting(
  conflict: Conflict,
  timed: readonly [string, Partial<Times>][],
): Conflict {
  const wanted = new Map(timed);
  const over = (id: string, [start, end]: readonly [number, number]): [number, number] => {
    const times = wanted.get(id);
    return [times?.start ?? start, times?.end ?? end];
  };
  const { cue_id, mine_times, along } = conflict;
  return {
    ...conflict,
    mine_times: mine_times && over(cue_id, mine_times),
    ...(along && { along: { ...along, mine_times: over(along.cue_id, along.mine_times) } }),
  };
}

/** The act that a person's side of a conflict stands for. */
export function mineOf({ cue_id, mine_times, along }: Conflict): Act {
  const [start = 0, end = 0] = mine_times ?? [];
  if (!along) return { route: "times", cue_id, body: { start, end }, what: S.setTimes };
  const [from, to] = along.mine_times;
  const cues = [{ cue_id, start, end }, { cue_id: along.cue_id, start: from, end: to }];
  return { route: "edges", cues, what: S.setTimes };
}
