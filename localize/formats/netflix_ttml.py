"""TTML1 as Netflix takes it, for every language but Japanese.

Sources: Netflix, Timed Text Style Guide, general requirements (TTML1, two places, centred) and
timed text delivery (positions in percent, ids and language tags as the schema checks them, nothing
that is not TTML); branded delivery specification: hour 00, media time or, at 29.97 and 59.94,
drop-frame 29.97 with the SMPTE time base. Regions as Subtitle Edit's template has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from localize import locales
from localize.findings import Finding, Severity
from localize.formats.ttml import TtmlFormat
from localize.formats.ttml_layout import Region
from localize.formats.ttml_write import Profile

if TYPE_CHECKING:
    from localize.engines import WriteOptions
    from localize.script import Track


class NetflixTtmlFormat(TtmlFormat):
    """Netflix's TTML1.

    ``options.start`` is not used: Netflix wants times from hour 00.
    """

    name: ClassVar[str] = "netflix-ttml"
    extensions: ClassVar[tuple[str, ...]] = (".xml",)
    default: ClassVar[bool] = False
    profile: ClassVar[Profile] = Profile(
        "Netflix TTML1",
        body=(
            'tts:fontFamily="proportionalSansSerif"',
            'tts:fontSize="100%"',
            'tts:color="white"',
            'tts:textAlign="center"',
        ),
        imsc=False,
        ruby=False,
        regions=(
            Region("topCenter", (10, 10), (80, 40), "before"),
            Region("bottomCenter", (10, 50), (80, 40), "after"),
        ),
        timecodes=True,
    )

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """As `SubtitleFormat.losses`; also where Netflix takes another format."""
        found = super().losses(track, options)
        if locales.language(track.locale) != "ja":
            return found
        message = "Netflix takes Japanese as IMSC 1.1; write netflix-imsc."
        return (*found, Finding("wrong-format", Severity.WARNING, message))
