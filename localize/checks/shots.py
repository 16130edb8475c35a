"""Checks of a cue's ends near shot changes: the eye takes a late change for a second cue.

They need the shot changes (`CheckContext.shots`) and a guide that has zones for them; without
either they find nothing. Findings are warnings: the changes come from a detector as often as from a
person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize.checks.cuts import Cuts
from localize.checks.measure import amount_of, frames
from localize.checks.neighbours import harm_of, is_spoken, with_both
from localize.checks.speaking import Speech
from localize.findings import Finding, Fix, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.checks.cuts import Wanted
    from localize.engines import CheckContext
    from localize.script import Cue

#: Speech that reaches so far (ms) over a shot change does not reach over it: a frame or two, and
#: what a detector of speech adds. Ours ends 50 to 220 ms after the last word (median 130; Montreal
#: Forced Aligner's test recordings and Leopard's, 25 phrases).
_OVERHANG: Final = 200


#: A cue that comes more than this (ms) before its first word gives away what is said. TED: not more
#: than 100 ms before the speech; the Netflix timing guidelines warn of spoilers, too.
_SPOILER: Final = 100


class ShotIn:
    """A cue comes with the shot, or well before the next one.

    The in-time is moved where that breaks no other limit and, where it is known who speaks when,
    shows no words before they are said. Where only that keeps a cue from the change, it is a note.
    """

    name: ClassVar[str] = "shot-in"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every in-time in a zone that the guide wants empty."""
        cuts = Cuts.of(context)
        if cuts is None:
            return
        speech = Speech.of(context)
        for previous, cue, following in with_both(cues):
            wanted = cuts.wanted_in(context.rate.nearest_frame(cue.start))
            if wanted is not None:
                yield self._finding(cue, wanted, (previous, following), speech, context)

    def _finding(
        self,
        cue: Cue,
        wanted: Wanted,
        neighbours: tuple[Cue | None, Cue | None],
        speech: Speech | None,
        context: CheckContext,
    ) -> Finding:
        frame = context.rate.nearest_frame(cue.start)
        harm, start = "", cue.start
        reasons = []
        for target in wanted.places:
            start = context.rate.time_of(target)
            harm = harm_of(cue, (start, cue.end), neighbours, context)
            if not harm and start < cue.start and _spoils(cue, start, speech):
                harm = _TOO_SOON
            if not harm:
                break
            reasons.append(harm)
        else:
            target, harm = wanted.places[0], reasons[0]
        cure = _move("start", target - frame, target - wanted.cut)
        return Finding(
            rule=self.name,
            severity=Severity.NOTE if harm == _TOO_SOON else Severity.WARNING,
            message=f"comes {_where(frame - wanted.cut)} a shot change: {_unless(cure, harm)}",
            cue_id=cue.id,
            start=cue.start,
            measured=frame - wanted.cut,
            limit=target - wanted.cut,
            unit="frames",
            fix=None if harm else Fix(cue.id, start=start),
        )


#: Why a cue stays after the change: not a fault of whoever timed it.
_TOO_SOON: Final = "its first word comes later"


def _spoils(cue: Cue, start: int, speech: Speech | None) -> bool:
    """Whether a cue that comes at ``start`` (ms) shows its words before they are said."""
    if speech is None or not is_spoken(cue):
        return False
    heard = speech.within(start, cue.end)
    return bool(heard) and heard[0].start > start + _SPOILER


