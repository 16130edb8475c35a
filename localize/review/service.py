"""The review service: the one way in for what people do to subtitles.

    review = Review(database, season, project)
    view = review.track(actor, track_id)
    done = review.set_text(actor, track_id, "12", view.cues[11].revision, "Hello.")

Every method takes who does it first, works in one transaction of its own, and gives frozen values
back. Nothing is changed where it raises:

- `RefusedError`: the cue is approved, it is not this person's turn, the market's policy or their
  role forbids it; says why and how to ask.
- `ConflictError`: somebody changed the cue after this person had read it; carries both versions.
- `UnknownNameError`: there is no such track or stage.
- the errors of `localize.store.Database`: the disk is full, others wrote for too long, the
  connection was lost.

Each subject is a module of its own; this one only joins them.
"""

from __future__ import annotations

from localize.review.approving import Approving
from localize.review.assigning import Assigning
from localize.review.filing import Filing
from localize.review.noting import Noting
from localize.review.opening import Opening
from localize.review.reading import Reading
from localize.review.replacing import Replacing
from localize.review.syncing import Syncing
from localize.review.undoing import Undoing
from localize.review.waiving import Waiving


class Review(
    Reading,
    Opening,
    Filing,
    Syncing,
    Replacing,
    Undoing,
    Approving,
    Assigning,
    Noting,
    Waiving,
):
    """Everything that people do to a season's tracks; see the classes it is made of.

    Args:
        database: what is kept; brought up to date (`Database.upgrade`).
        season: the settings. The policies that hold are those given here.
        project: the project's folder, for style guides that are files; the current one by default.
    """
