"""What a new template version comes to: told by ids, done without touching what is approved."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.guides.load import load_guide
from localize.review.changes import ChangeKind, changes
from localize.review.edits import apply, set_text, set_times
from localize.review.impact import MarketCue, Outcome, impact
from localize.review.pieces import letters_of
from localize.review.structure import delete, insert, merge, split
from localize.script import Cue, CueKind, Placement
from localize.store.kinds import CueState
from localize.timeline import FrameRate

RATE = FrameRate.parse("25")
LIMITS = load_guide("netflix").limits("en")

OLD = tuple(
    Cue(f"t{i}", 4000 * i, 4000 * i + 3000, (text,), speaker="Ana")
    for i, text in enumerate(
        [
            "I came here yesterday, and I saw it.",
            "Nobody believed me.",
            "Not even you.",
            "Where were you?",
            "At home, asleep.",
            "So they say.",
        ]
    )
)
MARKET = tuple(
    replace(cue, id=f"c{i}", lines=(f"target {i} of it",), source_ids=(cue.id,))
    for i, cue in enumerate(OLD)
)


def ids(prefix="n"):
    counter = count(100)
    return lambda: f"{prefix}{next(counter)}"


def edited(*edits, cues=OLD):
    for edit in edits:
        cues = apply(cues, edit(cues))
    return cues


def known(**by_id):
    return [MarketCue(cue, **by_id.get(cue.id, {})) for cue in MARKET]


def result(new, cues=None, old=OLD):
    cues = cues if cues is not None else known()
    found = impact(changes(old, new), cues, locale="es-419", old=old, new=new, next_id=ids("m"))
    after = {cue.id: cue for cue in apply(tuple(c.cue for c in cues), found.edit)}
    return found, after


def kinds(new, old=OLD):
    return [(change.kind, change.old_ids, change.new_ids) for change in changes(old, new)]


RETIME = lambda cues: set_times(cues, "t0", end=3400)  # noqa: E731
TEXT = lambda cues: set_text(cues, "t1", "Nobody would believe me.")  # noqa: E731
SPLIT = lambda cues: split(cues, "t0", 22, ids("t"), rate=RATE, limits=LIMITS)  # noqa: E731
MERGE = lambda cues: merge(cues, "t1")  # noqa: E731
NEW = lambda cues: insert(cues, 24_000, ids("k"), rate=RATE, limits=LIMITS, lines=["Ha!"])  # noqa: E731
DELETE = lambda cues: delete(cues, ["t5"])  # noqa: E731


# --- What changed ---------------------------------------------------------------------------------


def test_nothing_changed():
    assert changes(OLD, OLD) == ()


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (RETIME, [("retime", ("t0",), ("t0",))]),
        (TEXT, [("text", ("t1",), ("t1",))]),
        (SPLIT, [("split", ("t0",), ("t0", "t100"))]),
        (MERGE, [("merge", ("t1", "t2"), ("t1",))]),
        (NEW, [("new", (), ("k100",))]),
        (DELETE, [("deleted", ("t5",), ())]),
        (lambda cues: set_text(cues, "t1", "Nobody\nbelieved me."), [("layout", ("t1",), ("t1",))]),
    ],
)
def test_each_change_is_told(edit, found):
    assert kinds(edited(edit)) == found


def test_speaker_kind_placement_and_annotation():
    new = (
        replace(OLD[0], speaker="Ben", kind=CueKind.SONG, translate=False),
        replace(OLD[1], placement=Placement(8)),
        *OLD[2:],
    )
    assert [kind for kind, _, _ in kinds(new)] == ["speaker", "kind", "placement"]
    (note,) = changes(OLD, OLD, new_annotations={"t3": (("context", "he lies"),)})
    assert (note.kind, note.old_ids) == (ChangeKind.ANNOTATION, ("t3",))


def test_a_split_with_a_correction_is_still_a_split():
    new = edited(SPLIT, lambda cues: set_text(cues, "t100", "and I have seen it."))
    assert kinds(new) == [("split", ("t0",), ("t0", "t100"))]


def test_a_new_line_over_an_old_one_is_no_split():
    new = (*OLD, Cue("t9", 1000, 2000, ("SIGN: Closed",), kind=CueKind.FORCED))
    assert kinds(new) == [("new", (), ("t9",))]


def test_cues_of_another_source_are_no_split():
    old = (replace(OLD[0], source_ids=("s1",)),)
    first, second = edited(SPLIT, cues=old)
    other = replace(second, source_ids=("s9",))
    assert "split" not in [kind for kind, _, _ in kinds((first, other), old)]


def test_all_at_once():
    new = edited(TEXT, SPLIT, NEW, DELETE, lambda cues: set_times(cues, "t3", start=12_200))
    found = kinds(new)
    assert {kind for kind, _, _ in found} == {"text", "split", "new", "deleted", "retime"}
    assert len(found) == 5


# --- What it comes to -----------------------------------------------------------------------------


def test_what_is_on_the_templates_times_follows():
    found, after = result(edited(RETIME))
    assert after["c0"].end == 3400
    assert found.summary == "es-419: 1 retime follows"


def test_what_was_retimed_by_hand_is_flagged():
    cues = known()
    cues[0] = MarketCue(replace(MARKET[0], end=3300), CueState.EDITED, times_touched=True)
    found, after = result(edited(RETIME), cues)
    assert after["c0"].end == 3300
    assert found.summary == "es-419: 1 flagged"
    assert "by hand" in found.actions[0].flag


def test_a_machines_own_times_move_by_as_much():
    cues = known()
    cues[0] = MarketCue(replace(MARKET[0], end=3300))
    found, after = result(edited(RETIME), cues)
    assert after["c0"].end == 3700
    assert found.count(Outcome.RETIMED) == 1


def test_inner_borders_of_the_market_stay():
    parts = apply(MARKET, split(MARKET, "c0", 6, ids(), rate=RATE, limits=LIMITS))
    cues = [MarketCue(cue, times_touched=cue.id in ("c0", "n100")) for cue in parts]
    found, after = result(edited(RETIME), cues)
    assert after["n100"].end == 3400
    assert after["n100"].start == parts[1].start
    assert after["c0"] == parts[0]
    assert found.summary == "es-419: 1 retime follows"


def test_a_changed_text_is_stale_with_the_difference():
    found, after = result(edited(TEXT), known(c1={"text_touched": True, "state": CueState.EDITED}))
    (action,) = found.actions
    assert action.stale == "“Nobody believed me.” → “Nobody would believe me.”"
    assert not action.redraft
    assert after["c1"] == MARKET[1]
    assert found.summary == "es-419: 1 text stale"
    (untouched,) = result(edited(TEXT))[0].actions
    assert untouched.redraft


def test_a_split_keeps_the_text_whole_in_the_first_part():
    new = edited(SPLIT)
    found, after = result(new)
    assert after["c0"].lines == MARKET[0].lines
    assert after["c0"].span == new[0].span
    assert (after["m100"].lines, after["m100"].span) == ((), new[1].span)
    assert (after["c0"].source_ids, after["m100"].source_ids) == (("t0",), ("t100",))
    assert found.summary == "es-419: 1 flagged, 1 empty part of a split"


def test_a_split_of_what_was_retimed_by_hand_only_maps():
    cues = known()
    cues[0] = MarketCue(replace(MARKET[0], end=3300), CueState.EDITED, times_touched=True)
    found, after = result(edited(SPLIT), cues)
    assert after["c0"].source_ids == ("t0", "t100")
    assert after["c0"].span == cues[0].cue.span
    assert found.summary == "es-419: 1 flagged"


def test_a_split_that_the_market_had_made_maps_each_part():
    parts = apply(MARKET, split(MARKET, "c0", 6, ids(), rate=RATE, limits=LIMITS))
    _, after = result(edited(SPLIT), [MarketCue(cue) for cue in parts])
    mapped = {*after["c0"].source_ids, *after["n100"].source_ids}
    assert mapped == {"t0", "t100"}
    assert after["c0"].lines == parts[0].lines


def test_a_merge_keeps_both_texts_in_the_first():
    new = edited(MERGE)
    found, after = result(new)
    assert after["c1"].lines == (*MARKET[1].lines, *MARKET[2].lines)
    assert after["c1"].span == new[1].span
    assert "c2" not in after
    assert found.summary == "es-419: 1 flagged, 1 merged into another"


def test_a_merge_with_an_approved_cue_only_maps():
    found, after = result(edited(MERGE), known(c2={"state": CueState.APPROVED}))
    assert after["c1"] == replace(MARKET[1], source_ids=("t1",))
    assert after["c2"] == replace(MARKET[2], source_ids=("t1",))
    assert found.summary == "es-419: 1 flagged, 1 approved would reopen"


def test_a_merge_that_the_market_had_made_follows():
    cues = [MarketCue(cue) for cue in apply(MARKET, merge(MARKET, "c1"))]
    found, after = result(edited(MERGE), cues)
    assert after["c1"].source_ids == ("t1",)
    assert found.summary == "es-419: 1 retime follows"


def test_a_deleted_line_is_flagged_and_never_removed():
    found, after = result(edited(DELETE))
    assert after["c5"] == MARKET[5]
    assert found.actions[0].flag == "The template deletes this line"
    assert found.summary == "es-419: 1 flagged"


def test_a_new_line_is_an_empty_cue():
    found, after = result(edited(NEW))
    assert after["m100"].lines == ()
    assert after["m100"].source_ids == ("k100",)
    assert after["m100"].start == 24_000
    assert found.summary == "es-419: 1 new"


def test_kinds_follow_where_nobody_set_another():
    new = (replace(OLD[0], kind=CueKind.SONG), replace(OLD[1], kind=CueKind.SONG), *OLD[2:])
    cues = known()
    cues[1] = MarketCue(replace(MARKET[1], kind=CueKind.FORCED))
    found, after = result(new, cues)
    assert after["c0"].kind is CueKind.SONG
    assert after["c1"].kind is CueKind.FORCED
    assert found.summary == "es-419: 1 speaker, kind or place follows, 1 flagged"


def test_the_summary_of_a_day():
    new = edited(
        TEXT,
        SPLIT,
        NEW,
        DELETE,
        lambda cues: set_times(cues, "t3", start=12_200),
        lambda cues: set_text(cues, "t4", "At home."),
    )
    found, after = result(new, known(c4={"state": CueState.APPROVED}))
    assert found.summary == (
        "es-419: 1 retime follows, 1 text stale, 2 flagged, 1 new, 1 empty part of a split, "
        "1 approved would reopen"
    )
    assert after["c4"] == MARKET[4]
    approved = next(action for action in found.actions if action.cue_id == "c4")
    assert approved.stale == "“At home, asleep.” → “At home.”"


def test_layout_and_annotations_change_no_market():
    found, after = result(edited(lambda cues: set_text(cues, "t1", "Nobody\nbelieved me.")))
    assert found.actions == ()
    assert found.summary == "es-419: nothing changes"
    assert tuple(after.values()) == MARKET


# --- Whatever happens -----------------------------------------------------------------------------

states = st.builds(
    dict,
    state=st.sampled_from(CueState),
    text_touched=st.booleans(),
    times_touched=st.booleans(),
    locked=st.booleans(),
)
edits = st.lists(st.sampled_from([RETIME, TEXT, SPLIT, MERGE, NEW, DELETE]), unique=True)


@given(edits, st.lists(states, min_size=6, max_size=6), st.randoms())
def test_approved_cues_stay_and_no_text_is_lost(chosen, facts, random):
    made = [maker for maker in chosen if not (maker is RETIME and SPLIT in chosen)]
    fresh = ids("t")
    new = OLD
    for maker in made:
        edit = maker(new)
        renamed = tuple(
            replace(change, cue_id=(name := fresh()), after=replace(change.after, id=name))
            if change.before is None
            else change
            for change in edit.changes
        )
        new = apply(new, replace(edit, changes=renamed))
    cues = [
        MarketCue(
            replace(cue, end=cue.end + random.choice([0, 0, 120]))
            if state["times_touched"]
            else cue,
            **state,
        )
        for cue, state in zip(MARKET, facts, strict=True)
    ]
    found, after = result(new, cues)
    for item in cues:
        if item.frozen:
            assert replace(after[item.cue.id], source_ids=item.cue.source_ids) == item.cue
    kept = letters_of(line for cue in after.values() for line in cue.lines)
    for item in cues:
        assert letters_of(item.cue.lines) in kept
    approved = {item.cue.id for item in cues if item.state is CueState.APPROVED}
    for action in found.actions:
        if action.cue_id in approved:
            assert set(action.outcomes) <= {Outcome.REOPEN, Outcome.MAPPED}
    # Every line of the new version is stood for by somebody.
    mapped = {source for cue in after.values() for source in cue.source_ids}
    assert {cue.id for cue in new} <= mapped
