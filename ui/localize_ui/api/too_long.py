"""What is said of a request whose texts or lists are too long: a person may have pasted them.

Other requests that cannot be understood are a program's mistake, and told as such.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from localize_ui.api.bodies import LINE, LINES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Pydantic's words for a text and for a list that is too long
#: (https://docs.pydantic.dev/latest/errors/validation_errors/).
_TEXT: Final = "string_too_long"
_LIST: Final = "too_long"
#: The field of a cue's lines, in whatever body.
_OF_CUE: Final = "lines"


def too_long(errors: Sequence[Mapping[str, Any]]) -> tuple[str, str] | None:
    """Message and hint of a request of which nothing is wrong but lengths; None for others.

    Args:
        errors: of the validation; nothing of what was sent is repeated.
    """
    if not errors or any(one["type"] not in (_TEXT, _LIST) for one in errors):
        return None
    # Too many is said before too long: it leaves more to do. A password's text counts as a list.
    first = min(errors, key=lambda one: isinstance(one["input"], str))
    is_text = isinstance(first["input"], str)
    place, many, most = first["loc"], len(first["input"]), first["ctx"]["max_length"]
    if _OF_CUE in place:
        one = f"line {place[-1] + 1} has" if is_text else "this one has"
        has = f"{one} {many:,} {'characters' if is_text else 'lines'}"
        return (
            f"A cue holds at most {LINES} lines of {LINE:,} characters each; {has}.",
            "Shorten the text, or put it into several cues.",
        )
    if is_text:
        said = f"The text is too long: it has {many:,} characters, of at most {most:,}."
        return said, "Shorten it."
    return f"Those are too many at once: {many:,}, of at most {most:,}.", "Take fewer at a time."
