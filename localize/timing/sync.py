"""Whether a whole file of cues is early, late, or at another speed, told by the voices. Pure.

Tools that do this take the best place for the right one: of another episode's subtitles they make
a file that is off by a minute, a jingle is as good as a voice, and what was in time before is not
afterwards. So a place counts here only if cues come with voices far more often than chance would
have it, if no other place comes near, and if the file's beginning and end ask for the same; a file
that is in time stays as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.timeline import Span
from localize.timing.places import Place, Voices
from localize.timing.sounds import DOUBT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FILM: Final = Fraction(24000, 1001)
#: Speeds that a file may have been timed at, and those of the picture: (label, factor of times).
#: A file for 25 frames a second lags behind a picture of 23.976 by 43 ms more every second.
SPEEDS: Final = (
    ("", Fraction(1)),
    ("25 to 23.976", Fraction(25) / _FILM),
    ("25 to 24", Fraction(25, 24)),
    ("24 to 23.976", Fraction(24) / _FILM),
    ("23.976 to 24", _FILM / 24),
    ("24 to 25", Fraction(24, 25)),
    ("23.976 to 25", _FILM / 25),
)
#: Places that are looked at for each speed.
_PLACES: Final = 6
#: Fewer cues tell nothing.
LEAST_CUES: Final = 8
#: Evidence that is left when the number of places that were looked at is allowed for, in natural
#: logarithms of odds. `benchmarks/sync.py` says what comes of it.
LEAST_EVIDENCE: Final = 5.0
#: Places that move no cue differently by more than this, ms, are kin: one hump of evidence, whose
#: top is told by how near each cue comes.
_KIN: Final = 1500
#: By so much the best must fit better than one of its kin that is not the same.
_CLOSER: Final = 6.0
#: The next best place that is none of its kin has at most so much of the evidence.
_RIVAL: Final = 0.6
#: Another speed than the file's own needs this much more evidence: it is rarer.
RARE: Final = 3.0
#: Places so far apart, ms, are two.
_APART: Final = 300
#: Two places that move no cue differently by more than this, ms, are one.
SAME: Final = 250
#: Least pause between two stretches of voice, ms, as the voice detector's.
_PAUSE: Final = 100
#: Parts of the file that must ask for the same, if they say anything, and by how much they may
#: differ, ms.
_PARTS: Final = 3
_DRIFT: Final = 250


@dataclass(frozen=True, slots=True)
class Sync:
    """How a whole file is to be moved so that its cues come with the voices.

    Attributes:
        speed: what it was timed at and what the picture runs at, ``25 to 23.976``; empty for the
            same.
        factor: what times are multiplied with.
        shift: what is added then, ms.
        cues: cues for speech that lie in the programme then.
        met: share of them that come with a voice.
        near: how far off, ms, such a cue may be.
        chance: the share that would by chance.
        evidence: how unlikely that is by chance, as a natural logarithm, the number of places that
            were looked at allowed for.
        rival: evidence of the next best place, as a share of this one's.
        doubt: why it may be wrong, in a person's words; empty where it is sure.
    """

    speed: str
    factor: Fraction
    shift: int
    cues: int
    met: float
    near: int
    chance: float
    evidence: float
    rival: float
    doubt: str = ""

    @property
    def sure(self) -> bool:
        """Whether it may be taken unseen."""
        return not self.doubt

    @property
    def in_time(self) -> bool:
        """Whether the file is in time as it is."""
        return self.factor == 1 and abs(self.shift) <= DOUBT


def find_sync(
    cues: Sequence[Span], voices: Sequence[Span], duration: int, *, exact: bool = False
) -> Sync:
    """How a file's cues are to be moved as a whole.

    Args:
        cues: those that stand for speech, ms.
        voices: where somebody speaks, as it is heard (`localize.engines.Voices.sounding`), ms, in
            order.
        duration: of the programme, ms.
        exact: ``voices`` are cues that are in time, of which every start counts.
    """
    ordered = sorted(cues)
    starts = np.array([span.start for span in ordered], np.float64)
    ends = np.array([span.end for span in ordered], np.float64)
    heard = Voices(voices, duration, **({"pause": 0} if exact else {}))
    found = [
        (speed, factor, place)
        for speed, factor in SPEEDS
        for place in heard.best(starts, ends, float(factor), _PLACES)
    ]
    if not found:
        return nothing(len(starts))
    first, last = int(starts[0]), int(starts[-1])
    tried = tried_places(first, last, heard.duration)

    def weight(one: tuple[str, Fraction, Place]) -> float:
        return one[2].evidence - (RARE if one[1] != 1 else 0.0)

    speed, factor, place = max(found, key=weight)
    # Compared by the same measure of what comes with a voice.
    found = [
        (name, rate, heard.sharpened(starts, float(rate), one.shift, place.near))
        for name, rate, one in found
    ]
    kin = [one for one in found if one[2].apart_from(place, first, last) <= _KIN]

    def fit(one: tuple[str, Fraction, Place]) -> float:
        return heard.fit(starts, one[2]) - (RARE if one[1] != 1 else 0.0)

    speed, factor, place = best = max(kin, key=fit)
    like = [one for one in kin if one[2].apart_from(place, first, last) > SAME]
    cousin = max(like, key=fit, default=None)
    others = [one for one in found if one[2].apart_from(place, first, last) > _KIN]
    other = max(others, key=weight, default=None)
    evidence = max(0.0, weight(best) - tried)
    rival = max(0.0, weight(other) - tried) / evidence if other and evidence else 0.0
    doubt = ""
    if place.cues < LEAST_CUES:
        doubt = _few(place.cues)
    elif evidence < LEAST_EVIDENCE:
        doubt = (
            f"only {place.share:.0%} of its cues would come with a voice, {place.chance:.0%} do "
            "by chance: it may be of another episode or another cut"
        )
    elif other is not None and rival > _RIVAL:
        doubt = _torn(best, other)
    elif cousin is not None and fit(best) - fit(cousin) < _CLOSER:
        doubt = _torn(best, cousin)
    else:
        doubt = _drifting(starts, heard, place)
    return replace(moved_to(speed, factor, place, evidence), rival=rival, doubt=doubt)


def moved_to(speed: str, factor: Fraction, place: Place, evidence: float) -> Sync:
    """A move to a place, with nothing yet said against it.

    Args:
        speed: name of the change of speed; empty for none.
        factor: that times are multiplied by.
        place: where the cues then stand.
        evidence: for it, beyond what so many places give by chance.
    """
    return Sync(
        speed=speed,
        factor=factor,
        shift=place.shift,
        cues=place.cues,
        met=place.share,
        near=place.near,
        chance=place.chance,
        evidence=evidence,
        rival=0.0,
    )


def nothing(cues: int) -> Sync:
    """What is told of a file with too few cues for speech, or of a programme without any."""
    return Sync("", Fraction(1), 0, 0, 0.0, 0, 0.0, 0.0, 0.0, _few(cues))


def sounding(words: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Where somebody speaks, by the words that were heard: as `Voices.sounding` tells it.

    Words are laid on the sound letter by letter, so that what lies closer than the least pause is
    one stretch.

    Args:
        words: (start, end) of each, ms, in any order; those without length are passed over.
    """
    found: list[Span] = []
    for start, end in sorted(words):
        if end <= start:
            continue
        if found and start - found[-1].end < _PAUSE:
            found[-1] = Span(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Span(start, end))
    return tuple(found)


