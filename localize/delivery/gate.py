"""The gate: what keeps a track from leaving as *final*, and what would clear it.

A track is final only when every cue is approved, was watched since its last edit, and breaks no
hard limit of its market's guide; no line is new and empty, no source has moved on, no question
about the template is open, and no machine's translation of a machine's transcript stands behind
it. Each of these can be waived, on a cue or on the track, with a reason; an empty track cannot.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from localize.delivery.checking import check_files
from localize.delivery.snapshot import CueFacts, TrackSnapshot, Waived, read_track
from localize.delivery.variants import Variant, has_text, usual_variants
from localize.findings import Severity
from localize.review.errors import RefusedError
from localize.review.stale_marks import tells_words
from localize.store.kinds import CueState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from localize.script import Cue
    from localize.season import Season


class GateRule(enum.StrEnum):
    """The gate's own rules; beside them stand the names of the checks (`registry.CHECKS`)."""

    NO_CUES = "no-cues"
    NOT_APPROVED = "not-approved"
    NOT_WATCHED = "not-watched"
    EMPTY = "empty"
    NEW_LINE = "new-line"
    STALE = "stale"
    OPEN_QUERY = "open-query"
    MACHINE_PIVOT = "machine-pivot"


#: Rules that no reason waives.
UNWAIVABLE = frozenset({GateRule.NO_CUES.value})


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that keeps a track from being final.

    Attributes:
        cue_id: the cue concerned; empty for the whole track.
        rule: what a waiver would name.
        message: what is wrong.
        clear: what would clear it.
        start: in-time of the cue, ms; None for the whole track.
        waived_by: the waiver that covers it; None where it blocks.
    """

    cue_id: str
    rule: str
    message: str
    clear: str
    start: int | None = None
    waived_by: Waived | None = None


class NotFinalError(RefusedError):
    """A track that may not leave as final yet; nothing was written.

    Attributes:
        blockers: what is in the way, in programme order, waived ones left out.
    """

    def __init__(self, episode: str, locale: str, blockers: tuple[Blocker, ...]) -> None:
        count = len(blockers)
        things = "1 thing is" if count == 1 else f"{count} things are"
        super().__init__(
            f"{locale} of {episode!r} cannot be final: {things} in the way.",
            "Clear each, waive it with a reason, or export a draft.",
        )
        self.blockers = blockers


def blockers(
    session: Session,
    track_id: int,
    season: Season,
    *,
    project: Path = Path(),
    variants: Sequence[Variant] | None = None,
) -> tuple[Blocker, ...]:
    """Everything that keeps a track from being final, those that are waived among it.

    Args:
        session: of `Database.read`, or of a transaction.
        track_id: the track.
        season: its settings.
        project: the project's folder, from which a guide's path is seen.
        variants: the files that are to be delivered; those that the track has by itself
            (`variants.usual_variants`) if not given.

    Returns:
        In programme order, those about the whole track first.

    Raises:
        SettingsError: there is no such track, or its style guide cannot be read.
    """
    return judge(read_track(session, track_id, season, project), variants)


def judge(track: TrackSnapshot, variants: Sequence[Variant] | None = None) -> tuple[Blocker, ...]:
    """As `blockers`, of a track that was read already."""
    kept = track.kept
    cues = tuple(facts.cue for facts in kept)
    chosen = usual_variants(cues) if variants is None else variants
    found = [*_of_track(track), *_findings(track, chosen)]
    for facts in kept:
        found += _of_cue(facts, track)
    order = {cue.id: number for number, cue in enumerate(cues)}
    found.sort(key=lambda one: (order.get(one.cue_id, -1), one.rule))
    return tuple(replace(one, waived_by=_waiver(one, track.waivers)) for one in found)


def open_blockers(found: Sequence[Blocker]) -> tuple[Blocker, ...]:
    """Those that no waiver covers."""
    return tuple(one for one in found if one.waived_by is None)


def _waiver(blocker: Blocker, waivers: Sequence[Waived]) -> Waived | None:
    """The waiver of a blocker: its cue's own before the track's."""
    if blocker.rule in UNWAIVABLE:
        return None
    for cue_id in dict.fromkeys((blocker.cue_id, "")):
        for waiver in waivers:
            if (waiver.rule, waiver.cue_id) == (blocker.rule, cue_id):
                return waiver
    return None


def _of_track(track: TrackSnapshot) -> Iterator[Blocker]:
    if not any(has_text(facts.cue) for facts in track.kept):
        yield Blocker(
            "",
            GateRule.NO_CUES,
            "The track has no text.",
            "Draft it, import a file, or write it; an empty track is never final.",
        )
    template = track.template
    if template is not None and template.machine_pivot:
        yield Blocker(
            "",
            GateRule.MACHINE_PIVOT,
            f"It hangs on version {template.version} of the {template.locale} template, a "
            "machine's translation of a machine's transcript.",
            "Have a person correct and publish the template, and follow that version.",
        )
    starts = {facts.cue.id: facts.cue.start for facts in track.kept}
    for query in track.queries:
        yield Blocker(
            query.cue_id,
            GateRule.OPEN_QUERY,
            f"A question about the template is open, from {query.by}: {_short(query.text)}",
            "Have the template's owner answer it.",
            starts.get(query.cue_id),
        )


def of_text(cue: Cue, stale: str, *, drafted: bool, hung: bool) -> Iterator[Blocker]:
    """What a cue's own text leaves to be done.

    Args:
        cue: as it is.
        stale: why its source has moved on; empty where it has not.
        drafted: whether a machine made a draft of it.
        hung: whether its track hangs on a version of a template.
    """
    if cue.translate and not has_text(cue):
        if not drafted and cue.source_ids and hung:
            yield Blocker(
                cue.id,
                GateRule.NEW_LINE,
                "A line that the template has now is not written yet.",
                "Write it, or mark it as not to be translated.",
                cue.start,
            )
        else:
            yield Blocker(
                cue.id,
                GateRule.EMPTY,
                "The cue has no text.",
                "Write it, delete the cue, or mark it as not to be translated.",
                cue.start,
            )
    if stale:
        what = "Its source has changed since" if tells_words(stale) else "To be looked at"
        yield Blocker(
            cue.id,
            GateRule.STALE,
            f"{what}: {_short(stale)}",
            "Look at the source again and confirm the cue, or change it.",
            cue.start,
        )


def _of_cue(facts: CueFacts, track: TrackSnapshot) -> Iterator[Blocker]:
    cue = facts.cue

    def blocker(rule: GateRule, message: str, clear: str) -> Blocker:
        return Blocker(cue.id, rule, message, clear, cue.start)

    yield from of_text(cue, facts.stale, drafted=facts.draft is not None, hung=track.hung)
    if facts.state is not CueState.APPROVED:
        yield blocker(
            GateRule.NOT_APPROVED,
            f"The cue is {_STATES[facts.state]}, not approved.",
            "Have it approved.",
        )
    if not facts.watched:
        yield blocker(
            GateRule.NOT_WATCHED,
            "Nobody has watched it since its last edit."
            if facts.played
            else "Nobody has ever played it.",
            "Watch it through with the picture.",
        )


_STATES = {
    CueState.MACHINE: "a machine's draft",
    CueState.EDITED: "edited",
    CueState.REVIEWED: "reviewed",
    CueState.APPROVED: "approved",
}


def _findings(track: TrackSnapshot, variants: Sequence[Variant]) -> Iterator[Blocker]:
    """What breaks a hard limit in any of the files, each cue and rule once."""
    cues = tuple(facts.cue for facts in track.kept)
    told: set[tuple[str, str]] = set()
    for variant, finding in check_files(cues, track.measure, variants):
        name = (finding.cue_id, finding.rule)
        if finding.severity is not Severity.ERROR or name in told:
            continue
        told.add(name)
        what, _, cure = finding.message.partition(": ")
        where = "" if variant is Variant.FULL else f" (in the {variant.label} file)"
        yield Blocker(
            finding.cue_id,
            finding.rule,
            f"{_capital(what)}{where}.",
            f"{_capital(cure)}." if cure else "Change the cue.",
            finding.start,
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".")


def _short(text: str, most: int = 120) -> str:
    """A text of people on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
