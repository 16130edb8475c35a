"""Where a page may stand: over no file that is read or written beside it, nothing of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: What a page of ours says of itself; `localize check --html` writes it among its first lines.
GENERATOR: Final = "localize check --html"

_MARK: Final = f'<meta name="generator" content="{GENERATOR}">'.encode()
#: Bytes at a page's beginning among which the mark stands.
_HEAD: Final = 2_000


def see_place(page: Path, read: Iterable[Path], copies: Iterable[Path], *, force: bool) -> None:
    """See that a page may be written, before anything is read.

    Args:
        page: the page's place.
        read: files that the command reads, and folders that it looks for files in.
        copies: files that it writes itself.
        force: whether a file that is no page of ours is replaced.

    Raises:
        SettingsError: the page would replace a file that is read, a copy, or what somebody else
            has put there.
    """
    place = page.resolve()
    if page.is_dir():
        raise SettingsError(f"--html: {str(page)!r} is a folder.", hint="Name a file in it.")
    hint = "Choose another file for the page."
    ours = _is_ours(page)
    for path in read:
        own = path.resolve()
        # A page may stand beside the sources in their folder, and be written there anew.
        if own == place or (own in place.parents and path.is_dir() and page.exists() and not ours):
            raise SettingsError(f"--html: {str(page)!r} is read itself.", hint=hint)
    if any(path.resolve() == place for path in copies):
        raise SettingsError(f"--html: a fixed copy goes to {str(page)!r}.", hint=hint)
    if page.exists() and not ours and not force:
        raise SettingsError(
            f"--html: {str(page)!r} is there already and is no page of `localize check`; it was "
            "kept.",
            hint="Give --force to replace it, or choose another file.",
        )


def _is_ours(page: Path) -> bool:
    if not page.is_file():
        return False
    try:
        with page.open("rb") as file:
            return _MARK in file.read(_HEAD)
    except OSError:
        return False  # what cannot be read is not known to be ours
