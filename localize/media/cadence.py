"""How fast the pictures really come: their timestamps are looked at, not what a header claims."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from av.error import FFmpegError

from localize.media.opening import packets
from localize.timeline import nearest_standard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from av.container import InputContainer
    from av.video.stream import VideoStream

#: Pictures looked at from the start, and at each of three places further on.
_FIRST: Final = 2000
_LATER: Final = 250
_PLACES: Final = (Fraction(1, 4), Fraction(1, 2), Fraction(17, 20))

#: Bytes read at each place at most: 2000 pictures of an editing format may be gigabytes.
_BYTES: Final = 64 * 2**20

#: Packets of all streams read at each place at most: a picture may be one still over hours.
_PACKETS: Final = 40_000

#: Pictures are stored in another order than they are shown, so that near a cut some neighbours
#: are missing: H.264 and H.265 allow 16 (ITU-T H.264, A.3.1).
_REORDER: Final = 16

#: What a timestamp may be off before it counts, in seconds: containers round to 1 ms, so that a
#: distance may be 1 ms off on either side.
_JITTER: Final = Fraction(2, 1000)

#: Share of distances that must differ for the rate to be called variable: one picture dropped in
#: an hour does not make it so.
_SHARE: Final = Fraction(1, 100)

#: How near a variable rate's usual distance must come to a common rate to be called by its name.
_LOOSE: Final = Fraction(2, 100)

_BROADCAST: Final = tuple(Fraction(n * 1000, 1001) for n in (24, 30, 48, 60, 120))


@dataclass(frozen=True, slots=True)
class Cadence:
    """What the timestamps say.

    Attributes:
        rate: pictures a second, exact where a broadcast rate lies within what the timestamps can
            tell; None where there are too few of them.
        variable: more than one distance in a hundred differs from the usual one.
    """

    rate: Fraction | None
    variable: bool


def measure(container: InputContainer, stream: VideoStream) -> Cadence:
    """Look at the pictures' timestamps; nothing is decoded. The container is left anywhere."""
    tick = stream.time_base
    if tick is None:
        return Cadence(None, variable=False)
    indexed = _index(stream)
    runs = [indexed] if indexed else _sample(container, stream)
    return judge(runs, tick)


def judge(runs: Sequence[Sequence[int]], tick: Fraction) -> Cadence:
    """The cadence of stretches of timestamps in showing order, each without holes of our making.

    Args:
        runs: timestamps in ticks.
        tick: seconds in one.
    """
    distances = Counter(after - before for run in runs for before, after in pairwise(run))
    del distances[0]
    total = sum(distances.values())
    if total < 2:
        return Cadence(None, variable=False)
    usual = _middle(distances)
    allowed = max(_JITTER, tick * Fraction(101, 100))
    off = sum(n for distance, n in distances.items() if abs(distance - usual) * tick > allowed)
    variable = off >= 2 and off > total * _SHARE
    return Cadence(_rate(runs, usual, tick, variable=variable), variable)


def _middle(distances: Counter[int]) -> int:
    half = sum(distances.values()) // 2
    for distance in sorted(distances):
        half -= distances[distance]
        if half < 0:
            return distance
    raise AssertionError("a median exists where there is a distance")


def _rate(runs: Sequence[Sequence[int]], usual: int, tick: Fraction, *, variable: bool) -> Fraction:
    """The rate that fits the longest run to within the rounding of its timestamps."""
    run = max(runs, key=len)
    # A distance of about two pictures is a dropped one; it does not make the rate lower.
    pictures = sum(round(Fraction(after - before, usual)) for before, after in pairwise(run))
    span = (run[-1] - run[0]) * tick
    if variable or not pictures:
        return _snap(1 / (usual * tick), _LOOSE)
    return _snap(pictures / span, 2 * tick / span)


def _snap(measured: Fraction, share: Fraction) -> Fraction:
    """The broadcast or whole rate within that share of the measured one; else the measured one."""
    standard = nearest_standard(measured)
    if standard != measured:
        return standard
    known = (*_BROADCAST, Fraction(max(1, round(measured))))
    best = min(known, key=lambda rate: abs(rate - measured))
    return best if abs(best - measured) <= measured * share else measured


def _index(stream: VideoStream) -> list[int]:
    """Every picture's decoding time, where the container has them all in a table (MP4, MOV).

    Decoding times come at the same distances as showing times, and cost no reading.
    """
    if not stream.frames or "mov" not in stream.container.format.name:
        return []
    entries = stream.index_entries
    if len(entries) != stream.frames:
        return []
    return sorted(entry.timestamp for entry in entries)


def _sample(container: InputContainer, stream: VideoStream) -> list[list[int]]:
    first, ended = _stretch(container, stream, _FIRST)
    runs = [_trim(first, at_start=True, at_end=ended)]
    start, duration = container.start_time or 0, container.duration or 0
    if ended or duration <= 0:
        return runs
    for place in _PLACES:
        try:
            container.seek(start + int(duration * place))
            later, ended = _stretch(container, stream, _LATER)
        except FFmpegError:
            continue  # it cannot be sought in; what was seen from the start has to do
        runs.append(_trim(later, at_start=False, at_end=ended))
    return [run for run in runs if len(run) > 1] or runs


def _stretch(container: InputContainer, stream: VideoStream, wanted: int) -> tuple[list[int], bool]:
    """Timestamps in storing order, and whether the file ended."""
    times: list[int] = []
    size = read = 0
    try:
        for packet in packets(container):
            read += 1
            size += packet.size
            if packet.stream.index == stream.index and packet.pts is not None:
                times.append(packet.pts)
            if len(times) >= wanted or size > _BYTES or read > _PACKETS:
                return times, False
    except FFmpegError:
        return times, False  # damaged here; the decoder will say so where it matters
    return times, True


def _trim(times: list[int], *, at_start: bool, at_end: bool) -> list[int]:
    """In showing order, without the ends that may have holes."""
    times = sorted(times)
    first = 0 if at_start else _REORDER
    last = len(times) if at_end else max(0, len(times) - _REORDER)
    return times[first:last]
