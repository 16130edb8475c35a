"""How often the checks of source and spelling are wrong on human work, and what damage they find.

    python benchmarks/checks.py [--data FOLDER]

Human translations: real subtitles of six programmes in eleven languages, FLORES-200's 997
sentences in nine, DiaBLa's dialogues (French and English) and AMI's meetings (English to Japanese).
For each set: cues with a finding, a thousand, by rule. Then damage in the same texts: a number
changed or dropped, the source's line left in place, a kept name exchanged or misspelt. Then typos,
one slip of the keyboard each, in real subtitles in Spanish, French and German; a slip may give
another word that exists, and no dictionary finds those.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from speech_data import DEFAULT

from localize import registry
from localize.checks.consistency import Consistency
from localize.checks.dictionaries import Dictionary, dictionary_for
from localize.checks.rendering import translated
from localize.checks.source_form import SourceLength, SourceMarks, SourceTags
from localize.checks.source_names import NamesKept
from localize.checks.source_numbers import SourceNumbers
from localize.checks.spelling import Spelling, SpellingNames
from localize.checks.untranslated import SourceMissing, Untranslated
from localize.engines import CheckContext
from localize.findings import Severity
from localize.guides import load_guide
from localize.script import Cue
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from localize.engines import Check

SOURCE = (
    SourceNumbers(),
    Untranslated(),
    NamesKept(),
    SourceLength(),
    SourceTags(),
    SourceMarks(),
    Consistency(),
    SourceMissing(),
)
FLORES = ("es", "fr", "de", "it", "pt", "nl", "ja", "ko", "zh")
PROGRAMMES = {
    "subs-elephantsdream/captions.en.vtt": {
        f"subs-elephantsdream/captions.{tag}.vtt": tag for tag in ("ru", "ja", "sv", "ar")
    },
    "subs-ableplayer/wwa_captions_en.vtt": {
        f"subs-ableplayer/wwa_captions_{tag}.vtt": tag for tag in ("de", "fr", "es", "ja")
    },
    "subs-ableplayer/blocks4all_captions_en.vtt": {
        "subs-ableplayer/blocks4all_captions_es.vtt": "es",
        "subs-ableplayer/blocks4all_captions_ko.vtt": "ko",
        "subs-ableplayer/blocks4all_captions_pt-br.vtt": "pt-BR",
    },
    "subs-ableplayer/deadline_captions_en.vtt": {
        f"subs-ableplayer/deadline_captions_{tag}.vtt": tag for tag in ("ar", "es", "hi", "it")
    },
    "subs-ableplayer/itaccess_captions_en.vtt": {
        "subs-ableplayer/itaccess_subtitles_es.vtt": "es",
        "subs-ableplayer/itaccess_subtitles_zh-cn.vtt": "zh-Hans",
    },
    "subs-sintel/sintel-clip.en.vtt": {
        "subs-sintel/sintel-clip.es.vtt": "es",
        "subs-sintel/sintel-clip.de.vtt": "de",
    },
}
SPELT = {
    "es": [
        "subs-ableplayer/itaccess_subtitles_es.vtt",
        "subs-ableplayer/blocks4all_captions_es.vtt",
    ],
    "fr": ["subs-ableplayer/wwa_captions_fr.vtt", "subs-ableplayer/wwa_description_fr.vtt"],
    "de": ["subs-ableplayer/wwa_captions_de.vtt", "subs-sintel/sintel-clip.de.vtt"],
}
RATE = FrameRate.parse("24")
GUIDE = load_guide("netflix")


@dataclass(frozen=True)
class Work:
    """A translation and its source."""

    name: str
    cues: tuple[Cue, ...]
    context: CheckContext

    def found(self, check: Check, cues: tuple[Cue, ...] | None = None) -> set[str]:
        """The cues in which a check finds something."""
        some = self.cues if cues is None else cues
        return {one.cue_id or f"{one.start}" for one in check.run(some, self.context)}


def work(name: str, source: list[Cue], cues: list[Cue], source_locale: str, locale: str) -> Work:
    context = CheckContext(GUIDE.limits(locale), RATE, GUIDE.habits(locale))
    context = replace(context, source=tuple(source), source_locale=source_locale)
    return Work(name, tuple(cues), context)


def lines(name: str, source: list[str], target: list[str], tags: tuple[str, str]) -> Work:
    """A translation line by line."""
    spans = [(at * 3000, at * 3000 + 2500) for at in range(len(source))]
    sources = [Cue(f"s{at}", *spans[at], (line,)) for at, line in enumerate(source)]
    cues = [
        Cue(f"t{at}", *spans[at], (line,), source_ids=(f"s{at}",)) for at, line in enumerate(target)
    ]
    return work(name, sources, cues, *tags)


def read(path: Path, locale: str) -> list[Cue]:
    data = path.read_bytes()
    kind = registry.subtitle_format(path.suffix[1:])
    return list(kind.read(data, episode="x", locale=locale).track.cues)


def subtitles(data: Path) -> Iterator[Work]:
    for original, others in PROGRAMMES.items():
        source = read(data / original, "en")
        for other, tag in others.items():
            cues = []
            for cue in read(data / other, tag):
                least = {one.id: 0.3 * min(cue.duration, one.duration) for one in source}
                ids = [one.id for one in source if cue.span.overlap(one.span) > least[one.id]]
                cues.append(replace(cue, source_ids=tuple(ids)))
            yield work("subtitles", source, cues, "en", tag)


def sentences(data: Path) -> Iterator[Work]:
    def flores(tag: str) -> list[str]:
        return (data / "mt-flores" / f"flores-dev.{tag}").read_text("utf-8").splitlines()

    for tag in FLORES:
        yield lines(f"flores en-{tag}", flores("en"), flores(tag), ("en", tag))
    with (data / "mt-diabla" / "everyday.tsv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    for way in ("fr-en", "en-fr"):
        own = [row for row in rows if row[2] == way]
        tags = (way[:2], way[3:])
        yield lines(f"diabla {way}", [row[3] for row in own], [row[4] for row in own], tags)
    talk = json.loads((data / "mt-ami-ja" / "dev.json").read_text("utf-8"))
    said = [one for meeting in talk for one in meeting["conversation"]]
    english, japanese = ([one[f"{tag}_sentence"] for one in said] for tag in ("en", "ja"))
    yield lines("ami en-ja", english, japanese, ("en", "ja"))


# --- damage ---------------------------------------------------------------------------------------


def changed_number(text: str, dice: random.Random, *, drop: bool) -> str:
    found = list(re.finditer(r"(?<![\d.,:])\d{2,4}(?![\d.,:]*\d)", text))
    if not found or dice.random() > 0.3:
        return text
    one = dice.choice(found)
    new = "" if drop else str(int(one[0]) + dice.choice((1, 3, 10)))
    return text[: one.start()] + new + text[one.end() :]


def damaged(made: Work, change: Callable[[Cue], str], check: Check) -> tuple[int, int]:
    """How many damaged cues a check finds that it left alone before, and how many there are."""
    before = made.found(check)
    cues, hurt = [], set()
    for cue in made.cues:
        new = cue.text if cue.id in before or not cue.source_ids else change(cue)
        if new != cue.text:
            hurt.add(cue.id)
        cues.append(replace(cue, lines=tuple(new.split("\n"))))
    return len(made.found(check, tuple(cues)) & hurt), len(hurt)


def renamed(made: Work, dice: random.Random, *, slip_only: bool) -> Callable[[Cue], str]:
    """Exchange a name that both sides have for another, or misspell it, in one cue of six."""
    both: Counter[str] = Counter()
    for pair in translated(made.cues, made.context):
        there = set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{4,}", pair.source_text))
        both.update(name for name in there if re.search(rf"\b{name}\b", pair.target_text))
    names = [name for name, times in both.items() if times > 3]

    def change(cue: Cue) -> str:
        own = [name for name in names if re.search(rf"\b{name}\b", cue.text)]
        if not own or dice.random() > 1 / 6:
            return cue.text
        old = dice.choice(own)
        others = [name for name in names if name not in cue.text]
        new = slip(old, dice) if slip_only or not others else dice.choice(others)
        return re.sub(rf"\b{old}\b", new, cue.text)

    return change


def slip(word: str, dice: random.Random) -> str:
    """A word with one slip of the keyboard."""
    at = dice.randrange(1, len(word) - 1)
    kinds = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + dice.choice("eaonrtil") + word[at + 1 :],
    )
    return dice.choice([kind for kind in kinds if kind != word])


def typos(data: Path, tag: str, seed: int) -> tuple[int, int]:
    """How many of 20 typos are found, and how many of those as warnings."""
    dice = random.Random(seed)  # noqa: S311 -- no secret
    cues = [cue for name in SPELT[tag] for cue in read(data / name, tag)]
    cues = [replace(cue, id=str(at)) for at, cue in enumerate(cues)]
    places = [
        (at, match.span())
        for at, cue in enumerate(cues)
        for match in re.finditer(r"(?<![\w'’-])[^\W\d_]{5,}(?![\w'’-])", cue.lines[0])
        if "<" not in cue.lines[0]
    ]
    made = []
    for at, (start, end) in sorted(dice.sample(places, 20), reverse=True):
        line = cues[at].lines[0]
        made.append((str(at), slip(line[start:end], dice)))
        new = line[:start] + made[-1][1] + line[end:]
        cues[at] = replace(cues[at], lines=(new, *cues[at].lines[1:]))
    context = CheckContext(GUIDE.limits(tag), RATE, GUIDE.habits(tag))
    found = [*Spelling().run(cues, context), *SpellingNames().run(cues, context)]
    said = {
        (one.cue_id, word): one.severity
        for one in found
        for word in re.findall("“(.+?)”", one.message)
    }
    sure = sum(said.get(one) is Severity.WARNING for one in made)
    return sum(one in said for one in made), sure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT, help="folder of the test data")
    data = parser.parse_args().data

    sets = [*subtitles(data), *sentences(data)]
    names = [check.name.removeprefix("source-") for check in SOURCE]
    print("cues with a finding in human work, a thousand")
    print(f"{'':16}{'cues':>7}" + "".join(f"{name:>13}" for name in names))
    for name in dict.fromkeys(made.name for made in sets):
        own = [made for made in sets if made.name == name]
        cues = sum(len(made.cues) for made in own)
        shares = [1000 * sum(len(m.found(check)) for m in own) / cues for check in SOURCE]
        print(f"{name:16}{cues:>7}" + "".join(f"{share:>13.1f}" for share in shares))

    print("\nseeded damage that is found")
    dice = random.Random(5)  # noqa: S311 -- no secret
    for called, check, change in (
        (
            "number changed",
            SourceNumbers(),
            lambda _: lambda c: changed_number(c.text, dice, drop=False),
        ),
        (
            "number dropped",
            SourceNumbers(),
            lambda _: lambda c: changed_number(c.text, dice, drop=True),
        ),
        ("another name", NamesKept(), lambda m: renamed(m, dice, slip_only=False)),
        ("name misspelt", NamesKept(), lambda m: renamed(m, dice, slip_only=True)),
        ("not translated", Untranslated(), lambda m: left_in_place(m, dice)),
    ):
        counts = [damaged(made, change(made), check) for made in sets]
        found, hurt = (sum(part) for part in zip(*counts, strict=True))
        print(f"{called:16}{found:>6} of {hurt:<6}{100 * found / max(1, hurt):6.1f} %")

    print("\ntypos that are found, of 20 in each of 20 draws (of them as warnings)")
    for tag in SPELT:
        if not isinstance(dictionary_for(tag), Dictionary):
            print(f"{tag}: no dictionary")
            continue
        began = time.process_time()
        draws = [typos(data, tag, seed) for seed in range(20)]
        all_found = [found for found, _ in draws]
        print(
            f"{tag}: mean {sum(all_found) / 20:.1f} ({sum(sure for _, sure in draws) / 20:.1f}), "
            f"least {min(all_found)}, 18 or more in {sum(n >= 18 for n in all_found)} of 20; "
            f"{time.process_time() - began:.1f} s of CPU"
        )


def left_in_place(made: Work, dice: random.Random) -> Callable[[Cue], str]:
    """The source's line, of three words or more, instead of the translation; in one cue of ten."""
    source = {one.id: one.text for one in made.context.source}

    def change(cue: Cue) -> str:
        text = "\n".join(source[name] for name in cue.source_ids)
        return text if dice.random() < 0.1 and len(text.split()) > 2 else cue.text

    return change


if __name__ == "__main__":
    main()
