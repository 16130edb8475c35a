"""Templates: begun from a track, published in versions, and followed by every market at once.

A template is a source track that people have edited, with numbered versions that never change. A
pivot is one in another language than the one that is spoken. A market's track hangs on one version:
its ``source_ids`` are cues of the template. When the next is published, what nobody touched
follows, the rest is flagged, approved text never changes, and a new line is an empty cue: in every
market, in one transaction.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from localize.errors import SettingsError
from localize.review.acts import ActKind
from localize.review.bench import open_bench
from localize.review.desks import allow, find_template, name_of, take_template
from localize.review.errors import RefusedError
from localize.review.importing import first_stage
from localize.review.plans import Stamp, TrackImpact, Way, hanging
from localize.review.publishing import Publication, not_overtaken, publication
from localize.review.starting import start_template
from localize.review.touched import Follow
from localize.review.versions import Content, Version
from localize.script import TrackRole
from localize.store.locks import lock_tracks
from localize.store.seasons import find_version, latest_version, put_track, versions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database
    from localize.store.tables import TemplateVersionRow, TrackRow


class Templates:
    """Everything that is done to templates and to what hangs on them.

    Args:
        database: where all is kept.
        season: its settings.
    """

    def __init__(self, database: Database, season: Season) -> None:
        self.database = database
        self.season = season

    def start(self, actor: Actor, track_id: int) -> int:
        """Begin a template as a copy of a transcript, or (a pivot) of a subtitle track.

        The original stays as it is. The template's cues have the same ids, and as their sources
        what they are made from: the transcript's cues, or those that the subtitles stand for.

        Returns:
            The template's track.

        Raises:
            RefusedError: the person may not, the track is a template or has no cues, or there is
                a template in its locale already.
            UnknownNameError: the season has no such track.
        """

        def work(session: Session) -> int:
            allow(session, actor, self.season, track_id, ActKind.IMPORT)
            origin = open_bench(session, actor, self.season, track_id).track
            stage = first_stage(self.season, TrackRole.TEMPLATE)
            return start_template(session, origin, actor.person_id, stage)

        return self.database.write(work)

    # --- Versions ---------------------------------------------------------------------------------

    def impact(self, actor: Actor, track_id: int) -> Publication:
        """What the next version would do, for anybody who wants to know; changes nothing.

        Raises:
            RefusedError: the track is no template, or has no cues.
            UnknownNameError: the season has no such track.
        """
        with self.database.read() as session:
            return publication(session, self._template(session, actor, track_id))

    def publish(
        self,
        actor: Actor,
        track_id: int,
        note: str = "",
        *,
        dry_run: bool = False,
        after: int | None = None,
    ) -> Publication:
        """Publish the template as it is now, and take every track that hangs on it along.

        One transaction: all of it is kept, or the version before stays everywhere.

        Args:
            actor: a lead, or who is assigned to the template.
            track_id: the template.
            note: what to say about it.
            dry_run: show what it would do, and do nothing.
            after: the newest version that the person has seen, 0 for none: if somebody has
                published another since, nothing is done. None does not ask.

        Raises:
            RefusedError: the person may not, the track is no template, it has no cues, nothing
                has changed since the last version, or another was published meanwhile.
            UnknownNameError: the season has no such track.
        """
        if dry_run:
            with self.database.read() as session:
                template = self._template(session, actor, track_id)
                allow(session, actor, self.season, template.id, ActKind.PUBLISH)
                return publication(session, template)
        group, at = uuid.uuid4().hex, datetime.now(UTC)

        def work(session: Session) -> Publication:
            template = take_template(session, actor, self.season, track_id)
            allow(session, actor, self.season, template.id, ActKind.PUBLISH)
            newest = latest_version(session, template.id)
            not_overtaken(session, newest, after)
            number = newest.number + 1 if newest else 1
            stamp = Stamp(actor.person_id, at, Follow.PUBLISH, group, template.id, number)
            return publication(session, template, stamp, note)

        return self.database.write(work)

    def log(self, actor: Actor, track_id: int) -> tuple[Version, ...]:
        """A template's published versions, newest first.

        Raises:
            RefusedError: the track is no template.
            UnknownNameError: the season has no such track.
        """
        with self.database.read() as session:
            self._template(session, actor, track_id)
            return tuple(
                Version.of_row(row, name_of(session, row.by))
                for row in versions_of(session, track_id)
            )

    # --- Markets ----------------------------------------------------------------------------------

    def hang(
        self,
        actor: Actor,
        market_track_id: int,
        template_track_id: int,
        version: int | None = None,
        *,
        dry_run: bool = False,
    ) -> TrackImpact:
        """Hang a market's track on a version of a template; the newest by default.

        A track that hangs on an older version of it goes on to the newer one as `publish` would
        have taken it. Any other is matched with the template line by line
        (`localize.review.hanging`). Where it hangs on that very version already, nothing is done.

        Raises:
            RefusedError: the person may not, the template is of another episode or has no such
                version, or the track hangs on a newer one.
            UnknownNameError: the season has no such track.
        """
        if dry_run:
            with self.database.read() as session:
                template = self._template(session, actor, template_track_id)
                track = open_bench(session, actor, self.season, market_track_id).track
                allow(session, actor, self.season, template.id, ActKind.PUBLISH)
                row = _published(session, template, version)
                return self._hang(session, track, template, row, None)
        now = datetime.now(UTC)

        def work(session: Session) -> TrackImpact:
            self._template(session, actor, template_track_id)
            open_bench(session, actor, self.season, market_track_id)
            taken = lock_tracks(session, (market_track_id, template_track_id))
            by_id = {row.id: row for row in taken}
            track, template = by_id[market_track_id], by_id[template_track_id]
            allow(session, actor, self.season, template.id, ActKind.PUBLISH)
            row = _published(session, template, version)
            return self._hang(session, track, template, row, _stamp(actor, row, now))

        return self.database.write(work)

    def draft_markets(
        self,
        actor: Actor,
        template_track_id: int,
        locales: Sequence[str] = (),
        version: int | None = None,
    ) -> tuple[TrackImpact, ...]:
        """Give each market its subtitle track, hung on a version of the template.

        A machine's draft that is there keeps its text and takes the template's times; a market
        without one gets an empty cue a line. Markets that hang on that version already are left
        as they are.

        Args:
            actor: a lead, or who is assigned to the template.
            template_track_id: the template.
            locales: markets of the season; all but the template's own locale by default.
            version: of the template; the newest by default.

        Raises:
            RefusedError: as `hang`.
            UnknownNameError: the season has no such track or market.
            SettingsError: the season has no market.
        """
        now = datetime.now(UTC)

        def work(session: Session) -> tuple[TrackImpact, ...]:
            template = self._template(session, actor, template_track_id)
            allow(session, actor, self.season, template.id, ActKind.PUBLISH)
            stage = first_stage(self.season, TrackRole.SUBTITLE)
            tracks = [
                put_track(session, template.episode_id, locale, TrackRole.SUBTITLE, stage=stage).id
                for locale in self._markets(template, locales)
            ]
            taken = {row.id: row for row in lock_tracks(session, (template_track_id, *tracks))}
            template = taken[template_track_id]
            row = _published(session, template, version)
            stamp = _stamp(actor, row, now)
            return tuple(self._hang(session, taken[one], template, row, stamp) for one in tracks)

        return self.database.write(work)

    def _markets(self, template: TrackRow, locales: Sequence[str]) -> list[str]:
        if locales:
            return [self.season.market(locale).locale for locale in dict.fromkeys(locales)]
        found = [
            market.locale for market in self.season.markets if market.locale != template.locale
        ]
        if not found:
            raise SettingsError(
                "The season has no market besides the template's language.",
                hint="Add a [market.…] section to localize.toml.",
            )
        return found

    def _template(self, session: Session, actor: Actor, track_id: int) -> TrackRow:
        return find_template(session, actor, self.season, track_id)

    def _hang(
        self,
        session: Session,
        track: TrackRow,
        template: TrackRow,
        row: TemplateVersionRow,
        stamp: Stamp | None,
    ) -> TrackImpact:
        """Show what hanging a track on a version does, or (with ``stamp``) do it."""
        _may_hang(track, template)
        content = Content.of_version(row)
        hung = track.based_on_version if track.based_on_id == template.id else None
        if hung is not None and hung > row.number:
            raise RefusedError(
                f"{track.locale} hangs on version {hung} already and cannot go back to "
                f"version {row.number}."
            )
        if hung is not None:
            plan = Way(session, template.id, hung, content).plan(session, track)
        else:
            plan = hanging(session, track, template, content, self.season)
        if stamp is None or hung == row.number:
            return plan.shown
        return plan.write(stamp, flag_new=bool(plan.cues))


def _stamp(actor: Actor, version: TemplateVersionRow, at: datetime) -> Stamp:
    """Hanging tracks on a version, in one go."""
    group = uuid.uuid4().hex
    return Stamp(actor.person_id, at, Follow.HANG, group, version.track_id, version.number)


def _may_hang(track: TrackRow, template: TrackRow) -> None:
    if track.id == template.id:
        raise RefusedError("A template cannot hang on itself.")
    if track.role == TrackRole.TRANSCRIPT.value:
        raise RefusedError("A transcript follows what is spoken, not a template.")
    if track.episode_id != template.episode_id:
        raise RefusedError("The template is of another episode.")
    if template.based_on_id == track.id:
        raise RefusedError(
            f"The template hangs on this {track.locale} track itself.",
            "Hang one of them on the other, not both.",
        )


def _published(session: Session, template: TrackRow, version: int | None) -> TemplateVersionRow:
    if version is None:
        found = latest_version(session, template.id)
    else:
        found = find_version(session, template.id, version)
    if found is None:
        what = "no version" if version is None else f"no version {version}"
        raise RefusedError(f"The {template.locale} template has {what}.", "Publish it first.")
    return found
