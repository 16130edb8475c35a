"""Lines that commands print: for people, safe for any terminal; for programs, JSON.

Names and texts come from files, so nothing in them may act on the terminal: what cannot be printed
is written as an escape.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import typer

from localize.errors import InputError

if TYPE_CHECKING:
    from localize.errors import LocalizeError


def say_line(line: str, *, err: bool = False) -> None:
    """Print a line of which parts are from files."""
    safe = "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in line
    )
    stream = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    typer.echo(safe.encode(encoding, "backslashreplace").decode(encoding), err=err)


def say_object(**values: Any) -> None:  # noqa: ANN401 -- JSON values
    """Print one JSON object; ASCII, so that it arrives whole through any locale."""
    typer.echo(json.dumps(values))


def why(path: str, error: LocalizeError) -> str:
    """What was wrong with a file; where another is at fault, such as a list, that one before it."""
    at = error.path if isinstance(error, InputError) else ""
    if not at or at == path or at in error.message:
        return error.message
    return f"{at}: {error.message}"


def percent(share: float) -> str:
    """A share as a percentage that is 100 or 0 only where all or none are meant."""
    percent = f"{share:.1%}"
    if percent == "100.0%" and share < 1:
        return "99.9%"
    return "0.1%" if percent == "0.0%" and share > 0 else percent


def many(number: int, one: str, more: str = "") -> str:
    """``1 cue``, ``2 cues``."""
    return f"{number} {one if number == 1 else more or one + 's'}"
