"""The built-in diariser: prints of the voices by CAM++, gathered into speakers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from localize import registry
from localize.engines import Speakers
from localize.script import Provenance
from localize.timeline import Span
from localize_models import catalog
from localize_models.speech.speakers.campplus import SIZE, CamPlusPlus
from localize_models.speech.speakers.checkpoint import read_checkpoint
from localize_models.speech.speakers.clusters import gathered
from localize_models.speech.speakers.fbank import filter_banks
from localize_models.speech.speakers.turns import turns
from localize_models.speech.speakers.windows import windows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from localize.engines import (
        EngineSettings,
        FetchProgress,
        ModelStore,
        Progress,
        SpeakersRequest,
    )
    from localize.media import Sound

#: Changes whenever the turns may change.
_METHOD: Final = "1"
#: The model, and its file.
_MODEL: Final = "campplus"
_FILE: Final = "model.pt"
#: The least cosine, on average, of the prints of one speaker. Chosen on `benchmarks/speakers.py`:
#: at 0.3 two voices there become one, from 0.45 on one becomes two.
ALIKE: Final = 0.35
#: Windows that go through the network together.
_BATCH: Final = 4
#: A window shorter than this, ms, says too little to be looked at by itself.
_SHORTEST: Final = 400


class VoicesDiariser:
    """Tells speakers apart by the sound of their voices, on the CPU.

    Args:
        settings: where models are kept, and whether one may be fetched.
    """

    name: ClassVar[str] = "voices"

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings

    @cached_property
    def _store(self) -> ModelStore:
        return registry.model_store(self._settings)

    @cached_property
    def _network(self) -> CamPlusPlus:
        return CamPlusPlus(read_checkpoint(self._store.pull(_MODEL) / _FILE))

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """As `Diariser.prepare`."""
        self._store.pull(_MODEL, progress)

    def provenance(self) -> Provenance:
        """As `Diariser.provenance`."""
        known = catalog.load().model(_MODEL)
        return Provenance(self.name, _METHOD, known.name, known.revision, device="cpu")

    def tell_apart(self, request: SpeakersRequest, progress: Progress | None = None) -> Speakers:
        """As `Diariser.tell_apart`."""
        duration = request.sound.duration
        speech = tuple(
            Span(span.start, min(span.end, duration))
            for span in request.speech
            if span.start < duration
        )
        cut = windows(speech)
        prints = np.zeros((len(cut), SIZE), np.float32)
        reached = 0
        for places, found in self._prints(request.sound, cut):
            prints[places] = found
            reached = max(reached, cut[places[-1]].end)
            if progress is not None:
                progress(request.id, reached)
        if progress is not None:
            progress(request.id, duration)
        long = np.array([one.duration >= _SHORTEST for one in cut], bool)
        if not long.any():
            long[:] = True
        labels = np.zeros(len(cut), np.intp)
        weights = np.array([one.duration for one in cut], np.float32)
        labels[long] = gathered(prints[long], ALIKE, weights=weights[long])
        return Speakers(turns(speech, cut, prints, labels), self.provenance())

    def _prints(
        self, sound: Sound, cut: Sequence[Span]
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Prints of windows, a batch of one length at a time, with the windows' numbers."""
        waiting: dict[int, list[tuple[int, NDArray[np.float32]]]] = {}
        for number, span in enumerate(cut):
            features = filter_banks(_long_enough(sound.read(span.start, span.end)))
            group = waiting.setdefault(len(features), [])
            group.append((number, features))
            if len(group) == _BATCH:
                yield self._batch(waiting.pop(len(features)))
        for group in waiting.values():
            yield self._batch(group)

    def _batch(
        self, group: Sequence[tuple[int, NDArray[np.float32]]]
    ) -> tuple[list[int], NDArray[np.float32]]:
        found = self._network.prints(np.stack([features for _, features in group]))
        return [number for number, _ in group], found


def _long_enough(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The samples, said again until there are enough for the network's widest view."""
    least = _SHORTEST * 16
    if 0 < len(samples) < least:
        return np.tile(samples, -(-least // len(samples)))[:least]
    return samples if len(samples) else np.zeros(least, np.float32)
