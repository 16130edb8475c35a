"""Which cues of a track a file of people speaks about.

An exported file leaves cues out by their kind (the full one sounds, the forced-narrative one all
but forced cues, each what shows nothing). Brought back, it says nothing of those, and none of them
may go for it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from localize.guides.counting import is_blank
from localize.review.edits import in_order
from localize.review.errors import RefusedError
from localize.review.overlaps import CueTimes
from localize.review.pieces import plain
from localize.script import Cue, CueKind

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A text that is a description as a whole: nothing of it stands outside brackets.
_DESCRIBES: Final = re.compile(r"\s*(?:[\[(（［【][^\])）］】]*[\])）］】]\s*)+")
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_HINT: Final = (
    "Where the file is to replace the track (--replace, `replace` in the API, a tick on the page), "
    "they are taken out."
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a file is compared with.

    Attributes:
        cues: of the file, of the kind that its name says.
        compared: cues of the track.
        left: those that the file's variant leaves out; they stay.
    """

    cues: tuple[Cue, ...]
    compared: tuple[Cue, ...]
    left: tuple[Cue, ...] = ()

    def check_removed(self, name: str, removed: Sequence[Cue]) -> None:
        """Refuse a file that lacks most of what it is compared with.

        Args:
            name: of the file.
            removed: cues of the track that would go. Those whose place another text of the file
                takes are joined there, and not lacking.

        Raises:
            RefusedError: more than half are lacking.
        """
        known = CueTimes(in_order(self.compared))
        words = {cue.id: _words(cue) for cue in self.compared}
        others = CueTimes(
            in_order(
                [cue for cue in self.cues if _words(cue) not in map(words.get, known.over(cue))]
            )
        )
        lacking = sum(not others.over(cue) for cue in removed)
        if 2 * lacking > len(self.compared):
            raise RefusedError(
                f"{name} has nothing in the place of {lacking} of the track's "
                f"{len(self.compared)} cues: they would be taken out.",
                _HINT,
            )

    @property
    def note(self) -> str:
        """What is said of the cues that stay; empty for none."""
        if not self.left:
            return ""
        kinds = Counter("blank" if _shows_nothing(cue) else cue.kind.value for cue in self.left)
        said = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        return (
            f"Cues of kinds that the file leaves out stay: {said}. A file that replaces the track "
            "(--replace) takes them out."
        )


def reach_of(
    name: str, cues: Sequence[Cue], current: Sequence[Cue], *, instead: bool = False
) -> Reach:
    """What a file is compared with.

    Args:
        name: of the file; ``.forced`` and ``.sdh`` in it are an export's.
        cues: of the file.
        current: of the track.
        instead: it stands in the track's place, whatever it lacks.

    Raises:
        RefusedError: the file has no cues, or is forced narrative where the track has none.
    """
    if current and not cues:
        raise RefusedError(
            f"{name} has no cues, and the track has {len(current)}.",
            "Nothing was changed. See whether the file is whole.",
        )
    if instead:
        return Reach(tuple(cues), tuple(current))
    parts = [part.casefold() for part in name.split(".")[1:-1]][-2:]
    if "forced" in parts:
        forced = tuple(cue for cue in current if cue.kind is CueKind.FORCED)
        if current and not forced:
            raise RefusedError(
                f"{name} is forced narrative by its name, and no cue of the track is forced.",
                "Name it otherwise if it is not; or have it replace the track (--replace).",
            )
        own = tuple(
            replace(cue, kind=CueKind.FORCED) if cue.kind is CueKind.DIALOGUE else cue
            for cue in cues
        )
        wanted = {cue.id for cue in forced if not _shows_nothing(cue)}
        return _reach(own, current, wanted | _forced_by_words(own, current))
    sounds = {cue.id for cue in current if cue.kind is CueKind.SOUND}
    if "sdh" not in parts:
        shown = _sounds_shown(cues, current)
        if 2 * len(shown) <= len(sounds):  # it has not most of them: what it lacks it leaves out
            sounds = shown
    blanks = CueTimes(in_order([cue for cue in current if _shows_nothing(cue)]))
    filled = {cue_id for cue in cues for cue_id in blanks.over(cue)}
    return _reach(
        tuple(cues),
        current,
        {
            cue.id
            for cue in current
            if (cue.kind is not CueKind.SOUND or cue.id in sounds)
            and (not _shows_nothing(cue) or cue.id in filled)
        },
    )


def _reach(cues: tuple[Cue, ...], current: Sequence[Cue], wanted: set[str]) -> Reach:
    return Reach(
        cues,
        tuple(cue for cue in current if cue.id in wanted),
        tuple(cue for cue in current if cue.id not in wanted),
    )


def _forced_by_words(cues: Sequence[Cue], current: Sequence[Cue]) -> set[str]:
    """Ids of the track's cues of other kinds that a forced-narrative file has in the same words.

    A forced narrative is a cue of the track like any other: such a line is one already, and is not
    added a second time. What the track has as forced in those words is what the file means.
    """
    known = {cue.id: cue for cue in current if not _shows_nothing(cue)}
    times = CueTimes(in_order(known.values()))
    found: set[str] = set()
    for cue in cues:
        words = _words(cue)
        same = [one for one in times.over(cue) if words and _words(known[one]) == words]
        if all(known[one].kind is not CueKind.FORCED for one in same):
            found |= set(same)
    return found


def _sounds_shown(cues: Sequence[Cue], current: Sequence[Cue]) -> set[str]:
    """Ids of the track's sounds that a file has: in their words, or as a description at their time.

    A cue of the file that is rather one of another kind at that time, such as a title in brackets,
    is no sound.
    """
    sounds = {cue.id: cue for cue in current if cue.kind is CueKind.SOUND}
    others = {cue.id: cue for cue in current if cue.kind is not CueKind.SOUND}
    at_sounds = CueTimes(in_order(sounds.values()))
    at_others = CueTimes(in_order(others.values()))
    found = [
        (cue, [sounds[one] for one in ids], [others[one] for one in at_others.over(cue)])
        for cue in cues
        if (ids := at_sounds.over(cue))
    ]
    same = {one.id for cue, _, beside in found for one in beside if _words(one) == _words(cue)}
    shown: set[str] = set()
    for cue, heard, beside in found:
        words = _words(cue)
        if any(_words(one) == words for one in beside):
            continue
        # What the file has in the same words elsewhere cannot be what this cue was changed from.
        describes = _describes(cue) and not any(
            one.id not in same and (_describes(one) or _shows_nothing(one)) for one in beside
        )
        shown |= {one.id for one in heard if describes or (words and _words(one) == words)}
    return shown


def _describes(cue: Cue) -> bool:
    return _DESCRIBES.fullmatch(plain(cue.text)) is not None


def _words(cue: Cue) -> str:
    return _NOT_WORDS.sub(" ", plain(cue.text)).strip().casefold()


def _shows_nothing(cue: Cue) -> bool:
    return all(is_blank(line) for line in cue.lines)
