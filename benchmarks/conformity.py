"""Share of cues that keep every hard limit of the guide at once, beside whisper-ctranslate2.

    python benchmarks/conformity.py [--data DIR] [--model base] [--only TEXT] [--sdh] [--ours] [-v]

The speech is every recording in the data folder with a reference, machine voices too, and the two
scenes of `sample/`, whose pictures have shot changes. Most of it is *read* speech, slower and
cleaner than talk; the machine voices are rather fast. The figures are no promise for other speech.

A cue conforms if it keeps the guide's lines, line length, reading speed, least and longest duration
and least gap, *and* stands with the speech: its in-time lies within 3 frames of somebody speaking,
its out-time at most half a second after it, or chained to the next cue. Where somebody speaks is
Silero's voice activity, the same for every system (`conformity_rules.py`). A cue that breaks a rule
and whose words are said faster than they can be read, in all the time until half a second after
them or the next cue, is counted as *too fast speech*: nothing but a shorter text cures it.

Ours is the draft that `localize run` writes for a market of the spoken language. The peer is
whisper-ctranslate2 itself, in an environment of its own under out/, with the same weights, int8,
word times, and the guide's line length and two lines (42 characters where the guide has 42):

    python3 -m venv out/whisper-ctranslate2
    out/whisper-ctranslate2/bin/pip install whisper-ctranslate2

Results are kept under out/conformity, so that a run that was stopped goes on; ours hears once and
cuts anew. `--sdh` holds all of them to the guide's figures for the deaf and hard of hearing
(`localize run` itself still cuts for subtitles, so ours is then cut in this process).
"""

from __future__ import annotations

import argparse
import difflib
import json
from pathlib import Path

from accuracy import errors, normalized
from conformity_rules import RULES, Tally, judged, speech_of
from conformity_systems import OUT, SYSTEMS, Result, Shown, result_of
from speech_data import DEFAULT, Recording, recordings

from localize.guides import load_guide
from localize.script import Word
from localize.segmentation import segment
from localize.timeline import FrameRate

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent / "sample"
LABELS = {
    "ours": "localize run",
    "default": "whisper-ctranslate2",
    "batched": "whisper-ctranslate2 --batched",
}


def sample() -> list[tuple[Recording, FrameRate, tuple[int, ...]]]:
    """The scenes of the sample, with their frame rate and shot changes."""
    found = []
    for name, rate in (("lighthouse", "25"), ("last-train", "23.976")):
        reference = json.loads((SAMPLE / "reference" / f"{name}.json").read_text("utf-8"))
        text = " ".join(line["text"] for line in reference["lines"])
        language = {"lighthouse": "en", "last-train": "ja"}[name]
        path = SAMPLE / "episodes" / f"{name}.mp4"
        recording = Recording(path, language, text, 87.0, synthetic=True)
        shots = tuple(shot for shot in reference["shots"] if shot)
        found.append((recording, FrameRate.parse(rate), shots))
    return found


def words_kept(result: Result, language: str) -> tuple[int, int]:
    """Words (or characters) that were heard and stand in the file, and all that were heard."""
    heard = normalized(result.heard, language).split()
    shown = normalized(_text(result), language).split()
    matcher = difflib.SequenceMatcher(None, heard, shown, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()), len(heard)


def _text(result: Result) -> str:
    # A dash that tells two speakers apart is no word.
    return " ".join(line.removeprefix("-") for cue in result.cues for line in cue.lines)


