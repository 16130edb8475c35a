/**
 * The subtitle on the picture, as it will look.
 *
 * Size: 5.33 % of the picture's height, lines 1.2 apart. WebVTT's default is 5 % and fifteen rows a
 * picture; TTML's default grid has fifteen rows, too, of 6.67 %. At 5.33 % a line of 42 letters
 * takes about two thirds of a 16:9 picture's width. Text stands within 10 % of the edges, as the
 * region of the usual TTML deliverables does (origin 10 % 10 %, extent 80 % 80 %).
 */

import type { FrameRate } from "../core/frames";
import { closedLines } from "../core/markup";
import type { Row } from "../editor";
import type { Placement } from "../wire";
import type { RowIndex } from "./rowindex";
import { blank, nodes } from "./tags";

export type Row3 = "bottom" | "middle" | "top";
export type Column3 = "left" | "center" | "right";

export interface Place {
  readonly row: Row3;
  readonly column: Column3;
  readonly vertical: "" | "rl" | "lr";
}

const ROWS: readonly Row3[] = ["bottom", "middle", "top"];
const COLUMNS: readonly Column3[] = ["left", "center", "right"];

/**
 * Where a placement puts the text. For vertical text, anchor 2 stands for WebVTT's default: the
 * last column (the left one for `rl`), centred along it; `localize/formats/placement.py` writes so.
 */
export function placeOf(placement: Placement): Place {
  const { anchor, vertical } = placement;
  if (vertical && anchor === 2) {
    return { row: "middle", column: vertical === "rl" ? "left" : "right", vertical };
  }
  return {
    row: ROWS[Math.floor((anchor - 1) / 3)] ?? "bottom",
    column: COLUMNS[(anchor - 1) % 3] ?? "center",
    vertical,
  };
}

/** Rows that are on the screen with a frame: an out-time's own frame does not show it any more. */
export function shownAt<R extends Pick<Row, "start" | "end">>(
  index: RowIndex<R>,
  rate: FrameRate,
  frame: number,
): R[] {
  const near = index.between(rate.timeOf(frame - 1), rate.timeOf(frame + 1) + 1);
  return near.filter((row) => {
    const first = rate.nearestFrame(row.start);
    return first <= frame && frame < Math.max(first + 1, rate.nearestFrame(row.end));
  });
}

export interface Look {
  readonly locale: string;
  readonly rightToLeft: boolean;
}

function block(row: Row, look: Look, document: Document): HTMLElement {
  const { column, row: line, vertical } = placeOf(row.view.cue.placement);
  const element = document.createElement("div");
  element.className = "lz-sub";
  element.dataset["row"] = line;
  element.dataset["column"] = column;
  element.dataset["vertical"] = vertical;
  element.lang = look.locale;
  element.dir = look.rightToLeft ? "rtl" : "ltr";
  for (const text of closedLines(row.lines)) {
    const box = document.createElement("span");
    box.className = "lz-sub-line";
    // An empty line keeps its height, as on the screen.
    box.append(blank(text) ? document.createTextNode("\u00a0") : nodes(text, document));
    element.append(box);
  }
  return element;
}

/** What makes one drawing differ from another. */
function signature(rows: readonly Row[]): string {
  return JSON.stringify(rows.map((row) => [row.lines, row.view.cue.placement]));
}

/** The subtitle over one picture; there are two while the picture has a window of its own. */
export class SubtitleLayer {
  readonly element: HTMLElement;
  #drawn = "[]";

  constructor(
    private readonly document: Document,
    private readonly look: Look,
  ) {
    this.element = document.createElement("div");
    this.element.className = "lz-subs";
    // The box and the list read the text to a screen reader; the picture would say it again.
    this.element.setAttribute("aria-hidden", "true");
  }

  draw(rows: readonly Row[]): void {
    const written = rows.filter((row) => !row.lines.every(blank));
    const now = signature(written);
    if (now === this.#drawn) return;
    this.#drawn = now;
    const cells = new Map<string, HTMLElement>();
    for (const row of written) {
      const drawn = block(row, this.look, this.document);
      const key = ["row", "column", "vertical"].map((name) => drawn.dataset[name]).join(" ");
      let cell = cells.get(key);
      if (!cell) {
        cell = this.document.createElement("div");
        cell.className = "lz-sub-cell";
        Object.assign(cell.dataset, { ...drawn.dataset });
        cells.set(key, cell);
      }
      cell.append(drawn);
    }
    this.element.replaceChildren(...cells.values());
  }
}
