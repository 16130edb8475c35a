"""A track with its source, cue by cue, as bilingual files hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.errors import SettingsError
from localize.memory.exchange.xliff import Bilingual, Unit
from localize.memory.shelf import Book
from localize.review.bench import open_bench
from localize.review.evidence import evidence_of
from localize.review.stale_marks import tells_words
from localize.store.cues import cues_of
from localize.store.kinds import CueState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season

#: State of a cue → XLIFF's; what a machine alone has written nobody has translated yet.
_STATES: Final = {
    CueState.MACHINE: "initial",
    CueState.EDITED: "translated",
    CueState.REVIEWED: "reviewed",
    CueState.APPROVED: "final",
}


def give_track(session: Session, season: Season, actor: Actor, track_id: int) -> Bilingual:
    """A market's track with its source; cues that are not to be translated are left out.

    Raises:
        UnknownNameError: the season has no such track.
        SettingsError: the track has no source.
    """
    bench = open_bench(session, actor, season, track_id)
    beside = evidence_of(session, bench.track, bench.episode)
    if not beside.source:
        raise SettingsError(
            f"{bench.episode.name}.{bench.track.locale} has no source to stand beside it.",
            hint="Bring one in: localize import --role transcript.",
        )
    ordered = sorted(beside.source, key=lambda cue: (cue.start, cue.end))
    book = Book.of([(cue.id, cue.start, cue.end, cue.lines) for cue in ordered])
    units = []
    for row in cues_of(session, track_id):
        if not row.translate:
            continue
        sources = [ordered[at] for at in book.stood_for(row.source_ids, row.start, row.end)]
        speakers = {one.speaker for one in sources if one.speaker}
        told = [*row.annotations, {"text": _looked_at(row.stale)}]
        units.append(
            Unit(
                row.cue_id,
                "\n".join(line for one in sources for line in one.lines),
                "\n".join(row.lines),
                _STATES[CueState(row.state)],
                row.speaker or (speakers.pop() if len(speakers) == 1 else ""),
                row.revision,
                tuple(str(one["text"]) for one in told if one.get("text")),
            )
        )
    return Bilingual(bench.episode.name, beside.source_locale, bench.track.locale, tuple(units))


def _looked_at(stale: str) -> str:
    """What is said of a cue's mark; empty for none."""
    if not stale:
        return ""
    return f"{'The source has moved on' if tells_words(stale) else 'To be looked at'}: {stale}"
