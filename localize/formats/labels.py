"""Is the line before the times a cue's number, or the last line of the cue before?

SRT numbers its cues, WebVTT may name them, and damaged files do neither, or all with 1. A number
alone on a line may also be what somebody says. What the rest of the file does decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER: Final = re.compile(r"\s*\d{1,9}\s*")
#: A word that stands where a number belongs is no dialogue if it is no longer than this.
_LONGEST_WORD: Final = 16


def is_number(line: str) -> bool:
    """Whether a line is a number and nothing else."""
    return _NUMBER.fullmatch(line) is not None


@dataclass(frozen=True, slots=True)
class Label:
    """The last line before a line with times, and where it stands.

    Attributes:
        text: the line, without the space around it.
        at: its index in the lines that it was found in.
        blank_before: a blank line, or nothing at all, stands before it.
        blank_after: a blank line stands between it and the times.
        alone: no other text stands between it and the times before.
    """

    text: str
    at: int
    blank_before: bool
    blank_after: bool
    alone: bool

    @property
    def number(self) -> int | None:
        """Its value where it is a number."""
        return int(self.text) if is_number(self.text) else None

    @property
    def is_name(self) -> bool:
        """Whether it stands where WebVTT has a cue's name."""
        return self.blank_before and not self.blank_after


def last_line(lines: Sequence[str]) -> Label | None:
    """The last line that is not blank; None where all are."""
    at = len(lines) - 1
    while at >= 0 and not lines[at].strip():
        at -= 1
    if at < 0:
        return None
    before = at - 1
    while before >= 0 and not lines[before].strip():
        before -= 1
    return Label(
        text=lines[at].strip(),
        at=at,
        blank_before=at > 0 and not lines[at - 1].strip(),
        blank_after=at < len(lines) - 1,
        alone=before < 0,
    )


class Numbering:
    """How a file numbers its cues, told from all its candidates."""

    def __init__(self, candidates: Sequence[Label | None]) -> None:
        numbers = [one for one in candidates if one is not None and one.number is not None]
        direct = [one for one in numbers if not one.blank_after]
        apart = [one for one in numbers if one.blank_after and one.blank_before and not one.alone]
        half = len(candidates) / 2
        #: Most cues have a number right before their times.
        self.direct = bool(candidates) and len(direct) >= half
        #: Most cues have a number, but a blank line stands after it.
        self.apart = bool(candidates) and not self.direct and len(apart) >= half
        #: Numbers follow the text before them without a blank line.
        self.tight = sum(not one.blank_before for one in direct) * 2 > len(direct)

    def is_index(self, label: Label, before: int | None) -> bool:
        """Whether a number is a cue's index and not text.

        Args:
            label: a candidate that is a number.
            before: index of the cue before; None where it has none.
        """
        follows = before is not None and label.number in (before, before + 1)
        if label.blank_after:
            if label.alone:
                return self.apart and follows
            return label.blank_before and (self.apart or (self.direct and follows))
        if self.direct:
            return label.blank_before or self.tight or follows
        return label.blank_before and not label.alone

    def is_broken_index(self, label: Label) -> bool:
        """Whether a word stands where this file has its numbers (``dix`` for 10)."""
        return (
            self.direct
            and not self.tight
            and label.blank_before
            and not label.blank_after
            and not label.alone
            and len(label.text) <= _LONGEST_WORD
            and " " not in label.text
        )
