"""The form that a question is put in: what of the protocol a server and its model know. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any, Final

#: How an answer can be bound to JSON, the firmest first; older servers know fewer.
FORMATS: Final = ("json_schema", "json_object", "")
#: What the most tokens of an answer are called; OpenAI's newer models know the second alone.
BOUNDS: Final = ("max_tokens", "max_completion_tokens", "")
#: Tokens that an answer may have beside its lines: polite words, and what a model thinks aloud;
#: the second for those that were cut off while they thought.
_SPARE: Final = (4_096, 32_768)


class Part(Enum):
    """A part of a question that some servers refuse."""

    FORMAT = auto()
    BOUND = auto()
    HEAT = auto()


@dataclass(frozen=True, slots=True)
class Form:
    """How questions are put.

    Attributes:
        format: place in `FORMATS`.
        bound: place in `BOUNDS`.
        spare: place among the tokens that an answer may have beside its lines.
        heated: whether models take a temperature.
    """

    format: int = 0
    bound: int = 0
    spare: int = 0
    heated: bool = True

    def settings(self, schema: dict[str, Any], temperature: float, tokens: int) -> dict[str, Any]:
        """What stands in a question beside the model and the messages.

        Args:
            schema: of the answer.
            temperature: how freely the model may answer.
            tokens: that the answer's lines have at most; 0 binds it to none.
        """
        found: dict[str, Any] = {"temperature": temperature} if self.heated else {}
        if tokens and self.bounded:
            found[BOUNDS[self.bound]] = tokens + _SPARE[self.spare]
        kind = FORMATS[self.format]
        if kind == "json_schema":
            named = {"name": "subtitles", "strict": True, "schema": schema}
            found["response_format"] = {"type": kind, kind: named}
        elif kind:
            found["response_format"] = {"type": kind}
        return found

    def without(self, part: Part) -> Form:
        """A form for a server that refused a part: that one put otherwise, or left out."""
        if part is Part.HEAT:
            return replace(self, heated=False)
        if part is Part.BOUND:
            return replace(self, bound=min(self.bound + 1, len(BOUNDS) - 1))
        return replace(self, format=min(self.format + 1, len(FORMATS) - 1))

    @property
    def bounded(self) -> bool:
        """Whether it can say how long an answer may be."""
        return bool(BOUNDS[self.bound])

    def unbounded(self) -> Form:
        """A form for a model that has no room for the longest answer: its context is the bound."""
        return replace(self, bound=BOUNDS.index(""))

    def with_more(self) -> Form:
        """A form for a model that was cut off while it thought; itself where nothing bound it."""
        if not self.bounded:
            return self
        return replace(self, spare=min(self.spare + 1, len(_SPARE) - 1))

    def plainer(self, other: Form) -> Form:
        """What two questions at once have taught together."""
        return Form(
            max(self.format, other.format),
            max(self.bound, other.bound),
            max(self.spare, other.spare),
            self.heated and other.heated,
        )
