"""The words of a Chinese programme in one script.

Whisper writes one window in simplified and the next in traditional characters, and at times both in
a line, whatever it is told. What a person reads, and what is looked up in memory and terms, is in
one: the script that is asked for, else that of a supplied script, else the one that most of what
was heard is in; little of it counts as simplified.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from localize import chinese

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import SpeechRequest
    from localize.script import Word


#: What is heard is traditional where so many of its characters, and most of those that tell, are
#: so: those of three windows of 15 s. A few may come so by chance (base, voices from the mainland:
#: 14 of 18 windows of 3 to 10 s, 1 of 11 of 8 to 15 s), and bare ``zh`` stands for ``zh-Hans``
#: elsewhere, too (`locales.chain`).
_TRADITIONAL_FROM: Final = 50


def in_one_script(words: Sequence[Word], spoken: str, request: SpeechRequest) -> tuple[Word, ...]:
    """The words, those in Chinese in one script; their number, times and all else stay.

    Args:
        words: of the whole transcript, in order.
        spoken: language of the programme, BCP 47; words may name another.
        request: tells the script that is wanted, and names of the show, which stay as they are.
    """
    places = [n for n, word in enumerate(words) if chinese.is_chinese(word.language or spoken)]
    if not places:
        return tuple(words)
    own = [(" " if words[n].spaced else "") + words[n].text for n in places]
    locale = _wanted(spoken, request, "".join(own))
    written = list(words)
    for n, text in zip(places, chinese.converted_parts(own, locale, request.terms), strict=True):
        written[n] = replace(words[n], text=text.removeprefix(" "))
    return tuple(written)


def _wanted(spoken: str, request: SpeechRequest, heard: str) -> str:
    """A locale that settles the script; empty where nothing tells."""
    asked = request.language or spoken
    if not chinese.is_chinese(asked):
        # Chinese lines in a programme of another language.
        asked = "zh"
    supplied = "".join(line.text for line in request.script)
    settled = chinese.settled(asked, supplied)
    if settled or chinese.prevailing_script(heard) != chinese.HANT:
        return settled or chinese.settled(asked, heard)
    told = len(chinese.of_other_script(heard, chinese.HANS))
    return chinese.settled(asked, heard) if told >= _TRADITIONAL_FROM else f"{asked}-{chinese.HANS}"
