"""Checks of cues against where somebody speaks, by voice activity (`CheckContext.speech`).

They find nothing where that is not known. Cues for what nobody says (sounds, titles, forced
narratives, credits) are left alone, and so are songs, which voice activity may not hear. All are
warnings: a detector of speech is not sure.

Figures: the in-time within 3 frames of the sound and the out-time at most half a second after it
are what Netflix's quality control reports on (Keywords Studios' FAQ for its reviewers, and the
Timed Text Style Guide, "Subtitle Timing Guidelines").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize.checks.cuts import Cuts
from localize.checks.measure import (
    amount_of,
    frames,
    half_second,
    has_text,
    too_short,
)
from localize.checks.neighbours import harm_of, is_spoken, with_both
from localize.checks.sounds import is_sound
from localize.checks.speaking import Speech
from localize.findings import Finding, Fix, Severity
from localize.guides.model import Habits
from localize.script import CueKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue
    from localize.timeline import Span

#: Frames at 24 a second by which an in-time may differ from the first sound.
_TOLERANCE: Final = 3

#: By how much the beginning of detected speech may be off, ms: our detector adds 64 ms and works in
#: steps of 32 ms. (Measured on 20 phrases of Montreal Forced Aligner's test recordings and
#: Leopard's, whose word times are known: 128 ms early to 100 ms late, but for one.)
_DOUBT: Final = 96

#: Speech shorter than this may have no cue: a breath, a laugh, "mhm" (ms).
_WORTH_A_CUE: Final = 1000

#: Part of a cue's time, its ends widened by half a second, in which somebody should speak.
_LEAST_SPOKEN: Final = 0.05


class SpeechUncovered:
    """No speech of a second or more is without a cue.

    Found on the whole track: a part of it lacks the cues of the rest.
    """

    name: ClassVar[str] = "speech-uncovered"
    listens: ClassVar[bool] = True
    whole_track: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every stretch of speech that no cue stands for."""
        speech = Speech.of(context)
        if speech is None:
            return
        shown = [cue for cue in cues if has_text(cue) or not cue.translate]
        covered = Speech.joined(cue.span for cue in shown)
        for span in speech.spans:
            for start, end in _left_of(span, covered):
                if end - start < _WORTH_A_CUE:
                    continue
                yield Finding(
                    rule=self.name,
                    severity=Severity.WARNING,
                    message=f"{(end - start) / 1000:.1f} s of speech without a cue: add one, or "
                    "let a cue beside it last as long",
                    start=start,
                    measured=end - start,
                    limit=_WORTH_A_CUE,
                    unit="ms",
                )


class NoSpeech:
    """No cue for speech stands where nobody speaks."""

    name: ClassVar[str] = "no-speech"
    listens: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue for speech in whose time there is none."""
        speech = Speech.of(context)
        if speech is None:
            return
        half = context.rate.span_of(half_second(context.rate))
        for cue in cues:
            if not should_be_heard(cue, context):
                continue
            start, end = max(0, cue.start - half), cue.end + half
            spoken = sum(
                min(span.end, end) - max(span.start, start) for span in speech.within(start, end)
            )
            if spoken < _LEAST_SPOKEN * cue.duration:
                yield Finding(
                    rule=self.name,
                    severity=Severity.WARNING,
                    message="nobody speaks here: move it to its words, delete it, or say that it "
                    "stands for a sound, a title or a song",
                    cue_id=cue.id,
                    start=cue.start,
                    measured=spoken,
                    limit=round(_LEAST_SPOKEN * cue.duration),
                    unit="ms",
                )


class InTime:
    """A cue comes with the first sound of its words, neither before nor after.

    Where speech goes on from the cue before without a pause, no first sound can be told. On a shot
    change the guide wants the in-time there, even if the words begin a little before or after it.
    """

    name: ClassVar[str] = "in-time"
    listens: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every in-time that is too far from the first sound."""
        speech = Speech.of(context)
        if speech is None:
            return
        cuts = Cuts.of(context)
        heard_until = 0
        for previous, cue, following in with_both(cues):
            taken, heard_until = heard_until, max(heard_until, cue.end)
            if not should_be_heard(cue, context):
                continue
            spans = speech.within(max(0, cue.start - _DOUBT), cue.end)
            # What the cue before still covers is said in that one.
            if not spans or spans[0].start < taken - _DOUBT:
                continue
            onset = spans[0].start
            off = frames(cue.start - onset, context.rate)
            most = _frames(_TOLERANCE, _DOUBT, context)
            if abs(off) <= most or _at_a_cut_in(cue, off, cuts, context):
                continue
            yield self._finding(cue, onset, (previous, following), cuts, context)

    def _finding(
        self,
        cue: Cue,
        onset: int,
        neighbours: tuple[Cue | None, Cue | None],
        cuts: Cuts | None,
        context: CheckContext,
    ) -> Finding:
        rate = context.rate
        off = frames(cue.start - onset, rate)
        target = rate.nearest_frame(onset)
        wanted = cuts.wanted_in(target) if cuts is not None else None
        if wanted is not None:
            target = wanted.places[0]
        start = rate.time_of(target)
        harm = harm_of(cue, (start, cue.end), neighbours, context)
        by = target - rate.nearest_frame(cue.start)
        cure = f"start it {amount_of(abs(by), 'frame')} {'later' if by > 0 else 'earlier'}"
        return Finding(
            rule=self.name,
            severity=Severity.WARNING,
            message=f"{amount_of(abs(off), 'frame')} {'after' if off > 0 else 'before'} the first "
            f"sound: {cure}" + (f"; but {harm}" if harm else ""),
            cue_id=cue.id,
            start=cue.start,
            measured=off,
            limit=_frames(_TOLERANCE, _DOUBT, context),
            unit="frames",
            fix=None if harm or not by else Fix(cue.id, start=start),
        )


