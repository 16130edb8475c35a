"""What the show's own words do to drafts: terms that are right or flagged, lines not drafted again.

    python benchmarks/memory.py [--data DIR] [--model base] [--terms | --recap]

*Terms*: real English subtitles go to Apertium into Spanish sentence by sentence, without a termbase
and with one of names and words that these films say (`TERMS`). Of every place where a sentence says
a term, it is counted whether the draft says the term's rendering (letter for letter; an inflected
one is counted as flagged or missing, so that the count owes nothing to the code that it measures),
whether a finding names the sentence, or neither.

*Recap*: the English scene of the sample is heard, drafted into Spanish by Apertium, rewritten in
part and wholly approved. Then a re-cut of it is run in the same project, as people run it: a tenth
is new (a sentence from another recording), and a part with a radio message is gone. Counted: the
sentences of the re-cut, those that are in the approved episode word for word, those that the engine
was asked for, cues taken as they stand; and what a second run asks for. A recogniser hears the same
sound otherwise where other sound stands before it, and such a sentence is rightly asked for; so
both cuts are run with their scripts too, whose words stand.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import wave
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from speech_data import DEFAULT, recordings

from localize import drafting, registry
from localize.demo import sample_episodes
from localize.engines import EngineSettings, Term, TranslationRequest
from localize.formats import read_file
from localize.pipeline.run import run
from localize.pipeline.settings import RunSettings
from localize.review.actor import Actor
from localize.review.service import Review
from localize.season import load_season
from localize.store import Database
from localize.store.kinds import PersonRole
from localize.store.people import add_person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from localize.engines import Draft, Progress, TranslationEngine, TranslationUnit
    from localize.review.views import CueView

#: Names and words of the films, and how a lead would have them in Spanish.
TERMS = {
    "subs-sintel/sintel-film.en.srt": {
        "Scales": "Escamas",
        "dragon": "dragón",
        "gatekeepers": "guardianes",
        "blade": "hoja",
        "quest": "misión",
        "hunter": "cazador",
    },
    "subs-elephantsdream/captions.en.vtt": {
        "Proog": "Proog",
        "Emo": "Emo",
        "colossus": "Coloso",
        "Rhodes": "Rodas",
        "machine": "Máquina",
        "pulp": "pulpa",
        "trap": "trampa",
        "safe": "a salvo",
    },
    "subs-ableplayer/wwa_captions_en.vtt": {
        "website": "sitio web",
        "WebVTT": "WebVTT",
        "block": "bloque",
        "settings": "ajustes",
    },
}
#: What is new in the re-cut, and between which lines of the scene; the lines that are left out.
NEW = "speech-leopard/test.wav"
AFTER = 7
GONE = range(9, 11)
RATE = 16_000
SAMPLE = Path(__file__).resolve().parent.parent / "sample"
#: Silence around what is new, s.
PAUSE = 1.0
TARGET = "es-419"


# --- Terms ----------------------------------------------------------------------------------------


def terms(data: Path) -> None:
    """Count the places where a term is said, without and with the termbase."""
    engine = registry.translation_engine("apertium", EngineSettings())
    print(f"{'':44}{'said':>6}{'right':>8}{'flagged':>9}{'neither':>9}")
    for name, own in TERMS.items():
        path = data / name
        if not path.is_file():
            print(f"{name}: not here")
            continue
        cues = read_file(path, locale="en").track.cues
        units = drafting.units_of_cues(cues, locale="en")
        wanted = tuple(Term(source, target) for source, target in own.items())
        for called, given in (("without", ()), ("with", wanted)):
            request = TranslationRequest(name, "en", TARGET, units, terms=given)
            (draft,) = drafting.draft_safely(engine, [request])
            said, right, flagged = counted(draft, units, own)
            neither = said - right - flagged
            shown = f"{name} {called}"
            print(f"{shown:44}{said:>6}{right:>8}{flagged:>9}{neither:>9}")


def counted(
    draft: Draft, units: Iterable[TranslationUnit], own: dict[str, str]
) -> tuple[int, int, int]:
    """Places where a term is said; of these the right ones; of the others those flagged."""
    text = {unit_id: one.text for one in draft.units for unit_id in one.unit_ids}
    flagged = {(one.cue_id, one.start) for one in draft.findings}
    said = right = told = 0
    for unit in units:
        words = {word.strip(".,;:!?\"'…()-").casefold() for word in unit.text.split()}
        for source, target in own.items():
            if source.casefold() not in words:
                continue
            if any(char.isupper() for char in source) and source not in unit.text:
                continue
            said += 1
            if target.casefold() in text[unit.id].casefold():
                right += 1
            elif (unit.source_ids[0], unit.span.start) in flagged:
                told += 1
    return said, right, told


# --- Recap ----------------------------------------------------------------------------------------


def samples(path: Path) -> np.ndarray:
    """A recording at 16 kHz, one row of 16-bit samples."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        parts = [
            part.to_ndarray()
            for frame in (*container.decode(audio=0), None)
            for part in resampler.resample(frame)
        ]
    whole: np.ndarray = np.concatenate(parts, axis=1)[0]
    return whole


