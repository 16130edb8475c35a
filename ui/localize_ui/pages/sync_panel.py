"""A track put in time by the sound: what would move is shown, and done once somebody says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.review.acts import ActKind
from localize.review.errors import RefusedError
from localize.timeline import format_clock
from localize_ui.api.media import voices_of
from localize_ui.api.withholding import moves_here
from localize_ui.pages.allowed import may
from localize_ui.pages.desk import Said
from localize_ui.pages.elements import amount, button, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.review.reading import TrackSummary
    from localize.review.syncing import MovedCue, SyncPreview
    from localize_ui.api.identity import Caller
    from localize_ui.pages.desk import Act, Desk, Query, Sent

#: Cues without a place that are named; the others are counted.
_GONE = 5


class SyncPanel:
    """Draws what a sync would do to a track, and does it.

    Args:
        desk: the page that it stands on.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def acts(self) -> Mapping[str, Act]:
        """What can be done here."""
        return {"sync": self._sync}

    def opener(self, caller: Caller, track: TrackSummary) -> str:
        """The button that shows what would move."""
        if not may(caller, ActKind.TIMES):
            return ""
        return button("Sync to the sound", "go", data_sync=track.track_id)

    def drawn(self, caller: Caller, track: TrackSummary, query: Query) -> str:
        """What would move; nothing before somebody asks."""
        if query.get("sync") != str(track.track_id) or not may(caller, ActKind.TIMES):
            return ""
        place = self._desk.place
        close = button("Leave it", "go", data_sync="")
        try:
            voices = voices_of(place, caller, track.track_id)
            found = place.review.sync_preview(caller.actor, track.track_id, voices)
        except RefusedError as error:
            told = Said(error.reason, error.ask, ok=False).html()
            return f"<h3>Sync to the sound</h3>{told}<p>{close}</p>"
        found = moves_here(place, caller.actor, track.track_id, found)
        go = ""
        if found.refused:
            go = Said(found.refused, found.ask, ok=False).html()
        elif found.moved or found.gone:
            go = button(
                f"Move {amount(found.moved, 'cue')}", "sync", data_track=track.track_id,
                data_number=found.number, data_sure="Really move them?", class_="lz-main",
            )  # fmt: skip
        return f"<h3>Sync to the sound</h3>{_told(found)}<p class=lz-links>{go}{close}</p>"

    def _sync(self, caller: Caller, sent: Sent, _: Query) -> Said:
        place, track_id = self._desk.place, sent.number("track")
        voices = voices_of(place, caller, track_id)
        done = place.review.sync(caller.actor, track_id, voices, sent.number("number"))
        if not done.step:
            return Said("The track is in time as it is.", query={"sync": ""})
        return Said(
            f"{done.note}.", "Undo in the editor takes it back as one step.", query={"sync": ""}
        )


def _told(found: SyncPreview) -> str:
    parts = [f"<p>{text(found.said)}</p>"]
    if found.confirmed:
        parts.append(
            f"<p>{amount(found.confirmed, 'cue')} of them confirmed; their words stay so.</p>"
        )
    if found.shown:
        parts.append(_moves(found.shown))
    if found.gone:
        named = "".join(
            f"<li>{text(one.cue_id)} <small>{format_clock(one.before)}</small> "
            f"{text(one.text)}</li>"
            for one in found.gone[:_GONE]
        )
        more = len(found.gone) - _GONE
        rest = f"<li>and {more} more</li>" if more > 0 else ""
        parts.append(
            f"<p>{amount(len(found.gone), 'cue')} would stand before the programme and be taken "
            f"out:</p><ul class=lz-lines>{named}{rest}</ul>"
        )
    return "".join(parts)


def _moves(shown: Sequence[MovedCue]) -> str:
    rows = "".join(
        f"<li>{text(one.cue_id)} <small>{format_clock(one.before)} → {format_clock(one.after)}"
        f"</small> {text(one.text)}</li>"
        for one in shown
    )
    return f"<ul class=lz-lines>{rows}</ul>"
