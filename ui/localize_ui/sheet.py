"""One track as a table: its cues, what was said beside them, and what the checks find."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from localize.checks import run_checks
from localize.checks.measure import characters
from localize.engines import CheckContext
from localize.errors import FormatError, LocalizeError
from localize.findings import Finding
from localize.formats import read_file
from localize.guides import guide_names, load_guide
from localize.guides.model import Habits, Limits
from localize.script import Cue, Track, TrackRole
from localize.timeline import FrameRate
from localize_ui.listing import EpisodeCard, TrackCard, file_stamp, inside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: What a track is measured by whose own guide does not come with localize.
_DEFAULT_GUIDE: Final = "netflix"
#: Frames are counted at this rate where there is no picture; the guides' figures are for it.
_DEFAULT_RATE: Final = FrameRate(Fraction(24))
#: Not worth a line here: every draft of ours has a comment, and this page writes nothing.
_UNTOLD: Final = frozenset({"comments-dropped"})
#: Tracks kept in memory; a cue table is asked for again at every change of its filter.
_KEPT: Final = 16


@dataclass(frozen=True, slots=True)
class Row:
    """One cue in the table.

    Attributes:
        number: from 1, in programme order.
        cue: the cue.
        speed: characters per second; None where it stands for no time.
        too_fast: whether that is over the guide's limit.
        beside: cues of the other track that are on the screen at the same time.
        findings: about this cue.
    """

    number: int
    cue: Cue
    speed: float | None
    too_fast: bool
    beside: tuple[Cue, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One track, read from its file.

    Attributes:
        rows: every cue.
        general: findings about the whole track, and what reading the file repaired.
        limits: what it was measured by.
        rate: frame rate that gaps and durations were counted in.
        guide_note: why that is not the guide it was made to; empty where it is.
        file: the file that was read, relative to the output folder.
        edited: the files that differ from what the machine wrote.
        gone: the files that are not there.
        problem: why no cue could be read; empty where all is well.
    """

    rows: tuple[Row, ...] = ()
    general: tuple[Finding, ...] = ()
    limits: Limits | None = None
    rate: FrameRate = _DEFAULT_RATE
    guide_note: str = ""
    file: str = ""
    edited: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    problem: str = ""

    @property
    def rules(self) -> tuple[tuple[str, int], ...]:
        """(rule, how many cues it is found in), by name."""
        found: dict[str, int] = {}
        for row in self.rows:
            for rule in {finding.rule for finding in row.findings}:
                found[rule] = found.get(rule, 0) + 1
        return tuple(sorted(found.items()))

    @property
    def with_findings(self) -> int:
        """How many cues have a finding."""
        return sum(1 for row in self.rows if row.findings)


def read_sheet(
    out: Path, episode: EpisodeCard, track: TrackCard, beside: TrackCard | None
) -> Sheet:
    """Read a track and measure it; whatever goes wrong is in the sheet's ``problem``."""
    gone = tuple(file.path for file in track.files if inside(out, file.path) is None)
    chosen = ""
    try:
        edited = _edited(out, track)
        chosen = _richest(out, track, edited)
        if not chosen:
            return Sheet(gone=gone, problem="None of its files is in the output folder.")
        read, repaired = _read(out, episode.name, track, chosen)
        limits, habits, note = _measures(track)
        other = Beside(_other(out, episode.name, beside))
    except LocalizeError as error:
        return Sheet(gone=gone, file=chosen, problem=str(error))
    rate = _rate(episode)
    context = CheckContext(limits, rate, habits, read.role)
    by_cue: dict[str, list[Finding]] = {}
    told = [finding for finding in repaired if finding.rule not in _UNTOLD]
    for finding in (*told, *_measured(read, context)):
        by_cue.setdefault(finding.cue_id, []).append(finding)
    known = {cue.id for cue in read.cues}
    general = [finding for key in by_cue if key not in known for finding in by_cue[key]]
    rows = tuple(
        _row(number, cue, context, other, tuple(by_cue.get(cue.id, ())))
        for number, cue in enumerate(read.cues, start=1)
    )
    return Sheet(rows, tuple(general), limits, rate, note, chosen, edited, gone)


def sheet_stamp(out: Path, tracks: Sequence[TrackCard | None]) -> str:
    """A text that changes whenever a file of these tracks is written, appears or goes away."""
    files = [file for track in tracks if track is not None for file in track.files]
    paths = [inside(out, file.path) for file in files]
    return "|".join("absent" if path is None else file_stamp(path) for path in paths)


def _row(
    number: int,
    cue: Cue,
    context: CheckContext,
    other: Beside,
    findings: tuple[Finding, ...],
) -> Row:
    speed = characters(cue, context) * 1000 / cue.duration if cue.duration else None
    too_fast = any(finding.rule == "reading-speed" for finding in findings)
    return Row(number, cue, speed, too_fast, other.at(cue), findings)


