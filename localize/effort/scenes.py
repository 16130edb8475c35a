"""Scenes of an episode, and which of them come to a person without a draft. Pure.

Which they are depends on the season's seed, the episode, the person and the scene alone: every run
on every machine chooses the same, and two people on one episode get different ones, so that a hard
scene is not everybody's control.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.script import Cue

#: A pause between two cues that parts two scenes, ms. Ours: longer than a pause in a dialogue, and
#: short enough that an episode has scores of scenes.
SCENE_GAP: Final = 4_000

#: A scene of fewer cues goes with its neighbour: its pace would be noise.
FEWEST: Final = 3

#: A scene of more cues (a lecture has no pauses) is parted at its longest pause.
MOST: Final = 25

#: The reference design has 5 to 10 % of scenes without draft, so two scenes are only forced on an
#: episode where they are no more than this.
_TENTH: Final = 0.1


@dataclass(frozen=True, slots=True)
class Scene:
    """Cues that belong together.

    Attributes:
        name: id of its first cue, which stays when the cue is edited or the pipeline runs again.
        cue_ids: of its cues, in programme order.
        start: ms.
        end: ms.
    """

    name: str
    cue_ids: tuple[str, ...]
    start: int
    end: int


def scenes(cues: Sequence[Cue], gap: int = SCENE_GAP) -> tuple[Scene, ...]:
    """Cut a track into scenes: at pauses of ``gap`` ms and more, none too short or too long.

    Every cue is in exactly one scene. A track of fewer than `FEWEST` cues is one scene.
    """
    ordered = sorted(cues, key=lambda cue: (cue.start, cue.end))
    parts: list[list[Cue]] = []
    for cue in ordered:
        until = max((one.end for one in parts[-1]), default=0) if parts else 0
        if parts and (cue.start - until < gap or len(parts[-1]) < FEWEST):
            parts[-1].append(cue)
        else:
            parts.append([cue])
    if len(parts) > 1 and len(parts[-1]) < FEWEST:
        last = parts.pop()
        parts[-1] += last
    return tuple(
        Scene(
            part[0].id,
            tuple(cue.id for cue in part),
            part[0].start,
            max(cue.end for cue in part),
        )
        for whole in parts
        for part in _parted(whole)
    )


def _parted(cues: list[Cue]) -> list[list[Cue]]:
    """A long scene cut at its longest pauses until none is over `MOST` cues."""
    if len(cues) <= MOST:
        return [cues]
    pauses = [later.start - earlier.end for earlier, later in pairwise(cues)]
    places = range(FEWEST, len(cues) - FEWEST + 1)
    at = max(places, key=lambda place: (pauses[place - 1], -abs(2 * place - len(cues))))
    return [*_parted(cues[:at]), *_parted(cues[at:])]


def choose(
    found: Sequence[Scene], *, share: float, seed: int, episode: str, person_id: int
) -> frozenset[str]:
    """Names of the scenes that come without draft.

    A share that is no whole number of scenes is rounded up or down by the seed, so that over
    episodes it is met. Where the share asks for any, two at least are chosen (one alone tells
    nothing of how paces vary) as long as they are no more than a tenth.

    Args:
        found: scenes of the episode.
        share: of them, 0 to 1.
        seed: of the season.
        episode: its name.
        person_id: who they come to.
    """
    if share <= 0 or not found:
        return frozenset()
    count = int(share * len(found) + _draw(seed, episode, person_id, ""))
    if count < 2 <= _TENTH * len(found):
        count = 2
    ranked = sorted(found, key=lambda scene: _draw(seed, episode, person_id, scene.name))
    return frozenset(scene.name for scene in ranked[:count])


def _draw(seed: int, episode: str, person_id: int, name: str) -> float:
    """A number from 0 up to 1, the same on every machine (`random` promises that for none)."""
    text = "\x1f".join((str(seed), episode, str(person_id), name))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:7]) / 256**7
