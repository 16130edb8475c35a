"""What a draft saves: active time a word with it, against the same person's without. Pure.

The ratio answers: the work done on drafts took this long; at each person's own pace in the control
scenes of the same episode it would have taken so long. 0.6 means six minutes where ten would have
gone. The interval is a bootstrap over scenes, within person and episode and apart for scenes with
and without draft.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Fewer people than this are an anecdote, and their figure would be nobody's secret.
FEWEST_PEOPLE: Final = 3

#: Scenes that a person needs on each side in an episode: one alone does not tell how paces vary.
FEWEST_SCENES: Final = 2

#: How often the scenes are drawn anew; steadies the ends of a 95 % interval to about 1 %.
RESAMPLES: Final = 2_000


@dataclass(frozen=True, slots=True)
class ScenePace:
    """How long one person was at work on one whole scene.

    Attributes:
        person_id: who.
        track_id: which episode and market.
        with_draft: whether they had the machine's draft.
        active: ms.
        size: source words (or characters) of the scene.
    """

    person_id: int
    track_id: int
    with_draft: bool
    active: int
    size: int


@dataclass(frozen=True, slots=True)
class Saving:
    """The measure, or why there is none.

    Attributes:
        ratio: active time with drafts to what it would have been without; None where not stated.
        low: lower end of its 95 % interval.
        high: upper end.
        people: whose scenes it rests on.
        pairs: of a person and a track.
        scenes_with: scenes with draft.
        scenes_without: control scenes.
        reason: why it is not stated; empty where it is.
    """

    ratio: float | None
    low: float | None
    high: float | None
    people: int
    pairs: int
    scenes_with: int
    scenes_without: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Pair:
    """One person on one track: (active ms, size) of each scene."""

    drafted: tuple[tuple[int, int], ...]
    control: tuple[tuple[int, int], ...]


def saving(
    paces: Iterable[ScenePace], *, seed: int, resamples: int = RESAMPLES, level: float = 0.95
) -> Saving:
    """Measure what drafts save.

    A person's episode counts where they did at least `FEWEST_SCENES` scenes of each kind.

    Args:
        paces: whole scenes; those without source words or active time tell nothing.
        seed: the same seed gives the same interval.
        resamples: how often the scenes are drawn anew.
        level: share of intervals that hold the true ratio.
    """
    pairs, people = _pairs(paces)
    with_draft = sum(len(pair.drafted) for pair in pairs)
    without = sum(len(pair.control) for pair in pairs)
    if len(people) < FEWEST_PEOPLE:
        reason = (
            f"What drafts save: it takes at least {FEWEST_PEOPLE} people who each did "
            f"{FEWEST_SCENES} control scenes and {FEWEST_SCENES} with draft in one episode; "
            f"{len(people)} did."
        )
        return Saving(None, None, None, len(people), len(pairs), with_draft, without, reason)
    ratio = _ratio((len(pair.drafted), pair.drafted, pair.control) for pair in pairs)
    dice = random.Random(seed)  # noqa: S311 -- a measure that can be repeated, no secret
    drawn = sorted(
        _ratio(
            (len(pair.drafted), _draw(dice, pair.drafted), _draw(dice, pair.control))
            for pair in pairs
        )
        for _ in range(resamples)
    )
    tail = (1 - level) / 2
    return Saving(
        ratio=ratio,
        low=drawn[int(tail * (resamples - 1))],
        high=drawn[round((1 - tail) * (resamples - 1))],
        people=len(people),
        pairs=len(pairs),
        scenes_with=with_draft,
        scenes_without=without,
    )


def _pairs(paces: Iterable[ScenePace]) -> tuple[list[_Pair], frozenset[int]]:
    found: dict[tuple[int, int], tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}
    for pace in paces:
        if pace.size > 0 and pace.active > 0:
            sides = found.setdefault((pace.person_id, pace.track_id), ([], []))
            sides[0 if pace.with_draft else 1].append((pace.active, pace.size))
    kept = {key: sides for key, sides in found.items() if min(map(len, sides)) >= FEWEST_SCENES}
    pairs = [_Pair(tuple(drafted), tuple(control)) for drafted, control in kept.values()]
    return pairs, frozenset(person for person, _ in kept)


def _ratio(
    pairs: Iterable[tuple[int, Sequence[tuple[int, int]], Sequence[tuple[int, int]]]],
) -> float:
    """Time with drafts over what it would have been at each pair's pace without.

    The number in front is how many scenes with draft the pair has, whatever was drawn of them.
    """
    took = would = 0.0
    for count, drafted, control in pairs:
        pace = sum(active for active, _ in control) / sum(size for _, size in control)
        weight = count / len(drafted)
        took += weight * sum(active for active, _ in drafted)
        would += weight * pace * sum(size for _, size in drafted)
    return took / would


def _draw(dice: random.Random, scenes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Scenes drawn with replacement, one fewer than there are.

    Drawing as many as there are makes few scenes look steadier than they are, by (n - 1) / n; one
    fewer sets that right (Rao and Wu, "Resampling Inference With Complex Survey Data", 1988).
    """
    return dice.choices(scenes, k=len(scenes) - 1)
