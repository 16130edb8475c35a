"""From drafts to cues: times in whole milliseconds, ends that nobody says, ids."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.findings import Finding, Severity
from localize.formats.cleaning import without_controls
from localize.formats.ttml_ids import read_id
from localize.formats.ttml_times import to_ms
from localize.script import Cue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.formats.tally import Tally
    from localize.formats.ttml_content import Draft

#: An end before its start by no more than this was swapped with it (ms); as in SRT.
_SWAP_LIMIT: Final = 7_000
#: What a cue without an end lasts, as far as its neighbours let it (ms); as in SRT.
_GUESSED_DURATION: Final = 2_000


def make_cues(drafts: Sequence[Draft], tally: Tally) -> tuple[Cue, ...]:
    """The cues, in order of time, with an id each."""
    kept = [draft for draft in drafts if _has_time(draft, tally)]
    starts = sorted({to_ms(draft.begin) for draft in kept})
    following = dict(pairwise(starts))
    timed = [(*_times(draft, following, tally), draft) for draft in kept]
    late = sum((two[0], two[1]) < (one[0], one[1]) for one, two in pairwise(timed))
    if late:
        tally.single(
            Finding(
                "cues-unsorted",
                Severity.NOTE,
                "Cues were not in order of time; they are sorted. Cues before the one above "
                f"them: {late}.",
                measured=late,
                unit="cues",
            )
        )
    timed.sort(key=lambda one: one[:2])
    names = _names([one[2] for one in timed], tally)
    cues = []
    for (start, end, draft), name in zip(timed, names, strict=True):
        if not draft.lines:
            tally.count("empty-cue", "Cues without text kept", draft.line)
        cues.append(
            Cue(
                name,
                start,
                end,
                draft.lines,
                kind=draft.kind,
                translate=draft.translate,
                speaker=draft.speaker,
                placement=draft.placement,
            )
        )
    return tuple(cues)


def _has_time(draft: Draft, tally: Tally) -> bool:
    """Whether it can be told when a cue is shown; one that cannot is left out and named."""
    interval = draft.interval
    if interval.unreadable and not interval.own_begin and not interval.own_end:
        message = "A cue has no times that can be read."
        tally.leave_out(message, draft.line, " / ".join(draft.lines))
        return False
    return True


def _times(draft: Draft, following: dict[int, int], tally: Tally) -> tuple[int, int]:
    """Start and end in ms, both as good as can be."""
    begin = to_ms(draft.begin)
    interval = draft.interval
    end = to_ms(draft.end) if draft.end is not None else None
    if interval.unreadable and not interval.own_begin and end is not None:
        tally.count("start-guessed", "Starts that cannot be read guessed from the end", draft.line)
        begin = max(end - _GUESSED_DURATION, 0)
    if end is not None and end < begin:
        if begin - end <= _SWAP_LIMIT:
            tally.count("times-swapped", "Starts after their ends: the two exchanged", draft.line)
            return max(end, 0), begin
        message = "Ends before their starts: the end is guessed"
        tally.count("end-guessed", message, draft.line)
        end = None
    elif end is None:
        tally.count("no-end", "Cues without an end: the end is guessed", draft.line)
    if end is None:
        end = min(begin + _GUESSED_DURATION, following.get(begin, begin + _GUESSED_DURATION))
    return begin, end


def _names(drafts: Sequence[Draft], tally: Tally) -> list[str]:
    """An id for each cue: its own where no other has it, else its place in the programme."""
    found = [read_id(" ".join(without_controls(draft.name).split())) for draft in drafts]
    uses = Counter(found)
    taken = {name for name, times in uses.items() if times == 1}
    names = []
    for place, (draft, name) in enumerate(zip(drafts, found, strict=True), start=1):
        if name and uses[name] == 1:
            names.append(name)
            continue
        if name:
            tally.count("id-twice", "Ids that several cues have left out", draft.line)
        new, more = str(place), 1
        while new in taken:
            more += 1
            new = f"{place}-{more}"
        taken.add(new)
        names.append(new)
    return names
