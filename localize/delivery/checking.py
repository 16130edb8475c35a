"""A track's findings, as the gate will judge it: each of its files against the guide.

The page asks this for what it shows, and the gate for what blocks, so the two agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize import registry
from localize.checks import run_checks
from localize.checks.measure import place, with_next
from localize.delivery.variants import Variant, named_speaker, usual_variants, variant_cues
from localize.engines import CheckContext
from localize.guides.style import StyleGuide
from localize.review.evidence import NOTHING, Evidence
from localize.script import Cue, Track, TrackRole
from localize.season import Market
from localize.timeline import FrameRate, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from localize.findings import Finding, Fix
    from localize.guides.model import Limits

#: Frames are counted at this rate where neither the season nor the media says one; the figures of
#: the guides are written for it.
DEFAULT_RATE: Final = FrameRate(Fraction(24))


@dataclass(frozen=True, slots=True)
class Measure:
    """What a track is measured against.

    Attributes:
        episode: its name.
        locale: BCP 47.
        role: what the track is for.
        market: what holds for it.
        guide: its style guide.
        rate: frame rate in which lengths are compared.
        beside: its source, shot changes and known names.
        speech: where somebody speaks; None where it is not known.
    """

    episode: str
    locale: str
    role: TrackRole
    market: Market
    guide: StyleGuide
    rate: FrameRate
    beside: Evidence = NOTHING
    speech: tuple[Span, ...] | None = None

    def limits(self, *, sdh: bool = False) -> Limits:
        """The guide's limits for this track."""
        return self.guide.limits(
            self.locale, audience=self.market.audience, sdh=sdh, role=self.role
        )

    def context(self, *, sdh: bool = False) -> CheckContext:
        """What the checks of this track measure against."""
        return CheckContext(
            limits=self.limits(sdh=sdh),
            rate=self.rate,
            habits=self.guide.habits(self.locale, sdh=sdh),
            role=self.role,
            source=self.beside.source,
            source_locale=self.beside.source_locale,
            shots=self.beside.shots,
            speech=self.speech,
            known=self.beside.known,
            terms=self.beside.terms,
            characters=self.beside.characters,
            addresses=self.beside.addresses,
        )


def check_files(
    cues: Sequence[Cue],
    measure: Measure,
    variants: Sequence[Variant] | None = None,
    *,
    part: bool = False,
    names: Sequence[str] | None = None,
) -> Iterator[tuple[Variant, Finding]]:
    """What the checks find in each of a track's files; what several have comes once, of the first.

    A fix is offered only where it is one for the cue as it is kept, and for every file.

    Args:
        cues: of the track, in programme order, those that were taken out left out.
        measure: what they are measured against.
        variants: the files; those that the track has by itself if not given.
        part: whether ``cues`` are only a part of the track, so that checks that need all of them
            are left out (`whole_rules`).
        names: checks to run; all that are installed by default.
    """
    chosen = usual_variants(cues) if variants is None else variants
    several = _Several(cues, measure) if len(chosen) > 1 else None
    told: set[tuple[str, str, str]] = set()
    for variant in chosen:
        shown = variant_cues(variant, cues)
        context = measure.context(sdh=variant is Variant.SDH)
        if variant is Variant.FORCED:
            context = replace(context, speech=None)  # it leaves most of what is said without a cue
        track = Track(measure.episode, measure.locale, measure.role, shown)
        fresh = set()
        for finding in run_checks(track, context, names, part=part):
            name = (finding.cue_id, finding.rule, finding.severity.value)
            if name not in told:
                fresh.add(name)
                whole = several is None or several.bears(finding.fix, context.limits, variant)
                yield variant, finding if whole else replace(finding, fix=None)
        told |= fresh


