/** Which times of a row the template holds. */

import type { Model, Row } from "../editor";
import { allHeld, type Held } from "../model/held";

/** ms; undefined: the market's own. */
export function heldEdges(
  { rows, desk }: Pick<Model, "desk" | "rows">,
  { id }: Row,
): Pick<Held, "start" | "end"> {
  const { start, end } = allHeld(rows, desk.track).get(id) ?? {};
  return { start, end };
}
