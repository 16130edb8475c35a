"""JSON of our own: every field of a track and its cues, versioned, lossless.

`track.schema.json` beside this module is its JSON Schema. Unlike files that people made by hand it
is not repaired: what is wrong is refused, with the key that is at fault.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn

from localize import locales
from localize.engines import ProgrammeStart, ReadResult, WriteOptions
from localize.errors import FormatError, LocaleError, UnwritableError
from localize.findings import Finding, Severity
from localize.formats.encoding import decode
from localize.script import Cue, CueKind, Placement, Track, TrackRole
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from enum import StrEnum

FORMAT: Final = "localize-track"
VERSION: Final = 1
#: No recording is longer (10,000 hours, in ms).
_LONGEST: Final = 10_000 * 3_600_000

_MISSING: Final = object()


class JsonFormat:
    """JSON of our own."""

    name: ClassVar[str] = "json"
    extensions: ClassVar[tuple[str, ...]] = (".localize.json", ".json")
    default: ClassVar[bool] = True

    def sniff(self, head: str) -> float:
        """As `SubtitleFormat.sniff`: sure by the name that the file gives itself."""
        return 1.0 if head.lstrip().startswith("{") and f'"{FORMAT}"' in head else 0.0

    def read(self, data: bytes, *, episode: str, locale: str) -> ReadResult:
        """As `SubtitleFormat.read`; the file's own episode and locale win over those given.

        Raises:
            FormatError: not JSON, not of this format and version, or a key is missing, unknown or
                of another type; the message names it.
        """
        decoded = decode(data, locale)
        try:
            tree = json.loads(decoded.text, object_pairs_hook=_object, parse_constant=_no_number)
        except RecursionError as error:
            raise FormatError("The JSON file is nested too deeply.") from error
        except ValueError as error:
            raise FormatError(f"The file is no JSON: {error}.") from error
        file = _Node(tree, "").object(
            {"format", "version", "draft", "note", "frame_rate", "start_timecode", "track"}
        )
        if file["format"].text() != FORMAT:
            file["format"].refuse(f"must be {FORMAT!r}")
        if file["version"].integer() != VERSION:
            file["version"].refuse(f"must be {VERSION}; a newer localize wrote this file, perhaps")
        rate = _rate(file)
        start = _start(file, rate)
        track = _track(file["track"])
        findings = list(decoded.findings)
        said = file["start_timecode"].text("")
        if said and not start.timecode:
            message = f"The programme's start, {said[:40]!r}, is no timecode of its rate; left out."
            findings.append(Finding("start-unknown", Severity.WARNING, message))
        if file["draft"].boolean(default=False):
            message = "The file says that it is a draft: no person has approved it."
            findings.append(Finding("draft", Severity.NOTE, message))
        if locale not in ("und", track.locale):
            message = (
                f"The file says that it is in {track.locale}, and its name or the command that it "
                f"is in {locale}; {track.locale} is taken."
            )
            findings.append(Finding("other-locale", Severity.WARNING, message))
        del episode
        return ReadResult(track, decoded.encoding, tuple(findings), start, rate)

    def write(self, track: Track, options: WriteOptions) -> bytes:
        """As `SubtitleFormat.write`; what a field has by default is left out.

        Raises:
            UnwritableError: there is half a character (a lone surrogate) in it.
        """
        body: dict[str, Any] = {"format": FORMAT, "version": VERSION}
        if options.draft:
            body["draft"] = True
        if options.note:
            body["note"] = options.note
        if options.rate is not None:
            body["frame_rate"] = options.rate.label.replace(" ", "").lower()
        if options.start:
            body["start_timecode"] = options.start
        inside: dict[str, Any] = {
            "episode": track.episode,
            "locale": track.locale,
            "role": track.role.value,
        }
        if track.based_on:
            inside["based_on"] = track.based_on
        if track.title:
            inside["title"] = track.title
        inside["cues"] = [_cue_data(cue) for cue in track.cues]
        body["track"] = inside
        text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise UnwritableError(
                f"{track.episode!r} holds half a character, {error.object[error.start]!r}.",
                hint="Type the text anew.",
            ) from error

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """As `SubtitleFormat.losses`: none, whatever the track holds."""
        del track, options
        return ()


def _cue_data(cue: Cue) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": cue.id,
        "start": cue.start,
        "end": cue.end,
        "lines": list(cue.lines),
    }
    if cue.kind is not CueKind.DIALOGUE:
        data["kind"] = cue.kind.value
    if not cue.translate:
        data["translate"] = False
    if cue.speaker:
        data["speaker"] = cue.speaker
    if cue.placement != Placement():
        place: dict[str, Any] = {"anchor": cue.placement.anchor}
        if cue.placement.vertical:
            place["vertical"] = cue.placement.vertical
        if cue.placement.settings:
            place["settings"] = [list(pair) for pair in cue.placement.settings]
        data["placement"] = place
    if cue.source_ids:
        data["source_ids"] = list(cue.source_ids)
    return data


# --- Reading --------------------------------------------------------------------------------------


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise FormatError(f"The key {twice!r} stands twice in one object.")
    return found


def _no_number(name: str) -> NoReturn:
    raise FormatError(f"{name} is no number that JSON has.")


def _shown(text: str) -> str:
    """The text as it can be printed: half a character as JSON escapes it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class _Node:
    """A value and where it stands."""

    def __init__(self, value: object, where: str) -> None:
        self.value = value
        self.where = where

    def refuse(self, message: str) -> NoReturn:
        """Refuse the file for this value."""
        if self.value is _MISSING:
            raise FormatError(f"The key {self.where!r} is missing: it {message}.")
        shown = _shown(json.dumps(self.value, ensure_ascii=False, default=str)[:60])
        name = repr(self.where) if self.where else "the file itself"
        raise FormatError(f"{name} {message}, not {shown}.")

    def object(self, names: set[str]) -> dict[str, _Node]:
        """Its values by key, every name of ``names`` among them."""
        if not isinstance(self.value, dict):
            self.refuse("must be an object")
        for name in self.value:
            if name not in names:
                listed = ", ".join(sorted(names))
                raise FormatError(
                    f"{self.key(name)!r} is no key of this format.", hint=f"There are: {listed}."
                )
        return {name: _Node(self.value.get(name, _MISSING), self.key(name)) for name in names}

    def key(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def array(self, *, default: bool = False) -> list[_Node]:
        """Its values in order; none where the key is missing and may be."""
        if default and self.value is _MISSING:
            return []
        if not isinstance(self.value, list):
            self.refuse("must be an array")
        return [_Node(one, f"{self.where}[{at}]") for at, one in enumerate(self.value)]

    def text(self, default: str | None = None) -> str:
        if default is not None and self.value is _MISSING:
            return default
        if not isinstance(self.value, str):
            self.refuse("must be text")
        if _shown(self.value) != self.value:
            self.refuse("must have whole characters")  # no other format could hold it
        return self.value

    def integer(self, default: int | None = None) -> int:
        if default is not None and self.value is _MISSING:
            return default
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("must be a whole number")
        return self.value

    def boolean(self, *, default: bool) -> bool:
        if self.value is _MISSING:
            return default
        if not isinstance(self.value, bool):
            self.refuse("must be true or false")
        return self.value

    def time(self) -> int:
        number = self.integer()
        if not 0 <= number <= _LONGEST:
            self.refuse(f"must be from 0 to {_LONGEST} ms")
        return number

    def choice(self, kinds: type[StrEnum], default: str | None = None) -> str:
        said = self.text(default)
        names = [kind.value for kind in kinds]
        if said not in names:
            self.refuse(f"must be one of {', '.join(names)}")
        return said


def _rate(file: dict[str, _Node]) -> FrameRate | None:
    """The programme's frame rate; None where the file says none."""
    said = file["frame_rate"].text("")
    if not said:
        return None
    try:
        return FrameRate.parse(said)
    except ValueError:
        file["frame_rate"].refuse("must be a frame rate such as 25 or 29.97df")


def _start(file: dict[str, _Node], rate: FrameRate | None) -> ProgrammeStart:
    """The programme's start; what stands beside the track must be what it is to be."""
    file["note"].text("")
    start = file["start_timecode"].text("")
    # Without a rate the mark says how frames are numbered, and stays.
    known = rate or FrameRate.parse("29.97df" if ";" in start else "30")
    try:
        return ProgrammeStart(known.timecode(known.frame_of_timecode(start)), rate)
    except ValueError:
        return ProgrammeStart()  # none, or no timecode of that rate


def _track(node: _Node) -> Track:
    fields = node.object({"episode", "locale", "role", "based_on", "title", "cues"})
    said = fields["locale"].text()
    try:
        locale = said if said == "und" else locales.normalize(said)
    except LocaleError:
        fields["locale"].refuse("must be a language tag such as pt-BR")
    cues: list[Cue] = []
    known: set[str] = set()
    for one in fields["cues"].array():
        cue = _cue(one)
        if cue.id in known:
            one.object(_CUE_KEYS)["id"].refuse("must be unique in the track")
        known.add(cue.id)
        cues.append(cue)
    return Track(
        fields["episode"].text(),
        locale,
        TrackRole(fields["role"].choice(TrackRole)),
        tuple(cues),
        based_on=fields["based_on"].text(""),
        title=fields["title"].text(""),
    )


_CUE_KEYS: Final = {
    "id", "start", "end", "lines", "kind", "translate", "speaker", "placement", "source_ids",
}  # fmt: skip


def _cue(node: _Node) -> Cue:
    fields = node.object(_CUE_KEYS)
    name = fields["id"].text()
    if not name:
        fields["id"].refuse("must not be empty")
    start, end = fields["start"].time(), fields["end"].time()
    if end < start:
        fields["end"].refuse(f"must not be before the start ({start})")
    lines = fields["lines"].array()
    try:
        return Cue(
            id=name,
            start=start,
            end=end,
            lines=tuple(line.text() for line in lines),
            kind=CueKind(fields["kind"].choice(CueKind, "dialogue")),
            translate=fields["translate"].boolean(default=True),
            speaker=fields["speaker"].text(""),
            placement=_placement(fields["placement"]),
            source_ids=tuple(one.text() for one in fields["source_ids"].array(default=True)),
        )
    except ValueError:
        fields["lines"].refuse("must hold one line each, without line breaks")


def _placement(node: _Node) -> Placement:
    if node.value is _MISSING:
        return Placement()
    fields = node.object({"anchor", "vertical", "settings"})
    anchor = fields["anchor"].integer(2)
    if anchor not in range(1, 10):
        fields["anchor"].refuse("must be a key from 1 to 9")
    vertical = fields["vertical"].text("")
    if vertical not in ("", "rl", "lr"):
        fields["vertical"].refuse("must be rl, lr or empty")
    settings = []
    for pair in fields["settings"].array(default=True):
        parts = pair.array()
        if len(parts) != 2:
            pair.refuse("must be a name and a value")
        settings.append((parts[0].text(), parts[1].text()))
    return Placement(anchor, vertical, tuple(settings))
