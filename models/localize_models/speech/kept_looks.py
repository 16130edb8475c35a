"""What was listened to again, kept for a run that was killed and starts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize_models.speech.again import Listener
from localize_models.speech.heard import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.media import Sound
    from localize_models.speech.again import Piece
    from localize_models.speech.heard import Heard
    from localize_models.speech.kept import KeptWindows
    from localize_models.speech.listener import QueueListener
    from localize_models.speech.sections import Collected


class KeptLooks(Listener):
    """An engine's ears for one episode, which hear nothing twice (`again.Listener`).

    Args:
        ears: hear what is not kept.
        kept: of the episode.
        sound: of the episode.
        hints: tokens that they put before each window.
        at_once: they hear so many pieces together; a kill loses what they were at.
    """

    def __init__(
        self,
        ears: QueueListener,
        kept: KeptWindows,
        sound: Sound,
        hints: tuple[int, ...],
        at_once: int,
    ) -> None:
        self._ears = ears
        self._kept = kept
        self._sound = sound
        self._hints = hints
        self._at_once = at_once

    def languages(self, speech: Sequence[Collected]) -> Sequence[Sequence[tuple[str, float]]]:
        """As `again.Listener.languages`; asked anew, since it takes a moment."""
        return self._ears.languages(speech)

    def decode(self, pieces: Sequence[Piece]) -> Sequence[Heard]:
        """As `again.Listener.decode`."""
        windows = [Window("again", n, one.speech, one.language) for n, one in enumerate(pieces)]
        keys = [self._key(one) for one in windows]
        found: dict[int, Heard] = {}
        for n, (key, window) in enumerate(zip(keys, windows, strict=True)):
            if (known := self._kept.get(key, [window])) is not None:
                found[n] = known[0]
        missing = [n for n in range(len(pieces)) if n not in found]
        for first in range(0, len(missing), self._at_once):
            own = missing[first : first + self._at_once]
            for n, heard in zip(own, self._ears.decode([pieces[n] for n in own]), strict=True):
                self._kept.put(keys[n], [heard])
                found[n] = heard
        return [found[n] for n in range(len(pieces))]

    def _key(self, window: Window) -> str:
        samples = window.speech.read(self._sound)
        return self._kept.key([window], [samples], f"again {self._hints}")