@dataclass(frozen=True)
class Cut:
    """A cut of the scene.

    Attributes:
        name: of the episode.
        sound: 16 kHz, one row.
        lines: what is said in it.
    """

    name: str
    sound: np.ndarray
    lines: tuple[str, ...]

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Its sound and its script, as files."""
        path, script = folder / f"{self.name}.wav", folder / f"{self.name}.txt"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(self.sound.tobytes())
        script.write_text("\n".join(self.lines), "utf-8")
        return path, script


def cuts(data: Path) -> tuple[Cut, Cut]:
    """The scene as it is, and cut again."""
    scene = next(path for path in sample_episodes() if path.stem == "lighthouse")
    reference = SAMPLE / "reference" / "lighthouse.json"
    lines = json.loads(reference.read_text("utf-8"))["lines"]
    new = next((one for one in recordings(data) if one.name == NEW), None)
    if new is None:
        raise SystemExit(f"Not here: {NEW}.")
    sound, quiet = samples(scene), np.zeros(int(PAUSE * RATE), np.int16)
    texts = [str(line["text"]) for line in lines]

    def between(first: int, stop: int) -> np.ndarray:
        """The sound of some lines, from the middle of the pause before to that after."""
        marks = [0, *((a["end"] + b["start"]) // 2 for a, b in pairwise(lines)), None]
        start, end = (
            None if at is None else at * RATE // 1000 for at in (marks[first], marks[stop])
        )
        return sound[start:end]

    parts = [
        between(0, AFTER),
        quiet,
        samples(new.path),
        quiet,
        between(AFTER, GONE.start),
        between(GONE.stop, len(lines)),
    ]
    said = [*texts[:AFTER], new.reference.strip(), *texts[AFTER : GONE.start], *texts[GONE.stop :]]
    return Cut("pilot", sound, tuple(texts)), Cut("recut", np.concatenate(parts), tuple(said))


class Asked:
    """An engine, and every sentence that it is asked for.

    Args:
        engine: that does the work.
    """

    def __init__(self, engine: TranslationEngine) -> None:
        self._engine = engine
        self.sentences: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def __enter__(self) -> Asked:
        self._engine.__enter__()
        return self

    def __exit__(self, *given: object) -> None:
        self._engine.__exit__(*given)

    def translate(
        self, requests: Iterable[TranslationRequest], progress: Progress | None = None
    ) -> Iterator[Draft]:
        """As the engine's; what is asked again after a bad answer is asked again."""

        def told() -> Iterator[TranslationRequest]:
            for request in requests:
                self.sentences += [unit.text for unit in request.units]
                yield request

        return self._engine.translate(told(), progress)


def approve(project: Path, episode: str) -> list[CueView]:
    """Every third line rewritten by a translator, all of them approved by a reviewer."""
    database = Database.of_project(project)
    review = Review(database, load_season(project))
    with database.begin() as session:
        ana, lea = (
            Actor.of(add_person(session, name, [role], datetime.now(UTC)))
            for name, role in (("Ana", PersonRole.TRANSLATOR), ("Lea", PersonRole.LEAD))
        )
    track = track_of(review, lea, episode)
    for number, view in enumerate(review.track(lea, track).cues):
        cue, revision = view.cue, view.revision
        if number % 3 == 0:
            revision = (
                review.set_text(ana, track, cue.id, revision, cue.text.upper()).cues[0].revision
            )
        review.approve(lea, track, cue.id, revision)
    cues = list(review.track(lea, track).cues)
    database.close()
    return cues


