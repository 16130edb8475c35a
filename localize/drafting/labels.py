"""Cues that files without kinds write as if they were dialogue: sounds, lyrics, what is on screen.

SRT and WebVTT name no kind of cue. Lyrics have no full stop and a sound ends nothing, so by marks
alone "[DOOR SLAMS]" and seven lines of a song would be one sentence with what is said before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize import markup
from localize.checks.sounds import is_sound
from localize.checks.text import NOTES
from localize.guides.model import SILENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.script import Cue

#: What a line of a song ends with; a number sign right after a word is the word's (C#).
_ENDINGS: Final = (*NOTES, " #")
#: Fewer letters tell nothing: "OK", "FBI".
_FEWEST_LETTERS: Final = 4
#: Where more of the cues are in capitals than this, they are how the file is written.
_MOST_CAPITALS: Final = 0.5


def is_label(cue: Cue) -> bool:
    """Whether a cue is sounds in brackets alone, or a line of a song with notes."""
    text = " ".join(markup.strip(line) for line in cue.lines).strip()
    return bool(text) and (is_sound(cue, SILENT) or text.endswith(_ENDINGS))


def capitals(cues: Sequence[Cue]) -> frozenset[str]:
    """The ids of the cues in capitals alone, as subtitlers write what is on the screen.

    None in a track that is in capitals, as many captions are.
    """
    found = frozenset(cue.id for cue in cues if _in_capitals(cue))
    return found if len(found) <= _MOST_CAPITALS * len(cues) else frozenset()


def _in_capitals(cue: Cue) -> bool:
    text = markup.strip(cue.text)
    cased = [char for char in text if char.lower() != char.upper()]
    return len(cased) >= _FEWEST_LETTERS and all(char.isupper() for char in cased)
