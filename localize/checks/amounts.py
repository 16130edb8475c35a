"""Checks of how much a cue holds, for the guides that limit it: characters a cue, time a word.

TED's guide allows 84 characters in a cue; the BBC's asks for about 0.3 s a word. Where a guide has
no such figure, these find nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from localize import locales
from localize.checks.measure import (
    amount_of,
    characters,
    frames,
    frames_up_to,
    half_second,
    later_end,
    room_after,
    rounded_up,
    say_room,
    visible,
    with_next,
)
from localize.findings import Finding, Fix, Severity
from localize.markup import strip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue


class CueLength:
    """No cue has more characters than the guide allows, all its lines together.

    `Limits.max_characters`, by the guide's counting rule; guides that limit only lines have none.
    """

    name: ClassVar[str] = "cue-length"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue that is too long."""
        most = context.limits.max_characters
        if most is None:
            return
        for cue in visible(cues):
            amount = characters(cue, context)
            if amount > most:
                cut = amount_of(rounded_up(amount - most, context), "character")
                yield Finding(
                    rule=self.name,
                    severity=Severity.ERROR,
                    message=f"{amount_of(amount, 'character')} in the cue, {most:g} allowed: "
                    f"cut {cut}, or split the cue",
                    cue_id=cue.id,
                    start=cue.start,
                    measured=amount,
                    limit=most,
                    unit="characters",
                )


class WordDuration:
    """A cue stands long enough for its words, each counted alike.

    `Limits.min_word_duration`. A target of the guide and not a limit, so the finding is a warning.
    The out-time is moved where no more than half a second is needed and the next cue leaves the
    room. Languages that are written without spaces have no words to count.
    """

    name: ClassVar[str] = "word-duration"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue that stands for less than its words need."""
        each = context.limits.min_word_duration
        if not each or locales.is_unspaced(context.limits.locale):
            return
        for cue, following in with_next(cues):
            words = _words(cue)
            needed = frames_up_to(words * each, context.rate)
            lasts = frames(cue.duration, context.rate)
            if cue.duration < words * each and lasts < needed:
                yield self._finding(cue, following, words, needed - lasts, context)

    def _finding(
        self, cue: Cue, following: Cue | None, words: int, missing: int, context: CheckContext
    ) -> Finding:
        least = words * context.limits.min_word_duration
        length = frames(cue.duration, context.rate) + missing
        end = None
        if missing <= half_second(context.rate):
            end = later_end(
                cue,
                following,
                length,
                context,
                lambda duration: duration >= least or frames(duration, context.rate) >= length,
            )
        return Finding(
            rule=self.name,
            severity=Severity.WARNING,
            message=f"{amount_of(words, 'word')} in {cue.duration} ms, {least} ms asked for: "
            f"add {amount_of(missing, 'frame')}, or say it in fewer words; "
            f"{say_room(room_after(cue, following, context))}",
            cue_id=cue.id,
            start=cue.start,
            measured=cue.duration,
            limit=least,
            unit="ms",
            fix=Fix(cue.id, end=end) if end is not None else None,
        )


def _words(cue: Cue) -> int:
    """Words of a cue as one reads them: a dash or a note of music alone is none."""
    words = strip(" ".join(cue.lines)).split()
    return sum(any(char.isalnum() for char in word) for word in words)
