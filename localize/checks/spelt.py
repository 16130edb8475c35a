"""Whether a word is spelt right: a dictionary, and what no dictionary has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.checks.dictionaries import Dictionary
from localize.checks.names import capitals, without_possessive
from localize.checks.words import Words, plain_words, words_of
from localize.markup import strip

if TYPE_CHECKING:
    from localize.engines import CheckContext

#: Capitals of so many letters are an abbreviation.
_ABBREVIATION: Final = 5

#: Laughter and the like, of any length.
_LAUGHTER: Final = re.compile(
    r"(?:[bm]?w?[ah]{2,}|(?:h[aeio]h?)+|(?:j[aei])+|(?:l[ao])+|[mhn]*m+|(?:ts)+k?|[bpf]?r+|sh+|z+|u+f+|a+r*g*h+|(?:х[аеио])+|(?:h[äöu])+)"
)

#: Letters that are drawn out: vowels, last letters, or any letter very long. Three consonants
#: inside a word are a slip.
_DRAWN: Final = re.compile(
    r"([aeiouyäöüåæøáéíóúàèìòùâêîôûаеёиоуыэюя])\1{2,}|([^\W\d_])\2{2,}$|([^\W\d_])\3{3,}"
)

#: What a name may end in besides: plurals and genitives.
_NAME_ENDINGS: Final = ("s", "es", "n", "en", "in", "i", "a", "e")


@dataclass(frozen=True, slots=True)
class Speller:
    """A dictionary with what a show knows besides.

    Attributes:
        dictionary: of the track's language.
        known: right words in lower case: confirmed ones, names of the source, interjections.
        names: confirmed names, as they are written.
        words: what is known of the language.
    """

    dictionary: Dictionary
    known: frozenset[str]
    names: frozenset[str]
    words: Words

    @classmethod
    def of(cls, dictionary: Dictionary, context: CheckContext) -> Speller:
        """That of a track's context."""
        words = words_of(context.limits.locale)
        names = {capital.word for name in context.known for capital in capitals(name)}
        confirmed = {word for name in context.known for word in plain_words(name)}
        said = {
            capital.word.replace("’", "'").casefold()
            for cue in context.source
            for line in cue.lines
            for capital in capitals(strip(line))
        }
        return cls(dictionary, frozenset(confirmed | said | words.sounds), frozenset(names), words)

    def accepts(self, word: str) -> bool:
        """Whether a word is spelt right.

        Args:
            word: with straight apostrophes and hyphens, those at its ends too.
        """
        bare = word.strip("'")
        small = bare.casefold()
        if len(bare) < 2 or small in self.known or word.casefold() in self.known:
            return True
        return (
            self.dictionary.knows(bare)
            or (bare != word and self.dictionary.knows(word))
            or self._is_in_capitals(bare)
            or self._is_name(small)
            or self._is_joined(bare)
            or self._is_spoken(word, small)
        )

    def _is_in_capitals(self, bare: str) -> bool:
        """Whether a word is right but for its capitals, or an abbreviation."""
        small = bare.casefold()
        if not bare.isupper():
            return bare[0].isupper() and bare[1:].islower() and self.dictionary.knows(small)
        known = self.dictionary.knows(small) or self.dictionary.knows(bare.capitalize())
        return known or len(bare) <= _ABBREVIATION

    def _is_name(self, small: str) -> bool:
        """Whether a word is a confirmed or a source's name with an ending of the grammar."""
        owner = without_possessive(small)
        if owner in self.known:
            return True
        return any(
            owner.endswith(ending)
            and len(owner) - len(ending) > 2
            and owner[: -len(ending)] in self.known
            and owner[: -len(ending)] not in self.words.sounds
            for ending in _NAME_ENDINGS
        )

    def _is_joined(self, bare: str) -> bool:
        """Whether a word is right by its parts: l'homme, Jean-Luc's, half-orc, b-but."""
        if "-" in bare:
            parts = [part for part in bare.split("-") if part]
            last = parts[-1].casefold()
            stutter = all(last.startswith(part.casefold()) for part in parts[:-1])
            return all(self.accepts(part) for part in (parts[-1:] if stutter else parts))
        head, apostrophe, tail = bare.partition("'")
        if not apostrophe:
            return False
        if head.casefold() in self.words.elisions:
            return self.accepts(tail)
        # Sintel's, kid'll; no more than an ending, so that a slip in the word itself is seen.
        return len(tail) <= 2 and not self.words.elisions and self.accepts(head)

    def _is_spoken(self, word: str, small: str) -> bool:
        """Whether a word is one as it is said: Nooo, hahaha, goin'."""
        if _LAUGHTER.fullmatch(small):
            return True
        if _DRAWN.search(small):
            for drawn in (_DRAWN.sub(r"\1\2\3", small), _DRAWN.sub(r"\1\1\2\2\3\3", small)):
                if drawn in self.known or len(drawn) < 2 or self.dictionary.knows(drawn):
                    return True
        return word.endswith("in'") and self.dictionary.knows(f"{small}g")
