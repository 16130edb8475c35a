"""What a run writes: each track's files, the manifest, and the drafts that people work on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from localize.delivery.manifest import Manifest
from localize.delivery.tracks import WrittenFile, timestamp, track_entry, write_track
from localize.engines import SENT_AWAY
from localize.errors import LocalizeError, UnwritableError
from localize.pipeline.events import EpisodeFailed, Notice
from localize.review.importing import ImportedTrack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.pipeline.basis import Basis
    from localize.pipeline.events import Emit
    from localize.pipeline.keeping import Keeper
    from localize.pipeline.outcome import EpisodeOutcome, TrackFailure, TrackOutcome
    from localize.pipeline.settings import EpisodeJob, RunSettings

#: Said in every file that can carry a comment.
_NOTE: Final = "Made by machine; see manifest.json."


class Deliveries:
    """What one run writes.

    Attributes:
        manifest: of the output folder.
        failed: what could not be made or written, in order.
    """

    def __init__(self, settings: RunSettings, keeper: Keeper, emit: Emit) -> None:
        self._settings = settings
        self._keeper = keeper
        self._emit = emit
        self.manifest = Manifest.load(settings.out)
        self.failed: list[EpisodeFailed] = []
        self._made: dict[str, list[TrackOutcome]] = {}
        self._entries: dict[str, list[dict[str, Any]]] = {}

    def deliver(self, outcome: EpisodeOutcome, job: EpisodeJob) -> tuple[WrittenFile, ...]:
        """Write an episode's tracks and their part of the manifest, and keep them as drafts.

        Raises:
            OutputError: the disk is full.
            FetchError: the database cannot be reached.
        """
        self._keeper.keep(outcome, job.path.resolve())
        return self._write_all(outcome, outcome.tracks)

    def deliver_market(
        self, outcome: EpisodeOutcome, made: TrackOutcome, job: EpisodeJob, basis: Basis
    ) -> tuple[WrittenFile, ...]:
        """The same for one more market of an episode whose source track is delivered.

        Args:
            outcome: the episode.
            made: the market's track.
            job: of the episode.
            basis: what the track was drafted from.

        Raises:
            OutputError: as `deliver`.
            FetchError: the same.
        """
        source = outcome.tracks[0]
        tracks = (
            ImportedTrack(source.track, source.provenance),
            ImportedTrack(
                made.track,
                made.provenance,
                made.known,
                source_track=basis.track_id,
                source_version=basis.version,
                made_from=basis.cues if basis.track_id else (),
                risks=made.risks,
            ),
        )
        self._keeper.keep(outcome, job.path.resolve(), tracks)
        return self._write_all(outcome, (made,))

    def fail_market(self, episode: str, failure: TrackFailure) -> None:
        """Tell which market could not be made of what was heard."""
        failed = EpisodeFailed(episode, failure.message, failure.hint, failure.kind, failure.locale)
        self.failed.append(failed)
        self._emit(failed)

    def fail(self, episode: str, error: LocalizeError, *, track: str = "") -> None:
        """Tell what could not be made."""
        failed = EpisodeFailed(episode, error.message, error.hint, type(error).__name__, track)
        self.failed.append(failed)
        self._emit(failed)

    def _write_all(
        self, outcome: EpisodeOutcome, tracks: tuple[TrackOutcome, ...]
    ) -> tuple[WrittenFile, ...]:
        files: list[WrittenFile] = []
        all_made = self._made.setdefault(outcome.name, [])
        entries = self._entries.setdefault(outcome.name, [])
        for made in tracks:
            written = self._write(made, outcome)
            files += written
            all_made.append(made)
            entries.append(_entry(made, written))
        if self.manifest.record(_episode_entry(outcome, all_made, entries)):
            self.manifest.save()
        return tuple(files)

    def _write(self, made: TrackOutcome, outcome: EpisodeOutcome) -> tuple[WrittenFile, ...]:
        settings = self._settings
        market = settings.market(made.track.locale)
        video = outcome.media.video
        own = video.rate if video is not None and not video.variable else None
        written: list[WrittenFile] = []
        for name in market.formats:
            try:
                written += write_track(
                    made.track,
                    settings.out,
                    (name,),
                    self.manifest,
                    draft=True,
                    note=_NOTE,
                    rate=market.frame_rate or own,
                    start=market.start_timecode or outcome.media.start_timecode,
                    overwrite=settings.overwrite,
                )
            except UnwritableError as error:
                # The track is kept all the same; its other files are written.
                self.fail(outcome.name, error, track=made.track.locale)
        for file in written:
            if file.state == "kept":
                self._emit(
                    Notice(
                        made.track.episode,
                        rule="changed-by-hand",
                        severity="warning",
                        message=f"{file.path} was changed since it was written, so it is kept as "
                        "it is; --overwrite writes the machine's draft over it.",
                        track=made.track.locale,
                    )
                )
        return tuple(written)


def _entry(made: TrackOutcome, written: tuple[WrittenFile, ...]) -> dict[str, Any]:
    entry = track_entry(
        made.track,
        written,
        made.provenance,
        limits=made.limits,
        draft=True,
        findings=dict(sorted(Counter(finding.rule for finding in made.findings).items())),
    )
    if made.known:
        taken = sum(one.locked for one in made.known)
        entry["memory"] = {"taken": taken, "offered": len(made.known) - taken}
    return entry


def _episode_entry(
    outcome: EpisodeOutcome, tracks: Sequence[TrackOutcome], entries: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    video = outcome.media.video
    heard = outcome.programme
    coverage = heard.transcript.coverage if heard is not None else None
    return {
        "episode": outcome.name,
        "made": timestamp(),
        "media": {
            "file": outcome.file,
            "sha256": outcome.media_hash,
            "duration_ms": outcome.duration,
            "audio_stream": outcome.media.dialogue.index,
            "frame_rate": video.rate.label if video is not None else None,
            "variable_frame_rate": video.variable if video is not None else None,
            "start_timecode": outcome.media.start_timecode or None,
        },
        "language": outcome.language,
        "language_probability": round(outcome.language_probability, 4),
        "coverage": None if coverage is None else coverage.to_data(),
        "left_the_machine": any(
            dict(machine.parameters).get(SENT_AWAY) == "yes"
            for made in tracks
            for machine in made.provenance
        ),
        "tracks": list(entries),
    }
