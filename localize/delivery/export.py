"""Export: a track's files, its record and its page, written from one snapshot that the gate saw.

    with Database.of_project(project) as database:
        made = export(database, season, actor, track_id, out, final=True)

A draft may leave at any time, marked as one in name and content; a final file only through the
gate. What somebody changed after it was written is kept, and said. Everything is on the disk
before the database says that it was delivered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localize.delivery.files import check_writable
from localize.delivery.gate import Blocker, NotFinalError, judge, open_blockers
from localize.delivery.manifest import Manifest
from localize.delivery.package import Package
from localize.delivery.record import FOLDER, folder_of
from localize.delivery.snapshot import TrackSnapshot, read_track
from localize.delivery.tracks import WrittenFile
from localize.delivery.variants import Variant, usual_variants
from localize.findings import Finding
from localize.review.acts import Act, ActKind
from localize.review.errors import RefusedError
from localize.review.policy import Desk, decide
from localize.store.tables import DeliveryRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to.

    Attributes:
        episode: the episode's name.
        locale: of the track.
        final: whether it left as final; else as a draft.
        files: subtitle files with what became of each (`tracks.WrittenFile.state`).
        record: the record's JSON file; None where nothing was written.
        page: the one-page HTML; None where nothing was written.
        entry: the delivery's entry in `manifest.json`; empty where nothing was written.
        blockers: all that the gate found, waived ones too.
        notices: what the person should know: a file that was kept, drafts that remain, a variant
            without cues, what a format cannot say.
    """

    episode: str
    locale: str
    final: bool
    files: tuple[WrittenFile, ...]
    record: Path | None
    page: Path | None
    entry: dict[str, Any]
    blockers: tuple[Blocker, ...]
    notices: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        """Whether something was written, and no file was kept because somebody had changed it."""
        return bool(self.files) and all(file.state != "kept" for file in self.files)


def export(  # noqa: PLR0917 -- what every way in names, in the order in which it knows it
    database: Database,
    season: Season,
    actor: Actor | None,
    track_id: int,
    out: Path,
    formats: Sequence[str] | None = None,
    *,
    final: bool,
    project: Path = Path(),
    variants: Sequence[Variant] | None = None,
    overwrite: bool = False,
) -> Exported:
    """Write a track's files with their record, and keep that they left.

    Args:
        database: that holds the track.
        season: its settings.
        actor: who exports; None for the command line without an account.
        track_id: the track.
        out: the output folder.
        formats: names of the formats; the market's own if not given.
        final: through the gate; otherwise as a draft.
        project: the project's folder, from which a guide's path is seen.
        variants: which files; those that the track has by itself (`variants.usual_variants`) if
            not given.
        overwrite: also write over files that somebody has changed.

    Raises:
        NotFinalError: the gate found what is not waived; it is in the error's ``blockers``.
        RefusedError: the person may not deliver.
        SettingsError: no such track or format, or a style guide that cannot be read.
        OutputError: a file cannot be written, or somebody changed the record.
        FetchError: the database was lost.
    """
    with database.read() as session:
        track = read_track(session, track_id, season, project)
    _check_allowed(track, actor, final=final)
    kept = tuple(facts.cue for facts in track.kept)
    chosen = tuple(dict.fromkeys(usual_variants(kept) if variants is None else variants))
    found = judge(track, chosen)
    if final and open_blockers(found):
        raise NotFinalError(track.episode, track.locale, open_blockers(found))
    at = datetime.now(UTC)
    work = Package(track, chosen, found, out, final=final, overwrite=overwrite)
    planned = work.plan(track.market.formats if formats is None else formats)
    if not planned:
        return _result(work, (), {})
    check_writable(out)
    with Manifest.locked(out) as manifest:
        written, entry = work.write(planned, manifest, by=actor.name if actor else "", at=at)
    if not entry:
        return _result(work, written, {})
    row = DeliveryRow(
        track_id=track_id,
        by=actor.person_id if actor else None,
        at=at,
        final=final,
        record={**entry, FOLDER: folder_of(out, project)},
    )
    database.write(lambda session: session.add(_fresh(row)))
    return _result(work, written, entry)


def _fresh(row: DeliveryRow) -> DeliveryRow:
    """A new row of the same content: a transaction that is tried again needs one of its own."""
    return DeliveryRow(
        track_id=row.track_id, by=row.by, at=row.at, final=row.final, record=row.record
    )


def _check_allowed(track: TrackSnapshot, actor: Actor | None, *, final: bool) -> None:
    if actor is None:
        return
    season = track.season
    stage = season.stages[-1].name  # who may deliver does not depend on it
    desk = Desk(actor.roles, season, stage, track.locale, track.role, track.market.policy)
    decision = decide(Act(ActKind.DELIVER if final else ActKind.EXPORT_DRAFT), desk)
    if not decision.allowed:
        raise RefusedError(decision.reason, decision.ask)


def _result(work: Package, written: tuple[WrittenFile, ...], entry: dict[str, Any]) -> Exported:
    """What it came to; the entry is empty where nothing was delivered."""
    return Exported(
        work.track.episode,
        work.track.locale,
        work.final,
        written,
        work.record_path if entry else None,
        work.page_path if entry else None,
        entry,
        work.found,
        tuple(work.notices),
    )
