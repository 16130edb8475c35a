/** What a cue's state is called. */

import { isBlank } from "../core/counting";
import type { Row } from "../editor";
import { S } from "../strings";
import type { CueState } from "../wire";

/** Of a row; a line of the template that nobody has written yet is no machine's. */
export function stateName({ view, withheld }: Pick<Row, "view" | "withheld">): string {
  return view.machine || withheld ? S.state[view.state] : nameOf(view.state, view.cue.lines);
}

/** Of a state beside its text, of which no machine's draft is known. */
export function nameOf(state: CueState, lines: readonly string[]): string {
  return state === "machine" && lines.every(isBlank) ? S.rule.empty : S.state[state];
}
