"""What lies beside the files that are checked: sources, media, shot changes, known names."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize import locales, registry
from localize.cli.listening import listening
from localize.errors import InputError, SettingsError
from localize.formats import episode_from_name, locale_from_name, read_file
from localize.media.find import EXTENSIONS, has_picture, natural_key
from localize.pipeline.media_kept import KeptMedia
from localize.script import Track
from localize.timeline import FASTEST, FrameRate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.script import Cue

_CLOCK: Final = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})")
_TIMECODE: Final = re.compile(r"\d{2}:\d{2}:\d{2}[:;]\d{2}")
#: Columns of a table of terms that hold what stands in the track, the first that is there.
_COLUMNS: Final = ("target", "translation", "term", "name", "source")
#: How a source is found, for people whose file has none.
_BY_NAME: Final = (
    "It is found by its name: EP.en.srt for EP.es-419.srt; forced narratives (.forced) are a "
    "source of such files alone."
)
#: Marks of files that say more or less than what is said in the programme; the full one has none.
#: Where several could be a source, in this order.
_KINDS: Final = ("", "sdh", "forced")


@dataclass(frozen=True, slots=True)
class Media:
    """What a media file says of a programme.

    Attributes:
        path: the file.
        rate: of its picture; None for sound alone.
        start: timecode of the first frame; empty where none is known.
        shots: shot changes, ms, ascending.
    """

    path: Path
    rate: FrameRate | None
    start: str
    shots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paired:
    """A track whose cues name those of its source.

    Attributes:
        track: with ``source_ids``.
        by_ids: whether the file itself said which; otherwise they were found by time.
        without_source: ids of cues for which no cue of the source was found.
        without_target: ids of the source's cues for which none of the track was found.
    """

    track: Track
    by_ids: bool
    without_source: tuple[str, ...]
    without_target: tuple[str, ...]


@dataclass(slots=True)
class Beside:
    """Finds for each file what lies beside it; what several share is read once.

    Attributes:
        source: a file, which is every file's source, or a folder of them; None for the file of
            the source's language beside each, where ``source_locale`` is given.
        source_locale: language of the sources, which ``en-US`` is in where ``en`` is said; None to
            take it from their names.
        media: a file, or a folder with a media file for each; None for none.
        shots: shot changes that were listed, as they stand in the list; read at each file's rate.
        known: file of names and terms; None for none.
        looks: into media files.
    """

    source: Path | None = None
    source_locale: str | None = None
    media: Path | None = None
    shots: Path | None = None
    known: Path | None = None
    looks: KeptMedia = field(default_factory=listening)
    _media: dict[Path, Media] = field(default_factory=dict)
    _tracks: dict[Path, Track] = field(default_factory=dict)

    # --- Sources ----------------------------------------------------------------------------------

    def source_of(self, path: Path, locale: str) -> tuple[Path, Track] | None:
        """The source of a file, and where it lies; None where it has none, or is one itself.

        Raises:
            InputError: a source or its language was named, but there is none for this file, or
                there are several.
            LocalizeError: it cannot be read.
        """
        found = self._source_path(path, locale)
        if found is None or found.resolve() == path.resolve():
            return None
        tag = self.source_locale or locale_from_name(found)
        if tag is None:
            raise InputError(
                "The name of its source does not say its language.",
                path=str(found),
                hint="Give --source-locale.",
            )
        if self.source is None and locale in (tag, locale_from_name(found)):
            return None
        key = found.resolve()
        if key not in self._tracks:
            self._tracks[key] = read_file(found, locale=tag).track
        return found, self._tracks[key]

    def _source_path(self, path: Path, locale: str) -> Path | None:
        if self.source is None:
            if self.source_locale is None:
                return None
            found = self._among(path.parent, path)
            if found is None and not locales.same_writing(locale, self.source_locale):
                raise InputError(
                    f"No source in {self.source_locale} lies beside it.",
                    path=str(path),
                    hint=f"{_BY_NAME} --source says where else sources are.",
                )
            return found
        if self.source.is_dir():
            found = self._among(self.source, path)
            if found is None:
                raise InputError(
                    f"{str(self.source)!r} holds no source for it.",
                    path=str(path),
                    hint=f"{_BY_NAME} --source-locale says which of several.",
                )
            return found
        if not self.source.exists():
            raise InputError("There is no such source file.", path=str(self.source))
        return self.source

    def _among(self, folder: Path, path: Path) -> Path | None:
        """The source of a file in a folder: the very language first, then a variant of it.

        Of several files in it the one with the file's own mark (SDH, forced) comes first, then the
        full one. One in that language in that folder is a source itself, whatever its mark.

        Raises:
            InputError: there are several variants, and the language does not say which.
        """
        own = locale_from_name(path) if folder.resolve() == path.parent.resolve() else None
        kind = _kind_of(path)
        found = [
            (one, tag)
            for one, tag in self._of_episode(folder, path)
            if kind == "forced" or _kind_of(one) != "forced"
        ]
        if not found:
            return None
        wanted = self.source_locale or found[0][1]
        tags = {tag for _, tag in found if locales.same_writing(tag, wanted)}
        if wanted in tags:
            tags = {wanted}
        if own in tags:
            return path
        if len(tags) > 1:
            raise InputError(
                f"Its source may be in {' or in '.join(sorted(tags))}.",
                path=str(path),
                hint="Say which with --source-locale.",
            )
        fitting = [one for one, tag in found if tag in tags]
        return min(fitting, key=lambda one: _likeness(one, kind), default=None)

    def _of_episode(self, folder: Path, path: Path) -> Iterator[tuple[Path, str]]:
        """Subtitle files of the same episode in a folder whose names say their language."""
        episode = _episode_of(path)
        endings = {one for form in registry.subtitle_formats() for one in form.extensions}
        for other in sorted(folder.iterdir(), key=lambda one: natural_key(one.name)):
            tag = locale_from_name(other)
            if (
                tag is not None
                and other.suffix.lower() in endings
                and _episode_of(other) == episode
            ):
                yield other, tag

    # --- Media, shots, names ----------------------------------------------------------------------

    def media_of(self, path: Path) -> Media | None:
        """What the media of a file say; None where none were named.

        Raises:
            InputError: media were named, but there are none for this file.
            MediaError: they cannot be read.
        """
        if self.media is None:
            return None
        found = media_for(path, self.media)
        key = found.resolve()
        if key not in self._media:
            self._media[key] = self._look(found)
        return self._media[key]

    def _look(self, path: Path) -> Media:
        info = self.looks.info(path)
        shots = self.looks.shots(path).times if self.shots is None else ()
        rate = None if info.video is None else info.video.rate
        return Media(path, rate, info.start_timecode, shots)

    def shots_at(self, rate: FrameRate) -> tuple[int, ...]:
        """The listed shot changes, ms, ascending.

        Raises:
            InputError: the list cannot be read, or says something that is no time.
        """
        if self.shots is None:
            return ()
        times = set()
        for number, line in enumerate(_text(self.shots).splitlines(), 1):
            said = line.partition("#")[0].strip()
            if said:
                times.add(time_of(said, rate, where=f"{self.shots}, line {number}"))
        return tuple(sorted(times))

    def known_in(self, locale: str) -> frozenset[str]:
        """Confirmed names and terms, in a language.

        One a line; or a table (``.csv``, ``.tsv``) whose first line names its columns: the one
        called like the language counts, else ``target``, ``translation``, ``term``, ``name`` or
        ``source``, whichever comes first there, and what is empty stands as in ``source``.

        Raises:
            InputError: the list cannot be read.
        """
        if self.known is None:
            return frozenset()
        text = _text(self.known)
        if self.known.suffix.lower() not in (".csv", ".tsv"):
            lines = (line.partition("#")[0].strip() for line in text.splitlines())
            return frozenset(line for line in lines if line)
        tab = self.known.suffix.lower() == ".tsv"
        rows = list(csv.reader(text.splitlines(), delimiter="\t" if tab else ","))
        if not rows:
            return frozenset()
        header = [cell.strip().lower() for cell in rows[0]]
        wanted = [tag.lower() for tag in locales.chain(locale)]
        columns = [header.index(name) for name in (*wanted, *_COLUMNS) if name in header]
        if not columns:
            return frozenset(row[0].strip() for row in rows if row and row[0].strip())
        source = header.index("source") if "source" in header else columns[0]
        found = set()
        for row in rows[1:]:
            cells = [row[at].strip() for at in (columns[0], source) if at < len(row)]
            found.update([cell for cell in cells if cell][:1])
        return frozenset(found)


def _episode_of(path: Path) -> str:
    """The episode that a subtitle file's name says; empty where it says a language alone.

    ``en.srt`` and ``pt_BR.draft.srt`` belong to the one episode that their folder is of.
    """
    episode = episode_from_name(path)
    tag = locale_from_name(path)
    called_so = tag is not None and locale_from_name(episode) == tag
    # Not ``name_en``, whose episode says a language too, but more than it.
    return "" if called_so and episode_from_name(f"x.{episode}.srt") == "x" else episode


def _kind_of(path: Path) -> str:
    """``sdh`` or ``forced`` where a file's name says so between dots; empty for a full one."""
    parts = path.stem.lower().split(".")
    return next((one for one in reversed(_KINDS) if one in parts), "")


