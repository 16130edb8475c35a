"""What a market may change of the template that its track is based on.

Clients differ: for some the English timing is a suggestion that each language adapts, for others
(many broadcasters, and sheets with one row a line for all languages) it is fixed. So it is data.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import Final

#: The most frames that ``adjust:N`` may allow; more than a second at any rate is ``free``.
MOST_FRAMES: Final = 120

_ADJUST: Final = re.compile(r"adjust:(\d{1,3})", re.ASCII)


class TimesRule(enum.StrEnum):
    """How far a cue's times may leave the template's."""

    FIXED = "fixed"
    TAIL = "tail"
    ADJUST = "adjust"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Times:
    """A rule for times, with its figure.

    Attributes:
        rule: which.
        frames: for ``adjust``, how many frames either edge may move; 0 for the others.

    Raises:
        ValueError: frames without ``adjust``, or ``adjust`` without.
    """

    rule: TimesRule
    frames: int = 0

    def __post_init__(self) -> None:
        if self.rule is TimesRule.ADJUST and not 1 <= self.frames <= MOST_FRAMES:
            raise ValueError(f"adjust needs 1 to {MOST_FRAMES} frames, not {self.frames}")
        if self.rule is not TimesRule.ADJUST and self.frames:
            raise ValueError(f"{self.rule} takes no number of frames")

    @classmethod
    def parse(cls, text: str) -> Times:
        """Read ``fixed``, ``tail``, ``adjust:6`` or ``free``.

        Raises:
            ValueError: none of these.
        """
        match = _ADJUST.fullmatch(text)
        if match:
            return cls(TimesRule.ADJUST, int(match[1]))
        if text in (TimesRule.FIXED, TimesRule.TAIL, TimesRule.FREE):
            return cls(TimesRule(text))
        raise ValueError(f"{text!r} is not fixed, tail, adjust:N (N frames) or free")

    def __str__(self) -> str:
        return f"{self.rule}:{self.frames}" if self.frames else str(self.rule)


class CuesRule(enum.StrEnum):
    """How far the borders between cues may leave the template's."""

    FIXED = "fixed"
    SENTENCE = "sentence"
    FREE = "free"


class SourceRule(enum.StrEnum):
    """What a market's people may do to the source text."""

    READ = "read"
    PROPOSE = "propose"
    EDIT = "edit"


class DraftRule(enum.StrEnum):
    """How the machine's draft is offered."""

    PREFILLED = "prefilled"
    ON_KEY = "on-key"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """What holds for a track, defaults filled in.

    Attributes:
        times: how far times may move.
        cues: how far borders may move.
        source: what may be done to the source text.
        draft: how the draft is offered; None leaves it to each person.
    """

    times: Times
    cues: CuesRule
    source: SourceRule
    draft: DraftRule | None


@dataclass(frozen=True, slots=True)
class MarketPolicy:
    """What the settings say for one market; None where they leave it to the default.

    Attributes:
        times: how far times may move.
        cues: how far borders may move.
        source: what may be done to the source text.
        draft: how the draft is offered; None leaves it to each person.
    """

    times: Times | None = None
    cues: CuesRule | None = None
    source: SourceRule | None = None
    draft: DraftRule | None = None

    def under(self, template: bool) -> RulesInForce:
        """What holds with an approved template (``tail``, ``sentence``, ``propose``), or without.

        Without one there is nothing to keep to: all is free, unless the settings say otherwise.
        """
        times = Times(TimesRule.TAIL if template else TimesRule.FREE)
        return RulesInForce(
            times=self.times or times,
            cues=self.cues or (CuesRule.SENTENCE if template else CuesRule.FREE),
            source=self.source or (SourceRule.PROPOSE if template else SourceRule.EDIT),
            draft=self.draft,
        )
