"""Whole files put in time by the sound, or by another file's times: `--sync`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize.checks.speech import when_spoken
from localize.cli.check_beside import media_for
from localize.cli.saying import percent
from localize.errors import InputError
from localize.findings import Finding, Severity
from localize.formats import is_subtitle_file, read_file
from localize.formats.retiming import Retiming
from localize.pipeline.media_kept import KeptMedia
from localize.timeline import format_clock
from localize.timing.pieces import find_pieces
from localize.timing.sync import Sync, find_sync, said_shift

if TYPE_CHECKING:
    from localize.script import Cue, Track
    from localize.timeline import Span


#: The rule of findings that stand for a cue that is not in the result.
LEFT_OUT: Final = "cue-left-out"


class UnsureError(InputError):
    """How a file is to be moved cannot be told."""


@dataclass(frozen=True, slots=True)
class Synced:
    """How a file is moved.

    Attributes:
        parts: (from which time of the file on, ms, how it is moved), in order; one for a file that
            is moved as a whole.
    """

    parts: tuple[tuple[int, Sync], ...]

    def track(self, track: Track) -> tuple[Track, tuple[Finding, ...]]:
        """The track with each part moved, and what is to be said of cues without a place then.

        A cue that would stand before the programme, such as one of a recap that it has not, is left
        out and named; one that would only begin before it begins with it.
        """
        until = [*(since for since, _ in self.parts[1:]), math.inf]
        cues: list[Cue] = []
        told: list[Finding] = []
        for number, ((since, sync), end) in enumerate(zip(self.parts, until, strict=True)):
            retiming = _retiming_of(sync)
            for cue in track.cues:
                if cue.start >= end or (number and cue.start < since):
                    continue
                moved, gone = retiming.within((cue,))
                cues += moved
                told += map(_left_out, gone)
        return replace(track, cues=tuple(cues)), tuple(told)

    def lines(self) -> list[str]:
        """How the file was moved, and how sure that is, for people."""
        if len(self.parts) == 1:
            return [_said(self.parts[0][1])]
        return [f"from {format_clock(since)} on {_said(sync)}" for since, sync in self.parts]


@dataclass(slots=True)
class Syncing:
    """Finds how files are to be moved.

    Attributes:
        reference: the programme, a folder of programmes, or a subtitle file that is in time.
        listening: hears the programmes.
        parts: files may be of another cut, whose parts are moved each by its own.
    """

    reference: Path
    listening: KeptMedia
    parts: bool = False

    def find(self, path: Path, track: Track) -> Synced:
        """How a file is to be moved so that its cues come with the voices.

        Args:
            path: the file, by whose name its programme is found in a folder.
            track: its cues.

        Raises:
            UnsureError: it cannot be told; says why.
            InputError: the reference is not there, or a folder holds none for this file.
            MediaError: it cannot be read, or has no sound.
        """
        voices, duration, exact = self._reference_of(path)
        cues = when_spoken(track.cues)
        if self.parts:
            found = find_pieces(cues, voices, duration, exact=exact)
        else:
            found = ((0, find_sync(cues, voices, duration, exact=exact)),)
        doubts = [sync for _, sync in found if not sync.sure]
        if doubts:
            guess = said_shift(doubts[0].shift, doubts[0].speed)
            raise UnsureError(
                f"It cannot be told how it is to be moved: {doubts[0].doubt}.",
                path=str(path),
                hint="Look whether the two belong together"
                + ("" if self.parts else "; try --parts if it is of another cut")
                + "; or move it yourself, by --shift, --from-fps and --to-fps of `localize convert`"
                + (f" (the best guess was {guess})." if doubts[0].cues else "."),
            )
        return Synced(found)

    def _reference_of(self, path: Path) -> tuple[tuple[Span, ...], int, bool]:
        """Voices or cues to go by, the programme's length (ms), and whether they are cues."""
        reference = self.reference
        if not reference.is_dir() and is_subtitle_file(reference):
            cues = when_spoken(read_file(reference, locale="und").track.cues)
            return cues, max((cue.end for cue in cues), default=0), True
        heard = self.listening.hear(media_for(path, reference))
        return heard.voices.sounding, heard.duration, False


def _left_out(cue: Cue) -> Finding:
    text = " ".join(cue.lines)
    return Finding(
        LEFT_OUT,
        Severity.WARNING,
        f"cue {cue.id} at {format_clock(cue.start)} would stand before the programme and was left "
        f"out: {text!r}",
        cue_id=cue.id,
        start=cue.start,
    )


def _retiming_of(sync: Sync) -> Retiming:
    """What becomes of times; nothing where they are right as they are."""
    return Retiming() if sync.in_time else Retiming(sync.factor, sync.shift)


def _said(sync: Sync) -> str:
    """A move, and how sure it is: ``moved by +3.214 s: 92.0% of 312 cues come with a voice, …``."""
    move = "in time as it is" if sync.in_time else f"moved by {said_shift(sync.shift, sync.speed)}"
    rival = f"; the next best place has {percent(sync.rival)} of the evidence" if sync.rival else ""
    return (
        f"{move}: {percent(sync.met)} of {sync.cues} cues come with a voice, "
        f"{percent(sync.chance)} would by chance{rival}"
    )
