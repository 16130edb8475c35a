"""Timed text of any kind (TTML 1 and 2, DFXP, IMSC, EBU-TT-D, SMPTE-TT) → a track.

Read leniently: every paragraph with text or times is a cue, whatever is wrong with it. What a
track does not keep is named in a finding; ids, speakers, kinds, regions and ruby are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.engines import ProgrammeStart, ReadResult
from localize.errors import FormatError, LocaleError
from localize.findings import Finding, Severity
from localize.formats.assemble import tell_late_start
from localize.formats.tally import Tally
from localize.formats.ttml_content import Draft, Paragraphs
from localize.formats.ttml_cues import make_cues
from localize.formats.ttml_inside import Inner, Kit
from localize.formats.ttml_intervals import Frame, Timer
from localize.formats.ttml_names import Names
from localize.formats.ttml_styles import Styles
from localize.formats.ttml_times import NTSC, read_clock
from localize.formats.xml import Element, parse
from localize.script import Track, TrackRole

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Roles of a body that say what a track is for (`ttm:role`, TTML2 14.2.2; ``x-`` are one's own).
ROLES: Final = {"transcription": TrackRole.TRANSCRIPT, "x-template": TrackRole.TEMPLATE}
#: What programmes' beginning is called in EBU-TT (EBU Tech 3350, documentStartOfProgramme).
_START: Final = "ebuttm:documentStartOfProgramme"
_TITLES: Final = ("ttm:title", "ebuttm:documentOriginalProgrammeTitle")
_PICTURES: Final = frozenset({"image", "smpte:image"})
_PICTURE_PROPERTIES: Final = ("smpte:backgroundImage", "tts:backgroundImage")
_BLOCKS: Final = ("div", "p")


@dataclass(frozen=True, slots=True)
class Around:
    """What holds for the contents of a body or a division."""

    frame: Frame = field(default_factory=Frame)
    inner: Inner = field(default_factory=Inner)


class Reader:
    """Reads one document."""

    def __init__(self, root: Element, tally: Tally) -> None:
        self.names = Names(root)
        self.tally = tally
        self.attributes = self.names.attributes(root)
        self.styles = Styles(self.names, root)
        clock, wrong = read_clock(self.attributes)
        for one in wrong:
            tally.count("parameter-ignored", f"{one} means nothing; left out", root.line)
        if clock.multiplier == NTSC and not self.attributes.get("ttp:frameRateMultiplier"):
            message = "Frame numbers are left out as at 29.97, which is not said and taken"
            tally.count("frame-rate-guessed", message, root.line)
        self.rate = clock.programme_rate
        #: What was taken off the times.
        self.start = ProgrammeStart()
        self.timecodes = clock.smpte
        self._timer = Timer(clock, tally)
        self.titles: dict[str, str] = {}
        self.agents: dict[str, str] = {}
        self._start = Fraction(0)
        self.pictures = 0
        self.drafts: list[Draft] = []
        self.role = TrackRole.SUBTITLE
        for head in self._children(root, "head"):
            self._read_metadata(head)
        if said := self.titles.pop(_START, ""):
            self._start = clock.time(said) or Fraction(0)
        self._paragraphs = Paragraphs(Kit(self.names, self.styles, self._timer, self.agents, tally))
        inner = Inner(
            preserve=self.attributes.get("xml:space") == "preserve",
            language=self.attributes.get("xml:lang", ""),
        )
        for body in self._children(root, "body"):
            words = self.names.attributes(body).get("ttm:role", "").split()
            self.role = next((ROLES[word] for word in words if word in ROLES), self.role)
            self._block(body, Around(Frame(), inner), None)
        if self._start:
            self._take_off_start(clock.programme_start(said))
        if self.styles.rounded:
            listed = ", ".join(f"{x}/{y} %" for x, y in sorted(self.styles.rounded)[:6])
            message = f"Exact places ({listed}) kept as the nearest of nine."
            tally.single(Finding("place-rounded", Severity.NOTE, message))
        if self.styles.missing:
            listed = ", ".join(sorted(self.styles.missing)[:6])
            message = f"Styles or regions that are not defined left out: {listed[:200]}."
            tally.single(Finding("reference-unknown", Severity.NOTE, message))

    def _children(self, element: Element, name: str) -> Iterator[Element]:
        for child in element.children:
            if not isinstance(child, str) and self.names.element(child) == name:
                yield child

    def _read_metadata(self, head: Element) -> None:
        waiting = [head]
        while waiting:
            element = waiting.pop()
            for child in reversed(element.children):
                if isinstance(child, str):
                    continue
                name = self.names.element(child)
                if name == "ttm:agent":
                    self._read_agent(child)
                elif name in _TITLES or name == _START:
                    self.titles.setdefault(name, " ".join(_text(child).split()))
                elif name == "ttm:copyright" and _text(child).strip():
                    message = "Lines about the file (copyright …) left out"
                    self.tally.count("metadata-dropped", message, child.line, Severity.NOTE)
                elif name not in ("styling", "layout"):
                    waiting.append(child)

    def _read_agent(self, agent: Element) -> None:
        attributes = self.names.attributes(agent)
        key = attributes.get("xml:id") or attributes.get("id", "")
        named = {
            self.names.attributes(child).get("type", ""): " ".join(_text(child).split())
            for child in self._children(agent, "ttm:name")
        }
        for kind in ("full", "alias", *named):
            if key and named.get(kind):
                self.agents.setdefault(key, named[kind])

    def _block(self, element: Element, around: Around, before: Fraction | None) -> Fraction | None:
        """Read a body, a division or a paragraph; where it ends."""
        name = self.names.element(element)
        attributes = self.names.attributes(element)
        self._look_for_pictures(element, attributes)
        interval = self._timer.interval(attributes, around.frame, before, element.line)
        inner = self._paragraphs.enter(element, attributes, around.inner)
        loose = any(isinstance(child, str) and child.strip() for child in element.children)
        spans = any(True for _ in self._children(element, "span"))
        if name == "p" or loose or spans:
            if name != "p":
                message = "Text that stands in no paragraph taken as one"
                self.tally.count("text-outside-paragraph", message, element.line)
            drafts = self._paragraphs.read(element, attributes, interval, inner)
            self.drafts += drafts
            ends = [draft.end for draft in drafts if draft.end is not None]
            return interval.end if interval.own_end else max(ends, default=interval.end)
        blocks = [one for one in element.children if self._is_block(one)]
        frame = self._timer.frame(
            attributes,
            interval,
            (self.names.attributes(one) for one in blocks if isinstance(one, Element)),
            element.line,
        )
        last: Fraction | None = None
        previous: Fraction | None = None
        for child in element.children:
            if isinstance(child, str):
                continue
            if self._is_block(child):
                ended = self._block(child, Around(frame, inner), previous)
                previous = ended if ended is not None else previous
                last = ended if last is None or (ended is not None and ended > last) else last
            else:
                self._look_for_pictures(child, self.names.attributes(child))
        return interval.end if interval.end is not None else last

    def _is_block(self, child: Element | str) -> bool:
        return not isinstance(child, str) and self.names.element(child) in _BLOCKS

    def _look_for_pictures(self, element: Element, attributes: dict[str, str]) -> None:
        named = any(attributes.get(name) for name in _PICTURE_PROPERTIES)
        if named or self.names.element(element) in _PICTURES:
            self.pictures += 1
            message = "Pictures of text left out: they hold no text"
            self.tally.count("picture-dropped", message, element.line)

    def _take_off_start(self, start: ProgrammeStart) -> None:
        """Times count from the programme's first frame, which the document names."""
        kept = []
        for draft in self.drafts:
            end = draft.end - self._start if draft.end is not None else None
            kept.append(replace(draft, begin=draft.begin - self._start, end=end))
        if any(draft.begin < 0 for draft in kept):
            message = "The programme is said to begin after the first cue; times kept as written."
            self.tally.single(Finding("start-ignored", Severity.WARNING, message))
            return
        message = "Times counted from where the document says that the programme begins."
        self.tally.single(Finding("start-taken-off", Severity.NOTE, message))
        self.drafts = kept
        self.start = start


