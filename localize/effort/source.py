"""What a track's cues were translated from, and how much of it there is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localize.locales import is_unspaced
from localize.markup import strip
from localize.script import Cue
from localize.store.cues import cues_of
from localize.store.mapping import cue_of
from localize.store.seasons import find_version
from localize.store.tables import TrackRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Source:
    """The cues that a track stands for.

    Attributes:
        locale: of their text.
        cues: in programme order; the track's own where it hangs on no other.
        own: whether they are the track's own.
    """

    locale: str
    cues: tuple[Cue, ...]
    own: bool
    _sizes: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def unit(self) -> str:
        """What `size` counts: ``words``, or ``characters`` where no spaces part the words."""
        return "characters" if is_unspaced(self.locale) else "words"

    def ids_of(self, cue: Cue) -> frozenset[str]:
        """The source's cues that a cue of the track stands for; by time where it names none."""
        if self.own:
            return frozenset({cue.id})
        if not self._sizes:
            self._sizes.update((one.id, words(one.lines, self.locale)) for one in self.cues)
        named = frozenset(cue.source_ids) & self._sizes.keys()
        if named:
            return named
        return frozenset(
            one.id for one in self.cues if cue.start <= (one.start + one.end) // 2 < cue.end
        )

    def size(self, cues: Iterable[Cue]) -> int:
        """How many words (or characters) of source these cues stand for, none counted twice."""
        wanted = list(cues)
        if self.own:
            return sum(words(cue.lines, self.locale) for cue in wanted)
        found = frozenset[str]().union(*(self.ids_of(cue) for cue in wanted))
        return sum(self._sizes[one] for one in found)


def words(lines: Iterable[str], locale: str) -> int:
    """Words of a text; characters that are letters or digits where no spaces part the words."""
    text = " ".join(strip(line) for line in lines)
    if is_unspaced(locale):
        return sum(_is_letter(character) for character in text)
    return sum(any(_is_letter(character) for character in chunk) for chunk in text.split())


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


def source_of(session: Session, track: TrackRow) -> Source:
    """What a track stands for now: the template's version that it hangs on, or the track's cues."""
    based_on = _based_on(session, track)
    if based_on is None:
        return _own(session, track)
    if track.based_on_version is not None:
        version = find_version(session, based_on.id, track.based_on_version)
        if version is not None:
            return Source(based_on.locale, tuple(cue_of(data) for data in version.cues), own=False)
    return Source(based_on.locale, _live(session, based_on), own=False)


def first_source_of(session: Session, track: TrackRow) -> Source:
    """What a track stood for at first: the template's version 1, which never changes again.

    Scenes are cut there, so that they stay the same while the template goes on.
    """
    based_on = _based_on(session, track)
    if based_on is None:
        return _own(session, track)
    version = find_version(session, based_on.id, 1)
    if version is not None:
        return Source(based_on.locale, tuple(cue_of(data) for data in version.cues), own=False)
    return Source(based_on.locale, _live(session, based_on), own=False)


def _based_on(session: Session, track: TrackRow) -> TrackRow | None:
    return None if track.based_on_id is None else session.get(TrackRow, track.based_on_id)


def _own(session: Session, track: TrackRow) -> Source:
    return Source(track.locale, _live(session, track), own=True)


def _live(session: Session, track: TrackRow) -> tuple[Cue, ...]:
    return tuple(cue_of(row) for row in cues_of(session, track.id))