def track_of(review: Review, actor: Actor, episode: str) -> int:
    """Id of the episode's Spanish track."""
    return next(
        one.track_id
        for one in review.overview(actor).tracks
        if (one.episode, one.locale) == (episode, TARGET)
    )


def drafted(project: Path, episode: str) -> list[CueView]:
    """The cues of the episode's Spanish track."""
    database = Database.of_project(project)
    review = Review(database, load_season(project))
    with database.begin() as session:
        otto = Actor.of(
            add_person(session, f"Otto {episode}", [PersonRole.OPERATOR], datetime.now(UTC))
        )
    cues = list(review.track(otto, track_of(review, otto, episode)).cues)
    database.close()
    return cues


def recap(data: Path, model: str, *, scripted: bool) -> None:
    """Run an episode and its re-cut, and count.

    Args:
        data: folder of the recordings.
        model: speech model.
        scripted: whether both have their script, whose words win over what is heard.
    """
    first, second = cuts(data)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        engine = Asked(registry.translation_engine("apertium", EngineSettings()))
        one = partial(ran, root, engine, model, scripted=scripted)
        one(first)
        approved = approve(root / "project", "pilot")
        asked = one(second)
        again = one(second)
        cues = drafted(root / "project", "recut")
        said, before = (
            [
                unit.text
                for unit in drafting.units_of_cues(
                    read_file(root / "out" / f"{name}.en.draft.srt").track.cues, locale="en"
                )
            ]
            for name in ("recut", "pilot")
        )
    same = [text for text in said if text in before]
    taken = [view for view in cues if view.locked]
    texts = {view.cue.text for view in approved}
    whole = sum(view.cue.text in texts for view in taken)
    offered = [
        (view.cue, memory.doubt)
        for view in cues
        if not view.locked and view.machine and (memory := view.machine.memory)
    ]
    seconds = [len(one.sound) / RATE for one in (first, second)]
    how = "with scripts" if scripted else "as heard"
    print(f"\n{how}: episode {seconds[0]:.0f} s, re-cut {seconds[1]:.0f} s")
    for what, count in (
        ("sentences of the re-cut", len(said)),
        ("  of these in the approved episode, word for word", len(same)),
        ("  asked of the engine", len(set(asked))),
        ("  asked though in the approved episode", len(set(same) & set(asked))),
        ("cues of the re-cut", len(cues)),
        ("  taken and locked", len(taken)),
        ("  of these letter for letter as approved", whole),
        ("  offered, with a reason", len(offered)),
        ("asked in a second run", len(again)),
    ):
        print(f"{what:52}{count:>5}")
    for cue, doubt in offered:
        print(f"    {doubt}: {' / '.join(cue.lines)}")


def ran(root: Path, engine: Asked, model: str, cut: Cut, *, scripted: bool) -> list[str]:
    """Run one cut; the sentences that the engine was asked for."""
    path, script = root / f"{cut.name}.wav", root / f"{cut.name}.txt"
    if not path.exists():
        cut.write(root)
    settings = RunSettings(
        project=root / "project",
        out=root / "out",
        targets=(TARGET,),
        source="en",
        formats=("srt",),
        translation="apertium",
        engine=EngineSettings(model=model, offline=True),
        script=script if scripted else None,
    )
    engine.sentences.clear()
    real = registry.translation_engine
    registry.translation_engine = lambda *_: engine  # type: ignore[assignment]
    try:
        report = run([path], settings, lambda _: None)
    finally:
        registry.translation_engine = real
    if not report.ok:
        raise SystemExit(str(report.failed))
    return list(engine.sentences)


def main() -> None:
    """Both, or one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT, help="folder of the test data")
    parser.add_argument("--model", default="base", help="speech model, which must be here")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--terms", action="store_true", help="terms alone")
    which.add_argument("--recap", action="store_true", help="the re-cut alone")
    options = parser.parse_args()
    if not options.recap:
        terms(options.data)
    if not options.terms:
        for scripted in (False, True):
            recap(options.data, options.model, scripted=scripted)


if __name__ == "__main__":
    main()