class _Several:
    """What a fix of one file must not do to the others."""

    def __init__(self, cues: Sequence[Cue], measure: Measure) -> None:
        self._after = {cue.id: after for cue, after in with_next(cues)}
        self._before = {after.id: cue for cue, after in with_next(cues) if after is not None}
        self._measure = measure

    def bears(self, fix: Fix | None, limits: Limits, variant: Variant) -> bool:
        """Whether a fix is one for the cue as it is kept, and for every file."""
        if fix is None:
            return True
        if fix.lines is not None and variant is Variant.SDH:
            return False  # its lines may have a speaker's name in them that the cue has not
        gap = limits.min_gap(self._measure.rate)
        before, after = self._before.get(fix.cue_id), self._after.get(fix.cue_id)
        if fix.start is not None and before is not None and before.end + gap > fix.start:
            return False
        return fix.end is None or after is None or fix.end + gap <= after.start


# --- A few cues of many ---------------------------------------------------------------------------


def whole_rules() -> frozenset[str]:
    """The checks that say nothing of a part of a track, because they need all of it."""
    checks = {
        name: registry.load(registry.CHECKS, name) for name in registry.names(registry.CHECKS)
    }
    return frozenset(name for name, one in checks.items() if getattr(one, "whole_track", False))


def is_enough(
    cues: Sequence[Cue],
    asked: Collection[str],
    variants: Sequence[Variant],
    *,
    from_first: bool,
    to_last: bool,
) -> bool:
    """Whether a part of a track says of some of its cues what the whole track would.

    A cue is measured by itself, with the two on either side, and with those before and after it in
    its part of the picture; in the SDH file a name stands before it only where somebody else spoke
    before.

    Args:
        cues: a stretch of the track without a gap, with every cue that starts before the end of one
            of those that are asked for.
        asked: ids of the cues that are asked for.
        variants: the files.
        from_first: whether it begins with the track's first cue.
        to_last: whether it ends with the last.
    """
    for variant in variants:
        shown = variant_cues(variant, cues)
        if not to_last and not _accompanied(shown[::-1], asked):
            return False
        if not from_first and not _accompanied(shown, asked):
            return False
        if variant is Variant.SDH and not from_first and not _speaker_known(shown, asked):
            return False
    return True


def narrowed(
    cues: Sequence[Cue], asked: Collection[str], variants: Sequence[Variant]
) -> tuple[Cue, ...]:
    """The cues of a whole track without which some of them could not be checked, and a few more.

    What it is for: a sign has its neighbours in its part of the picture, half an hour away.

    Args:
        cues: of the track, in programme order.
        asked: ids of the cues that are asked for.
        variants: the files.
    """
    wanted: set[str] = set()
    for at, cue in enumerate(cues):
        if cue.id not in asked:
            continue
        wanted.update(one.id for one in cues[max(0, at - _NEAR) : at + _NEAR + 1])
        for later in cues[at + 1 :]:
            if later.start >= max(cue.end, cue.start + 1):
                break
            wanted.add(later.id)
    for variant in variants:
        shown = variant_cues(variant, cues)
        for way in (shown, shown[::-1]):
            before: list[str] = []
            last: dict[tuple[str, int], str] = {}
            speaking = ""
            for cue in way:
                if cue.id in asked:
                    wanted.update((*before[-_NEIGHBOURS:], speaking, last.get(place(cue), "")))
                before.append(cue.id)
                last[place(cue)] = cue.id
                speaking = cue.id if named_speaker(cue) else speaking
    return tuple(cue for cue in cues if cue.id in wanted)


#: Cues on either side of one that a check may look at (`localize.engines.Check`).
_NEIGHBOURS: Final = 2
#: Cues on either side that are taken along, whichever files they go into.
_NEAR: Final = 4


def _accompanied(cues: Sequence[Cue], asked: Collection[str]) -> bool:
    """Whether two cues, and one in the same place, come before each of those that are asked for."""
    places: set[tuple[str, int]] = set()
    for number, cue in enumerate(cues):
        if cue.id in asked and (number < _NEIGHBOURS or place(cue) not in places):
            return False
        places.add(place(cue))
    return True


def _speaker_known(cues: Sequence[Cue], asked: Collection[str]) -> bool:
    """Whether it is known who spoke before every cue that is asked for and may name its speaker."""
    known = False
    for cue in cues:
        if not named_speaker(cue):
            continue
        if cue.id in asked and not known:
            return False
        known = True
    return True
