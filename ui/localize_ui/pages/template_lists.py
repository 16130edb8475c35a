"""A template's lists: what markets ask of it, and its published versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize_ui.pages import paths
from localize_ui.pages.elements import (
    amount,
    chip,
    empty,
    field,
    form,
    labelled,
    link,
    moment,
    section,
    send,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.review.reading import TrackSummary
    from localize.review.requests import ChangeRequest
    from localize.review.versions import Version


def requests_list(track: TrackSummary, asked: Sequence[ChangeRequest], *, answers: bool) -> str:
    """What markets ask of the template, each to be granted or declined."""
    if not asked:
        return section("Requests of markets", empty("None is open."))
    items = "".join(_request(track, one, answers=answers) for one in asked)
    return section("Requests of markets", f'<ul class="lz-requests">{items}</ul>')


def _request(track: TrackSummary, one: ChangeRequest, *, answers: bool) -> str:
    cue = link(paths.review(track.track_id, one.cue_id), one.cue_id) if one.cue_id else "template"
    frames = [
        f"{edge} {number:+d} frames"
        for edge, number in (("in", one.start_frames), ("out", one.end_frames))
        if number
    ]
    moved = "".join(chip(one_edge, "note") for one_edge in frames)
    act = ""
    if answers:
        box = field(name="text", id=f"answer-{one.note_id}", maxlength=1000,
                    placeholder="answer; a reason where it is declined")  # fmt: skip
        act = form(
            "grant",
            labelled("Answer", box)
            + send("Grant")
            + send("Decline", data_act="decline", class_="lz-plain"),
            data_note=one.note_id,
            class_="lz-form lz-inline",
        )
    return (
        f"<li><p>{chip(one.market or 'template')} {cue} {moved} {text(one.text)} "
        f"<small>{text(one.by)}, {moment(one.at)}</small></p>{act}</li>"
    )


def version_log(versions: Sequence[Version]) -> str:
    """Every published version, the newest first."""
    if not versions:
        return section("Versions", empty("None was published."))
    items = "".join(
        f"<li><b>{one.number}</b> {moment(one.at)} <small>{text(one.by)}</small> "
        f"{chip('machine pivot', 'warn') if one.machine_pivot else ''}"
        f"<div>{text(one.note) if one.note else ''} <small>{amount(one.cues, 'cue')}, "
        f"{amount(len(one.changes), 'change')}</small></div></li>"
        for one in versions
    )
    return section("Versions", f'<ul class="lz-lines">{items}</ul>')
