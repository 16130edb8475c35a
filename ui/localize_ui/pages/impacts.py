"""What a template's version does to markets, as tables: how many cues, then which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.review.outcome import Outcome
from localize_ui.pages import paths
from localize_ui.pages.elements import amount, chip, empty, link, row, table, tag, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.review.outcome import CueAction
    from localize.review.plans import TrackImpact

#: Columns of the impact: (head, outcomes that it counts, kind of chip).
_COLUMNS: Final = (
    ("Follows", (Outcome.RETIMED, Outcome.UPDATED), "ok"),
    ("Stale", (Outcome.STALE,), "warn"),
    ("To look at", (Outcome.FLAGGED,), "warn"),
    ("New", (Outcome.NEW, Outcome.PART), "note"),
    ("Merged", (Outcome.REMOVED,), ""),
    ("Would reopen", (Outcome.REOPEN,), "bad"),
)
#: What becomes of a cue, in words.
_WORDS: Final = {
    Outcome.RETIMED: "follows the times",
    Outcome.UPDATED: "follows speaker, kind or place",
    Outcome.STALE: "stale",
    Outcome.FLAGGED: "to look at",
    Outcome.NEW: "new, empty",
    Outcome.PART: "part of a split, empty",
    Outcome.REMOVED: "merged into another",
    Outcome.MAPPED: "stands for other lines",
    Outcome.REOPEN: "approved; the lead would reopen it",
}
#: Cues of one market that are listed; more are counted.
_MOST: Final = 60


def impacts_table(impacts: Sequence[TrackImpact]) -> str:
    """One row a market, and under it the cues concerned, folded."""
    if not impacts:
        return empty("No market follows this template yet, so nothing else changes.")
    rows = []
    for one in impacts:
        counts = one.impact.counts
        cells = []
        for _, outcomes, kind in _COLUMNS:
            number = sum(counts.get(outcome, 0) for outcome in outcomes)
            cells.append(chip(str(number), kind) if number else '<span class="lz-quiet">0</span>')
        name = link(paths.review(one.track_id), one.impact.locale)
        on = f"version {one.hung_on}" if one.hung_on else "–"
        rows.append(row(name, text(on), *cells))
    head = ("Market", "On now", *(name for name, _, _ in _COLUMNS))
    lists = "".join(_actions(one) for one in impacts if one.impact.actions)
    shown = table(head, rows, class_="lz-figures")
    return f'<div class="lz-scroll">{shown}</div>{lists}'


def _actions(one: TrackImpact) -> str:
    actions = one.impact.actions
    rows = [_action(one.track_id, action) for action in actions[:_MOST]]
    left = len(actions) - _MOST
    more = f'<p class="lz-quiet">and {left} more</p>' if left > 0 else ""
    shown = table(("Cue", "Now", "What happens"), rows)
    label = f"{one.impact.locale}: {amount(len(actions), 'cue')} concerned"
    return tag(
        "details",
        f"<summary>{text(label)}</summary>"
        f'<div class="lz-scroll lz-blockers" id="impact-scroll-{one.track_id}" tabindex="0" '
        f'role="region" aria-label="Cues">{shown}</div>{more}',
        id=f"impact-{one.track_id}",
    )


def _action(track_id: int, action: CueAction) -> str:
    cue = action.before or action.after
    words = " / ".join(cue.lines) if cue is not None and action.before is not None else ""
    name = text(action.cue_id)
    if action.before is not None:
        name = link(paths.review(track_id, action.cue_id), action.cue_id)
    happens = ", ".join(_WORDS[outcome] for outcome in action.outcomes)
    why = "; ".join(part for part in (action.stale, action.flag) if part)
    return row(name, text(words), f"{text(happens)}{f' <small>{text(why)}</small>' if why else ''}")
