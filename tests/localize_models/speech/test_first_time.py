"""What the engine makes of windows that were decoded once."""

from __future__ import annotations

import pytest

from localize.engines import StretchKind
from localize.timeline import Span
from localize_models.speech.faster_whisper import _first
from localize_models.speech.heard import Heard, Window
from localize_models.speech.sections import Collected
from localize_models.speech.words import RawWord

SPEECH = (Span(0, 3_000), Span(4_000, 7_000), Span(8_000, 11_000))


def heard(number, *texts, attempts=1):
    window = Window("x", number, Collected((SPEECH[number],)), "en")
    words = tuple(
        RawWord(f" {one}", 600.0 * n, 600.0 * n + 500, 0.9, n == 0) for n, one in enumerate(texts)
    )
    return Heard(window, (), " " + " ".join(texts), words, -0.2, 0.01, 1.0, attempts=attempts)


@pytest.mark.parametrize("attempts", [1, 3])
def test_a_window_without_words_was_decoded_all_the_same(attempts):
    found = _first("en", [heard(0, "Here", "we"), heard(1, attempts=attempts)], SPEECH[:2])
    assert found.retried == (attempts > 1)
    assert [one.text for one in found.words] == ["Here", "we"]


def test_a_window_that_the_nets_passed_later_is_told():
    found = _first("en", [heard(0, "Here", "we"), heard(1, "are", "now", attempts=2)], SPEECH[:2])
    assert [(one.kind, one.text) for one in found.stretches] == [(StretchKind.RETRIED, "are now")]
    assert found.retried == 1
