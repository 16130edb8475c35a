"""When elements of timed text are shown: containers in parallel and in sequence, as SMIL has them.

Source: TTML2 (W3C), 12.2: ``begin``, ``end`` and ``dur`` count from where the container begins
(parallel) or where the element before ended (sequence); nothing outlasts its container.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from localize.formats.tally import Tally
    from localize.formats.ttml_times import Clock

_TIMES: Final = ("begin", "end", "dur")


@dataclass(frozen=True, slots=True)
class Interval:
    """When an element is shown.

    Attributes:
        begin: ms.
        end: ms; None where nothing says.
        said: the element itself or one around it says when it begins or ends.
        own_begin: its own ``begin`` was read.
        own_end: its own ``end`` or ``dur`` was read.
        unreadable: it has a time that cannot be read.
    """

    begin: Fraction = Fraction(0)
    end: Fraction | None = None
    said: bool = False
    own_begin: bool = False
    own_end: bool = False
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What times inside an element count from.

    Attributes:
        around: when the element is shown.
        zero: ms that times of its children count from, in a parallel container.
        sequence: its children follow each other.
    """

    around: Interval = Interval()
    zero: Fraction = Fraction(0)
    sequence: bool = False


class Timer:
    """Reads the times of elements of one document."""

    def __init__(self, clock: Clock, tally: Tally) -> None:
        self._clock = clock
        self._tally = tally

    def interval(
        self, attributes: Mapping[str, str], frame: Frame, before: Fraction | None, line: int
    ) -> Interval:
        """When an element is shown.

        Args:
            attributes: its own.
            frame: of the element around it.
            before: where the element before it ended, for a sequence.
            line: of the file, for findings.
        """
        values: dict[str, Fraction] = {}
        unreadable = False
        for name in _TIMES:
            text = attributes.get(name, "").strip()
            if not text or (name != "begin" and text == "indefinite"):
                continue
            value = self._clock.time(text)
            if value is None:
                unreadable = True
                message = "Times that cannot be read left out"
                self._tally.count("time-unreadable", message, line)
            else:
                values[name] = value
        zero = frame.zero
        if frame.sequence:
            zero = before if before is not None else frame.around.begin
        begin = zero + values.get("begin", 0)
        ends = [zero + values["end"]] if "end" in values else []
        if "dur" in values:
            ends.append(begin + values["dur"])
        end = min(ends, default=None)
        around = frame.around.end
        if end is None or (around is not None and begin < around < end):
            end = around
        if around is not None and begin >= around and values:
            message = "Cues that begin after what is around them has ended; kept all the same"
            self._tally.count("outside-container", message, line)
            end = min(ends, default=None)
        return Interval(
            begin,
            end,
            bool(values) or frame.around.said,
            "begin" in values,
            bool(ends),
            unreadable,
        )

    def frame(
        self,
        attributes: Mapping[str, str],
        interval: Interval,
        children: Iterable[Mapping[str, str]],
        line: int,
    ) -> Frame:
        """What times inside an element count from.

        Some makers count them from the beginning of the programme. That can be told where they
        would otherwise outlast the element, and none lies before it.
        """
        if attributes.get("timeContainer", "").strip() == "seq":
            return Frame(interval, interval.begin, sequence=True)
        if interval.begin > 0 and interval.end is not None and self._absolute(interval, children):
            message = "Times counted from the programme's beginning, not from what is around them"
            self._tally.count("absolute-times", message, line)
            return Frame(interval, Fraction(0))
        return Frame(interval, interval.begin)

    def _absolute(self, interval: Interval, children: Iterable[Mapping[str, str]]) -> bool:
        end = interval.end
        outlasts = False
        for attributes in children:
            begin = self._clock.time(attributes.get("begin", ""))
            until = self._clock.time(attributes.get("end", ""))
            if begin is None:
                continue
            last = until if until is not None else begin
            if end is None or begin < interval.begin or last > end:
                return False
            outlasts = outlasts or interval.begin + last > end
        return outlasts
