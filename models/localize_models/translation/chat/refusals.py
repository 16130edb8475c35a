"""What a server's refusal means: of this question, of a setting in it, or of all. Pure.

Servers that speak OpenAI's protocol share its statuses, and little of what they say beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.errors import LocalizeError, SettingsError
from localize_models.translation.chat.form import BOUNDS, Part

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The variable that holds the server's key. It is read from the environment alone, never from a
#: file of the project, and is neither shown nor kept.
KEY_VARIABLE: Final = "LOCALIZE_SERVER_KEY"
#: What an operator may do about a server that refuses everything.
LOOK: Final = "Look at the address (it usually ends with /v1) and the model's name."
#: And about one that answers no more.
GO_ON: Final = "What it has answered is kept; run the same command to go on."
#: Statuses that pass by themselves: too many requests, and faults of the server or what is before
#: it.
_PASSING: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
#: Statuses by which servers refuse what a question says or how it is asked.
_UNFIT: Final = frozenset({400, 422, 451})
_FORBIDDEN: Final = frozenset({401, 403})
_PAYMENT: Final = 402
_TOO_LARGE: Final = 413
#: Words by which servers say that they do not like a text: Azure's, OpenRouter's, Alibaba's.
_CENSORED: Final = (
    "content management policy",
    "content_filter",
    "content_policy",
    "data_inspection",
    "flagged",
    "inappropriate",
    "moderation",
)


class TooLongError(LocalizeError):
    """The question does not fit into the model; a shorter one may."""


class NoAnswerError(LocalizeError):
    """The server does not answer this question; others it may."""


class RefusedQuestionError(NoAnswerError):
    """The server will not have this question, or perhaps none that is put so."""


class RefusedPartError(LocalizeError):
    """The server does not know a part of the question; without it, it may answer.

    Args:
        part: which.
        said: what the server says of it.
    """

    def __init__(self, part: Part, said: str) -> None:
        super().__init__(said)
        self.part = part


def refusal(status: int, said: str, code: str, body: Mapping[str, object]) -> LocalizeError | None:
    """What a refusal means; None for what passes by itself.

    Args:
        status: of the answer, 300 or more.
        said: what the server says is wrong.
        code: the server's own name for it; may be empty.
        body: the question.
    """
    if status == _PAYMENT or code == "insufficient_quota":
        return SettingsError(
            f"The translation server answers no more ({status}): {said}.",
            hint=f"Look at your account there. {GO_ON}",
        )
    if status in _PASSING:
        return None
    lowered = f"{said} {code}".casefold()
    if status in _FORBIDDEN and not _is_censored(lowered):
        return SettingsError(
            f"The translation server refuses the key: {said}.",
            hint=f"Put it into the environment variable {KEY_VARIABLE}.",
        )
    unfit = _of_question(status, said, lowered, body)
    if unfit is not None:
        return unfit
    return SettingsError(
        f"The translation server refuses the question ({status}): {said}.", hint=LOOK
    )


def _of_question(
    status: int, said: str, lowered: str, body: Mapping[str, object]
) -> LocalizeError | None:
    """What a refusal means that another question may escape; None for others."""
    censored = _is_censored(lowered)
    if status == _TOO_LARGE or (
        not censored and "context" in lowered and ("length" in lowered or "exceed" in lowered)
    ):
        return TooLongError(f"The question is too long for the model: {said}.")
    part = None if censored else _named(lowered, body)
    if part is not None:
        return RefusedPartError(part, said)
    if status in _UNFIT or censored:
        return RefusedQuestionError(f"The translation server refuses the question: {said}.")
    return None


def _is_censored(lowered: str) -> bool:
    return any(word in lowered for word in _CENSORED)


def _named(lowered: str, body: Mapping[str, object]) -> Part | None:
    """The part of a question that a server's words name."""
    if "temperature" in body and "temperature" in lowered:
        return Part.HEAT
    if any(name in body for name in BOUNDS) and any(name in lowered for name in BOUNDS if name):
        return Part.BOUND
    formatted = ("response_format", "schema", "json")
    if "response_format" in body and any(word in lowered for word in formatted):
        return Part.FORMAT
    return None
