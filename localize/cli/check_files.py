"""The files that `localize check` is given: found, read, checked, their fixed copies written."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from localize.checks import fix_track, run_checks
from localize.cli.check_beside import Beside, Media, Paired, pair, rate_of
from localize.cli.check_waivers import Waiver, Waivers
from localize.cli.convert_files import is_draft
from localize.cli.file_language import language_of
from localize.cli.places import Places
from localize.cli.show import Show
from localize.engines import CheckContext, WriteOptions
from localize.errors import InputError, OutputError
from localize.findings import Finding, Severity
from localize.formats import (
    detect,
    is_subtitle_file,
    read_file,
    refuse_unwritten,
)
from localize.formats.rates import rate_for
from localize.guides import StyleGuide
from localize.media.find import natural_key
from localize.pipeline.media_kept import KeptMedia
from localize.script import Cue, Track

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.engines import ReadResult
    from localize.pipeline.media_kept import HeardVoices
    from localize.timeline import FrameRate


@dataclass(frozen=True, slots=True)
class Input:
    """A file to check.

    Attributes:
        path: the file, as reached from what was named.
        place: where a copy of it belongs in another folder: its path seen from the folder that was
            named, or its name.
    """

    path: Path
    place: Path


def find_files(
    named: Iterable[Path], out: Path | None = None
) -> tuple[list[Input], list[InputError]]:
    """The subtitle files that paths name, each once; and what is not there or cannot be read.

    A file is taken as it is. A folder is walked with all that are in it, in natural order; there,
    hidden files and those whose names end as no subtitle format's are left alone.

    Args:
        named: the paths.
        out: where the command writes. It is left out of a folder that holds it, so that what was
            written is not read the next time; what is named itself is read.
    """
    found: dict[Path, Input] = {}
    problems: list[InputError] = []
    left_out = None if out is None else out.resolve()
    for path in named:
        if path.is_dir():
            under = list(_walk(path, left_out, problems))
            if not under:
                problems.append(_without_files(path, out))
        elif path.exists():
            under = [Input(path, Path(path.name))]
        else:
            under = []
            problems.append(
                InputError(
                    "There is no such file.",
                    path=str(path),
                    hint="Look at the spelling of the path.",
                )
            )
        for one in under:
            found.setdefault(one.path.resolve(), one)
    return list(found.values()), problems


def _without_files(folder: Path, out: Path | None) -> InputError:
    hint = ""
    if out is not None and out.exists() and folder.resolve() in out.resolve().parents:
        hint = f"{out} was left out, since results go there; name it instead to have it read."
    return InputError("This folder holds no subtitle files.", path=str(folder), hint=hint)


def _walk(folder: Path, left_out: Path | None, problems: list[InputError]) -> Iterator[Input]:
    def refused(error: OSError) -> None:
        name = str(error.filename or folder)
        problems.append(InputError(f"This folder cannot be read: {error.strerror}.", path=name))

    def read(path: Path) -> bool:
        return not path.name.startswith(".") and (left_out is None or path.resolve() != left_out)

    for root, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted((n for n in folders if read(Path(root, n))), key=natural_key)
        for name in sorted(names, key=natural_key):
            path = Path(root, name)
            if is_subtitle_file(path) and read(path):
                yield Input(path, path.relative_to(folder))


# --- One file -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """What files are checked against.

    Attributes:
        guide: the style guide.
        locale: language of every file; None to take it from each name.
        audience: ``adult`` or ``children``.
        sdh: for the deaf and hard of hearing; None to take it from each name.
        fps: frame rate as it was given; empty to take the media's, the
            file's own, or the usual one.
        beside: sources, media, shot changes and names.
        show: that the files belong to.
        listening: hears the media's voices; None where nobody listens.
        waivers: rules that may be broken.
        rules: names of the checks to run; None for all.
    """

    guide: StyleGuide
    locale: str | None
    audience: str
    sdh: bool | None
    fps: str = ""
    beside: Beside = field(default_factory=Beside)
    show: Show = field(default_factory=lambda: Show(None))
    listening: KeptMedia | None = None
    waivers: Waivers = field(default_factory=Waivers)
    rules: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A fix that was applied.

    Attributes:
        finding: that it cures.
        before: the cue before it.
        after: the cue with it.
    """

    finding: Finding
    before: Cue
    after: Cue


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one file.

    Attributes:
        path: the file.
        track: its cues, with the fixes that were applied.
        terms: what it was checked against.
        context: limits, rate, habits and what lies beside it.
        encoding: text encoding that was found; empty for a binary format.
        read: what reading it repaired, a copy could not say, or is to be said of its source and of
            the media's sound.
        found: what is wrong with ``track``.
        waived: what may be so, with the waiver of each.
        changes: what was wrong and is not any more.
        copy: the copy, fixed where there was something to fix; None where none is asked for, or
            none could be written.
        copy_error: why none could; then nothing is fixed, and ``track`` is the file's own.
        source: the source's file; None for none.
        paired: how many cues have a source, where there is one.
        media: what the media say; None for none.
    """

    path: Path
    track: Track
    terms: Terms
    context: CheckContext
    encoding: str
    read: tuple[Finding, ...]
    found: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...] = ()
    changes: tuple[Change, ...] = ()
    copy: Path | None = None
    copy_error: OutputError | None = None
    source: Path | None = None
    paired: int = 0
    media: Media | None = None

    @property
    def sdh(self) -> bool:
        """Whether it was checked as for the deaf and hard of hearing."""
        return self.context.limits.sdh


def check_file(one: Input, terms: Terms, fixes: Fixes | None) -> Checked:
    """Read and check a file, and write its copy with what could be fixed where that is asked for.

    Raises:
        InputError: it cannot be read, nothing says its language, or what should lie beside it does
            not.
        MediaError: its media cannot be read, or have no sound.
        LocalizeError: no format writes files of its ending.
    """
    locale = language_of(one.path, terms.locale)
    result = read_file(one.path, locale=locale)
    media = terms.beside.media_of(one.path)
    rate = rate_for(result, rate_of(terms.fps, media))
    source = terms.beside.source_of(one.path, locale)
    track = result.track
    remarks: tuple[Finding, ...] = ()
    if source is not None:
        paired = pair(track, source[1])
        track, remarks = paired.track, _of_pairing(paired, source)
    heard = heard_for(one.path, media, terms.listening)
    context = _context(one.path, track, terms, media, rate, source, heard)

    def find(checked: Track) -> tuple[Finding, ...]:
        return run_checks(checked, context, terms.rules)

    def find_open(checked: Track) -> tuple[Finding, ...]:
        return terms.waivers.sort(one.path, checked, find(checked), rate).found

    changes: tuple[Change, ...] = ()
    losses: tuple[Finding, ...] = ()
    copy: Path | None = None
    copy_error: OutputError | None = None
    if fixes is not None:
        fixed, cured = fix_track(track, find_open)
        done = _changes(track, cured)
        written = replace(result, track=_as_read(fixed, result.track))
        try:
            copy, losses = fixes.write(one, written, rate, changed=bool(done))
        except OutputError as error:
            copy_error = error  # the file was checked all the same
        else:
            track, changes = fixed, done
    told = terms.waivers.sort(one.path, track, result.findings, rate)
    sorted_ = terms.waivers.sort(one.path, track, find(track), rate)
    waived = (*told.waived, *sorted_.waived)
    return Checked(
        path=one.path,
        track=track,
        terms=terms,
        context=context,
        encoding=result.encoding,
        read=(*told.found, *losses, *remarks, *(() if heard is None else heard.findings)),
        found=sorted_.found,
        waived=waived,
        changes=changes,
        copy=copy,
        copy_error=copy_error,
        source=None if source is None else source[0],
        paired=sum(bool(cue.source_ids) for cue in track.cues) if source is not None else 0,
        media=media,
    )


def heard_for(path: Path, media: Media | None, listening: KeptMedia | None) -> HeardVoices | None:
    """What is heard in a file's media; None for nothing.

    A file of forced narratives leaves most of what is said without a cue, and none of its cues
    stands for speech.

    Args:
        path: the file.
        media: of the file; None for none.
        listening: hears them; None where nobody listens.

    Raises:
        MediaError: the media cannot be read, or have no sound.
    """
    if media is None or listening is None or is_marked(path, "forced"):
        return None
    return listening.hear(media.path)


def is_marked(path: Path, word: str) -> bool:
    """Whether a file's name has a word between dots: ``EP.en.sdh.srt``."""
    return word in path.stem.lower().split(".")


