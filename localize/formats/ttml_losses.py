"""What a profile of timed text cannot say of a track: whatever does not read back as it was.

The track is written and read again, and what differs is named. So nothing is lost unnamed, and
nothing named that is not lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize import markup
from localize.errors import OutputError
from localize.findings import Finding, Severity
from localize.formats.inline import balanced
from localize.formats.losses import find_losses
from localize.formats.ttml_layout import colliding
from localize.formats.ttml_read import read_ttml

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize.formats.losses import Loss
    from localize.script import Cue, Track


def lost(track: Track, data: bytes, name: str, *, nine_places: bool) -> tuple[Finding, ...]:
    """One finding for each thing that the bytes of a written track do not say.

    Args:
        track: as it was written.
        data: what was written.
        name: of the format, for people.
        nine_places: whether cues stand in nine places, some of which may collide.

    Raises:
        OutputError: the bytes do not hold as many cues as the track.
    """
    again = read_ttml(data, episode=track.episode, locale=track.locale).track
    if len(again.cues) != len(track.cues):
        raise OutputError(
            f"The {name} of {track.episode!r} does not read back as it was written: "
            f"{len(track.cues)} cues went in, {len(again.cues)} came out.",
            hint="Please report this, with the track.",
        )
    back = {one.id: other for one, other in zip(track.cues, again.cues, strict=True)}
    hit = {cue.id for cue in colliding(track.cues)} if nine_places else set()
    found = find_losses(track, _losses(back), name)
    found += _of_track(track, again, name)
    if hit:
        first = next(cue for cue in track.cues if cue.id in hit)
        found += (
            Finding(
                "regions-overlap",
                Severity.WARNING,
                f"Cues shown at one time take the same room, which {name} does not allow: "
                f"{len(hit)} cues, first {first.id}. Move one of each pair.",
                cue_id=first.id,
                start=first.start,
                measured=len(hit),
                unit="cues",
            ),
        )
    return found


def _losses(back: dict[str, Cue]) -> tuple[Loss, ...]:
    def differs(what: Callable[[Cue], object]) -> Callable[[Cue], bool]:
        return lambda cue: what(cue) != what(back[cue.id])

    def text(holds: Callable[[Cue], bool]) -> Callable[[Cue], bool]:
        return lambda cue: cue.lines != back[cue.id].lines and holds(cue)

    def ruby(cue: Cue) -> bool:
        return "<ruby>" in cue.text or "<rt>" in cue.text

    def blank(cue: Cue) -> bool:
        return any(not markup.TAG.sub("", line).strip() for line in cue.lines)

    def unclosed(cue: Cue) -> bool:
        return balanced(cue.text)[1] > 0

    def other(cue: Cue) -> bool:
        return not (ruby(cue) or blank(cue) or unclosed(cue))

    return (
        (
            "lost-times",
            Severity.NOTE,
            "times between frames; the nearest frame is written",
            differs(lambda cue: (cue.start, cue.end)),
        ),
        ("lost-id", Severity.NOTE, "ids as they are", differs(lambda cue: cue.id)),
        (
            "lost-kind",
            Severity.NOTE,
            "what kind of cue it is (forced, song, sound, title, credit)",
            differs(lambda cue: cue.kind),
        ),
        (
            "lost-translate",
            Severity.NOTE,
            "that it is not to be translated",
            differs(lambda cue: cue.translate),
        ),
        (
            "lost-source",
            Severity.NOTE,
            "which cues of the source it renders",
            differs(lambda cue: cue.source_ids),
        ),
        (
            "lost-speaker",
            Severity.NOTE,
            "a speaker's name as it is (white space, control characters)",
            differs(lambda cue: cue.speaker),
        ),
        (
            "lost-vertical",
            Severity.WARNING,
            "that text is vertical; it is written as horizontal",
            differs(lambda cue: cue.placement.vertical),
        ),
        (
            "lost-position",
            Severity.WARNING,
            "a place other than the middle of the top or the bottom; the nearer is written",
            differs(lambda cue: cue.placement.anchor),
        ),
        (
            "lost-settings",
            Severity.WARNING,
            "an exact position or width; the nearest of its places is written",
            differs(lambda cue: cue.placement.settings),
        ),
        (
            "lost-ruby",
            Severity.WARNING,
            "readings over the text as they are; they are written in brackets, or apart",
            text(ruby),
        ),
        (
            "lost-open-tags",
            Severity.WARNING,
            "tags that are not closed; they are closed, or left out",
            text(unclosed),
        ),
        (
            "lost-blank-lines",
            Severity.NOTE,
            "blank lines inside a cue; they are left out",
            text(blank),
        ),
        (
            "lost-text-form",
            Severity.NOTE,
            "tags across lines or around nothing, spaces at the ends of lines, control characters",
            text(other),
        ),
    )


def _of_track(track: Track, again: Track, name: str) -> tuple[Finding, ...]:
    fields = (
        ("lost-title", "the title as it is", track.title == again.title),
        ("lost-based-on", "which track it is based on", track.based_on == again.based_on),
        ("lost-role", "what the track is for", track.role is again.role),
        ("lost-locale", "the language", track.locale == again.locale),
    )
    return tuple(
        Finding(rule, Severity.NOTE, f"{name} cannot say {what}.")
        for rule, what, same in fields
        if not same
    )
