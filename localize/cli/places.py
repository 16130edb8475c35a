"""Where copies of files may stand: over no file that is read, no other copy, nothing unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.delivery.files import output_error, write_atomically
from localize.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Places:
    """The places of one command's copies.

    Args:
        sources: the files that are read.
        option: the command's option that says where copies go, such as ``--fix``.
        force: whether whatever else lies there is replaced.
    """

    def __init__(self, sources: Iterable[Path], option: str, *, force: bool) -> None:
        self._sources = {path.resolve() for path in sources}
        self._option = option
        self._force = force
        self._taken: dict[Path, Path] = {}

    def put(self, source: Path, target: Path, data: bytes) -> bool:
        """Write the copy of a file.

        Returns:
            Whether it was written; not where the same stands there already.

        Raises:
            OutputError: something else stands there, or it cannot be written.
        """
        key = target.resolve()
        if key in self._sources:
            raise OutputError(
                "Its copy would replace a file that is read itself.",
                path=str(target),
                hint=f"Choose another folder with {self._option}.",
            )
        if self._taken.setdefault(key, source) != source and not _holds(target, data):
            raise OutputError(
                f"Its copy would replace that of {str(self._taken[key])!r}.",
                path=str(target),
                hint="Take the two apart, or name the folder above both.",
            )
        if target.exists() and not self._force:
            if _holds(target, data):
                return False
            raise OutputError(
                f"{str(target)!r} is there already and says something else; it was kept.",
                path=str(target),
                hint=f"Give --force to replace it, or another {self._option}.",
            )
        write_atomically(target, data)
        return True


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file is there and has these bytes."""
    try:
        return path.exists() and path.read_bytes() == data
    except OSError as error:
        raise output_error(error, path) from error
