"""EBU STL (Tech 3264-E), the exchange file of European broadcasters, read and written by us.

Two formats write it: ``stl`` open subtitles (rows as wide as the guide allows, italics and
underline), ``stl-teletext`` level 1 teletext (40 cells, double height, boxed, no italics). One
reader reads both. Times are timecodes: the programme's first frame (`WriteOptions.start`) is in the
GSI block's TCP and comes off again on reading.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from localize.engines import ReadResult, WriteOptions
from localize.errors import FormatError, OutputError, UnwritableError
from localize.formats import stl_losses, stl_reading, stl_text
from localize.formats.encoding import MAX_BYTES
from localize.formats.stl_blocks import (
    GSI_SIZE,
    LAST_BLOCK,
    MOST_BLOCKS,
    MOST_SUBTITLES,
    TEXT_SIZE,
    Tti,
    language_code,
    pack_gsi,
)
from localize.formats.stl_plan import Plan, make_plan
from localize.formats.stl_rows import OPEN, TELETEXT, Grid
from localize.formats.vtt import DRAFT_NOTE

if TYPE_CHECKING:
    from localize.findings import Finding
    from localize.formats.stl_text import Encoded
    from localize.formats.timecodes import Clockwork
    from localize.script import Cue, Track

#: What begins the user-defined area of our files: the exact rate and the note stand behind it.
_MARK: Final = stl_reading.MARK
_JUSTIFY: Final = {0: 1, 1: 2, 2: 3}
_TIMECODE: Final = re.compile(r"\D")


class StlFormat:
    """EBU STL, open subtitles."""

    name: ClassVar[str] = "stl"
    extensions: ClassVar[tuple[str, ...]] = (".stl",)
    default: ClassVar[bool] = True
    grid: ClassVar[Grid] = OPEN

    def sniff(self, head: str) -> float:
        """As `SubtitleFormat.sniff`: its files are no text."""
        del head
        return 0.0

    def sniff_bytes(self, head: bytes) -> float:
        """As `BinaryFormat.sniff_bytes`: sure by the disk format code in the GSI block."""
        if head[3:6].upper() != b"STL" or len(head) < 11:
            return 0.0
        return 1.0 if head[:3].isdigit() else 0.8

    def read(self, data: bytes, *, episode: str, locale: str) -> ReadResult:
        """As `SubtitleFormat.read`; the GSI block tells the language where ``locale`` does not.

        Raises:
            FormatError: shorter than its first block, or too large.
        """
        if len(data) > MAX_BYTES:
            raise FormatError(
                f"A file of {len(data):,} bytes is no subtitle file; {MAX_BYTES:,} is the limit.",
                hint="Was a video named by mistake?",
            )
        if len(data) < GSI_SIZE:
            raise FormatError(
                f"An EBU STL file begins with a block of {GSI_SIZE} bytes; this one has "
                f"{len(data)}.",
                hint="The file is cut short: fetch it anew.",
            )
        return stl_reading.read(data, episode, locale)

    def write(self, track: Track, options: WriteOptions) -> bytes:
        """As `SubtitleFormat.write`.

        Without a rate it is 25; a rate that STL does not count at is written in clock time at 25.

        Raises:
            OutputError: characters that no code table has, more subtitles or a later time than
                the format can number, a start that is no timecode, or a file that does not read
                back as it was written.
        """
        plan = make_plan(track, options, self.grid)
        self._refuse(track, plan)
        blocks: list[bytes] = []
        for number, (cue, text, span) in enumerate(
            zip(track.cues, plan.texts, plan.times, strict=True)
        ):
            blocks += self._blocks(number, cue, text, span, plan.clock)
        data = self._gsi(track, plan, options, len(blocks)) + b"".join(blocks)
        self._compare(track, plan, data)
        return data

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """As `SubtitleFormat.losses`."""
        plan = make_plan(track, options or WriteOptions(), self.grid)
        return stl_losses.losses(track, plan, self.grid)

    # --- Parts ------------------------------------------------------------------------------------

    def _refuse(self, track: Track, plan: Plan) -> None:
        for cue, text in zip(track.cues, plan.texts, strict=True):
            if text.fitted.missing:
                listed = " ".join(text.fitted.missing)
                raise UnwritableError(
                    f"EBU STL has no {listed} in its {plan.page.name} table, and a file has one "
                    f"table: cue {cue.id} cannot be written.",
                    hint="Write a format with all of Unicode: srt, vtt, ttml.",
                )
            if len(text.data) > MOST_BLOCKS * TEXT_SIZE:
                raise UnwritableError(f"The text of cue {cue.id} is too long for EBU STL.")
        if len(track.cues) > MOST_SUBTITLES:
            raise UnwritableError(
                f"EBU STL numbers {MOST_SUBTITLES:,} subtitles; there are {len(track.cues):,}.",
                hint="Part the track.",
            )
        plan.clock.refuse_late(plan.times, track, "EBU STL")

    def _blocks(
        self, number: int, cue: Cue, text: Encoded, span: tuple[int, int], clock: Clockwork
    ) -> list[bytes]:
        parts = [text.data[at : at + TEXT_SIZE] for at in range(0, len(text.data), TEXT_SIZE)] or [
            b""
        ]
        row = self.grid.row_of(cue, text.rows)
        return [
            Tti(
                group=0,
                number=number,
                extension=at if at < len(parts) - 1 else LAST_BLOCK,
                cumulative=0,
                start=clock.parts(span[0]),
                end=clock.parts(span[1]),
                row=row,
                justification=_JUSTIFY[(cue.placement.anchor - 1) % 3],
                comment=False,
                text=part,
            ).pack()
            for at, part in enumerate(parts)
        ]

    def _gsi(self, track: Track, plan: Plan, options: WriteOptions, blocks: int) -> bytes:
        today = datetime.now(UTC).strftime("%y%m%d")
        widest = max((text.width for text in plan.texts), default=0)
        first = plan.times[0][0] if plan.times else 0
        note = " ".join(options.note.split())
        said = [f"{_MARK} rate={plan.clock.rate.label.replace(' ', '')} locale={track.locale}"]
        said += [DRAFT_NOTE] if options.draft else []
        said += [note] if note else []
        return pack_gsi(
            {
                "CPN": "850",
                "DFC": "STL30.01" if plan.clock.rate.nominal == 30 else "STL25.01",
                "DSC": self.grid.code,
                "CCT": plan.page.code,
                "LC": language_code(track.locale),
                "OPT": track.episode,
                "TPT": track.title,
                "CD": today,
                "RD": today,
                "RN": "00",
                "TNB": f"{blocks:05}",
                "TNS": f"{len(track.cues):05}",
                "TNG": "001",
                "MNC": f"{min(99, max(self.grid.cells, widest)):02}",
                "MNR": f"{self.grid.rows:02}",
                "TCS": "1",
                "TCP": _TIMECODE.sub("", plan.clock.timecode(0)),
                "TCF": _TIMECODE.sub("", plan.clock.timecode(first)),
                "TND": "1",
                "DSN": "1",
                "UDA": "\n".join(said),
            }
        )

    def _compare(self, track: Track, plan: Plan, data: bytes) -> None:
        """Read back what was written: every cue, its times and every character."""
        again = stl_reading.read(data, track.episode, track.locale).track.cues
        page, teletext = plan.page, self.grid is TELETEXT
        wanted = sorted(
            (
                (*plan.clock.times(span), stl_text.wanted(cue, page, teletext=teletext))
                for cue, span in zip(track.cues, plan.times, strict=True)
            ),
            key=lambda one: one[:2],
        )
        found = [(cue.start, cue.end, stl_text.told(cue.lines)) for cue in again]
        if found != wanted:
            at = next(
                (
                    n
                    for n, pair in enumerate(zip(wanted, found, strict=False))
                    if pair[0] != pair[1]
                ),
                min(len(wanted), len(found)),
            )
            raise OutputError(
                f"The EBU STL of {track.episode!r} does not read back as it was written: "
                f"{len(wanted)} cues went in, {len(found)} came out; the first that differs is "
                f"number {at + 1}.",
                hint="Please report this, with the track.",
            )


class TeletextStlFormat(StlFormat):
    """EBU STL, level 1 teletext subtitles."""

    name: ClassVar[str] = "stl-teletext"
    default: ClassVar[bool] = False
    grid: ClassVar[Grid] = TELETEXT
