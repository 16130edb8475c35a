"""What a model answered → renderings by id. Pure; nothing is taken on trust.

Models put prose round their JSON, leave lines out, give ids twice, make ids up, and give a line's
translation under its neighbour's id. What is not certain to be a line's own rendering is left out
here, and asked for again.
"""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from localize_models.translation.chat.prompt import beginning

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from localize.engines import TranslationUnit

#: A line's first words as repeated must be so like its own; models mend spelling and case.
_LIKE: Final = 0.6
#: Characters of what a model says that are looked through for JSON, and places in it where some may
#: begin.
_MOST: Final = 400_000
_STARTS: Final = 50
#: Characters within which an answer must come to its JSON, polite words before it allowed.
_PREAMBLE: Final = 600
#: An answer whose last so many characters stand in it so often goes in a circle.
_TAIL: Final = 48
_CIRCLES: Final = 4
#: The bounds of what a model thinks aloud.
_THOUGHT: Final = re.compile(r"<(/?)think(?:ing)?>", re.IGNORECASE)


def renderings(content: str, batch: Sequence[TranslationUnit], locale: str) -> dict[str, str]:
    """Unit id → text, for the lines that are certainly theirs.

    Args:
        content: what the model wrote.
        batch: what was asked for.
        locale: of the source.
    """
    units = {unit.id: unit for unit in batch}
    found: dict[str, str] = {}
    twice: set[str] = set()
    for line in _lines(content, units):
        unit = units[str(line["id"])]
        text = line.get("text")
        if not isinstance(text, str):
            continue
        if unit.id in found:
            twice.add(unit.id)
        if _is_of(line.get("begins"), unit, locale):
            found[unit.id] = " ".join(text.split())
        else:
            twice.add(unit.id)
    return {unit_id: text for unit_id, text in found.items() if unit_id not in twice and text}


def is_over(content: str) -> bool:
    """Whether a model may stop writing: its lines are whole, or what it writes comes to none."""
    said = spoken(content)
    if said.rstrip()[-1:] in ("}", "]") and any(_lines(said)):
        return True
    if len(said) > _PREAMBLE and not any(mark in said for mark in "{["):
        return True
    tail = content[-_TAIL:]
    return len(tail) == _TAIL and content.count(tail) >= _CIRCLES


def _is_of(begins: object, unit: TranslationUnit, locale: str) -> bool:
    """Whether the words that a line says it begins with are its source's."""
    if not isinstance(begins, str):
        return False
    own = beginning(unit, locale).casefold()
    said = " ".join(begins.split()).casefold()
    if said.startswith(own) or (said and own.startswith(said)):
        return True
    return SequenceMatcher(None, own, said[: len(own)], autojunk=False).ratio() >= _LIKE


def spoken(content: str) -> str:
    """What a model says, without what it thinks aloud before it (``<think>`` … ``</think>``).

    A chat's template may have opened the thought, so that its end alone is there; one that is never
    closed is all that there is.
    """
    said: list[str] = []
    at, thinking = 0, False
    for mark in _THOUGHT.finditer(content):
        closes = bool(mark.group(1))
        if thinking and not closes:
            continue
        if not thinking and closes:
            said.clear()
        elif not thinking:
            said.append(content[at : mark.start()])
        at, thinking = mark.end(), not closes
    return "".join(said) + ("" if thinking else content[at:])


def _lines(content: str, ids: Container[str] | None = None) -> list[dict[str, Any]]:
    """The objects under ``lines`` of the last JSON value that has some, or of a bare list.

    Args:
        content: what the model wrote.
        ids: what the lines are called that are meant; None for any.
    """
    found: list[dict[str, Any]] = []
    for value in _values(spoken(content)[:_MOST]):
        lines = value.get("lines") if isinstance(value, dict) else value
        if isinstance(lines, list):
            meant = [
                line
                for line in lines
                if isinstance(line, dict) and (ids is None or str(line.get("id", "")) in ids)
            ]
            found = meant or found
    return found


def _values(content: str) -> Iterator[Any]:
    """Every JSON object or list in a text, the outermost ones, in order."""
    decoder = json.JSONDecoder()
    at = 0
    for _ in range(_STARTS):
        starts = [place for place in (content.find("{", at), content.find("[", at)) if place >= 0]
        if not starts:
            return
        at = min(starts)
        try:
            value, at = decoder.raw_decode(content, at)
        except (ValueError, RecursionError):
            at += 1
            continue
        yield value
