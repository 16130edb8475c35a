"""Contract tests that every subtitle format inherits, one's own plug-ins included.

    class TestSrt(FormatContract):
        format = SrtFormat()

pytest collects the inherited methods. `differences` says what a round trip changed that no loss
names: it is what holds a format to its word, and may be asked about any track.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize import registry
from localize.engines import BinaryFormat, SubtitleFormat, WriteOptions
from localize.errors import FormatError, UnwritableError
from localize.findings import Severity
from localize.formats import detect
from localize.formats.inline import balanced
from localize.formats.plain import runs, sound_lines
from localize.script import Cue, CueKind, Placement, Track, TrackRole

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Rules of losses → what of a cue may then come back otherwise.
_EXCUSES: Final = {
    "times": {"lost-times", "late-captions", "lost-overlaps"},
    "text": {
        "lost-characters",
        "lost-line-breaks",
        "lost-styles",
        "lost-bold",
        "lost-underline",
        "lost-italics",
        "lost-ruby",
        "lost-arrow",
        "lost-brackets",
        "lost-braces",
        "lost-open-tags",
        "lost-blank-lines",
    },
    "speaker": {"lost-speaker", "lost-name"},
    "placement": {"lost-settings", "lost-vertical", "lost-position"},
    "kind": {"lost-kind"},
    "translate": {"lost-translate"},
}
#: Not files of any format.
_GARBAGE: Final = (
    b"",
    b"\0" * 300,
    b"\xff" * 3000,
    bytes(range(256)) * 8,
    b"Dear Sir or Madam,\n",
    b"-->" * 2000,
    b"{" * 3000,
    b"<" * 3000,
    b"850STL25.01" + b" " * 1100,
)


def differences(
    one: SubtitleFormat, track: Track, options: WriteOptions | None = None
) -> list[str]:
    """What writing and reading changes in a track that `SubtitleFormat.losses` does not name.

    Ids and what points to them are left aside: most formats count cues. A track that cannot be
    written must have a loss of the gravest kind, and no other may have one.

    Args:
        one: the format.
        track: any.
        options: how it is written.
    """
    options = options or WriteOptions()
    losses = one.losses(track, options)
    rules = {loss.rule for loss in losses}
    grave = [loss for loss in losses if loss.severity is Severity.ERROR]
    try:
        data = one.write(track, options)
    except UnwritableError as error:
        return [] if grave else [f"refused without a loss: {error}"]
    if grave:
        return [f"written in spite of {grave[0].message}"]
    again = one.read(data, episode=track.episode, locale=track.locale).track
    found: list[str] = []
    if again.title != track.title and "lost-title" not in rules:
        found.append(f"title {track.title!r} → {again.title!r}")
    if len(again.cues) != len(track.cues):
        if "lost-empty" not in rules:
            found.append(f"{len(track.cues)} cues → {len(again.cues)}")
        return found
    for before, after in zip(track.cues, again.cues, strict=True):
        for name, was, now in _parts(before, after):
            if was != now and not _EXCUSES[name] & rules:
                found.append(f"cue {before.id}: {name} {was!r} → {now!r}")
    return found


def _parts(before: Cue, after: Cue) -> Iterable[tuple[str, object, object]]:
    yield "times", (before.start, before.end), (after.start, after.end)
    yield "text", _told(before), _told(after)
    yield "speaker", before.speaker, after.speaker
    yield "placement", before.placement, after.placement
    yield "kind", before.kind, after.kind
    yield "translate", before.translate, after.translate


def _told(cue: Cue) -> object:
    """A cue's text character by character with its styles; ruby as it is, for want of runs."""
    text = "\n".join(sound_lines(cue))
    if "<ru" in text or "<rt" in text:
        return balanced(text)[0]
    rows = []
    for line in runs(sound_lines(cue)):
        row = [(c, run.italic, run.underline, run.bold) for run in line for c in run.text]
        # Nobody sees a space at a line's edge, or its slant.
        while row and row[0][0] == " ":
            row.pop(0)
        while row and row[-1][0] == " ":
            row.pop()
        rows.append([(c, i and c != " ", u, b and c != " ") for c, i, u, b in row])
    return rows


def _hold(holds: bool, message: str) -> None:
    if not holds:
        raise AssertionError(message)


def sample_track(locale: str = "en") -> Track:
    """A track of what every format can carry: plain text in ASCII, on whole seconds."""
    lines = (("Hello.",), ("- Who is there?", "- It's me!"), ("Come in, then.",))
    cues = tuple(
        Cue(str(n), n * 4000, n * 4000 + 2000, text) for n, text in enumerate(lines, start=1)
    )
    return Track("S01E01", locale, TrackRole.SUBTITLE, cues)


