"""Checks of spelling through Hunspell's dictionaries (`localize.checks.dictionaries`).

They read dictionaries from disk, once a process, and remember what was looked up. Always known are
the show's confirmed terms and names, names that the source has, interjections, and what is no word:
addresses, numbers, stutters.
Languages written without spaces have no such dictionaries and are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.dictionaries import Dictionary, Patience, dictionary_for
from localize.checks.names import capitals, is_like, without_possessive
from localize.checks.spelt import Speller
from localize.checks.words import scripts_of
from localize.findings import Finding, Severity
from localize.markup import strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: Seconds of one check that go into suggestions: 3,000 cues of nonsense would take a minute.
_PATIENCE: Final = 0.7

#: Distinct words of one check that are tried for slips of the keyboard, 5 to 75 ms each …
_MOST_TRIED: Final = 60
#: … and the seconds that go into it at most. More than the count should need: how much a finding
#: matters depends on it.
_TRYING: Final = 1.5

#: A capitalised word that comes so often is a name, if one of the places is inside a sentence …
_OFTEN: Final = 2
#: … or so often, wherever.
_VERY_OFTEN: Final = 3

#: Scripts with capitals.
_CASED: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN"})

#: No word, though it has letters: addresses, tags of social media, file names.
_NO_WORD: Final = re.compile(
    r"\S+@\S+\.\w+|(?:https?://|www\.)\S+|[@#]\w+|\b[\w-]+\.(?:com|org|net|info|edu|gov|[a-z]{2})\b(?:/\S*)?"
)

#: Letters beside digits or signs (3D, mp3, A_B) are no word either.
_TOKEN: Final = re.compile(
    r"['’]?[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u0652\u0900-\u0963\u0971-\u097f\u200c\u200d]|['’\-‐‑](?=[^\W\d_]))*['’]?"
)
_JOINED: Final = frozenset("0123456789_@\\&+")

#: Signs of what is no word.
_PLAIN: Final = frozenset("@#./")


class _Suggestions:
    """What a dictionary suggests in one check, as far as there is time."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._patience = Patience(_PATIENCE)
        self._trying = Patience(_TRYING)
        self._tried: set[str] = set()
        self._missed: set[str] = set()

    def of(self, word: str) -> tuple[str, ...]:
        """Words that may be meant; none where there was no time to look."""
        found = self._dictionary.suggest(word, self._patience)
        if found is None:
            self._missed.add(word)
        return found or ()

    def near(self, word: str) -> tuple[str, ...]:
        """Words one slip of the keyboard away; none after so many words."""
        if word not in self._tried and len(self._tried) >= _MOST_TRIED:
            return ()
        self._tried.add(word)
        found = self._dictionary.near(word, self._trying)
        if found is None:
            self._missed.add(word)
        return found or ()

    def remark(self, rule: str) -> Iterator[Finding]:
        """Say how many words were not looked for."""
        missed = len(self._missed)
        if missed:
            yield Finding(
                rule=rule,
                severity=Severity.NOTE,
                message=f"there was no time to look for what may be meant by {missed} "
                f"{'word' if missed == 1 else 'words'}: check again for more of them",
                measured=missed,
                limit=0,
                unit="words",
            )


class _Names:
    """Names of a track, asked which of them a word may be a slip for."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = sorted(names)
        self._like: dict[str, list[str]] = {}

    def like(self, word: str) -> list[str]:
        """The names that a word is like."""
        if word not in self._like:
            self._like[word] = [name for name in self._names if is_like(word, name)]
        return self._like[word]


class Spelling:
    """Every word that is written small is in the dictionary, or known otherwise.

    A dictionary that is not there is said in a note on the whole track. What may be a name by its
    look is the matter of `SpellingNames`: words with capitals, and words of scripts without them.
    """

    name: ClassVar[str] = "spelling"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with words that nobody knows."""
        locale = context.limits.locale
        if locales.is_unspaced(locale) or not any(cue.lines for cue in cues):
            return
        dictionary = dictionary_for(locale)
        if not isinstance(dictionary, Dictionary):
            yield Finding(
                rule=self.name,
                severity=Severity.NOTE,
                message=f"spelling is not checked: {dictionary.reason}; {dictionary.advice}",
            )
            return
        speller, asked = Speller.of(dictionary, context), _Suggestions(dictionary)
        none = _Names()
        for cue in cues:
            unknown = [
                word for word in _words_of(cue) if word.islower() and not speller.accepts(word)
            ]
            if unknown:
                meant = _meant(unknown, asked, none)
                yield _finding(self.name, cue, meant, Severity.WARNING)
        yield from asked.remark(self.name)


