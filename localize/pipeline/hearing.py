"""How well an episode was heard, in one line for the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.engines import Coverage, StretchKind
from localize.findings import Severity
from localize.pipeline.events import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What is counted, in this order.
_COUNTED: Final = (
    (StretchKind.MISSED, "without words"),
    (StretchKind.KEPT_OUT, "not believed and left out"),
    (StretchKind.UNSPOKEN, "left out where nobody speaks"),
    (StretchKind.DOUBTFUL, "doubtful"),
    (StretchKind.FOREIGN, "in another language"),
    (StretchKind.SONG, "sung"),
)
#: Kinds that a person has to look at.
_OPEN: Final = (StretchKind.MISSED, StretchKind.KEPT_OUT, StretchKind.DOUBTFUL)


def coverage_notice(episode: str, coverage: Coverage) -> Notice:
    """The line that a run prints of how well it heard an episode.

    Args:
        episode: its name.
        coverage: the report.
    """
    severity = Severity.WARNING if coverage.of(*_OPEN) else Severity.NOTE
    return Notice(episode, "coverage", severity.value, ", ".join(_parts(coverage)) + ".")


def _parts(coverage: Coverage) -> Iterator[str]:
    yield f"{coverage.share:.1%} of {_clock(coverage.speech)} of speech has words"
    for kind, words in _COUNTED:
        if count := len(coverage.of(kind)):
            yield f"{count} stretch{'es' * (count > 1)} " + words
    if coverage.retried:
        yield f"{coverage.retried} of {coverage.windows} windows decoded again"


def _clock(time: int) -> str:
    """``M:SS`` or ``H:MM:SS`` of ms."""
    minutes, seconds = divmod(round(time / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
