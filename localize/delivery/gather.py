"""Gathering what a delivery's record says, from the track as the gate saw it.

Counts are of cues that go into at least one of the files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from localize.delivery.machines import MachineFacts, anything_left, machine_facts
from localize.delivery.origin import Origin, Words, origins
from localize.delivery.record import (
    Approver,
    Counts,
    CueRecord,
    FileRecord,
    MachineRecord,
    Record,
    WaiverRecord,
    moment,
)
from localize.delivery.snapshot import CueFacts, TemplateFacts, TrackSnapshot, Waived
from localize.delivery.variants import Variant, variant_cues
from localize.store.kinds import CueState
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from localize.delivery.gate import Blocker


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into the files of a delivery, before any is written.

    Attributes:
        cues: those in at least one file, in programme order.
        origins: where each is from, by id.
        machines: what is known of the machines behind them, by row id.
        counts: of them.
    """

    cues: tuple[CueFacts, ...]
    origins: dict[str, Origin]
    machines: dict[int, MachineFacts]
    counts: Counts


def contents(track: TrackSnapshot, variants: Sequence[Variant]) -> Contents:
    """What goes into the files of these variants."""
    kept = tuple(facts.cue for facts in track.kept)
    shown = {cue.id for variant in variants for cue in variant_cues(variant, kept)}
    cues = tuple(facts for facts in track.kept if facts.cue.id in shown)
    found = {cue_id: one for cue_id, one in origins(track.cues).items() if cue_id in shown}
    used = sorted({machine for one in found.values() for machine in one.machines})
    facts = machine_facts({key: track.machines[key] for key in used if key in track.machines})
    return Contents(cues, found, facts, _count(cues, found))


def make_record(
    track: TrackSnapshot,
    inside: Contents,
    files: Sequence[FileRecord],
    found: Sequence[Blocker],
    *,
    path: str,
    final: bool,
    by: str,
    at: datetime,
) -> Record:
    """The record of a delivery.

    Args:
        track: as it was read.
        inside: of the same track.
        files: as they were written.
        found: by the gate, on the same track.
        path: where the record will lie, relative to the output folder.
        final: whether it leaves as final.
        by: who exports it; empty for the command line without an account.
        at: when.
    """
    numbers = {key: number for number, key in enumerate(inside.machines, start=1)}
    cues = tuple(_cue(facts, inside.origins[facts.cue.id], numbers) for facts in inside.cues)
    drafted = Counter(number for cue in cues for number in cue.machines)
    blocked = Counter(one.rule for one in found if one.waived_by is None)
    variants = dict.fromkeys(file.variant for file in files)
    return Record(
        path=path,
        generator=f"localize {__version__}",
        season=track.season.name,
        episode=track.episode,
        locale=track.locale,
        role=track.role.value,
        state="final" if final else "draft",
        at=moment(at),
        by=by,
        step=track.step,
        media={
            "file": track.media_file,
            "sha256": track.media_hash,
            "duration_ms": track.duration,
            "start_timecode": track.start_timecode,
        },
        frame_rate=track.rate.label if track.rate_known else "",
        style_guide=tuple(
            (variant, track.limits(sdh=variant == Variant.SDH.value).signature)
            for variant in variants
        ),
        template=_template(track.template),
        network=track.season.network.value,
        left_the_machine=_left(inside),
        files=tuple(files),
        counts=inside.counts,
        machines=tuple(
            _machine(inside.machines[key], number, drafted[number])
            for key, number in numbers.items()
        ),
        approvers=_approvers(inside.cues),
        waivers=_waivers(track, found),
        open=() if final else tuple(sorted(blocked.items())),
        cues=cues,
    )


# --- Parts ----------------------------------------------------------------------------------------


def _left(inside: Contents) -> bool | None:
    """Whether anything was sent away; a draft whose machine nobody wrote down leaves it open."""
    left = anything_left(inside.machines.values())
    drafted = (one for one in inside.origins.values() if one.words is not Words.WRITTEN)
    lost = any(not set(one.machines) & inside.machines.keys() for one in drafted)
    return None if lost and left is False else left


def _count(cues: Sequence[CueFacts], found: dict[str, Origin]) -> Counts:
    words = Counter(found[facts.cue.id].words for facts in cues)
    approved = [facts for facts in cues if facts.state is CueState.APPROVED]
    bulk = sum(facts.approved_bulk for facts in approved)
    return Counts(
        cues=len(cues),
        as_drafted=words[Words.AS_DRAFTED],
        laid_out=words[Words.LAID_OUT],
        edited=words[Words.EDITED],
        written=words[Words.WRITTEN],
        approved=len(approved),
        approved_singly=len(approved) - bulk,
        approved_bulk=bulk,
        watched=sum(facts.watched for facts in cues),
        never_played=sum(not facts.played for facts in cues),
    )


def _cue(facts: CueFacts, origin: Origin, numbers: dict[int, int]) -> CueRecord:
    cue = facts.cue
    approved = facts.state is CueState.APPROVED
    return CueRecord(
        id=cue.id,
        start=cue.start,
        end=cue.end,
        kind=cue.kind.value,
        text=cue.text,
        words=origin.words.value,
        machines=tuple(numbers[key] for key in origin.machines if key in numbers),
        revision=facts.revision,
        state=facts.state.value,
        edited_by=facts.edited_by,
        approved_by=facts.approved_by if approved else "",
        approved_at=moment(facts.approved_at) if approved else "",
        approved_in_bulk=approved and facts.approved_bulk,
        watched=facts.watched,
        played=facts.played,
    )


def _machine(facts: MachineFacts, number: int, cues: int) -> MachineRecord:
    made = facts.provenance
    return MachineRecord(
        number=number,
        engine=made.engine,
        version=made.version,
        model=made.model,
        revision=made.revision,
        licence=facts.licence,
        sends=facts.sends,
        device=made.device,
        signature=made.signature,
        cues=cues,
    )


def _approvers(cues: Sequence[CueFacts]) -> tuple[Approver, ...]:
    approved = [facts for facts in cues if facts.state is CueState.APPROVED]
    people = dict.fromkeys(facts.approved_by for facts in approved)
    made = []
    for person in people:
        own = [facts for facts in approved if facts.approved_by == person]
        times = sorted(facts.approved_at for facts in own if facts.approved_at is not None)
        bulk = sum(facts.approved_bulk for facts in own)
        first, last = (moment(times[0]), moment(times[-1])) if times else ("", "")
        made.append(Approver(person, len(own) - bulk, bulk, first, last))
    return tuple(made)


def _waivers(track: TrackSnapshot, found: Sequence[Blocker]) -> tuple[WaiverRecord, ...]:
    cues = {facts.cue.id: facts.cue for facts in track.kept}
    needed = {one.waived_by for one in found if one.waived_by is not None}

    def written(waiver: Waived) -> WaiverRecord:
        cue = cues.get(waiver.cue_id)
        return WaiverRecord(
            rule=waiver.rule,
            cue=waiver.cue_id,
            start=None if cue is None else cue.start,
            text="" if cue is None else cue.text,
            reason=waiver.reason,
            by=waiver.by,
            at=moment(waiver.at),
            needed=waiver in needed,
        )

    return tuple(map(written, track.waivers))


def _template(template: TemplateFacts | None) -> dict[str, Any] | None:
    if template is None:
        return None
    return {
        "locale": template.locale,
        "version": template.version,
        "by": template.by,
        "at": moment(template.at),
        "machine_pivot": template.machine_pivot,
    }
