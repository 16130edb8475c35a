"""Lines that people approved before, as a translator sees them: where a text is from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from localize.drafting.fitting import KnownLine
from localize.review.actor import Actor
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Provenance, Track, TrackRole
from localize.season import load_season
from localize.store import Database
from localize.store.people import find_person
from localize.store.tables import EpisodeRow, MemoryLineRow
from tests.day import Commands, Server
from tests.localize_ui.browser.desk import Seat
from tests.localize_ui.browser.sample_season import EPISODE, make_season

if TYPE_CHECKING:
    from pathlib import Path

HEARD = Provenance("whisper", "1", "base", "abc")


def remember(project: Path, tracks: dict[str, int]) -> None:
    """A run after which the first cue is a taken line, and the second is offered."""
    with Database.of_project(project) as database:
        review = Review(database, load_season(project), project)
        with database.begin() as session:
            person = find_person(session, "lea")
            row = session.scalars(select(EpisodeRow)).one()
            assert person is not None
            lea = Actor.of(person)
            kept = (row.media_path, row.media_hash, row.duration, row.frame_rate)
            start, season = row.start_timecode, row.season_id
        source, target = (
            tuple(view.cue for view in review.track(lea, tracks[locale]).cues)
            for locale in ("ja", "en")
        )
        at = datetime(2031, 5, 6, tzinfo=UTC)
        lines = tuple(
            KnownLine(
                cue.id, not doubt, doubt, "S01E07", "", ("c7",), ("Rita",), at.isoformat()
            )
            for cue, doubt in zip(target, ("", "it is short"), strict=False)
        )  # fmt: skip
        heard = ImportedTrack(Track(EPISODE, "ja", TrackRole.TRANSCRIPT, source), (HEARD,))
        drafted = ImportedTrack(
            Track(EPISODE, "en", TrackRole.SUBTITLE, target, based_on="ja"), (HEARD,), lines
        )
        review.import_run(ImportedEpisode(EPISODE, (heard, drafted), *kept, start))
        with database.begin() as session:
            session.add(
                MemoryLineRow(
                    season_id=season, source_locale="ja", locale="en",
                    source="\n".join(source[0].lines), target="As it was elsewhere.",
                    origin="old.tmx", by=lea.person_id, at=at,
                )
            )  # fmt: skip


def test_a_draft_and_a_hit_say_where_they_are_from(
    chromium: Any, root: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    tracks, _ = make_season(project, root / "sample")
    remember(project, tracks)
    localize = Commands(project)
    localize.env.pop("LOCALIZE_DATABASE_URL", None)
    with Server(localize, tmp_path / "server.log") as server:
        seat = Seat(chromium, server.url)
        seat.sign_in("ana")
        seat.page.goto(f"{server.url}/review?track={tracks['en']}")
        seat.opened()
        seat.at_cue(1)
        seat.sees(".lz-strip-marks", "Locked")
        mark = seat.page.locator(".lz-strip-marks .lz-mark").filter(has_text="As in S01E07")
        assert mark.get_attribute("title") == (
            "Approved in S01E07 (c7) by Rita; taken as it stands"
        )
        assert seat.page.locator(".lz-strip textarea").first.get_attribute("readonly") is not None
        seat.press("Shift+F2")
        hit = seat.page.locator(".lz-panels .lz-hit").first
        hit.wait_for()
        assert "As it was elsewhere." in hit.inner_text()
        where = hit.locator(".lz-from")
        assert where.inner_text() == "old.tmx"
        assert where.get_attribute("title") == (
            "Brought in from old.tmx by Lea: nobody approved it here"
        )
        seat.go_to(2)
        seat.sees(".lz-strip-marks", "As in S01E07")
        assert mark.get_attribute("data-level") == "warn"
        assert (mark.get_attribute("title") or "").endswith("not taken as it stands: it is short")
        assert seat.page.locator(".lz-strip-marks").filter(has_text="Locked").count() == 0
        seat.close()
