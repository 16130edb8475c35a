"""The charts of the page that `localize check --html` writes: SVG, without numbers of its own.

However long a programme is, a chart has at most `MOST_BARS` bars: where cues are more, each bar
stands for a stretch of time and shows the worst of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.checks.measure import characters, has_text, with_next
from localize.cli.saying import many
from localize.delivery.elements import Html, element
from localize.script import Cue
from localize.timeline import Span, format_clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import CheckContext

#: Bars of a chart: more could not be told apart on a screen.
MOST_BARS: Final = 600
#: Size of a chart's drawing, in its own units.
_WIDTH: Final = 1200
_HEIGHT: Final = 150
_LEFT: Final = 44
_BOTTOM: Final = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        start: where it begins, ms.
        end: where it ends, ms.
        value: how high it is.
        cue: the cue that it shows.
        level: ``fine``, ``near`` or ``over`` (the limit); empty for neither.
    """

    start: int
    end: int
    value: float
    cue: Cue
    level: str


def speed_chart(cues: Sequence[Cue], context: CheckContext, cue_ids: frozenset[str]) -> Html:
    """Reading speed over the programme's time, with the limit.

    Args:
        cues: of the track.
        context: limits and rate.
        cue_ids: cues that have a place on the page, which their bars lead to.
    """
    limit = context.limits.reading_speed
    bars = []
    for cue in cues:
        if not has_text(cue) or not cue.duration:
            continue
        speed = characters(cue, context) * 1000 / cue.duration
        level = "over" if speed > limit else "near" if speed > 0.9 * limit else "fine"
        bars.append(Bar(cue.start, cue.end, speed, cue, level))
    return _chart(
        _worst(bars),
        limits=((limit, f"{limit:g}"),),
        top=limit * 1.9,
        unit="characters per second",
        title=f"Reading speed of each cue; the line is the limit, {limit:g} characters per second",
        ids=cue_ids,
    )


def duration_chart(cues: Sequence[Cue], context: CheckContext, cue_ids: frozenset[str]) -> Html:
    """How long cues stand over the programme's time, with the least and the most."""
    least, most = context.limits.min_duration / 1000, context.limits.max_duration / 1000
    bars = []
    for cue in cues:
        if not has_text(cue):
            continue
        length = cue.duration / 1000
        level = "over" if not least - 0.05 <= length <= most + 0.05 else "fine"
        bars.append(Bar(cue.start, cue.end, length, cue, level))
    return _chart(
        _worst(bars),
        limits=((least, f"{least:.2g}"), (most, f"{most:g}")),
        top=most * 1.5,
        unit="s",
        title=f"How long each cue stands; the lines are the least and the most, {least:.2g} and "
        f"{most:g} s",
        ids=cue_ids,
    )


def gap_chart(cues: Sequence[Cue], context: CheckContext) -> Html:
    """How many frames lie between cues: how often each length comes, up to a second."""
    rate, limits = context.rate, context.limits
    most = rate.nominal
    counts = [0] * (most + 1)
    overlaps = 0
    for cue, following in with_next(cues):
        if following is None:
            continue
        gap = rate.nearest_frame(max(0, following.start - cue.end))
        if following.start - cue.end < -rate.span_of(1) // 2:
            overlaps += 1
        elif gap <= most:
            counts[gap] += 1
    chain = (limits.chain_frames * rate.nominal + 12) // 24
    highest = max((*counts, overlaps, 1))
    parts: list[Html] = []
    width = (_WIDTH - _LEFT) / (most + 2)
    for number, count in enumerate((overlaps, *counts)):
        frame = number - 1
        bad = frame < limits.min_gap_frames
        level = "over" if bad else "near" if limits.min_gap_frames < frame < chain else "fine"
        height = count / highest * (_HEIGHT - _BOTTOM - 14)
        name = "overlaps" if frame < 0 else f"{frame} frames"
        x = _LEFT + number * width
        parts.append(
            element(
                "g",
                element("title", f"{name}: {count}"),
                element(
                    "rect", class_=level, x=f"{x + 1:.1f}", width=f"{max(width - 2, 1):.1f}",
                    y=f"{_HEIGHT - _BOTTOM - height:.1f}", height=f"{height:.1f}",
                ),
            )
        )  # fmt: skip
        if frame % 2 == 0 or frame < 0:
            parts.append(_label(x + width / 2, _HEIGHT - 6, "<0" if frame < 0 else str(frame)))
        if count:
            y = _HEIGHT - _BOTTOM - height - 3
            parts.append(_label(x + width / 2, y, str(count), "count"))
    title = (
        f"Frames between cues, and how often; at least {limits.min_gap_frames}"
        + (f", and none from {limits.min_gap_frames + 1} to {chain - 1}" if chain else "")
    )  # fmt: skip
    return _svg(title, parts)


