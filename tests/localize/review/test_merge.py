"""A new machine draft takes only what nobody touched."""

from __future__ import annotations

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from localize.review.edits import apply
from localize.review.merge import KeptCue, merge_rerun
from localize.script import Cue
from localize.store.kinds import CueState


def cue(name, start, text, *sources, length=1000):
    return Cue(name, start, start + length, (text,), source_ids=sources)


def ids():
    counter = count(100)
    return lambda: f"n{next(counter)}"


def merged(current, draft):
    plan = merge_rerun(current, draft, ids())
    return plan, apply(tuple(kept.cue for kept in current), plan.edit)


CURRENT = (
    KeptCue(cue("c1", 0, "one", "s1")),
    KeptCue(cue("c2", 2000, "two by hand", "s2"), CueState.EDITED, touched=True),
    KeptCue(cue("c3", 4000, "three", "s3"), CueState.APPROVED),
    KeptCue(cue("c4", 6000, "four", "s4")),
)


def test_untouched_cues_are_redrafted_under_their_ids():
    draft = [
        cue("x1", 100, "uno", "s1"),
        cue("x2", 2000, "dos", "s2"),
        cue("x3", 4000, "three", "s3"),
        cue("x4", 6000, "cuatro", "s4"),
        cue("x5", 8000, "cinco", "s5"),
    ]
    plan, after = merged(CURRENT, draft)
    assert [(item.id, item.text) for item in after] == [
        ("c1", "uno"),
        ("c2", "two by hand"),
        ("c3", "three"),
        ("c4", "cuatro"),
        ("n100", "cinco"),
    ]
    assert plan.kept == ("c2", "c3")
    assert [(conflict.kept[0].id, conflict.offered[0].id) for conflict in plan.conflicts] == [
        ("c2", "x2")
    ]
    assert dict(plan.machine) == {"c1": "x1", "c4": "x4", "n100": "x5"}
    assert plan.edit.note == ("New draft: 2 redrafted, 1 added, 0 taken out, 2 kept, 1 conflict")


def test_ids_of_another_run_are_told_apart_by_time():
    # The new transcript counts differently: its s1 is what was s2.
    draft = [cue("c1", 2000, "dos", "s1"), cue("c2", 6000, "cuatro", "s2")]
    plan, after = merged(CURRENT, draft)
    assert [item.text for item in after] == ["two by hand", "three", "cuatro"]
    assert [conflict.offered[0].text for conflict in plan.conflicts] == ["dos"]


def test_a_sentence_that_a_person_touched_stays_whole():
    current = (
        KeptCue(cue("c1", 0, "I came", "s1", "s2")),
        KeptCue(cue("c2", 1000, "and saw it", "s2"), CueState.EDITED, touched=True),
    )
    plan, after = merged(current, [cue("x1", 0, "Vine y lo vi", "s1", "s2", length=2000)])
    assert [item.text for item in after] == ["I came", "and saw it"]
    assert plan.conflicts[0].offered[0].text == "Vine y lo vi"


def test_half_a_sentence_is_not_redrafted():
    current = (
        KeptCue(cue("c1", 0, "by hand", "s1"), CueState.EDITED, touched=True),
        KeptCue(cue("c2", 1000, "old", "s1")),
    )
    plan, after = merged(current, [cue("x1", 0, "new", "s1"), cue("x2", 1000, "new too", "s1")])
    assert [item.text for item in after] == ["by hand", "old"]
    assert plan.kept == ("c1", "c2")


def test_a_cue_that_was_moved_away_keeps_its_id():
    _, after = merged((KeptCue(cue("c1", 0, "old", "s1")),), [cue("x1", 1500, "new", "s1")])
    assert [(item.id, item.text, item.start) for item in after] == [("c1", "new", 1500)]


def test_one_for_two_and_two_for_one():
    current = (KeptCue(cue("c1", 0, "a", "s1")), KeptCue(cue("c2", 1000, "b", "s1")))
    _, one = merged(current, [cue("x", 0, "ab", "s1", length=2000)])
    assert [(item.id, item.text) for item in one] == [("c1", "ab")]
    _, two = merged((KeptCue(one[0]),), [cue("x", 0, "a", "s1"), cue("y", 1000, "b", "s1")])
    assert [(item.id, item.text) for item in two] == [("c1", "a"), ("n100", "b")]


def test_the_same_draft_changes_nothing():
    plan, after = merged(CURRENT, [kept.cue for kept in CURRENT])
    assert not plan.edit
    assert not plan.conflicts
    assert after == tuple(kept.cue for kept in CURRENT)


def test_what_is_locked_stays():
    current = (KeptCue(cue("c1", 0, "a", "s1"), locked=True),)
    plan, after = merged(current, [cue("x", 0, "b", "s1")])
    assert after == (current[0].cue,)
    assert len(plan.conflicts) == 1


cues = st.lists(
    st.tuples(
        st.integers(0, 20_000),
        st.integers(1, 3000),
        st.text("abc ", min_size=1, max_size=5),
        st.lists(st.sampled_from(["s1", "s2", "s3", "s4"]), max_size=2, unique=True),
    ),
    max_size=8,
)


def build(items, prefix):
    return [
        Cue(f"{prefix}{i}", start, start + length, (text,), source_ids=tuple(sources))
        for i, (start, length, text, sources) in enumerate(items)
    ]


@given(
    cues,
    cues,
    st.lists(
        st.tuples(st.sampled_from(CueState), st.booleans(), st.booleans()), min_size=8, max_size=8
    ),
)
def test_nothing_that_a_person_touched_is_lost(old, new, facts):
    current = [
        KeptCue(item, state, touched, locked)
        for item, (state, touched, locked) in zip(build(old, "c"), facts, strict=False)
    ]
    draft = build(new, "c")
    plan, after = merged(current, draft)
    result = {item.id: item for item in after}
    assert len(result) == len(after)
    for kept in current:
        if kept.stays:
            assert result[kept.cue.id] == kept.cue
            assert kept.cue.id in plan.kept
    # Every cue of the new draft is taken, shown as a conflict, or already there in other words.
    offered = {item.id for conflict in plan.conflicts for item in conflict.offered}
    taken = {name for _, name in plan.machine}
    same = {(item.start, item.end, item.lines) for item in after}
    for item in draft:
        assert item.id in taken | offered or (item.start, item.end, item.lines) in same


def test_a_long_programme_is_matched_cue_for_cue():
    current = [KeptCue(cue(f"c{n}", n * 1500, "one", f"s{n}")) for n in range(1500)]
    draft = [cue(f"x{n}", n * 1500 + 100, "uno", f"t{n}") for n in range(1500)]
    plan, after = merged(current, draft)
    assert dict(plan.machine) == {f"c{n}": f"x{n}" for n in range(1500)}
    assert len(after) == 1500


def test_a_cue_is_matched_with_what_shares_most_time():
    current = [KeptCue(cue("c1", 0, "one")), KeptCue(cue("c2", 1100, "two"))]
    plan, _ = merged(current, [cue("x1", 300, "uno", length=1500)])
    assert dict(plan.machine) == {"c1": "x1"}
    assert plan.edit.note.startswith("New draft: 1 redrafted, 0 added, 1 taken out")
    plan, _ = merged(current[1:], [cue("x1", 0, "uno"), cue("x2", 1200, "dos")])
    assert dict(plan.machine)["c2"] == "x2"
