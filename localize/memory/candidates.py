"""Names that the sources say and that no term has yet, for a person to confirm or dismiss.

A candidate is a word, or several in a row, that is written with a capital inside a sentence and
comes again: one that no dictionary has in small letters, or that is never written small in the
season. In Japanese it is a word in katakana. A machine proposes, a person decides; what somebody
dismissed is not proposed again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from localize import locales
from localize.checks.dictionaries import Dictionary, dictionary_for
from localize.checks.names import capitals, without_possessive
from localize.checks.words import WORD, words_of
from localize.memory.exchange.giving import source_texts, source_tracks
from localize.memory.rules import one_line, see_role
from localize.review.acts import ActKind
from localize.review.bench import season_row
from localize.review.errors import RefusedError
from localize.store.seasons import add_if_missing, episodes_of
from localize.store.tables import (
    NAME,
    CharacterRow,
    DismissedCandidateRow,
    TermRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database

#: A word of the dictionary in small letters may be a name, if so often with a capital.
_OFTEN: Final = 2
#: A word that no dictionary has may begin a sentence each time, if it does so often: people are
#: called by name.
_CALLED: Final = 3
#: Shorter words are initials and interjections.
_LEAST_LETTERS: Final = 3
#: Words that a name may have.
_MOST_WORDS: Final = 4
#: Words in katakana, middle dots between the parts of a foreign name included; two signs alone are
#: mostly sounds.
_KATAKANA: Final = re.compile("[ァ-ヺー]{3,}(?:[・＝][ァ-ヺー]{2,})*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be a name of the show.

    Attributes:
        text: as the sources write it.
        times: how often they say it.
        episodes: in which, by name.
        example: a cue that says it.
    """

    text: str
    times: int
    episodes: tuple[str, ...]
    example: str


class Candidates:
    """What may be names in one season.

    Args:
        database: brought up to date.
        season: its settings.
    """

    def __init__(self, database: Database, season: Season) -> None:
        self._database = database
        self._season = season

    def propose(self, *, least: int = 2) -> tuple[Candidate, ...]:
        """The candidates, those in most episodes first, then the most frequent.

        Args:
            least: how often the sources say one at least.

        Raises:
            UnknownNameError: nothing of the season is kept yet.
        """
        with self._database.read() as session:
            season = season_row(session, self._season)
            tracks = source_tracks(session, season.id)
            texts = source_texts(session, tracks)
            names = {row.id: row.name for row in episodes_of(session, season.id)}
            known = _known(session, season.id)
        by_locale: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for track, text in zip(tracks, texts, strict=True):
            by_locale[track.locale].append((names[track.episode_id], text))
        found = [
            one
            for locale, episodes in by_locale.items()
            for one in candidates_in(episodes, locale)
            if one.times >= least and one.text.casefold() not in known
        ]
        return tuple(sorted(found, key=lambda one: (-len(one.episodes), -one.times, one.text)))

    def dismiss(self, actor: Actor, text: str) -> None:
        """Say that something is no name; it is not proposed again.

        Raises:
            RefusedError: the person may not, or there is no text.
            InputError: the text is too long, or holds what cannot be kept.
        """
        see_role(actor, ActKind.TERM, "dismiss candidates")
        line = one_line("A candidate", text, NAME)
        if not line:
            raise RefusedError("There is nothing to dismiss.", "Name the candidate.")

        def work(session: Session) -> None:
            season = season_row(session, self._season)
            add_if_missing(
                session,
                DismissedCandidateRow,
                season_id=season.id,
                text=line,
                by=actor.person_id,
                at=datetime.now(UTC),
            )

        self._database.write(work)

    def restore(self, actor: Actor, text: str) -> bool:
        """Let something that was dismissed be proposed again; False where it was not dismissed.

        Raises:
            RefusedError: the person may not.
        """
        see_role(actor, ActKind.TERM, "restore candidates")

        def work(session: Session) -> bool:
            season = season_row(session, self._season)
            query = select(DismissedCandidateRow).where(
                DismissedCandidateRow.season_id == season.id
            )
            rows = [row for row in session.scalars(query) if row.text.casefold() == text.casefold()]
            for row in rows:
                session.delete(row)
            return bool(rows)

        return self._database.write(work)

    def dismissed(self) -> tuple[str, ...]:
        """What was dismissed, in the order in which it was."""
        with self._database.read() as session:
            season = season_row(session, self._season)
            query = select(DismissedCandidateRow.text).where(
                DismissedCandidateRow.season_id == season.id
            )
            return tuple(session.scalars(query.order_by(DismissedCandidateRow.id)))


