"""How a language writes its subtitles: dashes, ellipses, quotation marks, numbers, brackets."""

from __future__ import annotations

import enum
import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Final


class DashStyle(enum.StrEnum):
    """How two speakers in one cue are told apart by a hyphen at the start of their lines."""

    BOTH = "both"
    BOTH_SPACED = "both-spaced"
    SECOND = "second"
    SECOND_SPACED = "second-spaced"

    @property
    def marks(self) -> tuple[str, str]:
        """What stands before the first and before the second speaker's line."""
        mark = "- " if self.value.endswith("-spaced") else "-"
        return ("" if self.value.startswith("second") else mark), mark


@dataclass(frozen=True, slots=True)
class Habits:
    """What one guide says of the writing of one locale; a default means that it says nothing.

    Attributes:
        locale: the locale that they are for, BCP 47.
        dash: how two speakers in one cue are told apart.
        italics: False where the language has none.
        ellipsis: the character for it, where the guide wants a certain one.
        pause_ellipsis: where the ellipsis of a pause between two cues stands: ``end`` of the first,
            or ``both``, at the end of the first and the start of the next.
        quotes: outer opening, outer closing, inner opening, inner closing; or none.
        space_before: characters that a no-break space precedes.
        omit: characters that the language's subtitles leave out.
        spell_to: whole numbers from 1 to this one are written in words; 0 for none.
        spell_at_start: whether a number that begins a sentence is, too.
        sound_brackets: what stands round sounds and labels for the deaf and hard of hearing:
            opening, closing; or none.
        music: what stands at both ends of a sung line.
        interruption: what ends a sentence that is cut off.
        glyphs: name of the list of allowed characters (`localize.guides.glyphs`).
        prefer_one_line: whether a cue has one line unless that is too long.
        bottom_heavy: whether the lower of two lines is rather the longer one.
        inverted: whether questions and exclamations open with an inverted mark.
    """

    locale: str = "und"
    dash: DashStyle | None = None
    italics: bool | None = None
    ellipsis: str = ""
    pause_ellipsis: str = ""
    quotes: tuple[str, ...] = ()
    space_before: str = ""
    omit: str = ""
    spell_to: int = 0
    spell_at_start: bool = False
    sound_brackets: tuple[str, ...] = ()
    music: str = ""
    interruption: str = ""
    glyphs: str = ""
    prefer_one_line: bool = False
    bottom_heavy: bool = False
    inverted: bool = False

    @property
    def signature(self) -> str:
        """A short name that changes whenever any habit does; part of every content key."""
        written = json.dumps(asdict(self), sort_keys=True).encode()
        return f"{self.locale}|{hashlib.sha256(written).hexdigest()[:8]}"


#: A guide that says nothing.
SILENT: Final = Habits()