def rich_track(locale: str = "en") -> Track:
    """A track of what formats differ in: styles, places, speakers, kinds, odd times and signs."""
    cues = (
        Cue("a", 1003, 2987, ("<i>Slanted</i> and <b>bold</b>",), speaker="Anna, the first"),
        Cue("b", 4000, 6000, ("<u>Under</u>lined {so}", "50 < 60 & 70 > 60"), CueKind.FORCED),
        Cue("c", 7000, 8000, ("Above",), placement=Placement(8)),
        Cue("d", 9000, 11000, ("„Quoted“ — “so” … €5 ♪",), translate=False),
        Cue("e", 12000, 14000, ("<ruby>漢<rt>かん</rt></ruby>",), placement=Placement(3, "rl")),
        Cue("f", 15000, 17000, (), CueKind.SOUND),
    )
    return Track("S01E01", locale, TrackRole.SUBTITLE, cues, title="A title")


class FormatContract:
    """What holds for every format.

    Attributes:
        format: the format.
        options: how it is written.
    """

    format: ClassVar[SubtitleFormat]
    options: ClassVar[WriteOptions] = WriteOptions()

    def test_it_fulfils_the_protocol(self) -> None:
        """Name, extensions in small letters with their dots."""
        _hold(isinstance(self.format, SubtitleFormat), "it lacks a member of SubtitleFormat")
        for extension in self.format.extensions:
            message = f"{extension!r} is no extension in small letters with its dot"
            _hold(re.fullmatch(r"(?:\.[a-z0-9]+)+", extension) is not None, message)

    def test_its_registered_name_is_its_own(self) -> None:
        """The registry knows it by the name that it says."""
        found = registry.subtitle_format(self.format.name)
        _hold(type(found) is type(self.format), f"{self.format.name!r} is another format")

    def test_a_plain_track_comes_back(self) -> None:
        """Cue for cue, without a loss that matters."""
        track = sample_track()
        losses = [
            one.message
            for one in self.format.losses(track, self.options)
            if one.severity is not Severity.NOTE
        ]
        _hold(not losses, f"a plain track loses: {losses}")
        changed = differences(self.format, track, self.options)
        _hold(not changed, f"changed in silence: {changed}")

    def test_a_track_without_cues_comes_back(self) -> None:
        """As a track without cues."""
        track = Track("S01E01", "en", TrackRole.SUBTITLE)
        changed = differences(self.format, track, self.options)
        _hold(not changed, f"changed in silence: {changed}")

    def test_what_a_rich_track_loses_is_named(self) -> None:
        """Nothing of it is lost without a finding, cue by cue."""
        track = rich_track()
        changed = differences(self.format, track, self.options)
        _hold(not changed, f"changed in silence: {changed}")
        for cue in track.cues:
            alone = Track("S01E01", "en", TrackRole.SUBTITLE, (cue,))
            changed = differences(self.format, alone, self.options)
            _hold(not changed, f"changed in silence: {changed}")

    def test_its_own_files_are_told_by_their_content(self) -> None:
        """Without a name."""
        data = self.format.write(sample_track(), self.options)
        kind = type(detect(data))
        read = {type(one).read for one in (self.format,)}
        _hold(kind.read in read or kind is type(self.format), f"taken for {kind.__name__}")

    def test_a_draft_says_so_where_there_is_room(self) -> None:
        """A draft has the same cues as a final file."""
        draft = WriteOptions(
            draft=True, note="engine:x|v:1", rate=self.options.rate, start=self.options.start
        )
        track = sample_track()
        changed = differences(self.format, track, draft)
        _hold(not changed, f"changed in silence: {changed}")

    def test_no_file_is_too_strange(self) -> None:
        """It is read, or refused with an error that says why."""
        for data in _GARBAGE:
            try:
                self.format.read(data, episode="e", locale="en")
            except FormatError as error:
                _hold(bool(error.message), "a refusal without a word")

    def test_every_beginning_of_its_file_is_read_or_refused(self) -> None:
        """A file that is cut short anywhere."""
        data = self.format.write(sample_track(), self.options)
        step = max(1, len(data) // 150)
        for end in range(0, len(data), step):
            try:
                self.format.read(data[:end], episode="e", locale="en")
            except FormatError as error:
                _hold(bool(error.message), "a refusal without a word")

    def test_it_knows_its_files_from_others(self) -> None:
        """It is not sure of what is nothing."""
        for data in (b"", b"Dear Sir or Madam,\n"):
            sure = (
                self.format.sniff_bytes(data)
                if isinstance(self.format, BinaryFormat)
                else self.format.sniff(data.decode())
            )
            _hold(sure == 0.0, f"it is {sure} sure of {data!r}")
