"""Parts of an engine's work on one request, kept while it is at work.

A result is kept when it is whole, and that of a long programme takes hours. An engine that can say
of a part what it depends on lays it down as soon as it is there; in a run that was killed and
starts again it finds it. Where and how parts are kept is their keeper's matter, not the engine's.
"""

from __future__ import annotations

from typing import Protocol


class Parts(Protocol):
    """Keeps what an engine made of parts of one request; may be used from several threads.

    What it gives may stem from another process, and may be nothing at any time: an engine's result
    is the same with it and without.
    """

    def get(self, key: str) -> str | None:
        """The part that was kept under a key; None where there is none.

        Args:
            key: the engine's own: a hash of all that could change the part.
        """

    def put(self, key: str, part: str) -> None:
        """Keep a part. Where there is no room for it the work goes on: this raises nothing.

        Args:
            key: as `get`.
            part: as `get` is to give it back.
        """
