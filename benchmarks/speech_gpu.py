"""Speech engines on one GPU: real recordings with a real model, one by one and as short clips.

    python benchmarks/speech_gpu.py --model DIR [--data DIR] [--device cuda] [--clips 200]

Two loads: the data folder's recordings with a reference (*long*), and the same speech cut at pauses
into clips of a few seconds (*clips*; each stands there as often as `--clips` asks for). Every
system goes from media files to words with times, with the same weights, beam and half precision:
ours (`SpeechEngine.transcribe` over all files at once), and faster-whisper's batched pipeline file
by file, with batches of 16 and of 64. Model loading is not counted. Times are medians of the
repeats, which alternate; errors are of the words against the references.
"""

from __future__ import annotations

import argparse
import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from speech_data import DEFAULT, Recording, recordings
from speech_gpu_curve import used

from localize.engines import EngineSettings, SpeechRequest
from localize.media.decode import open_sound
from localize.media.probe import probe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from faster_whisper import WhisperModel

RATE: Final = 16_000
#: Longest clip, and the pause that ends one, s.
CLIP: Final = 8.0
PAUSE: Final = 0.25


@dataclass(frozen=True)
class Load:
    """Files to be recognised.

    Attributes:
        name: of the load.
        files: (media, language).
        references: the texts, each for the words of some files in order: (places, text, language).
    """

    name: str
    files: tuple[tuple[Path, str], ...]
    references: tuple[tuple[tuple[int, ...], str, str], ...]
    seconds: float


def long_load(chosen: Sequence[Recording], times: int) -> Load:
    """Each recording as it is, some times over."""
    return Load(
        "long",
        tuple((one.path, one.language) for one in chosen) * times,
        tuple(((k,), one.reference, one.language) for k, one in enumerate(chosen)),
        sum(one.seconds for one in chosen) * times,
    )


def clip_load(chosen: Sequence[Recording], folder: Path, count: int) -> Load:
    """The recordings cut at pauses into WAV files; all of them again until there are enough."""
    import av  # noqa: PLC0415
    from faster_whisper.audio import decode_audio  # noqa: PLC0415
    from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    options = VadOptions(
        min_silence_duration_ms=int(PAUSE * 1000), max_speech_duration_s=CLIP, speech_pad_ms=120
    )
    files: list[tuple[Path, str]] = []
    references = []
    total = 0.0
    for number, one in enumerate(chosen):
        samples = decode_audio(str(one.path))
        places = []
        for k, span in enumerate(get_speech_timestamps(samples, options)):
            part = samples[span["start"] : span["end"]]
            path = folder / f"{number:03}-{k:03}.wav"
            with av.open(str(path), "w") as out:
                stream = out.add_stream("pcm_s16le", rate=RATE, layout="mono")
                whole = (np.clip(part, -1, 1) * 32_767).astype(np.int16)[None]
                frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="mono")
                frame.sample_rate = RATE
                out.mux(stream.encode(frame))
                out.mux(stream.encode(None))
            places.append(len(files))
            files.append((path, one.language))
            total += len(part) / RATE
        references.append((tuple(places), one.reference, one.language))
    times = max(1, -(-count // len(files)))
    return Load("clips", tuple(files) * times, tuple(references), total * times)


def ours(load: Load, settings: EngineSettings) -> Callable[[], list[str]]:
    """The project's engine over all files at once."""
    from localize_models.speech.faster_whisper import FasterWhisperEngine  # noqa: PLC0415

    engine = FasterWhisperEngine(settings)
    engine.prepare()

    def work() -> list[str]:
        texts = [""] * len(load.files)
        with ExitStack() as stack:
            scratch = Path("out/scratch")
            scratch.mkdir(parents=True, exist_ok=True)

            def requests() -> Iterator[SpeechRequest]:
                for k, (path, language) in enumerate(load.files):
                    opened = stack.enter_context(open_sound(path, probe(path), scratch))
                    yield SpeechRequest(str(k), opened.sound, language)

            for transcript in engine.transcribe(requests()):
                texts[int(transcript.id)] = " ".join(word.text for word in transcript.words)
        return texts

    return work


def batched(load: Load, model: WhisperModel, size: int, beam: int) -> Callable[[], list[str]]:
    """faster-whisper's batched pipeline, file by file."""
    from faster_whisper import BatchedInferencePipeline  # noqa: PLC0415

    pipeline = BatchedInferencePipeline(model)

    def work() -> list[str]:
        texts = []
        for path, language in load.files:
            segments, _ = pipeline.transcribe(
                str(path), language=language, beam_size=beam, batch_size=size, word_timestamps=True
            )
            texts.append(" ".join(segment.text.strip() for segment in segments))
        return texts

    return work


def wrong(load: Load, texts: Sequence[str]) -> float:
    """Word errors (characters where the script has no spaces) of all references, %."""
    try:
        from accuracy import errors  # noqa: PLC0415 -- jiwer may be missing on a borrowed machine
    except ImportError:
        return float("nan")
    mistakes = words = 0
    for places, reference, language in load.references:
        text = " ".join(texts[k] for k in places)
        found, of = errors(reference, text, language)
        mistakes, words = mistakes + found, words + of
    return 100 * mistakes / max(1, words)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", required=True, help="folder of a CTranslate2 Whisper model")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--compute", default="float16")
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("out/speech-gpu"))
    parser.add_argument("--only", default="", help="long or clips")
    parser.add_argument("--times", type=int, default=1, help="how often the long ones are there")
    parser.add_argument("--limit", type=float, default=1e9, help="leave longer recordings out, s")
    arguments = parser.parse_args()
    from faster_whisper import WhisperModel  # noqa: PLC0415

    chosen = [
        one for one in recordings(arguments.data, synthetic=True) if one.seconds <= arguments.limit
    ]
    plain = WhisperModel(
        arguments.model, device=arguments.device, compute_type=arguments.compute, cpu_threads=4
    )
    settings = EngineSettings(
        model=arguments.model,
        device=arguments.device,
        compute_type=arguments.compute,
        beam_size=arguments.beam,
    )
    for load in (
        long_load(chosen, arguments.times),
        clip_load(chosen, arguments.out / "clips", arguments.clips),
    ):
        if arguments.only not in ("", load.name):
            continue
        print(f"{load.name}: {len(load.files)} files, {load.seconds / 60:.1f} minutes", flush=True)
        systems = {
            "localize": ours(load, settings),
            "faster-whisper batched 16": batched(load, plain, 16, arguments.beam),
            "faster-whisper batched 64": batched(load, plain, 64, arguments.beam),
        }
        times: dict[str, list[float]] = {name: [] for name in systems}
        texts: dict[str, list[str]] = {}
        for _ in range(arguments.repeats):
            for name, work in systems.items():
                began = time.perf_counter()
                texts[name] = work()
                times[name].append(time.perf_counter() - began)
        base = statistics.median(times["localize"])
        for name, taken in times.items():
            middle = statistics.median(taken)
            print(
                f"  {name:<28}{middle:>8.2f} s ({min(taken):.2f} to {max(taken):.2f}) "
                f"{load.seconds / middle:>6.0f} x real time, {middle / base:>5.2f} of ours, "
                f"errors {wrong(load, texts[name]):.1f} %, {used():.1f} GiB in use",
                flush=True,
            )


if __name__ == "__main__":
    main()
