"""Words → cues, and drafts → cues: one joint optimisation over all cue and line borders. Pure.

pieces     words → the least that stands together; what holds them is known to `localize.syntax`
weights    what is weighed against what
costs      pieces → figures
shape      the lines of one cue
optimise   the dynamic programme
assemble   cuts → cues and findings; times by `localize.timing`
lay_out    drafts over the time of their sources
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from localize.guides.counting import count
from localize.guides.model import SILENT
from localize.segmentation.assemble import Segmentation, cue_id, foreign, shortfalls, timed
from localize.segmentation.costs import Extra, passage_of
from localize.segmentation.lay_out import lay_out
from localize.segmentation.optimise import cut
from localize.segmentation.pieces import pieces_of
from localize.segmentation.weights import DEFAULT, Weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.guides.model import Habits, Limits
    from localize.script import Word
    from localize.segmentation.pieces import Piece
    from localize.timeline import FrameRate

__all__ = ["DEFAULT", "Segmentation", "Weights", "lay_out", "segment"]


def segment(
    words: Sequence[Word],
    limits: Limits,
    rate: FrameRate,
    *,
    locale: str,
    duration: int | None = None,
    id_prefix: str = "",
    shots: Sequence[int] = (),
    habits: Habits = SILENT,
    weights: Weights = DEFAULT,
) -> Segmentation:
    """Cut words into timed cues with lines, the best way by all that counts at once.

    No word is cut, lost, repeated or moved. Lines and characters keep the guide's limits, but for
    a single word longer than a line; reading speed and durations do wherever any cut lets them.
    What cannot be kept is a finding: ``line-length``, ``reading-speed``, ``duration-short``,
    ``duration-long``. A cue has words of one language, sung or spoken; sung ones are of the kind
    song, and another language than the programme's is a finding: ``foreign-dialogue``.

    Args:
        words: as heard, in order.
        limits: of the guide.
        rate: frames that times lie on and gaps are counted in.
        locale: of the words.
        duration: of the programme, ms; no cue goes on after it.
        id_prefix: put before every id. Ids are places in the track: ``c0001``, ``c0002`` …
        shots: first frames of the shots but the first, ms, ascending: cues rather end there than
            go on over them.
        habits: of the guide: whether two speakers may share a cue, and with which dashes; whether
            the lower of two lines is rather the longer.
        weights: what costs how much.

    Returns:
        Cues without overlaps, at least ``limits.min_gap_frames`` frames apart, and for each the
        indices of its first and last word.
    """
    pieces = pieces_of(
        words,
        locale,
        longest=limits.max_line_length,
        measure=lambda text: count(text, limits.counting),
        pause_certain=weights.pause_certain,
    )
    if not pieces:
        return Segmentation()
    passage = passage_of(
        pieces,
        _apart(pieces),
        limits,
        rate,
        weights,
        locale=locale,
        duration=duration,
        habits=habits,
        shots=shots,
    )
    cuts = cut(passage, weights)
    cues, speech = timed(cuts, pieces, limits, rate, duration, habits=habits, shots=shots)
    cues = [replace(cue, id=cue_id(id_prefix, n)) for n, cue in enumerate(cues, start=1)]
    words_of = {
        cue.id: (pieces[c.first].first, pieces[c.stop - 1].last)
        for cue, c in zip(cues, cuts, strict=True)
    }
    findings = (*shortfalls(cues, speech, limits), *foreign(cues, cuts, pieces))
    return Segmentation(tuple(cues), findings, words_of)


def _apart(pieces: Sequence[Piece]) -> list[Extra]:
    """Cues end where the language changes, and where singing begins or ends."""
    changes = [
        (before.language, before.sung) != (after.language, after.sung)
        for before, after in pairwise(pieces)
    ]
    return [Extra(), *(Extra(certain=True) if change else Extra() for change in changes)]
