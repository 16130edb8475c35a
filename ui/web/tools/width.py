"""Write `src/core/width.ts`: how wide East Asian fonts draw a character, for the browser.

Browsers do not tell East_Asian_Width (UAX #11); Python's `unicodedata` does, and the server counts
by it. `python ui/web/tools/width.py` writes the table anew; a test holds that it is what the
`unicodedata` of the same Unicode version says.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = Path(__file__).resolve().parent.parent / "src" / "core" / "width.ts"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

HEAD = """\
/**
 * East_Asian_Width (UAX #11), Unicode {version}: written by `tools/width.py` from Python's
 * `unicodedata`; do not edit. Ranges as gaps and lengths in base 36: how many code points lie
 * before a range, counted from the end of the one before, and how many more than one it has.
 */

"""

TAIL = """
export type Ranges = readonly number[];

function unpacked(table: string): Ranges {
  const bounds: number[] = [];
  let at = 0;
  for (const pair of table.split(" ")) {
    const [gap, more = "0"] = pair.split("+") as [string, string?];
    at += parseInt(gap, 36);
    bounds.push(at, (at += parseInt(more, 36)));
    at += 1;
  }
  return bounds;
}

/** Whether a code point lies in one of the ranges: first, last, first, last … in order. */
export function within(ranges: Ranges, code: number): boolean {
  let low = 0;
  let high = ranges.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (code < (ranges[2 * middle] as number)) high = middle - 1;
    else if (code > (ranges[2 * middle + 1] as number)) low = middle + 1;
    else return true;
  }
  return false;
}

/** Wide and fullwidth. */
export const WIDE = unpacked(WIDE_TABLE);
/** Ambiguous: wide among ideographs, narrow among letters. */
export const AMBIGUOUS = unpacked(AMBIGUOUS_TABLE);
"""


def ranges(widths: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """First and last code point of each run of the widths."""
    first = None
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and unicodedata.east_asian_width(chr(code)) in widths
        if inside and first is None:
            first = code
        elif not inside and first is not None:
            yield first, code - 1
            first = None


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
        if not number:
            return digits


def packed(found: Iterator[tuple[int, int]]) -> str:
    """The ranges as the table's text."""
    pairs, at = [], 0
    for first, last in found:
        pairs.append(_base36(first - at) + (f"+{_base36(last - first)}" if last > first else ""))
        at = last + 1
    return " ".join(pairs)


def table() -> str:
    """The whole module."""
    parts = [HEAD.format(version=unicodedata.unidata_version)]
    for name, widths in (("WIDE", ("W", "F")), ("AMBIGUOUS", ("A",))):
        parts.append(f'const {name}_TABLE =\n  "{packed(ranges(widths))}"; // prettier-ignore\n')
    return "".join([*parts, TAIL])


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
