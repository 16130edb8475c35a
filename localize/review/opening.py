"""Opening a track to work on it: what a person is to know before they touch a cue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.review.acts import Act, ActKind
from localize.review.office import Office
from localize.review.policy import CueFacts, decide
from localize.review.reading import track_view
from localize.review.views import TrackView
from localize.script import TrackRole
from localize.store.kinds import CueState
from localize.store.seasons import tracks_of
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from localize.review.actor import Actor
    from localize.review.bench import Bench


@dataclass(frozen=True, slots=True)
class TrackLink:
    """A track of an episode, to be opened.

    Attributes:
        track_id: the track.
        locale: BCP 47.
        role: what it is for.
    """

    track_id: int
    locale: str
    role: TrackRole


@dataclass(frozen=True, slots=True)
class OpenedTrack:
    """A track, and what holds for all of it.

    Attributes:
        track: with its cues and its source's.
        source_role: what its source is for; None for no source.
        rate: of the episode; 24 where there is no picture.
        start_timecode: SMPTE of the episode's first frame; empty for none.
        duration: of the programme, ms.
        tracks: of the episode, this one among them, as they were made.
        may_edit: whether the person writes here now, as far as roles and the stage say.
        may_approve: whether they judge here what is confirmed.
    """

    track: TrackView
    source_role: TrackRole | None
    rate: FrameRate
    start_timecode: str
    duration: int
    tracks: tuple[TrackLink, ...]
    may_edit: bool
    may_approve: bool


class Opening(Office):
    """Opening tracks; everybody with an account may."""

    def open(self, actor: Actor, track_id: int) -> OpenedTrack:
        """A track with all that an editor needs of the database, in one snapshot.

        Raises:
            UnknownNameError: the season has no such track, or not the stage that it is at.
        """
        return self._read(actor, track_id, _opened)


def _opened(bench: Bench) -> OpenedTrack:
    track = track_view(bench)
    links = tuple(
        TrackLink(one.id, one.locale, TrackRole(one.role))
        for one in tracks_of(bench.session, bench.episode.id)
    )
    roles = {one.track_id: one.role for one in links}
    confirmed = CueFacts(state=CueState.REVIEWED)
    return OpenedTrack(
        track=track,
        source_role=None if track.based_on is None else roles.get(track.based_on),
        rate=bench.rate,
        start_timecode=bench.episode.start_timecode,
        duration=bench.episode.duration,
        tracks=links,
        may_edit=decide(Act(ActKind.TEXT), bench.desk).allowed,
        may_approve=decide(Act(ActKind.APPROVE), bench.desk, confirmed).allowed,
    )
