"""How much work the subtitles took, measured on every visit of a cue, unchanged ones too.

    log_visit(database, actor, report_of(data), season)     # what the page sends
    figures(database, actor, season)                        # the lead: by track
    own_figures(database, actor, season)                    # everybody: their own
    withheld(database, actor, season, track_id)             # cues that come without draft

| module | what it holds |
|---|---|
| `activity` | idle time cut out of a stream of keys, mouse, playback |
| `report` | what a browser may tell of a visit: counts and durations, never contents |
| `visits` | keeping a visit, with what the database knows about it |
| `source` | what a track's cues stand for, in words |
| `history` | what became of each cue, and which cues belong together |
| `edit_rate` | edits from draft to text (TER) |
| `drafts`, `times` | what became of the drafts; working time by stage |
| `scenes`, `control` | scenes, and the share of them that comes without draft |
| `paces`, `saving` | what a draft saves, with its interval |
| `figures` | all of it, and for whose eyes |
"""

from __future__ import annotations

from localize.effort.control import withheld
from localize.effort.figures import Figures, figures, own_figures
from localize.effort.report import VisitReport, report_of
from localize.effort.visits import log_visit, log_visits

__all__ = [
    "Figures",
    "VisitReport",
    "figures",
    "log_visit",
    "log_visits",
    "own_figures",
    "report_of",
    "withheld",
]
