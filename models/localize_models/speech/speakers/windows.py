"""Speech in windows that are short enough for one voice and long enough to tell whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Length of a window, and from one to the next, ms. A second and a half is what models of voices
#: need at least; half a second is as near as turns are found.
LENGTH: Final = 1_500
STEP: Final = 500


def windows(speech: Sequence[Span]) -> tuple[Span, ...]:
    """Windows over the speech; each stretch has one or more.

    A stretch that is shorter than a window has one that begins and ends with it; in a longer one
    the last window ends with the stretch.

    Args:
        speech: where somebody speaks; ms, in order, none touching another.
    """
    return tuple(window for span in speech for window in _over(span) if window.duration > 0)


def _over(span: Span) -> Iterator[Span]:
    at = span.start
    while at + LENGTH < span.end:
        yield Span(at, at + LENGTH)
        at += STEP
    yield Span(max(span.start, span.end - LENGTH), span.end)
