"""Does risk rank mistakes above clean lines? On real parallel text with mistakes put in.

    python benchmarks/risk.py [--data DIR] [--seed 1] [--share 0.1] [--only TEXT] [-v]

The text is people's own translation: the bilingual subtitle files, the dialogues of `mt-diabla`
(English and French, both ways) and the meetings of `mt-ami-ja` (English to Japanese), in tracks of
300 lines. In a share of the lines a mistake is put: the word that denies is taken out, a number is
changed, a name is another's, the line is left in the source's language, or it is another line of
the track (fluent, and invented). All else counts as clean, though people's subtitles hold odd lines
of their own, so the figures are lower bounds. Neither sound nor an engine's scores are at hand
here; a run has both.

Printed, for each kind: the area under the curve (how often a seeded line ranks above a clean one,
ties by half), and the share of the seeded lines in the top tenth of their track, and in the top
fifth. The weights of `localize.drafting.risk` were set by eye on the French and English dialogues
whose number is even; those, `tuned`, are printed apart from all that was never looked at.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from speech_data import DEFAULT

from localize.checks import run_checks
from localize.drafting.negation import negations
from localize.drafting.risk import Evidence, risks
from localize.engines import CheckContext
from localize.formats import read_file
from localize.guides import load_guide
from localize.script import Cue, Track, TrackRole
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("negation", "number", "name", "untranslated", "invented")
LINES = 300
RATE = FrameRate.parse("24")
_NAME = re.compile(r"(?<=[\w,;] )[A-ZÀ-Ý][\w'’-]{2,}")
_OTHERS = ("Margaret", "Ibrahim", "Toledo", "Svensson", "Kyoto", "Oliveira")


@dataclass(frozen=True)
class Text:
    """A track and its source."""

    name: str
    source_locale: str
    locale: str
    pairs: tuple[tuple[str, str], ...]


def texts(data: Path) -> Iterator[Text]:
    """All parallel text of the data folder."""
    for name, source, target in (
        ("subs-ableplayer/wwa_captions_{}.vtt", "en", "de"),
        ("subs-ableplayer/wwa_captions_{}.vtt", "en", "es"),
        ("subs-ableplayer/wwa_captions_{}.vtt", "en", "fr"),
        ("subs-ableplayer/wwa_captions_{}.vtt", "en", "ja"),
        ("subs-ableplayer/blocks4all_captions_{}.vtt", "en", "es"),
        ("subs-ableplayer/blocks4all_captions_{}.vtt", "en", "pt-br"),
        ("subs-ableplayer/blocks4all_captions_{}.vtt", "en", "ko"),
        ("subs-ableplayer/deadline_captions_{}.vtt", "en", "es"),
        ("subs-ableplayer/deadline_captions_{}.vtt", "en", "it"),
        ("subs-elephantsdream/captions.{}.vtt", "en", "sv"),
        ("subs-elephantsdream/captions.{}.vtt", "en", "ru"),
        ("subs-elephantsdream/captions.{}.vtt", "en", "ja"),
        ("subs-sintel/sintel-clip.{}.vtt", "en", "de"),
        ("subs-sintel/sintel-clip.{}.vtt", "en", "es"),
    ):
        ours, theirs = data / name.format(target), data / name.format(source)
        if not (ours.exists() and theirs.exists()):
            continue
        pairs = tuple(aligned(cues_of(theirs, source), cues_of(ours, target)))
        yield Text(f"subs {Path(name).stem.partition('_')[0]} {target}", source, target, pairs)
    dialogues: dict[str, list[list[tuple[str, str]]]] = {"fr-en": [], "en-fr": []}
    last = ""
    with (data / "mt-diabla/everyday.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        for row in rows:
            if row["dialogue"] != last:
                last = row["dialogue"]
                for found in dialogues.values():
                    found.append([])
            if row["source"] and row["reference"]:
                dialogues[row["direction"]][-1].append((row["source"], row["reference"]))
    for direction, found in dialogues.items():
        source, target = direction.split("-")
        for part, label in ((found[::2], "tuned"), (found[1::2], "unseen")):
            yield from tracks(
                f"diabla {direction} {label}",
                source,
                target,
                [pair for one in part for pair in one],
            )
    meetings = json.loads((data / "mt-ami-ja/dev.json").read_text("utf-8"))
    lines = [
        (one["en_sentence"], one["ja_sentence"]) for m in meetings for one in m["conversation"]
    ]
    yield from tracks("ami en-ja", "en", "ja", lines)


def tracks(name: str, source: str, target: str, pairs: list[tuple[str, str]]) -> Iterator[Text]:
    """Tracks of so many lines."""
    for first in range(0, len(pairs) - LINES // 2, LINES):
        yield Text(name, source, target, tuple(pairs[first : first + LINES]))


def cues_of(path: Path, locale: str) -> list[Cue]:
    """The cues of a file that say something."""
    return [cue for cue in read_file(path, locale=locale).track.cues if cue.text.strip()]


def aligned(theirs: list[Cue], ours: list[Cue]) -> Iterator[tuple[str, str]]:
    """Cues that have one partner in time, and share most of it."""
    for cue in theirs:
        near = [one for one in ours if one.span.overlap(cue.span) > 0.5 * one.duration]
        if len(near) == 1 and 2 * near[0].span.overlap(cue.span) > cue.duration:
            yield " ".join(cue.lines), " ".join(near[0].lines)


# --- Mistakes -------------------------------------------------------------------------------------


def mistaken(kind: str, text: Text, number: int, rng: random.Random) -> str | None:
    """A line with a mistake in it; None where it cannot have that one."""
    source, target = text.pairs[number]
    if kind == "negation":
        return without_not(source, target, text)
    if kind == "number":
        return other_number(target, rng) if re.search(r"\d", source) else None
    if kind == "name":
        names = [one for one in _NAME.findall(target) if one in source]
        new = rng.choice(_OTHERS)
        return target.replace(names[0], new) if names else None
    if kind == "untranslated":
        return source if len(source.split()) > 2 else None
    others = [
        theirs
        for place, (_, theirs) in enumerate(text.pairs)
        if abs(place - number) > 5 and abs(len(theirs) - len(target)) < 0.3 * len(target)
    ]
    return rng.choice(others) if others and len(target) >= 8 else None


def without_not(source: str, target: str, text: Text) -> str | None:
    """A line without the words that deny, if taking one or two out is enough."""
    if not negations(source, text.source_locale) or not negations(target, text.locale):
        return None
    if text.locale == "ja":
        for no, yes in (
            ("ではありません", "です"),
            ("ありません", "あります"),
            ("ません", "ます"),
            ("なかった", "た"),
            ("ない", "る"),
        ):
            if no in target:
                left = target.replace(no, yes)
                return left if not negations(left, text.locale) else None
        return None
    words = target.split()
    left = [word for word in words if not negations(word.strip(".,!?"), text.locale)]
    fitting = left and len(words) - len(left) <= 2 and len(left) >= 2
    return " ".join(left) if fitting and not negations(" ".join(left), text.locale) else None


def other_number(target: str, rng: random.Random) -> str | None:
    """A line with another number."""
    found = re.search(r"\d+", target)
    if found is None:
        return None
    new = str(int(found[0]) + rng.choice((1, 2, 3, 10)))
    return target[: found.start()] + new + target[found.end() :]


# --- Figures --------------------------------------------------------------------------------------


def judged(text: Text, rng: random.Random, share: float) -> list[tuple[str, int, float]]:
    """(kind of mistake, score, place from the top as a share) of each line; kind empty for none."""
    seeded: dict[int, tuple[str, str]] = {}
    order = list(range(len(text.pairs)))
    rng.shuffle(order)
    wanted = max(2, round(share * len(order)))
    # The rarest kinds first: few lines have a number.
    for kind in KINDS:
        for number in order:
            if sum(one == kind for one, _ in seeded.values()) >= max(1, wanted // len(KINDS)):
                break
            made = None if number in seeded else mistaken(kind, text, number, rng)
            if made is not None and made != text.pairs[number][1]:
                seeded[number] = (kind, made)
    cues, sources = [], []
    for number, (source, target) in enumerate(text.pairs):
        said = seeded[number][1] if number in seeded else target
        sources.append(Cue(f"s{number}", number * 4000, number * 4000 + 3500, (source,)))
        own = replace(sources[-1], id=f"t{number}", lines=(said,), source_ids=(f"s{number}",))
        cues.append(own)
    guide = load_guide("netflix")
    context = CheckContext(
        guide.limits(text.locale),
        RATE,
        guide.habits(text.locale),
        source=tuple(sources),
        source_locale=text.source_locale,
    )
    track = Track("risk", text.locale, TrackRole.SUBTITLE, tuple(cues))
    found = risks(track.cues, context, Evidence(tuple(run_checks(track, context))))
    scores = [found[cue.id].score for cue in cues]
    ranked = sorted(range(len(cues)), key=lambda n: -scores[n])
    place = {number: at / len(cues) for at, number in enumerate(ranked)}
    return [
        (seeded.get(number, ("",))[0], scores[number], place[number]) for number in range(len(cues))
    ]


def area(seeded: list[int], clean: list[int]) -> float:
    """How often a seeded line ranks above a clean one; ties count half."""
    wins = sum((one > other) + 0.5 * (one == other) for one in seeded for other in clean)
    return wins / max(1, len(seeded) * len(clean))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.1, help="of the lines that get a mistake")
    parser.add_argument("--only", default="", help="texts whose name holds this")
    parser.add_argument("-v", action="store_true", help="a line for each track")
    args = parser.parse_args()
    rng = random.Random(args.seed)  # noqa: S311 -- mistakes that come again, no secrets
    sums: dict[str, list[tuple[str, int, float]]] = defaultdict(list)
    for text in texts(args.data):
        if args.only in text.name and len(text.pairs) >= 12:
            found = judged(text, rng, args.share)
            group = text.name.partition(" ")[0] + (" tuned" if "tuned" in text.name else "")
            sums[group] += found
            if args.v:
                report(text.name, found)
    for group, found in sums.items():
        report(group, found)
    report("never tuned on", [one for name, all_ in sums.items() if "tuned" not in name
                              for one in all_])  # fmt: skip


def report(name: str, found: list[tuple[str, int, float]]) -> None:
    """A line a kind of mistake."""
    clean = [score for kind, score, _ in found if not kind]
    print(f"{name}: {len(clean)} clean lines, mean score {sum(clean) / max(1, len(clean)):.1f}")
    for kind in (*KINDS, "all"):
        own = [(score, place) for one, score, place in found if one and kind in (one, "all")]
        if own:
            top, fifth = (sum(p < n for _, p in own) / len(own) for n in (0.1, 0.2))
            value = area([score for score, _ in own], clean)
            print(f"  {kind:13} {len(own):4}  AUC {value:.3f}  top tenth {top:4.0%}"
                  f"  top fifth {fifth:4.0%}")  # fmt: skip


if __name__ == "__main__":
    main()
