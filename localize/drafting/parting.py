"""A sentence in two, where an engine could not render it whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from localize.syntax.borders import Level, syntax_of
from localize.syntax.phrases import tokens_of
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import TranslationUnit

#: Words that a unit must have to be asked for in two parts.
_FEWEST_PARTED: Final = 6


def halves_of(unit: TranslationUnit, locale: str) -> tuple[TranslationUnit, TranslationUnit] | None:
    """A unit in two, where a clause ends nearest to its middle; None where it is too short."""
    tokens = tokens_of(unit.text, locale)
    if len(tokens) < _FEWEST_PARTED:
        return None
    syntax = syntax_of(locale)
    places = [
        at
        for at in range(2, len(tokens) - 1)
        if syntax.border(tokens[at - 1][0], tokens[at][0], spaced=tokens[at][1]).level
        is not Level.NOTHING
    ]
    if not places:
        return None
    at = min(places, key=lambda place: abs(2 * place - len(tokens)))
    texts = [_text(tokens[:at]), _text(tokens[at:])]
    span = unit.span
    middle = span.start + span.duration * len(texts[0]) // (len(texts[0]) + len(texts[1]))
    spans = (Span(span.start, middle), Span(middle, span.end))
    first, second = (
        replace(unit, id=f"{unit.id}/{n}", text=text, span=own, room=unit.room * own.duration
                / max(1, span.duration))
        for n, (text, own) in enumerate(zip(texts, spans, strict=True), start=1)
    )  # fmt: skip
    return first, second


def _text(tokens: Sequence[tuple[str, bool]]) -> str:
    return "".join((" " if spaced and n else "") + text for n, (text, spaced) in enumerate(tokens))
