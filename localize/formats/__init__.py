"""Subtitle formats: one module each, found by content first and by name second.

`read_file` is the way in for everyone who has a path; `format_for_path` and `write_bytes` the way
out. Damaged files are read as their makers meant them, with a finding for every repair.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize import locales, registry
from localize.engines import BinaryFormat, ReadResult, SubtitleFormat, WriteOptions
from localize.errors import (
    FormatError,
    LocaleError,
    OutputError,
    SettingsError,
    UnknownNameError,
)
from localize.formats.media_files import refuse_media

if TYPE_CHECKING:
    from localize.script import Track

__all__ = [
    "contents",
    "detect",
    "episode_from_name",
    "format_for_path",
    "is_subtitle_file",
    "locale_from_name",
    "read_bytes",
    "read_file",
    "refuse_unwritten",
    "without_extension",
    "write_bytes",
]

#: Bytes of a file's beginning that are decoded, and characters of it that a format is shown.
_HEAD_BYTES: Final = 65_536
_HEAD: Final = 16_384
#: Extensions of files that hold anything.
_ANYTHING: Final = frozenset({".json", ".xml", ".txt"})
#: Extension of files that are read and not written. Apple's iTunes Timed Text is a profile of its
#: own, in timecodes at a frame rate; what is called so and is another is refused where it goes.
_READ_ALONE: Final = ".itt"
_NOT_WRITTEN: Final = f"{_READ_ALONE} files (iTunes Timed Text) are read, and not written."
_INSTEAD: Final = "Call it .ttml, which is IMSC 1.1; convert a file that is there to it first."
#: What the extension is worth beside the content: it decides where the content does not.
_EXTENSION: Final = 0.35
#: Parts of a file's name that are no language: what the design puts after it, and what others do.
_MARKS: Final = frozenset(
    {
        "draft",
        "final",
        "sdh",
        "forced",
        "cc",
        "hi",
        "full",
        "default",
        "sub",
        "subs",
        "subtitles",
        "localize",
    }
)
#: ``hi`` is Hindi and also "hearing impaired": alone it is the language.
_AMBIGUOUS: Final = "hi"
_SPLIT: Final = re.compile(r"[.\[\](){}]+")
#: A tag as files carry it. A capital alone at its head makes it a word: ``Yes.or.No.srt``.
_TAG: Final = re.compile(
    r"(?:[a-z]{2,3}|[A-Z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?"
)
#: A tag after the last underscore, or around it where a script or region in capitals follows.
_END_TAG: Final = re.compile(
    r"_([a-z]{2,3}_(?:[A-Z][a-z]{3}|[A-Z]{2}|\d{3})|[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)$"
)
#: Languages that markets use and that have no code of two letters. The other thousands of codes of
#: three are English words as often as not (``bad``, ``web``, ``new``).
_LONG_CODES: Final = frozenset({"ast", "ceb", "chr", "ckb", "cmn", "fil", "haw", "hmn", "yue"})


def detect(data: bytes, path: Path | str = "") -> SubtitleFormat:
    """The format that a file is in: its content decides, its extension where that leaves doubt.

    Args:
        data: the file's bytes.
        path: its name, for the extension; empty where it has none.

    Raises:
        FormatError: nothing fits; lists the formats there are.
    """
    from localize.formats.encoding import decode  # noqa: PLC0415 -- cheap to import this package

    start = data[:_HEAD_BYTES]
    head = decode(start).text[:_HEAD]
    formats = registry.subtitle_formats()
    scored = [(_score(one, start, head, path), one.default, one) for one in formats]
    best, _, chosen = max(scored, key=lambda one: one[:2], default=(0.0, False, None))
    if chosen is None or best <= 0.0:
        listed = ", ".join(sorted(one.name for one in formats)) or "none is installed"
        raise FormatError(
            f"{str(path) or 'The input'} is in none of the subtitle formats there are: {listed}.",
            path=str(path),
            hint="Is it the file that you meant?",
        )
    return chosen


def _score(one: SubtitleFormat, start: bytes, head: str, path: Path | str) -> float:
    """How well a format fits; an extension alone is enough only for a file without text."""
    sure = one.sniff_bytes(start) if isinstance(one, BinaryFormat) else one.sniff(head)
    named = bool(_ending(one, path))
    if sure <= 0.0:
        return _EXTENSION if named and not head.strip() else 0.0
    return sure + _EXTENSION * named


def _ending(one: SubtitleFormat, path: Path | str) -> str:
    """The longest of a format's extensions that a path ends with; empty where none does."""
    name = Path(path).name.lower()
    return max((end for end in one.extensions if name.endswith(end)), key=len, default="")


def format_for_path(path: Path | str) -> SubtitleFormat:
    """The format that a file of such an extension is written in.

    Where several formats share it, the longest extension counts, then the one that is meant by
    default (`SubtitleFormat.default`).

    Raises:
        UnknownNameError: no format has it; lists the extensions there are.
        SettingsError: such files are read alone.
    """
    if _is_read_alone(path):
        raise SettingsError(_NOT_WRITTEN, hint=_INSTEAD)
    formats = registry.subtitle_formats()
    ending = {one.name: _ending(one, path) for one in formats}
    fit = [one for one in formats if ending[one.name]]
    if fit:
        return max(fit, key=lambda one: (len(ending[one.name]), one.default))
    known = tuple(sorted({known for one in formats for known in one.extensions}))
    raise UnknownNameError(
        "subtitle format for files",
        Path(path).suffix.lower() or str(path),
        known,
        hint="Give the file one of those extensions, or name the format.",
    )


