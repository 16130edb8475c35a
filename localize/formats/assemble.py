"""From a library's clean items to a track, the same way for every text format."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.errors import FormatError
from localize.findings import Finding, Severity
from localize.script import Cue, Placement, Track, TrackRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.formats.inline import Inline
    from localize.formats.tally import Tally

#: Between the names of a cue that two people share: a name of its own, given to neither.
VOICES = " / "
#: Rule of timecodes from which an hour or more is to be taken off.
LATE_START: Final = "late-start"
#: The shortest hour of timecode, which drop-frame's is (ms).
_HOUR: Final = 3_599_996


def make_cue(
    start: int,
    end: int,
    name: str,
    inline: Inline,
    placement: Placement,
    *,
    line: int,
    tally: Tally,
) -> Cue:
    """One cue; ``name`` is kept as its id for `number_cues` to settle."""
    if inline.anchor and inline.anchor != placement.anchor:
        placement = Placement(inline.anchor, placement.vertical, placement.settings)
    if len(inline.speakers) > 1:
        message = "More than one speaker in a cue; their names are kept together"
        tally.count("speakers-joined", message, line)
    if not inline.lines:
        tally.count("empty-cue", "Cues without text kept", line)
    return Cue(
        id=name or "?",
        start=start,
        end=end,
        lines=inline.lines,
        speaker=VOICES.join(inline.speakers),
        placement=placement,
    )


def make_track(
    cues: Sequence[Cue], episode: str, locale: str, tally: Tally, *, names: bool, title: str = ""
) -> Track:
    """The track, in programme order.

    A cue's id is its place in programme order, or, with ``names``, the name that the file gives
    it where that is no number and no other cue has it.
    """
    order = sorted(range(len(cues)), key=lambda n: (cues[n].start, cues[n].end))
    late = sum(1 for one, two in pairwise(cues) if (two.start, two.end) < (one.start, one.end))
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
    uses = Counter(cue.id for cue in cues)
    unique = {name for name, times in uses.items() if times == 1} if names else set()
    numbered: list[Cue] = []
    for place, n in enumerate(order, start=1):
        cue = cues[n]
        keep = cue.id in unique and not cue.id.isdecimal() and cue.id != "?"
        new = cue.id if keep else str(place)
        numbered.append(cue if new == cue.id else replace(cue, id=new))
    return Track(episode, locale, TrackRole.SUBTITLE, tuple(numbered), title=title)


def tell_late_start(cues: Sequence[Cue], tally: Tally) -> None:
    """Note that timecodes seem to count from another hour than the programme's first frame.

    For files of timecodes from which no start was taken off: programmes begin at 01:00:00:00 or
    10:00:00:00 as often as at zero, and such a file does not say at which.
    """
    if cues and min(cue.start for cue in cues) >= _HOUR:
        message = (
            "The first cue begins an hour or more after 00:00:00:00. If the programme starts at "
            "another timecode, take it off: convert with --shift."
        )
        tally.single(Finding(LATE_START, Severity.NOTE, message))


def start_was_taken_off(before: Sequence[Cue], after: Sequence[Cue]) -> bool:
    """Whether cues were moved as `tell_late_start` advises, and need not be told of again."""
    if not before or not after:
        return True
    first, now = (min(cue.start for cue in cues) for cues in (before, after))
    return now < _HOUR or first - now >= _HOUR


#: Name of a format → how a cue's first line begins in it.
_LINES: Final = {
    "SRT": "00:00:01,000 --> 00:00:02,000",
    "WebVTT": "00:00:01.000 --> 00:00:02.000",
    "ASS": "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Text",
    "SSA": "Dialogue: Marked=0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Text",
    "SCC": "00:00:01:00 and, behind it, codes such as 9420",
}


def require_cues(count: int, tally: Tally, name: str, *, empty: bool) -> None:
    """Refuse a file that has text but no cue; one without text is a track without cues.

    Raises:
        FormatError: with the first thing that was found wrong, and what its cues look like.
    """
    if count:
        return
    if empty:
        message = "The file has no cues."
        tally.single(Finding("no-cues", Severity.WARNING, message))
        return
    reasons = [f for f in tally.findings() if f.severity is Severity.ERROR]
    why = f" {reasons[0].message}" if reasons else ""
    raise FormatError(
        f"No cue can be read from this {name} file.{why}",
        hint=f"Open it in a text editor: does it hold lines like {_LINES[name]}?",
    )
