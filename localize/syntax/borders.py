"""How strongly two neighbouring pieces belong together, by punctuation and function words."""

from __future__ import annotations

import enum
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from localize import locales
from localize.syntax.phrases import is_unspaced

#: Classes of words that hold on to what follows, hardest first.
HOLDING: Final = (
    "titles",
    "articles",
    "prepositions",
    "conjunctions",
    "auxiliaries",
    "negations",
    "pronouns",
)

#: Marks that end a sentence (Latin and Greek, Armenian, Arabic, Devanagari, Burmese, Khmer,
#: Ethiopic, Chinese and Japanese), and those that end a clause. Source: Unicode's properties
#: Sentence_Terminal and Terminal_Punctuation (UAX 44, PropList.txt).
SENTENCE_END: Final = frozenset(".!?‼⁇⁈⁉…։؟۔।॥။៕።፧。．！？｡")
_CLAUSE_END: Final = frozenset(",;:،؛፣፤፥၊、，；：､–—―‥")
_CLOSERS: Final = "\"'”’»›)]}）〕］｝〉》」』】〗｣♪♫"
_OPENERS: Final = "\"'“‘„‚«‹([{（〔［｛〈《「『【〖｢-–—♪♫"
#: Brackets set a clause apart; quotation marks often stand round a single word, and do not.
_BRACKETS_CLOSE: Final = frozenset(")]）］」』】")
_BRACKETS_OPEN: Final = frozenset("¿¡([（［「『【—–")
_PUNCTUATION: Final = "".join(SENTENCE_END | _CLAUSE_END) + _CLOSERS + _OPENERS + "¿¡·・~"
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.)+")
_FIGURE: Final = re.compile(r"\d[\d.,:/]*")
_ORDINAL: Final = re.compile(r"\d{1,2}\.")
#: German, the Nordic languages and others write ordinals with a full stop (3. Oktober).
_STOPPED_ORDINALS: Final = frozenset(
    {"de", "da", "nb", "nn", "no", "fi", "is", "cs", "sk", "sl", "hr", "sr", "hu", "et", "lv", "pl"}
)
#: In German every noun has a capital, so two in a row are not a name.
_NOUNS_CAPITAL: Final = frozenset({"de", "lb"})


class Level(enum.IntEnum):
    """What ends between two pieces."""

    NOTHING = 0
    CLAUSE = 1
    SENTENCE = 2


