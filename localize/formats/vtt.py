"""WebVTT, read leniently and written by webvtt-py.

Source: WebVTT: The Web Video Text Tracks Format (W3C Candidate Recommendation). Where files break
it, they are read as their makers meant them; what is written keeps to it.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar, Final

import webvtt

from localize import markup
from localize.engines import ReadResult, WriteOptions
from localize.errors import OutputError
from localize.findings import Finding, Severity
from localize.formats.assemble import make_cue, make_track, require_cues
from localize.formats.blocks import count_definition, find_blocks
from localize.formats.cleaning import clean, split_lines, without_controls
from localize.formats.encoding import decode
from localize.formats.inline import balanced, escape, read_text
from localize.formats.losses import COMMON, Loss, find_losses
from localize.formats.placement import read_settings, write_settings
from localize.formats.tally import Tally
from localize.formats.times import has_arrow, read_time_line
from localize.timeline import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.script import Cue, Track

#: What a file that no person has approved says of itself.
DRAFT_NOTE: Final = "Draft: no person has approved this track."
_SIGNATURE: Final = re.compile(r"\ufeff?WEBVTT(?:[ \t\r\n]|$)")
_METADATA: Final = re.compile(r"[\w-]+\s*[:=].*")
#: What begins a block that is no cue.
_BLOCK: Final = re.compile(r"NOTE|STYLE|REGION|WEBVTT")
_END_DASHES: Final = re.compile(r"-{2,}$")
_EDGE: Final = " \t"
_NO_TIME: Final[Loss] = (
    "lost-times",
    Severity.NOTE,
    "cues that last no time; 1 ms is written",
    lambda cue: _end(cue) != cue.end,
)


class VttFormat:
    """WebVTT."""

    name: ClassVar[str] = "vtt"
    extensions: ClassVar[tuple[str, ...]] = (".vtt", ".webvtt")
    default: ClassVar[bool] = True

    def sniff(self, head: str) -> float:
        """As `SubtitleFormat.sniff`: sure by the signature, which SRT never has."""
        if _SIGNATURE.match(head.lstrip()):
            return 1.0
        found = [
            line
            for line in split_lines(head)
            if has_arrow(line) and read_time_line(line) is not None
        ]
        if not found:
            return 0.0
        return 0.45 if sum("," in line for line in found) * 2 < len(found) else 0.2

    def read(self, data: bytes, *, episode: str, locale: str) -> ReadResult:
        """As `SubtitleFormat.read`.

        Raises:
            FormatError: there is text but no cue in it, or it is too large.
        """
        decoded = decode(data, locale)
        tally = Tally()
        text = clean(decoded.text, tally)
        blocks = find_blocks(text, tally, webvtt=True)
        title = _read_header(blocks.header, tally)
        empty = not text.strip() or (_SIGNATURE.match(text) is not None and not _has_times(text))
        require_cues(len(blocks.cues), tally, "WebVTT", empty=empty)
        cues = []
        for block in blocks.cues:
            inline = read_text(block.lines, block.line, tally, webvtt=True)
            placement = read_settings(block.settings, block.line, tally)
            cues.append(
                make_cue(
                    block.start,
                    block.end,
                    block.label,
                    inline,
                    placement,
                    line=block.line,
                    tally=tally,
                )
            )
        track = make_track(cues, episode, locale, tally, names=True, title=title)
        return ReadResult(track, decoded.encoding, decoded.findings + tally.findings())

    def write(self, track: Track, options: WriteOptions) -> bytes:
        """As `SubtitleFormat.write`.

        A draft begins with a NOTE that says so, and with ``options.note``.

        Raises:
            OutputError: webvtt-py does not give back the cues that it was given.
        """
        captions = [_caption(cue, number) for number, cue in enumerate(track.cues, start=1)]
        notes = [DRAFT_NOTE] if options.draft else []
        note = _one_line(options.note)
        if note:
            notes.append(note)
        file = webvtt.WebVTT(
            captions=captions, header_comments=notes, header_text=_one_line(track.title)
        )
        text = file.content
        if not text.endswith("\n"):
            text += "\n"
        again = webvtt.WebVTT.from_string(text, strict=True)
        if again.captions != captions:
            raise OutputError(
                f"The WebVTT of {track.episode!r} does not read back as it was written: "
                f"{len(captions)} cues went in, {len(again.captions)} came out.",
                hint="Please report this, with the track.",
            )
        return text.encode("utf-8")

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """As `SubtitleFormat.losses`; the options change nothing."""
        del options
        return find_losses(track, (_NO_TIME, *COMMON), "WebVTT")


def _end(cue: Cue) -> int:
    """A cue's end (ms): the format wants it after the start."""
    return max(cue.end, cue.start + 1)


