"""Languages of Whisper: its names for them, and which one is spoken in a sound.

Whisper looks at the first 30 s. An episode may open with a song or a line in another language, so
several windows are asked, spread over all speech, and what they say is averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.errors import SettingsError
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from faster_whisper import WhisperModel
    from numpy.typing import NDArray

    from localize.media import Sound
    from localize_models.speech.sections import Collected

#: The 99 languages that every multilingual Whisper model knows, as BCP 47 tags
#: (openai/whisper, tokenizer.py; there Javanese is ``jw``, Filipino ``tl``). Norwegian is here by
#: the names ``no`` and ``nb``.
LANGUAGES: Final = frozenset(
    """
    af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fil fo fr gl gu ha
    haw he hi hr ht hu hy id is it ja jv ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms
    mt my nb ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk
    tr tt uk ur uz vi yi yo zh
    """.split()  # noqa: SIM905 -- a hundred quoted strings cannot be read
)
#: What the large-v3 models know besides.
CANTONESE: Final = frozenset({"yue"})

#: BCP 47 language → Whisper's token, where they differ; the first two also the other way.
_TOKENS: Final = {"jv": "jw", "fil": "tl", "nb": "no", "cmn": "zh"}
_TAGS: Final = {"jw": "jv", "tl": "fil"}

#: Samples at 16 kHz in a frame of features.
HOP: Final = 160
#: Whisper's window, ms.
FULL_MS: Final = 30_000
#: What is asked first: one token is to be told, so the encoder need not be given 30 s. Tried with
#: base on 88 windows of 44 files in 11 languages: the same answer as from 30 s wherever that was
#: right, in a third of the time or less.
SHORT_MS: Final = 10_000
#: Windows to ask first, by the least speech (ms) that they are for.
_WINDOWS: Final = ((600_000, 5), (60_000, 3), (15_000, 2), (0, 1))
#: No more full windows than this are asked where short ones leave a doubt.
_MOST_FULL: Final = 8
#: The leading language is believed from this share on.
_SURE: Final = 0.8
#: Below this share a person is told.
DOUBTFUL: Final = 0.6
#: Another language than the programme's is worth a try from this share on, in a stretch of speech
#: of this many ms. (Tried with base on 208 stretches of 42 files in nine languages, seven of
#: them in another language than the rest of their file: those seven, and two others.)
FOREIGN: Final = 0.8
FOREIGN_MS: Final = 1_200
#: In a stretch of this many ms so much is enough where the programme's own has less than that.
_LIKELY_MS: Final = 2_000
_LIKELY: Final = 0.65
_RULED_OUT: Final = 0.05
#: A window in which the programme's own language has less than this is looked at piece by piece.
_OWN: Final = 0.85
#: Languages that Whisper takes for each other, and that are one to an audience or nearly so.
_KIN: Final = (
    frozenset({"no", "nb", "nn"}),
    frozenset({"zh", "yue"}),
    frozenset({"bs", "hr", "sr"}),
    frozenset({"id", "ms"}),
    frozenset({"hi", "ur"}),
    frozenset({"fil", "tl"}),
)


@dataclass(frozen=True, slots=True)
class Detection:
    """Which language is spoken.

    Attributes:
        language: BCP 47.
        probability: its mean share over all windows that were asked, 0 to 1.
        findings: a doubt.
    """

    language: str
    probability: float
    findings: tuple[Finding, ...] = ()


def token(locale: str) -> str:
    """Whisper's name for the language of a locale: ``pt-BR`` → ``pt``, ``jv`` → ``jw``."""
    language = locales.language(locale)
    return _TOKENS.get(language, language)


def from_token(name: str) -> str:
    """The BCP 47 language of a name of Whisper's: ``jw`` → ``jv``."""
    return _TAGS.get(name, name)


def require(locale: str, known: frozenset[str], model: str) -> str:
    """Whisper's name for a language, if the model knows it.

    Args:
        locale: the language of the dialogue.
        known: languages of the model.
        model: its name, for the message.

    Raises:
        SettingsError: the model does not know it.
    """
    name = token(locale)
    if from_token(name) in known:
        return name
    if known == {"en"}:
        other = model.removesuffix(".en") if model.endswith(".en") else "base"
        raise SettingsError(
            f"The model {model} knows English only, and the dialogue is in {locale!r}.",
            hint=f"Take a multilingual model, such as --model {other}.",
        )
    if name == "yue":
        raise SettingsError(
            f"The model {model} does not know Cantonese (yue).",
            hint="Take --model large-v3, or say zh.",
        )
    raise SettingsError(
        f"The model {model} does not know the language {locale!r}; it knows: "
        f"{', '.join(sorted(known))}."
    )


