"""What `localize template` prints: for people, or one JSON object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from localize.cli.kept import say
from localize.timeline import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.review.changes import TemplateChange
    from localize.review.plans import TrackImpact
    from localize.review.publishing import Publication
    from localize.review.requests import ChangeRequest
    from localize.review.versions import Version


def publication(made: Publication, *, as_json: bool) -> None:
    """A version that was published or shown."""
    if as_json:
        _json(
            "version",
            number=made.version,
            published=made.published,
            machine_pivot=made.machine_pivot,
            unread=list(made.unread),
            unapproved=made.unapproved,
            open_queries=made.open_queries,
        )
        for change in made.changes:
            _json("change", **_change_data(change))
        for found in made.impacts:
            _json("impact", **_impact_data(found))
        return
    verb = "published" if made.published else "would be published"
    say(f"Version {made.version} {verb}: {_many(len(made.changes), 'change')}.")
    for change in made.changes:
        say(f"  {_change_line(change)}")
    for line in made.summary:
        say(line)
    if not made.impacts:
        say("No market hangs on it.")
    if made.machine_pivot:
        say(
            f"{_many(len(made.unread), 'cue')} are a machine's translation of a machine's "
            "transcript: final is blocked in every market unless it is waived.",
            err=True,
        )
    if made.open_queries:
        say(f"{_many(made.open_queries, 'open query', 'open queries')}.", err=True)


def impacts(found: Sequence[TrackImpact], *, as_json: bool) -> None:
    """What became of each track that was hung."""
    for one in found:
        if as_json:
            _json("impact", **_impact_data(one))
        else:
            say(one.impact.summary)


def log(versions: Iterable[Version], *, as_json: bool) -> None:
    """Published versions."""
    listed = list(versions)
    for version in listed:
        if as_json:
            _json(
                "version",
                number=version.number,
                by=version.by,
                at=version.at.isoformat(),
                note=version.note,
                cues=version.cues,
                machine_pivot=version.machine_pivot,
                changes=[_change_data(change) for change in version.changes],
            )
            continue
        pivot = ", machine pivot" if version.machine_pivot else ""
        note = f": {version.note}" if version.note else ""
        say(
            f"v{version.number}  {version.at:%Y-%m-%d %H:%M} UTC  {version.by}  "
            f"{_many(version.cues, 'cue')}{pivot}{note}"
        )
        for change in version.changes:
            say(f"  {_change_line(change)}")
    if not listed and not as_json:
        say("No version has been published.")


def requests(found: Iterable[ChangeRequest], *, as_json: bool) -> None:
    """Requests of markets."""
    listed = list(found)
    for one in listed:
        if as_json:
            _json(
                "request",
                id=one.note_id,
                cue=one.cue_id,
                market=one.market,
                text=one.text,
                start_frames=one.start_frames,
                end_frames=one.end_frames,
                by=one.by,
                at=one.at.isoformat(),
                answer=one.answer,
            )
            continue
        market = f" ({one.market})" if one.market else ""
        frames = "".join(
            f", {edge} {count:+d} frames"
            for edge, count in (("in", one.start_frames), ("out", one.end_frames))
            if count
        )
        answer = f" — {one.answer}" if one.answer else ""
        say(f"{one.note_id}  cue {one.cue_id}  {one.by}{market}: {one.text}{frames}{answer}")
    if not listed and not as_json:
        say("Nothing is asked.")


def _json(kind: str, **values: Any) -> None:  # noqa: ANN401 -- whatever JSON can say
    typer.echo(json.dumps({"kind": kind, **values}, ensure_ascii=False))


def _change_data(change: TemplateChange) -> dict[str, Any]:
    return {
        "change": change.kind.value,
        "old": list(change.old_ids),
        "new": list(change.new_ids),
        "detail": change.detail,
    }


def _impact_data(found: TrackImpact) -> dict[str, Any]:
    return {
        "track": found.track_id,
        "locale": found.impact.locale,
        "role": found.role.value,
        "from": found.hung_on,
        "summary": found.impact.summary,
        "counts": {outcome.value: number for outcome, number in found.impact.counts.items()},
        "cues": [
            {
                "cue": action.cue_id,
                "outcomes": [outcome.value for outcome in action.outcomes],
                "stale": action.stale,
                "flag": action.flag,
            }
            for action in found.impact.actions
        ],
    }


def _change_line(change: TemplateChange) -> str:
    first = (change.after or change.before)[0]
    ids = " + ".join(change.old_ids)
    if change.new_ids != change.old_ids:
        new = " + ".join(change.new_ids) or "nothing"
        ids = f"{ids} → {new}" if ids else new
    detail = change.detail or " / ".join(first.lines)
    return f"{format_clock(first.start)}  {change.kind.value} {ids}: {detail}"


def _many(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
