"""What a draft was made from, beside what its source says now.

A run reads the source before it drafts, and people go on correcting it meanwhile: a draft of words
that have been changed since is stale when it comes in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from localize.review.pieces import letters_of, plain
from localize.review.stale_marks import flow, gone, mark_of, turned
from localize.script import Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """A draft's source as it was read, and as it is.

    Attributes:
        then: what the draft was made from, by id.
        now: what stands in the source, by id.
        names: for each id of ``then``, those of ``now`` that say the same; None where ids stayed.
    """

    then: Mapping[str, Cue]
    now: Mapping[str, Cue]
    names: Mapping[str, tuple[str, ...]] | None = None

    def stale(self, sources: Iterable[str]) -> str:
        """Why a cue that was drafted from some cues is stale; empty where they say what they said.

        Args:
            sources: ids of ``then``.
        """
        read = [one for one in sources if one in self.then]
        now = {one: [self.now[new] for new in self._now_of(one) if new in self.now] for one in read}
        old = [self.then[one] for one in read]
        new = list({cue.id: cue for cues in now.values() for cue in cues}.values())
        if not old or _read_alike(old, new):
            return ""
        return mark_of(
            _difference(self.then[one], now[one])
            for one in read
            if not _read_alike([self.then[one]], now[one])
        )

    def _now_of(self, cue_id: str) -> tuple[str, ...]:
        return (cue_id,) if self.names is None else self.names.get(cue_id, ())


def _read_alike(old: Sequence[Cue], new: Sequence[Cue]) -> bool:
    """Whether the words are the same; where the borders are others, their letters are enough."""
    if letters_of(plain(cue.text) for cue in old) != letters_of(plain(cue.text) for cue in new):
        return False
    return len(old) != len(new) or _words(old) == _words(new)


def _words(cues: Sequence[Cue]) -> list[str]:
    return [word for cue in cues for word in plain(cue.text).split()]


def _difference(old: Cue, new: Sequence[Cue]) -> str:
    if not new:
        return gone(old)
    now = replace(new[0], lines=tuple(line for cue in new for line in cue.lines))
    return turned(flow(old), flow(now))