def _has_times(text: str) -> bool:
    return any(has_arrow(line) for line in split_lines(text))


def _read_header(lines: Sequence[str], tally: Tally) -> str:
    """The title after the signature; what else stands before the first cue becomes findings."""
    title = ""
    rest = list(enumerate(lines, start=1))
    while rest and not rest[0][1].strip():
        rest.pop(0)
    if rest and _SIGNATURE.match(rest[0][1]):
        title = rest.pop(0)[1].lstrip("\ufeff").removeprefix("WEBVTT").strip()
    else:
        message = "The file does not begin with WEBVTT"
        tally.single(Finding("no-signature", Severity.WARNING, message + ".", line=1))
    inside, in_header = False, True
    for at, (number, line) in enumerate(rest):
        if not line.strip():
            inside = in_header = False
        elif not inside:
            marks = _marks_draft(line for _, line in rest[at:])
            inside = marks or count_definition(line, number, tally)
            if not inside:
                _header_line(line.strip(), number, tally, in_header=in_header)
    return title


def _marks_draft(lines: Iterable[str]) -> bool:
    """Whether a block begins the lines that is our own mark, which a copy is given again."""
    said = " ".join(takewhile(str.strip, lines))
    return said.split() == ["NOTE", *DRAFT_NOTE.split()]


def _header_line(line: str, number: int, tally: Tally, *, in_header: bool) -> None:
    if line.upper().startswith("X-TIMESTAMP-MAP"):
        message = "Times are counted from a stream's clock (X-TIMESTAMP-MAP); kept as written"
        tally.count("timestamp-map", message, number)
    elif in_header and _METADATA.fullmatch(line):
        message = "Lines about the file (kind, language …) left out"
        tally.count("metadata-dropped", message, number, Severity.NOTE)
    else:
        message = f"Text before the first cue left out, beginning with {line!r}"
        tally.count("text-before-first-cue", message, number)


def _caption(cue: Cue, number: int) -> webvtt.Caption:
    """A cue as webvtt-py writes it: escaped, for it escapes nothing itself."""
    lines = [without_controls(line).strip(_EDGE) for line in cue.lines]
    text, _ = balanced("\n".join(line for line in lines if line.strip()))
    payload = "".join(piece if is_tag else escape(piece) for is_tag, piece in markup.split(text))
    name = escape(_one_line(cue.speaker, keep_arrow=True))
    if name:
        # Two dashes before the tag's own bracket would make an arrow, a stroke after it (U+0338)
        # would become one character with it.
        payload = payload.replace("\u0338", "&#824;", 1) if payload[:1] == "\u0338" else payload
        payload = f"<v {_END_DASHES.sub('–', name)}>{payload}</v>"
    return webvtt.Caption(
        format_clock(cue.start),
        format_clock(_end(cue)),
        payload.split("\n") if payload else [],
        cue.id if _can_be_named(cue.id) else str(number),
        write_settings(cue.placement),
    )


def _can_be_named(name: str) -> bool:
    """Whether a cue's id reads back as its name; numbers are counted anew in any case."""
    plain = name == _one_line(without_controls(name))
    return plain and not name.isdecimal() and not has_arrow(name) and not _BLOCK.match(name)


def _one_line(text: str, *, keep_arrow: bool = False) -> str:
    """Text on one line, without an arrow that would make it a cue's times."""
    line = " ".join(without_controls(text).split())
    return line if keep_arrow else line.replace("-->", "→")
