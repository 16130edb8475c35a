"""Text that stands for no speech: sounds in brackets, music, and the labels of speakers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from localize.checks.text import NOTES
from localize.markup import strip

if TYPE_CHECKING:
    from localize.guides.model import Habits
    from localize.script import Cue

#: Brackets around sounds and labels, of every guide: a file may follow another than the track's.
_PAIRS: Final = "[]", "()", "{}", "（）", "［］", "【】", "〔〕"
_BRACKETED: Final = re.compile(
    "|".join(f"{re.escape(a)}[^{re.escape(a + b)}]*{re.escape(b)}" for a, b in _PAIRS)
)
#: A number sign that stands for a note: before a space and a word, or round the line. "#1" and
#: "#metoo" are said.
_NUMBER_SIGN: Final = re.compile(r"#(?:\s+[^\d\s]|.*#$|$)", re.DOTALL)
_WORD: Final = re.compile(r"[^\W_]")


def is_sound(cue: Cue, habits: Habits) -> bool:
    """Whether all that a cue shows is sounds in brackets, or singing."""
    text = " ".join(strip(line) for line in cue.lines).strip()
    if _sung(text, habits.music):
        return True
    return not _WORD.search(without_sounds(text, habits))


def without_sounds(text: str, habits: Habits) -> str:
    """A text, tags gone, without what stands in brackets: sounds, and labels of speakers."""
    if len(habits.sound_brackets) == 2:
        opening, closing = habits.sound_brackets
        text = re.sub(f"{re.escape(opening)}.*?{re.escape(closing)}", " ", text)
    return _BRACKETED.sub(" ", text)


def _sung(text: str, note: str) -> bool:
    marks = tuple(mark for mark in (note, *NOTES) if mark)
    return text.startswith(marks) or bool(_NUMBER_SIGN.match(text))
