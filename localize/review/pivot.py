"""Whether a template is a machine's translation of a machine's transcript.

A pivot is a template in another language than the one that is spoken. What the machine misheard
and then mistranslated reaches every market that is drafted from it, and nobody there can see it;
so such a version is marked, and blocks *final* in its markets unless somebody waives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.locales import language
from localize.review.touched import is_left
from localize.store.cues import cues_of
from localize.store.kinds import CueState
from localize.store.tables import TrackRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from localize.store.tables import CueRow


def unread_by_people(session: Session, track: TrackRow, rows: Sequence[CueRow]) -> tuple[str, ...]:
    """Cues of a pivot that are a machine's over a machine's, in programme order.

    They are those whose words no person has changed, confirmed or approved, made from source cues
    of which no person has either. None where the template is no pivot: it is in the language of the
    track that it was made from, or was not made from one.
    """
    source = session.get(TrackRow, track.based_on_id) if track.based_on_id is not None else None
    if source is None or language(source.locale) == language(track.locale):
        return ()
    read = {row.cue_id for row in cues_of(session, source.id) if not _machines(row)}
    return tuple(
        row.cue_id
        for row in rows
        if _machines(row) and row.lines and row.translate and not read & set(row.source_ids)
    )


def _machines(row: CueRow) -> bool:
    """Whether a cue's words are a machine's that no person has judged; moving it is no judgement.

    A machine's may be other than its draft: those of two lines that a template joined.
    """
    return row.machine is not None and (row.state == CueState.MACHINE.value or is_left(row))
