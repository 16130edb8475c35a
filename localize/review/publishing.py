"""Publishing a template: the version, and what it does to every track that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.review.changes import TemplateChange
from localize.review.desks import name_of
from localize.review.errors import RefusedError
from localize.review.pivot import unread_by_people
from localize.review.plans import Stamp, TrackImpact, Way
from localize.review.touched import TEMPLATE
from localize.review.versions import Content, change_data, version_data
from localize.store.cues import cues_of
from localize.store.kinds import CueState, NoteKind
from localize.store.seasons import add_version, latest_version, market_tracks
from localize.store.steps import record_step
from localize.store.work import notes_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.store.tables import TemplateVersionRow, TrackRow


@dataclass(frozen=True, slots=True)
class Publication:
    """A template's new version, published or only shown.

    Attributes:
        version: its number.
        changes: since the version before; none for the first.
        impacts: what it does to each track that hangs on the template.
        published: whether it was; False for a dry run.
        unread: ids of its cues that are a machine's translation of a machine's transcript.
        unapproved: how many of its cues are not approved.
        open_queries: how many queries on the template await an answer; they block *final* of the
            template only.
    """

    version: int
    changes: tuple[TemplateChange, ...]
    impacts: tuple[TrackImpact, ...]
    published: bool = False
    unread: tuple[str, ...] = ()
    unapproved: int = 0
    open_queries: int = 0

    @property
    def machine_pivot(self) -> bool:
        """Whether any of its cues is a machine's over a machine's: blocks *final* in markets."""
        return bool(self.unread)

    @property
    def summary(self) -> tuple[str, ...]:
        """One line a track: ``es-419: 3 retimes follow, 2 texts stale, 1 new``."""
        return tuple(found.impact.summary for found in self.impacts)


def publication(
    session: Session, template: TrackRow, stamp: Stamp | None = None, note: str = ""
) -> Publication:
    """The next version of a template as it is now: shown, or (with ``stamp``) published.

    Args:
        session: any to show it; to publish, one that has taken the template and what hangs on it.
        template: the template.
        stamp: who publishes it; its version is the next. None to show it.
        note: what they say about it.

    Raises:
        RefusedError: the template has no cues, or there is nothing new to publish.
    """
    rows = cues_of(session, template.id)
    if not rows:
        raise RefusedError("The template has no cues, so there is nothing to publish.")
    newest = latest_version(session, template.id)
    content = Content.of_rows(rows)
    changes = Content.of_version(newest).changes_to(content) if newest is not None else ()
    unread = unread_by_people(session, template, rows)
    ways: dict[int, Way] = {}
    plans = []
    for track in market_tracks(session, template.id):
        hung = track.based_on_version
        if hung is None:
            continue  # it follows the template as it is now, edit by edit
        if hung not in ways:
            ways[hung] = Way(session, template.id, hung, content)
        plans.append(ways[hung].plan(session, track))
    if stamp is not None:
        if newest is not None and not changes and newest.machine_pivot == bool(unread):
            raise _nothing_new(session, newest)
        add_version(
            session,
            template,
            by=stamp.person_id,
            at=stamp.at,
            cues=version_data(rows),
            changes=[change_data(change) for change in changes],
            note=note,
            machine_pivot=bool(unread),
        )
        _record(session, template, stamp, len(changes))
    return Publication(
        version=newest.number + 1 if newest else 1,
        changes=changes,
        impacts=tuple(plan.write(stamp) if stamp else plan.shown for plan in plans),
        published=stamp is not None,
        unread=unread,
        unapproved=sum(row.state != CueState.APPROVED.value for row in rows),
        open_queries=sum(
            found.kind == NoteKind.QUERY.value and found.track_id == template.id
            for found in notes_of(session, template, unanswered=True)
        ),
    )


def _record(session: Session, template: TrackRow, stamp: Stamp, changes: int) -> None:
    detail = {
        "act": stamp.follow.value,
        "stage": template.stage,
        "version": stamp.version,
        "changes": changes,
    }
    record_step(
        session, template, stamp.person_id, TEMPLATE, detail=detail, group=stamp.group, at=stamp.at
    )


def _nothing_new(session: Session, newest: TemplateVersionRow) -> RefusedError:
    """That the template is as it was published, and by whom."""
    return RefusedError(
        f"Nothing has changed since version {newest.number}, which "
        f"{name_of(session, newest.by)} published at {newest.at:%Y-%m-%d %H:%M:%S} UTC.",
        "Edit the template first.",
    )


def not_overtaken(session: Session, newest: TemplateVersionRow | None, seen: int | None) -> None:
    """Refuse where somebody has published since the version that a person has seen.

    Raises:
        RefusedError: another version is out.
    """
    if seen is None or newest is None or newest.number == seen:
        return
    raise RefusedError(
        f"{name_of(session, newest.by)} has published version {newest.number} at "
        f"{newest.at:%Y-%m-%d %H:%M:%S} UTC, after you had looked.",
        "Look at the impact again, then publish.",
    )
