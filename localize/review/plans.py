"""Taking a track to a template's version: planned for each market first, then written as one.

Planning reads and changes nothing, so that a person can be shown what a version would do; writing
is one step a track. Whoever calls these holds the transaction and has taken the tracks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from localize.review.bench import market_of, rate_of
from localize.review.hanging import hang
from localize.review.impact import impact
from localize.review.outcome import CueAction, MarketCue, MarketImpact
from localize.review.touched import TEMPLATE, Follow, market_cues
from localize.review.versions import Content
from localize.script import TrackRole
from localize.season import MarketPolicy
from localize.store.cues import find_cues, take_cue_ids
from localize.store.kinds import CueState
from localize.store.mapping import cue_of
from localize.store.seasons import find_version
from localize.store.steps import Change, create, edit, record_step
from localize.store.tables import EpisodeRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from localize.season import Season, Times
    from localize.store.mapping import CueFields
    from localize.store.tables import CueRow, StepRow, TrackRow


@dataclass(frozen=True, slots=True)
class TrackImpact:
    """What a version does to one track that hangs on the template.

    Attributes:
        track_id: the track.
        role: what it is for: a market's subtitles, or a pivot made from the template.
        hung_on: the version that it hangs on now; None where it is not hung yet.
        impact: what becomes of its cues.
    """

    track_id: int
    role: TrackRole
    hung_on: int | None
    impact: MarketImpact


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who takes tracks to which version, in one go.

    Attributes:
        person_id: who.
        at: when.
        follow: which of a template's acts it is.
        group: joins the steps of all tracks.
        template_id: the template.
        version: its version.
    """

    person_id: int
    at: datetime
    follow: Follow
    group: str
    template_id: int
    version: int


class Way:
    """The way from one version of a template to a newer content, the same for every track on it.

    Args:
        session: any.
        template_id: the template.
        number: the version.
        new: the newer content.

    Raises:
        LookupError: that version was never published.
    """

    def __init__(self, session: Session, template_id: int, number: int, new: Content) -> None:
        row = find_version(session, template_id, number)
        if row is None:
            raise LookupError(f"version {number} of template {template_id} was never published")
        self._old = Content.of_version(row)
        self._new = new
        self._changes = self._old.changes_to(new)

    def plan(self, session: Session, track: TrackRow) -> Plan:
        """The plan that takes a track along."""
        cues = market_cues(session, track.id)
        found = impact(
            self._changes,
            cues,
            locale=track.locale,
            old=self._old.cues,
            new=self._new.cues,
            next_id=_names(cues),
        )
        return Plan(session, track, cues, found)


def hanging(
    session: Session, track: TrackRow, template: TrackRow, new: Content, season: Season
) -> Plan:
    """The plan that hangs a track, whatever it was made from, on a template's content."""
    cues = market_cues(session, track.id)
    found = hang(
        cues,
        new.cues,
        locale=track.locale,
        stands_for=_stands_for(track, template, new),
        next_id=_names(cues),
        times=_times(track, season),
        rate=rate_of(session.get_one(EpisodeRow, track.episode_id)),
    )
    return Plan(session, track, cues, found)


def _times(track: TrackRow, season: Season) -> Times:
    """How far a hung track's times may leave the template's; all free where it has no market."""
    if track.role != TrackRole.SUBTITLE.value:
        return MarketPolicy().under(False).times
    return market_of(season, track.locale).policy.under(True).times


def _names(cues: list[MarketCue]) -> Callable[[], str]:
    """Gives new cues names for show, which no cue of the track has."""
    taken = {known.cue.id for known in cues}
    names = (name for number in count(1) if (name := f"new-{number}") not in taken)
    return lambda: next(names)


def _stands_for(track: TrackRow, template: TrackRow, new: Content) -> dict[str, tuple[str, ...]]:
    """For each line of a template, ids in the track's ``source_ids`` that mean the same."""
    if track.based_on_id == template.id:
        return {line.id: (line.id,) for line in new.cues}
    if track.based_on_id is not None and track.based_on_id == template.based_on_id:
        return {line.id: line.source_ids for line in new.cues}
    return {}


