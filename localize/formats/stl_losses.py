"""What EBU STL cannot say of a track."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.findings import Finding, Severity
from localize.formats.losses import BOLD, COMMON, RUBY, SPEAKER, VERTICAL, find_losses
from localize.formats.stl_blocks import MOST_BLOCKS, MOST_SUBTITLES, TEXT_SIZE
from localize.formats.stl_rows import TELETEXT, Grid
from localize.formats.stl_text import TELETEXT_ROOM, Encoded
from localize.formats.timecodes import DROP, NTSC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.formats.stl_plan import Plan
    from localize.script import Track


def losses(track: Track, plan: Plan, grid: Grid) -> tuple[Finding, ...]:
    """One finding a kind of loss.

    Args:
        track: the track.
        plan: made of it.
        grid: rows and cells of the kind of subtitle that is written.
    """
    clock = plan.clock
    found = list(clock.findings("EBU STL"))
    if clock.rate.nominal == NTSC.nominal and clock.rate != DROP:
        message = (
            f"EBU STL cannot say that timecodes run at {clock.rate.label} without dropping "
            "frames; other readers take them for drop-frame."
        )
        found.append(Finding("lost-drop-frame", Severity.WARNING, message))
    times = {cue.id: span for cue, span in zip(track.cues, plan.times, strict=True)}
    texts = {cue.id: text for cue, text in zip(track.cues, plan.texts, strict=True)}
    listed = ", ".join(
        f"{a} → {b or 'nothing'}"
        for a, b in dict(pair for text in plan.texts for pair in text.fitted.replaced).items()
    )
    gone = " ".join(dict.fromkeys(c for text in plan.texts for c in text.fitted.missing))
    teletext = grid is TELETEXT
    found += find_losses(
        track,
        (
            (
                "lost-times",
                Severity.NOTE,
                f"times between frames at {clock.rate.label}; the nearest frame is written",
                lambda cue: clock.times(times[cue.id]) != (cue.start, cue.end),
            ),
            (
                "lost-characters",
                Severity.WARNING,
                f"every character in its {plan.page.name} table; written: {listed}",
                lambda cue: bool(texts[cue.id].fitted.replaced),
            ),
            (
                "unwritable-characters",
                Severity.ERROR,
                f"{gone} in its {plan.page.name} table; the track cannot be written",
                lambda cue: bool(texts[cue.id].fitted.missing),
            ),
            (
                "unwritable-times",
                Severity.ERROR,
                "times after 23:59:59; the track cannot be written",
                lambda cue: times[cue.id][1] >= clock.rate.frames_a_day,
            ),
            (
                "unwritable-text",
                Severity.ERROR,
                "so long a text; the track cannot be written",
                lambda cue: len(texts[cue.id].data) > MOST_BLOCKS * TEXT_SIZE,
            ),
            (
                "lost-settings",
                Severity.WARNING,
                "an exact position or width; the nearest row and side are written",
                lambda cue: not grid.carries(cue, texts[cue.id].rows),
            ),
            SPEAKER,
            VERTICAL,
            RUBY,
            BOLD,
            *COMMON,
        ),
        "EBU STL",
    )
    if len(track.cues) > MOST_SUBTITLES:
        message = f"EBU STL numbers {MOST_SUBTITLES:,} subtitles; the track cannot be written."
        found.append(Finding("too-many", Severity.ERROR, message, measured=len(track.cues)))
    if teletext:
        found += _teletext_losses(track, texts)
    title = track.title.encode("cp850", errors="replace").decode("cp850")[:32].strip(" \0")
    if title != track.title:
        message = f"EBU STL cuts titles at 32 characters of its table: {title!r} is written."
        found.append(Finding("lost-title", Severity.NOTE, message))
    return tuple(found)


def _teletext_losses(track: Track, texts: dict[str, Encoded]) -> Sequence[Finding]:
    return find_losses(
        track,
        (
            (
                "lost-styles",
                Severity.WARNING,
                "italics or underline in teletext; plain text is written",
                lambda cue: "<i>" in cue.text or "<u>" in cue.text,
            ),
            (
                "too-wide",
                Severity.WARNING,
                f"more than {TELETEXT_ROOM} characters in a row of teletext; decoders cut them off",
                lambda cue: texts[cue.id].width > TELETEXT_ROOM,
            ),
        ),
        "EBU STL",
    )
