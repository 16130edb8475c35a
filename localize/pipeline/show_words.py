"""What a show's people have settled for one language: names, terms, who speaks how to whom."""

from __future__ import annotations

from dataclasses import dataclass

from localize.engines import Address, Character, Term


@dataclass(frozen=True, slots=True)
class ShowWords:
    """What a show has settled for one language.

    Attributes:
        known: names and terms as they are written there, and who speaks.
        terms: with their renderings there.
        characters: who speaks in the show.
        addresses: who addresses whom how there.
    """

    known: frozenset[str] = frozenset()
    terms: tuple[Term, ...] = ()
    characters: tuple[Character, ...] = ()
    addresses: tuple[Address, ...] = ()
