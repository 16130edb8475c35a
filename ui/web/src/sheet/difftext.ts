/** A difference shown: what was taken out struck through, what was added underlined. */

import { wordDiff, type Piece } from "./worddiff";
import { h } from "./dom";

export function diffText(
  before: readonly string[],
  after: readonly string[],
  options: { unspaced: boolean; lang: string; rtl: boolean },
  kinds: readonly Piece["kind"][] = ["same", "added", "removed"],
): HTMLElement {
  const element = h("div", {
    class: "lz-diff",
    lang: options.lang,
    dir: options.rtl ? "rtl" : "ltr",
  });
  for (const piece of wordDiff(before.join("\n"), after.join("\n"), options.unspaced)) {
    if (!kinds.includes(piece.kind)) continue;
    const tag = ({ same: "span", added: "ins", removed: "del" } as const)[piece.kind];
    // A break that came or went is seen as a sign; one that stayed is a break.
    const whole = piece.kind === "same" || !kinds.includes("removed");
    const text = whole ? piece.text : piece.text.replaceAll("\n", "⏎");
    element.append(h(tag, { text }));
  }
  return element;
}
