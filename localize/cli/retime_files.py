"""The files that `localize retime` is given: read, timed anew, their copies written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize import registry
from localize.checks import run_checks
from localize.checks.measure import has_text, place
from localize.checks.speech import should_be_heard
from localize.cli.check_beside import Beside, Media, rate_of
from localize.cli.check_files import Input, heard_for, is_marked
from localize.cli.convert_files import is_draft, lost_draft
from localize.cli.file_language import language_of
from localize.cli.places import Places
from localize.cli.syncing import Synced, Syncing
from localize.engines import CheckContext, WriteOptions
from localize.findings import Finding
from localize.formats import (
    contents,
    detect,
    format_for_path,
    read_bytes,
    refuse_unwritten,
)
from localize.formats.losses import LOST_START
from localize.formats.rates import rate_for
from localize.guides import StyleGuide
from localize.pipeline.media_kept import KeptMedia
from localize.script import Track
from localize.timing import Move
from localize.timing.again import retime_again

if TYPE_CHECKING:
    from localize.engines import SubtitleFormat
    from localize.pipeline.media_kept import HeardVoices
    from localize.script import Cue
    from localize.timeline import FrameRate

#: Checks of times alone: what they find afterwards is what re-timing cannot cure.
TIMES: Final = (
    "reading-speed", "duration-short", "duration-long", "gap", "overlap", "gap-bridge", "shot-in",
    "shot-out", "shot-straddle", "in-time", "out-time", "no-speech", "speech-uncovered",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """What files are timed by.

    Attributes:
        guide: the style guide.
        locale: language of every file; None to take it from each name.
        audience: ``adult`` or ``children``.
        sdh: for the deaf and hard of hearing; None to take it from each name.
        rate: frame rate as it was given; empty to take the media's, the
            file's own, or the usual one.
        beside: media and shot changes.
        listening: hears the media's voices; None where nobody listens.
        syncing: puts whole files in time first; None where they are.
    """

    guide: StyleGuide
    locale: str | None
    audience: str
    sdh: bool | None
    rate: str
    beside: Beside
    listening: KeptMedia | None
    syncing: Syncing | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """What came of one file.

    Attributes:
        path: the file.
        track: its cues, timed anew.
        context: limits, rate, shots and speech.
        moves: what became of their ends, in programme order.
        together: ids of cues that stand together with another, and stay.
        told: what reading repaired, or the copy's format cannot say.
        left: what is wrong with the new times.
        media: the programme; None where none was named.
        sync: how the whole file was moved first; None where nobody asked.
        copy: where it was written; None for a dry run.
        written: whether the copy was written; not where it was there already, the same.
    """

    path: Path
    track: Track
    context: CheckContext
    moves: tuple[Move, ...]
    together: tuple[str, ...]
    told: tuple[Finding, ...]
    left: tuple[Finding, ...]
    media: Media | None
    sync: Synced | None
    copy: Path | None
    written: bool


def retime_file(one: Input, terms: Terms, copies: Copies | None) -> Timed:
    """Read a file, time its cues anew, and write its copy.

    Args:
        one: the file.
        terms: what it is timed by.
        copies: writes the copy; None for a dry run.

    Raises:
        InputError: it cannot be read, nothing says its language, or it cannot be told how the
            whole of it is to be moved.
        MediaError: its media cannot be read.
        OutputError: the copy cannot be written, or stands there with other content.
    """
    locale = language_of(one.path, terms.locale)
    data = contents(one.path)
    read = read_bytes(data, path=one.path, locale=locale)
    media = terms.beside.media_of(one.path)
    heard = heard_for(one.path, media, terms.listening)
    rate = rate_for(read, rate_of(terms.rate, media))
    context = _context(one.path, read.track, terms, media, heard, rate)
    sync = None if terms.syncing is None else terms.syncing.find(one.path, read.track)
    whole, lost = (read.track, ()) if sync is None else sync.track(read.track)
    track, moves, together = _retimed(whole, context, heard)
    told = (*read.findings, *lost, *(() if heard is None else heard.findings))
    copy, written = None, False
    if copies is not None:
        moved = bool(moves) or whole != read.track
        start = ("" if media is None else media.start) or read.start.at(context.rate)
        copy, written, losses = copies.write(one, data, track, context.rate, start, moved)
        # The media's start is not lost with a copy of a file that never said it.
        said = read.start.timecode
        told = (*told, *(loss for loss in losses if said or loss.rule != LOST_START))
    left = tuple(run_checks(track, context, TIMES))
    return Timed(
        path=one.path,
        track=track,
        context=context,
        moves=moves,
        together=together,
        told=told,
        left=left,
        media=media,
        sync=sync,
        copy=copy,
        written=written,
    )


def _context(
    path: Path,
    track: Track,
    terms: Terms,
    media: Media | None,
    heard: HeardVoices | None,
    rate: FrameRate,
) -> CheckContext:
    sdh = is_marked(path, "sdh") if terms.sdh is None else terms.sdh
    listed = terms.beside.shots_at(rate)
    return CheckContext(
        limits=terms.guide.limits(track.locale, audience=terms.audience, sdh=sdh, role=track.role),
        rate=rate,
        habits=terms.guide.habits(track.locale, sdh=sdh),
        role=track.role,
        shots=listed or (() if media is None else media.shots),
        speech=None if heard is None else heard.voices.speech,
    )


def _retimed(
    track: Track, context: CheckContext, heard: HeardVoices | None
) -> tuple[Track, tuple[Move, ...], tuple[str, ...]]:
    """A track timed anew, each part of the picture by itself; a cue without text is left alone."""
    shown = sorted(filter(has_text, track.cues), key=lambda cue: (*place(cue), cue.start, cue.end))
    new: dict[str, Cue] = {}
    moves: list[Move] = []
    together: list[str] = []
    for _, group in groupby(shown, key=place):
        cues = tuple(group)
        timed = retime_again(
            cues,
            context.limits,
            context.rate,
            speech=None if heard is None else heard.voices.sounding,
            spoken={cue.id for cue in cues if should_be_heard(cue, context)},
            shots=context.shots,
            duration=None if heard is None else heard.duration,
        )
        new |= {cue.id: cue for cue in timed.cues}
        moves += timed.moves
        together += timed.together
    moved = replace(track, cues=tuple(new.get(cue.id, cue) for cue in track.cues))
    order = {cue.id: number for number, cue in enumerate(moved.cues)}
    moves.sort(key=lambda move: (order[move.cue_id], move.edge.value))
    return moved, tuple(moves), tuple(together)


@dataclass(frozen=True, slots=True)
class Copies:
    """Writes copies.

    Attributes:
        out: a folder; or the file itself, where it is named like one and there is one input.
        places: sees that they replace nothing that must stay.
    """

    out: Path
    places: Places

    def write(
        self,
        one: Input,
        data: bytes,
        track: Track,
        rate: FrameRate,
        start: str,
        moved: bool,
    ) -> tuple[Path, bool, tuple[Finding, ...]]:
        """Write a file's copy.

        Args:
            one: the file.
            data: its bytes, which are the copy's where no cue moved.
            track: what is written.
            rate: of the programme.
            start: its first frame's timecode; empty where neither media nor file say it.
            moved: whether a cue moved.

        Returns:
            Where it is, whether it was written (not where the same stood there already), and what
            its format cannot say.

        Raises:
            OutputError: as `Places.put`; or files that are called so are not written.
            UnwritableError: its format cannot carry the track.
        """
        target, writer = self._target(one, data)
        losses: tuple[Finding, ...] = ()
        written = data
        if moved or self._is_file:
            refuse_unwritten(target)
            draft = is_draft(data, str(one.path), str(target))
            options = WriteOptions(draft=draft, rate=rate, start=start)
            written, losses = writer.write(track, options), writer.losses(track, options)
            losses += lost_draft(writer, str(target)) if draft else ()
        return target, self.places.put(one.path, target, written), losses

    @property
    def _is_file(self) -> bool:
        return is_named_file(self.out)

    def _target(self, one: Input, data: bytes) -> tuple[Path, SubtitleFormat]:
        if self._is_file:
            return self.out, format_for_path(self.out)
        return self.out / one.place, detect(data, one.path)


def is_named_file(out: Path) -> bool:
    """Whether a path that is no folder is named as subtitle files are."""
    endings = {end for form in registry.subtitle_formats() for end in form.extensions}
    return not out.is_dir() and any(out.name.lower().endswith(end) for end in endings)
