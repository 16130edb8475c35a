"""A loaded Whisper on torch: windows of speech, many in a batch → what was heard in each."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from localize.errors import ModelError
from localize.media import SAMPLE_RATE
from localize_models import torch_devices
from localize_models.speech.heard import Heard, Window
from localize_models.speech.language import from_token, token
from localize_models.speech.words import RawWord
from localize_models.translation.transformers.seq2seq import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np  # noqa: TC004 -- no one reads the fields' types
    import torch
    from numpy.typing import NDArray  # noqa: TC004 -- likewise

    from localize_models.torch_devices import TorchDevice
    from localize_models.translation.transformers.pretrained import Pretrained

#: Windows of 30 s that are decoded at once.
_WINDOWS_CPU: Final = 4
_WINDOWS_GPU: Final = 24
#: Tokens of a window's text: as many as Whisper was trained on (OpenAI's decoding.py).
_MOST: Final = 224


@dataclass(frozen=True, slots=True)
class Sounding:
    """A window and its samples.

    Attributes:
        window: what is decoded.
        samples: of it, 16 kHz mono.
    """

    window: Window
    samples: NDArray[np.float32]


class Whisper:
    """A loaded model.

    Args:
        found: name and folder.
        device: where it is to run.

    Raises:
        ModelError: it cannot be loaded, or its settings for generation lack what times need.
        DeviceError: the device has no room.
    """

    def __init__(self, found: Pretrained, device: TorchDevice) -> None:
        from transformers import WhisperFeatureExtractor  # noqa: PLC0415 -- heavy

        self._device = device
        self._tokenizer, self._model = load(found, device, "WhisperForConditionalGeneration")
        self._features = WhisperFeatureExtractor.from_pretrained(
            str(found.folder), local_files_only=True
        )
        settings = self._model.generation_config
        if getattr(settings, "alignment_heads", None) is None:
            raise ModelError(
                f"The model in {str(found.folder)!r} does not say which heads follow the sound.",
                model=found.name,
                hint="Take its generation_config.json from the model that it was made from.",
            )
        self.multilingual = bool(getattr(settings, "is_multilingual", False))
        self._end = int(self._tokenizer.eos_token_id)
        self._start = int(self._model.config.decoder_start_token_id)
        self._name = found.name

    @property
    def at_once(self) -> int:
        """Windows that are decoded in one batch."""
        return _WINDOWS_CPU if self._device.name == "cpu" else _WINDOWS_GPU

    def languages(self, sounding: Sequence[Sounding]) -> dict[str, float]:
        """BCP 47 language → its share over windows (whatever they are said to be in), by length."""
        import torch  # noqa: PLC0415 -- heavy

        names = {int(n): from_token(k[2:-2]) for k, n in self._languages.items()}
        shares = dict.fromkeys(names.values(), 0.0)
        total = sum(len(one.samples) for one in sounding)
        with torch.inference_mode(), torch_devices.failures(self._device, self._label):
            for first in range(0, len(sounding), self.at_once):
                part = sounding[first : first + self.at_once]
                start = torch.full((len(part), 1), self._start, device=self._device.name)
                logits = self._model(self._input(part), decoder_input_ids=start).logits[:, 0]
                found = logits[:, list(names)].float().softmax(-1)
                for one, row in zip(part, found, strict=True):
                    for name, share in zip(names.values(), row.tolist(), strict=True):
                        shares[name] += share * len(one.samples) / total
        return shares

    def decode(self, sounding: Sequence[Sounding], temperature: float = 0.0) -> list[Heard]:
        """What is heard in windows of one language, in order.

        Args:
            sounding: the windows.
            temperature: 0 for the likeliest token each time; above it, sampled.
        """
        import torch  # noqa: PLC0415 -- heavy

        heard: list[Heard] = []
        with torch.inference_mode(), torch_devices.failures(self._device, self._label):
            for first in range(0, len(sounding), self.at_once):
                heard += self._batch(sounding[first : first + self.at_once], temperature)
        return heard

    @property
    def _label(self) -> str:
        return f"The model {self._name}"

    @property
    def _languages(self) -> dict[str, int]:
        return dict(self._model.generation_config.lang_to_id)

    def _input(self, sounding: Sequence[Sounding]) -> torch.Tensor:
        found = self._features(
            [one.samples for one in sounding], sampling_rate=SAMPLE_RATE, return_tensors="pt"
        ).input_features
        return found.to(self._device.name, self._device.dtype)

    def _batch(self, sounding: Sequence[Sounding], temperature: float) -> list[Heard]:
        import torch  # noqa: PLC0415 -- heavy

        features = self._input(sounding)
        options: dict[str, Any] = {"do_sample": temperature > 0, "num_beams": 1}
        if temperature:
            options["temperature"] = temperature
        name = token(sounding[0].window.language)
        if self.multilingual:
            options |= {"language": name, "task": "transcribe"}
        devices = [] if self._device.name == "cpu" else [self._device.name]
        with torch.random.fork_rng(devices=devices):
            torch.manual_seed(round(temperature * 10))
            made = self._model.generate(
                features,
                return_timestamps=False,
                return_token_timestamps=True,
                return_dict_in_generate=True,
                max_new_tokens=_MOST,
                **options,
            )
        rows = []
        for ids, times in zip(made["sequences"], made["token_timestamps"], strict=True):
            own = [n for n, one in enumerate(ids.tolist()) if one < self._end]
            ends = [float(times[n]) * 1000 for n in own]
            rows.append(([int(ids[n]) for n in own], ends))
        likely, silent = self._likelihoods(features, [ids for ids, _ in rows], name)
        return [
            replace(
                self._heard(one, ids, ends, chances), no_speech_prob=quiet, temperature=temperature
            )
            for one, (ids, ends), chances, quiet in zip(sounding, rows, likely, silent, strict=True)
        ]

    def _likelihoods(
        self, features: torch.Tensor, texts: Sequence[list[int]], name: str
    ) -> tuple[list[list[float]], list[float]]:
        """Log-probability of each text's tokens and of its end; and how likely it is silent."""
        import torch  # noqa: PLC0415 -- heavy

        settings = self._model.generation_config
        named = [self._languages[f"<|{name}|>"], settings.task_to_id["transcribe"]]
        begin = [
            self._start,
            *(named if self.multilingual else []),
            settings.no_timestamps_token_id,
        ]
        width = max(map(len, texts)) + 1
        rows = [[*begin, *ids, *[self._end] * (width - len(ids))] for ids in texts]
        ids = torch.tensor(rows, device=self._device.name)
        logits = self._model(features, decoder_input_ids=ids[:, :-1]).logits
        scores = logits[:, len(begin) - 1 :].float().log_softmax(-1)
        chosen = scores.gather(-1, ids[:, len(begin) :, None])[..., 0]
        silence = self._tokenizer.convert_tokens_to_ids("<|nospeech|>")
        if silence is None or silence == self._tokenizer.unk_token_id:
            silence = self._tokenizer.convert_tokens_to_ids("<|nocaptions|>")
        quiet = logits[:, 0].float().softmax(-1)[:, silence]
        found = [row[: len(own) + 1].tolist() for row, own in zip(chosen, texts, strict=True)]
        return found, quiet.tolist()

    def _heard(
        self, one: Sounding, ids: list[int], ends: list[float], chances: list[float]
    ) -> Heard:
        text = self._tokenizer.decode(ids).strip()
        data = text.encode()
        return Heard(
            window=one.window,
            tokens=tuple(ids),
            text=text,
            words=tuple(self._words(ids, ends, chances, len(one.samples) * 1000 / SAMPLE_RATE)),
            avg_logprob=sum(chances) / len(chances),
            no_speech_prob=0.0,
            compression_ratio=len(data) / len(zlib.compress(data)) if data else 0.0,
        )

    def _words(
        self, ids: list[int], ends: list[float], chances: list[float], length: float
    ) -> list[RawWord]:
        """Tokens put together to words: each begins with a space, or with a whole character.

        A token's time is that of its end; it begins where the one before it ends.
        """
        found: list[RawWord] = []
        spaced = any(self._tokenizer.decode([one]).startswith(" ") for one in ids[1:])
        part: list[int] = []
        first = 0
        for n, one in enumerate(ids):
            part = [*part, one]
            text = self._tokenizer.decode(part)
            if text.endswith("\ufffd"):
                continue  # half a character
            start = ends[first - 1] if first else 0.0
            chance = math.exp(sum(chances[first : n + 1]) / (n + 1 - first))
            new = text.startswith(" ") or not found or (not spaced and text.strip().isalnum())
            start, end = min(start, length), min(ends[n], length)
            if new:
                found.append(RawWord(text, start, end, chance, not found))
            else:
                last = found[-1]
                found[-1] = last._replace(
                    text=last.text + text, end=end, probability=min(last.probability, chance)
                )
            part, first = [], n + 1
        return [word for word in found if word.text.strip()]
