"""Checks: one quality rule each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from localize.engines.translation import Address, Character, Term
from localize.guides.model import Habits, Limits
from localize.script import Cue, TrackRole
from localize.timeline import FrameRate, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.findings import Finding

#: A guide that says nothing of writing.
_SILENT: Final = Habits()


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check measures against. The track's locale is that of its limits.

    Attributes:
        limits: of the guide, for the track's locale.
        rate: frame rate that gaps are counted in.
        habits: of the guide, for the track's locale; by default it says nothing.
        role: what the track is for: a transcript is not at fault for its speed.
        source: cues that the track's ``source_ids`` point into; empty where it has no source, or
            where it is not at hand.
        source_locale: language of the source; empty where there is none.
        shots: first frame of each shot but the first, ms, ascending; empty where not known.
        speech: where somebody speaks (voice activity); None where it is not known.
        known: confirmed terms and names of the show, in the track's language.
        terms: of the show, with the market's renderings.
        characters: who speaks in the show.
        addresses: who addresses whom how, in the track's language.
    """

    limits: Limits
    rate: FrameRate
    habits: Habits = _SILENT
    role: TrackRole = TrackRole.SUBTITLE
    source: tuple[Cue, ...] = ()
    source_locale: str = ""
    shots: tuple[int, ...] = ()
    speech: tuple[Span, ...] | None = None
    known: frozenset[str] = frozenset()
    terms: tuple[Term, ...] = ()
    characters: tuple[Character, ...] = ()
    addresses: tuple[Address, ...] = ()


class Check(Protocol):
    """One quality rule. Built without arguments; pure.

    It may be asked for a part of a track: it looks at a cue, its neighbours (two either side) and
    the context alone. One that needs every cue says so with ``whole_track: ClassVar[bool] = True``,
    and is left out where only a part is at hand. One that looks at ``speech`` says so with
    ``listens: ClassVar[bool] = True``: only for its sake are media listened to.
    """

    name: ClassVar[str]

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield what breaks the rule in ``cues``, which are in programme order."""
