r"""SubRip (SRT), read leniently and written by pysrt.

The format has no standard; what is written here is what SubRip itself wrote and every player
reads: numbers from 1, ``HH:MM:SS,mmm``, a blank line after each cue, ``<i> <b> <u>``, and
``{\anN}`` for cues that do not stand at the bottom.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, ClassVar, Final

import pysrt

from localize.engines import ReadResult, WriteOptions
from localize.errors import OutputError
from localize.findings import Finding, Severity
from localize.formats.assemble import make_cue, make_track, require_cues
from localize.formats.blocks import find_blocks
from localize.formats.cleaning import clean, split_lines
from localize.formats.encoding import decode
from localize.formats.inline import read_text
from localize.formats.losses import COMMON, RUBY, SPEAKER, VERTICAL, Loss, find_losses
from localize.formats.placement import read_settings
from localize.formats.plain import sound_lines, without_ruby
from localize.formats.tally import Tally
from localize.formats.times import has_arrow, read_time_line

if TYPE_CHECKING:
    from localize.script import Cue, Track

#: SubRip came from Windows and hardware players still split at CR LF; every program reads it.
_EOL: Final = "\r\n"
_SURE_HEAD: Final = re.compile(r"^\s*\d+\s*\n.*-->", re.MULTILINE)


class SrtFormat:
    """SubRip."""

    name: ClassVar[str] = "srt"
    extensions: ClassVar[tuple[str, ...]] = (".srt",)
    default: ClassVar[bool] = True

    def sniff(self, head: str) -> float:
        """As `SubtitleFormat.sniff`: sure by a number, an arrow and a decimal comma."""
        lines = split_lines(head)
        found = [line for line in lines if has_arrow(line) and read_time_line(line) is not None]
        if not found or lines[0].lstrip("\ufeff").startswith("WEBVTT"):
            return 0.0
        commas = sum("," in line for line in found) * 2 >= len(found)
        numbered = _SURE_HEAD.search("\n".join(lines)) is not None
        return 0.5 + 0.25 * commas + 0.2 * numbered

    def read(self, data: bytes, *, episode: str, locale: str) -> ReadResult:
        """As `SubtitleFormat.read`.

        Raises:
            FormatError: there is text but no cue in it, or it is too large.
        """
        decoded = decode(data, locale)
        tally = Tally()
        text = clean(decoded.text, tally)
        blocks = find_blocks(text, tally, webvtt=False)
        require_cues(len(blocks.cues), tally, "SRT", empty=not text.strip())
        before = " / ".join(line.strip() for line in blocks.header if line.strip())
        if before:
            tally.count(
                "text-before-first-cue", f"Text before the first cue left out: {before!r}", 1
            )
        cues = []
        for block in blocks.cues:
            inline = read_text(block.lines, block.line, tally, webvtt=False)
            item = pysrt.SubRipItem(start=block.start, end=block.end, text="\n".join(inline.lines))
            placement = read_settings(block.settings, block.line, tally)
            cues.append(
                make_cue(
                    item.start.ordinal,
                    item.end.ordinal,
                    block.label,
                    inline,
                    placement,
                    line=block.line,
                    tally=tally,
                )
            )
        track = make_track(cues, episode, locale, tally, names=False)
        return ReadResult(track, decoded.encoding, decoded.findings + tally.findings())

    def write(self, track: Track, options: WriteOptions) -> bytes:
        """As `SubtitleFormat.write`; SRT has no comments, so draft mark and note are not in it.

        Raises:
            OutputError: pysrt does not give back as many cues as it was given.
        """
        del options  # the file's name says that it is a draft
        items = [
            pysrt.SubRipItem(number, start=cue.start, end=cue.end, text=_text_of(cue))
            for number, cue in enumerate(track.cues, start=1)
        ]
        out = io.StringIO(newline="")
        pysrt.SubRipFile(items).write_into(out, eol=_EOL)
        text = out.getvalue()
        again = pysrt.SubRipFile.from_string(text, error_handling=pysrt.SubRipFile.ERROR_RAISE)
        if [(one.start, one.end) for one in again] != [(one.start, one.end) for one in items]:
            raise OutputError(
                f"The SRT of {track.episode!r} does not read back as it was written: "
                f"{len(items)} cues went in, {len(again)} came out.",
                hint="Please report this, with the track.",
            )
        return text.encode("utf-8")

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """As `SubtitleFormat.losses`; the options change nothing."""
        del options
        found = find_losses(track, _LOSSES, "SRT")
        if track.title:
            message = "SRT cannot say a title; it is left out."
            found += (Finding("lost-title", Severity.NOTE, message),)
        return found


def _text_of(cue: Cue) -> str:
    """The cue's text as SRT has it: no blank line, no arrow, no tag that players do not know."""
    text = without_ruby("\n".join(sound_lines(cue)))
    text = "\n".join(_without_arrow(line) for line in text.split("\n"))
    anchor = cue.placement.anchor
    return text if anchor == 2 else f"{{\\an{anchor}}}{text}"


def _without_arrow(line: str) -> str:
    """A line that no reader can take for times."""
    line = line.replace("-->", "→")
    if has_arrow(line) and read_time_line(line) is not None:
        line = re.sub(r"[-=–—−]*[>→⇒➜➔⟶]+", "–", line)
    return line


def _looks_marked_up(cue: Cue) -> bool:
    """Whether text of the cue would be read as markup."""
    text = _text_of(cue)
    read = read_text(text.split("\n"), 1, Tally(), webvtt=False)
    anchor = 0 if cue.placement.anchor == 2 else cue.placement.anchor
    plain = text.removeprefix(f"{{\\an{anchor}}}")
    return "\n".join(read.lines) != plain or read.anchor != anchor or bool(read.speakers)


_LOSSES: Final[tuple[Loss, ...]] = (
    SPEAKER,
    VERTICAL,
    (
        "lost-settings",
        Severity.WARNING,
        "an exact position or width; the nearest of nine places is written",
        lambda cue: bool(cue.placement.settings),
    ),
    RUBY,
    (
        "lost-arrow",
        Severity.NOTE,
        "an arrow that looks like times; another sign is written",
        lambda cue: any(_without_arrow(line) != line for line in cue.lines),
    ),
    (
        "lost-brackets",
        Severity.WARNING,
        "that brackets in the text are no markup; players may hide what is in them",
        _looks_marked_up,
    ),
    *COMMON,
)
