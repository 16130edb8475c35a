"""IMSC 1.1 as Netflix takes it, for Japanese only.

Sources: Netflix, IMSC 1.1 Netflix text profile (its designator; no animation, no background, no
colour; bidirectional text for right-to-left languages only) and the Japanese IMSC 1.1 creation
guide (``xml:lang="ja"``, proportionalSansSerif at 100 %, italics by ``tts:shear`` 16.67 %, centred
with lines that begin at one height, ``lrtb`` or vertical ``tbrl``, ruby, media time).

``tts:shear`` slants a whole paragraph (TTML2, 10.2.39); where only some of a cue is in italics
``tts:fontStyle`` is written. Bouten and tate-chu-yoko are not in our tags (`localize.markup`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from localize import locales
from localize.findings import Finding, Severity
from localize.formats.ttml import TtmlFormat
from localize.formats.ttml_names import IMSC_TEXT, NETFLIX_TEXT
from localize.formats.ttml_write import Profile

if TYPE_CHECKING:
    from localize.engines import WriteOptions
    from localize.script import Track


class NetflixImscFormat(TtmlFormat):
    """Netflix's Japanese IMSC 1.1."""

    name: ClassVar[str] = "netflix-imsc"
    extensions: ClassVar[tuple[str, ...]] = (".xml",)
    default: ClassVar[bool] = False
    profile: ClassVar[Profile] = Profile(
        "Netflix IMSC 1.1",
        designators=(NETFLIX_TEXT, IMSC_TEXT),
        body=(
            'tts:fontFamily="proportionalSansSerif"',
            'tts:fontSize="100%"',
            'tts:textAlign="center"',
            'ebutts:multiRowAlign="start"',
        ),
        shear=True,
        row_align=True,
    )

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """As `SubtitleFormat.losses`; also where Netflix takes another format."""
        found = super().losses(track, options)
        if locales.language(track.locale) == "ja":
            return found
        message = f"Netflix takes IMSC 1.1 for Japanese only, not for {track.locale}; write "
        message += "netflix-ttml."
        return (*found, Finding("wrong-format", Severity.ERROR, message))
