"""Scenarist SCC: CEA-608 captions of line 21, at 29.97 frames a second.

Read and written by us; whatever is written is read back by ttconv and compared, cue for cue. (Its
own writer loses italics, places and text that it has no time for, without a word.) CEA-608 has some
230 characters, four rows of 32, one caption at a time, and one word of two bytes in each frame:
what does not fit is named by `losses`, and what cannot be shown at all is refused.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final

from localize.engines import ReadResult, WriteOptions
from localize.errors import OutputError, UnwritableError
from localize.formats import scc_codes as codes
from localize.formats import scc_losses
from localize.formats.assemble import make_track, require_cues, tell_late_start
from localize.formats.cleaning import clean
from localize.formats.encoding import decode
from localize.formats.scc_layout import MOST_ROWS
from localize.formats.scc_plan import Plan, make_plan
from localize.formats.scc_reading import read_lines
from localize.formats.scc_schedule import stretches, words
from localize.formats.tally import Tally
from localize.formats.timecodes import NTSC

if TYPE_CHECKING:
    from localize.findings import Finding
    from localize.script import Track

_HEAD: Final = "Scenarist_SCC V1.0"
_LINE: Final = re.compile(
    r"^\s*\d{2}[:;]\d{2}[:;]\d{2}[:;.,]\d{2}\s+[0-9a-fA-F]{4}\b", re.MULTILINE
)


class SccFormat:
    """Scenarist SCC."""

    name: ClassVar[str] = "scc"
    extensions: ClassVar[tuple[str, ...]] = (".scc",)
    default: ClassVar[bool] = True

    def sniff(self, head: str) -> float:
        """As `SubtitleFormat.sniff`: by its first line, or lines of timecode and words."""
        if head.lstrip("\ufeff \t\r\n").lower().startswith("scenarist_scc"):
            return 1.0
        return 0.7 if _LINE.search(head) else 0.0

    def read(self, data: bytes, *, episode: str, locale: str) -> ReadResult:
        """As `SubtitleFormat.read`; times count from timecode 00:00:00:00.

        Raises:
            FormatError: there is text but no line of captions in it, or it is too large.
        """
        decoded = decode(data, locale)
        tally = Tally()
        text = clean(decoded.text, tally)
        cues, lines, rate = read_lines(text, tally)
        empty = not text.strip() or self.sniff(text) == 1.0
        require_cues(lines, tally, "SCC", empty=empty)
        tell_late_start(cues, tally)
        track = make_track(cues, episode, locale, tally, names=False)
        findings = decoded.findings + tally.findings()
        return ReadResult(track, decoded.encoding, findings, rate=rate if lines else None)

    def write(self, track: Track, options: WriteOptions) -> bytes:
        """As `SubtitleFormat.write`; SCC has no comments, so draft mark and note are not in it.

        Drop-frame timecodes, unless the rate or the start says otherwise.

        Raises:
            OutputError: characters that CEA-608 lacks, a cue that does not fit on the screen, two
                cues that begin in one frame or one that cannot be loaded before it is over, or
                ttconv does not read what was written.
        """
        plan = make_plan(track, options)
        self._refuse(track, plan)
        sent = words(plan.slots, plan.loads)
        lines = [
            f"{plan.clock.timecode(frame)}\t{' '.join(map(codes.with_parity, run))}"
            for frame, run in stretches(sent)
        ]
        text = "\n\n".join([_HEAD, *lines]) + "\n"
        self._compare(track, plan, text)
        return text.encode("ascii")

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """As `SubtitleFormat.losses`."""
        return scc_losses.losses(track, make_plan(track, options or WriteOptions()))

    # --- Parts ------------------------------------------------------------------------------------

    def _refuse(self, track: Track, plan: Plan) -> None:
        for cue, caption, slot in zip(plan.cues, plan.captions, plan.slots, strict=True):
            if caption.fitted.missing:
                raise UnwritableError(
                    f"CEA-608 has no {' '.join(caption.fitted.missing)}: cue {cue.id} cannot be "
                    "written as SCC.",
                    hint="Write a format with all of Unicode: srt, vtt, ttml.",
                )
            if not caption.fits:
                raise UnwritableError(
                    f"Cue {cue.id} has more text than {MOST_ROWS} rows of {codes.COLUMNS} "
                    "characters, all that CEA-608 can show.",
                    hint="Part the cue, or shorten it.",
                )
            if slot.end <= slot.start:
                raise UnwritableError(
                    f"Cue {cue.id} is over before line 21 can carry its text (two characters a "
                    "frame).",
                    hint="Join it with its neighbour, or shorten what is said about that time.",
                )
        spans = [(slot.start, slot.end + 2) for slot in plan.slots]
        plan.clock.refuse_late(spans, replace(track, cues=plan.cues), "SCC")

    def _compare(self, track: Track, plan: Plan, text: str) -> None:
        """Let ttconv read back what was written, and compare every caption with its cue."""
        found = _read_by_ttconv(text)
        first, day = plan.clock.start, plan.clock.rate.frames_a_day
        wanted = sorted(
            ((first + slot.start) % day, (first + slot.end) % day, _squeezed(caption.text))
            for slot, caption in zip(plan.slots, plan.captions, strict=True)
        )
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
                f"The SCC of {track.episode!r} does not read back as it was written: "
                f"{len(wanted)} captions went in, {len(found)} came out; the first that differs is "
                f"number {at + 1}.",
                hint="Please report this, with the track.",
            )


def _squeezed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Text without the space in it, which readers count differently at changes of style."""
    return tuple(re.sub(r"\s", "", line) for line in lines)


#: What ttconv calls some of CEA-608's characters → what they are.
_TTCONV: Final = str.maketrans("━┃ʌ┏┓┗┛", "—¦^┌┐└┘")


def _read_by_ttconv(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """In- and out-frame of each caption as ttconv reads it, and its lines without space."""
    from ttconv import model  # noqa: PLC0415 -- slow to load, and only needed to write
    from ttconv.scc import reader  # noqa: PLC0415 -- likewise

    log = logging.getLogger("ttconv")
    level = log.level
    log.setLevel(logging.CRITICAL)  # it warns of what is compared anyway
    try:
        document = reader.to_model(text)
    finally:
        log.setLevel(level)
    found = []
    for element in document.get_body().dfs_iterator():
        if not isinstance(element, model.P):
            continue
        lines = [""]
        for one in element.dfs_iterator():
            if isinstance(one, model.Br):
                lines.append("")
            elif isinstance(one, model.Text):
                lines[-1] += one.get_text().translate(_TTCONV)
        begin, end = element.get_begin() or Fraction(0), element.get_end() or Fraction(0)
        frames = (round(begin * NTSC.rate), round(end * NTSC.rate))
        found.append((*frames, _squeezed(tuple(line for line in lines if line.strip()))))
    return sorted(found)
