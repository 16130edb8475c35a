"""A file on the page of `localize check --html`: charts, and each cue with what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.checks.speech import NoSpeech, SpeechUncovered
from localize.cli.check_charts import duration_chart, gap_chart, speed_chart, voices_chart
from localize.cli.check_files import Change
from localize.cli.check_report import facts_of
from localize.cli.check_waivers import Waiver
from localize.delivery.elements import Html, element, join, said
from localize.findings import Finding, Fix
from localize.locales import is_right_to_left
from localize.timeline import Span, format_clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.cli.check_files import Checked
    from localize.script import Cue


@dataclass(frozen=True, slots=True)
class Item:
    """One finding to be shown.

    Attributes:
        finding: what is wrong, or was.
        kind: its severity, ``waived`` or ``fixed``.
        waiver: that covers it; None for none.
        change: the fix that was applied; None for none.
    """

    finding: Finding
    kind: str
    waiver: Waiver | None = None
    change: Change | None = None


def file_body(result: Checked, items: Sequence[Item], number: int) -> Html:
    """What the page shows of a file.

    Args:
        result: the file.
        items: what is shown of its findings.
        number: of the file on the page, from 1.
    """
    cues = {cue.id: cue for cue in result.track.cues}
    sources = {cue.id: cue for cue in result.context.source}
    by_cue: dict[str, list[Item]] = {}
    for item in items:
        by_cue.setdefault(item.finding.cue_id, []).append(item)
    own = frozenset(one for one in by_cue if one in cues)
    general = [item for key in by_cue if key not in own for item in by_cue[key]]
    cards = [
        _card(result, cue, by_cue[key], sources, number) for key, cue in cues.items() if key in own
    ]
    return join(
        element("p", " · ".join(facts_of(result)), class_="soft"),
        element(
            "div",
            speed_chart(result.track.cues, result.context, own),
            duration_chart(result.track.cues, result.context, own),
            gap_chart(result.track.cues, result.context),
            _voices(result),
            class_="charts",
        )
        if result.track.cues
        else None,
        element("ul", *(_item(one, result, None) for one in general), class_="general")
        if general
        else None,
        element("ol", *cards, class_="cards"),
    )


def _voices(result: Checked) -> Html | None:
    """The chart of voices, where somebody listened for them."""
    speech = result.context.speech
    if speech is None:
        return None
    uncovered = [
        Span(one.start, one.start + round(one.measured))
        for one in result.found
        if one.rule == SpeechUncovered.name and one.start is not None and one.measured is not None
    ]
    unheard = frozenset(one.cue_id for one in result.found if one.rule == NoSpeech.name)
    return voices_chart(result.track.cues, speech, uncovered, unheard)


def _card(
    result: Checked,
    cue: Cue,
    items: Sequence[Item],
    sources: dict[str, Cue],
    number: int,
) -> Html:
    rate, track = result.context.rate, result.track
    times = element(
        "div",
        element("b", f"#{cue.id}"),
        element("span", f"{rate.timecode(rate.nearest_frame(cue.start))} → "
                        f"{rate.timecode(rate.nearest_frame(cue.end))}", class_="time",
                title=f"{format_clock(cue.start)} → {format_clock(cue.end)}"),
        element("span", f"{cue.duration / 1000:.2f} s", class_="soft"),
        class_="where",
    )  # fmt: skip
    said_there = [sources[one] for one in cue.source_ids if one in sources]
    source = (
        element(
            "div",
            *(_lines(one.lines, result.context.source_locale) for one in said_there),
            class_="source",
        )
        if said_there
        else element("div", "no source", class_="source soft")
        if result.context.source
        else None
    )
    return element(
        "li",
        element("div", times, source, _lines(cue.lines, track.locale), class_="cue"),
        element("ul", *(_item(one, result, cue) for one in items), class_="items"),
        class_="card",
        id=f"f{number}c{cue.id}" if _plain(cue.id) else None,
        data_cue=cue.id,
    )


def _plain(cue_id: str) -> bool:
    return cue_id.isascii() and cue_id.replace("-", "").replace("_", "").isalnum()


def _lines(lines: Sequence[str], locale: str) -> Html:
    if not lines:
        return element("div", "(no text)", class_="text soft")
    return element(
        "div",
        said("\n".join(lines), lang=locale),
        class_="text",
        dir="rtl" if is_right_to_left(locale) else "ltr",
    )


def _item(item: Item, result: Checked, cue: Cue | None) -> Html:
    finding, kind = item.finding, item.kind
    what, parting, cure = finding.message.partition(": ")
    rate = result.context.rate
    place = None
    if finding.start is not None and not finding.cue_id:
        place = element("span", rate.timecode(rate.nearest_frame(finding.start)), class_="time")
    elif finding.line is not None:
        place = element("span", f"line {finding.line} of the file", class_="time")
    return element(
        "li",
        element("span", finding.rule, class_="rule"),
        place,
        element("span", said(_capital(what)), class_="what"),
        _meter(finding),
        element("span", said(_capital(cure)), class_="cure")
        if parting and not item.change
        else None,
        _fix(item, cue, result.track.locale),
        _waived(item.waiver) if item.waiver is not None else None,
        class_=f"item {kind}",
        data_kind=kind,
        data_rule=finding.rule,
    )


def _meter(finding: Finding) -> Html | None:
    """Measured beside the limit, as two lengths."""
    measured, limit = finding.measured, finding.limit
    if measured is None or limit is None or limit <= 0 or measured < 0:
        return None
    most = max(measured, limit) * 1.05
    text = f"{measured:g} / {limit:g} {finding.unit}".strip()
    width, at = measured / most * 100, limit / most * 100
    return element(
        "span",
        element(
            "svg",
            element("rect", class_="track", width="100", height="6", y="3"),
            element("rect", class_="value", width=f"{width:.1f}", height="6", y="3"),
            element("rect", class_="mark", x=f"{at:.1f}", width="1.5", height="12"),
            viewBox="0 0 100 12",
            aria_hidden="true",
            preserveAspectRatio="none",
        ),
        text,
        class_="meter",
    )


def _fix(item: Item, cue: Cue | None, locale: str) -> Html | None:
    """What a fix did, or would do: before → after."""
    change, fix = item.change, item.finding.fix
    if change is not None:
        after = change.after
        new = Fix(after.id, start=after.start, end=after.end, lines=after.lines)
        return element("div", element("b", "Fixed"), *_differences(change.before, new, locale),
                       class_="fix")  # fmt: skip
    if fix is None or cue is None or fix.cue_id != cue.id or item.waiver is not None:
        return None
    return element("div", element("b", "Fix"), *_differences(cue, fix, locale), class_="fix")


def _differences(cue: Cue, fix: Fix, locale: str) -> Iterator[Html]:
    """What differs between a cue and what a fix makes of it."""
    for name, before, after in (("in", cue.start, fix.start), ("out", cue.end, fix.end)):
        if after is not None and after != before:
            yield element(
                "span", f"{name} ", element("del", format_clock(before)), " → ",
                element("ins", format_clock(after)),
            )  # fmt: skip
    if fix.lines is not None and fix.lines != cue.lines:
        old, new = (said("\n".join(one), lang=locale) for one in (cue.lines, fix.lines))
        yield element("span", element("del", old), " → ", element("ins", new), class_="lines")


def _waived(waiver: Waiver) -> Html:
    who = ", ".join(one for one in (waiver.by, waiver.when) if one)
    return element(
        "div", element("b", "Waived"), said(waiver.reason), f" ({who})" if who else None,
        class_="waiver",
    )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
