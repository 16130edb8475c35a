"""Checks that the names of the source are those of the translation.

For tracks and sources in Latin letters: what a name becomes in another script is not known here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.names import capitals, is_like, says, without_possessive
from localize.checks.rendering import translated
from localize.checks.words import is_latin, plain_words, words_of
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.checks.rendering import Pair
    from localize.engines import CheckContext
    from localize.script import Cue

#: How many pairs before and after may say a name instead.
_REACH: Final = 2

#: A name that the source has twice and the translation keeps in so many of the places is kept.
_LEAST_PLACES: Final = 2
_KEPT: Final = 0.5


class SourceNames:
    """The confirmed names and terms that the source says, the translation says too.

    Looked at are those that are the same in both languages: names. One that is spelt otherwise, or
    another in its place, is a warning. One that is not said at all is a note: subtitles shorten,
    and may say "he".
    """

    name: ClassVar[str] = "source-names"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every confirmed name of the source that the translation lacks."""
        names = _confirmed(context)
        if not names or not _comparable(context):
            return
        yield from _differing(self.name, names, translated(cues, context), context, dropped=True)


class NamesKept:
    """A name that the translation keeps is kept wherever the source says it.

    Names are capitalised words inside the source's sentences that come again and that the
    translation has as they are, most of the time. Found on the whole track, which shows what is
    kept. Found is another spelling, or another name in its place; not a name that is left out.
    """

    name: ClassVar[str] = "names-kept"
    whole_track: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every place where a kept name is another."""
        if not context.source or not _comparable(context):
            return
        pairs = translated(cues, context)
        confirmed = {name.casefold() for name in _confirmed(context)}
        names = [name for name in _kept(pairs, context) if name.casefold() not in confirmed]
        yield from _differing(self.name, names, pairs, context, dropped=False)


def _comparable(context: CheckContext) -> bool:
    return is_latin(context.limits.locale) and is_latin(context.source_locale or "en")


def _confirmed(context: CheckContext) -> list[str]:
    """Confirmed names of one word; of longer ones, each word with a capital."""
    found = {
        without_possessive(capital.word)
        for name in context.known
        for capital in capitals(name)
        if len(capital.word) > 1
    }
    return sorted(found)


def _kept(pairs: Sequence[Pair], context: CheckContext) -> list[str]:
    """Names that come again in the source and that the translation has as they are."""
    said: dict[str, list[int]] = defaultdict(list)
    inside: set[str] = set()
    lower: set[str] = set()
    for at, pair in enumerate(pairs):
        for word in plain_words(pair.source_text):
            lower.add(word)
        for capital in capitals(pair.source_text):
            if not said[capital.word] or said[capital.word][-1] != at:
                said[capital.word].append(at)
            if not capital.initial:
                inside.add(capital.word)
    written_small = {
        word for pair in pairs for word in pair.source_text.split() if word[:1].islower()
    }
    common = words_of(context.source_locale).common
    found = []
    for name, places in said.items():
        if len(places) < _LEAST_PLACES or name not in inside or len(name) < 3:
            continue
        if name.casefold() in common or name.casefold() in written_small:
            continue
        kept = sum(says(plain_words(pairs[at].target_text), name) for at in places)
        if kept >= max(2, _KEPT * len(places)):
            found.append(name)
    return found


def _differing(
    rule: str,
    names: Sequence[str],
    pairs: Sequence[Pair],
    context: CheckContext,
    *,
    dropped: bool,
) -> Iterator[Finding]:
    source = [plain_words(pair.source_text) for pair in pairs]
    target = [plain_words(pair.target_text) for pair in pairs]
    folded = {name.casefold(): name for name in names}
    for at, pair in enumerate(pairs):
        here = {word.split("'")[0] for word in source[at]} | set(source[at])
        for name in (folded[word] for word in sorted(here & folded.keys())):
            if not any(capital.word == name for capital in capitals(pair.source_text)):
                continue
            if says(target[at], name) or _said_nearby(name, at, source, target):
                continue
            other = _other(name, pair, source[at], folded, context)
            if other or dropped:
                yield _finding(rule, name, other, pair)


def _said_nearby(
    name: str, at: int, source: Sequence[list[str]], target: Sequence[list[str]]
) -> bool:
    near = (n for n in range(at - _REACH, at + _REACH + 1) if n != at and 0 <= n < len(source))
    return any(says(target[n], name) and not says(source[n], name) for n in near)


def _other(
    name: str, pair: Pair, source: Sequence[str], names: dict[str, str], context: CheckContext
) -> str:
    """The word that stands where a name should; empty where none does."""
    found = [
        capital
        for capital in capitals(pair.target_text)
        if not says(source, capital.word) and len(capital.word) > 1
    ]
    for capital in found:
        if is_like(capital.word, name):
            return capital.word
    for capital in found:
        if capital.word.casefold() in names:
            return capital.word
    # In German every noun has a capital, and elsewhere the first word.
    if locales.language(context.limits.locale) == "de":
        return ""
    common = words_of(context.limits.locale).common
    inner = [c for c in found if not c.initial and c.word.casefold() not in common]
    return inner[0].word if len(inner) == 1 else ""


def _finding(rule: str, name: str, other: str, pair: Pair) -> Finding:
    cue = pair.first
    return Finding(
        rule=rule,
        severity=Severity.WARNING if other else Severity.NOTE,
        message=f"“{name}” in the source, “{other}” here: make sure that it is the right name"
        if other
        else f"“{name}” of the source is not said: say it, or make sure that it is clear who is "
        "meant",
        cue_id=cue.id,
        start=cue.start,
        measured=0,
        limit=1,
        unit="names",
    )