def voices_chart(
    cues: Sequence[Cue],
    speech: Sequence[Span],
    uncovered: Sequence[Span],
    unheard: frozenset[str],
) -> Html:
    """Where somebody speaks, and under it where cues stand.

    Args:
        cues: of the track.
        speech: where somebody speaks.
        uncovered: parts of it without a cue.
        unheard: ids of cues under which nobody speaks.
    """
    shown = [cue for cue in cues if has_text(cue)]
    spans = [*speech, *(cue.span for cue in shown)]
    last = max((span.end for span in spans), default=1) or 1
    scale = (_WIDTH - _LEFT) / last
    parts: list[Html] = []
    for time in _ticks(last):
        x = _LEFT + time * scale
        parts.append(element("line", class_="tick", x1=f"{x:.1f}", x2=f"{x:.1f}", y1="4", y2="92"))
        parts.append(_label(x, 108, format_clock(time)[:8].removeprefix("00:")))
    without = [cue.span for cue in shown if cue.id in unheard]
    rows = (
        ("voices", 8, speech, "fine"),
        ("voices", 8, uncovered, "over"),
        ("cues", 52, [cue.span for cue in shown], "fine"),
        ("cues", 52, without, "over"),
    )
    for name, y, row, level in rows:
        for span in _joined(row, last):
            wide = max(span.duration * scale, 1.2)
            parts.append(
                element("rect", class_=level, x=f"{_LEFT + span.start * scale:.1f}", y=str(y),
                        width=f"{wide:.1f}", height="36")
            )  # fmt: skip
        if level == "fine":
            parts.append(element("text", name, x=str(_LEFT - 5), y=str(y + 22), text_anchor="end"))
    alone = sum(span.duration for span in uncovered) / 1000
    title = (
        f"Where somebody speaks, and where cues stand: {alone:.1f} s of speech without a cue, "
        f"{many(len(without), 'cue')} where nobody speaks"
    )
    return _svg(title, parts, height=116)


def _joined(spans: Sequence[Span], last: int) -> list[Span]:
    """Stretches, those made one between which no line could be drawn."""
    least = last / MOST_BARS
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start - found[-1].end < least:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _worst(bars: Sequence[Bar]) -> list[Bar]:
    """At most `MOST_BARS`: of each stretch of time the highest."""
    if len(bars) <= MOST_BARS:
        return list(bars)
    first, last = bars[0].start, max(one.end for one in bars)
    stretch = max(1, (last - first) / MOST_BARS)
    found: dict[int, Bar] = {}
    for one in bars:
        number = int((one.start - first) / stretch)
        if number not in found or found[number].value < one.value:
            begin = round(first + number * stretch)
            found[number] = Bar(begin, round(begin + stretch), one.value, one.cue, one.level)
    return list(found.values())


def _chart(
    bars: Sequence[Bar],
    *,
    limits: Sequence[tuple[float, str]],
    top: float,
    unit: str,
    title: str,
    ids: frozenset[str],
) -> Html:
    last = max((one.end for one in bars), default=1)
    scale = (_WIDTH - _LEFT) / last
    floor = _HEIGHT - _BOTTOM

    def height(value: float) -> float:
        return min(value, top) / top * (floor - 8)

    parts: list[Html] = []
    for time in _ticks(last):
        x = _LEFT + time * scale
        parts.append(element("line", class_="tick", x1=f"{x:.1f}", x2=f"{x:.1f}", y1="4",
                             y2=str(floor)))  # fmt: skip
        parts.append(_label(x, _HEIGHT - 6, format_clock(time)[:8].removeprefix("00:")))
    for one in bars:
        x, high = _LEFT + one.start * scale, max(height(one.value), 0.8)
        wide = max((one.end - one.start) * scale, 1.2)
        shape = element(
            "rect", element("title", f"{one.cue.id}, {format_clock(one.cue.start)}: "
                                     f"{one.value:.1f} {unit}"),
            class_=one.level, x=f"{x:.1f}", y=f"{floor - high:.1f}", width=f"{wide:.1f}",
            height=f"{high:.1f}", data_cue=one.cue.id if one.cue.id in ids else None,
        )  # fmt: skip
        parts.append(shape)
    for value, name in limits:
        y = f"{floor - height(value):.1f}"
        parts.append(element("line", class_="limit", x1=str(_LEFT), x2=str(_WIDTH), y1=y, y2=y))
        parts.append(
            element("text", name, class_="limit", x=str(_LEFT - 5), y=y, dy="4", text_anchor="end")
        )
    parts.append(element("line", class_="axis", x1=str(_LEFT), x2=str(_WIDTH), y1=str(floor),
                         y2=str(floor)))  # fmt: skip
    return _svg(title, parts)


def _ticks(last: int) -> range:
    """Times to be written under a chart: some ten of them, at round minutes or seconds."""
    for step in (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600):
        if last / (step * 1000) <= 14:
            return range(0, last, step * 1000)
    return range(0, last, 3_600_000 * max(1, last // (14 * 3_600_000)))


def _label(x: float, y: float, text: str, kind: str | None = None) -> Html:
    return element("text", text, class_=kind, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor="middle")


def _svg(title: str, parts: Sequence[Html], height: int = _HEIGHT) -> Html:
    drawing = element(
        "svg",
        *parts,
        viewBox=f"0 0 {_WIDTH} {height}",
        role="img",
        aria_label=title,
    )
    return element("figure", element("figcaption", title), drawing, class_="chart")
