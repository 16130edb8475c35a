"""Which sounds are those of a cue that has times already. Pure.

A file's times are mostly right, and voice activity is a witness that may be wrong: so what lies
near enough to the sound stays, and where the sound cannot be told (speech that runs on from the cue
before, words under music, more speech than the cue holds) the file is believed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.timeline import Span
from localize.timing.frames import TAIL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from localize.script import Cue
    from localize.timing.outs import Surroundings

#: By how much an edge of detected speech may be off, ms; `localize.checks.speech` says how it was
#: measured, and leaves as much alone.
DOUBT: Final = 96
#: No end is moved further than this to reach its sound, ms: what is further off is another's sound,
#: or a shift of the whole file (`localize convert --shift`).
REACH: Final = 1000
#: Pauses shorter than this do not part a sentence, ms: about the length of a stop within a phrase.
_BREATH: Final = 250


@dataclass(frozen=True, slots=True)
class Sound:
    """When the words of a cue are said, as far as can be told.

    Attributes:
        span: from the first to the last of them, ms.
        stay: the cue's own out-time, ms, where it may stay; None for half a second after its last
            sound.
    """

    span: Span
    stay: int | None


def own_sound(cue: Cue, around: Surroundings) -> Sound:
    """The sound of a cue as its own times tell it.

    Where it goes too near a shot change, its last half second is taken for held and may be given
    up; else all of it is believed.
    """
    end = max(cue.start, cue.end - TAIL) if goes_wrongly(cue, around) else cue.end
    return Sound(Span(cue.start, end), cue.end)


def goes_wrongly(cue: Cue, around: Surroundings) -> bool:
    """Whether a cue goes in a zone round a shot change that the guide wants empty."""
    zones = around.zones
    if zones is None:
        return False
    out = around.rate.nearest_frame(cue.end)
    return any(
        shot - out != zones.out_gap and out != shot + zones.out_after
        for shot in around.between(out - zones.out_after + 1, out + zones.out_before - 1)
    )


def sounds_of(
    cues: Sequence[Cue],
    speech: Sequence[Span] | None,
    spoken: Collection[str],
    around: Surroundings,
) -> tuple[Sound, ...]:
    """When each cue's words are said.

    Args:
        cues: of one part of the picture, in programme order.
        speech: where somebody speaks, ms, in order and apart; None where it is not known.
        spoken: ids of the cues that stand for words; the others keep their own times.
        around: limits, rate and shots: a cue that comes with a shot stays.

    Returns:
        One a cue; their starts are in order.
    """
    voices = None if speech is None else _Voices(speech, around)
    found: list[Sound] = []
    for index, (cue, taken, following) in enumerate(_between(cues)):
        sound = own_sound(cue, around)
        if voices is not None and cue.id in spoken:
            sound = voices.sound_of(cue, taken, following)
        if index and sound.span.start < found[-1].span.start:
            start = found[-1].span.start
            sound = Sound(Span(start, max(start, sound.span.end)), sound.stay)
        found.append(sound)
    return tuple(found)


def _between(cues: Sequence[Cue]) -> Iterator[tuple[Cue, int, int | None]]:
    """Each cue, until when those before it stand, and when the next one comes (ms)."""
    taken = 0
    for index, cue in enumerate(cues):
        following = cues[index + 1].start if index + 1 < len(cues) else None
        yield cue, taken, following
        taken = max(taken, cue.end)


class _Voices:
    """Stretches of speech, asked for those of a cue."""

    def __init__(self, speech: Sequence[Span], around: Surroundings) -> None:
        self._speech = speech
        self._around = around
        self._starts = [span.start for span in speech]
        self._ends = [span.end for span in speech]

    def sound_of(self, cue: Cue, taken: int, following: int | None) -> Sound:
        first = bisect_right(self._ends, cue.start)
        beyond = bisect_left(self._starts, cue.end)
        if first >= beyond:
            return own_sound(cue, self._around)
        start = self._first(cue, first, taken)
        end, stay = self._last(cue, self._speech[beyond - 1].end, following)
        return Sound(Span(start, max(start, end)), stay)

    def _first(self, cue: Cue, first: int, taken: int) -> int:
        """The first sound of a cue whose first stretch is the ``first``; its own where unsure."""
        while first and self._goes_back(cue, first, taken):
            first -= 1
        onset = self._starts[first]
        off = abs(onset - cue.start)
        unsure = onset < taken - DOUBT or off > REACH
        own = self._around.rate.nearest_frame(cue.start)
        right = off <= DOUBT or bool(self._around.between(own, own))
        return cue.start if unsure or right else onset

    def _goes_back(self, cue: Cue, index: int, taken: int) -> bool:
        """Whether the stretch before one begins the same sentence, which no cue holds yet."""
        before = self._speech[index - 1]
        pause = self._starts[index] - before.end
        return pause < _BREATH and before.start >= max(taken - DOUBT, cue.start - REACH)

    def _last(self, cue: Cue, end: int, following: int | None) -> tuple[int, int | None]:
        """The last sound of a cue under which the last stretch ends at ``end``, and its stay."""
        over = end - cue.end
        if over <= 0:
            return end, cue.end if -over <= TAIL + DOUBT else None
        shared = following is not None and following < end - DOUBT
        if shared or over <= DOUBT or over > REACH:
            return cue.end, cue.end
        return end, None
