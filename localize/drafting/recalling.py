"""Asking what of a new text a market approved before."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from localize import locales, markup
from localize.drafting.alike import (
    alone,
    begins_alike,
    comparable,
    ends_alike,
    key,
    written_otherwise,
)
from localize.drafting.known import KnownRun, Recalled
from localize.drafting.terms import missed, said_in
from localize.engines import Example

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from localize.drafting.known import KnownLines, KnownPassage
    from localize.engines import Term, TranslationUnit

#: Sentences that one known passage may be in the new text: another recogniser ends them elsewhere.
_MOST: Final = 12
#: Least likeness, 0 to 100, of an approved line that is given to an engine as an example: the upper
#: bands of fuzzy matches, by which translators are paid, usually begin there.
LIKE: Final = 85
#: Examples for one sentence: more cost more than they tell.
_EXAMPLES: Final = 2


class Recall:
    """A market's approved lines, to be asked what of a new text they know.

    Args:
        lines: of the market.
        locale: of the market.
    """

    def __init__(self, lines: KnownLines, locale: str) -> None:
        self._locale = locale
        self._lines = lines
        self._texts: defaultdict[str, list[KnownPassage]] = defaultdict(list)
        for passage in lines.passages:
            self._texts[key(passage.units)].append(passage)
        self._longest = max(map(len, self._texts), default=0)

    def find(
        self,
        units: Sequence[TranslationUnit],
        source: str,
        *,
        terms: Sequence[Term] = (),
        examples: bool = False,
    ) -> Recalled:
        """What is known of an episode's sentences.

        Args:
            units: all of the episode, in programme order.
            source: their locale; what was approved for another language is not known.
            terms: of the show, as the market renders them today.
            examples: whether lines like those that are not known are wanted too.
        """
        runs: list[KnownRun] = []
        at = 0
        while at < len(units):
            run = self._longest_run(units, at, source, terms)
            if run is None:
                at += 1
            else:
                runs.append(run)
                at += len(run.unit_ids)
        found = Recalled(tuple(runs))
        if not examples:
            return found
        asked = found.asked(units)
        return Recalled(found.runs, tuple(self._examples(asked, source)))

    # --- The same text ----------------------------------------------------------------------------

    def _longest_run(
        self, units: Sequence[TranslationUnit], at: int, source: str, terms: Sequence[Term]
    ) -> KnownRun | None:
        best: KnownRun | None = None
        for stop in range(at + 1, min(len(units), at + _MOST) + 1):
            text = key([unit.text for unit in units[at:stop]])
            if len(text) > self._longest:
                break
            alike = [
                one
                for one in self._texts.get(text, ())
                if locales.same_writing(one.source_locale, source)
            ]
            if alike and text:
                best = self._decided(units, at, stop, alike, terms)
        return best

    def _decided(
        self,
        units: Sequence[TranslationUnit],
        at: int,
        stop: int,
        alike: Sequence[KnownPassage],
        terms: Sequence[Term],
    ) -> KnownRun:
        """The passage that is taken, and why it may be the wrong one."""
        source = alike[0].source_locale
        before = key([units[at - 1].text]) if at else ""
        after = key([units[stop].text]) if stop < len(units) else ""

        def near(one: KnownPassage) -> int:
            said_before, said_after = key([one.before]), key([one.after])
            return ends_alike(before, said_before) + begins_alike(after, said_after)

        most = max(near(one) for one in alike)
        nearest = [one for one in alike if near(one) == most]
        chosen = max(nearest, key=lambda one: one.at)
        own = units[at:stop]
        text = _on_one_line(chosen, self._locale)
        doubt = (
            self._two_ways(chosen, nearest if most else alike)
            or alone([unit.text for unit in own], source, most)
            or written_otherwise([unit.text for unit in own], chosen.units, most)
            or self._term_missed(own, text, source, terms)
        )
        return KnownRun(tuple(unit.id for unit in own), chosen, text, doubt)

    def _two_ways(self, chosen: KnownPassage, others: Sequence[KnownPassage]) -> str:
        taken = _on_one_line(chosen, self._locale)
        for other in others:
            text = _on_one_line(other, self._locale)
            if text != taken:
                return f"it was approved in two ways, as “{text}” in {other.episode}"
        return ""

    def _term_missed(
        self, own: Sequence[TranslationUnit], text: str, source: str, terms: Sequence[Term]
    ) -> str:
        said = said_in(" ".join(unit.text for unit in own), terms, source)
        wrong = [f"“{one.source}” as “{one.target}”" for one in missed(text, said, self._locale)]
        return f"it does not say {', '.join(wrong)}, as the terms do now" if wrong else ""

    # --- Texts like it ----------------------------------------------------------------------------

    def _examples(self, asked: Sequence[TranslationUnit], source: str) -> Iterator[Example]:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 -- not needed by a run without examples

        pool = self._pool(source)
        texts = list(pool)
        for unit in asked:
            text = comparable([unit.text], source)
            found = process.extract(
                text, texts, scorer=fuzz.ratio, score_cutoff=LIKE, limit=_EXAMPLES
            )
            for like, score, _ in found:
                said, rendered = pool[like]
                yield Example(unit.id, said, rendered, int(score))

    def _pool(self, source: str) -> Mapping[str, tuple[str, str]]:
        """Comparable text → (source, rendering), the latest of each; approved lines win."""
        pool: dict[str, tuple[str, str]] = {}
        for line in self._lines.foreign:
            if locales.same_writing(line.source_locale, source):
                said, rendered = (
                    " ".join(markup.strip(text).split()) for text in (line.source, line.target)
                )
                pool[comparable([line.source], source)] = (said, rendered)
        for one in sorted(self._lines.passages, key=lambda passage: passage.at):
            if locales.same_writing(one.source_locale, source):
                said = ("" if locales.is_unspaced(source) else " ").join(one.units)
                pool[comparable(one.units, source)] = (said, _on_one_line(one, self._locale))
        pool.pop("", None)
        return pool


def _on_one_line(passage: KnownPassage, locale: str) -> str:
    """A passage's rendering without tags, line breaks and the dashes of two speakers."""
    space = "" if locales.is_unspaced(locale) else " "
    lines = (markup.strip(line).strip() for cue in passage.cues for line in cue.lines)
    return " ".join(space.join(line for line in lines if line).split())
