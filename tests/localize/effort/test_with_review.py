"""The figures read what the review service really writes."""

from __future__ import annotations

from dataclasses import replace

from localize.effort import figures
from localize.review.service import Review
from localize.store.work import visits_of


def test_a_morning_through_the_review_service(world):
    review = Review(world.database, replace(world.season, approver_may_translate=False))
    ana, track = world.ana, world.market
    review.set_text(ana, track, "m0", 1, ["No está aquí, nunca."])
    world.visit(ana, "m0", before=1, after=2)
    review.split(ana, track, "m1", 1, at=len("No está aquí,"))
    world.visit(ana, "m1", before=1, after=2)
    review.confirm(ana, track, "m2", 1)
    world.visit(ana, "m2", before=1, after=2)
    found = next(
        one
        for one in figures(world.database, world.lea, world.season).tracks
        if one.track_id == track
    )
    assert found.stages[0].visits == 3
    drafts = found.drafts
    assert (drafts.light, drafts.form, drafts.as_is, drafts.judged) == (1, 1, 1, 3)
    assert (drafts.edited, drafts.length) == (1, 18)
    with world.database.read() as session:
        told = {visit.cue_id: visit.figures for visit in visits_of(session, track)}
    assert [told[f"m{n}"]["splits"] for n in (0, 1, 2)] == [0, 1, 0]
    assert [told[f"m{n}"]["texts_changed"] for n in (0, 1, 2)] == [1, 1, 0]
