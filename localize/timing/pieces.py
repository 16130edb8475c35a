"""A file of another cut put in time part by part: breaks taken out or put in, a shorter opening.

Each part keeps its cues and their distances; only where one part ends and the next begins does the
move change. A part is believed as a whole file is (`localize.timing.sync`): one that could as well
be chance makes the whole doubtful, since cues that were moved wrongly look like any others. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.timeline import format_clock
from localize.timing.places import Voices
from localize.timing.sync import (
    LEAST_CUES,
    LEAST_EVIDENCE,
    RARE,
    SAME,
    SPEEDS,
    Sync,
    moved_to,
    nothing,
    tried_places,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from localize.timeline import Span

    Table = NDArray[np.float64]

#: Places of the whole file at one speed, of which the parts' are some.
_PLACES: Final = 40
#: Places whose evidence together tells a speed, and the share of the most that makes one likely.
_PARTS: Final = 4
_LIKELY: Final = 0.6
#: Cues of a stretch that is looked at by itself, and how many of its places are.
_STRETCH: Final = 30
_OWN_PLACES: Final = 3
#: How often a cue comes with a voice at its right place.
_RIGHT: Final = 0.7
#: A cue in less of whose time than this share somebody speaks has none, and how often that happens
#: at its right place.
_SPOKEN: Final = 0.1
_UNHEARD: Final = 0.04
#: What another move costs, as a natural logarithm of odds: some thousand ways to choose where and
#: to what, and that most files have none.
_CHANGE: Final = 14.0
#: A pause before a part makes a change there likelier: this much for each second, up to a few.
_PAUSED: Final = 0.5
_MOST_PAUSED: Final = 4.0
#: Cues of two parts may overlap by so much, ms: they come in the order of the file.
_OVERLAP: Final = 500


def find_pieces(
    cues: Sequence[Span], voices: Sequence[Span], duration: int, *, exact: bool = False
) -> tuple[tuple[int, Sync], ...]:
    """How the parts of a file are to be moved; as `localize.timing.sync.find_sync`.

    Returns:
        (From which time of the file on, ms, how it is moved) in order, the first from 0; one alone
        where the file is of one piece. If any is doubtful, all should be taken for it.
    """
    ordered = sorted(cues)
    starts = np.array([span.start for span in ordered], np.float64)
    ends = np.array([span.end for span in ordered], np.float64)
    heard = Voices(voices, duration, **({"pause": 0} if exact else {}))
    if len(ordered) < LEAST_CUES or not len(heard.onsets):
        return ((0, nothing(len(ordered))),)
    ways = [_parted(starts, ends, heard, one) for one in _speeds(starts, ends, heard)]
    return max(ways, key=lambda one: one.fit).pieces


@dataclass(frozen=True, slots=True)
class _Parted:
    """A file's parts at one speed.

    Attributes:
        pieces: as `find_pieces` returns them.
        fit: how near all cues come to their voices (`Voices.fit`); less where the speed is rare.
    """

    pieces: tuple[tuple[int, Sync], ...]
    fit: float


def _speeds(starts: Table, ends: Table, heard: Voices) -> list[tuple[str, Fraction, int]]:
    """Speeds that may be the file's, by their best places, and how near cues come to voices."""
    found = []
    for speed, factor in SPEEDS:
        places = heard.best(starts, ends, float(factor), _PARTS)
        weight = sum(one.evidence for one in places[:_PARTS])
        found.append((weight, speed, factor, places[0].near))
    most, _, _, near = max(found)
    return [(name, rate, near) for weight, name, rate, _ in found if weight >= _LIKELY * most]


