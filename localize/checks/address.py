"""Checks of how characters address each other, in languages that have two ways of it.

Looked at are cues whose speaker is known, in tracks for a market. Nothing is said of a line that
shows no form, or of a pair of which nobody can tell who is spoken to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from localize.checks.addressing import (
    REACH,
    Addressee,
    Shown,
    addressee_of,
    markers_of,
    settled_for,
    shown_in,
    speaker_of,
)
from localize.checks.measure import visible
from localize.checks.rendering import text_of
from localize.findings import Finding, Severity
from localize.script import Cue, TrackRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.checks.addressing import Markers
    from localize.engines import CheckContext


class AddressForm:
    """A line addresses people as it is settled for the pair.

    A warning where the words name who is spoken to, or the form is settled for everybody; a note
    where the addressee is the only other who speaks around the line, or where the word may address
    several people (vous, вы).
    """

    name: ClassVar[str] = "address"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every line that contradicts what is settled."""
        markers = markers_of(context.limits.locale)
        if markers is None or not context.addresses:
            return
        for line in _lines(cues, context, markers):
            kept = settled_for(context.addresses, line.speaker, line.addressee)
            if kept is None or kept.guessed:
                continue
            wrong = line.shown.familiar if kept.formal else line.shown.formal
            right = line.shown.formal if kept.formal else line.shown.familiar
            if not wrong or right:
                continue
            sure = line.addressee is None or line.addressee.named
            doubt = markers.several and not kept.formal
            whom = "" if line.addressee is None else f" to {line.addressee.name}"
            settled = ("formal" if kept.formal else "familiar", markers.names[kept.formal])
            yield Finding(
                rule=self.name,
                severity=Severity.WARNING if sure and not doubt else Severity.NOTE,
                message=f"“{wrong[0]}” from {line.speaker}{whom}, where the {settled[0]} form "
                f"({settled[1]}) is settled: say it so, or make sure who is spoken to",
                cue_id=line.cue.id,
                start=line.cue.start,
                measured=len(wrong),
                limit=0,
                unit="forms",
            )


class AddressUnsettled:
    """How two people address each other is settled by a person, never by a draft alone.

    Found on the whole track, once for each pair, at the first line that shows a form: a note, or a
    warning where the lines say now one form, now the other.
    """

    name: ClassVar[str] = "address-unsettled"
    whole_track: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every pair that shows a form which nobody has settled."""
        markers = markers_of(context.limits.locale)
        if markers is None:
            return
        pairs: dict[tuple[str, str], _Pair] = {}
        for line in _lines(cues, context, markers):
            if line.addressee is None:
                continue
            kept = settled_for(context.addresses, line.speaker, line.addressee)
            if kept is not None and not kept.guessed:
                continue
            key = line.speaker.casefold(), line.addressee.name.casefold()
            pair = pairs.setdefault(key, _Pair(line, guessed=kept is not None))
            if line.shown.familiar and not line.shown.formal:
                pair.familiar.append(line.shown.familiar[0])
            elif line.shown.formal and not line.shown.familiar:
                pair.formal.append(line.shown.formal[0])
        for pair in pairs.values():
            if pair.familiar or pair.formal:
                yield self._finding(pair)

    def _finding(self, pair: _Pair) -> Finding:
        said = [
            f"“{words[0]}” in {len(words)} {'line' if len(words) == 1 else 'lines'}"
            for words in (pair.familiar, pair.formal)
            if words
        ]
        line = pair.first
        whom = line.addressee.name if line.addressee is not None else ""
        state = "is only guessed" if pair.guessed else "is not settled"
        return Finding(
            rule=self.name,
            severity=Severity.WARNING if len(said) > 1 else Severity.NOTE,
            message=f"how {line.speaker} addresses {whom} {state}, and the lines say "
            f"{' and '.join(said)}: settle it for all episodes",
            cue_id=line.cue.id,
            start=line.cue.start,
            measured=len(pair.familiar) + len(pair.formal),
            limit=0,
            unit="lines",
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """A cue that shows a form, who says it, and to whom where that is known."""

    cue: Cue
    speaker: str
    addressee: Addressee | None
    shown: Shown


@dataclass(slots=True)
class _Pair:
    """What the lines of a pair show."""

    first: _Line
    guessed: bool
    familiar: list[str] = field(default_factory=list)
    formal: list[str] = field(default_factory=list)


def _lines(cues: Sequence[Cue], context: CheckContext, markers: Markers) -> Iterator[_Line]:
    if context.role is not TrackRole.SUBTITLE:
        return
    read = list(visible(cues))
    sources = {cue.id: cue for cue in context.source}
    speakers = [speaker_of(cue, sources) for cue in read]
    names = {one.name for one in context.characters}
    names |= {one for pair in context.addresses for one in (pair.speaker, pair.addressee) if one}
    for at, cue in enumerate(read):
        if not speakers[at]:
            continue
        text = text_of([cue], context.limits.locale)
        shown = shown_in(text, markers)
        if shown.familiar or shown.formal:
            own = [sources[one] for one in cue.source_ids if one in sources]
            texts = (text, text_of(own, context.source_locale))
            # Of the speakers those around: a part of the track must say what the whole does.
            there = names.union(filter(None, speakers[max(0, at - REACH) : at + REACH + 1]))
            yield _Line(cue, speakers[at], addressee_of(at, read, speakers, there, texts), shown)
