"""Files that ``localize convert`` reads and writes: one, a stream, or every one of a folder."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from localize import formats, registry
from localize.cli.saying import many, say_line
from localize.cli.syncing import LEFT_OUT, Syncing
from localize.delivery.files import write_atomically
from localize.engines import WriteOptions
from localize.errors import LocalizeError, SettingsError
from localize.findings import Finding, Severity
from localize.formats.assemble import LATE_START, start_was_taken_off
from localize.formats.encoding import MAX_BYTES
from localize.formats.retiming import Retiming, check_frames, parse_shift
from localize.formats.timecodes import AT_ANOTHER_SPEED
from localize.formats.vtt import DRAFT_NOTE
from localize.timeline import FASTEST, FrameRate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from localize.engines import SubtitleFormat

#: What stands for stdin and stdout.
STREAM: Final = "-"
#: Formats that have no words in which to say that a track is a draft.
_SPEECHLESS: Final = frozenset({"srt", "scc"})


@dataclass(frozen=True, slots=True)
class Job:
    """What is done to every file.

    Attributes:
        from_format: name of the format to read; empty to detect it.
        to_format: name of the format to write; empty to go by OUT's extension.
        locale: normal form; None to take it from each name.
        retiming: how times are scaled.
        shift: what is then added to them, as it was given: a timecode is counted at each file's
            own rate where no other is told; empty for nothing.
        syncing: finds what becomes of them instead; None where it was said.
        rate: of the programme that is written; None to take what the file that is read says of
            it, as long as times are not scaled.
        start: timecode of its first frame; empty for what the file says, else zero.
        draft: written as a draft, whatever the files say.
        force: whether files that are there are replaced.
    """

    from_format: str = ""
    to_format: str = ""
    locale: str | None = None
    retiming: Retiming = field(default_factory=Retiming)
    shift: str = ""
    syncing: Syncing | None = None
    rate: FrameRate | None = None
    start: str = ""
    draft: bool = False
    force: bool = False

    def moving(self, own: FrameRate | None) -> Retiming:
        """What becomes of the times of a file.

        Args:
            own: frame rate that the file says or counts at; None where it says none.

        Raises:
            SettingsError: the offset is none, or counts frames and no rate is known.
        """
        if not self.shift:
            return self.retiming
        rate = self.rate or self.retiming.source or own
        return replace(self.retiming, shift=parse_shift(self.shift, rate))

    def check_shift(self) -> None:
        """Look at the offset before any file is.

        Raises:
            SettingsError: it is none at any rate that files may have.
        """
        if self.shift and self.rate is None and self.retiming.source is None:
            check_frames(self.shift)
        self.moving(FASTEST)

    def writer(self, target: str) -> SubtitleFormat:
        """The format to write.

        Raises:
            UnknownNameError: no format has that name or extension.
            SettingsError: stdout has no extension and no name was given, or files of the extension
                are not written.
        """
        if self.to_format:
            return registry.subtitle_format(self.to_format)
        if target == STREAM:
            raise SettingsError(
                "OUT is stdout, which has no extension.", hint="Name the format with --to."
            )
        return formats.format_for_path(target)


def convert_file(source: str, target: str, job: Job) -> bool:
    """Convert one file; prints what is to be said.

    Returns:
        Whether every cue is in the result.

    Raises:
        LocalizeError: it cannot be read, moved or written.
    """
    check_target(source, target, force=job.force)
    writer = job.writer(target)
    data = _read(source)
    name = "" if source == STREAM else source
    result = formats.read_bytes(
        data, path=name, locale=job.locale, format_name=job.from_format or None
    )
    told = result.findings
    if job.syncing is None:
        track = job.moving(result.rate).track(result.track)
        scaled = job.retiming.factor != 1
    else:
        synced = job.syncing.find(Path(source), result.track)
        for line in synced.lines():
            say_line(f"{source}: {line}", err=True)
        track, lost = synced.track(result.track)
        told = (*told, *lost)
        scaled = any(sync.factor != 1 for _, sync in synced.parts)
    if (job.shift or job.syncing) and start_was_taken_off(result.track.cues, track.cues):
        told = tuple(one for one in told if one.rule != LATE_START)
    rate = job.rate or (None if scaled else result.rate)
    draft = job.draft or is_draft(data, source, target)
    start = job.start or result.start.at(rate)
    options = WriteOptions(draft=draft, rate=rate, start=start)
    written = writer.write(track, options)
    if target == STREAM:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    else:
        write_atomically(Path(target), written)
    report(source, told)
    losses = writer.losses(track, options)
    report(target, _advised(losses) if job.retiming.source is not None else losses)
    report(target, lost_draft(writer, target) if draft else ())
    return all(finding.rule != LEFT_OUT for finding in told)


def convert_folder(source: Path, target: Path, job: Job) -> bool:
    """Convert every subtitle file under a folder into another of the same shape.

    A file that cannot be converted is named, and the others go on; those that no format has the
    extension of are counted.

    Returns:
        Whether every cue of every file is in the result.

    Raises:
        SettingsError: no format is named, OUT is a file or lies in IN, or there is no subtitle
            file.
    """
    if not job.to_format:
        raise SettingsError(
            "IN is a folder, so OUT's extension says nothing.", hint="Name the format with --to."
        )
    if target.exists() and not target.is_dir():
        raise SettingsError(f"{str(target)!r} is a file, and IN a folder.")
    writer = job.writer("")
    whole = True
    pairs: list[tuple[Path, Path]] = []
    passed_over = 0
    for path in _files(source, target):
        if formats.is_subtitle_file(path):
            relative = path.relative_to(source)
            stem = formats.without_extension(relative.name)
            pairs.append((path, target / relative.parent / (stem + writer.extensions[0])))
        else:
            passed_over += 1
    if not pairs:
        raise SettingsError(f"There is no subtitle file under {str(source)!r}.")
    made: dict[Path, Path] = {}
    written = 0
    for one, other in pairs:
        if other in made:
            typer.echo(
                f"{one}: {made[other].name} of the same folder is called the same: not converted.",
                err=True,
            )
            whole = False
            continue
        made[other] = one
        try:
            whole = convert_file(str(one), str(other), job) and whole
            written += 1
        except LocalizeError as error:
            typer.echo(f"{one}: {error}", err=True)
            whole = False
    others = f"; {many(passed_over, 'file')} of no subtitle format passed over"
    typer.echo(f"{many(written, 'file')} into {target}{others if passed_over else ''}", err=True)
    return whole


def _files(source: Path, target: Path) -> Iterator[Path]:
    """Every file of a folder that is not hidden, but for those in ``target``."""
    inside = target.resolve()
    for root, folders, names in os.walk(source):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and Path(root, name).resolve() != inside
        )
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(root, name)


def check_target(source: str, target: str, *, force: bool) -> None:
    """Refuse to write over the file that is read, or, unless told to, over any.

    Raises:
        SettingsError: OUT is IN, a folder, or is there already.
    """
    if target == STREAM:
        return
    out = Path(target)
    if out.is_dir():
        raise SettingsError(f"{target!r} is a folder.", hint="Name the file to write.")
    if not out.exists():
        return
    if source != STREAM and Path(source).exists() and out.samefile(source):
        raise SettingsError(
            f"OUT is the same file as IN: {target!r}.", hint="Choose another name for OUT."
        )
    if not force:
        raise SettingsError(f"{target!r} is there already.", hint="Give --force to replace it.")


def _read(source: str) -> bytes:
    """IN's bytes, as far as `formats.contents` reads.

    Raises:
        FormatError: it cannot be opened.
    """
    if source == STREAM:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    return formats.contents(source)


def is_draft(data: bytes, source: str, target: str) -> bool:
    """Whether no person has approved what is converted: by either file's name, or its own word."""
    said = DRAFT_NOTE.encode() in data or b'"draft": true' in data[:4096]
    return _named_draft(source) or _named_draft(target) or said


def lost_draft(writer: SubtitleFormat, target: str) -> tuple[Finding, ...]:
    """A warning where a draft would not say that it is one, neither itself nor by its name."""
    if writer.name not in _SPEECHLESS or _named_draft(target):
        return ()
    message = f"{writer.name.upper()} cannot say that it is a draft: put .draft in its name."
    return (Finding("lost-draft", Severity.WARNING, message),)


def _named_draft(name: str) -> bool:
    """Whether a file's name carries the draft mark."""
    return "draft" in Path(name).name.lower().split(".")


def _advised(losses: Iterable[Finding]) -> Iterator[Finding]:
    """Losses without the advice to run the programme at another speed, which was followed."""
    for one in losses:
        yield replace(one, message=one.message.removesuffix(AT_ANOTHER_SPEED))


def report(name: str, findings: Iterable[Finding]) -> None:
    """Print findings the way compilers do, one a line."""
    for finding in findings:
        where = f"{name}:{finding.line}" if finding.line is not None else name
        typer.echo(f"{where}: {finding.message}", err=True)
