"""Cuts → cues: text on lines, times on frames, and what could not be kept as findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localize import timing
from localize.findings import Finding, Severity
from localize.guides.counting import count
from localize.guides.model import SILENT
from localize.script import Cue, CueKind
from localize.segmentation.spread import TURN
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.guides.model import DashStyle, Habits, Limits
    from localize.segmentation.optimise import Cut
    from localize.segmentation.pieces import Piece
    from localize.timeline import FrameRate


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Cues, and what a person should know of them.

    Attributes:
        cues: in programme order, ids unique.
        findings: hard limits that no cut could keep, and units that have no draft.
        words_of: cue id → indices of its first and last word; empty for a translation, whose
            words nobody else counts.
    """

    cues: tuple[Cue, ...] = ()
    findings: tuple[Finding, ...] = ()
    words_of: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def cue_id(prefix: str, number: int) -> str:
    """The id of a track's ``number``-th cue, from 1: its place, so that a re-run gives the same.

    ``c0001``, after ``prefix``; unique as long as the prefix is in the track.
    """
    return f"{prefix}c{number:04}"


def lines_of(cut: Cut, pieces: Sequence[Piece], dash: DashStyle | None = None) -> tuple[str, ...]:
    """The text of a cue, line by line; two speakers' lines with the guide's dashes."""
    lines = [_joined(pieces[first:stop]) for first, stop in cut.lines]
    marks = dash.marks if dash and cut.dialogue else ("",) * len(lines)
    return tuple(f"{mark}{line}" for mark, line in zip(marks, lines, strict=True))


def _joined(pieces: Sequence[Piece]) -> str:
    rest = (f" {piece.text}" if piece.spaced else piece.text for piece in pieces[1:])
    return pieces[0].text + "".join(rest)


def speech_of(cut: Cut, pieces: Sequence[Piece]) -> Span:
    """From the first to the last sound of a cue."""
    own = pieces[cut.first : cut.stop]
    return Span(own[0].start, max(piece.end for piece in own))


def speaker_of(cut: Cut, pieces: Sequence[Piece]) -> str:
    """Who speaks in a cue; empty where nobody or more than one is known to."""
    names = {piece.speaker for piece in pieces[cut.first : cut.stop]} - {""}
    return names.pop().partition(TURN)[0] if len(names) == 1 else ""


def timed(
    cuts: Sequence[Cut],
    pieces: Sequence[Piece],
    limits: Limits,
    rate: FrameRate,
    duration: int | None,
    *,
    habits: Habits = SILENT,
    shots: Sequence[int] = (),
) -> tuple[list[Cue], list[Span]]:
    """Cues with lines, speaker and times, numbered for now; and when each is said."""
    speech = [speech_of(cut, pieces) for cut in cuts]
    cues = [
        Cue(
            id=cue_id("", number),
            start=said.start,
            end=said.end,
            lines=lines_of(cut, pieces, habits.dash),
            kind=CueKind.SONG if pieces[cut.first].sung else CueKind.DIALOGUE,
            speaker=speaker_of(cut, pieces),
        )
        for number, (cut, said) in enumerate(zip(cuts, speech, strict=True), start=1)
    ]
    return list(timing.retime(cues, speech, limits, rate, duration, shots=shots)), speech


def shortfalls(cues: Sequence[Cue], speech: Sequence[Span], limits: Limits) -> Iterator[Finding]:
    """The hard limits that cues break, because no cut of these words could keep them.

    Args:
        cues: as they were timed.
        speech: for each cue, when it is said.
        limits: of the guide.
    """
    for cue, said in zip(cues, speech, strict=True):
        yield from _too_long(cue, limits)
        characters = timing.characters(cue.lines, limits)
        if timing.reading_time(characters, limits) > cue.duration:
            speed = characters * 1000 / max(1, cue.duration)
            yield Finding(
                "reading-speed",
                Severity.ERROR,
                f"{speed:.1f} characters per second, {limits.reading_speed:g} allowed: the speech "
                "is faster than it can be read; shorten the text.",
                cue_id=cue.id,
                start=cue.start,
                measured=round(speed, 2),
                limit=limits.reading_speed,
                unit="characters per second",
            )
        if cue.duration < limits.min_duration:
            yield Finding(
                "duration-short",
                Severity.ERROR,
                f"Seen for {cue.duration} ms, {limits.min_duration} ms needed: the next cue "
                "follows too soon; join the two, or let the next come in later.",
                cue_id=cue.id,
                start=cue.start,
                measured=cue.duration,
                limit=limits.min_duration,
                unit="ms",
            )
        if said.duration > limits.max_duration:
            yield Finding(
                "duration-long",
                Severity.WARNING,
                f"Said over {said.duration} ms, {limits.max_duration} ms allowed: the cue goes "
                "out before the sound ends, as it has no place to be cut.",
                cue_id=cue.id,
                start=cue.start,
                measured=said.duration,
                limit=limits.max_duration,
                unit="ms",
            )


def foreign(cues: Sequence[Cue], cuts: Sequence[Cut], pieces: Sequence[Piece]) -> Iterator[Finding]:
    """The cues whose words are of another language than the programme's."""
    for cue, own in zip(cues, cuts, strict=True):
        language = pieces[own.first].language
        if language:
            yield Finding(
                "foreign-dialogue",
                Severity.WARNING,
                f"Spoken in {language}, and written as heard: say whether the audience is to "
                "understand it (kind forced), and look at what markets make of it.",
                cue_id=cue.id,
                start=cue.start,
            )


def _too_long(cue: Cue, limits: Limits) -> Iterator[Finding]:
    for line in cue.lines:
        length = count(line, limits.counting)
        if length > limits.max_line_length:
            yield Finding(
                "line-length",
                Severity.ERROR,
                f"{length:g} characters in a line, {limits.max_line_length:g} allowed: it is one "
                "word or phrase; shorten it.",
                cue_id=cue.id,
                start=cue.start,
                measured=length,
                limit=limits.max_line_length,
                unit="characters",
            )
