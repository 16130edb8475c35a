"""IMSC 1.1, text profile: timed text as broadcasters and players exchange it.

Reading takes any timed text document (`localize.formats.ttml_read`), whichever of our three XML
formats is named. Writing keeps to IMSC 1.1 (W3C Recommendation), text profile: its designator,
``xml:lang``, media time, regions with origin and extent that do not overlap, ids that are names,
``itts:forcedDisplay`` for forced narratives. Speakers are ``ttm:agent``, kinds of cues
``ttm:role``; that a cue is not to be translated is said in W3C's own words for it
(``its:translate``), which IMSC allows beside its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize.engines import WriteOptions
from localize.formats.losses import lost_start
from localize.formats.ttml_losses import lost
from localize.formats.ttml_names import IMSC_TEXT, NETFLIX_TEXT
from localize.formats.ttml_read import read_ttml
from localize.formats.ttml_write import Profile, Writer

if TYPE_CHECKING:
    from localize.engines import ReadResult
    from localize.findings import Finding
    from localize.script import Track

_ROOT: Final = re.compile(r"<(?:[\w.-]{1,80}:)?tt[\s>]")
_JAPANESE: Final = re.compile(r"""\bxml:lang\s*=\s*["']ja\b""")
#: What Netflix's guide for Japanese asks for and other IMSC seldom has.
_ROWS: Final = ":multiRowAlign="
#: How sure each of our three formats is of timed text that is none of the other two's.
_SURE: Final = 0.9
_UNSURE: Final = 0.5


def is_timed_text(head: str) -> bool:
    """Whether a text begins as timed text does."""
    start = head.lstrip("\ufeff \t\r\n")
    return start.startswith("<") and _ROOT.search(start) is not None


def sniff_as(head: str, name: str) -> float:
    """How sure a text is in one of our three formats; all three read whatever any reads."""
    if not is_timed_text(head):
        return 0.0
    kind = "ttml"
    if NETFLIX_TEXT in head or (_ROWS in head and IMSC_TEXT in head and _JAPANESE.search(head)):
        kind = "netflix-imsc"
    elif '"topCenter"' in head or '"bottomCenter"' in head:
        kind = "netflix-ttml"
    return _SURE if kind == name else _UNSURE


class TtmlFormat:
    """IMSC 1.1 text profile."""

    name: ClassVar[str] = "ttml"
    extensions: ClassVar[tuple[str, ...]] = (".ttml", ".dfxp", ".itt", ".xml")
    default: ClassVar[bool] = True
    profile: ClassVar[Profile] = Profile(
        "IMSC 1.1",
        designators=(IMSC_TEXT,),
        # 80 % of the 1/15 of the picture's height that a cell has: 42 characters fit in 80 % of
        # the width, as large as WebVTT's (5.33 %).
        body=(
            'tts:fontFamily="proportionalSansSerif"',
            'tts:fontSize="80%"',
            'tts:color="white"',
            'tts:textAlign="center"',
        ),
        foreign=True,
    )

    def sniff(self, head: str) -> float:
        """As `SubtitleFormat.sniff`."""
        return sniff_as(head, self.name)

    def read(self, data: bytes, *, episode: str, locale: str) -> ReadResult:
        """As `SubtitleFormat.read`: any timed text, whatever its profile.

        Raises:
            FormatError: no timed text, pictures only, a DOCTYPE, or too large.
        """
        return read_ttml(data, episode=episode, locale=locale)

    def write(self, track: Track, options: WriteOptions) -> bytes:
        """As `SubtitleFormat.write`; a draft says so in the document's metadata.

        ``options.start`` is not used: media time begins with the programme, and players would not
        take EBU-TT's ``documentStartOfProgramme`` off it. `losses` says so.
        """
        return Writer(self.profile, track, options).document()

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """As `SubtitleFormat.losses`; also a start that is not zero.

        Raises:
            OutputError: what is written does not read back cue for cue.
        """
        options = options or WriteOptions()
        name = self.profile.label
        data, nine = self.write(track, options), self.profile.regions is None
        found = lost(track, data, name, nine_places=nine)
        return (*found, *lost_start(options.start, name))
