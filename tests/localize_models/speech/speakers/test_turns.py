"""Windows' prints become turns that cover the speech and change where the voice does."""

from __future__ import annotations

import numpy as np

from localize.timeline import Span
from localize_models.speech.speakers.turns import turns
from localize_models.speech.speakers.windows import LENGTH, windows


def heard(spans, changes, noise=0.2):
    """Windows over speech in which the speaker changes at times, with prints as mixed as they."""
    rng = np.random.default_rng(1)
    voices = np.linalg.qr(rng.normal(size=(32, 32)))[0][:3]
    edges = [0, *(at for at, _ in changes), 10**9]
    who = [0, *(one for _, one in changes)]
    speech = [Span(*one) for one in spans]
    cut = windows(speech)
    prints = []
    for window in cut:
        shares = np.zeros(3)
        for a, b, one in zip(edges, edges[1:], who, strict=False):
            shares[one] += max(0, min(b, window.end) - max(a, window.start))
        mixed = shares @ voices / window.duration
        mixed = mixed / np.linalg.norm(mixed) + noise * rng.normal(size=32) / np.sqrt(32)
        prints.append(mixed / np.linalg.norm(mixed))
    found = np.array(prints, np.float32)
    return speech, cut, found, (found @ voices.T).argmax(axis=1)


def test_a_change_is_found_where_it_is():
    speech, cut, prints, labels = heard([(0, 12_000)], [(5_000, 1), (9_000, 0)])
    found = turns(speech, cut, prints, labels)
    assert [turn.speaker for turn in found] == ["0", "1", "0"]
    for turn, at in zip(found[1:], (5_000, 9_000), strict=True):
        assert abs(turn.start - at) <= 400


def test_every_ms_of_the_speech_is_in_one_turn():
    spans = [(130, 2_340), (2_900, 3_050), (4_000, 9_999)]
    speech, cut, prints, labels = heard(spans, [(2_500, 1), (6_000, 2)])
    found = turns(speech, cut, prints, labels)
    assert sum(turn.end - turn.start for turn in found) == sum(b - a for a, b in spans)
    for turn in found:
        assert any(a <= turn.start < turn.end <= b for a, b in spans)


def test_an_odd_window_is_no_speaker():
    speech, cut, prints, labels = heard([(0, 20_000)], [(10_000, 1)])
    odd = labels.copy()
    odd[5] = 2
    assert {turn.speaker for turn in turns(speech, cut, prints, odd)} == {"0", "1"}


def test_one_speaker_and_none():
    speech, cut, prints, labels = heard([(0, 6_000)], [])
    (only,) = turns(speech, cut, prints, labels)
    assert (only.start, only.end) == (0, 6_000)
    assert turns([], [], np.zeros((0, 4), np.float32), np.zeros(0, np.intp)) == ()


def test_windows_cover_the_speech_and_nothing_else():
    speech = [Span(0, 700), Span(1_000, 2_500), Span(3_000, 7_000)]
    cut = windows(speech)
    assert cut[0] == Span(0, 700)
    assert cut[1] == Span(1_000, 2_500)
    assert all(one.duration == LENGTH for one in cut[2:])
    assert (cut[2].start, cut[-1].end) == (3_000, 7_000)
    assert windows([Span(8_000, 8_000)]) == ()
