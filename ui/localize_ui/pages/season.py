"""*Season*: episodes by markets, what is next for me, and the work of the lead on a track."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.media.find import natural_key
from localize.review.acts import ActKind
from localize.script import TrackRole
from localize.store.kinds import CueState
from localize_ui.pages import paths
from localize_ui.pages.allowed import may
from localize_ui.pages.desk import Desk
from localize_ui.pages.elements import amount, chip, empty, link, moment, progress, tag, text
from localize_ui.pages.files_in import FilesIn
from localize_ui.pages.pipeline import Pipeline
from localize_ui.pages.track_panel import TrackPanel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.review.reading import SeasonOverview, Task, TrackSummary
    from localize_ui.api.identity import Caller
    from localize_ui.api.workplace import Workplace
    from localize_ui.pages.desk import Act, Pulse, Query

#: Order of columns of one locale, and how they are marked; subtitles need no mark.
_ROLES: Final = {
    TrackRole.TRANSCRIPT: "heard",
    TrackRole.TEMPLATE: "template",
    TrackRole.SUBTITLE: "",
}
_ORDER: Final = tuple(_ROLES)
#: Seconds between two looks at the pipeline: while it works, and otherwise.
_SOON: Final = 1.5
_SELDOM: Final = 15.0


class SeasonDesk(Desk):
    """The season's page.

    Args:
        place: the project.
    """

    title = "Season"
    path = paths.SEASON
    regions = ("main", "side", "live")

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._panel = TrackPanel(self)
        self._pipeline = Pipeline(self)
        self._files = FilesIn(self)

    def regions_for(self, caller: Caller | None, query: Query) -> dict[str, str]:
        """The grid, and beside it what one does with a track."""
        overview = self.overview(caller, findings=query.get("findings") == "1")
        chosen = int(query["track"]) if query.get("track", "").isdecimal() else 0
        known = {one.track_id: one for one in overview.tracks} if overview else {}
        side = ""
        if caller is not None and chosen in known:
            side = self._panel.drawn(
                caller, known[chosen], self.place.accounts.shown_names(), query
            )
        return {
            "main": self._main(caller, overview, chosen, query),
            "side": side + self._pipeline.adding(caller) + self._files.drawn(caller, overview),
            "live": self.live(caller),
        }

    def acts(self) -> Mapping[str, Act]:
        """What can be done on this page."""
        return {**self._panel.acts(), **self._pipeline.acts(), **self._files.acts()}

    def pulse(self, caller: Caller | None) -> Pulse:
        """How far the pipeline is."""
        return self._pipeline.pulse(caller)

    def live(self, caller: Caller | None) -> str:
        """The pipeline's last run."""
        return self._pipeline.following(caller)

    def seconds(self, caller: Caller | None) -> float:
        """Often while a run is at work, seldom while somebody might start one."""
        if not may(caller, ActKind.RERUN):
            return 0
        return _SOON if self._pipeline.at_work(caller) else _SELDOM

    # --- The grid -----------------------------------------------------------------------------

    def _main(
        self, caller: Caller | None, overview: SeasonOverview | None, chosen: int, query: Query
    ) -> str:
        if overview is None or not overview.tracks:
            return _title(self.place.season.name, "") + _nothing(may(caller, ActKind.RERUN))
        names = dict(overview.people)
        counted = query.get("findings") == "1"
        tools = tag(
            "span",
            tag("button", "Refresh", type="button", data_act="go")
            + tag(
                "button",
                "Hide findings" if counted else "Count blocking findings",
                type="button",
                data_act="go",
                data_findings="" if counted else "1",
                title="Checks every track against its guide; takes a while in a long season",
            ),
            class_="lz-tools",
        )
        return (
            _title(overview.season, tools)
            + _next(overview.next)
            + _grid(overview.tracks, names, chosen)
        )


def _title(name: str, tools: str) -> str:
    return f'<header class="lz-title"><h1>{text(name)}</h1>{tools}</header>'


def _nothing(starts: bool) -> str:
    how = (
        "Add episodes on the right and run the pipeline, or take subtitle files in: tracks appear "
        "here."
        if starts
        else "As soon as the lead has run the pipeline, the drafts appear here."
    )
    words = empty(f"Nothing of this season is kept yet. {how}")
    files = link(paths.OUTPUT, "Files that are in the output folder already", class_="lz-button")
    return f"{words}<p>{files}</p>"


