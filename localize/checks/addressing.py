"""Who speaks to whom, and which form of address the words show (``addressing.toml``)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from localize import locales
from localize.checks.dialogue import dashed
from localize.checks.names import capitals
from localize.checks.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from localize.engines import Address
    from localize.script import Cue

_DATA: Final = Path(__file__).with_name("addressing.toml")

#: A word in any script: marks of vowels (Devanagari) and accents are part of it.
_EDGE: Final = r"\w\u0300-\u036f\u0900-\u0903\u093a-\u094f"
#: What may stand between a sentence's last word and its end.
_END: Final = r"(?=[\s\"'”’»」』）)]*(?:[.!?…。！？～~♪]|$))"
#: Parts of names that call nobody in particular.
_TITLES: Final = frozenset(
    [
        "The",
        "Le",
        "La",
        "El",
        "Der",
        "Die",
        "Das",
        "De",
        "Von",
        "Van",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "St",
    ]
)
#: How far cues before and after are part of the same exchange: so many, and so long a pause, ms.
REACH: Final = 2
_PAUSE: Final = 6_000


@dataclass(frozen=True, slots=True)
class Markers:
    """The words of a language that show a form of address.

    Attributes:
        familiar: finds them; None where there are none.
        formal: likewise.
        inside: formal words, as they are written, that tell something inside a sentence only.
        several: the formal words also address several people.
        names: what people call the familiar and the formal form.
    """

    familiar: re.Pattern[str]
    formal: re.Pattern[str] | None
    inside: frozenset[str]
    several: bool
    names: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """The markers that a text shows, as they stand there.

    Attributes:
        familiar: in order.
        formal: in order.
    """

    familiar: tuple[str, ...]
    formal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is spoken to.

    Attributes:
        name: as the show calls them.
        named: whether the words name them; otherwise they speak next or spoke before.
    """

    name: str
    named: bool


@lru_cache(maxsize=64)
def markers_of(locale: str) -> Markers | None:
    """The markers of a locale; None for a language that does not distinguish, or is not known."""
    for tag in locales.chain(locale):
        data: dict[str, Any] | None = _data().get(tag)
        if data is not None:
            familiar = _pattern(data, "familiar")
            if familiar is None:
                raise ValueError(f"{tag} has no familiar forms")
            return Markers(
                familiar,
                _pattern(data, "formal"),
                frozenset(data.get("inside", ())),
                bool(data.get("several", False)),
                (data["names"][0], data["names"][1]),
            )
    return None


def shown_in(text: str, markers: Markers) -> Shown:
    """Which markers a text shows; tags gone."""
    familiar = tuple(match[0].strip() for match in markers.familiar.finditer(text))
    formal: tuple[str, ...] = ()
    if markers.formal is not None:
        formal = tuple(match[0].strip() for match in markers.formal.finditer(text))
    if markers.inside and not text.isupper():
        formal += tuple(
            one.word for one in capitals(text) if not one.initial and one.word in markers.inside
        )
    return Shown(familiar, formal)


def speaker_of(cue: Cue, sources: Mapping[str, Cue]) -> str:
    """Who speaks a cue: as it says, else as all of its sources do; empty where it is not known.

    A cue of two speakers has none.
    """
    if sum(mark is not None for mark in dashed(shown(cue.lines))):
        return ""
    if cue.speaker:
        return cue.speaker
    found = {sources[one].speaker for one in cue.source_ids if one in sources}
    return found.pop() if len(found) == 1 else ""


def addressee_of(
    at: int,
    cues: Sequence[Cue],
    speakers: Sequence[str],
    names: Iterable[str],
    texts: Sequence[str],
) -> Addressee | None:
    """Who is spoken to in a cue; None where nothing tells.

    Whom the words call by name, set off by commas, is spoken to. Otherwise, where two alone speak
    in the cues around without a long pause, it is the other.

    Args:
        at: place of the cue.
        cues: in programme order.
        speakers: of each cue, empty where not known.
        names: of everybody in the show.
        texts: what the cue says, and what its source does.
    """
    speaker = speakers[at].casefold()
    called = {name for name in names if name.casefold() != speaker and _calls(texts, name)}
    if called:
        return Addressee(called.pop(), True) if len(called) == 1 else None
    around: dict[str, str] = {}
    for step in (-1, 1):
        place = at
        for _ in range(REACH):
            near = place + step
            if not 0 <= near < len(cues) or _pause(cues[min(place, near)], cues[max(place, near)]):
                break
            if not speakers[near]:
                return None
            around.setdefault(speakers[near].casefold(), speakers[near])
            place = near
    around.pop(speaker, None)
    return Addressee(next(iter(around.values())), False) if len(around) == 1 else None


def settled_for(
    addresses: Sequence[Address], speaker: str, addressee: Addressee | None
) -> Address | None:
    """What is kept for a pair, the most particular first; None where nothing is.

    Where nobody knows who is spoken to, what holds for everybody holds, unless the speaker
    addresses somebody otherwise.
    """
    kept = {(one.speaker.casefold(), one.addressee.casefold()): one for one in addresses}
    who = speaker.casefold()
    if addressee is not None:
        whom = addressee.name.casefold()
        pairs = ((who, whom), (who, ""), ("", whom), ("", ""))
        return next((kept[pair] for pair in pairs if pair in kept), None)
    general = kept.get((who, "")) or kept.get(("", ""))
    others = [one for (speaks, _), one in kept.items() if speaks in (who, "")]
    if general is None or any(one.formal is not general.formal for one in others):
        return None
    return general


def _calls(texts: Iterable[str], name: str) -> bool:
    return any(_vocative(name).search(text) for text in texts)


@lru_cache(maxsize=4096)
def _vocative(name: str) -> re.Pattern[str]:
    """Finds a name that somebody is called by: alone between commas or a sentence's ends."""
    words = [re.escape(word) for word in name.split()]
    single = [one for one in words if len(one) > 1 and one.strip("\\.") not in _TITLES]
    parts = "|".join(dict.fromkeys((r"\s+".join(words), *single)))
    opening = rf"(?:^|[.!?…。！？¿¡]\s*)(?:{parts})\s*[,!、，！]"
    closing = rf"[,、，]\s*(?:{parts})\s*(?:[.!?…,。！？、，]|$)"
    return re.compile(f"{opening}|{closing}")


def _pause(first: Cue, second: Cue) -> bool:
    return second.start - first.end > _PAUSE


def _pattern(data: Mapping[str, Any], form: str) -> re.Pattern[str] | None:
    words, anywhere = data.get(form, ()), data.get(f"{form}_anywhere", ())
    parts = [rf"(?<![{_EDGE}])(?:{word})(?![{_EDGE}])" for word in words]
    parts += [rf"(?:{word})" for word in anywhere]
    parts += [rf"(?:{ending}){_END}" for ending in data.get(f"{form}_endings", ())]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))
