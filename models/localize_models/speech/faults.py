"""How much is wrong with a decoded window.

It decides whether the window is decoded again, and which attempt is the better one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize_models.speech import coverage, nets
from localize_models.speech.heard import Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.timeline import Span
    from localize_models.speech.heard import Heard

#: A window is decoded again where somebody speaks for this long after its last word, ms: the
#: decoder has ended early.
_REST_MS: Final = 2_000
#: The same for English: a translation's words may stray so far, and a sentence may end before its
#: source does.
_REST_ENGLISH_MS: Final = 4_000
#: Nets that mean of English what they mean of words as spoken. How likely its words are does not:
#: low figures are usual for distant languages, and another search does not raise them.
_OF_ENGLISH: Final = frozenset({"repetition", "compression", "speed"})
#: No word at all weighs more than anything that may be wrong with words, …
_NOTHING: Final = 5.0
#: … words that would be left out twice as much as words that would be doubted; …
_OUT: Final = 2.0
#: … and between two attempts of equal weight the likelier wins.
_LIKELIER: Final = 0.01


def faults(heard: Heard, speech: Sequence[Span]) -> float:
    """What is wrong with a window that another attempt may put right; 0 for nothing.

    Args:
        heard: as it was decoded.
        speech: where somebody speaks in its episode, in order, ms.
    """
    voice = coverage.within(heard.window.speech, speech)
    if not heard.words:
        voiced = sum(span.duration for span in voice)
        return _NOTHING if voiced >= _REST_MS else 0.0
    said = nets.verdict(heard, nets.Context(heard.window.written, voice))
    english = heard.window.task is Task.ENGLISH
    count = len(heard.words)
    found = sum(
        (_OUT if one.fate is nets.Fate.OUT else 1.0) * (one.stop - one.first) / count
        for one in said.failures
        if one.again and (not english or one.net in _OF_ENGLISH)
    )
    last = heard.words[-1].end
    rest = sum(span.end - max(span.start, last) for span in voice if span.end > last)
    if rest >= (_REST_ENGLISH_MS if english else _REST_MS):
        found += rest / sum(span.duration for span in voice)
    return found - _LIKELIER * heard.avg_logprob if found else 0.0