def _next(tasks: Sequence[Task]) -> str:
    """What waits for whoever looks."""
    if not tasks:
        return ""
    rows = "".join(_task(task) for task in tasks[:12])
    more = f'<p class="lz-quiet">and {len(tasks) - 12} more</p>' if len(tasks) > 12 else ""
    return (
        f'<section class="lz-next" aria-label="Next for me"><h2>Next for me</h2>'
        f"<ul>{rows}</ul>{more}</section>"
    )


def _task(task: Task) -> str:
    one = task.assignment
    due = moment(one.due)
    late = chip("late", "bad") if task.late else ""
    waits = amount(task.left, "cue") if task.left else "nothing waits"
    state = "" if task.ready else chip("not there yet", "note")
    cue = task.cue_id
    name = tag("a", f"<b>{text(task.episode)}</b> {text(task.locale)}",
               href=paths.review(one.track_id, cue))  # fmt: skip
    done = tag(
        "button", "Done", type="button", data_act="finish", data_assignment=one.assignment_id,
        data_sure="Really done?",
    )  # fmt: skip
    return (
        f"<li>{name} {chip(one.stage)} <span>{waits}</span> {state}"
        f"{f'<span>due {due}</span>' if due else ''} {late}{done}</li>"
    )


def _grid(tracks: Sequence[TrackSummary], names: Mapping[int, str], chosen: int) -> str:
    columns = sorted(
        {(one.locale, one.role) for one in tracks},
        key=lambda pair: (_ORDER.index(pair[1]), pair[0]),
    )
    by_place = {(one.episode, one.locale, one.role): one for one in tracks}
    episodes = sorted({one.episode for one in tracks}, key=natural_key)
    head = "".join(f'<th scope="col">{text(locale)}{_mark(role)}</th>' for locale, role in columns)
    rows = "".join(
        f'<tr><th scope="row">{text(episode)}</th>'
        + "".join(
            _cell(by_place.get((episode, locale, role)), names, chosen) for locale, role in columns
        )
        + "</tr>"
        for episode in episodes
    )
    legend = (
        '<span class="lz-key lz-approved">approved</span>'
        '<span class="lz-key lz-reviewed">confirmed</span>'
        '<span class="lz-key lz-edited">edited</span>'
        '<span class="lz-key lz-machine">machine</span>'
    )
    return (
        '<div class="lz-scroll lz-grid" id="lz-grid-scroll" tabindex="0" role="region" '
        f'aria-label="Episodes and markets"><table><caption>{amount(len(episodes), "episode")}, '
        f"{amount(len(tracks), 'track')} {legend}</caption>"
        f'<thead><tr><th scope="col">Episode</th>{head}</tr></thead><tbody>{rows}</tbody>'
        "</table></div>"
    )


def _mark(role: TrackRole) -> str:
    return f" <small>{_ROLES[role]}</small>" if _ROLES[role] else ""


def _cell(track: TrackSummary | None, names: Mapping[int, str], chosen: int) -> str:
    if track is None:
        return '<td class="lz-none" aria-label="no track">–</td>'
    counts = dict(track.states)
    total = sum(counts.values())
    approved = counts[CueState.APPROVED]
    confirmed = counts[CueState.REVIEWED] + approved
    signs = [chip(track.stage)]
    if track.late:
        signs.append(chip("late", "bad"))
    if track.due is not None:
        signs.append(f'<span class="lz-due">{moment(track.due, day=True)}</span>')
    if track.queries:
        signs.append(chip(amount(track.queries, "query", "queries"), "note"))
    if track.stale:
        signs.append(chip(f"{track.stale} stale", "warn"))
    if track.blocking:
        signs.append(chip(f"{track.blocking} blocking", "bad"))
    elif track.blocking == 0:
        signs.append(chip("0 blocking", "ok"))
    who = sorted({names.get(one.person_id, "?") for one in track.assignments if one.done is None})
    people = f'<span class="lz-who">{text(", ".join(who))}</span>' if who else ""
    title = f"{approved} approved, {confirmed} confirmed of {total} cues"
    open_ = tag(
        "a", f'<b>{confirmed}/{total}</b>{progress(track.states)}',
        href=paths.review(track.track_id), class_="lz-open", title=title,
    )  # fmt: skip
    more = tag(
        "button", "⋯", type="button", data_act="go", class_="lz-more",
        data_track="" if track.track_id == chosen else track.track_id,
        aria_label=f"More of {track.episode} {track.locale}",
        aria_expanded="true" if track.track_id == chosen else "false",
    )  # fmt: skip
    here = ' class="lz-here"' if track.track_id == chosen else ""
    return (
        f'<td{here}><div class="lz-cell">{open_}{more}</div>'
        f'<div class="lz-signs">{"".join(signs)}{people}</div></td>'
    )
