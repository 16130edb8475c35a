"""Listening again: turn by turn in the language of each, and once more to what was missed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from localize.engines import StretchKind
from localize.script import Word
from localize.timeline import Span
from localize_models.speech.again import Again, First, Voice, listen_again
from localize_models.speech.words import RawWord

ENGLISH = (("en", 0.97), ("de", 0.01))
GERMAN = (("de", 0.96), ("en", 0.02))
UNSURE = (("nl", 0.5), ("de", 0.3), ("en", 0.1))


@dataclass(frozen=True)
class Decoded:
    """What a window came to; figures of one that is well."""

    words: tuple[RawWord, ...]
    avg_logprob: float
    no_speech_prob: float = 0.0
    compression_ratio: float = 1.0

    @property
    def text(self):
        return "".join(word.text for word in self.words)


@dataclass
class Ears:
    """Answers by what is said when: (span, language) → shares and a text for each language."""

    said: dict[Span, tuple[tuple[tuple[str, float], ...], dict[str, str]]]
    logprob: dict[str, float] = field(default_factory=dict)
    probability: float = 0.9
    decoded: list = field(default_factory=list)

    def _at(self, speech):
        return max(self.said, key=lambda span: span.overlap(speech.spans[0]))

    def languages(self, speech):
        return [self.said[self._at(one)][0] for one in speech]

    def decode(self, pieces):
        self.decoded += pieces
        found = []
        for piece in pieces:
            span = piece.speech.spans[0]
            texts = [
                text[piece.language]
                for at, (_, text) in sorted(self.said.items(), key=lambda pair: pair[0].start)
                if at.overlap(span) > at.duration / 2
            ]
            words = " ".join(texts).split()
            pace = span.duration / max(1, len(words))
            raw = tuple(
                RawWord(f" {w}", n * pace, (n + 1) * pace, self.probability)
                for n, w in enumerate(words)
            )
            found.append(Decoded(raw, self.logprob.get(piece.language, -0.2)))
        return found


def words(text, start, end, probability=0.9):
    said = text.split()
    pace = (end - start) // len(said)
    return [
        Word(one, start + n * pace, start + (n + 1) * pace, probability)
        for n, one in enumerate(said)
    ]


def voice(*spans, duration=30_000, loud=0.9):
    probabilities = np.zeros(duration // 32, np.float32)
    for span in spans:
        probabilities[span.start // 32 : span.end // 32] = loud
    return Voice(spans, probabilities, duration)


FIRST, SECOND, THIRD = Span(0, 4_000), Span(5_000, 9_000), Span(9_400, 10_200)
TURNS = {
    FIRST: (ENGLISH, {"en": "Come in, he said.", "de": "Komm rein, sagte er."}),
    SECOND: (GERMAN, {"en": "Thank you very much.", "de": "Ich danke Ihnen sehr."}),
    THIRD: (UNSURE, {"en": "Gladly.", "de": "Gerne."}),
}
#: What a window in which both are spoken comes to: the German is translated.
TRANSLATED = [
    *words("Come in, he said.", 0, 4_000),
    *words("Thank you very much.", 5_000, 9_000, 0.5),
]


def text(found):
    return " ".join(
        f"{word.language}:{word.text}" if word.language else word.text for word in found
    )


def test_a_window_in_two_languages_is_written_turn_by_turn():
    ears = Ears(TURNS)
    windows = [First(Span(0, 10_200), (("en", 0.6), ("de", 0.4)))]
    heard = listen_again(Again(tuple(TRANSLATED)), windows, voice(FIRST, SECOND, THIRD), "en", ears)
    assert text(heard.words) == ("Come in, he said. de:Ich de:danke de:Ihnen de:sehr. de:Gerne.")
    (foreign,) = [one for one in heard.stretches if one.kind is StretchKind.FOREIGN]
    assert foreign.language == "de"
    assert SECOND.start - 200 <= foreign.start < foreign.end <= THIRD.end + 200


@pytest.mark.parametrize("why", ["shares", "doubt", "unlikely words", "missing words"])
def test_what_makes_a_window_be_asked_for_its_languages(why):
    spoken = [*words("Come in, he said.", 0, 4_000), *words("Thank you very much.", 5_000, 9_000)]
    shares, doubtful = ENGLISH, False
    if why == "shares":
        shares = (("en", 0.8), ("de", 0.2))
    elif why == "doubt":
        doubtful = True
    elif why == "unlikely words":
        spoken = TRANSLATED
    else:
        spoken = spoken[:4]
    windows = [First(Span(0, 9_000), shares, doubtful)]
    heard = listen_again(Again(tuple(spoken)), windows, voice(FIRST, SECOND), "en", Ears(TURNS))
    assert "de:danke" in text(heard.words)


def test_a_window_that_is_plainly_the_programmes_is_not_asked():
    ears = Ears(TURNS)
    spoken = [*words("Come in, he said.", 0, 4_000), *words("Thank you very much.", 5_000, 9_000)]
    first = Again(tuple(spoken))
    heard = listen_again(first, [First(Span(0, 9_000), ENGLISH)], voice(FIRST, SECOND), "en", ears)
    assert (heard, ears.decoded) == (first, [])


def test_another_language_is_not_believed_where_the_programmes_is_much_likelier():
    ears = Ears(TURNS, logprob={"de": -0.9})
    windows = [First(Span(0, 10_200), GERMAN)]
    spoken = tuple(TRANSLATED)
    heard = listen_again(Again(spoken), windows, voice(FIRST, SECOND), "en", ears)
    assert heard.words == spoken


def test_the_same_text_in_both_is_of_the_other_language():
    """Told English, Whisper at times writes the German that it hears."""
    same = {
        **TURNS,
        SECOND: (GERMAN, {"en": "Ich danke Ihnen sehr", "de": "Ich danke Ihnen sehr."}),
    }
    ears = Ears(same, logprob={"de": -0.5})
    windows = [First(Span(0, 9_000), GERMAN)]
    heard = listen_again(Again(tuple(TRANSLATED)), windows, voice(FIRST, SECOND), "en", ears)
    assert "de:danke" in text(heard.words)


def test_missed_speech_is_written_when_it_is_heard_alone():
    both = {FIRST: TURNS[FIRST], SECOND: (ENGLISH, {"en": "Nobody heard this."})}
    spoken = tuple(words("Come in, he said.", 0, 4_000))
    heard = listen_again(
        Again(spoken), [First(FIRST, ENGLISH)], voice(FIRST, SECOND), "en", Ears(both)
    )
    assert text(heard.words) == "Come in, he said. Nobody heard this."
    assert [one.kind for one in heard.stretches] == [StretchKind.RETRIED]
    assert heard.decoded == 1


def quiet(ears):
    """Speech that only a low threshold hears."""
    heard = voice(FIRST)
    heard.probabilities[12_000 // 32 : 15_000 // 32] = 0.2
    spoken = tuple(words("Come in, he said.", 0, 4_000))
    return listen_again(Again(spoken), [First(FIRST, ENGLISH)], heard, "en", ears)


def test_quiet_speech_is_believed_where_its_words_are_likely():
    hushed = {FIRST: TURNS[FIRST], Span(11_700, 15_300): (ENGLISH, {"en": "Be quiet now."})}
    assert text(quiet(Ears(hushed)).words).endswith("Be quiet now.")
    unlikely = quiet(Ears(hushed, probability=0.4))
    assert text(unlikely.words) == "Come in, he said."
    (told,) = unlikely.stretches
    assert (told.kind, told.text) == (StretchKind.KEPT_OUT, "Be quiet now.")