def _context(
    path: Path,
    track: Track,
    terms: Terms,
    media: Media | None,
    rate: FrameRate,
    source: tuple[Path, Track] | None,
    heard: HeardVoices | None,
) -> CheckContext:
    sdh = is_marked(path, "sdh") if terms.sdh is None else terms.sdh
    locale = track.locale
    words = terms.show.words_in(locale)
    shots = terms.beside.shots_at(rate) or (media.shots if media is not None else ())
    return CheckContext(
        limits=terms.guide.limits(locale, audience=terms.audience, sdh=sdh, role=track.role),
        rate=rate,
        habits=terms.guide.habits(locale, sdh=sdh),
        role=track.role,
        source=() if source is None else source[1].cues,
        source_locale="" if source is None else source[1].locale,
        shots=shots,
        speech=None if heard is None else heard.voices.speech,
        known=terms.beside.known_in(locale) | words.known,
        terms=words.terms,
        characters=words.characters,
        addresses=words.addresses,
    )


def _of_pairing(paired: Paired, source: tuple[Path, Track]) -> tuple[Finding, ...]:
    """How many cues have no partner, where there are such."""
    here, there = len(paired.without_source), len(paired.without_target)
    if not here and not there:
        return ()
    how = "the file names" if paired.by_ids else "stands at their time"
    message = (
        f"{_many(here, 'cue')} of {len(paired.track.cues)} could not be paired with the source "
        f"({source[0].name}): none of its cues {how}; and {_many(there, 'cue')} of its "
        f"{len(source[1].cues)} stand for nothing here"
    )
    return (
        Finding(rule="pairing", severity=Severity.NOTE, message=message, measured=here + there),
    )


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _changes(track: Track, cured: Sequence[Finding]) -> tuple[Change, ...]:
    """Each fix with the cue before and after it, in the order of applying."""
    cues = {cue.id: cue for cue in track.cues}
    changes = []
    for finding in cured:
        fix = finding.fix
        if fix is None:
            continue
        before = cues[fix.cue_id]
        after = replace(
            before,
            start=before.start if fix.start is None else fix.start,
            end=before.end if fix.end is None else fix.end,
            lines=before.lines if fix.lines is None else fix.lines,
        )
        cues[fix.cue_id] = after
        changes.append(Change(finding, before, after))
    return tuple(changes)


