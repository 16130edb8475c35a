"""How well an episode was heard, and fits its script, in lines for the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.engines import Coverage, StretchKind, Transcript
from localize.findings import Finding, Severity
from localize.pipeline.events import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What is counted, in this order.
_COUNTED: Final = (
    (StretchKind.MISSED, "without words"),
    (StretchKind.KEPT_OUT, "not believed and left out"),
    (StretchKind.UNSPOKEN, "left out where nobody speaks"),
    (StretchKind.DOUBTFUL, "doubtful"),
    (StretchKind.FOREIGN, "in another language"),
    (StretchKind.SONG, "sung"),
    (StretchKind.NOISY, "with noise as loud as voices"),
)
#: How the rules begin that an engine reports of a supplied script, and the one that sums it up.
_SCRIPT: Final = "script-"
_SUMMARY: Final = "script-placed"
#: How the rules begin of what a person should know of who speaks.
_SPEAKERS: Final = "speaker"
#: Kinds that a person has to look at.
_OPEN: Final = (
    StretchKind.MISSED,
    StretchKind.KEPT_OUT,
    StretchKind.DOUBTFUL,
    StretchKind.NOISY,
)


def coverage_notice(episode: str, coverage: Coverage) -> Notice:
    """The line that a run prints of how well it heard an episode.

    Args:
        episode: its name.
        coverage: the report.
    """
    severity = Severity.WARNING if coverage.of(*_OPEN) else Severity.NOTE
    return Notice(episode, "coverage", severity.value, ", ".join(_parts(coverage)) + ".")


def script_findings(transcript: Transcript) -> tuple[Finding, ...]:
    """What a supplied script and the sound do not agree in, and how much of it is in its place."""
    return tuple(one for one in transcript.findings if one.rule.startswith(_SCRIPT))


def script_notices(episode: str, transcript: Transcript) -> Iterator[Notice]:
    """What a run prints of a script: its summary, and whatever is more than another spelling.

    Args:
        episode: its name.
        transcript: what was heard.
    """
    for one in script_findings(transcript):
        if one.severity is not Severity.NOTE or one.rule == _SUMMARY:
            yield Notice(episode, one.rule, one.severity.value, one.message, one.start)


def speaker_notices(episode: str, findings: Iterable[Finding]) -> Iterator[Notice]:
    """What a run prints of how it told the speakers apart.

    Args:
        episode: its name.
        findings: of its sound and its transcript.
    """
    for one in findings:
        if one.rule.startswith(_SPEAKERS):
            yield Notice(episode, one.rule, one.severity.value, one.message, one.start)


def no_script(episode: str) -> Notice:
    """An episode that a folder of scripts has none for."""
    message = "There is no script for it in the folder: its words are as they were recognised."
    return Notice(episode, "script-missing", Severity.WARNING.value, message)


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