def _parted(starts: Table, ends: Table, heard: Voices, timed: tuple[str, Fraction, int]) -> _Parted:
    """The parts of a file at one speed.

    Args:
        starts: of the cues, ms.
        ends: of the same.
        heard: the voices.
        timed: what the speed is called, what times are multiplied with, and how near a cue is that
            comes with a voice, ms.
    """
    speed, factor, near = timed
    shifts = _shifts(starts, ends, heard, float(factor))
    chosen = _path(starts * float(factor), ends * float(factor), heard, shifts, near)
    borders = [0, *(k for k in range(1, len(chosen)) if chosen[k] != chosen[k - 1]), len(chosen)]
    tried = tried_places(int(starts[0]), int(starts[-1]), heard.duration)
    fit = -RARE if factor != 1 else 0.0
    pieces: list[tuple[int, Sync]] = []
    for first, end in pairwise(borders):
        own = starts[first:end]
        place = heard.sharpened(own, float(factor), float(shifts[chosen[first]]), near)
        fit += heard.fit(own, place)
        since = int(own[0]) if pieces else 0
        sync = moved_to(speed, factor, place, max(0.0, place.evidence - tried))
        before = pieces[-1][1] if pieces else None
        if before is not None and abs(before.shift - sync.shift) <= SAME:
            pieces[-1] = pieces[-1][0], _joined(before, sync)
        else:
            pieces.append((since, _doubted(sync, since)))
    return _Parted(tuple(pieces), fit - _CHANGE * (len(pieces) - 1))


def _shifts(starts: Table, ends: Table, heard: Voices, factor: float) -> Table:
    """Moves that may be right for some part of the file, ms, each once."""
    found = {one.shift for one in heard.best(starts, ends, factor, _PLACES)}
    for first in range(0, len(starts), _STRETCH // 2):
        own = slice(first, first + _STRETCH)
        if len(starts[own]) >= LEAST_CUES:
            places = heard.best(starts[own], ends[own], factor, _OWN_PLACES)
            found.update(one.shift for one in places)
    kept: list[int] = []
    for shift in sorted(found):
        if not kept or shift - kept[-1] > SAME / 2:
            kept.append(shift)
    return np.array(kept, np.float64)


def _path(starts: Table, ends: Table, heard: Voices, shifts: Table, near: int) -> list[int]:
    """Which of some moves each cue has: the likeliest way through all of them (Viterbi).

    Args:
        starts: of the cues, at the programme's speed, ms.
        ends: of the same.
        heard: the voices.
        shifts: the moves, ms.
        near: how near a cue is that comes with a voice, ms.
    """
    met = np.array([heard.with_voice(starts + shift, near) for shift in shifts])
    chance = float(np.clip(np.median(met.mean(axis=1)), 0.05, 0.5))
    odds = np.where(met, math.log(_RIGHT / chance), math.log((1 - _RIGHT) / (1 - chance)))
    silent = np.array([heard.voiced(starts + shift, ends + shift) < _SPOKEN for shift in shifts])
    quiet = float(np.clip(np.median(silent.mean(axis=1)), 0.1, 0.7))
    odds += np.where(silent, math.log(_UNHEARD / quiet), math.log((1 - _UNHEARD) / (1 - quiet)))
    after = shifts[:, None] - shifts[None, :]  # new less old
    score = odds[:, 0]
    came = np.zeros((len(starts), len(shifts)), int)
    for k in range(1, len(starts)):
        pause = max(0.0, (starts[k] - ends[k - 1]) / 1000)
        cost = _CHANGE - min(_MOST_PAUSED, _PAUSED * pause)
        possible = starts[k] + after >= ends[k - 1] - _OVERLAP
        ways = np.where(possible, score[None, :] - cost, -np.inf)
        np.fill_diagonal(ways, score)
        came[k] = ways.argmax(axis=1)
        score = ways.max(axis=1) + odds[:, k]
    path = [int(score.argmax())]
    for k in range(len(starts) - 1, 0, -1):
        path.append(int(came[k, path[-1]]))
    return path[::-1]


def _joined(one: Sync, other: Sync) -> Sync:
    """Two neighbours that ask for the same."""
    cues = one.cues + other.cues
    met = (one.met * one.cues + other.met * other.cues) / max(1, cues)
    return replace(one, cues=cues, met=met, evidence=one.evidence + other.evidence)


def _doubted(sync: Sync, since: int) -> Sync:
    """A part's move with what speaks against it."""
    if sync.cues >= LEAST_CUES and sync.evidence >= LEAST_EVIDENCE:
        return sync
    return replace(
        sync,
        doubt=f"of the part from {format_clock(since)} on, {sync.cues} cues for speech, only "
        f"{sync.met:.0%} would come with a voice, {sync.chance:.0%} do by chance",
    )
