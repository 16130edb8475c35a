"""*Effort*: one's own working time and what became of the drafts; for the lead by track."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.effort import Figures, figures, own_figures
from localize.store.kinds import PersonRole
from localize_ui.pages import paths
from localize_ui.pages.charts import bars, interval, shares
from localize_ui.pages.desk import Desk
from localize_ui.pages.elements import (
    amount,
    button,
    chip,
    empty,
    facts,
    link,
    row,
    section,
    table,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.effort.drafts import Drafts
    from localize.effort.figures import TrackFigures
    from localize.effort.saving import Saving
    from localize.effort.times import StageTimes
    from localize_ui.api.identity import Caller
    from localize_ui.pages.desk import Query

#: Kinds of `Drafts`, in words, from untouched to thrown away.
KINDS: Final = (
    ("as_is", "untouched"),
    ("form", "form only"),
    ("light", "lightly edited"),
    ("medium", "edited"),
    ("rewritten", "rewritten"),
    ("missed", "added by people"),
    ("invented", "thrown away"),
)


class EffortDesk(Desk):
    """The page of the figures."""

    title = "Effort"
    path = paths.EFFORT
    regions = ("main",)

    def regions_for(self, caller: Caller | None, query: Query) -> dict[str, str]:
        """One's own figures, or (for lead and operator, where asked for) the season's."""
        if caller is None:
            title = '<header class="lz-title"><h1>Effort</h1></header>'
            return {"main": title + empty("Nobody has worked on this project yet.")}
        sees_all = bool(caller.actor.roles & {PersonRole.LEAD, PersonRole.OPERATOR})
        whole = sees_all and query.get("of") != "mine"
        place = self.place
        read = figures if whole else own_figures
        found = read(place.database, caller.actor, place.season)
        switch = ""
        if sees_all:
            switch = (
                '<span class="lz-tools">'
                + button("My own", "go", data_of="mine", aria_pressed="false" if whole else "true")
                + button("The season by track", "go", data_of="season",
                         aria_pressed="true" if whole else "false")
                + "</span>"
            )  # fmt: skip
        name = "The season" if whole else "My own"
        head = f'<header class="lz-title"><h1>Effort · {name}</h1>{switch}</header>'
        return {"main": head + _figures(found, own=not whole)}


def _figures(found: Figures, *, own: bool) -> str:
    if not found.tracks:
        words = (
            "You have not worked on a cue yet: as soon as you have, your figures stand here. "
            "Nobody else sees them."
            if own
            else "Nothing of the season is kept yet."
        )
        return empty(words)
    parts = [
        _drafts(found.drafts),
        _saving(found.saving) if found.saving is not None else "",
    ]
    unknown = "".join(f"<li>{text(one)}</li>" for one in found.unknown)
    private = '<p class="lz-quiet">These figures are yours; nobody else is shown them.</p>'
    unsaid = f'<ul class="lz-lines lz-quiet">{unknown}</ul>{private if own else ""}'
    return "".join(
        (
            _stages(found.stages) if found.stages else "",
            f'<div class="lz-columns">{"".join(parts)}</div>',
            _tracks(found.tracks),
            section("What these figures do not say", unsaid),
        )
    )


def _stages(stages: Sequence[StageTimes]) -> str:
    rows = [
        row(
            text(one.stage),
            _clock(one.active),
            _figure(one.per_programme_minute),
            _figure(one.cues_an_hour, 0),
            f"{_figure(one.size_an_hour, 0)} <small>{text(one.unit)}</small>",
            _figure(one.time_edits_per_hundred, 0),
            amount(one.cues, "cue"),
        )
        for one in stages
    ]
    head = ("Stage", "Active", "Minutes a programme minute", "Cues an hour", "Source an hour",
            "Retimed of 100", "Visited")  # fmt: skip
    per_minute = [(one.stage, one.per_programme_minute) for one in stages]
    drawn = bars(
        "Active minutes a minute of programme",
        [(name, value) for name, value in per_minute if value is not None],
    )
    shown = table(head, rows, class_="lz-figures")
    return section("Working time", f'<div class="lz-scroll">{shown}</div>{drawn}')


def _drafts(made: Drafts) -> str:
    if not made.judged:
        return section("What became of the drafts", empty("No draft was passed by a person yet."))
    counts = [(label, getattr(made, kind)) for kind, label in KINDS]
    told = [("Judged", amount(made.judged, "cue"))]
    if made.hter is not None:
        told.append((f"Edits of 100 {made.unit}", f"{100 * made.hter:.0f}"))
    if made.review_hter is not None:
        told.append((f"In review, of 100 {made.unit}", f"{100 * made.review_hter:.0f}"))
    return section("What became of the drafts", shares("Drafts", counts) + facts(told))


def _saving(one: Saving) -> str:
    if one.ratio is None or one.low is None or one.high is None:
        return section("What drafts save", empty(one.reason))
    percent = round(100 * (1 - one.ratio))
    said = (
        f"Work on drafts took {100 * one.ratio:.0f} % of the time that the same people needed "
        f"without (95 % interval {100 * one.low:.0f} to {100 * one.high:.0f} %)."
    )
    told = (
        ("Saved", f"{percent} %"),
        ("People", str(one.people)),
        ("Scenes with draft", str(one.scenes_with)),
        ("Scenes without", str(one.scenes_without)),
    )
    drawn = interval("Time with drafts to time without", one.ratio, one.low, one.high)
    return section("What drafts save", f"<p>{text(said)}</p>{drawn}{facts(told)}")


def _tracks(tracks: Sequence[TrackFigures]) -> str:
    rows = [_track(one) for one in tracks]
    head = ("Track", "Stage", "Active", "Min / programme min", "Cues / h", "Untouched",
            "Edited", "Rewritten", "Finals", "Redelivered")  # fmt: skip
    shown = table(head, rows, class_="lz-figures")
    return section("By track", f'<div class="lz-scroll" id="effort-scroll">{shown}</div>')


def _track(one: TrackFigures) -> str:
    role = {"transcript": " (heard)", "template": " (template)"}.get(one.role, "")
    named = link(paths.review(one.track_id), f"{one.episode} · {one.locale}{role}")
    stages = ", ".join(times.stage for times in one.stages)
    active = sum(times.active for times in one.stages)
    programme = sum(times.programme or 0 for times in one.stages)
    cues = sum(times.cues for times in one.stages)
    share = one.drafts.shares
    edited = sum(share.get(kind, 0.0) for kind in ("form", "light", "medium"))
    return row(
        named,
        text(stages or "–"),
        _clock(active) if active else "–",
        _figure(active / programme if programme and active else None),
        _figure(cues * 3_600_000 / active if active else None, 0),
        _percent(share.get("as_is")),
        _percent(edited if share else None),
        _percent(share.get("rewritten")),
        str(one.deliveries.finals) if one.deliveries.finals else "–",
        chip(str(one.deliveries.again), "warn") if one.deliveries.again else "–",
    )


def _figure(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _clock(milliseconds: int) -> str:
    minutes = round(milliseconds / 60_000)
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes >= 60 else f"{minutes} min"
