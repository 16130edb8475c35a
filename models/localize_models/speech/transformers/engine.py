"""The speech engine on transformers and torch."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Self

from localize import locales, registry
from localize.engines import EngineSettings, SpeechCapabilities, SpeechRequest, Transcript
from localize.errors import MissingPartError, ModelError, SettingsError
from localize.script import Provenance
from localize_models import torch_devices
from localize_models.speech import coverage, guards, language, nets, noise, settling, voice
from localize_models.speech.heard import Heard, Window
from localize_models.speech.kept import KeptWindows
from localize_models.speech.sections import sections
from localize_models.speech.silent import silent
from localize_models.speech.tighten import SOUNDING, tightened
from localize_models.speech.transformers.whisper import Sounding, Whisper
from localize_models.speech.words import placed
from localize_models.speech.writing import in_one_script
from localize_models.translation.transformers.pretrained import Pretrained, is_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from localize.engines import Aligner, FetchProgress, Progress
    from localize.engines.coverage import Stretch
    from localize.media import Sound
    from localize.script import Word
    from localize.timeline import Span

#: Changes whenever what we do around the model may change its words or times.
_METHOD: Final = "2"
#: Longest window, ms of speech: Whisper's is 30 s, and the last word needs room.
_WINDOW_MS: Final = 28_000
#: How a window that fails a net is decoded again, all such windows together (OpenAI's ladder).
_TEMPERATURES: Final = (0.4, 0.8)
#: Windows that are asked for their language.
_ASKED: Final = 3
#: Tokens that a vocabulary has at least when it holds many languages.
_MULTILINGUAL: Final = 51_865


@dataclass
class _Taken:
    """A window with the best that was heard in it so far."""

    window: Window
    attempts: list[tuple[Heard, nets.Verdict]]

    @property
    def best(self) -> tuple[Heard, nets.Verdict]:
        return self.attempts[settling.best(self.attempts)]


class TransformersSpeechEngine:
    """Recognises speech with a Whisper in transformers' format (`localize.engines.SpeechEngine`).

    Speech by voice activity in windows of up to 28 s, many in a batch; the same nets as the other
    speech engine's judge each, and windows that fail are decoded again by sampling.

    Args:
        settings: ``model`` is a folder with a Whisper as transformers saves one; device, compute
            type, threads, aligner. It takes the likeliest token each time, whatever the beam size.
    """

    name: ClassVar[str] = "transformers"

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._model: Whisper | None = None
        self._device: torch_devices.TorchDevice | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._model = None

    @cached_property
    def _found(self) -> Pretrained:
        folder = Path(self._settings.model).expanduser()
        config = folder / "config.json"
        if not is_folder(self._settings.model):
            raise MissingPartError(
                "The speech engine transformers needs the folder of a model.",
                hint="Name one with --model: a Whisper as transformers saves it.",
            )
        try:
            named = json.loads(config.read_bytes()).get("architectures") or [""]
        except (OSError, ValueError, AttributeError) as error:
            raise ModelError(f"{str(config)!r} cannot be read: {error}.", model=folder.name) from (
                error
            )
        if named[0] != "WhisperForConditionalGeneration":
            raise ModelError(
                f"The model in {str(folder)!r} is a {named[0] or 'model of no kind'}, no Whisper.",
                model=folder.name,
            )
        return Pretrained(folder.absolute().name, folder.absolute(), "whisper")

    @cached_property
    def _known(self) -> frozenset[str]:
        config = json.loads((self._found.folder / "config.json").read_bytes())
        size = int(config.get("vocab_size", 0))
        if size < _MULTILINGUAL:
            return frozenset({"en"})
        return language.LANGUAGES | (language.CANTONESE if size > _MULTILINGUAL else frozenset())

    def capabilities(self) -> SpeechCapabilities:
        """Languages of the model; it listens for no names and aligns no script."""
        return SpeechCapabilities(languages=self._known)

    def prepare(self, progress: FetchProgress | None = None) -> None:  # noqa: ARG002 -- as it lies
        """As `SpeechEngine.prepare`.

        Raises:
            MissingPartError: torch is not installed, no model is named, or no such device.
            ModelError: the folder holds no Whisper.
            SettingsError: no such device or compute type.
        """
        torch_devices.require()
        _ = self._found
        self._device = torch_devices.resolve(self._settings.device, self._settings.compute_type)

    def provenance(self) -> Provenance:
        """As `SpeechEngine.provenance`; loads no weights."""
        heard, aligner = guards.DECODED, self._aligner()
        other = () if aligner is None else (("aligner", aligner.provenance().signature),)
        return Provenance(
            self.name,
            f"{_version('transformers')}.{_METHOD}",
            self._found.name,
            self._found.revision,
            parameters=(
                *other,
                ("compute", self._settings.compute_type or "auto"),
                ("torch", _version("torch")),
                ("voice", f"{heard.threshold:g}/{heard.min_silence}/{heard.pad}"),
            ),
        )

    def transcribe(
        self, requests: Iterable[SpeechRequest], progress: Progress | None = None
    ) -> Iterator[Transcript]:
        """As `SpeechEngine.transcribe`: one request after the other, in order.

        Raises:
            SettingsError: a script was given, or a language that the model does not know.
            MissingPartError: torch or the device is not there.
            ModelError: the weights cannot be loaded.
        """
        for request in requests:
            began = time.perf_counter()
            transcript = self._transcript(request)
            if progress is not None:
                progress(request.id, request.sound.duration)
            made = replace(
                self.provenance(),
                device=self._device.label if self._device is not None else "",
                seconds=round(time.perf_counter() - began, 3),
            )
            yield replace(transcript, provenance=made)

    def _loaded(self) -> Whisper:
        if self._model is None:
            if self._device is None:
                self.prepare()
            assert self._device is not None  # noqa: S101 -- `prepare` has set it
            torch_devices.set_threads(self._settings.threads)
            self._model = Whisper(self._found, self._device)
        return self._model

    def _transcript(self, request: SpeechRequest) -> Transcript:
        if request.script:
            raise SettingsError(
                f"The speech engine {self.name} cannot align a supplied script.",
                hint="Leave the script out.",
            )
        if request.language:
            language.require(request.language, self._known, self._found.name)
        sound, duration = request.sound, request.sound.duration
        probabilities = voice.speech_probabilities(sound)
        decoded = voice.speech_spans(probabilities, duration, guards.DECODED)
        if not decoded:
            return silent(request, self.provenance(), noise.noisy_spans(sound, probabilities))
        speech = voice.speech_spans(probabilities, duration, guards.REPORTED)
        parts = sections(decoded, probabilities, _WINDOW_MS)
        windows = [Window(request.id, n, part, request.language) for n, part in enumerate(parts)]
        spoken, share = self._language(request, windows)
        windows = [replace(one, language=spoken) for one in windows]
        taken = self._taken(windows, sound, speech, self._kept(request))
        words: list[Word] = []
        stretches: list[Stretch] = []
        for one in taken:
            heard, said = one.best
            settled = settling.settle(heard, said)
            section, tried = one.window.speech, len(one.attempts)
            words += placed(settled.words, section, unspaced=locales.is_unspaced(spoken))
            stretches += coverage.told(settled, heard.words, section, attempts=tried)
        kept, report = coverage.concluded(
            words,
            speech=speech,
            lenient=voice.speech_spans(probabilities, duration, guards.LENIENT),
            stretches=stretches,
            noisy=noise.noisy_spans(sound, probabilities),
            windows=len(taken),
            retried=sum(len(one.attempts) > 1 for one in taken),
        )
        return Transcript(
            id=request.id,
            language=spoken,
            language_probability=share,
            words=in_one_script(self._timed(kept, sound, probabilities, spoken), spoken, request),
            speech=speech,
            duration=duration,
            provenance=self.provenance(),
            findings=coverage.findings_of(report),
            coverage=report,
        )

    def _timed(
        self, words: Sequence[Word], sound: Sound, probabilities: NDArray[np.float32], spoken: str
    ) -> tuple[Word, ...]:
        """The words at their times, by the aligner that is set; else as voices bound them."""
        aligner = self._aligner()
        if aligner is not None:
            return aligner.align(words, sound, spoken)
        voiced = voice.speech_spans(probabilities, sound.duration, SOUNDING)
        return tuple(tightened(words, voiced))

    def _aligner(self) -> Aligner | None:
        name = self._settings.aligner
        return registry.aligner(name, self._settings) if name else None

    def _taken(
        self, windows: Sequence[Window], sound: Sound, speech: Sequence[Span], kept: KeptWindows
    ) -> list[_Taken]:
        taken = [_Taken(one, []) for one in windows]
        wanted = taken
        for temperature in (0.0, *_TEMPERATURES):
            for one, heard in zip(
                wanted,
                self._decoded([one.window for one in wanted], sound, temperature, kept),
                strict=True,
            ):
                voiced = coverage.within(one.window.speech, speech)
                said = nets.verdict(heard, nets.Context(one.window.language, voiced))
                one.attempts.append((heard, said))
            wanted = [one for one in wanted if not one.best[1].ok]
            if not wanted:
                break
        return taken

    def _decoded(
        self, windows: Sequence[Window], sound: Sound, temperature: float, kept: KeptWindows
    ) -> list[Heard]:
        """What is heard in windows; batches that are kept as they were heard.

        They are kept batch by batch: what is sampled in one depends on all of it. The samples of
        one are all that lies in memory of a sound.
        """
        model = self._loaded()
        found: list[Heard] = []
        for first in range(0, len(windows), model.at_once):
            own = windows[first : first + model.at_once]
            batch = [Sounding(one, one.speech.read(sound)) for one in own]
            key = kept.key(own, [one.samples for one in batch], f"{temperature:g}")
            heard = kept.get(key, own)
            if heard is None:
                heard = tuple(model.decode(batch, temperature))
                kept.put(key, heard)
            found += heard
        return found

    def _kept(self, request: SpeechRequest) -> KeptWindows:
        self._loaded()
        device = self._device.label if self._device is not None else ""
        return KeptWindows(request.parts, self.provenance().signature, device)

    def _language(self, request: SpeechRequest, windows: Sequence[Window]) -> tuple[str, float]:
        if request.language:
            return locales.language(request.language), 1.0
        model = self._loaded()
        if not model.multilingual:
            return "en", 1.0
        shares = model.languages(
            [Sounding(one, one.speech.read(request.sound)) for one in windows[:_ASKED]]
        )
        best = max(shares, key=lambda name: shares[name])
        return best, min(1.0, shares[best])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