class Beside:
    """The cues of another track, found by time: files do not carry `Cue.source_ids`.

    Args:
        cues: in programme order.
    """

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._cues = cues
        self._longest = max((cue.duration for cue in cues), default=0)

    def at(self, cue: Cue) -> tuple[Cue, ...]:
        """The cues that belong beside one.

        A cue belongs there if they share at least half of the shorter of the two; where none does,
        the one that shares most.
        """
        first = bisect_left(self._cues, cue.start - self._longest, key=lambda other: other.start)
        last = bisect_left(self._cues, cue.end, key=lambda other: other.start)
        shared = [(cue.span.overlap(other.span), other) for other in self._cues[first:last]]
        shared = [(length, other) for length, other in shared if length > 0]
        half = [
            other for length, other in shared if length * 2 >= min(cue.duration, other.duration)
        ]
        if half or not shared:
            return tuple(half)
        return (max(shared, key=lambda pair: pair[0])[1],)


# --- Reading --------------------------------------------------------------------------------------


def _read(
    out: Path, episode: str, track: TrackCard, relative: str
) -> tuple[Track, tuple[Finding, ...]]:
    path = inside(out, relative)
    if path is None:
        raise FormatError("The file is gone.", path=relative)
    role = track.role if track.role in set(TrackRole) else TrackRole.SUBTITLE.value
    return _parsed(path, file_stamp(path), episode, track.locale, role)


@lru_cache(maxsize=_KEPT)
def _parsed(
    path: Path, stamp: str, episode: str, locale: str, role: str
) -> tuple[Track, tuple[Finding, ...]]:
    del stamp  # it is part of the key: a file that changed is read anew
    result = read_file(path, episode=episode, locale=locale)
    return replace(result.track, role=TrackRole(role)), result.findings


@lru_cache(maxsize=_KEPT)
def _measured(track: Track, context: CheckContext) -> tuple[Finding, ...]:
    return run_checks(track, context)


def _hash(out: Path, relative: str) -> str:
    path = inside(out, relative)
    return "" if path is None else _hashed(path, file_stamp(path))


@lru_cache(maxsize=4 * _KEPT)
def _hashed(path: Path, stamp: str) -> str:
    del stamp  # as in `_parsed`
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FormatError(f"It cannot be read: {error.strerror}.", path=str(path)) from error


def _other(out: Path, episode: str, beside: TrackCard | None) -> tuple[Cue, ...]:
    """Cues of the other track; none where its file is gone."""
    if beside is None:
        return ()
    chosen = _richest(out, beside, _edited(out, beside))
    return _read(out, episode, beside, chosen)[0].cues if chosen else ()


def _edited(out: Path, track: TrackCard) -> tuple[str, ...]:
    """The files that are there and differ from what the machine wrote."""
    there = [file for file in track.files if inside(out, file.path) is not None]
    return tuple(file.path for file in there if _hash(out, file.path) != file.sha256)


def _richest(out: Path, track: TrackCard, edited: tuple[str, ...]) -> str:
    """The file to read: one that a person changed, else WebVTT, which says more than SRT."""
    there = [file.path for file in track.files if inside(out, file.path) is not None]
    ranked = sorted(there, key=lambda path: (path not in edited, not path.endswith(".vtt")))
    return ranked[0] if ranked else ""


def _measures(track: TrackCard) -> tuple[Limits, Habits, str]:
    """What a track is measured by, and why that is not the guide it was made to.

    The manifest keeps a guide's signature (`Limits.signature`), not its file.
    """
    parts = track.style_guide.split("|")
    name = parts[0].rpartition(":")[0]
    audience = "children" if "children" in parts else "adult"
    chosen = name if name in guide_names() else _DEFAULT_GUIDE
    role = TrackRole(track.role) if track.role in set(TrackRole) else TrackRole.SUBTITLE
    guide, sdh = load_guide(chosen), "sdh" in parts
    limits = guide.limits(track.locale, audience=audience, sdh=sdh, role=role)
    habits = guide.habits(track.locale, sdh=sdh)
    if chosen != name:
        made_to = f"it was made to {name}, which" if name else "the one it was made to"
        return limits, habits, f"Measured by {chosen}: {made_to} does not come with localize."
    if limits.signature != track.style_guide:
        return limits, habits, f"The guide {name} has changed since the track was made."
    return limits, habits, ""


def _rate(episode: EpisodeCard) -> FrameRate:
    try:
        return FrameRate.parse(episode.frame_rate) if episode.frame_rate else _DEFAULT_RATE
    except ValueError:
        return _DEFAULT_RATE
