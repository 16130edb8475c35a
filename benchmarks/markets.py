"""A season for every market at once: is every source cue accounted for, and do the drafts fit?

    python benchmarks/markets.py run [--data DIR] [--minutes 12] [--model base] [--work DIR]
    python benchmarks/markets.py translate [--data DIR] [--to es,es-419,…] [--work DIR]

`run` is `localize run` over the two scenes of `sample/` and recordings of the data folder (of each
language in turn, until so many minutes), for six markets in one command. `translate` is `localize
translate` over every English subtitle file under `subs-*`.

Few machines have a translation model for six markets, so most are drafted by a stand-in: the chat
server of the tests, over a real socket, which gives for each word another of about its length, and
in some of its answers does what servers do on a bad day (it drops, merges, reorders, repeats or
truncates lines, answers prose, 429, 500). The text is no language, and nothing here is said about
its quality; what is measured is that no line is lost and that what comes back is laid out.
`es-419` is drafted by Apertium's rules, and English by whatever hears it, where they are installed.

Printed for each market: source cues, those that some target cue renders by the mapping, those that
a finding names as untranslated, those of neither kind (there are to be none); target cues, the
share of them that keeps the guide's lines, line length, reading speed, durations and gaps, measured
here and not by the program's checks, and the share that breaks one and is flagged.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from speech_data import DEFAULT, recordings

from localize.checks.measure import frames_up_to
from localize.engines import EngineSettings
from localize.findings import Severity
from localize.formats import locale_from_name
from localize.guides import load_guide
from localize.guides.counting import count, reading_speed
from localize.markup import strip
from localize.pipeline import run as pipeline
from localize.pipeline.delivering import Deliveries
from localize.pipeline.events import EpisodeDone, EpisodeFailed
from localize.pipeline.run import run
from localize.pipeline.settings import RunSettings
from localize.pipeline.source_files import read_source
from localize.pipeline.translating import TranslateSettings, Translation
from localize.season import load_season
from localize.timeline import FrameRate

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.localize_models.translation.chat import hostile  # noqa: E402 -- found only now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.delivery.tracks import WrittenFile
    from localize.findings import Finding
    from localize.guides.model import Limits
    from localize.pipeline.basis import Basis
    from localize.pipeline.outcome import EpisodeOutcome, TrackOutcome
    from localize.pipeline.settings import EpisodeJob
    from localize.script import Cue

MARKETS = ("en", "es-419", "es", "fr", "de", "pt-BR")
#: Of ten answers so many are sound; the others are each bad in one way.
SERVER = ("well",) * 20 + (
    "drops", "merges", "reorders", "duplicates", "truncates", "prose", "echoes", "shifts",
    "invents", "empty", "429", "500",
)  # fmt: skip


@dataclass
class Tally:
    """Sums over a market's tracks."""

    sources: int = 0
    rendered: int = 0
    named: int = 0
    lost: int = 0
    cues: int = 0
    within: int = 0
    flagged: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    unseen: list[str] = field(default_factory=list)

    def add(
        self,
        sources: Sequence[Cue],
        cues: Sequence[Cue],
        findings: Sequence[Finding],
        limits: Limits,
        rate: FrameRate,
    ) -> None:
        """Count one track."""
        rendered = {one for cue in cues for one in cue.source_ids if cue.text.strip()}
        told = " ".join(one.message for one in findings if one.rule in ("untranslated", "lost"))
        named = {one.cue_id for one in findings if one.rule in ("untranslated", "source-missing")}
        for cue in sources:
            if not cue.translate or not strip(cue.text).strip():
                continue
            self.sources += 1
            if cue.id in rendered:
                self.rendered += 1
            elif cue.id in named or cue.id in told:
                self.named += 1
            else:
                self.lost += 1
        flagged = {one.cue_id for one in findings if one.severity is Severity.ERROR}
        for number, cue in enumerate(cues):
            following = cues[number + 1] if number + 1 < len(cues) else None
            broken = breaks(cue, following, limits, rate)
            self.cues += 1
            self.rules[broken] += bool(broken)
            if not broken:
                self.within += 1
            elif cue.id in flagged or (following is not None and following.id in flagged):
                self.flagged += 1
            else:
                self.unseen.append(f"{cue.id} {broken}")


def rendering(text: str) -> str:
    """Other words of about the same length, in Latin letters; figures stay."""
    if any(char.isascii() and char.isalpha() for char in text):
        return " ".join(
            word if word.strip(".,?!").isdigit() else f"{word[::-1].lower()}o"
            for word in text.split()
        )
    syllables = ("tamo", "reli", "suna", "kavi", "bora")
    words = [syllables[ord(char) % 5] for char in text if char.isalpha()]
    return " ".join("".join(words[n : n + 2]) for n in range(0, len(words), 3)) + "."


def breaks(cue: Cue, following: Cue | None, limits: Limits, rate: FrameRate) -> str:
    """The first hard limit that a cue breaks; empty for none."""
    lines = [strip(line) for line in cue.lines]
    if len(lines) > limits.max_lines:
        return "lines"
    if any(count(line, limits.counting) > limits.max_line_length for line in lines):
        return "line length"
    if reading_speed(lines, cue.duration, limits.counting) > limits.reading_speed + 0.05:
        return "reading speed"
    frame = 1000 / float(rate.rate)
    if cue.duration < limits.min_duration - frame or cue.duration > limits.max_duration + frame:
        return "duration"
    gap = None if following is None else following.start - cue.end
    if gap is not None and gap >= 0 and frames_up_to(gap, rate) < limits.min_gap_frames:
        return "gap"
    return "overlap" if gap is not None and gap < 0 else ""


