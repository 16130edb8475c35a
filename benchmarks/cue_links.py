"""Whether what an engine knows of which word renders which puts words into the right cue.

    python benchmarks/cue_links.py [--data DIR] [--weights 0,6]

*By an engine's own account*: English subtitles (`subs-*`), drafted into Spanish by Apertium where
it is installed, laid over the cues that people cut. Its rules say where they put each word; a word
is right in the cue of the word that it renders. What guides is what counts, but it is no guess.

No translation model of some size is installed where this was made, so for the other two a
statistical aligner stands in for an engine's attention, here alone: IBM's model 2 with Dyer's
diagonal prior, words cut to their first letters, trained on the pair's own text (`mt-flores`,
`mt-diabla`, `mt-ami-ja`, and the subtitles themselves). Its links are as rough as such little text
makes them.

*By people's cuts*: subtitles in two languages whose cues people cut (`subs-*`). The English cues
are the template; each sentence over several of them is laid over them, its text the other
language's own. A word is right where it stands in the cue in whose time the people showed it. The
links have no part in what is right. Units are left out whose other side cannot be told by time.

*By the links themselves*: the sentences of `mt-*`, said at 14 characters a second and cut by the
guide; a word is right in the cue of the word that it renders, by the same links that guide it. This
says how far the layout follows, not whether the links are good.
"""

from __future__ import annotations

import argparse
import math
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from translation import RATE, said
from translation_data import DATA, sets

from localize import drafting, registry
from localize.engines import EngineSettings, TranslatedUnit, TranslationRequest, TranslationUnit
from localize.formats import read_file
from localize.guides import load_guide
from localize.markup import strip
from localize.script import Cue
from localize.segmentation import DEFAULT, lay_out, segment
from localize.segmentation.lay_over import lay_over
from localize.syntax.phrases import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.segmentation import Segmentation

GUIDE = load_guide("netflix")
#: Files of one programme in two languages, cut by people: English and the other.
FILES = [
    *(("subs-ableplayer/wwa_captions_en.vtt", f"subs-ableplayer/wwa_captions_{t}.vtt", t)
      for t in ("de", "es", "fr", "ja")),
    *(("subs-ableplayer/deadline_captions_en.vtt", f"subs-ableplayer/deadline_captions_{f}.vtt", t)
      for f, t in (("ar", "ar"), ("es", "es"), ("hi", "hi"), ("it", "it"), ("pt-br", "pt"))),
    *(("subs-ableplayer/blocks4all_captions_en.vtt",
       f"subs-ableplayer/blocks4all_captions_{f}.vtt", t)
      for f, t in (("es", "es"), ("ko", "ko"), ("pt-br", "pt"))),
    ("subs-ableplayer/itaccess_captions_en.vtt", "subs-ableplayer/itaccess_subtitles_es.vtt", "es"),
    ("subs-ableplayer/itaccess_captions_en.vtt", "subs-ableplayer/itaccess_subtitles_zh-cn.vtt",
     "zh"),
    *(("subs-elephantsdream/captions.en.vtt", f"subs-elephantsdream/captions.{t}.vtt", t)
      for t in ("ar", "ja", "ru", "sv")),
    *(("subs-sintel/sintel-clip.en.vtt", f"subs-sintel/sintel-clip.{t}.vtt", t)
      for t in ("de", "es")),
]  # fmt: skip
#: English files that Apertium drafts.
ENGLISH = (
    "subs-ableplayer/wwa_captions_en.vtt",
    "subs-ableplayer/deadline_captions_en.vtt",
    "subs-ableplayer/blocks4all_captions_en.vtt",
    "subs-ableplayer/itaccess_captions_en.vtt",
    "subs-elephantsdream/captions.en.vtt",
    "subs-sintel/sintel-film.en.srt",
)
#: Letters of a word that the aligner looks at.
STEM = 5
#: How much the aligner believes that both sides say things in one order, and that a word renders
#: nothing.
TENSION = 4.0
NOTHING = 0.08
ROUNDS = 5


@dataclass(frozen=True)
class Case:
    """A sentence over several cues, and its translation.

    Attributes:
        unit: the sentence.
        cues: that it comes from.
        text: its translation.
        right: for each word of the translation (by its place) the number of the cue that it belongs
            in; empty where only its links say so.
        links: that its engine told; empty where the aligner is to find some.
    """

    unit: TranslationUnit
    cues: tuple[Cue, ...]
    text: str
    right: dict[int, int]
    links: tuple[tuple[int, int], ...] = ()


# --- The aligner ----------------------------------------------------------------------------------


def tokens(text: str) -> list[tuple[int, str]]:
    """Words of a text as the aligner knows them, each with its place (white space not counted)."""
    found: list[tuple[int, str]] = []
    at = 0
    for chunk in text.split():
        word, began = "", at
        for char in chunk:
            if is_unspaced(char):
                if word:
                    found.append((began, word))
                found.append((at, char))
                word = ""
            else:
                began, word = (began if word else at), word + char
            at += 1
        if word:
            found.append((began, word))
    bare = ((place, "".join(c for c in word.casefold() if c.isalnum())) for place, word in found)
    plain = ((place, unicodedata.normalize("NFKD", word)[:STEM] or ".") for place, word in bare)
    return list(plain)


