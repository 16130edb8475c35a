"""The bundled sample: two short scenes written for this project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize.errors import MissingPartError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Where the wheel carries the sample, and where a checkout has it.
_PLACES: Final = (
    Path(__file__).resolve().parent / "sample" / "episodes",
    Path(__file__).resolve().parent.parent / "sample" / "episodes",
)


def sample_episodes() -> tuple[Path, ...]:
    """The sample's media files.

    Raises:
        MissingPartError: this installation has none.
    """
    for place in _PLACES:
        if found := tuple(sorted(place.glob("*.mp4"))):
            return found
    raise MissingPartError(
        "This installation does not carry the sample.",
        hint="Install the wheel, or run `make demo` in a checkout.",
    )


def print_tracks(out: Path, episodes: Sequence[str]) -> None:
    """Print the sample's tracks as they were written, so that one sees what came of it."""
    from rich.console import Console  # noqa: PLC0415 -- needed by this command alone
    from rich.markup import escape  # noqa: PLC0415

    console = Console(highlight=False)
    for episode in episodes:
        for path in sorted(out.glob(f"{episode}.*.srt")):
            console.print(f"\n[bold]{escape(str(path))}[/bold]")
            console.print(path.read_text("utf-8"), markup=False)