def said_shift(shift: int, speed: str) -> str:
    """A move in a person's words: ``+3.214 s``, ``-0.5 s at 25 to 23.976``."""
    return f"{shift / 1000:+.3f} s" + (f" at {speed}" if speed else "")


def _torn(one: tuple[str, Fraction, Place], other: tuple[str, Fraction, Place]) -> str:
    return (
        f"two places fit it nearly as well, {said_shift(one[2].shift, one[0])} and "
        f"{said_shift(other[2].shift, other[0])}"
    )


def _few(cues: int) -> str:
    return (
        f"{cues} of its cues stand for speech in the programme; fewer than {LEAST_CUES} tell "
        "nothing"
    )


def tried_places(first: int, last: int, duration: int) -> float:
    """Logarithm of how many places were looked at."""
    length = max(last - first, 1) + duration
    return math.log(max(1.0, length / _APART) * len(SPEEDS))


def _drifting(starts: np.typing.NDArray[np.float64], heard: Voices, place: Place) -> str:
    """What parts of the file ask for, if it is not what the whole is given; empty if it is."""
    asked = []
    for part in np.array_split(starts, _PARTS):
        if len(part) < LEAST_CUES:
            continue
        own = heard.sharpened(part, place.factor, place.shift)
        if own.evidence >= LEAST_EVIDENCE:
            asked.append(own.shift)
    if len(asked) > 1 and max(asked) - min(asked) > _DRIFT:
        return (
            f"its parts ask for different moves, from {min(asked) / 1000:+.3f} to "
            f"{max(asked) / 1000:+.3f} s: another cut, or another speed"
        )
    return ""
