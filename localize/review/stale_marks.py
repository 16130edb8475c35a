"""The mark of a cue whose source has moved on: one part for each thing that changed under it.

A part says what the cue was made from and what its source says now, whatever was tried between. So
a source that is put back takes its part back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.review.pieces import plain
from localize.script import Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Between two parts; a part holds no line break, as lines are shown with a stroke between them.
_BETWEEN: Final = ";\n"
_STROKE: Final = " / "
_TURN: Final = "” → “"
_GONE: Final = "Taken out: “"
#: Between two parts of marks that were written before these stood on lines of their own. It may
#: stand in a source's text as well: what it parts are parts only where they are whole ones.
_BETWEEN_OLD: Final = re.compile(r"(?<=”); (?=“|Taken out: “)")
_PART: Final = re.compile(r"“.*” → “.*”|Taken out: “.*”", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What happened to one source cue.

    Attributes:
        before: it, as it was; None where it came back.
        after: it, as it is; None where it was taken out.
    """

    before: Cue | None
    after: Cue | None

    def told(self, parts: Sequence[str], *, alone: bool = True) -> list[str]:
        """The parts of a mark with this taken in.

        Args:
            parts: of the mark as it is.
            alone: no other source of the cue says what this one said; else it is not clear which
                of them a part is about, and this is told beside it.
        """
        before, after = self.before, self.after
        if after is None:
            return [*parts, gone(before)] if before is not None else list(parts)
        if before is None:
            return _without(parts, gone(after))
        if alone:
            for place in reversed(range(len(parts))):
                first = _first(parts[place], flow(before))
                if first is not None:
                    new = [] if _bare(first) == _bare(flow(after)) else [turned(first, flow(after))]
                    return [*parts[:place], *new, *parts[place + 1 :]]
        return [*parts, turned(flow(before), flow(after))]


def parts_of(mark: str) -> list[str]:
    """The parts of a mark."""
    return [part for line in mark.split(_BETWEEN) for part in _of_line(line)] if mark else []


def tells_words(mark: str) -> bool:
    """Whether a mark says that words of the source changed; else it tells of something to look at.

    `ui/web/src/strings.ts` asks the same.
    """
    return _TURN in mark or _GONE in mark


def _of_line(line: str) -> list[str]:
    found: list[str] = []
    for piece in _BETWEEN_OLD.split(line):
        if found and not (_PART.fullmatch(found[-1]) and _PART.fullmatch(piece)):
            found[-1] += f"; {piece}"
        else:
            found.append(piece)
    return found


def mark_of(parts: Iterable[str]) -> str:
    """The mark of some parts; empty for none."""
    return _BETWEEN.join(parts)


def flow(cue: Cue) -> str:
    """A cue's text as it is read, on one line."""
    return _STROKE.join(plain(line) for line in cue.lines)


def turned(old: str, new: str) -> str:
    """What changed in a source text."""
    return f"“{old}{_TURN}{new}”"


def gone(cue: Cue) -> str:
    """What to tell whoever stands for a source cue that was taken out."""
    return f"{_GONE}{flow(cue)}”"


def _without(parts: Sequence[str], part: str) -> list[str]:
    left = list(parts)
    if part in left:
        left.remove(part)
    return left


def _first(part: str, old: str) -> str | None:
    """What a source said first, if a part ends in what it said last; None where it does not."""
    if not (part.startswith("“") and part.endswith("”")):
        return None
    inner, place = part[1:-1], -1
    while (place := inner.find(_TURN, place + 1)) >= 0:
        if _bare(inner[place + len(_TURN) :]) == _bare(old):
            return inner[:place]
    return None


def _bare(text: str) -> str:
    """A text without its line breaks, which are nobody's change of words."""
    return " ".join(text.replace(_STROKE, " ").split())
