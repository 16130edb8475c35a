"""The files that `localize check` is given: found, read, checked, their fixed copies written."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from localize import registry
from localize.checks import fix_track, run_checks
from localize.delivery.files import write_atomically
from localize.engines import CheckContext, WriteOptions
from localize.errors import InputError, OutputError
from localize.findings import Finding
from localize.formats import format_for_path, locale_from_name, read_file
from localize.guides import StyleGuide
from localize.media.find import natural_key
from localize.script import Track
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


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


def find_files(named: Iterable[Path]) -> tuple[list[Input], list[InputError]]:
    """The subtitle files that paths name, each once; and what is not there or cannot be read.

    A file is taken as it is. A folder is walked with all that are in it, in natural order; there,
    hidden files and those whose names end as no subtitle format's are left alone.
    """
    found: dict[Path, Input] = {}
    problems: list[InputError] = []
    for path in named:
        if path.is_dir():
            under = list(_walk(path, problems))
            if not under:
                problems.append(InputError("This folder holds no subtitle files.", path=str(path)))
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


def _walk(folder: Path, problems: list[InputError]) -> Iterator[Input]:
    endings = {ending for one in registry.subtitle_formats() for ending in one.extensions}

    def refused(error: OSError) -> None:
        name = str(error.filename or folder)
        problems.append(InputError(f"This folder cannot be read: {error.strerror}.", path=name))

    for root, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted((n for n in folders if not n.startswith(".")), key=natural_key)
        for name in sorted(names, key=natural_key):
            path = Path(root, name)
            if not name.startswith(".") and path.suffix.lower() in endings:
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
        rate: frame rate.
    """

    guide: StyleGuide
    locale: str | None
    audience: str
    sdh: bool | None
    rate: FrameRate


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one file.

    Attributes:
        path: the file.
        track: its cues, with the fixes that were applied.
        terms: what it was checked against.
        sdh: whether that was for the deaf and hard of hearing.
        encoding: text encoding that was found.
        read: what reading it repaired, or a copy could not say.
        found: what is wrong with ``track``.
        fixed: what was wrong and is not any more.
        copy: the fixed copy; None where none was written.
    """

    path: Path
    track: Track
    terms: Terms
    sdh: bool
    encoding: str
    read: tuple[Finding, ...]
    found: tuple[Finding, ...]
    fixed: tuple[Finding, ...] = ()
    copy: Path | None = None


def check_file(one: Input, terms: Terms, fixes: Fixes | None) -> Checked:
    """Read and check a file, and write its fixed copy where that is asked for.

    Raises:
        InputError: it cannot be read, or nothing says its language.
        OutputError: the copy cannot be written.
        LocalizeError: no format writes files of its ending.
    """
    locale = terms.locale or locale_from_name(one.path)
    if locale is None:
        raise InputError(
            "Its name does not say its language.",
            path=str(one.path),
            hint="Give --locale, or name it like episode.es-419.srt.",
        )
    result = read_file(one.path, locale=locale)
    sdh = "sdh" in one.path.stem.lower().split(".") if terms.sdh is None else terms.sdh
    role = result.track.role
    context = CheckContext(
        terms.guide.limits(locale, audience=terms.audience, sdh=sdh, role=role),
        terms.rate,
        terms.guide.habits(locale, sdh=sdh),
        role,
    )

    def find(track: Track) -> tuple[Finding, ...]:
        return run_checks(track, context)

    track = result.track
    fixed: tuple[Finding, ...] = ()
    losses: tuple[Finding, ...] = ()
    copy: Path | None = None
    if fixes is not None:
        track, fixed = fix_track(track, find)
    if fixes is not None and fixed:
        copy, losses = fixes.write(one, track, terms.rate)
    return Checked(
        path=one.path,
        track=track,
        terms=terms,
        sdh=sdh,
        encoding=result.encoding,
        read=(*result.findings, *losses),
        found=find(track),
        fixed=fixed,
        copy=copy,
    )


@dataclass(slots=True)
class Fixes:
    """Writes fixed copies into a folder, and never over a file that is checked.

    Attributes:
        folder: where the copies go.
        inputs: the files that are checked.
    """

    folder: Path
    inputs: list[Input]
    _taken: dict[Path, Path] = field(init=False)

    def __post_init__(self) -> None:
        self._taken = {one.path.resolve(): one.path for one in self.inputs}

    def write(self, one: Input, track: Track, rate: FrameRate) -> tuple[Path, tuple[Finding, ...]]:
        """Write a file's copy.

        Returns:
            Where it is, and what its format cannot say of the track.

        Raises:
            OutputError: it would replace a file that is checked or another's copy, or it cannot
                be written.
            UnknownNameError: no format writes files of its ending.
        """
        target = self.folder / one.place
        other = self._taken.setdefault(target.resolve(), one.path)
        if target.resolve() in {known.path.resolve() for known in self.inputs}:
            raise OutputError(
                f"Its fixed copy would replace {str(other)!r}, which is checked itself.",
                path=str(target),
                hint="Choose another folder with --fix.",
            )
        if other != one.path:
            raise OutputError(
                f"Its fixed copy would replace that of {str(other)!r}.",
                path=str(target),
                hint="Check the two apart, or name the folder above both.",
            )
        writer = format_for_path(one.path)
        draft = "draft" in one.path.name.lower().split(".")
        write_atomically(target, writer.write(track, WriteOptions(draft=draft, rate=rate)))
        return target, writer.losses(track)
