"""A new machine draft for a market that hangs on a template: words only.

Times, borders, speakers and kinds are the template's, by the market's policy; a run was made from
the transcript, so it may give such a market another text and nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localize.review.edits import Change, Edit, in_order
from localize.review.merge import KeptCue, RerunConflict, RerunPlan
from localize.review.pieces import Join, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from localize.script import Cue


def lines_of_sources(template: Iterable[Cue]) -> dict[str, tuple[str, ...]]:
    """For each cue of the transcript, the template's lines that stand for it."""
    found: dict[str, list[str]] = {}
    for line in template:
        for source in line.source_ids:
            found.setdefault(source, []).append(line.id)
    return {source: tuple(ids) for source, ids in found.items()}


def redraft_hung(
    current: Sequence[KeptCue],
    draft: Sequence[Cue],
    stands_for: Mapping[str, tuple[str, ...]],
    locale: str,
) -> RerunPlan:
    """Plan what of a new draft a hung market takes.

    Args:
        current: the track as it is; its cues' ``source_ids`` are lines of the template.
        draft: the new draft; its cues' ``source_ids`` are cues of the transcript.
        stands_for: `lines_of_sources` of the version that the track hangs on.
        locale: of the track.

    Returns:
        The plan. Where the draft has other borders than the market, several of its cues go into
        one of the market's, or both are shown as a conflict; no text is cut in two by guess.
    """
    known = {kept.cue.id: kept for kept in current}
    changes: list[Change] = []
    stay: list[str] = []
    conflicts: list[RerunConflict] = []
    for old, new in _groups([kept.cue for kept in current], draft, stands_for):
        texts = _texts(old, new, locale)
        if any(known[cue.id].stays for cue in old) or texts is None:
            stay += [cue.id for cue in old]
            if _words(old) != _words(new):
                conflicts.append(RerunConflict(old, new))
            continue
        for cue, lines in zip(old, texts, strict=True):
            if cue.lines != lines:
                changes.append(Change(cue.id, cue, replace(cue, lines=lines)))
    note = f"New draft: {len(changes)} redrafted, {len(stay)} kept, {len(conflicts)} in conflict"
    pairs = tuple((change.cue_id, change.cue_id) for change in changes)
    return RerunPlan(Edit(tuple(changes), note), tuple(stay), tuple(conflicts), pairs)


def _texts(
    old: Sequence[Cue], new: Sequence[Cue], locale: str
) -> tuple[tuple[str, ...], ...] | None:
    """A text for each of the market's cues; None where the draft's borders are others."""
    if len(old) == len(new):
        return tuple(cue.lines for cue in new)
    if len(old) != 1:
        return None
    lines: tuple[str, ...] = ()
    for cue in new:
        lines = join(lines, cue.lines, Join.WORDS, locale=locale)
    return (lines,)


def _words(cues: Sequence[Cue]) -> list[str]:
    return [word for cue in cues for word in cue.text.split()]


def _groups(
    old: Sequence[Cue], new: Sequence[Cue], stands_for: Mapping[str, tuple[str, ...]]
) -> list[tuple[tuple[Cue, ...], tuple[Cue, ...]]]:
    """Cues over the same lines of the template, those with none on either side left out."""
    group_of: dict[str, str] = {}

    def top(line: str) -> str:
        while group_of.setdefault(line, line) != line:
            line = group_of[line]
        return line

    lines_of_new = {
        cue.id: [line for source in cue.source_ids for line in stands_for.get(source, ())]
        for cue in new
    }
    for lines in (*(cue.source_ids for cue in old), *lines_of_new.values()):
        for line in lines[1:]:
            group_of[top(line)] = top(lines[0])
    olds: dict[str, list[Cue]] = {}
    for cue in in_order(tuple(old)):
        if cue.source_ids:
            olds.setdefault(top(cue.source_ids[0]), []).append(cue)
    news: dict[str, list[Cue]] = {}
    for cue in in_order(tuple(new)):
        if lines_of_new[cue.id]:
            news.setdefault(top(lines_of_new[cue.id][0]), []).append(cue)
    return [(tuple(cues), tuple(news[key])) for key, cues in olds.items() if key in news]
