"""The page in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class Page(Protocol):
    """A page in the browser over one project. Built without arguments."""

    name: ClassVar[str]

    def serve(self, project: Path, out: Path, *, host: str, port: int) -> None:
        """Serve until interrupted.

        Args:
            project: the project folder.
            out: folder of its output files.
            host: address to listen on; loopback unless there are accounts.
            port: to listen on; 0 takes a free one.

        Raises:
            SettingsError: an address beyond loopback, or a port that is taken.
        """