def report(tallies: dict[str, Tally]) -> None:
    """A line a market."""
    for market, one in sorted(tallies.items()):
        share = (one.within + one.flagged) / max(1, one.cues)
        print(
            f"{market:7} {one.sources:5} source cues: {one.rendered} rendered, {one.named} named "
            f"as untranslated, {one.lost} LOST; {one.cues} target cues: "
            f"{one.within / max(1, one.cues):.1%} within every limit, "
            f"{one.flagged / max(1, one.cues):.1%} flagged, together {share:.1%}"
        )
        broken = ", ".join(f"{name} {number}" for name, number in one.rules.most_common() if number)
        print(f"        broken first: {broken or 'nothing'}")
        for line in one.unseen[:3]:
            print(f"        broken and not flagged: {line}")


# --- localize run ---------------------------------------------------------------------------------


def season(args: argparse.Namespace) -> list[Path]:
    """The sample's scenes and recordings of each language in turn, as far as the minutes go."""
    paths = sorted((ROOT / "sample" / "episodes").glob("*.mp4"))
    by_language = defaultdict(list)
    for one in recordings(args.data):
        by_language[one.language].append(one)
    left = args.minutes * 60
    while left > 0 and any(by_language.values()):
        for language in sorted(by_language):
            if by_language[language] and left > 0:
                one = by_language[language].pop(0)
                paths.append(one.path)
                left -= one.seconds
    return paths


TALLIES: defaultdict[str, Tally] = defaultdict(Tally)


class Recording(Deliveries):
    """Counts each market's track as the run delivers it."""

    def deliver(self, outcome: EpisodeOutcome, job: EpisodeJob) -> tuple[WrittenFile, ...]:
        """As `Deliveries.deliver`."""
        for made in outcome.tracks[1:]:
            _count(outcome, made, outcome.tracks[0].track.cues)
        return super().deliver(outcome, job)

    def deliver_market(
        self, outcome: EpisodeOutcome, made: TrackOutcome, job: EpisodeJob, basis: Basis
    ) -> tuple[WrittenFile, ...]:
        """As `Deliveries.deliver_market`."""
        _count(outcome, made, basis.cues)
        return super().deliver_market(outcome, made, job, basis)


def _count(outcome: EpisodeOutcome, made: TrackOutcome, sources: Sequence[Cue]) -> None:
    limits = load_guide("netflix").limits(made.track.locale)
    rate = outcome.programme.rate if outcome.programme else FrameRate.parse("24")
    TALLIES[made.track.locale].add(sources, made.track.cues, made.findings, limits, rate)


def run_all(args: argparse.Namespace, server: str) -> None:
    project = args.work / "run"
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    (project / "localize.toml").write_text(
        'name = "Markets"\n'
        + "".join(f"[market.{one}]\n" for one in MARKETS if one != "es-419")
        + '[market.es-419]\nengine = "apertium"\n',
        "utf-8",
    )
    kept = load_season(project)
    done: list[EpisodeDone] = []
    failed: list[EpisodeFailed] = []

    def told(event: object) -> None:
        if isinstance(event, EpisodeDone):
            done.append(event)
        elif isinstance(event, EpisodeFailed):
            failed.append(event)

    settings = RunSettings(
        project=project,
        out=project / "subtitles",
        targets=MARKETS,
        engine=EngineSettings(model=args.model, server=server, threads=args.threads),
        markets=kept.markets,
    )
    pipeline.Deliveries = Recording  # type: ignore[attr-defined]  # listens to the run
    run(season(args), settings, told)
    minutes = sum(one.duration for one in done) / 60_000
    print(f"{len(done)} episodes, {minutes:.1f} minutes; {len(failed)} tracks or episodes failed:")
    for one in failed:
        print(f"  {one.episode} {one.track}: {one.message}")
    report(TALLIES)


# --- localize translate ---------------------------------------------------------------------------


def translate_all(args: argparse.Namespace, server: str) -> None:
    out = args.work / "translate"
    shutil.rmtree(out, ignore_errors=True)
    targets = tuple(args.to.split(",")) if args.to else tuple(m for m in MARKETS if m != "en")
    rate = FrameRate.parse("24")
    tallies: dict[str, Tally] = defaultdict(Tally)
    paths = sorted(
        path
        for path in args.data.glob("subs-*/*")
        if path.suffix in (".srt", ".vtt") and (locale_from_name(path) or "").startswith("en")
    )
    sources = [read_source(path, path.stem.replace(".", "-"), "en", rate) for path in paths]
    for engine, own in (
        ("apertium", [one for one in targets if one == "es-419"]),
        ("openai", [one for one in targets if one != "es-419"]),
    ):
        if not own:
            continue
        work = Translation(
            TranslateSettings(
                out / engine,
                tuple(own),
                source="en",
                translation=engine,
                engine=EngineSettings(server=server),
            )
        )
        for made in work.run(sources, lambda *_: None, print):
            limits = load_guide("netflix").limits(made.track.locale)
            cues, findings = made.track.cues, made.findings
            tallies[made.track.locale].add(made.source.track.cues, cues, findings, limits, rate)
    print(f"{len(sources)} English files, {sum(len(s.track.cues) for s in sources)} cues")
    report(tallies)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("run", "translate"))
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--minutes", type=float, default=12, help="of recordings beside the sample")
    parser.add_argument("--model", default="base")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--to", default="", help="markets of translate")
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "markets")
    args = parser.parse_args()
    hostile.rendering = rendering
    with hostile.Hostile(SERVER, seed=7) as server:
        (run_all if args.what == "run" else translate_all)(args, server.address)


if __name__ == "__main__":
    main()