def cut_here(result: Result, recording: Recording, rate: FrameRate) -> Result:
    """Our cues of the same words under the limits for the deaf and hard of hearing."""
    guide = load_guide("netflix")
    limits = guide.limits(recording.language, sdh=True)
    kept = sorted(
        (OUT / "base" / "ours").glob(
            f"{recording.path.parent.name}--{recording.path.stem}/.localize/results/speech/*/*.json"
        ),
        key=lambda path: path.stat().st_mtime,
    )
    transcript = json.loads(kept[-1].read_bytes())["result"]["transcript"]
    made = segment(
        [Word(**word) for word in transcript["words"]],
        limits,
        rate,
        locale=recording.language,
        duration=transcript["duration"],
        habits=guide.habits(recording.language, sdh=True),
    )
    cues = tuple(Shown(cue.start, cue.end, cue.lines) for cue in made.cues)
    return Result(cues, result.heard, result.words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--only", default="", help="recordings whose name has this in it")
    parser.add_argument("--sdh", action="store_true", help="the guide's figures for SDH")
    parser.add_argument("--ours", action="store_true", help="without the peers")
    parser.add_argument("-v", "--verbose", action="store_true", help="every cue of ours that fails")
    arguments = parser.parse_args()
    film = FrameRate.parse("24")
    chosen = [(one, film, ()) for one in recordings(arguments.data, synthetic=True)] + sample()
    chosen = [one for one in chosen if arguments.only in one[0].name]
    guide = load_guide("netflix")
    tallies: dict[str, Tally] = {}
    languages: dict[str, Tally] = {}
    for recording, rate, shots in chosen:
        limits = guide.limits(recording.language, sdh=arguments.sdh)
        speech = speech_of(recording.path)
        for system in SYSTEMS[: 1 if arguments.ours else 3]:
            result = result_of(system, recording, arguments.model, limits)
            if arguments.sdh and system == "ours":
                result = cut_here(result, recording, rate)
            verdicts = judged(result.cues, speech, limits, rate, shots)
            tally = tallies.setdefault(system, Tally())
            tally.add(verdicts, recording.seconds, pictured=bool(shots))
            kept, heard = words_kept(result, recording.language)
            wrong, said = errors(recording.reference, _text(result), recording.language)
            tally.kept = (tally.kept[0] + kept, tally.kept[1] + heard)
            tally.wrong = (tally.wrong[0] + wrong, tally.wrong[1] + said)
            if system == "ours":
                own = languages.setdefault(recording.language, Tally())
                own.add(verdicts, recording.seconds, pictured=False)
                for verdict in verdicts if arguments.verbose else ():
                    if verdict.broken:
                        cue, why = verdict.cue, ", ".join(verdict.broken)
                        fast = "; too fast speech" if verdict.fast else ""
                        print(f"{recording.name} {cue.start} {cue.lines}: {why}{fast}")
    report(tallies, languages, arguments.sdh, sum(one.seconds for one, _, _ in chosen))


def report(
    tallies: dict[str, Tally], languages: dict[str, Tally], sdh: bool, seconds: float
) -> None:
    """Print the tables."""
    kind = "SDH" if sdh else "subtitles"
    print(f"\nnetflix, limits of {kind}; {seconds / 60:.1f} minutes, mostly read speech")
    print(f"{'':<46}" + "".join(f"{LABELS[name]:>31}" for name in tallies))
    rows = {
        "cues": lambda t: f"{t.cues}",
        "keep every limit and stand with speech, %": lambda t: f"{t.share(t.good):.1f}",
        "  … of those not too fast speech, %": lambda t: f"{t.calm:.1f}",
        "break nothing but by the speed of speech, %": lambda t: f"{t.share(t.good + t.fast):.1f}",
        "keep every limit, speech aside, %": lambda t: f"{t.share(t.limits):.1f}",
        "left: too fast speech": lambda t: f"{t.fast}",
        "left: anything else": lambda t: f"{t.cues - t.good - t.fast}",
        **{f"  broken: {rule}": (lambda t, r=rule: f"{t.by_rule[r]}") for rule in RULES},
        "words kept of those heard, %": lambda t: f"{100 * t.kept[0] / max(1, t.kept[1]):.1f}",
        "word (character) error rate, %": lambda t: f"{100 * t.wrong[0] / max(1, t.wrong[1]):.2f}",
        "cues a minute": lambda t: f"{t.cues / max(0.01, t.minutes):.1f}",
        "one-word cues": lambda t: f"{t.single}",
        "mean lines": lambda t: f"{t.lines / max(1, t.cues):.2f}",
        "across a shot change (of cues with picture)": lambda t: f"{t.shots} of {t.pictured}",
    }
    for label, figure in rows.items():
        print(f"{label:<46}" + "".join(f"{figure(tally):>31}" for tally in tallies.values()))
    print("\nours by language: cues, conforming %, too fast speech, anything else")
    for language, tally in sorted(languages.items()):
        left = tally.cues - tally.good - tally.fast
        share = tally.share(tally.good)
        print(f"  {language}: {tally.cues:>4} {share:>6.1f} {tally.fast:>4} {left:>4}")


if __name__ == "__main__":
    main()