class Plan:
    """What is to become of one track; making it changes nothing.

    Attributes:
        cues: the track as it is.
        impact: what becomes of them; new cues have ids for show.
    """

    def __init__(
        self, session: Session, track: TrackRow, cues: list[MarketCue], found: MarketImpact
    ) -> None:
        self._session = session
        self._track = track
        self.cues = cues
        self.impact = found

    @property
    def shown(self) -> TrackImpact:
        """What a person is shown before it is done."""
        track = self._track
        return TrackImpact(track.id, TrackRole(track.role), track.based_on_version, self.impact)

    def write(self, stamp: Stamp, *, flag_new: bool = True) -> TrackImpact:
        """Do it, as one step of the track; the track must have been taken for writing.

        Args:
            stamp: who, when, and to which version.
            flag_new: whether a new line's empty cue says that the template has it now; not where
                the whole track is new.

        Returns:
            What was done, with the ids that new cues have got.
        """
        done = self._with_real_ids()
        shown = TrackImpact(
            self._track.id, TrackRole(self._track.role), self._track.based_on_version, done
        )
        record = _Writing(self._session, self._track, stamp, flag_new=flag_new)
        record.write(done)
        return shown

    def _with_real_ids(self) -> MarketImpact:
        """The same, with ids of the track instead of the names that new cues had for show."""
        made = sum(action.before is None for action in self.impact.actions)
        ids = iter(take_cue_ids(self._session, self._track, made) if made else ())
        return replace(
            self.impact,
            actions=tuple(
                action if action.before is not None else _renamed(action, next(ids))
                for action in self.impact.actions
            ),
        )


def _renamed(action: CueAction, cue_id: str) -> CueAction:
    if action.after is None:
        raise ValueError(f"cue {action.cue_id} is neither there nor to be made")
    return replace(action, cue_id=cue_id, after=replace(action.after, id=cue_id))


class _Writing:
    """Turns a plan's actions into one recorded step of the track."""

    def __init__(self, session: Session, track: TrackRow, stamp: Stamp, *, flag_new: bool) -> None:
        self.session = session
        self.track = track
        self.stamp = stamp
        self.flag_new = flag_new

    def write(self, plan: MarketImpact) -> StepRow:
        """Record the step and hang the track on the version."""
        track, stamp = self.track, self.stamp
        rows = find_cues(self.session, track.id, [action.cue_id for action in plan.actions])
        changes = [self._change(action, rows.get(action.cue_id)) for action in plan.actions]
        detail: dict[str, Any] = {
            "act": stamp.follow.value,
            "stage": track.stage,
            "template": stamp.template_id,
            "version": stamp.version,
            "from": track.based_on_version if track.based_on_id == stamp.template_id else None,
            "summary": plan.summary,
        }
        step = record_step(
            self.session,
            track,
            stamp.person_id,
            TEMPLATE,
            changes,
            detail=detail,
            group=stamp.group,
            at=stamp.at,
        )
        track.based_on_id, track.based_on_version = stamp.template_id, stamp.version
        return step

    def _change(self, action: CueAction, row: CueRow | None) -> Change:
        stale = self._stale(action, row)
        if action.before is None or row is None:
            if action.after is None:
                raise ValueError(f"cue {action.cue_id} is neither there nor to be made")
            return create(self.track.id, action.after, stale=stale)
        if action.after is None:
            return edit(row, deleted=True, stale=stale)
        kept = cue_of(row)
        fields: CueFields = {"stale": stale}
        changed = (kept.lines, kept.span) != (action.after.lines, action.after.span)
        if changed and (row.state == CueState.APPROVED.value or row.locked):
            raise RuntimeError(f"the plan would change approved or locked cue {row.cue_id}")
        if kept.lines != action.after.lines and row.state == CueState.REVIEWED.value:
            # What was confirmed is no longer what stands there.
            fields |= {"state": CueState.EDITED.value, "reviewed_by": None}
        return edit(row, action.after, **fields)

    def _stale(self, action: CueAction, row: CueRow | None) -> str:
        """Why somebody must look, after what was to be looked at already."""
        said = [text for text in (action.stale, action.flag) if text]
        if action.before is None and not self.flag_new:
            said = []
        news = f"Template v{self.stamp.version}: {'; '.join(said)}" if said else ""
        before = row.stale if row is not None else ""
        return "; ".join(part for part in (before, news) if part)
