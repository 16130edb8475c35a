"""A track ready to become an EBU STL file: its code table, its texts as bytes, its frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.formats.stl_pages import CodePage, best_page
from localize.formats.stl_rows import TELETEXT, Grid
from localize.formats.stl_text import Encoded, encode_cue
from localize.formats.timecodes import Clockwork, clockwork

if TYPE_CHECKING:
    from localize.engines import WriteOptions
    from localize.script import Track


@dataclass(frozen=True, slots=True)
class Plan:
    """A track ready to become blocks.

    Attributes:
        page: the code table of its letters.
        clock: how its times become timecodes.
        texts: each cue's text as bytes.
        times: in- and out-frame of each, from the programme's first.
    """

    page: CodePage
    clock: Clockwork
    texts: tuple[Encoded, ...]
    times: tuple[tuple[int, int], ...]


def make_plan(track: Track, options: WriteOptions, grid: Grid) -> Plan:
    """Encode a track's texts and count its frames."""
    page = best_page("".join(line for cue in track.cues for line in cue.lines), track.locale)
    clock = clockwork(options.rate, options.start)
    teletext = grid is TELETEXT
    texts = tuple(encode_cue(cue, page, teletext=teletext) for cue in track.cues)
    return Plan(page, clock, texts, tuple(clock.frames(cue) for cue in track.cues))
