"""What stands among a script's words and is never said: times, directions, headings, numbers."""

from __future__ import annotations

import re
from typing import Final

#: A time with hours: 00:01:02, 00:01:02:03, 1:02:03.456, 00:01:02,345.
_LONG: Final = r"\d{1,2}:\d{2}:\d{2}(?:[:;.,]\d{1,3})?"
#: One without hours: only where brackets or the whole document make it one, "at 10:30" is said.
_SHORT: Final = r"\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_JOIN: Final = r"(?:\s*(?:-->|[-–—~]|to)\s*|\s+)"
_OPEN, _CLOSE = r"[\[(<{]?\s*", r"\s*[\])>}]?"
_TIMES: Final = re.compile(
    rf"^\s*(?:\d{{1,5}}[.)]?\s+)?{_OPEN}{_LONG}(?:{_JOIN}{_LONG})?{_CLOSE}[\s|;,–—-]*"
)
_SHORT_TIMES: Final = re.compile(rf"^\s*{_OPEN}{_SHORT}(?:{_JOIN}{_SHORT})?{_CLOSE}[\s|;,–—-]*")
_BRACKETED: Final = re.compile(rf"^\s*[\[(]\s*{_SHORT}(?:{_JOIN}{_SHORT})?\s*[\])]\s*")
_CELL_TIME: Final = re.compile(rf"\s*(?:{_LONG}|{_SHORT})(?:{_JOIN}(?:{_LONG}|{_SHORT}))?\s*")

#: Innermost first, so that brackets in brackets go, too. A bracket that is never closed stays.
_DIRECTIONS: Final = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|（[^（）]*）|［[^［］]*］|【[^【】]*】|〔[^〔〕]*〕"
)
#: Markup that subtitles and word processors leave in text, and notes that mark a song.
_MARKS: Final = re.compile(
    r"</?(?:i|b|u|em|strong|font|c|v|ruby|rt)\b[^<>]{0,40}>|[♪♫♬]|^\s*#+\s+"
    r"|(?<!\w)[*_]{1,3}|[*_]{1,3}(?!\w)"
)
_SPACES: Final = re.compile(r"\s+")

_HEADINGS: Final = re.compile(
    r"""^\s*(?:\d{1,4}[A-Z]?[.)]?\s+)?(?:
        (?:INT|EXT|EST|I/E|INT\.?/EXT)[.\s/]\s*\S.*      # a scene of a screenplay
      | (?:SCENE|ACT|EPISODE|REEL|PART|CHAPTER|SZENE|AKT|ESCENA|ACTO|SCÈNE|ACTE)\s+
        (?:\d+|[IVXLC]+|ONE|TWO|THREE|FOUR|FIVE)\b[^a-z]*
      | (?:FADE|CUT|DISSOLVE|SMASH\s+CUT|MATCH\s+CUT|IRIS)\s+(?:IN|OUT|TO)\b.*
      | (?:CONTINUED|CONT'D|MORE|END\s+OF\s+(?:ACT|EPISODE|SCENE).*|END\s+CREDITS|THE\s+END)[:.]?
      | (?i:page)\s+\d+(?:\s+(?i:of)\s+\d+)?
      | \d{1,4}[.)]?                                     # a page's or a scene's number alone
      | [-=_*~·•\s]{2,}                                  # a rule
    )\s*$""",
    re.VERBOSE,
)


def is_time(text: str) -> bool:
    """Whether a cell holds a time, or two, and nothing else."""
    return bool(_CELL_TIME.fullmatch(text))


def is_heading(text: str) -> bool:
    """Whether a line is a heading of a scene, a transition, or a page's number."""
    return bool(_HEADINGS.match(text))


def without_time(text: str, *, short: bool = False) -> str:
    """A line without the time or times that it begins with, and the number before them.

    Args:
        text: the line.
        short: whether ``12:34`` without hours and brackets is a time in this document.
    """
    for pattern in (_TIMES, _BRACKETED, *([_SHORT_TIMES] if short else [])):
        found = pattern.match(text)
        if found is not None:
            return text[found.end() :]
    return text


def has_short_time(text: str) -> bool:
    """Whether a line begins with a time without hours."""
    return bool(_SHORT_TIMES.match(text))


def spoken(text: str) -> str:
    """The words of a line: without directions in brackets, markup, dashes of turns, doubled spaces.

    Empty where nothing of it is said.
    """
    before = ""
    while before != text:
        before, text = text, _DIRECTIONS.sub(" ", text)
    text = _SPACES.sub(" ", _MARKS.sub(" ", text)).strip()
    text = text.lstrip("-–—•> ").rstrip()
    return text if any(c.isalnum() for c in text) else ""
