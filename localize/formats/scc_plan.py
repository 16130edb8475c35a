"""A track as captions of CEA-608, ready to be sent: laid out, and each with its time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize.formats.scc_layout import Caption, caption_units, lay_out
from localize.formats.scc_schedule import Slot, schedule
from localize.formats.timecodes import NTSC, Clockwork, clockwork
from localize.script import Cue
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from localize.engines import WriteOptions
    from localize.script import Track

#: Rates that SCC's timecodes are counted at, by the programme's own.
_COUNTED: Final = {
    Fraction(30000, 1001): NTSC.rate,
    Fraction(60000, 1001): NTSC.rate,
    # Its timecodes name the same seconds, and what is shown is 29.97.
    Fraction(24000, 1001): NTSC.rate,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A track ready to be sent.

    Attributes:
        clock: how its times become timecodes.
        cues: those that have text.
        captions: how each is laid out.
        loads: the codes that load each.
        slots: when each is shown.
    """

    clock: Clockwork
    cues: tuple[Cue, ...]
    captions: tuple[Caption, ...]
    loads: tuple[list[tuple[int, ...]], ...]
    slots: tuple[Slot, ...]


def make_plan(track: Track, options: WriteOptions) -> Plan:
    """Lay a track out and find the time for each caption."""
    rate = options.rate
    default = FrameRate(NTSC.rate, drop=":" not in options.start[-3:] and rate is None)
    clock = clockwork(rate, options.start, default, _COUNTED)
    laid = [(cue, lay_out(cue)) for cue in track.cues]
    shown = [(cue, caption) for cue, caption in laid if caption.rows or caption.fitted.missing]
    spans = [clock.frames(cue) for cue, _ in shown]
    loads = tuple(caption_units(caption) for _, caption in shown)
    slots = schedule(spans, [sum(map(len, units)) for units in loads])
    return Plan(
        clock,
        tuple(cue for cue, _ in shown),
        tuple(caption for _, caption in shown),
        loads,
        slots,
    )
