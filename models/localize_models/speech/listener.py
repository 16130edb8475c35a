"""The ears of an engine on faster-whisper's own loop: one window after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from localize_models.speech import language
from localize_models.speech.again import First, Piece
from localize_models.speech.words import RawWord, raw_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from faster_whisper.transcribe import Segment

    from localize.engines import Stretch  # noqa: TC004 -- no one reads the fields' types
    from localize.media import Sound
    from localize.script import Word  # noqa: TC004
    from localize_models.speech.sections import Collected
    from localize_models.speech.session import WhisperSession

#: How a section is decoded; everything that is not named keeps faster-whisper's default, the
#: temperature fallback and its limits among them. Text is not carried over: one bad window would
#: spoil those after it.
_DECODING: Final[dict[str, Any]] = {
    "word_timestamps": True,
    "condition_on_previous_text": False,
    "hallucination_silence_threshold": 2.0,
    "vad_filter": False,
}
#: From one temperature of faster-whisper's fallback to the next.
_STEP: Final = 0.2


@dataclass(frozen=True)
class Heard:
    """One window as it was decoded (`nets.Decoded`); times in ms of what was decoded.

    Attributes:
        words: in order.
        avg_logprob: mean log-probability a token.
        no_speech_prob: probability of silence, 0 to 1.
        compression_ratio: text over its gzip, in bytes.
        temperature: that it was decoded at; 0 for the first attempt.
    """

    words: tuple[RawWord, ...]
    avg_logprob: float = 0.0
    no_speech_prob: float = 0.0
    compression_ratio: float = 0.0
    temperature: float = 0.0

    @property
    def text(self) -> str:
        """What was recognised."""
        return "".join(word.text for word in self.words)

    @property
    def attempts(self) -> int:
        """How often it was decoded."""
        return 1 + round(self.temperature / _STEP)

    @classmethod
    def of(cls, segments: Iterable[Segment]) -> Heard:
        """Segments put together; the figures are those of the worst."""
        found = list(segments)
        if not found:
            return cls(())
        return cls(
            tuple(word for segment in found for word in raw_words(segment)),
            min(segment.avg_logprob for segment in found),
            max(segment.no_speech_prob for segment in found),
            max(segment.compression_ratio for segment in found),
            max(segment.temperature or 0.0 for segment in found),
        )


@dataclass
class FirstTime:
    """What decoding everything once came to, as it grows.

    Attributes:
        words: in order.
        windows: that were decoded and have words.
        stretches: what there is to report of them.
        retried: how many were decoded more than once.
    """

    words: list[Word] = field(default_factory=list)
    windows: list[First] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    retried: int = 0


class PlainListener:
    """Decodes with faster-whisper's `transcribe` (`again.Listener`).

    Args:
        session: the engine's hold on the model.
        sound: of one episode.
        hints: hot words; empty for none.
    """

    def __init__(self, session: WhisperSession, sound: Sound, hints: str) -> None:
        self._session = session
        self._sound = sound
        self._hints = hints

    def windows(
        self, section: Collected, spoken: str, tell: Callable[[int], None]
    ) -> Iterator[Heard]:
        """The windows of a section that have words, in order.

        Args:
            section: what to decode.
            spoken: BCP 47.
            tell: is told how far it is, ms of the original.
        """
        with self._session.failures():
            segments = _telling(self._segments(section, spoken), section, tell)
            for _, window in groupby(segments, key=lambda segment: segment.seek):
                heard = Heard.of(window)
                if heard.words:
                    yield heard

    def languages(self, speech: Sequence[Collected]) -> Sequence[Sequence[tuple[str, float]]]:
        """As `again.Listener.languages`, by the first ten seconds of each."""
        if self._session.facts.english_only:
            return [()] * len(speech)
        model = self._session.model()
        with self._session.failures():
            return [
                language.shares(model, one.read(self._sound, 0, language.SHORT_MS))
                for one in speech
            ]

    def decode(self, pieces: Sequence[Piece]) -> Sequence[Heard]:
        """As `again.Listener.decode`."""
        with self._session.failures():
            return [Heard.of(self._segments(one.speech, one.language)) for one in pieces]

    def _segments(self, speech: Collected, spoken: str) -> Iterable[Segment]:
        facts = self._session.facts
        segments: Iterable[Segment]
        segments, _ = self._session.model().transcribe(
            speech.read(self._sound),
            language=language.require(spoken, facts.languages, facts.name),
            beam_size=self._session.beam_size,
            hotwords=self._hints or None,
            **_DECODING,
        )
        return segments


def _telling(
    segments: Iterable[Segment], section: Collected, tell: Callable[[int], None]
) -> Iterator[Segment]:
    for segment in segments:
        tell(section.original(segment.end * 1000))
        yield segment
