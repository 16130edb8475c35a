"""The closed set of tags that a cue's line may carry.

``<i> <b> <u>`` for style, ``<ruby>…<rt>…</rt></ruby>`` for readings over Japanese and Chinese.
Anything else that looks like a tag is text and stays text: formats escape it on the way out.
"""

from __future__ import annotations

import re
from typing import Final

TAGS: Final = ("i", "b", "u", "ruby", "rt")
TAG: Final = re.compile(r"</?(?:i|b|u|ruby|rt)>")
_READING: Final = re.compile(r"<rt>.*?(?:</rt>|$)")


def strip(line: str) -> str:
    """The line as it is read: tags gone, and the readings over ruby gone with them.

    Readings stand above the line and take no room in it, so no limit counts them.
    """
    return TAG.sub("", _READING.sub("", line))


def split(line: str) -> list[tuple[bool, str]]:
    """The line in pieces, each a tag (true) or text (false); joined they give it back."""
    pieces: list[tuple[bool, str]] = []
    at = 0
    for match in TAG.finditer(line):
        if match.start() > at:
            pieces.append((False, line[at : match.start()]))
        pieces.append((True, match[0]))
        at = match.end()
    if at < len(line):
        pieces.append((False, line[at:]))
    return pieces
