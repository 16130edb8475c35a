"""What an editor needs of an episode's picture and sound: where they lie, and marks of shots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.engines import Coverage
from localize.review.acts import ActKind
from localize.review.committing import ask
from localize.review.errors import RefusedError
from localize.review.office import Office
from localize.review.shot_lists import read_shot_list
from localize.store.shots import mark_near, put_said, shots_of
from localize.timeline import format_clock

if TYPE_CHECKING:
    from localize.review.actor import Actor
    from localize.review.bench import Bench


@dataclass(frozen=True, slots=True)
class EpisodeMedia:
    """Where an episode's media lies, as a run recorded it.

    Attributes:
        episode: its name.
        path: of the file; empty where no run has seen one.
        media_hash: SHA-256 that it had then.
        transcript: content key of what was heard in it; empty for none.
        coverage: how well it was heard; None where that is not known.
    """

    episode: str
    path: str
    media_hash: str
    transcript: str
    coverage: Coverage | None = None


class Screening(Office):
    """Picture and sound of the episode that a track belongs to."""

    def media(self, actor: Actor, track_id: int) -> EpisodeMedia:
        """Where the media lies.

        Raises:
            UnknownNameError: the season has no such track.
        """

        def work(bench: Bench) -> EpisodeMedia:
            episode = bench.episode
            return EpisodeMedia(
                episode.name,
                episode.media_path,
                episode.media_hash,
                episode.transcript,
                None if episode.coverage is None else Coverage.from_data(episode.coverage),
            )

        return self._read(actor, track_id, work)

    def shots(self, actor: Actor, track_id: int) -> tuple[int, ...]:
        """Shot changes of the episode, a machine's and people's, ms, in order.

        Raises:
            UnknownNameError: the season has no such track.
        """
        return self._read(actor, track_id, lambda bench: shots_of(bench.session, bench.episode.id))

    def mark_shot(self, actor: Actor, track_id: int, time: int, *, shot: bool) -> tuple[int, ...]:
        """Say that there is a shot change, or none; all of them as they are then.

        Whoever may write in the track may mark; the mark is the whole episode's.

        Args:
            actor: the person.
            track_id: where they work.
            time: ms; the start of the frame that is nearest is taken.
            shot: whether there is one.

        Raises:
            RefusedError: the person may not.
            UnknownNameError: the season has no such track.
        """

        def work(bench: Bench) -> tuple[int, ...]:
            ask(bench, ActKind.TEXT)
            session, episode = bench.session, bench.episode.id
            # Of a picture without a constant rate marks lie between frames of ours.
            frame = bench.rate.span_of(1)
            at = mark_near(session, episode, time, frame / 2)
            if at is None:
                at = bench.rate.time_of(bench.rate.nearest_frame(time))
            put_said(session, episode, (at,), actor.person_id, shot=shot)
            return shots_of(session, episode)

        return self._write(actor, track_id, work)

    def import_shots(
        self, actor: Actor, track_id: int, text: str, *, replace: bool = False
    ) -> tuple[int, ...]:
        """Take in a list of shot changes that a person has; all of the episode then.

        Args:
            actor: the person; who may mark one may import many.
            track_id: where they work.
            text: the list (`localize.review.shot_lists`).
            replace: marks that the list does not have are none, whoever set them.

        Raises:
            RefusedError: the person may not, or the list cannot be read.
            UnknownNameError: the season has no such track.
        """

        def work(bench: Bench) -> tuple[int, ...]:
            ask(bench, ActKind.TEXT)
            session, episode = bench.session, bench.episode
            times = read_shot_list(
                text,
                bench.rate,
                start_timecode=episode.start_timecode,
                duration=episode.duration,
            )
            late = [time for time in times if episode.duration and time > episode.duration]
            if late:
                raise RefusedError(
                    f"The list goes on to {format_clock(late[-1])}; the programme ends at "
                    f"{format_clock(episode.duration)}.",
                    "See that it is the list of this episode, at its frame rate.",
                )
            if replace:
                gone = set(shots_of(session, episode.id)) - set(times)
                put_said(session, episode.id, sorted(gone), actor.person_id, shot=False)
            put_said(session, episode.id, times, actor.person_id, shot=True)
            return shots_of(session, episode.id)

        return self._write(actor, track_id, work)