def _likeness(source: Path, kind: str) -> tuple[bool, int, int]:
    """Ranks sources of a file of a kind, the best lowest; a draft goes behind what is none."""
    own = _kind_of(source)
    return own != kind, _KINDS.index(own), source.stem.count(".")


def time_of(said: str, rate: FrameRate, *, where: str) -> int:
    """A time as people write it: ``00:01:02.500``, ``00:01:02:12`` (timecode), ``62.5`` (seconds).

    Raises:
        InputError: it is no time, or a timecode that the rate does not have.
    """
    if _TIMECODE.fullmatch(said):
        return _time_of_timecode(said, rate, where=where)
    clock = _CLOCK.fullmatch(said)
    if clock:
        hours, minutes, seconds, rest = clock.groups(default="0")
        whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
        return whole * 1000 + int(rest.ljust(3, "0"))
    try:
        seconds_said = float(said)
    except ValueError as error:
        raise InputError(f"{said!r} is no time.", path=where, hint=_TIMES) from error
    if not 0 <= seconds_said < 360_000:
        raise InputError(f"{said!r} is no time in a programme.", path=where, hint=_TIMES)
    return round(seconds_said * 1000)


_TIMES: Final = "Write 00:01:02.500, a timecode 00:01:02:12, or seconds: 62.5."
_ITS_RATE: Final = "Say with --fps at which frame rate it counts."


