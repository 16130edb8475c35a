"""What CEA-608 cannot say of a track."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localize.findings import Finding, Severity
from localize.formats import scc_codes as codes
from localize.formats.losses import BOLD, COMMON, RUBY, SPEAKER, VERTICAL, Loss, find_losses
from localize.formats.scc_layout import MOST_ROWS, Caption
from localize.formats.scc_reading import placement_of

if TYPE_CHECKING:
    from localize.formats.scc_plan import Plan
    from localize.script import Cue, Track


def losses(track: Track, plan: Plan) -> tuple[Finding, ...]:
    """One finding a kind of loss.

    Args:
        track: the whole track.
        plan: made of it.
    """
    laid = {cue.id: caption for cue, caption in zip(plan.cues, plan.captions, strict=True)}
    slots = {cue.id: slot for cue, slot in zip(plan.cues, plan.slots, strict=True)}
    listed = ", ".join(
        f"{a} → {b or 'nothing'}"
        for a, b in dict(p for one in plan.captions for p in one.fitted.replaced).items()
    )
    gone = " ".join(dict.fromkeys(c for one in plan.captions for c in one.fitted.missing))
    latest = max((slot.late for slot in plan.slots), default=0)
    own: tuple[Loss, ...] = (
        (
            "lost-times",
            Severity.NOTE,
            (
                f"times between frames at {plan.clock.rate.label}, or gaps of a frame or two; the "
                "nearest that it can is written"
            ),
            lambda cue: (
                slots[cue.id].late == 0
                and plan.clock.times((slots[cue.id].start, slots[cue.id].end))
                != (cue.start, cue.end)
            ),
        ),
        (
            "late-captions",
            Severity.WARNING,
            (
                "so much text in so short a time: line 21 carries two characters a frame, and "
                f"captions appear up to {latest} frames late"
            ),
            lambda cue: slots[cue.id].late > 0,
        ),
        (
            "lost-overlaps",
            Severity.WARNING,
            "two captions at once; the second takes the place of the first",
            lambda cue: (
                not slots[cue.id].erase
                and cue.end
                > plan.clock.times((slots[cue.id].end, 0))[0] + plan.clock.rate.span_of(2)
            ),
        ),
        (
            "unshowable-captions",
            Severity.ERROR,
            "what is over before it can be loaded; the track cannot be written",
            lambda cue: slots[cue.id].end <= slots[cue.id].start,
        ),
        (
            "unwritable-times",
            Severity.ERROR,
            "times after 23:59:59; the track cannot be written",
            lambda cue: slots[cue.id].end + 2 >= plan.clock.rate.frames_a_day,
        ),
        (
            "lost-characters",
            Severity.WARNING,
            f"every character; written: {listed}",
            lambda cue: bool(laid[cue.id].fitted.replaced),
        ),
        (
            "unwritable-characters",
            Severity.ERROR,
            f"{gone}; the track cannot be written",
            lambda cue: bool(laid[cue.id].fitted.missing),
        ),
        (
            "lost-line-breaks",
            Severity.WARNING,
            (
                f"lines of more than {codes.COLUMNS} characters, or more than {MOST_ROWS}; they "
                "are broken anew"
            ),
            lambda cue: laid[cue.id].wrapped and laid[cue.id].fits,
        ),
        (
            "too-long",
            Severity.ERROR,
            (
                f"more than {MOST_ROWS} lines of {codes.COLUMNS} characters; the track cannot be "
                "written"
            ),
            lambda cue: not laid[cue.id].fits,
        ),
        (
            "lost-styles",
            Severity.NOTE,
            "italics or underline that begin or end inside a word; the whole word has them",
            lambda cue: laid[cue.id].moved,
        ),
        (
            "lost-settings",
            Severity.WARNING,
            "where it stands; the nearest row and side are written",
            lambda cue: not _placed(cue, laid[cue.id]),
        ),
    )
    found = find_losses(
        replace(track, cues=plan.cues), (*own, SPEAKER, VERTICAL, RUBY, BOLD, *COMMON), "SCC"
    )
    empty = len(track.cues) - len(plan.cues)
    if empty:
        message = f"SCC cannot say cues without text; they are left out: {empty}."
        found += (Finding("lost-empty", Severity.WARNING, message, measured=empty, unit="cues"),)
    if track.title:
        message = "SCC cannot say a title; it is left out."
        found += (Finding("lost-title", Severity.NOTE, message),)
    return plan.clock.findings("SCC") + found


def _placed(cue: Cue, caption: Caption) -> bool:
    """Whether a reader finds the caption where the cue stands."""
    if not caption.rows:
        return True
    rows = [caption.first, caption.first + len(caption.rows) - 1]
    starts = [caption.start_of(row) for row in caption.rows]
    columns = [
        (start, start + len(row) - 1) for start, row in zip(starts, caption.rows, strict=True)
    ]
    return placement_of(rows, columns) == cue.placement
