"""Windows that were decoded in English into what a draft is laid out from.

The speech engine makes it while it listens, out of what it encodes anyway; the translation engine
makes the same by itself where nobody did. Both go through here, so that one signature
(`provenance`) stands for one result.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.engines import English, EnglishPhrase
from localize_models.speech import coverage, guards, nets, settling
from localize_models.speech.words import placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.script import Provenance
    from localize.timeline import Span
    from localize_models.speech.heard import Heard
    from localize_models.speech.session import WhisperSession

#: Changes whenever the English of a window may change: its windows, prompts, nets or words' times.
_METHOD: Final = "4"
#: Nets whose words are left out of the English where they fail for good.
_LEFT_OUT: Final = frozenset({"repetition", "speed", "phantom", "no-voice"})


def provenance(session: WhisperSession) -> Provenance:
    """How English is made with a model, the same in either engine; loads no weights.

    Args:
        session: an engine's hold on the model.
    """
    heard = guards.DECODED
    return session.provenance(
        "whisper-english",
        method=_METHOD,
        task="translate",
        voice=f"{heard.threshold:g}/{heard.min_silence}/{heard.pad}",
    )


def english(
    windows: Sequence[Heard], speech: Sequence[Span], spoken: str, made: Provenance
) -> English:
    """An episode's windows as English on the picture's time; what the nets refuse is left out.

    Args:
        windows: decoded in English, in order.
        speech: where somebody speaks, in order, ms.
        spoken: BCP 47; what they were translated out of.
        made: `provenance`.
    """
    found = [phrase for heard in windows for phrase in phrases(heard, speech)]
    return English(spoken, tuple(found), made)


def phrases(heard: Heard, speech: Sequence[Span]) -> list[EnglishPhrase]:
    """One window decoded in English, its words on the picture's time.

    Args:
        heard: the window.
        speech: where somebody speaks, in order, ms.
    """
    if not heard.words:
        return []
    voice = coverage.within(heard.window.speech, speech)
    said = nets.verdict(heard, nets.Context("en", voice))
    out = nets.Verdict(tuple(one for one in said.failures if one.net in _LEFT_OUT))
    words = settling.settle(heard, out).words
    on_time = placed(words, heard.window.speech)
    # A phrase is what lies between the decoder's own times, where it gave any.
    heads = [n for n, word in enumerate(words) if word.opens or not n]
    return [
        EnglishPhrase(tuple(on_time[first:stop]), heard.avg_logprob)
        for first, stop in pairwise([*heads, len(words)])
    ]


def of(windows: Sequence[Heard], speech: Sequence[Span], made: Provenance) -> English | None:
    """What windows that were decoded for their words have in English beside; None for nothing.

    Args:
        windows: of an episode, in order.
        speech: where somebody speaks, in order, ms.
        made: `provenance`.
    """
    own = [heard.english for heard in windows if heard.english is not None]
    return english(own, speech, own[0].window.language, made) if own else None
