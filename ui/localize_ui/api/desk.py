"""Everything that the editor needs to open a track, put together from the services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from localize.delivery.snapshot import market_of
from localize.engines import Coverage
from localize.guides.model import DashStyle, Limits
from localize.locales import is_right_to_left, is_unspaced
from localize.review.opening import TrackLink
from localize.review.views import TrackView
from localize.season.model import style_guide
from localize_ui.api.media import MediaOut, coverage_of, evidence_of, media_of, shots_of
from localize_ui.api.withholding import withheld_here, without_drafts

if TYPE_CHECKING:
    from localize.script import TrackRole
    from localize.timeline import FrameRate
    from localize_ui.api.identity import Caller
    from localize_ui.api.workplace import Workplace

#: Timecode of the first frame where neither the season nor the media says one.
_START: Final = "00:00:00:00"


@dataclass(frozen=True, slots=True)
class Rate:
    """An exact frame rate.

    Attributes:
        num: with ``den``: ``num / den`` frames a second.
        den: see ``num``.
        drop: drop-frame numbering.
        label: what people call it.
    """

    num: int
    den: int
    drop: bool
    label: str

    @classmethod
    def of(cls, rate: FrameRate) -> Rate:
        """From ours."""
        return cls(rate.rate.numerator, rate.rate.denominator, rate.drop, rate.label)


@dataclass(frozen=True, slots=True)
class Me:
    """Who asks.

    Attributes:
        id: of the person.
        name: to show.
        roles: in alphabetical order.
    """

    id: int
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class May:
    """What roles and stage let a person do here, before any cue is asked.

    Attributes:
        edit: whether they write.
        approve: whether they approve what is confirmed.
    """

    edit: bool
    approve: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A track on somebody's desk; the fields are those of ``Desk`` in `ui/web/src/wire.ts`.

    Attributes:
        track: with its cues and its source's; withheld drafts are not in it.
        withheld: ids of the cues whose draft is not in it.
        limits: of the guide, for the track's full file.
        source_limits: the same for the source; None for no source.
        rate: of the episode; 24 where there is no picture.
        start_timecode: SMPTE of frame 0.
        duration: of the programme, ms.
        project: what tells it from other projects (`localize.store.project`).
        season: its name.
        stages: of the season, in order.
        me: who asks.
        may: what they may do here.
        media: the working copy.
        speech: where somebody speaks, (start, end), ms.
        words: as the machine heard them: (start, end, text, probability).
        coverage: how well it was heard; None where that is not known.
        shots: shot changes, ms.
        tracks: of the episode.
        right_to_left: whether the track's script runs so.
        source_right_to_left: whether the source's does.
        unspaced: whether the track's language has no spaces between words.
        dashes: what the guide puts before the first and every further speaker's line.
    """

    track: TrackView
    withheld: tuple[str, ...]
    limits: Limits
    source_limits: Limits | None
    rate: Rate
    start_timecode: str
    duration: int
    project: str
    season: str
    stages: tuple[str, ...]
    me: Me
    may: May
    media: MediaOut
    speech: tuple[tuple[int, int], ...]
    words: tuple[tuple[int, int, str, float], ...]
    coverage: Coverage | None
    shots: tuple[int, ...]
    tracks: tuple[TrackLink, ...]
    right_to_left: bool
    source_right_to_left: bool
    unspaced: bool
    dashes: tuple[str, str]


def desk_of(place: Workplace, caller: Caller, track_id: int) -> Desk:
    """A track with all that the editor needs.

    Raises:
        UnknownNameError: the season has no such track, or not the stage that it is at.
        SettingsError: a style guide cannot be read.
    """
    opened = place.review.open(caller.actor, track_id)
    track = opened.track
    hidden = withheld_here(place, caller.actor, track_id)
    cues = without_drafts(track.cues, hidden)
    withheld = tuple(
        shown.cue.id for shown, kept in zip(cues, track.cues, strict=True) if shown is not kept
    )
    season = place.season
    market = market_of(season, track.locale, track.role)
    speech, words = evidence_of(place, caller, track_id)
    return Desk(
        track=replace(track, cues=cues) if withheld else track,
        withheld=withheld,
        limits=_limits(place, track.locale, track.role),
        source_limits=_limits(place, track.source_locale, opened.source_role)
        if opened.source_role is not None
        else None,
        rate=Rate.of(opened.rate),
        start_timecode=market.start_timecode or opened.start_timecode or _START,
        duration=opened.duration,
        project=place.mark,
        season=season.name,
        stages=tuple(stage.name for stage in season.stages),
        me=Me(
            caller.actor.person_id,
            caller.actor.name,
            tuple(sorted(role.value for role in caller.actor.roles)),
        ),
        may=May(opened.may_edit, opened.may_approve),
        media=media_of(place, caller, track_id),
        speech=speech,
        words=words,
        coverage=coverage_of(place, caller, track_id),
        shots=shots_of(place, caller, track_id),
        tracks=opened.tracks,
        right_to_left=is_right_to_left(track.locale),
        source_right_to_left=is_right_to_left(track.source_locale),
        unspaced=is_unspaced(track.locale),
        dashes=_dashes(place, track.locale, track.role),
    )


def _dashes(place: Workplace, locale: str, role: TrackRole) -> tuple[str, str]:
    """As `localize.review.pieces.join` tells two speakers apart."""
    guide = style_guide(market_of(place.season, locale, role).guide, place.project)
    return (guide.dash(locale) or DashStyle.BOTH_SPACED).marks


def _limits(place: Workplace, locale: str, role: TrackRole) -> Limits:
    """The guide's limits for a track's full file: the ones that the gate measures it against."""
    market = market_of(place.season, locale, role)
    guide = style_guide(market.guide, place.project)
    return guide.limits(locale, audience=market.audience, role=role)