@dataclass(frozen=True, slots=True)
class Border:
    """Between two neighbouring pieces.

    Attributes:
        level: what ends here.
        holds: why the two hold together: the class of the first piece (`HOLDING`), ``holding``
            or ``trailing`` (see `Syntax`), ``lone`` (a single ideograph beside it, which may be
            half a word); empty for nothing.
        leads: whether the second begins with a word before which guides say to break.
        name: whether both look like parts of one name.
        figure: whether the first is a figure and the second what it counts.
    """

    level: Level
    holds: str = ""
    leads: bool = False
    name: bool = False
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Syntax:
    """What is known of a language; without any of it punctuation alone decides.

    Attributes:
        language: subtag of the language.
        classes: word → the class by which it holds on to the next.
        leads: words before which guides say to break.
        abbreviations: words whose full stop ends no sentence, without that full stop.
        holding: endings that hold on to the next phrase.
        clauses: endings after which a clause ends without punctuation.
        opens: beginnings before which a clause ends without punctuation.
        trailing: words that hold on to the one before them.
    """

    language: str
    classes: Mapping[str, str]
    leads: frozenset[str]
    abbreviations: frozenset[str]
    holding: tuple[str, ...]
    clauses: tuple[str, ...]
    opens: tuple[str, ...]
    trailing: frozenset[str]

    def border(self, before: str, after: str, *, spaced: bool = True) -> Border:
        """What stands between two neighbouring pieces, ``spaced`` or not.

        In a script without spaces between words a space stands between clauses.
        """
        level = self._level(before, after)
        word, following = bare(before), bare(after)
        if level is Level.NOTHING and spaced and is_unspaced(before[-1]) and is_unspaced(after[0]):
            level = Level.CLAUSE
        if level is Level.NOTHING and word.endswith(self.clauses):
            level = Level.CLAUSE
        opens = following.startswith(self.opens)
        if level is Level.NOTHING and opens and word not in self.classes:
            level = Level.CLAUSE
        leads = opens or following in self.leads
        if level is not Level.NOTHING:
            return Border(level, leads=leads)
        holds = self.classes.get(word, "")
        if following in self.trailing:
            holds = "trailing"
        elif not holds and word.endswith(self.holding):
            holds = "holding"
        elif not holds and not leads and 1 in (len(word), len(following)):
            holds = "lone" if is_unspaced(word[-1:]) and is_unspaced(following[:1]) else ""
        return Border(
            level,
            holds,
            leads,
            name=not holds and self._looks_like_name(before, after),
            figure=not leads and bool(_FIGURE.fullmatch(word)),
        )

    def _level(self, before: str, after: str) -> Level:
        text = before.rstrip(_CLOSERS)
        last = text[-1:]
        start = after.lstrip(_OPENERS + "¿¡")[:1]
        if last and last in SENTENCE_END:
            if last == "." and self._stop_is_no_end(text, start):
                return Level.NOTHING
            return Level.CLAUSE if start.islower() else Level.SENTENCE
        closed = before[-1] in _BRACKETS_CLOSE and not _is_particle(before[-1], after[0])
        parted = last in _CLAUSE_END or closed or after[0] in _BRACKETS_OPEN
        return Level.CLAUSE if last and parted else Level.NOTHING

    def _stop_is_no_end(self, text: str, start: str) -> bool:
        """Whether the full stop that ``text`` ends on belongs to an abbreviation or ordinal.

        An abbreviation may end a sentence too; then a capital follows (which says nothing in
        German, nor after a title). A title that is written in full ends one: "Yes, sir. At once."
        """
        body = text.lstrip(_OPENERS)
        if body.endswith(".."):
            return False
        word = body[:-1].lower()
        if word in self.abbreviations:
            before_name = self.classes.get(word) == "titles"
            return before_name or not start.isupper() or self.language in _NOUNS_CAPITAL
        if _ORDINAL.fullmatch(body):
            return self.language in _STOPPED_ORDINALS
        return bool(_INITIALS.fullmatch(body)) and word not in self.classes

    def _looks_like_name(self, before: str, after: str) -> bool:
        return (
            self.language not in _NOUNS_CAPITAL
            and len(before) > 1
            and before[0].isupper()
            and after[0].isupper()
            and not before.isupper()
        )


def _is_particle(before: str, after: str) -> bool:
    """Whether what follows a Japanese quotation goes on with its phrase: 「…」と, 『…』を."""
    return before in "」』" and "\u3041" <= after <= "\u309f"


def bare(text: str) -> str:
    """A piece without its punctuation, in lower case, apostrophes made straight."""
    return text.strip(_PUNCTUATION).replace("’", "'").lower()


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, str]]:
    source = resources.files("localize.syntax") / "function_words.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def syntax_of(locale: str) -> Syntax:
    """The tables for a locale; empty ones for a language that has none."""
    language = locales.language(locale)
    related = {"yue": "zh", "no": "nb", "nn": "nb"}
    table = _tables().get(related.get(language, language), {})
    lists = {name: tuple(words.split()) for name, words in table.items()}
    classes = {word: name for name in reversed(HOLDING) for word in lists.get(name, ())}
    return Syntax(
        language=language,
        classes=classes,
        leads=frozenset(lists.get("prepositions", ()) + lists.get("conjunctions", ())),
        abbreviations=frozenset(lists.get("abbreviations", ())),
        holding=lists.get("holding", ()),
        clauses=lists.get("clauses", ()),
        opens=lists.get("opens", ()),
        trailing=frozenset(lists.get("trailing", ())),
    )