def refuse_unwritten(path: Path | str) -> None:
    """Refuse to write a copy that would say by its name that it is what it is not.

    Raises:
        OutputError: files that are called so are read alone; says what to call it.
    """
    if _is_read_alone(path):
        raise OutputError(_NOT_WRITTEN, path=str(path), hint=_INSTEAD)


def _is_read_alone(path: Path | str) -> bool:
    return Path(path).name.lower().endswith(_READ_ALONE)


def without_extension(name: str) -> str:
    """A file's name without the longest extension that a format has, or without its last."""
    endings = [_ending(one, name) for one in registry.subtitle_formats()]
    longest = max(endings, key=len, default="")
    return name[: -len(longest)] if longest else Path(name).stem


def is_subtitle_file(path: Path) -> bool:
    """Whether a file in a folder is meant as subtitles.

    By its name, or by its content where the name could be of anything (``.json``, ``.xml``).
    """
    endings = [_ending(one, path) for one in registry.subtitle_formats()]
    longest = max(endings, key=len, default="")
    if longest not in _ANYTHING:
        return bool(longest)
    try:
        with path.open("rb") as file:
            detect(file.read(_HEAD_BYTES))
    except (OSError, FormatError):
        return False
    return True


def read_bytes(
    data: bytes,
    *,
    path: Path | str = "",
    episode: str = "",
    locale: str | None = None,
    format_name: str | None = None,
) -> ReadResult:
    """Read a subtitle file's bytes.

    Args:
        data: the bytes.
        path: where they come from: extension, episode and locale are told by its name.
        episode: the episode's name; empty to take it from the file's.
        locale: normal form; None to take it from the file's name, and ``und`` where it has none.
        format_name: name of the format; None to detect it.

    Raises:
        FormatError: no format fits, it is a film or sound, or no cue can be read.
        UnknownNameError: there is no format of that name.
    """
    refuse_media(data, path)
    chosen = registry.subtitle_format(format_name) if format_name else detect(data, path)
    name = Path(path)
    found = locale if locale is not None else locale_from_name(name)
    try:
        return chosen.read(data, episode=episode or episode_from_name(name), locale=found or "und")
    except FormatError as error:
        error.path = error.path or str(path)
        raise


def read_file(
    path: Path | str,
    *,
    episode: str | None = None,
    locale: str | None = None,
    format_name: str | None = None,
) -> ReadResult:
    """Read a subtitle file; arguments as those of `read_bytes`.

    Raises:
        FormatError: the file cannot be opened, no format fits, or no cue can be read.
        UnknownNameError: there is no format of that name.
    """
    return read_bytes(
        contents(path),
        path=path,
        episode=episode or "",
        locale=locale,
        format_name=format_name,
    )


def contents(path: Path | str) -> bytes:
    """A file's bytes, but no more than it takes to see that it is too large to be one of ours.

    Raises:
        FormatError: the file cannot be opened.
    """
    from localize.formats.encoding import MAX_BYTES  # noqa: PLC0415 -- as in `detect`

    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FormatError(
            f"Cannot read {str(path)!r}: {error.strerror or error}.", path=str(path)
        ) from error


def write_bytes(track: Track, format_name: str, options: WriteOptions | None = None) -> bytes:
    """A track as the bytes of a subtitle file.

    Raises:
        UnknownNameError: there is no format of that name.
    """
    return registry.subtitle_format(format_name).write(track, options or WriteOptions())


def locale_from_name(path: Path | str) -> str | None:
    """The language in a file's name, in normal form; None where it has none.

    ``name.es-419.srt``, ``name.en.draft.srt``, ``name_pt-BR.vtt``, ``name.zh_Hant.forced.srt``. A
    file that is called like a language alone (``en.srt``) is in it too.
    """
    parts = [part for part in _SPLIT.split(Path(path).stem) if part]
    for at in range(len(parts) - 1, -1, -1):
        mark = parts[at].lower()
        if mark in _MARKS and not (mark == _AMBIGUOUS and _is_last(parts, at)):
            continue
        return _locale(parts[at]) or _locale_at_end(parts[at])
    return None


def episode_from_name(path: Path | str) -> str:
    """The file's name alone: ``S01E01.en.draft.srt`` → ``S01E01``."""
    stem = Path(path).stem
    parts = stem.split(".")
    while len(parts) > 1 and (parts[-1].lower() in _MARKS or _locale(parts[-1])):
        parts.pop()
    return ".".join(parts) or "episode"


def _locale_at_end(part: str) -> str | None:
    """The tag after underscores: ``captions_ja``, ``name_pt_BR``; None where there is none."""
    match = _END_TAG.search(part)
    return _locale(match[1]) if match else None


def _is_last(parts: list[str], at: int) -> bool:
    """Whether no other part before ``at`` is a language: then ``hi`` is one."""
    return at == 0 or _locale(parts[at - 1]) is None


def _locale(part: str) -> str | None:
    """A part of a name as a language tag, or None."""
    if not _TAG.fullmatch(part):
        return None
    try:
        tag = locales.normalize(part)
    except LocaleError:
        return None
    code = locales.language(tag)
    return tag if len(code) == 2 or code in _LONG_CODES else None