class OutTime:
    """A cue goes at most half a second after its last sound, unless it is chained to the next.

    It may also stay for the least duration, and to where the guide wants it near a shot change.
    """

    name: ClassVar[str] = "out-time"
    listens: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue that stays too long after its words."""
        speech = Speech.of(context)
        if speech is None:
            return
        cuts, rate = Cuts.of(context), context.rate
        half = half_second(rate)
        for previous, cue, following in with_both(cues):
            spans = speech.within(cue.start, cue.end)
            if not spans or not should_be_heard(cue, context):
                continue
            last = spans[-1].end
            over = frames(cue.end - last, rate)
            if over <= half + _frames(0, _DOUBT, context) or _chained(cue, following, context):
                continue
            if _at_a_cut_out(cue, last, cuts, context):
                continue
            end = rate.time_of(rate.nearest_frame(last) + half)
            if too_short(end - cue.start, context):
                continue
            harm = harm_of(cue, (cue.start, end), (previous, following), context)
            stay = cuts is not None and cuts.wanted_out(rate.nearest_frame(end)) is not None
            yield Finding(
                rule=self.name,
                severity=Severity.WARNING,
                message=f"stays {amount_of(over, 'frame')} after the last sound, {half} allowed: "
                f"end it {amount_of(over - half, 'frame')} earlier"
                + (f"; but {harm}" if harm else ""),
                cue_id=cue.id,
                start=cue.start,
                measured=over,
                limit=half,
                unit="frames",
                fix=None if harm or stay else Fix(cue.id, end=end),
            )


def should_be_heard(cue: Cue, context: CheckContext) -> bool:
    """Whether a cue of a track that is checked stands for words that voice activity hears."""
    return stands_for_words(cue, context.habits)


def stands_for_words(cue: Cue, habits: Habits) -> bool:
    """Whether a cue stands for words that voice activity hears, by its kind and its text."""
    spoken = is_spoken(cue) and cue.kind is not CueKind.SONG
    return spoken and has_text(cue) and not is_sound(cue, habits)


def when_spoken(cues: Iterable[Cue]) -> tuple[Span, ...]:
    """When those cues stand that stand for words, in order; of any language."""
    return tuple(sorted(cue.span for cue in cues if stands_for_words(cue, Habits())))


def _left_of(span: Span, covered: Speech) -> Iterator[tuple[int, int]]:
    """The parts of a stretch that nothing covers."""
    at = span.start
    for cover in covered.within(span.start, span.end):
        if cover.start > at:
            yield at, cover.start
        at = max(at, cover.end)
    if at < span.end:
        yield at, span.end


def _frames(at_24: int, doubt: int, context: CheckContext) -> int:
    """A tolerance given in frames at 24 a second, and a doubt in ms, in frames of the rate."""
    return (at_24 * context.rate.nominal + 12) // 24 + frames(doubt, context.rate)


def _chained(cue: Cue, following: Cue | None, context: CheckContext) -> bool:
    """Whether the next cue comes before a gap would be seen as a pause."""
    if following is None:
        return False
    rate = context.rate
    closest = max(context.limits.min_gap_frames + 1, frames(context.limits.chain_gap(rate), rate))
    return frames(following.start - cue.end, rate) < closest


def _at_a_cut_in(cue: Cue, off: int, cuts: Cuts | None, context: CheckContext) -> bool:
    """Whether an in-time stands where a near shot change wants it, given how far off it is."""
    if cuts is None:
        return False
    frame = context.rate.nearest_frame(cue.start)
    wanted = cuts.wanted_in(frame - off)
    return wanted is not None and frame in wanted.places


def _at_a_cut_out(cue: Cue, last: int, cuts: Cuts | None, context: CheckContext) -> bool:
    """Whether an out-time stands where a shot change near half a second after wants it."""
    if cuts is None:
        return False
    frame = context.rate.nearest_frame(cue.end)
    tail = context.rate.nearest_frame(last) + half_second(context.rate)
    wanted = cuts.wanted_out(tail)
    return wanted is not None and frame in wanted.places
