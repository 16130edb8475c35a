"""What is kept of the show's own words, as values that files are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from localize import locales
from localize.checks.term_use import pattern_of
from localize.markup import strip
from localize.memory.addresses import kept_addresses
from localize.memory.characters import kept_characters
from localize.memory.exchange.values import (
    AddressEntry,
    CharacterEntry,
    KeyNames,
    Rendering,
    TermEntry,
)
from localize.review.bench import season_row
from localize.script import TrackRole
from localize.store.kinds import AddressForm, Gender
from localize.store.seasons import tracks_of_season
from localize.store.tables import CueRow, TermRow, TermTargetRow, TrackRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from localize.season import Season


def give_key_names(session: Session, season: Season) -> KeyNames:
    """All terms, characters and forms of address of a season, with how often its sources say each.

    Raises:
        UnknownNameError: nothing of the season is kept yet.
    """
    row = season_row(session, season)
    sources = source_tracks(session, row.id)
    source_locale = season.source or (sources[0].locale if sources else "")
    texts = source_texts(session, sources)
    renderings: dict[int, list[Rendering]] = {}
    query = (
        select(TermTargetRow)
        .join(TermRow, TermTargetRow.term_id == TermRow.id)
        .where(TermRow.season_id == row.id)
        .order_by(TermTargetRow.locale)
    )
    for target in session.scalars(query):
        if target.text or target.note:
            one = Rendering(target.locale, target.text, target.note)
            renderings.setdefault(target.term_id, []).append(one)
    terms = select(TermRow).where(TermRow.season_id == row.id, TermRow.gone.is_(False))
    return KeyNames(
        source_locale,
        tuple(
            TermEntry(
                one.source,
                one.kind,
                one.note,
                tuple(renderings.get(one.id, ())),
                said_times(one.source, texts, source_locale),
            )
            for one in session.scalars(terms.order_by(TermRow.id))
        ),
        tuple(
            CharacterEntry(one.name, Gender(one.gender), one.note)
            for one in kept_characters(session, row.id)
        ),
        tuple(
            AddressEntry(
                one.locale,
                one.speaker,
                one.addressee,
                AddressForm(one.form),
                one.guessed,
                one.note,
            )
            for one in sorted(
                kept_addresses(session, row.id),
                key=lambda one: (one.locale, one.speaker, one.addressee),
            )
        ),
    )


def told_markets(names: KeyNames, season: Season) -> tuple[str, ...]:
    """The season's markets, then all others that something is told of."""
    told = [one.locale for term in names.terms for one in term.renderings]
    told += [one.locale for one in names.addresses]
    return tuple(dict.fromkeys([*(market.locale for market in season.markets), *sorted(told)]))


def source_tracks(session: Session, season_id: int) -> tuple[TrackRow, ...]:
    """The source of each episode: its template where it has one, else its first transcript."""
    found: dict[int, TrackRow] = {}
    for episode, track in tracks_of_season(session, season_id):
        if track.role == TrackRole.TEMPLATE.value or (
            track.role == TrackRole.TRANSCRIPT.value and episode.id not in found
        ):
            found[episode.id] = track
    return tuple(found.values())


def source_texts(session: Session, tracks: Sequence[TrackRow]) -> tuple[str, ...]:
    """What each of some tracks says, a cue a line, tags gone."""
    texts = []
    for track in tracks:
        query = (
            select(CueRow.lines)
            .where(CueRow.track_id == track.id, CueRow.deleted.is_(False))
            .order_by(CueRow.start, CueRow.end, CueRow.id)
        )
        joint = "" if locales.is_unspaced(track.locale) else " "
        cues = (joint.join(strip(line) for line in lines) for lines in session.scalars(query))
        texts.append("\n".join(cues))
    return tuple(texts)


def said_times(term: str, texts: Sequence[str], locale: str) -> int:
    """How often some texts say a term, as whole words."""
    pattern = pattern_of(term, locales.is_unspaced(locale))
    return sum(sum(1 for _ in pattern.finditer(text)) for text in texts)