class ShotOut:
    """A cue goes just before the shot changes, or stays well into the next shot.

    The out-time is moved where that breaks no other limit and, where it is known who speaks when,
    leaves no speech without its cue. A cue that is chained to the next goes when that one comes.
    """

    name: ClassVar[str] = "shot-out"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every out-time in a zone that the guide wants empty."""
        cuts = Cuts.of(context)
        if cuts is None:
            return
        speech = Speech.of(context)
        for previous, cue, following in with_both(cues):
            frame = context.rate.nearest_frame(cue.end)
            wanted = cuts.wanted_out(frame)
            if wanted is None or _chained(cue, following, context):
                continue
            yield self._finding(cue, wanted, (previous, following), speech, context)

    def _finding(
        self,
        cue: Cue,
        wanted: Wanted,
        neighbours: tuple[Cue | None, Cue | None],
        speech: Speech | None,
        context: CheckContext,
    ) -> Finding:
        frame = context.rate.nearest_frame(cue.end)
        harm, end = "", cue.end
        reasons = []
        for target in wanted.places:
            end = context.rate.time_of(target)
            harm = harm_of(cue, (cue.start, end), neighbours, context)
            if not harm and end < cue.end and _cuts_speech(cue, end, speech):
                harm = "somebody still speaks"
            if not harm:
                break
            reasons.append(harm)
        else:
            target, harm = wanted.places[0], reasons[0]
        cure = _move("end", target - frame, target - wanted.cut)
        return Finding(
            rule=self.name,
            severity=Severity.WARNING,
            message=f"goes {_where(frame - wanted.cut)} a shot change: {_unless(cure, harm)}",
            cue_id=cue.id,
            start=cue.start,
            measured=frame - wanted.cut,
            limit=target - wanted.cut,
            unit="frames",
            fix=None if harm else Fix(cue.id, end=end),
        )


class ShotStraddle:
    """A cue does not stand over a shot change without need.

    There is need where its words are said on both sides of the change. So it can only be told where
    it is known when somebody speaks, and of cues for speech.
    """

    name: ClassVar[str] = "shot-straddle"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a note for every cue whose speech lies on one side of a change that it crosses."""
        cuts, speech = Cuts.of(context), Speech.of(context)
        if cuts is None or speech is None:
            return
        for previous, cue, following in with_both(cues):
            if not is_spoken(cue):
                continue
            first = context.rate.nearest_frame(cue.start)
            end = context.rate.nearest_frame(cue.end)
            for cut in cuts.inside(first, end):
                move = _side(cue, cut, cuts, speech, context)
                if move is None:
                    continue
                start_to, end_to = move
                if harm_of(cue, move, (previous, following), context):
                    continue
                over = end - cut if end_to < cue.end else cut - first
                yield Finding(
                    rule=self.name,
                    severity=Severity.NOTE,
                    message=f"stands {amount_of(over, 'frame')} over a shot change, and nobody "
                    "speaks there: "
                    + (
                        f"end it {amount_of(cuts.zones.out_gap, 'frame')} before the change"
                        if end_to < cue.end
                        else "start it on the change"
                    ),
                    cue_id=cue.id,
                    start=cue.start,
                    measured=over,
                    limit=0,
                    unit="frames",
                    fix=Fix(
                        cue.id,
                        start=start_to if start_to != cue.start else None,
                        end=end_to if end_to != cue.end else None,
                    ),
                )
                break


def _side(
    cue: Cue, cut: int, cuts: Cuts, speech: Speech, context: CheckContext
) -> tuple[int, int] | None:
    """The times of a cue that keeps to the side of a change on which its words are said.

    None where they are said on both sides or on neither, or where an end in a zone of the guide is
    another rule's matter.
    """
    rate = context.rate
    now = rate.time_of(cut)
    before = any(span.start < now for span in speech.within(cue.start, now - _OVERHANG))
    after = any(span.end > now for span in speech.within(now + _OVERHANG, cue.end))
    if before and not after and rate.nearest_frame(cue.end) - cut >= cuts.zones.out_after:
        return cue.start, rate.time_of(cut - cuts.zones.out_gap)
    if after and not before and cut - rate.nearest_frame(cue.start) >= cuts.zones.clear_before:
        return now, cue.end
    return None


def _chained(cue: Cue, following: Cue | None, context: CheckContext) -> bool:
    """Whether the next cue comes as soon after a cue as one may."""
    least = context.limits.min_gap_frames
    return following is not None and frames(following.start - cue.end, context.rate) <= least


def _cuts_speech(cue: Cue, end: int, speech: Speech | None) -> bool:
    if speech is None:
        return False
    return bool(speech.within(min(end + _OVERHANG, cue.end), cue.end))


def _where(distance: int) -> str:
    if distance == 0:
        return "on"
    side = "before" if distance < 0 else "after"
    return f"{amount_of(abs(distance), 'frame')} {side}"


def _move(verb: str, by: int, at: int) -> str:
    way = "later" if by > 0 else "earlier"
    place = "on the change" if at == 0 else f"{_where(at)} it"
    return f"{verb} it {amount_of(abs(by), 'frame')} {way}, {place}"


def _unless(cure: str, harm: str) -> str:
    return f"{cure}; but {harm}" if harm else cure