def _as_read(track: Track, read: Track) -> Track:
    """A track without the sources that were found for its cues by their time."""
    sources = {cue.id: cue.source_ids for cue in read.cues}
    return replace(
        track,
        cues=tuple(replace(cue, source_ids=sources.get(cue.id, ())) for cue in track.cues),
    )


@dataclass(frozen=True, slots=True)
class Fixes:
    """Writes fixed copies into a folder.

    Attributes:
        folder: where the copies go.
        places: sees that they replace nothing that must stay.
    """

    folder: Path
    places: Places

    def write(
        self, one: Input, read: ReadResult, rate: FrameRate, *, changed: bool
    ) -> tuple[Path, tuple[Finding, ...]]:
        """Write a file's copy.

        Args:
            one: the file.
            read: what it says, with its track as it is to be written.
            rate: of the programme.
            changed: whether a cue was fixed; otherwise the copy has the file's own bytes.

        Returns:
            Where it is, and what its format cannot say of the track.

        Raises:
            OutputError: as `Places.put`; or files that are called so are not written.
            UnknownNameError: no format writes files of its ending.
        """
        target = self.folder / one.place
        data = one.path.read_bytes()
        if not changed:
            self.places.put(one.path, target, data)
            return target, ()
        refuse_unwritten(target)
        writer = detect(data, one.path)
        draft = is_draft(data, str(one.path), str(target))
        options = WriteOptions(draft=draft, rate=rate, start=read.start.at(rate))
        self.places.put(one.path, target, writer.write(read.track, options))
        return target, writer.losses(read.track, options)