def _known(session: Session, season_id: int) -> frozenset[str]:
    """What needs no proposing: terms, characters and their names' parts, what was dismissed."""
    found: list[str] = list(
        session.scalars(
            select(TermRow.source).where(TermRow.season_id == season_id, TermRow.gone.is_(False))
        )
    )
    characters = select(CharacterRow.name).where(
        CharacterRow.season_id == season_id, CharacterRow.gone.is_(False)
    )
    for name in session.scalars(characters):
        found += [name, *name.split()]
    found += session.scalars(
        select(DismissedCandidateRow.text).where(DismissedCandidateRow.season_id == season_id)
    )
    return frozenset(one.casefold() for one in found)


# --- What may be a name ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """Where something was seen."""

    inside: int = 0
    times: int = 0
    episodes: dict[str, None] = field(default_factory=dict)
    example: str = ""

    def add(self, episode: str, line: str, *, inside: bool) -> None:
        self.inside += inside
        self.times += 1
        self.episodes[episode] = None
        if not self.example or (inside and self.inside == 1):
            self.example = line


def candidates_in(episodes: Iterable[tuple[str, str]], locale: str) -> tuple[Candidate, ...]:
    """What may be names in some texts of one language.

    Args:
        episodes: (name, text, a cue a line) of each.
        locale: of the texts.
    """
    lines = [
        (episode, line)
        for episode, text in episodes
        for line in text.split("\n")
        if not line.isupper()  # capitals tell nothing there
    ]
    small = {word for _, line in lines for word in WORD.findall(line) if word.islower()}
    runs = [(episode, line, run) for episode, line in lines for run in _runs(line, locale)]
    whole = {run.text for _, _, run in runs if not run.initial}
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for episode, line, run in runs:
        if not run.initial:
            seen[run.text].add(episode, line, inside=True)
        elif run.text in whole or len(run.words) == 1:
            seen[run.text].add(episode, line, inside=False)
        else:  # the word that begins a sentence may be any
            seen[" ".join(run.words[1:])].add(episode, line, inside=True)
    dictionary = dictionary_for(locale) if not locales.is_unspaced(locale) else None
    usable = dictionary if isinstance(dictionary, Dictionary) else None
    return tuple(
        Candidate(name, one.times, tuple(one.episodes), one.example)
        for name, one in seen.items()
        if locales.is_unspaced(locale) or _is_name(name, one, small, usable, locale)
    )


def _is_name(
    name: str, seen: _Seen, small: set[str], dictionary: Dictionary | None, locale: str
) -> bool:
    words = name.split()
    if len(words) > 1:
        return seen.inside > 0
    lower = name.lower()
    if len(name) < _LEAST_LETTERS or lower in words_of(locale).common:
        return False
    nouns = locales.language(locale) == "de"  # every noun has a capital
    if dictionary is not None and not dictionary.knows(lower):
        often = seen.inside > 0 or seen.times >= _CALLED
        return often and not (nouns and dictionary.knows(name))
    return not nouns and lower not in small and seen.inside >= _OFTEN


@dataclass(frozen=True, slots=True)
class _Run:
    """Capitalised words in a row; ``initial``: the first may have its capital from its place."""

    words: tuple[str, ...]
    initial: bool

    @property
    def text(self) -> str:
        return " ".join(self.words)


def _runs(line: str, locale: str) -> Iterator[_Run]:
    """What is written as a name in a line."""
    if locales.is_unspaced(locale):
        yield from (_Run((match[0],), initial=False) for match in _KATAKANA.finditer(line))
        return
    words: list[str] = []
    initial = False
    end = -1
    found = iter(capitals(line))
    for match in WORD.finditer(line):
        if not match[0][0].isupper() or match[0][0].lower() == match[0][0]:
            continue
        capital = next(found)
        if words and line[end : match.start()] == " " and len(words) < _MOST_WORDS:
            words.append(capital.word)
        else:
            yield from _run(words, initial, locale)
            words, initial = [capital.word], capital.initial
        # A possessive ends a name: Sintel's Dragon is two.
        end = match.end() if without_possessive(match[0]) == match[0] else -1
    yield from _run(words, initial, locale)


def _run(words: Sequence[str], initial: bool, locale: str) -> Iterator[_Run]:
    """A run without the frequent words that it begins with: The Deep Six is Deep Six."""
    common = words_of(locale).common
    first = next((n for n, word in enumerate(words) if word.lower() not in common), len(words))
    if first < len(words):
        yield _Run(tuple(words[first:]), initial and first == 0)
