"""How good the drafts were: what people left, touched up, rewrote, threw away or had to add. Pure.

Only what a person has passed counts: a draft that nobody has looked at yet is not an accepted one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from localize.effort.edit_rate import by_characters, edits, tokens
from localize.effort.history import groups
from localize.review.remembered import remembered
from localize.store.kinds import CueState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from localize.effort.history import CueHistory

#: Edit rates that part light from medium editing, and medium from rewriting.
LIGHT: Final = 0.3
MEDIUM: Final = 0.7

_KINDS: Final = ("as_is", "form", "light", "medium", "rewritten", "missed", "invented")


@dataclass(frozen=True, slots=True)
class Drafts:
    """What became of a track's drafts, in cues; add two with ``+``.

    Attributes:
        as_is: accepted without a change.
        form: only line breaks, borders, times, tags or place changed; every word is the machine's.
        light: edit rate up to `LIGHT`.
        medium: up to `MEDIUM`.
        rewritten: over that.
        missed: lines that people had to add.
        invented: drafts of which nothing is left.
        edited: edits from draft to the translator's text.
        length: tokens of the translator's text.
        review_edited: edits from the translator's text to the reviewed one.
        review_length: tokens of the reviewed text.
        unit: what tokens are: ``words``, ``characters``, or both where tracks are added.
    """

    as_is: int = 0
    form: int = 0
    light: int = 0
    medium: int = 0
    rewritten: int = 0
    missed: int = 0
    invented: int = 0
    edited: int = 0
    length: int = 0
    review_edited: int = 0
    review_length: int = 0
    unit: str = ""

    @property
    def judged(self) -> int:
        """How many cues the shares are of."""
        return sum(getattr(self, kind) for kind in _KINDS)

    @property
    def shares(self) -> dict[str, float]:
        """Share of each kind, 0 to 1; empty where nothing is judged yet."""
        total = self.judged
        return {kind: getattr(self, kind) / total for kind in _KINDS} if total else {}

    @property
    def hter(self) -> float | None:
        """Edits a token from draft to the translator's text; None where there is none."""
        return self.edited / self.length if self.length else None

    @property
    def review_hter(self) -> float | None:
        """Edits a token from the translator's text to the reviewed one."""
        return self.review_edited / self.review_length if self.review_length else None

    def __add__(self, other: Drafts) -> Drafts:
        numbers = {
            name: getattr(self, name) + getattr(other, name)
            for name in (*_KINDS, "edited", "length", "review_edited", "review_length")
        }
        units = {*self.unit.split(" and "), *other.unit.split(" and ")} - {""}
        return Drafts(**numbers, unit=" and ".join(sorted(units)))


@dataclass(slots=True)
class _Tally:
    """Numbers on their way into `Drafts`."""

    numbers: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, count: int) -> None:
        self.numbers[name] = self.numbers.get(name, 0) + count


def drafts(
    cues: Sequence[CueHistory],
    locale: str,
    approving: Collection[str],
    *,
    unseen: Collection[str] = (),
    only: Collection[str] | None = None,
) -> Drafts:
    """Judge the drafts of one track.

    Lines that people approved before, which a run took over, are left out.

    Args:
        cues: all that the track ever had.
        locale: of the track.
        approving: names of the stages where cues are approved: work there is review.
        unseen: ids of cues whose draft was withheld (control scenes); they are left out.
        only: count only these cues, with what was parted off them; None for all.
    """
    if not any(cue.machine for cue in cues):
        return Drafts()
    tally = _Tally()
    for group in groups(cues):
        ids = {cue.cue_id for cue in group}
        if not ids.isdisjoint(unseen) or (only is not None and ids.isdisjoint(only)):
            continue
        if any(remembered(cue.machine) for cue in group):
            continue  # people's own words of before say nothing of the machine
        if _is_judged(group):
            _judge(group, locale, approving, tally)
    return Drafts(**tally.numbers, unit=unjudged(locale).unit)


def unjudged(locale: str) -> Drafts:
    """The drafts of a track of which no person has passed any yet."""
    return Drafts(unit="characters" if by_characters(locale) else "words")


def _is_judged(group: Sequence[CueHistory]) -> bool:
    """Whether a person has passed every cue of the group that is still there."""
    live = [cue for cue in group if cue.at() is not None]
    if not live:
        return any(one.person_id is not None for cue in group for one in cue.versions)
    return all(cue.translate and cue.state is not CueState.MACHINE for cue in live)


def _judge(
    group: Sequence[CueHistory], locale: str, approving: Collection[str], tally: _Tally
) -> None:
    handed_over = min(
        (
            one.step - 1
            for cue in group
            for one in cue.versions
            if one.person_id is not None and one.stage in approving
        ),
        default=None,
    )
    drafted = _in_order(cue.machine for cue in group)
    kept = _in_order(cue.at(handed_over) for cue in group)
    if handed_over is not None and not _worked_on(group, handed_over):
        # The review began on the machine's draft: the reviewer is its translator.
        kept, handed_over = _in_order(cue.at() for cue in group), None
    draft, text = _tokens(drafted, locale), _tokens(kept, locale)
    if not draft and not text:
        return
    cost = edits(draft, text)
    tally.add("edited", cost)
    tally.add("length", len(text))
    if not draft:
        tally.add("missed", len(kept))
    elif not text:
        tally.add("invented", len(drafted))
    else:
        tally.add(_kind(group, cost / len(text), drafted, kept), len(drafted))
    if handed_over is not None:
        final = _tokens(_in_order(cue.at() for cue in group), locale)
        tally.add("review_edited", edits(text, final))
        tally.add("review_length", len(final))


def _worked_on(group: Sequence[CueHistory], until: int) -> bool:
    """Whether a person had to do with the group by a step."""
    return any(
        one.person_id is not None and one.step <= until for cue in group for one in cue.versions
    )


def _kind(
    group: Sequence[CueHistory],
    rate: float,
    drafted: Sequence[dict[str, Any]],
    kept: Sequence[dict[str, Any]],
) -> str:
    if rate > MEDIUM:
        return "rewritten"
    if rate > LIGHT:
        return "medium"
    if rate > 0:
        return "light"
    # Times that a template changed are nobody's edit of the draft.
    retimed = _times(drafted) != _times(kept) and any(
        one.person_id is not None and one.before is not None and _moved(one.before, one.after)
        for cue in group
        for one in cue.versions
    )
    same = [list(one["lines"]) for one in drafted] == [list(one["lines"]) for one in kept]
    return "as_is" if same and not retimed else "form"


def _times(cues: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(cue["start"], cue["end"]) for cue in cues]


def _moved(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return (before["start"], before["end"]) != (after["start"], after["end"])


def _in_order(cues: Iterable[dict[str, Any] | None]) -> list[dict[str, Any]]:
    return sorted(
        (cue for cue in cues if cue is not None), key=lambda cue: (cue["start"], cue["end"])
    )


def _tokens(cues: Sequence[dict[str, Any]], locale: str) -> tuple[str, ...]:
    return tokens((line for cue in cues for line in cue["lines"]), locale)
