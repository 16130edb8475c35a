"""One track beside the season's grid: who does what by when, its stage, where it is worked on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from localize.errors import SettingsError
from localize.review.acts import ActKind
from localize.script import TrackRole
from localize_ui.pages import paths
from localize_ui.pages.allowed import may
from localize_ui.pages.desk import Said
from localize_ui.pages.elements import (
    button,
    chip,
    empty,
    field,
    form,
    labelled,
    link,
    moment,
    select,
    send,
    text,
)
from localize_ui.pages.sync_panel import SyncPanel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localize.review.reading import TrackSummary
    from localize.review.views import AssignmentView
    from localize_ui.api.identity import Caller
    from localize_ui.pages.desk import Act, Desk, Query, Sent


class TrackPanel:
    """Draws a track's panel, and does what is asked for there.

    Args:
        desk: the page that it stands on.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sync = SyncPanel(desk)

    def acts(self) -> Mapping[str, Act]:
        """What can be done here."""
        return {
            "assign": self._assign,
            "unassign": self._unassign,
            "finish": self._finish,
            "stage": self._stage,
            **self._sync.acts(),
        }

    # --- Drawing ------------------------------------------------------------------------------

    def drawn(
        self, caller: Caller, track: TrackSummary, names: Mapping[int, str], query: Query
    ) -> str:
        """The panel of one track."""
        leads = may(caller, ActKind.ASSIGN)
        close = button("×", "go", data_track="", aria_label="Close")
        work = [link(paths.review(track.track_id), "Open in the editor", class_="lz-main")]
        if track.role is TrackRole.TEMPLATE:
            work.append(link(paths.address(paths.TEMPLATE, track=track.track_id), "Template"))
        work.append(link(paths.address(paths.DELIVER, track=track.track_id), "Deliver"))
        work.append(self._sync.opener(caller, track))
        rows = "".join(self._assignment(one, caller, names) for one in track.assignments)
        nobody = empty("Nobody is assigned.")
        return (
            f'<section class="lz-section lz-panel"><header><h2>{text(track.episode)} · '
            f"{text(track.locale)}</h2>{chip(track.stage)}{close}</header>"
            f'<p class="lz-links">{"".join(work)}</p>'
            f"{self._sync.drawn(caller, track, query)}"
            f"{self._stages(track) if leads else ''}"
            f"<h3>Who</h3>{f'<ul class=lz-list>{rows}</ul>' if rows else nobody}"
            f"{self._form(track) if leads else ''}</section>"
        )

    def _assignment(self, one: AssignmentView, caller: Caller, names: Mapping[int, str]) -> str:
        span = ""
        if one.first_cue or one.last_cue:
            first, last = one.first_cue or "first", one.last_cue or "last"
            span = f" <small>cues {text(first)} – {text(last)}</small>"
        due = f"due {moment(one.due)}" if one.due else "no date"
        state = chip("done", "ok") if one.done else f"<div><small>{due}</small></div>"
        acts = []
        if one.done is None and (
            may(caller, ActKind.ASSIGN) or one.person_id == caller.actor.person_id
        ):
            acts.append(button("Done", "finish", data_assignment=one.assignment_id,
                               data_sure="Really done?"))  # fmt: skip
        if may(caller, ActKind.ASSIGN):
            acts.append(button("Take back", "unassign", data_assignment=one.assignment_id,
                               data_sure="Really?"))  # fmt: skip
        name = names.get(one.person_id, "this machine's user")
        return (
            f"<li><span><b>{text(name)}</b> {chip(one.stage)} {state}{span}</span>"
            f'<span class="lz-acts">{"".join(acts)}</span></li>'
        )

    def _stages(self, track: TrackSummary) -> str:
        stages = [(one.name, one.name) for one in self._desk.place.season.stages]
        return form(
            "stage",
            labelled("Stage", select("stage", stages, track.stage, id=f"stage-{track.track_id}"))
            + send("Set"),
            data_track=track.track_id,
            class_="lz-form lz-inline",
        )

    def _form(self, track: TrackSummary) -> str:
        people = [
            (str(one.id), f"{one.display} ({', '.join(role.value for role in one.roles)})")
            for one in self._desk.place.accounts.people()
        ]
        if not people:
            return (
                '<p class="lz-quiet">There are no accounts, so there is nobody to assign. '
                "<code>localize users add NAME --role operator</code> makes the first.</p>"
            )
        stages = [(one.name, one.name) for one in self._desk.place.season.stages]
        key = track.track_id
        inner = (
            labelled("Person", select("person", people, id=f"person-{key}"))
            + labelled("Stage", select("for", stages, track.stage, id=f"for-{key}"))
            + labelled("Due", field(type="datetime-local", name="due", id=f"due-{key}"))
            + "<details><summary>A part of the cues</summary>"
            + labelled("First cue", field(name="first", id=f"first-{key}", maxlength=100))
            + labelled("Last cue", field(name="last", id=f"last-{key}", maxlength=100))
            + "</details>"
            + send("Assign")
        )
        return form("assign", inner, data_track=key, class_="lz-form")

    # --- Doing --------------------------------------------------------------------------------

    def _assign(self, caller: Caller, sent: Sent, _: Query) -> Said:
        made = self._desk.place.review.assign(
            caller.actor,
            sent.number("track"),
            sent.number("person"),
            sent.word("for"),
            first=sent.word("first"),
            last=sent.word("last"),
            due=_date(sent.word("due")),
        )
        name = self._desk.place.accounts.shown_names().get(made.person_id, "")
        return Said(f"{name} does {made.stage}.")

    def _unassign(self, caller: Caller, sent: Sent, _: Query) -> Said:
        self._desk.place.review.unassign(caller.actor, sent.number("assignment"))
        return Said("The assignment is taken back.")

    def _finish(self, caller: Caller, sent: Sent, _: Query) -> Said:
        done = self._desk.place.review.finish(caller.actor, sent.number("assignment"))
        return Said(f"{done.stage} is done.")

    def _stage(self, caller: Caller, sent: Sent, _: Query) -> Said:
        stage = sent.word("stage")
        self._desk.place.review.set_stage(caller.actor, sent.number("track"), stage)
        return Said(f"The track is at {stage} now.")


def _date(word: str) -> datetime | None:
    """A moment with its zone, as the browser tells it.

    Raises:
        SettingsError: it is none.
    """
    if not word:
        return None
    try:
        return datetime.fromisoformat(word)
    except ValueError as error:
        raise SettingsError("That is no date.", hint="Choose day and time.") from error
