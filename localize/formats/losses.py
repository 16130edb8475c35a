"""What a format cannot say of a track: one finding a kind, with how many cues it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.findings import Finding, Severity
from localize.formats.inline import balanced
from localize.script import CueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from localize.script import Cue, Track

#: A rule, how much it matters, what is lost and what is written instead, and whether it concerns
#: a cue.
Loss = tuple[str, Severity, str, "Callable[[Cue], bool]"]

#: What several formats lack.
SPEAKER: Loss = (
    "lost-speaker",
    Severity.NOTE,
    "who speaks",
    lambda cue: bool(cue.speaker),
)
VERTICAL: Loss = (
    "lost-vertical",
    Severity.WARNING,
    "that text is vertical; it is written as horizontal",
    lambda cue: bool(cue.placement.vertical),
)
RUBY: Loss = (
    "lost-ruby",
    Severity.WARNING,
    "readings over the text; they are written in brackets after it",
    lambda cue: any(tag in cue.text for tag in ("<ruby>", "<rt>")),
)
BOLD: Loss = (
    "lost-bold",
    Severity.WARNING,
    "bold; plain text is written",
    lambda cue: "<b>" in cue.text,
)
UNDERLINE: Loss = (
    "lost-underline",
    Severity.WARNING,
    "underline; plain text is written",
    lambda cue: "<u>" in cue.text,
)

#: Neither SRT nor WebVTT has words for these.
COMMON: tuple[Loss, ...] = (
    (
        "lost-kind",
        Severity.NOTE,
        "what kind of cue it is (forced, song, sound, title, credit)",
        lambda cue: cue.kind is not CueKind.DIALOGUE,
    ),
    (
        "lost-translate",
        Severity.NOTE,
        "that it is not to be translated",
        lambda cue: not cue.translate,
    ),
    (
        "lost-open-tags",
        Severity.WARNING,
        "tags that are not closed; they are closed, or left out",
        lambda cue: balanced(cue.text)[1] > 0,
    ),
    (
        "lost-blank-lines",
        Severity.NOTE,
        "blank lines inside a cue, which end it; they are left out",
        lambda cue: any(not line.strip() for line in cue.lines),
    ),
)

#: Rule of a programme's start that is not written.
LOST_START: Final = "lost-start"


def lost_start(start: str, name: str) -> tuple[Finding, ...]:
    """A warning where a programme's start would be another than what is read of the file again.

    Args:
        start: timecode of the first frame (`WriteOptions.start`).
        name: of the format, whose times begin with the programme.
    """
    if not start.strip("0:;., "):
        return ()
    message = f"{name} cannot say that the programme starts at {start}; its times begin with the "
    return (Finding(LOST_START, Severity.WARNING, message + "programme."),)


def find_losses(track: Track, losses: Iterable[Loss], name: str) -> tuple[Finding, ...]:
    """One finding for each loss that concerns a cue of ``track``, named for the format."""
    found = []
    for rule, severity, what, concerns in losses:
        cues = [cue for cue in track.cues if concerns(cue)]
        if cues:
            how_many = "1 cue" if len(cues) == 1 else f"{len(cues)} cues"
            found.append(
                Finding(
                    rule,
                    severity,
                    f"{name} cannot say {what}: {how_many}, first {cues[0].id}.",
                    cue_id=cues[0].id,
                    start=cues[0].start,
                    measured=len(cues),
                    unit="cues",
                )
            )
    return tuple(found)
