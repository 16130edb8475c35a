"""Refusals and conflicts say what to do, and come whole out of another process."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

from localize.errors import LocalizeError
from localize.review.errors import ConflictError, RefusedError
from localize.script import Cue

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_refusal_says_why_and_how_to_ask():
    error = pickle.loads(pickle.dumps(RefusedError("Times are fixed.", "F4 asks.")))
    assert isinstance(error, LocalizeError)
    assert (error.reason, error.ask, str(error)) == (
        "Times are fixed.",
        "F4 asks.",
        "Times are fixed. F4 asks.",
    )


def test_a_conflict_carries_both():
    mine, theirs = Cue("c1", 0, 1000, ("a",)), Cue("c1", 0, 1000, ("b",))
    error = pickle.loads(pickle.dumps(ConflictError(mine, theirs, 7, "Ana", AT)))
    assert (error.mine, error.theirs, error.revision, error.by, error.at) == (
        mine,
        theirs,
        7,
        "Ana",
        AT,
    )
    assert "Cue c1 was changed by Ana at 2026-11-22 09:30:00 UTC" in str(error)
    gone = ConflictError(None, None, 8, "Ana", AT)
    assert "The cue was deleted by Ana" in str(gone)