class Aligner:
    """Word links between two languages, learnt from pairs of texts in both directions."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        made = [([w for _, w in tokens(a)], [w for _, w in tokens(b)]) for a, b in pairs]
        self._there = self._learnt(made)
        self._back = self._learnt([(b, a) for a, b in made])

    @staticmethod
    def _prior(at: int, own: int, other: int) -> list[float]:
        weights = [math.exp(-TENSION * abs(at / own - k / other)) for k in range(other)]
        whole = sum(weights)
        return [(1 - NOTHING) * one / whole for one in weights]

    @classmethod
    def _learnt(cls, pairs: Sequence[tuple[list[str], list[str]]]) -> dict[str, dict[str, float]]:
        """Source word → target word → probability; the source "" renders nothing."""
        table: dict[str, dict[str, float]] = {}
        for turn in range(ROUNDS):
            counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
            for sources, targets in pairs:
                for at, target in enumerate(targets):
                    prior = cls._prior(at, len(targets), len(sources))
                    each = [
                        (source, p * (table[source].get(target, 1e-9) if turn else 1.0))
                        for source, p in zip(sources, prior, strict=True)
                    ]
                    each.append(("", NOTHING * (table[""].get(target, 1e-9) if turn else 1.0)))
                    whole = sum(p for _, p in each)
                    for source, p in each:
                        counts[source][target] += p / whole
            table = {
                source: {target: n / sum(row.values()) for target, n in row.items()}
                for source, row in ((s, dict(r)) for s, r in counts.items())
            }
        return table

    def _best(
        self, table: dict[str, dict[str, float]], sources: list[str], targets: list[str]
    ) -> set[tuple[int, int]]:
        found = set()
        for at, target in enumerate(targets):
            prior = self._prior(at, len(targets), len(sources))
            each = [
                p * table.get(source, {}).get(target, 1e-9)
                for source, p in zip(sources, prior, strict=True)
            ]
            best = max(range(len(each)), key=each.__getitem__)
            if each[best] > NOTHING * table[""].get(target, 1e-9):
                found.add((best, at))
        return found

    def links(self, source: str, target: str) -> tuple[tuple[int, int], ...]:
        """Links that both directions find, as engines tell them."""
        ours, theirs = tokens(target), tokens(source)
        words, others = [w for _, w in ours], [w for _, w in theirs]
        there = self._best(self._there, others, words)
        back = {(s, t) for t, s in self._best(self._back, words, others)}
        return tuple(
            (theirs[s][0], ours[t][0]) for s, t in sorted(there & back, key=lambda c: c[1])
        )


# --- The cases ------------------------------------------------------------------------------------


def overlap(one: Cue, other: Cue) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def by_people(source: Path, target: Path, locale: str) -> tuple[list[Case], list[tuple[str, str]]]:
    """Sentences over several cues with people's own cuts of both sides, and all pairs of texts."""
    theirs = read_file(source).track.cues
    ours = read_file(target).track.cues
    by_id = {cue.id: cue for cue in theirs}
    cases: list[Case] = []
    pairs: list[tuple[str, str]] = []
    for unit in drafting.units_of_cues(theirs, locale="en"):
        cues = tuple(by_id[i] for i in unit.source_ids)
        own = [cue for cue in ours if any(overlap(cue, one) > 0 for one in cues)]
        # Whole cues alone: no other sentence in what is taken, nor any of it elsewhere.
        inside = [
            cue
            for cue in own
            if sum(max(0, overlap(cue, one)) for one in cues) >= 0.7 * cue.duration
        ]
        if not inside or any(cue not in inside and overlap(cue, one) > 0.3 * cue.duration
                             for cue in own for one in cues):  # fmt: skip
            continue
        whole = sum(len(cue.text) for cue in cues)
        if len(unit.text) < 0.9 * len(strip(" ".join(cue.text for cue in cues))) or not whole:
            continue
        space = "" if locale in ("ja", "zh") else " "
        text = space.join(" ".join(strip(line) for line in cue.lines) for cue in inside)
        pairs.append((unit.text, text))
        if len(cues) < 2 or len(inside) < 2:
            continue
        right: dict[int, int] = {}
        at = 0
        for cue in inside:
            size = len("".join(strip(cue.text).split()))
            shared = [max(0, overlap(cue, one)) for one in cues]
            best = max(range(len(cues)), key=shared.__getitem__)
            if shared[best] >= 0.8 * sum(shared):
                right.update(dict.fromkeys(range(at, at + size), best))
            at += size
        cases.append(Case(unit, cues, text, right))
    return cases, pairs


def by_links(one, limit: int) -> list[Case]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Sentences of parallel text over several cues that the guide's limits cut."""
    first = one.first(limit)
    limits = GUIDE.limits(one.source)
    cues = segment(said(first), limits, RATE, locale=one.source).cues
    by_id = {cue.id: cue for cue in cues}
    of = {"".join(s.split()): r for s, r in zip(first.sentences, first.references, strict=True)}
    return [
        Case(unit, tuple(by_id[i] for i in unit.source_ids), text, {})
        for unit in drafting.units_of_cues(cues, locale=one.source)
        if len(unit.source_ids) > 1 and (text := of.get("".join(unit.text.split())))
    ]


