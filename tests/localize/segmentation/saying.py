"""Words as a recogniser gives them, made of texts, and the cues that come of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from localize.guides import load_guide
from localize.script import Word
from localize.segmentation import segment
from localize.syntax.phrases import tokens_of
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from localize.guides.model import Limits

GUIDE = load_guide("netflix")
FILM = FrameRate.parse("24")
#: Limits that no speech breaks, for tests of where a cut falls.
SLOW = replace(GUIDE.limits("en"), reading_speed=1000.0, min_duration=1)


def said(text: str, *, locale: str = "en", start: int = 0, pace: int = 70) -> list[Word]:
    """Words of a text, one after the other; ``|500|`` is a pause, ``<A>`` sets the speaker.

    Args:
        text: what is said.
        locale: of the text.
        start: ms.
        pace: ms a character.
    """
    words, at, speaker, spaced = [], start, "", True
    for part in re.split(r"(\|\d+\||<\w+>)", text):
        if re.fullmatch(r"\|\d+\|", part):
            at += int(part.strip("|"))
        elif re.fullmatch(r"<\w+>", part):
            speaker = part.strip("<>")
        else:
            for token, space in tokens_of(part, locale):
                end = at + pace * len(token)
                words.append(Word(token, at, end, speaker=speaker, spaced=space and spaced))
                at = end
    return words


def lines(text: str, limits: Limits = SLOW, *, locale: str = "en", pace: int = 70) -> list[str]:
    """The cues of a text, lines parted by `` / ``."""
    result = segment(said(text, locale=locale, pace=pace), limits, FILM, locale=locale)
    return [" / ".join(cue.lines) for cue in result.cues]


def unspaced(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(r"\s", "", text))


def pieces(text: str, size: int = 2) -> list[Word]:
    """Words as Whisper gives them for Japanese and Chinese: scraps without spaces."""
    scraps = [text[i : i + size] for i in range(0, len(text), size)]
    return [Word(s, i * 300, i * 300 + 300, spaced=False) for i, s in enumerate(scraps)]
