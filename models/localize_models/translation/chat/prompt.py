"""The question: instructions, what the model must know of the show, and the lines by id. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from localize.syntax.phrases import tokens_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.engines import TranslationRequest, TranslationUnit

#: Changes whenever another question would be asked.
VERSION: Final = "1"
#: Lines before and after the batch that are shown for context only.
_BEFORE: Final = 8
_AFTER: Final = 3
#: Words of a source line that the model repeats, so that an answer under a wrong id is noticed.
_ECHOED: Final = 3

_RULES: Final = """\
You translate subtitles of a film or series from {source} into {target}.

Answer with JSON only: {{"lines": [{{"id": …, "begins": …, "text": …}}]}}.
- One entry for each line of "translate", each "id" exactly once, in the same order.
- "begins": the first words of that line's own source, copied as they are.
- "text": its translation, and of no other line. Never leave a line out, join two, split one or
  move words from one to another, even where the grammar of {target} would like it.
- Natural spoken {target}, as that character would say it in that situation; nothing added,
  nothing explained. Names and numbers are kept.
- "characters" is how many characters can be read in the line's time: stay within it where the
  meaning allows, by leaving out what matters least.
- "context" and the notes are for understanding only; do not translate them."""


def messages(
    request: TranslationRequest,
    batch: Sequence[TranslationUnit],
    drafted: Mapping[str, str],
    *,
    bare: bool = False,
) -> list[dict[str, str]]:
    """The messages of one question.

    Args:
        request: what the batch is part of.
        batch: the units to translate.
        drafted: unit id → draft, of what is done already.
        bare: show no lines around them.
    """
    rules = _RULES.format(source=request.source, target=request.target)
    return [
        {"role": "system", "content": f"{rules}{_show(request, batch)}"},
        {
            "role": "user",
            "content": json.dumps(
                _lines(request, batch, drafted, bare=bare), ensure_ascii=False, indent=1
            ),
        },
    ]


def schema(batch: Sequence[TranslationUnit]) -> dict[str, Any]:
    """The JSON schema of the answer, bound to the ids of the batch."""
    line = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "enum": [unit.id for unit in batch]},
            "begins": {"type": "string"},
            "text": {"type": "string"},
        },
        "required": ["id", "begins", "text"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "lines": {
                "type": "array",
                "items": line,
                "minItems": len(batch),
                "maxItems": len(batch),
            }
        },
        "required": ["lines"],
        "additionalProperties": False,
    }


def beginning(unit: TranslationUnit, locale: str) -> str:
    """The words that the model is asked to repeat."""
    tokens = tokens_of(unit.text, locale)[:_ECHOED]
    return "".join((" " if spaced and n else "") + text for n, (text, spaced) in enumerate(tokens))


def _show(request: TranslationRequest, batch: Sequence[TranslationUnit]) -> str:
    """What holds for these lines of the show's own words, and what it is about."""
    parts = []
    if request.synopsis:
        parts.append(f"What it is about: {request.synopsis}")
    spoken = " ".join(unit.text for unit in batch).casefold()
    terms = [term for term in request.terms if term.source.casefold() in spoken]
    if terms:
        listed = "\n".join(
            f"- {term.source} → {term.target}" + (f" ({term.note})" if term.note else "")
            for term in terms
        )
        parts.append(f"Say these so, inflected as the sentence needs:\n{listed}")
    names = {unit.speaker for unit in batch}
    people = [
        f"- {one.name}" + "".join(f", {told}" for told in (one.gender, one.note) if told)
        for one in request.characters
        if one.name in names or one.name.casefold() in spoken
    ]
    if people:
        parts.append("Who they are:\n" + "\n".join(people))
    forms = [
        f"- {one.speaker or 'everybody'} to {one.addressee or 'everybody'}: "
        + ("formal" if one.formal else "familiar")
        + (" (not settled)" if one.guessed else "")
        for one in request.addresses
        if one.speaker in names or not one.speaker
    ]
    if forms:
        parts.append("Forms of address:\n" + "\n".join(forms))
    ids = {unit.id.partition("/")[0] for unit in batch}
    before = dict.fromkeys(
        f"- {one.source} → {one.target}" for one in request.examples if one.unit_id in ids
    )
    if before:
        parts.append("Lines like these were translated so before:\n" + "\n".join(before))
    return "".join(f"\n\n{part}" for part in parts)


def _lines(
    request: TranslationRequest,
    batch: Sequence[TranslationUnit],
    drafted: Mapping[str, str],
    *,
    bare: bool,
) -> dict[str, Any]:
    programme = request.programme or request.units
    places = {unit.id: place for place, unit in enumerate(programme)}
    # A part of a unit stands where its unit does.
    first = places.get(batch[0].id.partition("/")[0], 0)
    last = places.get(batch[-1].id.partition("/")[0], first)
    before = () if bare else programme[max(0, first - _BEFORE) : first]
    after = () if bare else programme[last + 1 : last + 1 + _AFTER]
    return {
        "context": {
            "before": [_context(unit, drafted.get(unit.id, "")) for unit in before],
            "after": [_context(unit, "") for unit in after],
        },
        "translate": [_line(unit) for unit in batch],
    }


def _context(unit: TranslationUnit, draft: str) -> dict[str, str]:
    told = {"speaker": unit.speaker, "source": unit.text, "translation": draft}
    return {key: value for key, value in told.items() if value}


def _line(unit: TranslationUnit) -> dict[str, Any]:
    told = {
        "id": unit.id,
        "speaker": unit.speaker,
        "source": unit.text,
        "note": unit.note,
        "characters": int(unit.room),
    }
    return {key: value for key, value in told.items() if value}