class SpellingNames:
    """Every word that may be a name is in the dictionary, confirmed, in the source, or comes often.

    Found on the whole track, which shows what comes often. A word that is a slip away from one that
    is known is a warning; any other is most likely a name, and a note.
    """

    name: ClassVar[str] = "spelling-names"
    whole_track: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with words that nobody knows and that may be names."""
        locale = context.limits.locale
        dictionary = dictionary_for(locale) if not locales.is_unspaced(locale) else None
        if not isinstance(dictionary, Dictionary):
            return  # `spelling` says so
        speller, asked = Speller.of(dictionary, context), _Suggestions(dictionary)
        unknown: dict[str, list[str]] = {}
        for cue in cues:
            words = [
                word for word in _words_of(cue) if not word.islower() and not speller.accepts(word)
            ]
            if words:
                unknown[cue.id] = words
        if not unknown:
            return
        inner = _inside(cues, unknown)
        often = _often(inner, unknown)
        names = _Names(often | speller.names)
        # Where every noun has a capital, or no word, a capital tells no name.
        telling = scripts_of(locale)[0] in _CASED and locales.language(locale) != "de"
        for cue in cues:
            rare = [w for w in unknown.get(cue.id, ()) if without_possessive(w) not in often]
            if not rare:
                continue
            slip = any(
                names.like(word) or (not (telling and word in inner) and _is_slip(word, asked))
                for word in map(_bare, rare)
            )
            severity = Severity.WARNING if slip else Severity.NOTE
            yield _finding(self.name, cue, _meant(rare, asked, names), severity)
        yield from asked.remark(self.name)


def _bare(word: str) -> str:
    return without_possessive(word.strip("'"))


def _inside(cues: Sequence[Cue], unknown: dict[str, list[str]]) -> set[str]:
    """The capitalised words that stand inside a sentence somewhere."""
    return {
        capital.word
        for cue in cues
        if cue.id in unknown
        for line in cue.lines
        for capital in capitals(strip(line).replace("’", "'"))
        if not capital.initial
    }


def _often(inner: set[str], unknown: dict[str, list[str]]) -> set[str]:
    """The unknown words that come so often that they are names."""
    counted = Counter(without_possessive(word) for words in unknown.values() for word in words)
    return {
        word
        for word, times in counted.items()
        if times >= (_OFTEN if word in inner else _VERY_OFTEN)
    }


def _is_slip(word: str, asked: _Suggestions) -> bool:
    """Whether a word is one slip of the keyboard away from a word of the dictionary."""
    if any(char.isupper() for char in word[1:]) and not word.isupper():
        return False  # VoiceOver
    return any(is_like(word, known, most=1, least=3) for known in asked.near(word))


def _words_of(cue: Cue) -> Iterator[str]:
    """The words of a cue as they are written, with straight apostrophes, those at the ends too."""
    for line in cue.lines:
        text = strip(line)
        if not _PLAIN.isdisjoint(text):
            text = _NO_WORD.sub(" ", text)
        for match in _TOKEN.finditer(text):
            around = text[max(0, match.start() - 1) : match.start()] + text[match.end() :][:1]
            if _JOINED.isdisjoint(around):
                yield (
                    match[0].replace("’", "'").replace("ـ", "").replace("‐", "-").replace("‑", "-")
                )


def _meant(
    words: Sequence[str],
    asked: _Suggestions,
    names: _Names,
) -> dict[str, tuple[str, ...]]:
    """Each word once, with what may be meant, the likeliest first."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        bare = word.strip("'")
        if bare not in found:
            better = dict.fromkeys((*names.like(bare), *asked.of(bare)))
            found[bare] = tuple(better)[:3]
    return found


def _finding(
    rule: str, cue: Cue, meant: Mapping[str, tuple[str, ...]], severity: Severity
) -> Finding:
    said = [
        f"“{word}”" + (f" ({', '.join(better)}?)" if better else "")
        for word, better in meant.items()
    ]
    cure = (
        "is in no dictionary: write it otherwise, or confirm it as a term or a name"
        if len(said) == 1
        else "are in no dictionary: write them otherwise, or confirm them as terms or names"
    )
    return Finding(
        rule=rule,
        severity=severity,
        message=f"{', '.join(said)} {cure}",
        cue_id=cue.id,
        start=cue.start,
        measured=len(said),
        limit=0,
        unit="words",
        words=tuple(meant),
        meant=tuple(meant.values()) if any(meant.values()) else (),
    )
