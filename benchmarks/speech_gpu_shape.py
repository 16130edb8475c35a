"""Whole speech pipelines at a large model's size on one GPU, decode length fixed, side by side.

    python benchmarks/speech_gpu_shape.py --shape large-v3 --tokenizer FILE [--data DIR]

The model has the shape's size and random weights (`whisper_shapes.py`), so that every window is
decoded until no more tokens are allowed: 224, the same for all. Each system goes from samples to
words with times over the same speech: ours is the queue of `localize_models.speech.queue` (voice
activity, windows, features, decoding, alignment; nothing is judged, since noise is all there is),
beside faster-whisper's batched pipeline, and transformers' own generation (windows of 30 s as they
lie, no voice activity, no word times).
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from speech_data import DEFAULT, recordings
from speech_gpu_curve import PROMPT, used
from whisper_shapes import Shape, build

from localize.engines import EngineSettings
from localize.media import Sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray  # noqa: TC004 -- of fields

    from localize_models.speech.heard import Heard
    from localize_models.speech.queue.features import Prepared
    from localize_models.speech.sections import Collected  # noqa: TC004

TOKENS: Final = 224
RATE: Final = 16_000


@dataclass(frozen=True)
class Load:
    """Sounds of about equal length."""

    sounds: tuple[NDArray[np.float32], ...]

    @property
    def seconds(self) -> float:
        """Of all together."""
        return sum(len(one) for one in self.sounds) / RATE


def load_of(data: Path, minutes: float, each: float) -> Load:
    """The recordings put end to end, some times over, cut into sounds of ``each`` minutes."""
    from faster_whisper.audio import decode_audio  # noqa: PLC0415

    whole = np.concatenate(
        [decode_audio(str(one.path)) for one in recordings(data, synthetic=True)]
    )
    length = int(each * 60 * RATE)
    count = max(1, round(minutes / each))
    long = np.tile(whole, -(-count * length // len(whole)))
    return Load(tuple(long[a:b] for a, b in pairwise(range(0, count * length + 1, length))))


@dataclass(frozen=True)
class _Sound:
    """An episode of the queue."""

    key: int
    sound: Sound
    work: tuple[Collected, ...]
    session: object

    @property
    def count(self) -> int:
        return len(self.work)

    def prepared(self) -> Iterator[Prepared]:
        from localize_models.speech.heard import Window  # noqa: PLC0415
        from localize_models.speech.queue.features import prepared  # noqa: PLC0415

        for index, speech in enumerate(self.work):
            window = Window(self.key, index, speech, "en")
            yield prepared(window, self.sound, self.session.model(), (), lambda _: 0.0)  # type: ignore[attr-defined]

    def keep(self, heard: Heard) -> None:
        """Nothing is kept."""


def ours(load: Load, settings: EngineSettings, batch: int) -> Callable[[], int]:
    """The project's queue; how many windows it decoded."""
    from localize_models.speech import guards, voice  # noqa: PLC0415
    from localize_models.speech.queue.cutting import windows  # noqa: PLC0415
    from localize_models.speech.queue.decoder import Decoder  # noqa: PLC0415
    from localize_models.speech.queue.flow import Flow  # noqa: PLC0415
    from localize_models.speech.queue.sizes import BatchSize  # noqa: PLC0415
    from localize_models.speech.session import WhisperSession  # noqa: PLC0415

    session = WhisperSession(settings)
    session.model()
    decoder = Decoder(session)

    def sounds() -> Iterator[_Sound]:
        for key, samples in enumerate(load.sounds):
            sound = Sound((np.clip(samples, -1, 1) * 32_767).astype(np.int16))
            probabilities = voice.speech_probabilities(sound)
            spans = voice.speech_spans(probabilities, sound.duration, guards.DECODED)
            yield _Sound(key, sound, windows(spans, probabilities), session)

    def work() -> int:
        flow: Flow[_Sound] = Flow(decoder.decode, BatchSize(batch))
        return sum(len(heard) for _, heard in flow.run(sounds()))

    return work


def batched(load: Load, folder: Path, device: str, compute: str, size: int) -> Callable[[], int]:
    """faster-whisper's batched pipeline, sound by sound; how many segments it gave."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel  # noqa: PLC0415

    pipeline = BatchedInferencePipeline(WhisperModel(str(folder), device, compute_type=compute))

    def work() -> int:
        count = 0
        for samples in load.sounds:
            segments, _ = pipeline.transcribe(
                samples, language="en", batch_size=size, beam_size=5, word_timestamps=True
            )
            count += len(list(segments))
        return count

    return work


def generate(load: Load, folder: Path, device: str, size: int) -> Callable[[], int]:
    """What transformers does with windows of 30 s, in its own generation; how many windows."""
    import torch  # noqa: PLC0415
    from transformers import (  # noqa: PLC0415
        GenerationMixin,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
    )

    kind = torch.float16 if device == "cuda" else torch.float32
    model = WhisperForConditionalGeneration.from_pretrained(folder, dtype=kind).to(device)
    model.generation_config.eos_token_id = None
    extractor = WhisperFeatureExtractor(feature_size=model.config.num_mel_bins)
    window = 30 * RATE

    def work() -> int:
        pieces = [
            samples[first : first + window]
            for samples in load.sounds
            for first in range(0, len(samples), window)
        ]
        for first in range(0, len(pieces), size):
            batch = pieces[first : first + size]
            features = extractor(batch, sampling_rate=RATE, return_tensors="pt", device=device)
            prompts = torch.tensor([PROMPT] * len(batch), device=device)
            with torch.inference_mode():
                GenerationMixin.generate(
                    model,
                    input_features=features.input_features.to(device, kind),
                    decoder_input_ids=prompts,
                    max_new_tokens=TOKENS,
                    num_beams=5,
                )
        return len(pieces)

    return work


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shape", default="large-v3")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--compute", default="float16")
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--each", type=float, default=10, help="minutes a sound")
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("out/shapes"))
    parser.add_argument("--systems", default="ours,batched-16,batched-32,transformers-16")
    arguments = parser.parse_args()
    shape = Shape(arguments.shape)
    converted, original = build(shape, arguments.out, arguments.tokenizer)
    load = load_of(arguments.data, arguments.minutes, arguments.each)
    device, compute = arguments.device, arguments.compute
    settings = EngineSettings(model=str(converted), device=device, compute_type=compute)
    print(f"{shape.name}: {len(load.sounds)} sounds, {load.seconds / 60:.0f} minutes", flush=True)
    medians: dict[str, float] = {}
    for name in arguments.systems.split(","):
        system, _, size = name.partition("-")
        before = used()
        if system == "ours":
            work = ours(load, settings, int(size or 32))
        elif system == "batched":
            work = batched(load, converted, device, compute, int(size))
        else:
            work = generate(load, original, device, int(size))
        times = []
        for _ in range(arguments.repeats):
            began = time.perf_counter()
            count = work()
            times.append(time.perf_counter() - began)
        medians[name] = statistics.median(times)
        print(
            f"  {name:<18}{medians[name]:>8.1f} s ({min(times):.1f} to {max(times):.1f}) "
            f"{load.seconds / medians[name]:>6.0f} x real time, "
            f"{medians[name] / next(iter(medians.values())):>5.2f} of the first, {count} pieces, "
            f"{used() - before:.1f} GiB more in use",
            flush=True,
        )
        del work


if __name__ == "__main__":
    main()