def _time_of_timecode(said: str, rate: FrameRate, *, where: str) -> int:
    try:
        return rate.time_of(rate.frame_of_timecode(said))
    except ValueError as error:
        try:
            FASTEST.frame_of_timecode(said)
        except ValueError:
            hint = _TIMES  # no rate has it
        else:
            hint = _ITS_RATE
        raise InputError(f"{error}.", path=where, hint=hint) from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"Cannot read this list: {why}.", path=str(path)) from error


def media_for(path: Path, media: Path) -> Path:
    """Where the media of a file lie.

    Args:
        path: the file.
        media: a media file, or a folder with one for each: in itself, and a film before its sound.

    Raises:
        InputError: the folder holds none for this file.
    """
    if not media.is_dir():
        return media
    episode = episode_from_name(path)
    named = [one for one in media.iterdir() if one.suffix.lower() in EXTENSIONS]
    fitting = [one for one in named if episode_from_name(one) == episode]
    if not fitting:
        raise InputError(
            f"{str(media)!r} holds no media for it.",
            path=str(path),
            hint="They are found by their name: EP.mp4 for EP.es-419.srt.",
        )
    return min(fitting, key=lambda one: (not has_picture(one), natural_key(one.name)))


# --- Cues and their sources -----------------------------------------------------------------------


def pair(track: Track, source: Track) -> Paired:
    """Say for each cue which of the source's it stands for.

    Files with ids that point into the source keep them. The others are paired by time: two cues
    belong together where they share half of the shorter one's time.
    """
    known = {cue.id for cue in source.cues}
    by_ids = any(known.intersection(cue.source_ids) for cue in track.cues)
    if not by_ids:
        track = replace(track, cues=tuple(_by_time(track.cues, source.cues)))
    named = {one for cue in track.cues for one in cue.source_ids}
    return Paired(
        track=track,
        by_ids=by_ids,
        without_source=tuple(
            cue.id for cue in track.cues if not known.intersection(cue.source_ids)
        ),
        without_target=tuple(cue.id for cue in source.cues if cue.id not in named),
    )


def _by_time(cues: tuple[Cue, ...], source: tuple[Cue, ...]) -> Iterator[Cue]:
    starts = [one.start for one in source]
    longest = max((one.duration for one in source), default=0)
    for cue in cues:
        found = []
        at = bisect_left(starts, cue.start - longest)
        while at < len(source) and source[at].start < max(cue.end, cue.start + 1):
            one = source[at]
            shared = cue.span.overlap(one.span)
            if shared > 0 and 2 * shared >= min(cue.duration, one.duration):
                found.append(one.id)
            at += 1
        yield replace(cue, source_ids=tuple(found))


def rate_of(said: str, media: Media | None, option: str = "--fps") -> FrameRate | None:
    """The rate that was given, else the media's; None where neither says one.

    Args:
        said: the rate; empty for none.
        media: of the file.
        option: by which it was given.

    Raises:
        SettingsError: what was given is no frame rate.
    """
    if not said:
        return None if media is None else media.rate
    try:
        return FrameRate.parse(said)
    except ValueError as error:
        raise SettingsError(f"{option}: {error}.") from error
