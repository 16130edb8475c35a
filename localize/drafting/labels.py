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
from localize.script import CueKind
from localize.syntax.borders import Level, syntax_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.script import Cue

#: Cues in which somebody speaks; only their sentences may run from one into the next.
SPOKEN: Final = frozenset({CueKind.DIALOGUE, CueKind.SONG})
#: What a line of a song ends with; a number sign right after a word is the word's (C#).
_ENDINGS: Final = (*NOTES, " #")
#: Fewer letters tell nothing: "OK", "FBI".
_FEWEST_LETTERS: Final = 4
#: Marks before a word that goes on with a sentence.
_QUOTES: Final = "\"'“‘„‚«‹(["
#: Marks by which a sign ends, before `_CLOSING`; not a full stop, which may be N.A.T.O.'s.
_OWN_END: Final = ("!", "?", "！", "？", "؟")
_CLOSING: Final = "\"'”’»›“‘)]"
#: Where more of the cues are in capitals than this, they are how the file is written.
_MOST_CAPITALS: Final = 0.5


def is_label(cue: Cue) -> bool:
    """Whether a cue is sounds in brackets alone, or a line of a song with notes."""
    text = " ".join(markup.strip(line) for line in cue.lines).strip()
    return bool(text) and (is_sound(cue, SILENT) or text.endswith(_ENDINGS))


def capitals(cues: Sequence[Cue], locale: str) -> frozenset[str]:
    """The ids of the cues in capitals alone, as subtitlers write what is on the screen.

    None in a track that is in capitals, as many captions are, and no word by itself that a sentence
    goes on through (the / UNESCO / in Paris).

    Args:
        cues: those that are to be translated.
        locale: of the cues; says what ends a sentence.
    """
    found = frozenset(cue.id for cue in cues if _in_capitals(cue))
    if len(found) > _MOST_CAPITALS * len(cues):
        return frozenset()
    said = [cue for cue in cues if cue.kind in SPOKEN and not is_label(cue)]
    beside = zip(said, said[1:], said[2:], strict=False)
    return found - {
        cue.id
        for before, cue, after in beside
        if cue.id in found and not {before.id, after.id} & found
        if _goes_through(before, cue, after, locale)
    }


def _goes_through(before: Cue, cue: Cue, after: Cue, locale: str) -> bool:
    """Whether one sentence holds the end of a cue, the one word of the next, and what follows.

    A word with an end of its own (STOP!) is a sign. An ellipsis before a sign is the sentence
    broken off for it. Source: Netflix, English Timed Text Style Guide, of forced narratives that
    interrupt dialogue.
    """
    start, word, rest = (markup.strip(one.text).split() for one in (before, cue, after))
    looks = {(one.kind, one.placement, one.speaker) for one in (before, cue, after)}
    if not start or len(word) != 1 or not rest or len(looks) > 1:
        return False
    if before.end > cue.start or cue.end > after.start:
        return False
    if word[0].rstrip(_CLOSING).endswith(_OWN_END):
        return False
    ends = syntax_of(locale).border(start[-1], word[0]).level is Level.SENTENCE
    return not ends and rest[0].lstrip(_QUOTES)[:1].islower()


def _in_capitals(cue: Cue) -> bool:
    text = markup.strip(cue.text)
    cased = [char for char in text if char.lower() != char.upper()]
    return len(cased) >= _FEWEST_LETTERS and all(char.isupper() for char in cased)
