"""From a container's timestamps to times on the picture, past clocks that jump."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: The clock of MPEG streams runs through zero after so many seconds (33 bits of 90 kHz,
#: ISO/IEC 13818-1, 2.4.3.7). FFmpeg mends that near a file's start only.
_WRAP: Final = 2**33 / 90_000

#: A step back of more than this is a clock that starts again; less is sound that overlaps.
BACK: Final = 1.0

#: Bits a second below which sound cannot be: the thinnest speech codecs take 1200. A time that
#: would make a file thinner is no time.
THINNEST: Final = 1000

#: Within this, in seconds, a clock has come back to where it was.
_SAME: Final = 0.1

#: A step forward of more than this, which the picture takes too, is a splice in a stream whose
#: clock may start anywhere; less is a loss of reception. Two clocks lie anywhere within 26 hours
#: of each other, so that hardly any splice is shorter.
_FORWARD: Final = 60.0

#: Sound and picture of one moment lie in a stream no further apart than this.
_SKEW: Final = 10.0

_NOWHERE: Final = (float("inf"), float("-inf"))


@dataclass(frozen=True, slots=True)
class Restart:
    """A place where the container's clock jumps.

    Attributes:
        at: on the picture, in seconds; the sound goes on there.
        by: how far the clock jumps, in seconds.
    """

    at: float
    by: float


class Clock:
    """Places timestamps of one sound stream.

    Attributes:
        restarts: jumps that were taken out.
    """

    def __init__(self, start: float, limit: float, *, splices: bool) -> None:
        """Set the clock.

        Args:
            start: the container's clock at the start of the picture, in seconds.
            limit: no time can be later than this, in seconds; what is, is a damaged timestamp.
            splices: the container's clock may jump forward.
        """
        self._offset = -start
        self._limit = limit
        self._splices = splices
        self._picture: float | None = None
        self._picture_jumped_to: float | None = None
        self._before: float | None = None
        self._hole = _NOWHERE
        self.restarts: list[Restart] = []

    def see_picture(self, clock: float) -> None:
        """Take note of a picture's timestamp, in seconds, as the sound passes it."""
        before = self._picture
        if before is not None and not -BACK * 5 < clock - before < _FORWARD:
            self._picture_jumped_to = clock
        self._picture = clock

    def time(self, clock: float) -> float:
        """The time that a timestamp (in seconds) stands for, if nothing has jumped."""
        return clock + self._offset

    def skip(self, seconds: float) -> None:
        """Take note of sound that the container has lost without counting its time."""
        self._offset += seconds

    def place(self, clock: float, expected: float | None) -> float:
        """The time of a sound whose timestamp does not follow the one before.

        Args:
            clock: its timestamp, in seconds.
            expected: where the sound before it ended, in seconds; None at the start.

        Returns:
            The time on the picture, in seconds.
        """
        time = clock + self._offset
        if expected is None:
            return time if time <= self._limit else 0.0
        if self._splices and abs(time - expected + _WRAP) < _FORWARD:
            self._offset += _WRAP
            return time + _WRAP
        if self._back_again(clock, time, expected):
            return clock + self._offset
        jump = time - expected
        if jump < -BACK or time > self._limit or (jump > _FORWARD and self._spliced(clock)):
            self._before = self._offset
            self._offset -= jump
            self.restarts.append(Restart(expected, jump))
            return expected
        if jump > BACK:
            self._hole = (expected, time)
        return time

    def _back_again(self, clock: float, time: float, expected: float) -> bool:
        """Whether the last jump was a stray timestamp, and the clock is where it was before it."""
        if self._before is not None and abs(clock + self._before - expected) < _SAME:
            # It was taken for a new start of the clock.
            self._offset, self._before = self._before, None
            self.restarts.pop()
            return True
        first, last = self._hole
        if time < expected - BACK and first - _SAME <= time <= last:
            # It was taken for a hole, into which the sound now goes.
            self._hole = _NOWHERE
            return True
        return False

    def _spliced(self, clock: float) -> bool:
        """Whether the picture's clock jumps too, or has not yet come near where the sound is.

        Without a picture nothing tells, and nothing is to be kept in step.
        """
        if not self._splices or self._picture is None:
            return self._splices
        jumped = self._picture_jumped_to
        if jumped is not None and abs(clock - jumped) < _SKEW:
            return True
        return abs(clock - self._picture) > _SKEW