def by_apertium(data: Path) -> list[Case]:
    """Sentences over several cues as Apertium drafts them; none where it is not installed."""
    engine = registry.translation_engine("apertium", EngineSettings())
    if not engine.serves("en", "es"):
        return []
    cases: list[Case] = []
    with engine:
        for name in ENGLISH:
            cues = read_file(data / name).track.cues
            by_id = {cue.id: cue for cue in cues}
            units = [u for u in drafting.units_of_cues(cues, locale="en") if len(u.source_ids) > 1]
            request = TranslationRequest(name, "en", "es", tuple(units))
            (draft,) = engine.translate([request])
            cases += [
                Case(unit, tuple(by_id[i] for i in unit.source_ids), one.text, {}, one.links)
                for unit, one in zip(units, draft.units, strict=True)
                if one.links
            ]
    return cases


# --- The figures ----------------------------------------------------------------------------------


def standing(laid: Segmentation, cues: Sequence[Cue]) -> list[set[int]]:
    """For each character of the draft (no white space) the numbers of its cue's sources."""
    number = {cue.id: n for n, cue in enumerate(cues)}
    found: list[set[int]] = []
    for cue in laid.cues:
        own = {number[i] for i in cue.source_ids}
        found += [own] * len("".join("".join(cue.lines).split()))
    return found


def figures(
    cases: Sequence[Case], aligner: Aligner | None, locale: str, weight: float
) -> tuple[int, int, int, int, int]:
    """Words; right in the fixed layout, in that by sentences; units; findings of the fixed one."""
    weights = replace(DEFAULT, misplaced=weight)
    limits = GUIDE.limits(locale)
    words = over = out = broken = 0
    for case in cases:
        links = case.links or (aligner.links(case.unit.text, case.text) if aligner else ())
        right = case.right
        if not right:
            borders = [*accumulate(len("".join(strip(c.text).split())) for c in case.cues)]
            right = {at: sum(of >= border for border in borders[:-1]) for of, at in links}
        draft = TranslatedUnit((case.unit.id,), case.text, links=links)
        source_of = {case.unit.id: case.unit}
        fixed = lay_over([draft], case.cues, source_of, limits, locale=locale, weights=weights)
        free = lay_out(
            [draft], case.cues, source_of, limits, RATE, locale=locale, sentences=True,
            weights=weights,
        )  # fmt: skip
        broken += len(fixed.findings)
        stand, roam = standing(fixed, case.cues), standing(free, case.cues)
        for place, _ in tokens(case.text):
            if place in right:
                words += 1
                over += right[place] in stand[place]
                out += right[place] in roam[place]
    return words, over, out, len(cases), broken


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--data", type=Path, default=DATA)
    arguments.add_argument("--limit", type=int, default=300, help="sentences of each mt set; 300")
    arguments.add_argument("--weights", default="0,6", help="of `Weights.misplaced`, with commas")
    options = arguments.parse_args()
    weights = [float(one) for one in options.weights.split(",")]
    parallel = [one for one in sets(options.data) if one.source == "en"]
    subtitles: dict[str, list[Case]] = {}
    taught: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for source, target, locale in FILES:
        cases, pairs = by_people(options.data / source, options.data / target, locale)
        subtitles.setdefault(locale, []).extend(cases)
        taught[locale] += pairs
    for one in parallel:
        taught[one.target] += list(zip(one.sentences, one.references, strict=True))
    kinds: dict[str, dict[str, list[Case]]] = {
        "Apertium": {"es": by_apertium(options.data)},
        "people's cuts": subtitles,
        "its own links": defaultdict(list),
    }
    for one in parallel:
        kinds["its own links"][one.target] += by_links(one, options.limit)
    aligners = {locale: Aligner(pairs) for locale, pairs in taught.items()}
    print(
        f"{'right by':15}{'to':5}{'weight':>7}{'units':>7}{'words':>7}{'fixed':>8}{'sentence':>9}"
        f"{'findings':>10}"
    )
    for kind, sets_of in kinds.items():
        sums: dict[float, list[int]] = {weight: [0] * 5 for weight in weights}
        for locale, cases in sorted(sets_of.items()):
            for weight in weights:
                aligner = None if kind == "Apertium" else aligners[locale]
                found = figures(cases, aligner, locale, weight)
                sums[weight] = [a + b for a, b in zip(sums[weight], found, strict=True)]
                show(kind, locale, weight, found)
        for weight in weights:
            show(kind, "all", weight, sums[weight])


def show(kind: str, locale: str, weight: float, found: Sequence[int]) -> None:
    words, over, out, units, broken = found
    if words:
        print(
            f"{kind:15}{locale:5}{weight:7.1f}{units:7}{words:7}{100 * over / words:7.1f}%"
            f"{100 * out / words:8.1f}%{broken:10}"
        )


if __name__ == "__main__":
    main()