def read_ttml(data: bytes, *, episode: str, locale: str) -> ReadResult:
    """Read timed text.

    Args:
        data: the file's bytes.
        episode: the episode's name.
        locale: the track's language; ``und`` takes what the document says.

    Raises:
        FormatError: it is no timed text, holds pictures only, or declares a document type.
    """
    document = parse(data, locale)
    root = document.root
    if root.name.rpartition(":")[2] != "tt":
        raise FormatError(
            f"This XML is no timed text: it begins with <{root.name[:40]}>, not with <tt>.",
            hint="Is it the file that you meant?",
        )
    tally = Tally()
    reader = Reader(root, tally)
    if reader.pictures and not any(draft.lines for draft in reader.drafts):
        raise FormatError(
            f"The file holds {reader.pictures} pictures of text and no text (the image profile of "
            "IMSC, or SMPTE-TT with bitmaps).",
            hint="Ask for the text version, or have the pictures recognised first.",
        )
    cues = make_cues(reader.drafts, tally)
    if reader.timecodes and not reader.start.timecode:
        tell_late_start(cues, tally)
    if not cues and not tally.left_out:
        tally.single(Finding("no-cues", Severity.WARNING, "The file has no cues."))
    if not cues and tally.left_out:
        raise FormatError(
            "No cue can be read from this TTML file: none has times that can be read.",
            hint="Open it in a text editor: does it hold begin and end times?",
        )
    track = Track(
        episode,
        _language(locale, reader.attributes.get("xml:lang", ""), tally),
        reader.role,
        cues,
        title=next((reader.titles[one] for one in _TITLES if reader.titles.get(one)), ""),
    )
    findings = (*document.findings, *tally.findings())
    return ReadResult(track, document.encoding, findings, reader.start, reader.rate)


def _language(given: str, said: str, tally: Tally) -> str:
    """The track's language: what is given, unless nothing is."""
    try:
        found = locales.normalize(said) if said.strip() else ""
    except LocaleError:
        if said.strip() != "und":
            message = f"The document's language {said[:40]!r} is no language tag; left out."
            tally.single(Finding("language-unknown", Severity.NOTE, message))
        found = ""
    if given not in ("", "und"):
        if found and locales.language(found) != locales.language(given):
            message = f"The document says that it is in {found}; read as {given}, as told."
            tally.single(Finding("language-differs", Severity.WARNING, message))
        return given
    return found or "und"


def _text(element: Element) -> str:
    """All text in an element."""
    found = []
    waiting: list[Element | str] = [element]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        else:
            waiting += reversed(one.children)
    return "".join(found)
