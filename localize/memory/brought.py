"""A memory's file as lines that are known, for files translated without a project. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize import locales
from localize.drafting.known import KnownCue, KnownLines, KnownPassage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.memory.exchange.values import Line


def known_of_file(lines: Iterable[Line], name: str, locale: str) -> KnownLines:
    """The lines of a file that serve a market.

    Nothing says how long a line's speech was, so that its borders and times are never taken.

    Args:
        lines: as they were read.
        name: of the file, where a line does not say where it is from.
        locale: of the market.
    """
    return KnownLines(
        tuple(
            KnownPassage(
                units=(" ".join(line.source.split()),),
                before=line.before,
                after=line.after,
                source_locale=line.source_locale,
                duration=0,
                cues=(_cue(line),),
                episode=line.origin or name,
            )
            for line in lines
            if locales.same_writing(line.locale, locale)
            and line.source.strip()
            and line.target.strip()
        )
    )


def _cue(line: Line) -> KnownCue:
    at = "" if line.at is None else line.at.isoformat()
    texts = tuple(text for text in line.target.split("\n") if text.strip())
    return KnownCue(line.id or "line", 0, 0, texts, by=line.by, at=at)