def shares(model: WhisperModel, samples: NDArray[np.float32]) -> list[tuple[str, float]]:
    """Whisper's names of languages and how much each has of a sound, the greatest first.

    Args:
        model: a multilingual model.
        samples: at 16 kHz, at most 30 s.
    """
    features = model.feature_extractor(samples)
    # The extractor adds a frame of silence at the end.
    encoded = model.encode(features[:, : max(1, len(samples) // HOP)])
    answer = model.model.detect_language(encoded)[0]
    return [(name[2:-2], float(share)) for name, share in answer]


def foreign(heard: Sequence[tuple[str, float]], programme: str, duration: int) -> str:
    """The language of a stretch, where it seems to be another than the programme's; else empty.

    Args:
        heard: Whisper's names with their shares, the greatest first; empty where nobody asked.
        programme: BCP 47.
        duration: of speech in the stretch, ms.
    """
    if not heard or duration < FOREIGN_MS:
        return ""
    name, share = heard[0]
    own, other = locales.language(programme), from_token(name)
    kin = any({own, other} <= group for group in _KIN)
    if other == own or kin:
        return ""
    rest = sum(part for found, part in heard if found == token(programme))
    likely = share >= _LIKELY and rest < _RULED_OUT and duration >= _LIKELY_MS
    return other if share >= FOREIGN or likely else ""


def may_be_mixed(heard: Sequence[tuple[str, float]], programme: str) -> bool:
    """Whether a window is to be looked at piece by piece for other languages.

    Args:
        heard: Whisper's names with their shares, the greatest first; empty where nobody asked.
        programme: BCP 47.
    """
    own = token(programme)
    return bool(heard) and sum(share for name, share in heard if name == own) < _OWN


def detect(model: WhisperModel, sound: Sound, speech: Collected) -> Detection:
    """Which language is spoken in a sound, by windows spread over its speech.

    Short windows are asked first, one to five by the length of the speech. Where they leave a
    doubt, full windows decide, as many as there are, up to eight.

    Args:
        model: a multilingual model.
        sound: the dialogue.
        speech: where somebody speaks in it; not empty.
    """
    count = next(count for least, count in _WINDOWS if speech.duration >= least)
    heard = _ask(model, sound, speech, SHORT_MS, count)
    if heard.best_share < _SURE and speech.duration > SHORT_MS:
        count = min(_MOST_FULL, -(-speech.duration // FULL_MS))
        heard = _ask(model, sound, speech, FULL_MS, count)
    return Detection(from_token(heard.best), heard.best_share, tuple(_doubts(heard)))


def detection(heard: Sequence[tuple[str, float]]) -> Detection:
    """Which language is spoken in a sound of one window.

    Args:
        heard: Whisper's names with their shares, the greatest first; empty where the model knows
            only English.
    """
    if not heard:
        return Detection("en", 1.0)
    asked = _Heard()
    asked.add(1, list(heard))
    return Detection(from_token(asked.best), asked.best_share, tuple(_doubts(asked)))


class _Heard:
    """What windows said, averaged; each counts by its length."""

    def __init__(self) -> None:
        self.shares: dict[str, float] = {}
        self.length = 0

    def add(self, length: int, answer: list[tuple[str, float]]) -> None:
        self.length += length
        for name, share in answer:
            self.shares[name] = self.shares.get(name, 0.0) + share * length

    @property
    def ranked(self) -> list[str]:
        return sorted(self.shares, key=lambda name: self.shares[name], reverse=True)

    @property
    def best(self) -> str:
        return self.ranked[0]

    @property
    def best_share(self) -> float:
        return self.share(self.best)

    def share(self, name: str) -> float:
        # Shares sum to 1 but for rounding.
        return min(1.0, self.shares[name] / self.length)


def _ask(model: WhisperModel, sound: Sound, speech: Collected, window: int, count: int) -> _Heard:
    heard = _Heard()
    last = max(0, speech.duration - window)
    for n in range(count):
        start = last * n // max(1, count - 1)
        end = min(speech.duration, start + window)
        heard.add(end - start, shares(model, speech.read(sound, start, end)))
    return heard


def _doubts(heard: _Heard) -> Iterator[Finding]:
    best, second = heard.ranked[:2]
    if heard.best_share < DOUBTFUL:
        yield Finding(
            "language-doubtful",
            Severity.WARNING,
            f"The language was taken to be {from_token(best)} ({heard.best_share:.0%}), but it "
            f"may be {from_token(second)} ({heard.share(second):.0%}); say --source to settle it.",
            measured=round(heard.best_share, 3),
            limit=DOUBTFUL,
        )
