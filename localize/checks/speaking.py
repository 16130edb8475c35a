"""Where somebody speaks, asked about the time of a cue."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.engines import CheckContext


@dataclass(frozen=True, slots=True)
class Speech:
    """Stretches of speech, in order, none touching another.

    Attributes:
        spans: the stretches, ms.
        starts: their starts.
        ends: their ends.
    """

    spans: Sequence[Span]
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, context: CheckContext) -> Speech | None:
        """That of a context; None where it is not known."""
        return None if context.speech is None else cls.joined(context.speech)

    @classmethod
    def joined(cls, spans: Iterable[Span]) -> Speech:
        """Stretches in any order, those that touch made one."""
        whole: list[Span] = []
        for span in sorted(spans):
            if whole and span.start <= whole[-1].end:
                whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
            elif span.duration:
                whole.append(span)
        return cls(whole, [span.start for span in whole], [span.end for span in whole])

    def within(self, start: int, end: int) -> Sequence[Span]:
        """The stretches, whole, that share time with ``start`` to ``end`` (ms)."""
        return self.spans[bisect_right(self.ends, start) : bisect_left(self.starts, end)]
